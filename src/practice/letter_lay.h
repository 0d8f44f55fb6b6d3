/* A letter's text on its pages, before anything is drawn: blocks, their rows, and where each goes.
 * Must never: be known to any file but letter_lay.c and letter_pdf.c.
 * Read next: practice/letter_lay.c.
 *
 * A block is a heading, a paragraph, an item of a list; a row is a line as pango breaks it. Lengths
 * are in pango units.
 */
#pragma once
#include "base/out.h"
#include "practice/letter_pdf.h"

/* As pango's headers say, which whoever uses these needs besides. */
typedef struct _PangoContext PangoContext;
typedef struct _PangoLayout PangoLayout;
typedef struct _PangoLayoutLine PangoLayoutLine;

#define POINTS(pt) ((int)((pt)*PANGO_SCALE))
#define MARGIN POINTS(20 / 25.4 * 72)
#define ITEM_INDENT POINTS(16)

enum kind {
    KIND_FROM,
    KIND_PART,
    KIND_TITLE,
    KIND_HEADING,
    KIND_TEXT,
    KIND_ITEM,
    KIND_SIGN,
    KIND_FOOT
};

struct row {
    PangoLayoutLine *line;
    int top, bottom, base, x; /* in its layout */
    int page, y;              /* where its top goes */
};

struct block {
    enum kind kind;
    bool leads;
    PangoLayout *layout;
    struct row *rows;
    size_t n;
};

struct lay {
    struct arena *a;
    PangoContext *context;
    int width, height; /* of the paper */
    struct block *blocks;
    size_t n;
    PangoLayout *foot; /* without the page's number; NULL when the arena failed */
    int pages;
    struct out missing;  /* characters that no font has */
    unsigned char *seen; /* a bit for each of them */
    int low;             /* where the text of a page ends */
    int page, y;         /* while placing */
};

/* The element that the text of such a block is. */
const char *lay_tag(enum kind kind);
PangoLayout *lay_new(const struct lay *p, enum kind kind, struct str text);
/* Fills blocks, pages, foot, missing; only when the arena did not fail may they be drawn. */
void lay_letter(struct lay *p, const struct letter_pdf *l);
void lay_end(struct lay *p);
