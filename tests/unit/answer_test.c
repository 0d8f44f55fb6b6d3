/* Whole answers: what must not matter does not, any data has an answer, extremes among them.
 * Must never: take the code's own result as the expectation.
 * Read next: evidence/answer.h, tests/unit/loglik_test.c.
 */
#include "unit_series.h"

enum { ROUNDS = 12 };

static const double NONE = (double)NAN;

static struct ev_answer answered(struct ev_work *w, const struct ev_series *s)
{
    struct ev_prior p = ev_prior_usual();
    struct ev_question q = question_of(s, &p);
    struct ev_answer a;
    size_t at;
    assert_int_equal(ev_series_check(s, &at), EV_FINE);
    ev_answer_of(&q, w, &a);
    answer_fine(&a);
    return a;
}

static struct ev_work *work(struct arena *a)
{
    struct ev_work *w = engine_work(a, SERIES_MOST + 100);
    assert_non_null(w);
    return w;
}

/* --- what must not matter -------------------------------------------------------------------- */

static void shift(struct made *m, struct dice *d)
{
    double by = (double)dice_next(d, 40000) - 20000;
    for (size_t i = 0; i < m->series.n_scores; i++)
        m->scores[i].t += by;
    for (size_t i = 0; i < m->series.n_sessions; i++)
        m->sessions[i].t += by;
    m->series.now += by;
}

static void unit_change(struct made *m, struct dice *d)
{
    double by = dice_real(d, 0.1, 20), plus = dice_real(d, -50, 50);
    struct ev_scale *x = &m->series.scale;
    *x = (struct ev_scale){x->sign,      x->mid * by + plus, x->unit * by,
                           x->step * by, x->low * by + plus, x->high * by + plus};
    for (size_t i = 0; i < m->series.n_scores; i++)
        m->scores[i].value = m->scores[i].value * by + plus;
}

static void mirror(struct made *m, struct dice *d)
{
    struct ev_scale *x = &m->series.scale;
    double ends = x->low + x->high;
    (void)d;
    x->sign = -x->sign;
    x->mid = ends - x->mid;
    for (size_t i = 0; i < m->series.n_scores; i++)
        m->scores[i].value = ends - m->scores[i].value;
}

static void shuffle(struct made *m, struct dice *d)
{
    for (size_t i = m->series.n_scores; i-- > 1;) {
        size_t k = dice_next(d, (uint32_t)i + 1);
        struct ev_score score = m->scores[i];
        m->scores[i] = m->scores[k];
        m->scores[k] = score;
    }
    for (size_t i = m->series.n_sessions; i-- > 1;) {
        size_t k = dice_next(d, (uint32_t)i + 1);
        struct ev_session session = m->sessions[i];
        m->sessions[i] = m->sessions[k];
        m->sessions[k] = session;
    }
}

static void some_fill(struct made *m, struct dice *d)
{
    made_fill(m, d, 1 + dice_next(d, 40), dice_next(d, 12));
}

/* Seed 2026, for each of the changes. */
static void unchanged_by(struct arena *a, void (*fill)(struct made *, struct dice *),
                         void (*change)(struct made *, struct dice *))
{
    struct ev_work *w = work(a);
    struct made *m = ARENA_NEW(a, struct made), *changed = ARENA_NEW(a, struct made);
    struct dice d = {2026};
    for (int round = 0; round < ROUNDS; round++) {
        fill(m, &d);
        made_copy(changed, m);
        change(changed, &d);
        struct ev_answer before = answered(w, &m->series), after = answered(w, &changed->series);
        answer_near(&after, &before, 1e-7);
        assert_near(after.now, before.now, 1e-9);
        assert_near(after.window, before.window, 1e-9);
    }
}

static void test_origin_of_time(void **state)
{
    unchanged_by(*state, some_fill, shift);
}

static void test_unit_of_scores(void **state)
{
    unchanged_by(*state, some_fill, unit_change);
}

