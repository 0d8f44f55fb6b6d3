/* Probability and density of a mixture, LANES components at a time; included with the filter's widths.
 * Must never: differ between widths beyond rounding.
 * Read next: evidence/mixture.h.
 */
#pragma once
#include "evidence/lanes.h"
#include "evidence/mixture.h"

#ifndef EV_BELOW
#define EV_BELOW ev_below_portable
#endif

void EV_BELOW(const struct ev_mixture *m, double at, double ret[2])
{
    vec below = {0}, density = {0};
    for (size_t i = 0; i < m->n; i += LANES) {
        const vec w = v_load(&m->weight[i]), inverse = v_load(&m->inverse[i]);
        const struct v_normal n = v_normal((at - v_load(&m->mean[i])) * inverse);
        below += w * n.below;
        density += w * n.density * inverse;
    }
    ret[0] = ret[1] = 0;
    for (int i = 0; i < LANES; i++) {
        ret[0] += below[i];
        ret[1] += density[i];
    }
}
