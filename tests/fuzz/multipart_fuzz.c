/* libFuzzer entry: any bytes as a multipart body, its boundary before its first line's end.
 * Must never: take a name that is not text, or read otherwise when the body comes in other pieces.
 * Read next: http/multipart.h.
 *
 * What is taken reads the same when it is written anew.
 */
#include "base/out.h"
#include "http/multipart.h"

enum { CEILING = 8 * 1024 * 1024, SAID_MAX = CEILING / 8 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void write_escaped(struct out *w, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            out_raw(w, S("%22"));
        else if (s.p[i] == '\r')
            out_raw(w, S("%0D"));
        else if (s.p[i] == '\n')
            out_raw(w, S("%0A"));
        else
            out_char(w, s.p[i]);
    }
}

static void write_head(struct out *w, const struct multipart *m, struct str boundary)
{
    check(m->name.p && m->name.n && str_is_text(m->name) && str_is_text(m->file));
    out_raw(w, w->n ? S("\r\n--") : S("--"));
    out_raw(w, boundary);
    out_raw(w, S("\r\nContent-Disposition: form-data; name=\""));
    write_escaped(w, m->name);
    if (m->file.p) {
        out_raw(w, S("\"; filename=\""));
        write_escaped(w, m->file);
    }
    out_raw(w, S("\"\r\n\r\n"));
}

/* In pieces of `step` bytes, written anew as it is read.
 *   returns   whether it was taken
 */
static bool read_in(struct out *w, struct str boundary, struct str body, size_t step)
{
    struct multipart *m = ARENA_NEW(w->a, struct multipart);
    multipart_begin(m, boundary);
    for (size_t at = 0; at < body.n; at += step) {
        struct str piece = str_slice(body, at, step), said = {NULL, 0};
        enum multipart_event e;
        while ((e = multipart_next(m, &piece, &said)) != MULTIPART_MORE) {
            if (e == MULTIPART_WRONG)
                return false;
            if (e == MULTIPART_PART)
                write_head(w, m, boundary);
            else
                out_raw(w, said);
        }
        check(piece.n == 0);
    }
    out_raw(w, w->n ? S("\r\n--") : S("--"));
    out_raw(w, boundary);
    out_raw(w, S("--"));
    return multipart_ended(m);
}

static void check_body(struct arena *a, struct str boundary, struct str body)
{
    struct out whole = out_new(a, SAID_MAX), pieces = out_new(a, SAID_MAX);
    struct out again = out_new(a, SAID_MAX);
    bool taken = read_in(&whole, boundary, body, body.n + 1);
    size_t step = 1 + body.n % 7;
    check(read_in(&pieces, boundary, body, step) == taken);
    if (!taken || whole.full)
        return;
    check(str_eq(out_str(&pieces), out_str(&whole)));
    check(read_in(&again, boundary, out_str(&whole), SAID_MAX));
    check(str_eq(out_str(&again), out_str(&whole)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_new(CEILING);
    struct str all = {(const char *)data, n}, boundary = {NULL, 0};
    struct str type = str_slice(all, 0, str_find(all, '\n'));
    if (multipart_boundary(type, &boundary) == OK)
        check_body(a, boundary, str_slice(all, type.n + 1, all.n));
    else
        check(!boundary.p);
    arena_free(a);
    return 0;
}
