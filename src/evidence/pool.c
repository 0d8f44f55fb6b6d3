/* What the clients of a practice have in common.
 * Must never: let a few clients move the prior far; it weighs as five in means, ten in spreads.
 * Read next: evidence/pool.h.
 */
#include "evidence/pool.h"

#include <stddef.h>

static const double MEAN_WEIGHT = 5, SPREAD_WEIGHT = 10;
const double ev_pool_settled = 0.02;

/* Where the prior keeps each of them. */
static const struct slot {
    size_t mean, sd;
} slots[EV_POOLED] = {
    [EV_POOL_LEVEL] = {offsetof(struct ev_prior, m0), offsetof(struct ev_prior, sm)},
    [EV_POOL_RELIEF] = {offsetof(struct ev_prior, a0), offsetof(struct ev_prior, sa)},
    [EV_POOL_REPORT] = {offsetof(struct ev_prior, g0), offsetof(struct ev_prior, sg)},
    [EV_POOL_HYPERS + HYPER_H] = {offsetof(struct ev_prior, lh0), offsetof(struct ev_prior, slh)},
    [EV_POOL_HYPERS +
        HYPER_SIGMA] = {offsetof(struct ev_prior, ls0), offsetof(struct ev_prior, sls)},
    [EV_POOL_HYPERS +
        HYPER_FAST] = {offsetof(struct ev_prior, lf0), offsetof(struct ev_prior, slf)},
    [EV_POOL_HYPERS +
        HYPER_SLOW] = {offsetof(struct ev_prior, lw0), offsetof(struct ev_prior, slw)},
};

static double part_of(const struct ev_prior *p, size_t offset)
{
    return *(const double *)((const char *)p + offset);
}

static void part_set(struct ev_prior *p, size_t offset, double value)
{
    *(double *)((char *)p + offset) = value;
}

struct ev_pool ev_pool_of(const struct ev_prior *p)
{
    struct ev_pool pool;
    for (size_t i = 0; i < EV_POOLED; i++) {
        pool.mean[i] = part_of(p, slots[i].mean);
        pool.sd[i] = part_of(p, slots[i].sd);
    }
    return pool;
}

struct ev_prior ev_pool_prior(const struct ev_prior *start, const struct ev_pool *pool)
{
    struct ev_prior p = *start;
    for (size_t i = 0; i < EV_POOLED; i++) {
        part_set(&p, slots[i].mean, pool->mean[i]);
        part_set(&p, slots[i].sd, pool->sd[i]);
    }
    return p;
}

void ev_pool_add(struct ev_pool_sums *s, const struct ev_moments *one)
{
    s->n++;
    for (size_t i = 0; i < EV_POOLED; i++) {
        s->mean[i] += one->mean[i];
        s->square[i] += one->var[i] + one->mean[i] * one->mean[i];
    }
}

struct ev_pool ev_pool_next(const struct ev_prior *start, const struct ev_pool_sums *s)
{
    struct ev_pool next, first = ev_pool_of(start);
    for (size_t i = 0; i < EV_POOLED; i++) {
        double m0 = first.mean[i], s0 = first.sd[i];
        double mean = (s->mean[i] + MEAN_WEIGHT * m0) / (s->n + MEAN_WEIGHT);
        double about = s->square[i] - 2 * mean * s->mean[i] + s->n * mean * mean;
        double moved = MEAN_WEIGHT * (mean - m0) * (mean - m0);
        next.mean[i] = mean;
        next.sd[i] = sqrt((about + SPREAD_WEIGHT * s0 * s0 + moved) / (s->n + SPREAD_WEIGHT));
    }
    return next;
}

double ev_pool_moved(const struct ev_prior *start, const struct ev_pool *from,
                     const struct ev_pool *to)
{
    struct ev_pool first = ev_pool_of(start);
    double sum = 0;
    for (size_t i = 0; i < EV_POOLED; i++)
        sum += (fabs(to->mean[i] - from->mean[i]) + fabs(to->sd[i] - from->sd[i])) / first.sd[i];
    return sum;
}