static void test_mirrored_scale(void **state)
{
    unchanged_by(*state, some_fill, mirror);
}

/* Many of them at one time, some at the ends of the scale, where each score is matched in turn. */
static void ties_fill(struct made *m, struct dice *d)
{
    made_fill(m, d, 20 + dice_next(d, 20), dice_next(d, 8));
    for (size_t i = 0; i < m->series.n_scores; i++)
        m->scores[i].t = floor(m->scores[i].t / 25) * 25;
    for (size_t i = 0; i < m->series.n_sessions; i++)
        m->sessions[i].t = floor(m->sessions[i].t / 25) * 25;
}

static void test_order_of_input(void **state)
{
    unchanged_by(*state, some_fill, shuffle);
    unchanged_by(*state, ties_fill, shuffle);
}

/* Whole answers, accurate ones among them. Seed 8. */
static void test_every_width_is_portable(void **state)
{
    struct ev_work *w = work(*state);
    struct made *m = ARENA_NEW(*state, struct made);
    struct ev_prior p = ev_prior_sceptical();
    struct dice d = {8};
    const double looks[] = {0, 31.5, 100};
    for (int round = 0; round < ROUNDS; round++) {
        struct ev_answer portable, other;
        made_fill(m, &d, 1 + dice_next(&d, 40), dice_next(&d, 12));
        m->series.looks = looks;
        m->series.n_looks = 3;
        struct ev_question q = question_of(&m->series, &p);
        q.accurate = round % 4 == 0;
        q.tobit = round % 3 != 0;
        q.variant = EV_PORTABLE;
        ev_answer_of(&q, w, &portable);
        answer_fine(&portable);
        for (q.variant = EV_AVX2; q.variant <= engine_variant(); q.variant++) {
            ev_answer_of(&q, w, &other);
            answer_near(&other, &portable, 1e-9);
        }
    }
}

/* --- any data -------------------------------------------------------------------------------- */

/* One more score or session at a time. Seed 99. */
static void test_each_more_has_an_answer(void **state)
{
    struct ev_work *w = work(*state);
    struct made *m = ARENA_NEW(*state, struct made);
    struct dice d = {99};
    for (int round = 0; round < 3; round++) {
        made_fill(m, &d, 30, 10);
        for (size_t n = 0; n <= 40; n++) {
            struct ev_series part = m->series;
            part.n_scores = n * 3 / 4;
            part.n_sessions = n - part.n_scores;
            (void)answered(w, &part);
        }
    }
}

struct extreme {
    const char *name;
    struct ev_scale scale;
    size_t scores, sessions;
    double value;   /* of each score */
    double every;   /* days between scores; 0: all at one time */
    double minutes; /* of each session */
};

static void extreme_fill(struct made *m, const struct extreme *x)
{
    m->series = (struct ev_series){.scale = x->scale,
                                   .sessions = m->sessions,
                                   .n_sessions = x->sessions,
                                   .scores = m->scores,
                                   .n_scores = x->scores,
                                   .now = x->every * fmax((double)x->scores, (double)x->sessions)};
    for (size_t i = 0; i < x->scores; i++)
        m->scores[i] = (struct ev_score){x->every * (double)i, (enum score_kind)(i % 3), x->value};
    for (size_t i = 0; i < x->sessions; i++)
        m->sessions[i] = (struct ev_session){x->every * (double)i, x->minutes};
}

