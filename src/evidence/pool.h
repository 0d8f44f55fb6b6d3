/* What the clients of a practice have in common, by expectation and maximization: means and spreads
 * of seven parameters.
 * Must never: be used for a decision, or pool what lasts and what belongs to the first visit.
 * Read next: evidence/answer.h, docs/evidence.md.
 *
 *   source   evidence reference 6
 */
#pragma once
#include "evidence/answer.h"

enum {
    EV_POOL_LEAST = 20, /* clients */
    EV_POOL_STEPS = 30
};
extern const double ev_pool_settled; /* sum of changes, in prior sds, below which it ends */

struct ev_pool { /* standard scale; half-life and noise as logs */
    double mean[EV_POOLED], sd[EV_POOLED];
};

/* Sums over clients; all 0 before the first. */
struct ev_pool_sums {
    double n, mean[EV_POOLED], square[EV_POOLED];
};

struct ev_pool ev_pool_of(const struct ev_prior *p);
/* The prior with the pool's means and spreads. */
struct ev_prior ev_pool_prior(const struct ev_prior *start, const struct ev_pool *pool);
/*   one   of a client's run under the pool so far */
void ev_pool_add(struct ev_pool_sums *s, const struct ev_moments *one);
struct ev_pool ev_pool_next(const struct ev_prior *start, const struct ev_pool_sums *s);
double ev_pool_moved(const struct ev_prior *start, const struct ev_pool *from,
                     const struct ev_pool *to);
