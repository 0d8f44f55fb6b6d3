/* Simpler statistics.
 * Must never: allocate, read a clock, keep state.
 * Read next: evidence/simple.h.
 */
#include "evidence/simple.h"

#include <math.h>

#include "evidence/summary.h"

static const double NONE = (double)NAN, Z95 = 1.9599639845400543;
static const double EWMA_WEIGHT = 0.2, EWMA_LIMIT = 2.7, CUSUM_SLACK = 0.5;
static const double POOL_MEAN = 5, POOL_SPREAD = 10, POOL_SETTLED = 1e-12;
enum { POOL_STEPS = 10000 };

static bool above_0(double x)
{
    return isfinite(x) && x > 0;
}

static double square(double x)
{
    return x * x;
}

struct simple_interval simple_wilson(double x, double n)
{
    struct simple_interval i = {NONE, NONE};
    if (above_0(n) && x >= 0 && x <= n)
        summary_wilson(x, n, &i.low, &i.high);
    return i;
}

/* --- one change ------------------------------------------------------------------------------ */

static enum simple_class class_of(double change, bool reliable, double mcid)
{
    if (!above_0(mcid))
        return SIMPLE_UNCLASSED;
    bool matters = fabs(change) >= mcid;
    if (!reliable)
        return matters ? SIMPLE_UNSURE : SIMPLE_UNDETECTED;
    if (change > 0)
        return matters ? SIMPLE_IMPROVED : SIMPLE_IMPROVED_LITTLE;
    return matters ? SIMPLE_WORSE : SIMPLE_WORSE_LITTLE;
}

static bool pair_is_usable(const struct simple_pair *p)
{
    return isfinite(p->before) && isfinite(p->after) && p->n_before && p->n_after &&
           above_0(p->sem) && (p->sign == 1 || p->sign == -1);
}

struct simple_change simple_change_of(const struct simple_pair *p)
{
    if (!pair_is_usable(p))
        return (struct simple_change){NONE, NONE, NONE, SIMPLE_UNCLASSED};
    double se = p->sem * sqrt(1.0 / p->n_before + 1.0 / p->n_after);
    double change = p->sign * (p->before - p->after), rci = change / se;
    return (struct simple_change){change, rci, Z95 * se,
                                  class_of(change, fabs(rci) >= Z95, p->mcid)};
}

/* --- one retest ------------------------------------------------------------------------------ */

struct simple_retest simple_retest_of(double before, double sem, struct simple_normal people)
{
    if (!isfinite(before) || !above_0(sem) || !isfinite(people.mean) || !above_0(people.sd))
        return (struct simple_retest){NONE, {NONE, NONE}, {NONE, NONE}};
    double share = 1 / (1 + square(sem / people.sd));
    double mean = people.mean + share * (before - people.mean);
    double sd = sem * sqrt(share); /* people.sd sqrt(1 - share), without the cancellation */
    return (struct simple_retest){share, {mean, sd}, {mean, hypot(sd, sem)}};
}

double simple_z(double value, struct simple_normal expected)
{
    return above_0(expected.sd) ? (value - expected.mean) / expected.sd : NONE;
}

/* --- two sides ------------------------------------------------------------------------------- */

/* NAN unless there is at least one value and all are above 0. */
static double mean_above_0(const double *values, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        if (!above_0(values[i]))
            return NONE;
        sum += values[i];
    }
    return n ? sum / (double)n : NONE;
}

/* That a standard normal value is below z. */
static double below(double z)
{
    return erfc(-z / sqrt(2)) / 2;
}

struct simple_limb simple_limb_of(const double *involved, size_t n_involved,
                                  const double *uninvolved, size_t n_uninvolved, double cv)
{
    double a = mean_above_0(involved, n_involved), b = mean_above_0(uninvolved, n_uninvolved);
    if (!above_0(a) || !above_0(b) || !above_0(cv))
        return (struct simple_limb){NONE, NONE, {NONE, NONE}, NONE, NONE, NONE};
    double se = cv * sqrt(1 / (double)n_involved + 1 / (double)n_uninvolved);
    double symmetry = 100 * a / b, reach = exp(Z95 * se);
    return (struct simple_limb){.symmetry = symmetry,
                                .se_log = se,
                                .at95 = {symmetry / reach, symmetry * reach},
                                .asymmetry = summary_asymmetry_pct(b, a),
                                .p_below_90 = below(log(90 / symmetry) / se),
                                .detectable = 100 * (reach - 1)};
}

/* --- a run of scores ------------------------------------------------------------------------- */

struct simple_ewma simple_ewma_next(struct simple_ewma e, double z)
{
    const double keep = 1 - EWMA_WEIGHT;
    e.value = isfinite(z) ? keep * e.value + EWMA_WEIGHT * z : NONE;
    e.variance = square(keep) * e.variance + square(EWMA_WEIGHT);
    e.limit = EWMA_LIMIT * sqrt(e.variance);
    e.beyond = e.value > e.limit;
    return e;
}

double simple_cusum(double sum, double z)
{
    return isfinite(sum) && sum >= 0 && isfinite(z) ? fmax(0, sum + z - CUSUM_SLACK) : NONE;
}

struct simple_alert simple_alert_next(double sum, double z)
{
    double next = simple_cusum(sum, z);
    if (isnan(next))
        return (struct simple_alert){sum, SIMPLE_NOT_A_NUMBER};
    bool drift = next >= SIMPLE_CUSUM_ALERT;
    return (struct simple_alert){drift ? 0 : next, (drift ? SIMPLE_DRIFT : 0u) |
                                                       (z > SIMPLE_Z_ALERT ? SIMPLE_FAR : 0u)};
}

/* --- a group --------------------------------------------------------------------------------- */

struct simple_normal simple_shrink(double y, double v, struct simple_normal group)
{
    if (!isfinite(y) || !above_0(v) || !isfinite(group.mean) || !above_0(group.sd))
        return (struct simple_normal){NONE, NONE};
    double own = 1 / v, others = 1 / square(group.sd);
    return (struct simple_normal){(y * own + group.mean * others) / (own + others),
                                  1 / sqrt(own + others)};
}

/* The group once more, from its members as the group so far draws them. */
static struct simple_normal pool_step(const double *y, const double *v, size_t n,
                                      struct simple_normal start, struct simple_normal group)
{
    double sum = POOL_MEAN * start.mean;
    for (size_t i = 0; i < n; i++)
        sum += simple_shrink(y[i], v[i], group).mean;
    double mean = sum / ((double)n + POOL_MEAN);
    double squares = POOL_SPREAD * square(start.sd) + POOL_MEAN * square(mean - start.mean);
    for (size_t i = 0; i < n; i++) {
        struct simple_normal one = simple_shrink(y[i], v[i], group);
        squares += square(one.sd) + square(one.mean - mean);
    }
    return (struct simple_normal){mean, sqrt(squares / ((double)n + POOL_SPREAD))};
}

struct simple_normal simple_pool(const double *y, const double *v, size_t n,
                                 struct simple_normal start)
{
    struct simple_normal now = start;
    for (int step = 0; n && step < POOL_STEPS; step++) {
        struct simple_normal next = pool_step(y, v, n, start, now);
        double moved = fabs(next.mean - now.mean) + fabs(next.sd - now.sd);
        if (isnan(moved) || moved <= POOL_SETTLED * (fabs(next.mean) + next.sd))
            return next;
        now = next;
    }
    return (struct simple_normal){NONE, NONE};
}
