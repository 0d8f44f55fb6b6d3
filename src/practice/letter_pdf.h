/* A letter as a tagged PDF file: A4 or US letter, fonts embedded, text of any script.
 * Must never: drop or cut a word silently, or keep anything of a letter once it has returned.
 * Read next: practice/letter_pdf.c.
 *
 * Tags: Document, H1, H2, P, L, LI, Lbl, LBody; the foot of a page is an artefact. Cairo 1.16 writes
 * neither a document language (/Lang) nor an XMP packet, so this is no PDF/A or PDF/UA by the letter.
 */
#pragma once
#include "base/arena.h"
#include "base/rc.h"

enum {
    LETTER_TEXT_MAX = 64 * 1024,     /* bytes of one field */
    LETTER_PDF_MAX = 2 * 1024 * 1024 /* bytes of the file */
};

enum letter_paper { PAPER_A4, PAPER_LETTER };

/* Any field may be empty; lines end in LF or CR LF. */
struct letter_pdf {
    struct str title;  /* heading of level 1, and the title in the metadata */
    struct str author; /* metadata only */
    struct str from;   /* letterhead: lines, the first one bold */
    struct str to;     /* addressee: lines */
    struct str date;   /* as people write it */
    /* Paragraphs parted by an empty line. A paragraph's first line that begins with "# " is a
     * heading of level 2; every line that begins with "- " is an item of a list. */
    struct str body;
    struct str sign; /* signature block: lines */
    struct str foot; /* small, on every page, before "page n of m"; cut with … past three lines */
    enum letter_paper paper;
    int64_t made_utc; /* creation date in the metadata */
};

/* Any thread may call it; each keeps its map of fonts until it ends. Without any font that
 * fontconfig knows, every character is missing.
 *   ret_pdf       in the arena, which holds about three times the file meanwhile
 *   ret_missing   the characters that no installed font can draw, each once; empty: none
 *   returns       INVALID when a field is not text (str_is_text), holds a code point that is no
 *                 character (U+FFFF and such), or is longer than LETTER_TEXT_MAX, or when the file
 *                 would pass LETTER_PDF_MAX; BUSY when the arena or cairo runs out
 */
NODISCARD enum rc letter_pdf_make(struct arena *a, const struct letter_pdf *l, struct str *ret_pdf,
                                  struct str *ret_missing);
