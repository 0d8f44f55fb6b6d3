/* multipart/form-data, read piece by piece as it comes in.
 * Must never: take what two readers could understand differently.
 * Read next: http/upload.h.
 *
 * Taken is what browsers send (HTML, "multipart/form-data encoding algorithm"; RFC 7578) and no
 * more: nothing before the first delimiter, lines that end in CR LF, in each part's head one
 * Content-Disposition with a quoted name and perhaps a quoted file name, at most one Content-Type
 * and no other line, no parts within a part, the last delimiter, and nothing behind it.
 *
 * Own code, because the library's MHD_PostProcessor (0.9.75, tried) shows no part's head and so
 * cannot be made strict: it skips what stands before the first delimiter, takes bare line feeds,
 * the first of two names, "Content-Type:" in the middle of another line, cuts a file name at its
 * first quote, and makes a plain field of a file whose name holds NUL or stands without quotes.
 */
#pragma once
#include "base/rc.h"
#include "base/str.h"

enum { MULTIPART_BOUNDARY_MAX = 70, MULTIPART_HEAD_MAX = 4096 };

enum multipart_event {
    MULTIPART_MORE, /* all that is there was read */
    MULTIPART_PART, /* a part begins: name and file are known */
    MULTIPART_DATA, /* some of its content */
    MULTIPART_WRONG /* for good */
};

enum multipart_state {
    MULTIPART_BEFORE, /* the first delimiter */
    MULTIPART_HEAD,   /* a delimiter's end, and the head behind it */
    MULTIPART_CONTENT,
    MULTIPART_AFTER, /* the last delimiter */
    MULTIPART_REFUSED
};

struct multipart {
    struct str name; /* valid text, not empty; until the next part begins */
    struct str file; /* valid text, as it was sent; "no value": a plain field, not a file */
    enum multipart_state state;
    char delimiter[4 + MULTIPART_BOUNDARY_MAX]; /* CR LF -- boundary */
    char head[MULTIPART_HEAD_MAX];
    size_t delimiter_n, head_n;
    size_t matched; /* bytes of the delimiter, or of what may stand after the last */
};

/* The boundary that a Content-Type names. NOT_FOUND: it is another type; INVALID: a boundary that
 * is missing, too long or odd, or another parameter. */
NODISCARD enum rc multipart_boundary(struct str type, struct str *ret);
/* `boundary`: from multipart_boundary. */
void multipart_begin(struct multipart *m, struct str boundary);
/* Reads on; to be called until it says MORE or WRONG.
 *   rest       what has come in; what was read is taken off
 *   ret_data   with DATA: never empty, until the next call
 */
enum multipart_event multipart_next(struct multipart *m, struct str *rest, struct str *ret_data);
/* Is the end there? */
bool multipart_ended(const struct multipart *m);
