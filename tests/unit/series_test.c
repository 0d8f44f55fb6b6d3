/* What the engine is given: faults and which score or session they point at, order, bounds, dose.
 * Must never: take the code's own result as the expectation.
 * Read next: evidence/series.h, evidence reference 2, 3.
 */
#include "unit_series.h"

#include "evidence/series.h"

static const double NONE = (double)NAN, ENDLESS = (double)INFINITY;

/* --- faults ---------------------------------------------------------------------------------- */

enum { AT = 2 };

struct well { /* five scores and four sessions in which nothing is amiss */
    struct ev_series series;
    struct ev_score scores[5];
    struct ev_session sessions[4];
};

static void well_fill(struct well *w)
{
    for (size_t i = 0; i < 5; i++)
        w->scores[i] = (struct ev_score){(double)i, SCORE_DIARY, 5};
    for (size_t i = 0; i < 4; i++)
        w->sessions[i] = (struct ev_session){(double)i, 60};
    w->series = (struct ev_series){.scale = scale_of_pain(),
                                   .sessions = w->sessions,
                                   .n_sessions = 4,
                                   .scores = w->scores,
                                   .n_scores = 5,
                                   .now = 9};
}

static void assert_fault(const struct well *w, enum ev_fault want, size_t want_at)
{
    size_t at = 99;
    assert_int_equal(ev_series_check(&w->series, &at), want);
    if (want != EV_FINE)
        assert_int_equal(at, want_at);
}

