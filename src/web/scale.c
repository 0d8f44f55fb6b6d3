/* A question that is answered with one of eleven steps.
 * Must never: have a step chosen that nobody chose.
 * Read next: web/scale.h.
 */
#include "web/scale.h"

struct scale scale_of(struct arena *a, struct str name, struct str legend, int from, struct str low,
                      struct str high, struct str typed, const struct faults *faults)
{
    int64_t value;
    bool chosen = str_int(typed, from, from + SCALE_STEPS - 1, &value);
    struct scale x = {
        .name = name, .legend = legend, .low = low, .high = high, .error = fault_of(faults, name)};
    x.steps.at = ARENA_ARRAY(a, SCALE_STEPS, struct scale_step);
    for (int i = 0; i < SCALE_STEPS && !arena_failed(a); i++)
        x.steps.at[x.steps.n++] = (struct scale_step){from + i, chosen && value == from + i};
    return x;
}
