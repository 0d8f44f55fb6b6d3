/* The worsening alert: what is forecast from what, when it is raised, and that order does not matter.
 * Must never: take the code's own result as the expectation.
 * Read next: evidence/alert.h, evidence reference 8.
 */
#include "unit_series.h"

struct run {
    struct made *m;
    struct ev_work *w;
    struct ev_score *room;
};

static struct run run_of(struct arena *a, size_t scores, double every, double value, double now)
{
    struct run r = {ARENA_NEW(a, struct made), engine_work(a, 400),
                    ARENA_ARRAY(a, 400, struct ev_score)};
    assert_non_null(r.w);
    r.m->series = (struct ev_series){.scale = scale_of_pain(),
                                     .sessions = r.m->sessions,
                                     .scores = r.m->scores,
                                     .n_scores = scores,
                                     .now = now};
    for (size_t i = 0; i < scores; i++)
        r.m->scores[i] = (struct ev_score){(double)i * every, SCORE_DIARY, value};
    return r;
}

static void add(struct run *r, double t, enum score_kind kind, double value)
{
    r->m->scores[r->m->series.n_scores++] = (struct ev_score){t, kind, value};
}

static struct ev_alert alert_of(struct run *r)
{
    struct ev_prior p = ev_prior_usual();
    struct ev_question q = question_of(&r->m->series, &p);
    return ev_alert_of(&q, r->w, r->room);
}

/* --- what is forecast ------------------------------------------------------------------------ */

static void test_nothing_to_tell(void **state)
{
    struct run r = run_of(*state, 0, 1, 4, 60);
    struct ev_alert none = alert_of(&r);
    assert_true(none.n == 0 && !none.worsened && none.sum == 0);
    add(&r, 0, SCORE_DIARY, 2);
    assert_int_equal(alert_of(&r).n, 0);
    add(&r, 13.9, SCORE_DIARY, 10); /* nothing is old enough to foretell it */
    assert_int_equal(alert_of(&r).n, 0);
    add(&r, 14, SCORE_DIARY, 2);
    assert_int_equal(alert_of(&r).n, 1);
    add(&r, 40, SCORE_POST, 10); /* right after a session no score is looked at */
    assert_int_equal(alert_of(&r).n, 1);
    add(&r, 41, SCORE_PRE, 2);
    assert_int_equal(alert_of(&r).n, 2);
}

static void test_the_newest_only(void **state)
{
    struct run r = run_of(*state, 60, 3, 4, 180);
    assert_int_equal(alert_of(&r).n, EV_FORECASTS_MAX);
}

/* The forecast rests on scores at least 14 days old: younger ones do not move it. */
static void test_forecast_knows_only_the_old(void **state)
{
    struct run r = run_of(*state, 10, 4, 4, 60);
    add(&r, 46.1, SCORE_DIARY, 4);
    add(&r, 60, SCORE_DIARY, 10);
    double before = alert_of(&r).worst;
    r.m->scores[10].value = 5;
    assert_near(alert_of(&r).worst, before, 0);
    r.m->scores[10].t = 46; /* now it is old enough */
    assert_true(alert_of(&r).worst < before);
}

/* --- when it is raised ----------------------------------------------------------------------- */

/* One score that can be forecast: S is max(0, z - 0.5), and 0 again once it came to 5. */
static void test_one_forecast(void **state)
{
    double worst = -INFINITY;
    for (double value = 0; value <= 10; value++) {
        struct run r = run_of(*state, 40, 1.0 / 3, 1, 60);
        add(&r, 58, SCORE_DIARY, value);
        struct ev_alert a = alert_of(&r);
        double sum = fmax(0, a.worst - 0.5);
        assert_int_equal(a.n, 1);
        assert_true(a.worst > worst);
        assert_near(a.sum, sum >= 5 ? 0 : sum, 1e-12);
        assert_int_equal(a.worsened, a.worst > 3);
        worst = a.worst;
    }
    assert_true(worst > 5.5); /* so that both alerts are seen */
}

/* Worse ones day by day, which no single one of them shows. */
static void test_sum_of_small_steps(void **state)
{
    struct run r = run_of(*state, 40, 1, 2, 62);
    for (int i = 0; i < 40; i += 2)
        r.m->scores[i].value = 4;
    for (int i = 0; i < 8; i++)
        add(&r, 54 + i, SCORE_DIARY, 6);
    struct ev_alert a = alert_of(&r);
    assert_true(a.worsened && a.worst < 3);
}

static void test_better_or_the_same_is_no_alert(void **state)
{
    for (double value = 0; value <= 4; value++) {
        struct run r = run_of(*state, 40, 1, 4, 64);
        for (int i = 0; i < 10; i++)
            add(&r, 54 + i, SCORE_DIARY, value);
        struct ev_alert a = alert_of(&r);
        assert_false(a.worsened);
        assert_true(a.worst < 1 && a.sum < 1);
    }
}

/* What was worse more than 14 days ago is told no more. */
static void test_an_old_alert_is_over(void **state)
{
    static const struct {
        double now;
        bool worsened;
    } cases[] = {{60, true}, {74, true}, {74.01, false}, {200, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct run r = run_of(*state, 20, 1, 2, cases[i].now);
        add(&r, 60, SCORE_DIARY, 10);
        assert_int_equal(alert_of(&r).worsened, cases[i].worsened);
    }
}

/* --- input ----------------------------------------------------------------------------------- */

/* A scale on which higher is better tells the same of the mirrored scores. */
static void test_mirrored(void **state)
{
    struct run r = run_of(*state, 20, 1, 2, 62), mirror = run_of(*state, 20, 1, 8, 62);
    add(&r, 60, SCORE_DIARY, 7);
    add(&mirror, 60, SCORE_DIARY, 3);
    mirror.m->series.scale.sign = -1;
    struct ev_alert a = alert_of(&r), b = alert_of(&mirror);
    assert_near(b.worst, a.worst, 1e-9);
    assert_near(b.sum, a.sum, 1e-9);
    assert_int_equal(b.worsened, a.worsened);
}

/* Any order of scores, and no number that is none. Seed 15. */
static void test_order_of_input(void **state)
{
    struct run r = run_of(*state, 0, 1, 0, 100);
    struct dice d = {15};
    for (int round = 0; round < 4; round++) {
        made_fill(r.m, &d, 40, 10);
        for (size_t i = 0; i < 10; i++) /* sessions are in order of time */
            r.m->sessions[i].t = (double)i * 7;
        struct ev_alert a = alert_of(&r);
        for (size_t i = 0; i < 20; i++) {
            struct ev_score score = r.m->scores[i];
            r.m->scores[i] = r.m->scores[39 - i];
            r.m->scores[39 - i] = score;
        }
        struct ev_alert b = alert_of(&r);
        assert_true(isfinite(a.worst) && isfinite(a.sum) && a.sum >= 0 && a.sum < 5);
        assert_near(b.worst, a.worst, 1e-9);
        assert_near(b.sum, a.sum, 1e-9);
        assert_int_equal(b.n, a.n);
        assert_int_equal(b.worsened, a.worsened);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT(test_nothing_to_tell),
                                       UNIT(test_the_newest_only),
                                       UNIT(test_forecast_knows_only_the_old),
                                       UNIT(test_one_forecast),
                                       UNIT(test_sum_of_small_steps),
                                       UNIT(test_better_or_the_same_is_no_alert),
                                       UNIT(test_an_old_alert_is_over),
                                       UNIT(test_mirrored),
                                       UNIT(test_order_of_input)};
    return cmocka_run_group_tests_name("alert", tests, NULL, NULL);
}