static void test_fault_of_a_score(void **state)
{
    (void)state;
    static const struct {
        double t, value;
        enum ev_fault fault;
    } cases[] = {
        {9, 5, EV_FINE},
        {9.001, 5, EV_FUTURE},
        {-1000, 5, EV_FINE},
        {1, 0, EV_FINE},
        {1, 10, EV_FINE},
        {1, -0.001, EV_OUTSIDE},
        {1, 10.001, EV_OUTSIDE},
        {(double)NAN, 5, EV_NOT_A_NUMBER},
        {1, (double)NAN, EV_NOT_A_NUMBER},
        {(double)INFINITY, 5, EV_NOT_A_NUMBER},
        {1, (double)INFINITY, EV_NOT_A_NUMBER},
        {1, -(double)INFINITY, EV_NOT_A_NUMBER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (size_t at = 0; at < 5; at += AT) {
            struct well w;
            well_fill(&w);
            w.scores[at] = (struct ev_score){cases[i].t, SCORE_PRE, cases[i].value};
            assert_fault(&w, cases[i].fault, at);
        }
}

static void test_fault_of_a_session(void **state)
{
    (void)state;
    static const struct {
        double t, minutes;
        enum ev_fault fault;
    } cases[] = {
        {9, 60, EV_FINE},
        {9.001, 60, EV_FUTURE},
        {1, 0.5, EV_FINE},
        {1, EV_MINUTES_MAX, EV_FINE},
        {1, EV_MINUTES_MAX + 0.1, EV_BAD_MINUTES},
        {1, 600, EV_BAD_MINUTES},
        {1, 0, EV_BAD_MINUTES},
        {1, -30, EV_BAD_MINUTES},
        {(double)NAN, 60, EV_NOT_A_NUMBER},
        {1, (double)NAN, EV_NOT_A_NUMBER},
        {1, (double)INFINITY, EV_NOT_A_NUMBER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (size_t at = 0; at < 4; at++) {
            struct well w;
            well_fill(&w);
            w.sessions[at] = (struct ev_session){cases[i].t, cases[i].minutes};
            assert_fault(&w, cases[i].fault, at);
        }
}

static void test_fault_of_the_scale(void **state)
{
    (void)state;
    const struct {
        struct ev_scale scale;
        enum ev_fault fault;
    } cases[] = {
        {{1, 5, 1, 1, 0, 10}, EV_FINE},
        {{-1, 5, 1, 1, 0, 10}, EV_FINE},
        {{1, 5, 1, 1, NONE, NONE}, EV_FINE},
        {{1, 5, 1, 1, 0, NONE}, EV_FINE},
        {{1, 5, 1, 1, NONE, 10}, EV_FINE},
        {{0, 5, 1, 1, 0, 10}, EV_BAD_SCALE},
        {{2, 5, 1, 1, 0, 10}, EV_BAD_SCALE},
        {{1, 5, 0, 1, 0, 10}, EV_BAD_SCALE},
        {{1, 5, -1, 1, 0, 10}, EV_BAD_SCALE},
        {{1, 5, 1, 0, 0, 10}, EV_BAD_SCALE},
        {{1, 5, 1, -1, 0, 10}, EV_BAD_SCALE},
        {{1, 5, 1, 1, 10, 10}, EV_BAD_SCALE},
        {{1, 5, 1, 1, 11, 10}, EV_BAD_SCALE},
        {{1, NONE, 1, 1, 0, 10}, EV_NOT_A_NUMBER},
        {{1, 5, NONE, 1, 0, 10}, EV_NOT_A_NUMBER},
        {{1, 5, 1, NONE, 0, 10}, EV_NOT_A_NUMBER},
        {{1, 5, ENDLESS, 1, 0, 10}, EV_NOT_A_NUMBER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct well w;
        well_fill(&w);
        w.series.scale = cases[i].scale;
        w.sessions[3].minutes = cases[i].fault == EV_FINE ? 60 : 0; /* the scale comes first */
        assert_fault(&w, cases[i].fault, 0);
    }
}

static void test_fault_of_now_and_number(void **state)
{
    (void)state;
    struct well w;
    well_fill(&w);
    w.series.now = NONE;
    assert_fault(&w, EV_NOT_A_NUMBER, 0);
    well_fill(&w);
    w.series.n_scores = EV_EVENTS_MAX - 3; /* refused before one of them is read */
    assert_fault(&w, EV_TOO_MANY, 0);
    w.series.n_scores = SIZE_MAX;
    assert_fault(&w, EV_TOO_MANY, 0);
    w.series.n_scores = 5;
    w.series.n_sessions = SIZE_MAX;
    assert_fault(&w, EV_TOO_MANY, 0);
    w.series.n_scores = w.series.n_sessions = 0;
    assert_fault(&w, EV_FINE, 0);
}

/* Scores before sessions, each from the first. */
static void test_first_fault_is_told(void **state)
{
    (void)state;
    struct well w;
    well_fill(&w);
    w.sessions[0].minutes = 0;
    assert_fault(&w, EV_BAD_MINUTES, 0);
    w.scores[4].value = 11;
    assert_fault(&w, EV_OUTSIDE, 4);
    w.scores[3].t = 10;
    assert_fault(&w, EV_FUTURE, 3);
}

static void test_most_events_are_fine(void **state)
{
    struct ev_score *scores = ARENA_ARRAY(*state, EV_EVENTS_MAX, struct ev_score);
    struct well w;
    well_fill(&w);
    w.series.scores = scores;
    w.series.n_scores = EV_EVENTS_MAX - w.series.n_sessions;
    assert_fault(&w, EV_FINE, 0);
    w.series.n_scores++;
    assert_fault(&w, EV_TOO_MANY, 0);
}

/* --- scale and dose -------------------------------------------------------------------------- */

/* Evidence reference 2 and 3: neck rotation has 4 degrees a unit; 30 min are 0.66, 90 are 1.17. */
static void test_scale_and_dose(void **state)
{
    (void)state;
    const struct ev_scale neck = {-1, 60, 4, 1, NONE, NONE}, hundred = {1, 50, 10, 1, 0, 100};
    assert_near(ev_standard(&neck, 64), 4, 1e-12);
    assert_near(ev_standard(&neck, 52), 7, 1e-12);
    assert_near(ev_standard(&hundred, 100), 10, 1e-12);
    for (double score = -20; score < 120; score += 7) {
        assert_near(ev_score_of(&neck, ev_standard(&neck, score)), score, 1e-12);
        assert_near(ev_score_of(&hundred, ev_standard(&hundred, score)), score, 1e-12);
    }
    assert_near(ev_dose(30), 0.66, 0.005);
    assert_near(ev_dose(60), 1, 1e-15);
    assert_near(ev_dose(90), 1.17, 0.005);
    for (double m = 1; m < EV_MINUTES_MAX; m++)
        assert_true(0 < ev_dose(m) && ev_dose(m) < ev_dose(m + 1) && ev_dose(m + 1) < 1.36);
}

/* --- events ---------------------------------------------------------------------------------- */

static void test_order_at_one_time(void **state)
{
    (void)state;
    const struct ev_score scores[] = {
        {3, SCORE_POST, 4}, {3, SCORE_PRE, 6}, {3, SCORE_DIARY, 5}, {2.5, SCORE_POST, 7}};
    const struct ev_session sessions[] = {{3, 90}, {3, 60}};
    const double looks[] = {3, 2.5};
    struct ev_series s = {scale_of_pain(), sessions, 2, scores, 4, 9, looks, 2};
    static const struct {
        double t, y;
        enum ev_what what;
    } want[] = {{0, 7, EV_SCORED_AFTER},   {0, 0, EV_LOOKED},    {0.5, 5, EV_SCORED},
                {0.5, 6, EV_SCORED},       {0.5, 0, EV_TREATED}, {0.5, 0, EV_TREATED},
                {0.5, 4, EV_SCORED_AFTER}, {0.5, 0, EV_LOOKED}};
    struct ev_event e[8];
    double t0;
    assert_int_equal(ev_events(&s, true, e, &t0), 8);
    assert_true(t0 == 2.5);
    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(e[i].what, want[i].what);
        assert_true(e[i].t == want[i].t && e[i].y == want[i].y);
    }
    assert_true(e[4].dose == 1 && e[5].dose > 1);
}

/* A score at a bound stands for all beyond its edge; a mirrored scale changes which bound. */
static void test_bounds(void **state)
{
    (void)state;
    const struct {
        struct ev_scale scale;
        double score;
        bool tobit;
        enum ev_bound bound;
        double y;
    } cases[] = {
        {{1, 5, 1, 1, 0, 10}, 0, true, EV_AT_LOW, 0.5},
        {{1, 5, 1, 1, 0, 10}, 10, true, EV_AT_HIGH, 9.5},
        {{1, 5, 1, 1, 0, 10}, 1, true, EV_INSIDE, 1},
        {{1, 5, 1, 1, 0, 10}, 9, true, EV_INSIDE, 9},
        {{1, 5, 1, 1, 0, 10}, 0, false, EV_INSIDE, 0},
        {{1, 5, 1, 1, 0, 10}, 10, false, EV_INSIDE, 10},
        {{-1, 5, 1, 1, 0, 10}, 0, true, EV_AT_HIGH, 9.5},
        {{-1, 5, 1, 1, 0, 10}, 10, true, EV_AT_LOW, 0.5},
        {{1, 50, 10, 2, 0, 100}, 0, true, EV_AT_LOW, 0.1},
        {{1, 50, 10, 2, 0, 100}, 100, true, EV_AT_HIGH, 9.9},
        {{1, 5, 1, 1, NONE, 10}, 0, true, EV_INSIDE, 0},
        {{1, 5, 1, 1, NONE, 10}, 10, true, EV_AT_HIGH, 9.5},
        {{1, 5, 1, 1, 0, NONE}, 10, true, EV_INSIDE, 10},
        {{1, 5, 1, 1, NONE, NONE}, -40, true, EV_INSIDE, -40},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct ev_score score = {1, SCORE_DIARY, cases[i].score};
        struct ev_series s = {.scale = cases[i].scale, .scores = &score, .n_scores = 1, .now = 2};
        struct ev_event e;
        double t0;
        assert_int_equal(ev_events(&s, cases[i].tobit, &e, &t0), 1);
        assert_int_equal(e.bound, cases[i].bound);
        assert_near(e.y, cases[i].y, 1e-12);
    }
}

static void test_no_event(void **state)
{
    (void)state;
    struct ev_series s = {.scale = scale_of_pain(), .now = 17};
    struct ev_event none;
    double t0;
    assert_int_equal(ev_events(&s, true, &none, &t0), 0);
    assert_true(t0 == 17);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT(test_fault_of_a_score),
                                       UNIT(test_fault_of_a_session),
                                       UNIT(test_fault_of_the_scale),
                                       UNIT(test_fault_of_now_and_number),
                                       UNIT(test_first_fault_is_told),
                                       UNIT(test_most_events_are_fine),
                                       UNIT(test_scale_and_dose),
                                       UNIT(test_order_at_one_time),
                                       UNIT(test_bounds),
                                       UNIT(test_no_event)};
    return cmocka_run_group_tests_name("series", tests, NULL, NULL);
}
