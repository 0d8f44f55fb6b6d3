/* The filter for LANES nodes at a time; included by lanes_portable.c, lanes_avx2.c, lanes_avx512.c.
 * Must never: differ between widths.
 * Read next: evidence/filter.h.
 */
#pragma once
#include <stddef.h>

#include "evidence/filter.h"
#include "evidence/lanes.h"
#include "evidence/site_lanes.h"

#ifndef EV_RUN
#define EV_RUN ev_filter_portable
#endif

enum { CELLS = STATES * (STATES + 1) / 2, LOG_EVERY = 8 };
/* Up to SITES_MAX scores at a bound are learned beside all others, in so many passes before the last:
 * four would do no better, and with more scores a pass would cost too much (docs/evidence.md). */
enum { SITES_MAX = 16, LEARNINGS = 2 };

/* Lower triangle: row i, column j, j <= i. */
static inline int cell(int i, int j)
{
    return i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i;
}

/* Pain at one time, as it is known by now, and how it hangs together with the state. */
struct look {
    vec mean, var, with[STATES];
};

struct lanes {
    vec mean[STATES], cov[CELLS];
    size_t looks, bounded; /* so far */
    vec sigma2, fast, fast2, slow, slow2, rate;
    vec relief;  /* D: doses that have faded */
    vec product; /* of variances, or of tail probabilities, whose log is due */
    vec loglik;
    struct look look[EV_LOOKS_MAX];
    struct site site[SITES_MAX];
    bool learning; /* this pass looks at the sites, not at what is asked */
    bool learned;  /* the sites are those of a pass before */
};

static void begin(const struct ev_prior *p, const struct ev_batch *b, size_t at, struct lanes *s)
{
    const vec h = v_exp(p->lh0 + p->slh * v_load(&b->z[HYPER_H][at]));
    const vec sigma = v_exp(p->ls0 + p->sls * v_load(&b->z[HYPER_SIGMA][at]));
    memset(s, 0, offsetof(struct lanes, look));
    s->fast = v_exp(p->lf0 + p->slf * v_load(&b->z[HYPER_FAST][at]));
    s->slow = v_exp(p->lw0 + p->slw * v_load(&b->z[HYPER_SLOW][at]));
    s->rate = 0.69314718055994530942 / h;
    s->sigma2 = sigma * sigma;
    s->fast2 = s->fast * s->fast;
    s->slow2 = s->slow * s->slow;
    s->mean[STATE_M] = v_all(p->m0);
    s->mean[STATE_A] = v_all(p->a0);
    s->mean[STATE_C] = v_all(p->c0);
    s->mean[STATE_G] = v_all(p->g0);
    s->mean[STATE_X0] = p->kap_slow * s->slow;
    s->cov[cell(STATE_M, STATE_M)] = v_all(p->sm * p->sm);
    s->cov[cell(STATE_A, STATE_A)] = v_all(p->sa * p->sa);
    s->cov[cell(STATE_C, STATE_C)] = v_all(p->sc * p->sc);
    s->cov[cell(STATE_G, STATE_G)] = v_all(p->sg * p->sg);
    s->cov[cell(STATE_X0, STATE_X0)] = s->slow2;
    s->cov[cell(STATE_FAST, STATE_FAST)] = s->fast2;
    s->product = v_all(1);
}

static inline void decay_row(struct lanes *s, int row, vec keep)
{
    s->mean[row] *= keep;
    for (int j = 0; j < STATES; j++)
        s->cov[cell(row, j)] *= j == row ? keep * keep : keep;
}

/* Time passes: what wanders fades and is renewed, relief fades. */
static inline void pass(struct lanes *s, double dt, double keep_fast, double keep_slow)
{
    if (dt <= 0)
        return;
    const vec keep = v_exp(-v_min(s->rate * dt, v_all(600)));
    decay_row(s, STATE_FAST, v_all(keep_fast));
    decay_row(s, STATE_SLOW, v_all(keep_slow));
    decay_row(s, STATE_R, keep);
    s->cov[cell(STATE_FAST, STATE_FAST)] += s->fast2 * (1 - keep_fast * keep_fast);
    s->cov[cell(STATE_SLOW, STATE_SLOW)] += s->slow2 * (1 - keep_slow * keep_slow);
    s->relief *= keep;
    for (size_t i = 0; i < s->looks; i++) {
        s->look[i].with[STATE_FAST] *= keep_fast;
        s->look[i].with[STATE_SLOW] *= keep_slow;
        s->look[i].with[STATE_R] *= keep;
    }
}