static void test_extremes(void **state)
{
    const struct ev_scale pain = scale_of_pain(), endless = {-1, 60, 4, 1, NONE, NONE};
    const struct extreme cases[] = {
        {"nothing", pain, 0, 0, 5, 1, 60},
        {"one score", pain, 1, 0, 5, 1, 60},
        {"one score at its end", pain, 1, 0, 10, 1, 60},
        {"one session", pain, 0, 1, 5, 1, 60},
        {"all at the lower bound", pain, 60, 8, 0, 2, 60},
        {"all at the upper bound", pain, 60, 8, 10, 2, 60},
        {"sessions without scores", pain, 0, 30, 5, 7, 60},
        {"scores without sessions", pain, 60, 0, 5, 2, 60},
        {"identical times", pain, 60, 30, 4, 0, 60},
        {"identical times at a bound", pain, 60, 30, 10, 0, 60},
        {"a minute's sessions", pain, 30, 30, 4, 3, 1},
        {"the longest sessions", pain, 30, 30, 4, 3, EV_MINUTES_MAX},
        {"a second apart", pain, 60, 30, 4, 1 / 86400.0, 60},
        {"decades apart", pain, 20, 10, 4, 5000, 60},
        {"no bounds", endless, 60, 8, 60, 2, 60},
        {"no bounds, far away", endless, 60, 8, -1000, 2, 60},
    };
    struct ev_work *w = work(*state);
    struct made *m = ARENA_NEW(*state, struct made);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        print_message("# %s\n", cases[i].name);
        extreme_fill(m, &cases[i]);
        (void)answered(w, &m->series);
    }
}

/* 5,000 scores; the last are what they are whatever came before: no drift of rounding. Seed 6. */
static void test_thousands_of_scores(void **state)
{
    struct ev_work *w = work(*state);
    struct made *m = ARENA_NEW(*state, struct made);
    struct dice d = {6};
    made_fill(m, &d, 5000, 12);
    for (size_t i = 0; i < 5000; i++)
        m->scores[i] = (struct ev_score){(double)i / 50, SCORE_DIARY, 3 + dice_next(&d, 3)};
    struct ev_answer a = answered(w, &m->series);
    assert_near(a.value[EV_PAIN_NOW].mean, 4, 0.5);
    assert_true(a.value[EV_PAIN_NOW].sd < 0.5);
}

/* --- no data is the prior -------------------------------------------------------------------- */

/* Evidence reference 3's priors, as the answer says them. */
static void test_no_data(void **state)
{
    struct ev_series none = {.scale = scale_of_pain(), .now = 40};
    struct ev_answer a = answered(work(*state), &none);
    const struct {
        enum ev_functional which;
        double mean, sd;
    } want[] = {{EV_A, 0, 1.5},  {EV_G, 1, 1},       {EV_IMMEDIATE, 1, sqrt(3.25)},
                {EV_C, 0, 0.15}, {EV_LASTING, 0, 0}, {EV_BENEFIT, 0, 0}};
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        assert_near(a.value[want[i].which].mean, want[i].mean, 1e-9);
        assert_near(a.value[want[i].which].sd, want[i].sd, 1e-9);
    }
    /* Lognormal with median 4 and 0.8; the grid ends at 3.96 sds. */
    assert_near(a.half_life.q[2], 4, 1e-3);
    assert_near(a.half_life.q[1], 4 * exp(-1.2815515655446004 * 0.8), 0.01);
    assert_near(a.half_life.q[3], 4 * exp(1.2815515655446004 * 0.8), 0.05);
    assert_near(a.log_bf10, 0, 1e-9);
    assert_true(a.settled);
}

/* Sessions alone teach nothing of their effect; what they would leave grows with their number. */
static void test_sessions_alone(void **state)
{
    struct ev_work *w = work(*state);
    struct made *m = ARENA_NEW(*state, struct made);
    double spread = 0;
    for (size_t n = 1; n <= 30; n += 7) {
        extreme_fill(m, &(struct extreme){"", scale_of_pain(), 0, n, 5, 2, 60});
        m->series.now = 60;
        struct ev_answer a = answered(w, &m->series);
        assert_near(a.value[EV_A].sd, 1.5, 1e-9);
        assert_near(a.p_benefit_0, 0.5, 1e-9);
        assert_near(a.log_bf10, 0, 1e-9);
        assert_true(a.value[EV_LASTING].sd > spread);
        spread = a.value[EV_LASTING].sd;
    }
}

