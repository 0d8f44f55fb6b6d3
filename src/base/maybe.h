/* A number that may be missing: a question not asked, a value not measured.
 * Must never: be replaced by 0 or -1.
 * Read next: base/str.h.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct maybe_int {
    bool has;
    int64_t v;
};

struct maybe_real {
    bool has;
    double v;
};

static inline struct maybe_int some_int(int64_t v)
{
    return (struct maybe_int){true, v};
}

static inline struct maybe_real some_real(double v)
{
    return (struct maybe_real){true, v};
}
