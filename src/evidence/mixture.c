/* A mixture of normal distributions.
 * Must never: lose a component that carries weight.
 * Read next: evidence/mixture.h.
 */
#include "evidence/mixture.h"

const double ev_levels[EV_QUANTILES] = {0.025, 0.1, 0.5, 0.9, 0.975};

static const double normal_levels[EV_QUANTILES] = {-1.9599639845400543, -1.2815515655446004, 0,
                                                   1.2815515655446004, 1.9599639845400543};

enum { NEWTON_MAX = 60, WIDEST = 8 };

static const double SLIGHT = 1e-12, CLOSE = 1e-5;

void ev_mixture_of(const struct ev_batch *b, size_t functional, const double *weight,
                   struct ev_mixture *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++) {
        if (weight[i] < SLIGHT)
            continue;
        ret->weight[n] = weight[i];
        ret->mean[n] = b->mean[functional][i];
        ret->inverse[n] = 1 / sqrt(fmax(b->var[functional][i], 1e-24));
        n++;
    }
    ret->n = n;
    for (; n % WIDEST; n++) {
        ret->weight[n] = 0;
        ret->mean[n] = ret->mean[ret->n - 1];
        ret->inverse[n] = ret->inverse[ret->n - 1];
    }
}

double ev_mixture_below(enum ev_variant v, const struct ev_mixture *m, double at,
                        double *ret_density)
{
    double ret[2];
    if (v == EV_AVX512)
        ev_below_avx512(m, at, ret);
    else if (v == EV_AVX2)
        ev_below_avx2(m, at, ret);
    else
        ev_below_portable(m, at, ret);
    *ret_density = ret[1];
    return ret[0];
}

struct moments {
    double mean, sd, skew, tail; /* tail: excess kurtosis */
};

static struct moments moments_of(const struct ev_mixture *m)
{
    struct moments x = {0, 0, 0, 0};
    double var = 0, third = 0, fourth = 0;
    for (size_t i = 0; i < m->n; i++)
        x.mean += m->weight[i] * m->mean[i];
    for (size_t i = 0; i < m->n; i++) {
        double d = m->mean[i] - x.mean, s2 = 1 / (m->inverse[i] * m->inverse[i]);
        var += m->weight[i] * (d * d + s2);
        third += m->weight[i] * d * (d * d + 3 * s2);
        fourth += m->weight[i] * (d * d * d * d + 6 * d * d * s2 + 3 * s2 * s2);
    }
    x.sd = sqrt(var);
    x.skew = var > 0 ? third / (var * x.sd) : 0;
    x.tail = var > 0 ? fourth / (var * var) - 3 : 0;
    return x;
}

/* Cornish and Fisher's expansion: where a quantile should be. */
static double guess(const struct moments *x, double z)
{
    double c = z + (z * z - 1) * x->skew / 6 + (z * z * z - 3 * z) * x->tail / 24 -
               (2 * z * z * z - 5 * z) * x->skew * x->skew / 36;
    return x->mean + x->sd * fmin(fmax(c, z - 2), z + 2);
}

/* Newton's method inside a bracket. A step from as near as CLOSE leaves an error of its square. */
static double quantile(enum ev_variant v, const struct ev_mixture *m, const struct moments *x,
                       double level, double start)
{
    double low = x->mean - 40 * x->sd, high = x->mean + 40 * x->sd, at = start;
    for (int i = 0; i < NEWTON_MAX; i++) {
        double density, off = ev_mixture_below(v, m, at, &density) - level;
        if (off > 0)
            high = at;
        else
            low = at;
        double next = density > 0 ? at - off / density : low;
        bool inside = next > low && next < high;
        if (fabs(off) < CLOSE || high - low < 1e-12 * (1 + fabs(at)))
            return inside ? next : at;
        at = inside ? next : (low + high) / 2;
    }
    return at;
}

struct ev_value ev_mixture_value(enum ev_variant v, const struct ev_mixture *m)
{
    struct moments x = moments_of(m);
    struct ev_value value = {.mean = x.mean, .sd = x.sd};
    for (int i = 0; i < EV_QUANTILES; i++)
        value.q[i] = x.sd > 1e-11 ? quantile(v, m, &x, ev_levels[i], guess(&x, normal_levels[i]))
                                  : x.mean;
    return value;
}