/* A score's row: [1, -D, -K, -post, what is left of x0, 1, 1, -1]. */
static inline void row_of(const struct lanes *s, const struct ev_step *e, vec row[STATES])
{
    row[STATE_M] = row[STATE_FAST] = row[STATE_SLOW] = v_all(1);
    row[STATE_A] = -s->relief;
    row[STATE_C] = v_all(-e->lasting);
    row[STATE_G] = v_all(e->what == EV_SCORED_AFTER ? -1 : 0);
    row[STATE_X0] = v_all(e->slow0);
    row[STATE_R] = v_all(-1);
}

static inline void log_add(struct lanes *s)
{
    s->loglik -= 0.5 * v_log(s->product);
    s->product = v_all(1);
}

/* A look back learns from a later score what the two have in common. */
static inline void look_back(struct look *l, const vec row[STATES], const vec ph[STATES], vec shift,
                             vec shrink)
{
    vec common = {0};
    for (int i = 0; i < STATES; i++)
        common += l->with[i] * row[i];
    l->mean += common * shift;
    l->var -= common * common * shrink;
    for (int i = 0; i < STATES; i++)
        l->with[i] -= common * shrink * ph[i];
}

/* Mean moves by gain * shift, covariance shrinks by gain gain' * shrink. */
static inline void take(struct lanes *s, const vec row[STATES], const vec ph[STATES], vec shift,
                        vec shrink)
{
    for (size_t i = 0; i < s->looks; i++)
        look_back(&s->look[i], row, ph, shift, shrink);
    for (int i = 0; i < STATES; i++) {
        const vec by = ph[i] * shrink;
        s->mean[i] += ph[i] * shift;
        for (int j = 0; j <= i; j++)
            s->cov[cell(i, j)] -= by * ph[j];
    }
}

/* What the state says of a score at this event, and how the two hang together. */
struct view {
    vec row[STATES], ph[STATES], mean, spread;
};

static inline void view_of(const struct lanes *s, const struct ev_prior *p, const struct ev_step *e,
                           struct view *v)
{
    v->mean = p->kap_fast * e->fast0 * s->fast;
    v->spread = (vec){0};
    row_of(s, e, v->row);
    for (int i = 0; i < STATES; i++) {
        v->ph[i] = (vec){0};
        for (int j = 0; j < STATES; j++)
            v->ph[i] += s->cov[cell(i, j)] * v->row[j];
    }
    for (int i = 0; i < STATES; i++) {
        v->mean += v->row[i] * s->mean[i];
        v->spread += v->row[i] * v->ph[i];
    }
}

static inline void look(struct lanes *s, const struct view *v)
{
    struct look *l = &s->look[s->looks++];
    l->mean = v->mean;
    l->var = v->spread;
    memcpy(l->with, v->ph, sizeof l->with);
}

/* A score at a bound says only that the latent value lies beyond its edge. */
static void bounded(struct lanes *s, const struct ev_step *e, const struct view *v)
{
    const size_t at = s->bounded++;
    const struct site x = s->learned ? s->site[at] : site_of(e, s->sigma2, v->mean, v->spread);
    if (s->learning) {
        s->site[at] = x;
        look(s, v);
    }
    const vec more = 1 + x.weight * v->spread, off = x.y - v->mean;
    const vec shift = x.weight * off / more;
    s->product *= x.product * more;
    s->loglik += x.loglik - 0.5 * off * shift;
    take(s, v->row, v->ph, shift, x.weight / more);
}

static inline void score(struct lanes *s, const struct ev_filter *f, const struct ev_step *e,
                         const struct view *v)
{
    if (e->bound != EV_INSIDE) {
        bounded(s, e, v);
        return;
    }
    const vec total = v->spread + s->sigma2 + f->rounding, inverse = 1 / total;
    const vec off = e->y - v->mean;
    s->product *= total;
    s->loglik -= 0.5 * off * off * inverse + 0.91893853320467274178;
    take(s, v->row, v->ph, off * inverse, inverse);
}

/* --- what is asked at the end ------------------------------------------------------------------ */

