/* A mixture of normal distributions: probabilities and quantiles.
 * Must never: lose a component that carries weight.
 * Read next: evidence/nodes.h.
 *
 *   source   evidence reference 5, step 4
 */
#pragma once
#include <stddef.h>

#include "evidence/filter.h"

enum { EV_QUANTILES = 5 };
extern const double ev_levels[EV_QUANTILES]; /* .025 .1 .5 .9 .975 */

struct ev_value {
    double mean, sd;
    double q[EV_QUANTILES];
};

struct ev_mixture { /* columns, padded to the width by weight 0 */
    size_t n;
    double weight[EV_NODES_MAX], mean[EV_NODES_MAX], inverse[EV_NODES_MAX]; /* 1 / sd */
};

/* Of one functional of the batch. Components without weight are left out. */
void ev_mixture_of(const struct ev_batch *b, size_t functional, const double *weight,
                   struct ev_mixture *ret);
/* P(x <= at), and the density there. */
double ev_mixture_below(enum ev_variant v, const struct ev_mixture *m, double at,
                        double *ret_density);
struct ev_value ev_mixture_value(enum ev_variant v, const struct ev_mixture *m);

/* One width each. */
void ev_below_portable(const struct ev_mixture *m, double at, double ret[2]);
void ev_below_avx2(const struct ev_mixture *m, double at, double ret[2]);
void ev_below_avx512(const struct ev_mixture *m, double at, double ret[2]);
