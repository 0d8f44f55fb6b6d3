/* A question that is answered with one of eleven steps: 0 to 10, or -5 to 5.
 * Must never: have a step chosen that nobody chose.
 * Read next: web/scale.html.
 */
#pragma once
#include "web/layout.h"

enum { SCALE_STEPS = 11 };

struct scale_step {
    int value;
    bool on;
};

struct scale {
    struct str name, legend, low, high; /* low, high: words of the first and the last step */
    struct {
        struct scale_step *at;
        size_t n;
    } steps;
    struct str error, last; /* last: "last time 6" */
};

/*   from    the first step
 *   typed   what was chosen; empty or "no value": nothing
 */
struct scale scale_of(struct arena *a, struct str name, struct str legend, int from, struct str low,
                      struct str high, struct str typed, const struct faults *faults);

/* Its templates, which other rooms call. */
#include "web/scale_html.h"