static void put(const struct lanes *s, const vec w[STATES], vec more, struct ev_batch *b, size_t f,
                size_t at)
{
    vec mean = {0}, var = more;
    for (int i = 0; i < STATES; i++) {
        vec ph = {0};
        for (int j = 0; j < STATES; j++)
            ph += s->cov[cell(i, j)] * w[j];
        mean += w[i] * s->mean[i];
        var += w[i] * ph;
    }
    v_store(&b->mean[f][at], mean);
    v_store(&b->var[f][at], v_max(var, v_all(0)));
}

/* Mean of D over the window. */
static vec relief_mean(const struct lanes *s, const struct ev_filter *f)
{
    const double now = f->ask->now, from = now - f->ask->window;
    vec sum = {0};
    double t = 0;
    for (size_t i = 0; i < f->n; i++) {
        t += f->steps[i].dt;
        if (f->steps[i].what != EV_TREATED)
            continue;
        const double since = from > t ? from - t : 0;
        sum += f->steps[i].dose * (v_exp(-v_min(s->rate * since, v_all(600))) -
                                   v_exp(-v_min(s->rate * (now - t), v_all(600))));
    }
    return sum / (s->rate * f->ask->window);
}

static void now_put(const struct lanes *s, const struct ev_filter *f, vec relief, double slow0,
                    struct ev_batch *b, size_t at)
{
    const vec one = v_all(1), none = {0}, left = v_all(slow0);
    const vec mean_k = v_all(f->lasting_mean), k = v_all(f->lasting_now);
    const vec w[EV_FUNCTIONALS][STATES] = {
        [EV_A] = {[STATE_A] = one},
        [EV_G] = {[STATE_G] = one},
        [EV_IMMEDIATE] = {[STATE_A] = one, [STATE_G] = one},
        [EV_C] = {[STATE_C] = one},
        [EV_LASTING] = {[STATE_C] = k},
        [EV_BENEFIT] = {[STATE_A] = relief, [STATE_C] = mean_k},
        [EV_CHANGE] =
            {[STATE_A] = relief, [STATE_C] = mean_k, [STATE_X0] = one - left, [STATE_SLOW] = -one},
        [EV_LEVEL] = {[STATE_M] = one,
                      [STATE_A] = -relief,
                      [STATE_C] = -mean_k,
                      [STATE_X0] = left,
                      [STATE_SLOW] = one},
        [EV_PAIN_NOW] = {[STATE_M] = one,
                         [STATE_A] = -s->relief,
                         [STATE_C] = -k,
                         [STATE_X0] = left,
                         [STATE_FAST] = one,
                         [STATE_SLOW] = one,
                         [STATE_R] = -one},
    };
    for (size_t i = 0; i < EV_FUNCTIONALS; i++)
        put(s, w[i], none, b, i, at);
    v_store(&b->cov_ac[at], s->cov[cell(STATE_A, STATE_C)]);
    v_store(&b->mean_m[at], s->mean[STATE_M]);
    v_store(&b->var_m[at], s->cov[cell(STATE_M, STATE_M)]);
}

/* Sum of q^j for j from 1 to n. */
static vec powers(vec q, vec q_to_n)
{
    return q * (1 - q_to_n) / (1 - q);
}

/* Pain at the end of the last interval, sessions of 60 minutes every `days`. */
static void interval_put(const struct lanes *s, const struct ev_filter *f, double days,
                         double slow0, struct ev_batch *b, size_t at, size_t which)
{
    const struct ev_prior *p = f->prior;
    const double ln2 = 0.69314718055994530942;
    const double keep_slow = exp(-ln2 / p->hl_slow * EV_HORIZON);
    const double keep_last = exp(-ln2 / p->hl_last * EV_HORIZON);
    const double n = days > 0 ? fmax(1, floor(EV_HORIZON / days)) : 0;
    const vec keep = v_exp(-v_min(s->rate * EV_HORIZON, v_all(600)));
    vec doses = {0}, squares = {0};
    double lasting = 0;
    if (n > 0) {
        const vec q = v_exp(-v_min(s->rate * days, v_all(600)));
        const vec q_n = v_exp(-v_min(s->rate * (days * n), v_all(600)));
        const double k = exp(-ln2 / p->hl_last * days);
        doses = powers(q, q_n);
        squares = powers(q * q, q_n * q_n);
        lasting = k * (1 - pow(k, n)) / (1 - k);
    }
    const vec w[STATES] = {[STATE_M] = v_all(1),
                           [STATE_A] = -(s->relief * keep + doses),
                           [STATE_C] = v_all(-(f->lasting_now * keep_last + lasting)),
                           [STATE_X0] = v_all(slow0 * keep_slow),
                           [STATE_SLOW] = v_all(keep_slow),
                           [STATE_R] = -keep};
    const vec more = p->sig_sess * p->sig_sess * squares + s->fast2 +
                     s->slow2 * (1 - keep_slow * keep_slow);
    put(s, w, more, b, EV_FUNCTIONALS + which, at);
}

