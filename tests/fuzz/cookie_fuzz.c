/* libFuzzer entry: any bytes as a Cookie header.
 * Must never: take a value that a browser would not send back.
 * Read next: http/cookie.h.
 */
#include "base/out.h"
#include "http/cookie.h"

enum { LONGEST = 16 * 1024 }; /* as for all headers of a request */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n > LONGEST)
        return 0;
    struct arena *a = arena_new((size_t)1024 * 1024);
    struct str header = {(const char *)data, n};
    struct str value = cookie_get(header, S("id"));
    if (value.p) {
        check(value.p >= header.p && value.p + value.n <= header.p + n);
        for (size_t i = 0; i < value.n; i++)
            check(value.p[i] > ' ' && value.p[i] < 0x7f && !strchr("\",;\\", value.p[i]));
        /* What we set is what we get; beside the first it is doubled. */
        struct str made = cookie_make(a, S("id"), value, 60);
        check(str_eq(cookie_get(made, S("id")), value));
        struct out both = out_new(a, n + made.n + 1);
        out_raw(&both, header);
        out_char(&both, ';');
        out_raw(&both, made);
        check(!cookie_get(out_str(&both), S("id")).p);
    }
    arena_free(a);
    return 0;
}
