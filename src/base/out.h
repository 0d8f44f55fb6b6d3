/* A buffer that text is written to, given its maximum when made.
 * Must never: lose text silently; past the maximum it is `full` for good.
 * Read next: base/html.h (what templates write through).
 */
#pragma once
#include "base/arena.h"

struct out {
    struct arena *a;
    char *p;
    size_t n, cap, max;
    bool full;
};

/*   max   bytes; writing past it sets `full` and writes nothing more */
struct out out_new(struct arena *a, size_t max);
void out_raw(struct out *w, struct str s);
void out_char(struct out *w, char c);
void out_fmt(struct out *w, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct str out_str(const struct out *w);