static void ask(struct lanes *s, const struct ev_filter *f, double t, struct ev_batch *b, size_t at)
{
    const struct ev_prior *p = f->prior;
    const double dt = f->ask->now - t, fast = 0.69314718055994530942 / p->hl_fast;
    const double slow = 0.69314718055994530942 / p->hl_slow;
    pass(s, dt, exp(-fmin(fast * dt, 600)), exp(-fmin(slow * dt, 600)));
    const double slow0 = exp(-fmin(slow * f->ask->now, 600));
    now_put(s, f, relief_mean(s, f), slow0, b, at);
    for (size_t i = 0; i < f->ask->n_intervals; i++)
        interval_put(s, f, f->ask->intervals[i], slow0, b, at, i);
}

/* --- a width of nodes -------------------------------------------------------------------------- */

static void treat(struct lanes *s, const struct ev_prior *p, const struct ev_step *e)
{
    s->cov[cell(STATE_R, STATE_R)] += p->sig_sess * p->sig_sess * e->dose * e->dose;
    s->relief += e->dose;
}

static inline void event(struct lanes *s, const struct ev_filter *f, const struct ev_step *e)
{
    struct view v;
    if (e->what == EV_TREATED) {
        treat(s, f->prior, e);
        return;
    }
    view_of(s, f->prior, e, &v);
    if (e->what != EV_LOOKED)
        score(s, f, e, &v);
    else if (!s->learning)
        look(s, &v);
}

/* All events in turn; returns the time of the last one. */
static double events(const struct ev_filter *f, struct lanes *s)
{
    double t = 0;
    int due = 0;
    for (size_t i = 0; i < f->n; i++) {
        const struct ev_step *e = &f->steps[i];
        t += e->dt;
        pass(s, e->dt, e->keep_fast, e->keep_slow);
        event(s, f, e);
        if (++due == LOG_EVERY) {
            log_add(s);
            due = 0;
        }
    }
    log_add(s);
    return t;
}

/* Matches each site anew beside all other scores. */
static void learn(const struct ev_filter *f, struct ev_batch *b, size_t at, struct lanes *s)
{
    begin(f->prior, b, at, s);
    s->learning = true;
    events(f, s);
    for (size_t i = 0; i < s->looks; i++)
        s->site[i] = site_anew(&s->site[i], s->sigma2, s->look[i].mean, s->look[i].var);
    s->learning = false;
    s->learned = true;
}

/* One alone needs no second learning: nothing else has changed. */
static size_t learnings(const struct ev_filter *f)
{
    if (!f->ask || f->n_bounded > SITES_MAX)
        return 0;
    return f->n_bounded < LEARNINGS ? f->n_bounded : LEARNINGS;
}

static void width(const struct ev_filter *f, struct ev_batch *b, size_t at)
{
    struct lanes s;
    s.learning = s.learned = false;
    for (size_t i = learnings(f); i > 0; i--)
        learn(f, b, at, &s);
    begin(f->prior, b, at, &s);
    const double t = events(f, &s);
    v_store(&b->loglik[at], s.loglik);
    for (size_t i = 0; i < s.looks; i++) {
        v_store(&b->look_mean[i][at], s.look[i].mean);
        v_store(&b->look_var[i][at], s.look[i].var);
    }
    if (f->ask)
        ask(&s, f, t, b, at);
}

void EV_RUN(const struct ev_filter *f, struct ev_batch *b)
{
    size_t n = (b->n + LANES - 1) / LANES * LANES;
    for (size_t i = b->n; i < n; i++)
        for (int k = 0; k < HYPERS; k++)
            b->z[k][i] = b->z[k][b->n - 1];
    for (size_t at = 0; at < n; at += LANES)
        width(f, b, at);
}
