/* One run of the engine.
 * Must never: take a number from anywhere but its arguments.
 * Read next: evidence/answer.h.
 */
#include "evidence/answer.h"

enum { FINE_EACH = 40, FINE = FINE_EACH * (EV_GRID - 1) + 1 };

double ev_window(const struct ev_series *s, double t0)
{
    double window = fmin(28, s->now - t0);
    double first = INFINITY;
    for (size_t i = 0; i < s->n_sessions; i++)
        first = fmin(first, s->sessions[i].t);
    return fmax(1, fmin(window, s->now - first));
}

/* --- half-life --------------------------------------------------------------------------------- */

/* Cubic through four neighbours on an equally spaced grid; u from the second of them. */
static double cubic(const double y[4], double u)
{
    return -u * (u - 1) * (u - 2) / 6 * y[0] + (u + 1) * (u - 1) * (u - 2) / 2 * y[1] -
           (u + 1) * u * (u - 2) / 2 * y[2] + (u + 1) * u * (u - 1) / 6 * y[3];
}

struct fine { /* the density of the first hyperparameter between the grid's points */
    double z[FINE], mass[FINE];
};

static void fine_fill(const struct ev_grid *g, struct fine *ret)
{
    double log_density[EV_GRID], sum = 0;
    for (int i = 0; i < EV_GRID; i++)
        log_density[i] = log(fmax(g->density[i], 1e-280));
    for (int k = 0; k < FINE; k++) {
        int i = k / FINE_EACH;
        int from = i < 1 ? 0 : i > EV_GRID - 3 ? EV_GRID - 4 : i - 1;
        double u = (double)k / FINE_EACH - from - 1;
        double apart = g->at[1] - g->at[0];
        ret->z[k] = g->at[0] + apart * k / FINE_EACH;
        ret->mass[k] = exp(cubic(log_density + from, u)) * (k == 0 || k == FINE - 1 ? 0.5 : 1);
        sum += ret->mass[k];
    }
    for (int k = 0; k < FINE; k++)
        ret->mass[k] /= sum;
}

/* Where the mass below reaches a level; a point's mass lies half to each side of it. */
static double fine_quantile(const struct fine *f, double level)
{
    double below = 0;
    for (int k = 0; k + 1 < FINE; k++) {
        double here = (f->mass[k] + f->mass[k + 1]) / 2;
        if (below + here >= level)
            return f->z[k] + (f->z[k + 1] - f->z[k]) * (level - below) / here;
        below += here;
    }
    return f->z[FINE - 1];
}

static struct ev_value half_life_of(const struct ev_prior *p, const struct ev_grid *g)
{
    struct fine f;
    struct ev_value v = {0};
    double square = 0;
    fine_fill(g, &f);
    for (int k = 0; k < FINE; k++) {
        double h = exp(p->lh0 + p->slh * f.z[k]);
        v.mean += f.mass[k] * h;
        square += f.mass[k] * h * h;
    }
    v.sd = sqrt(fmax(square - v.mean * v.mean, 0));
    for (int i = 0; i < EV_QUANTILES; i++)
        v.q[i] = exp(p->lh0 + p->slh * fine_quantile(&f, ev_levels[i]));
    return v;
}

/* Mean and sd over the nodes; quantiles of the lognormal that has them. */
static struct ev_value lognormal_of(const struct ev_batch *b, const double *weight, int hyper,
                                    double log_median, double spread)
{
    static const double normal[EV_QUANTILES] = {-1.9599639845400543, -1.2815515655446004, 0,
                                                1.2815515655446004, 1.9599639845400543};
    struct ev_value v = {0};
    double square = 0;
    for (size_t i = 0; i < b->n; i++) {
        double x = exp(log_median + spread * b->z[hyper][i]);
        v.mean += weight[i] * x;
        square += weight[i] * x * x;
    }
    double var = fmax(square - v.mean * v.mean, 0);
    double s2 = log(1 + var / (v.mean * v.mean));
    v.sd = sqrt(var);
    for (int i = 0; i < EV_QUANTILES; i++)
        v.q[i] = v.mean * exp(-s2 / 2 + sqrt(s2) * normal[i]);
    return v;
}

/* --- an effect against none -------------------------------------------------------------------- */

/* Density of a and c both being 0, of a normal with these two moments. */
static double at_none(double a, double c, double vaa, double vac, double vcc)
{
    double det = vaa * vcc - vac * vac;
    double square = (vcc * a * a - 2 * vac * a * c + vaa * c * c) / det;
    return exp(-square / 2) / (2 * 3.14159265358979323846 * sqrt(det));
}

/* Savage and Dickey's ratio. */
static double log_bf(const struct ev_prior *p, const struct ev_batch *b, const double *weight)
{
    double after = 0;
    double before = at_none(p->a0, p->c0, p->sa * p->sa, 0, p->sc * p->sc);
    for (size_t i = 0; i < b->n; i++)
        after += weight[i] * at_none(b->mean[EV_A][i], b->mean[EV_C][i], b->var[EV_A][i],
                                     b->cov_ac[i], b->var[EV_C][i]);
    return log(before) - log(fmax(after, 1e-300));
}

/* --- what is pooled ---------------------------------------------------------------------------- */