/* The reference's (d): the level fell by what is now missing from it, whatever the data. Seed 12. */
static void test_parts_add_up(void **state)
{
    struct ev_work *w = work(*state);
    struct made *m = ARENA_NEW(*state, struct made);
    struct dice d = {12};
    for (int round = 0; round < ROUNDS; round++) {
        made_fill(m, &d, 1 + dice_next(&d, 40), dice_next(&d, 12));
        struct ev_answer a = answered(w, &m->series);
        const struct ev_value *v = a.value;
        assert_near(v[EV_IMMEDIATE].mean, v[EV_A].mean + v[EV_G].mean, 1e-9);
        assert_true(a.p_benefit_0 >= a.p_benefit_delta - 1e-12);
        assert_true(a.p_change_mcid + a.p_worse_delta <= 1 + 1e-12);
        if (m->series.n_sessions == 0) {
            assert_near(v[EV_BENEFIT].mean, 0, 1e-12);
            assert_near(v[EV_BENEFIT].sd, 0, 1e-9);
            assert_near(a.log_bf10, 0, 1e-6);
        }
    }
}

/* Pain that falls by three the day the sessions begin and rises between them is relief. */
static void test_clear_relief_is_seen(void **state)
{
    struct ev_work *w = work(*state);
    struct made *m = ARENA_NEW(*state, struct made);
    extreme_fill(m, &(struct extreme){"", scale_of_pain(), 0, 10, 5, 7, 60});
    for (size_t i = 0; i < 70; i++) {
        double since = fmod((double)i, 7);
        double value = round(7 - 4 * exp2(-since / 3));
        m->scores[i] = (struct ev_score){(double)i + 0.25, SCORE_DIARY, value};
    }
    m->series.n_scores = 70;
    m->series.now = 71;
    struct ev_answer a = answered(w, &m->series);
    assert_true(a.value[EV_A].q[0] > 1.5 && a.value[EV_A].q[4] < 6);
    assert_true(a.half_life.q[0] < 3 && 3 < a.half_life.q[4]);
    assert_true(a.p_benefit_0 > 0.99 && a.log_bf10 > 5);
    /* More often is better: every 3 days, every week, not at all. */
    assert_true(a.interval_mean[0] < a.interval_mean[3]);
    assert_true(a.interval_mean[3] < a.interval_mean[a.n_intervals - 1]);
}

/* --- window ---------------------------------------------------------------------------------- */

static void test_window(void **state)
{
    (void)state;
    static const struct {
        double first, t0, now, want; /* first session */
    } cases[] = {{0, 0, 100, 28},  {90, 0, 100, 10}, {99.5, 0, 100, 1},   {72, 0, 100, 28},
                 {73, 0, 100, 27}, {0, 0, 5, 5},     {-50, -50, 100, 28}, {100, 0, 100, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct ev_session sessions[] = {{100, 60}, {cases[i].first, 60}};
        struct ev_series s = {.sessions = sessions, .n_sessions = 2, .now = cases[i].now};
        assert_near(ev_window(&s, cases[i].t0), cases[i].want, 1e-12);
    }
    struct ev_series none = {.now = 100};
    assert_near(ev_window(&none, 0), 1, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT(test_origin_of_time),
                                       UNIT(test_unit_of_scores),
                                       UNIT(test_mirrored_scale),
                                       UNIT(test_order_of_input),
                                       UNIT(test_every_width_is_portable),
                                       UNIT(test_each_more_has_an_answer),
                                       UNIT(test_extremes),
                                       UNIT(test_thousands_of_scores),
                                       UNIT(test_no_data),
                                       UNIT(test_sessions_alone),
                                       UNIT(test_parts_add_up),
                                       UNIT(test_clear_relief_is_seen),
                                       UNIT(test_window)};
    return cmocka_run_group_tests_name("answer", tests, NULL, NULL);
}
