/* A buffer that text is written to, given its maximum when made.
 * Must never: lose text silently.
 * Read next: base/out.h.
 */
#include "base/out.h"

#include <stdarg.h>
#include <stdio.h>

enum { FIRST = 4096, LINE_MAX_OUT = 1024 };

struct out out_new(struct arena *a, size_t max)
{
    return (struct out){.a = a, .max = max};
}

static bool out_room(struct out *w, size_t n)
{
    if (w->full || n > w->max - w->n) {
        w->full = true;
        return false;
    }
    if (n <= w->cap - w->n)
        return true;
    size_t cap = w->cap ? w->cap : FIRST;
    while (cap < w->n + n)
        cap *= 2;
    char *p = arena_array(w->a, cap, 1);
    if (arena_failed(w->a)) {
        w->full = true;
        return false;
    }
    if (w->n)
        memcpy(p, w->p, w->n);
    w->p = p;
    w->cap = cap;
    return true;
}

void out_raw(struct out *w, struct str s)
{
    if (!s.n || !out_room(w, s.n))
        return;
    memcpy(w->p + w->n, s.p, s.n);
    w->n += s.n;
}

void out_char(struct out *w, char c)
{
    if (!out_room(w, 1))
        return;
    w->p[w->n++] = c;
}

void out_fmt(struct out *w, const char *format, ...)
{
    char line[LINE_MAX_OUT];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (n < 0 || n >= LINE_MAX_OUT)
        w->full = true;
    else
        out_raw(w, (struct str){line, (size_t)n});
}

struct str out_str(const struct out *w)
{
    return (struct str){w->p ? w->p : "", w->n};
}
