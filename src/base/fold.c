/* Folding text for search, composing it for the store: utf8proc behind few names.
 * Must never: be shown to anyone (fold_text).
 * Read next: base/fold.h.
 */
#include "base/fold.h"

#include <utf8proc.h>

static struct str mapped(struct arena *a, struct str s, utf8proc_option_t options)
{
    utf8proc_uint8_t *to = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &to,
                                      options);
    struct str copy = S("");
    if (n > 0)
        copy = arena_str(a, (struct str){(const char *)to, (size_t)n});
    if (to) {
        explicit_bzero(to, n > 0 ? (size_t)n : 0);
        free(to);
    }
    return copy;
}

/* Typographic apostrophes and dashes, as phones type them, fold to the plain ones. */
static struct str plain_marks(struct arena *a, struct str s)
{
    static const struct {
        struct str from;
        char to;
    } marks[] = {
        {STR_INIT("\xe2\x80\x98"), '\''}, {STR_INIT("\xe2\x80\x99"), '\''},
        {STR_INIT("\xca\xbc"), '\''},     {STR_INIT("\xe2\x80\x90"), '-'},
        {STR_INIT("\xe2\x80\x91"), '-'},  {STR_INIT("\xe2\x80\x93"), '-'},
    };
    char *to = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n && !arena_failed(a);) {
        size_t step = 1;
        char c = s.p[i];
        for (size_t m = 0; m < sizeof marks / sizeof marks[0]; m++) {
            if (str_starts(str_slice(s, i, s.n), marks[m].from)) {
                step = marks[m].from.n;
                c = marks[m].to;
            }
        }
        to[n++] = c;
        i += step;
    }
    return (struct str){to, n};
}

struct str fold_text(struct arena *a, struct str s)
{
    struct str folded = mapped(a, s,
                               UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE |
                                   UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    return plain_marks(a, folded);
}

struct str fold_digits(struct arena *a, struct str s)
{
    struct str plain = mapped(a, s, UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE);
    char *to = arena_alloc(a, plain.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < plain.n && !arena_failed(a); i++)
        if (plain.p[i] >= '0' && plain.p[i] <= '9')
            to[n++] = plain.p[i];
    return (struct str){to, n};
}

struct str fold_store(struct arena *a, struct str s)
{
    return str_trim(mapped(a, s, UTF8PROC_STABLE | UTF8PROC_COMPOSE));
}
