/* What the tests of the evidence engine share: a random series with a stated seed, a run, closeness.
 * Must never: hold a test, or depend on the clock.
 * Read next: tests/unit/answer_test.c.
 */
#pragma once
#include "unit.h"

#include <math.h>

#include "domain/engine.h"

enum { SERIES_MOST = 5100 };

/* Numerical Recipes' generator: the same numbers on every machine. */
struct dice {
    uint32_t state;
};

static inline uint32_t dice_next(struct dice *d, uint32_t sides)
{
    d->state = d->state * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)d->state * sides >> 32);
}

static inline double dice_real(struct dice *d, double low, double high)
{
    return low + (high - low) * dice_next(d, 1u << 24) / (1u << 24);
}

/* A series that owns its scores and sessions. */
struct made {
    struct ev_series series;
    struct ev_session sessions[64];
    struct ev_score scores[SERIES_MOST];
};

static inline struct ev_scale scale_of_pain(void)
{
    return (struct ev_scale){1, 5, 1, 1, 0, 10};
}

/* Times in 16ths of a day, so that shifting them loses nothing; whole scores, bounds among them. */
static inline void made_fill(struct made *m, struct dice *d, size_t scores, size_t sessions)
{
    m->series = (struct ev_series){.scale = scale_of_pain(),
                                   .sessions = m->sessions,
                                   .n_sessions = sessions,
                                   .scores = m->scores,
                                   .n_scores = scores,
                                   .now = 100};
    for (size_t i = 0; i < sessions; i++)
        m->sessions[i] = (struct ev_session){(double)i * 7 + dice_next(d, 32) / 16.0,
                                             30 + dice_next(d, 7) * 10.0};
    for (size_t i = 0; i < scores; i++)
        m->scores[i] = (struct ev_score){dice_next(d, 1600) / 16.0,
                                         (enum score_kind)dice_next(d, 3), dice_next(d, 11)};
}

static inline void made_copy(struct made *to, const struct made *from)
{
    memcpy(to, from, sizeof *to);
    to->series.scores = to->scores;
    to->series.sessions = to->sessions;
}

/* A question as the outcome's page asks it of pain. */
static inline struct ev_question question_of(const struct ev_series *s, const struct ev_prior *p)
{
    return (struct ev_question){.series = s,
                                .prior = p,
                                .target = 3,
                                .mcid = 2,
                                .delta = 1,
                                .intervals = engine_intervals,
                                .n_intervals = engine_interval_count,
                                .tobit = true,
                                .variant = engine_variant()};
}

#define assert_near(have, want, within) \
    unit_assert_near((have), (want), (within), #have, __FILE__, __LINE__)

static inline void unit_assert_near(double have, double want, double within, const char *what,
                                    const char *file, int line)
{
    if (fabs(have - want) <= within)
        return;
    print_error("%s: have %.17g, want %.17g within %g\n", what, have, want, within);
    _fail(file, line);
}

/* Two answers hold the same numbers, each within a share of its spread. */
static inline void value_near(const struct ev_value *x, const struct ev_value *y, double within)
{
    within *= 1 + y->sd;
    assert_near(x->mean, y->mean, within);
    assert_near(x->sd, y->sd, within);
    for (int i = 0; i < EV_QUANTILES; i++)
        assert_near(x->q[i], y->q[i], within);
}

static inline void answer_near(const struct ev_answer *x, const struct ev_answer *y, double within)
{
    for (int i = 0; i < EV_FUNCTIONALS; i++)
        value_near(&x->value[i], &y->value[i], within);
    value_near(&x->half_life, &y->half_life, within);
    value_near(&x->sigma, &y->sigma, within);
    value_near(&x->omega_fast, &y->omega_fast, within);
    value_near(&x->omega_slow, &y->omega_slow, within);
    assert_near(x->p_change_mcid, y->p_change_mcid, within);
    assert_near(x->p_benefit_delta, y->p_benefit_delta, within);
    assert_near(x->p_benefit_0, y->p_benefit_0, within);
    assert_near(x->p_worse_delta, y->p_worse_delta, within);
    assert_near(x->log_bf10, y->log_bf10, 10 * within);
    assert_int_equal(x->n_intervals, y->n_intervals);
    for (size_t i = 0; i < x->n_intervals; i++) {
        assert_near(x->interval_mean[i], y->interval_mean[i], within);
        assert_near(x->interval_p[i], y->interval_p[i], within);
    }
    assert_int_equal(x->n_looks, y->n_looks);
    for (size_t i = 0; i < x->n_looks; i++) {
        assert_near(x->look_mean[i], y->look_mean[i], within);
        assert_near(x->look_sd[i], y->look_sd[i], within);
    }
}

/* Every number of an answer is one, in its range. */
static inline void value_fine(const struct ev_value *v)
{
    assert_true(isfinite(v->mean) && isfinite(v->sd) && v->sd >= 0);
    for (int i = 0; i < EV_QUANTILES; i++)
        assert_true(isfinite(v->q[i]) && (i == 0 || v->q[i] >= v->q[i - 1]));
}

static inline void answer_fine(const struct ev_answer *a)
{
    const double p[] = {a->p_change_mcid, a->p_benefit_delta, a->p_benefit_0, a->p_worse_delta};
    for (int i = 0; i < EV_FUNCTIONALS; i++)
        value_fine(&a->value[i]);
    value_fine(&a->half_life);
    value_fine(&a->sigma);
    value_fine(&a->omega_fast);
    value_fine(&a->omega_slow);
    assert_true(a->half_life.q[0] > 0 && a->sigma.q[0] > 0 && isfinite(a->log_bf10));
    for (size_t i = 0; i < sizeof p / sizeof p[0]; i++)
        assert_true(p[i] >= -1e-12 && p[i] <= 1 + 1e-12);
    for (size_t i = 0; i < a->n_intervals; i++) {
        assert_true(isfinite(a->interval_mean[i]));
        assert_true(a->interval_p[i] >= -1e-12 && a->interval_p[i] <= 1 + 1e-12);
    }
    for (size_t i = 0; i < a->n_looks; i++)
        assert_true(isfinite(a->look_mean[i]) && isfinite(a->look_sd[i]));
}