/* Mean and variance over nodes; var NULL: each node is one value. */
static void moments_put(const struct ev_batch *b, const double *weight, const double *mean,
                        const double *var, struct ev_moments *ret, size_t which)
{
    double m = 0, square = 0;
    for (size_t i = 0; i < b->n; i++) {
        m += weight[i] * mean[i];
        square += weight[i] * (mean[i] * mean[i] + (var ? var[i] : 0));
    }
    ret->mean[which] = m;
    ret->var[which] = fmax(square - m * m, 0);
}

static void moments_fill(const struct ev_prior *p, const struct ev_batch *b, const double *weight,
                         struct ev_moments *ret)
{
    const double log_median[HYPERS] = {p->lh0, p->ls0, p->lf0, p->lw0};
    const double spread[HYPERS] = {p->slh, p->sls, p->slf, p->slw};
    moments_put(b, weight, b->mean_m, b->var_m, ret, EV_POOL_LEVEL);
    moments_put(b, weight, b->mean[EV_A], b->var[EV_A], ret, EV_POOL_RELIEF);
    moments_put(b, weight, b->mean[EV_G], b->var[EV_G], ret, EV_POOL_REPORT);
    for (size_t i = 0; i < HYPERS; i++) {
        size_t at = EV_POOL_HYPERS + i;
        moments_put(b, weight, b->z[i], NULL, ret, at);
        ret->mean[at] = log_median[i] + spread[i] * ret->mean[at];
        ret->var[at] *= spread[i] * spread[i];
    }
}

/* --- the whole --------------------------------------------------------------------------------- */

static double p_above(const struct ev_question *q, struct ev_work *w, size_t functional, double at)
{
    double density;
    ev_mixture_of(&w->batch, functional, w->weight, &w->mixture);
    return 1 - ev_mixture_below(q->variant, &w->mixture, at, &density);
}

static void values_fill(const struct ev_question *q, struct ev_work *w, struct ev_answer *ret)
{
    for (size_t i = 0; i < EV_FUNCTIONALS; i++) {
        ev_mixture_of(&w->batch, i, w->weight, &w->mixture);
        ret->value[i] = ev_mixture_value(q->variant, &w->mixture);
    }
    ret->p_change_mcid = p_above(q, w, EV_CHANGE, q->mcid);
    ret->p_worse_delta = 1 - p_above(q, w, EV_CHANGE, -q->delta);
    ret->p_benefit_delta = p_above(q, w, EV_BENEFIT, q->delta);
    ret->p_benefit_0 = p_above(q, w, EV_BENEFIT, 0);
}

static void intervals_fill(const struct ev_question *q, struct ev_work *w, struct ev_answer *ret)
{
    double reached = q->target + q->series->scale.step / q->series->scale.unit / 2;
    ret->n_intervals = q->n_intervals;
    for (size_t i = 0; i < q->n_intervals; i++) {
        ret->interval_mean[i] = 0;
        for (size_t k = 0; k < w->batch.n; k++)
            ret->interval_mean[i] += w->weight[k] * w->batch.mean[EV_FUNCTIONALS + i][k];
        ret->interval_p[i] = 1 - p_above(q, w, EV_FUNCTIONALS + i, reached);
    }
}

static void looks_fill(const struct ev_series *s, const struct ev_work *w, struct ev_answer *ret)
{
    ret->n_looks = s->n_looks;
    for (size_t i = 0; i < s->n_looks; i++) {
        double mean = 0, square = 0;
        for (size_t k = 0; k < w->batch.n; k++) {
            double m = w->batch.look_mean[i][k];
            mean += w->weight[k] * m;
            square += w->weight[k] * (m * m + w->batch.look_var[i][k]);
        }
        ret->look_mean[i] = mean;
        ret->look_sd[i] = sqrt(fmax(square - mean * mean, 0));
    }
}

void ev_answer_of(const struct ev_question *q, struct ev_work *w, struct ev_answer *ret)
{
    const struct ev_series *s = q->series;
    const struct ev_prior *p = q->prior;
    struct ev_grid grid;
    double t0;
    size_t n = ev_events(s, q->tobit, w->events, &t0);
    struct ev_ask ask = {s->now - t0, ev_window(s, t0), q->intervals, q->n_intervals};
    struct ev_filter f = ev_filter_of(w->events, n, s->scale.step / s->scale.unit, p, &ask,
                                      w->steps);
    struct ev_mode mode = ev_mode_find(q->variant, &f, &w->batch);
    ev_nodes_lay(&mode, q->accurate, &w->batch, &grid, w->log_base);
    ev_filter_run(q->variant, &f, &w->batch);
    ev_nodes_weigh(&w->batch, w->log_base, &grid, w->weight);
    values_fill(q, w, ret);
    intervals_fill(q, w, ret);
    looks_fill(s, w, ret);
    moments_fill(p, &w->batch, w->weight, &ret->moments);
    ret->half_life = half_life_of(p, &grid);
    ret->sigma = lognormal_of(&w->batch, w->weight, HYPER_SIGMA, p->ls0, p->sls);
    ret->omega_fast = lognormal_of(&w->batch, w->weight, HYPER_FAST, p->lf0, p->slf);
    ret->omega_slow = lognormal_of(&w->batch, w->weight, HYPER_SLOW, p->lw0, p->slw);
    ret->log_bf10 = log_bf(p, &w->batch, w->weight);
    ret->window = ask.window;
    ret->now = ask.now;
    ret->settled = mode.steps < 8;
}
