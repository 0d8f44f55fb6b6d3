/* Where the filter is run: with no data the nodes are the prior; mode, grid and weights.
 * Must never: take the code's own result as the expectation.
 * Read next: evidence/nodes.h.
 */
#include "unit_series.h"

#include "evidence/nodes.h"

struct laid {
    struct ev_work *w;
    struct ev_mode mode;
    struct ev_grid grid;
};

static struct laid laid_of(struct arena *a, const struct ev_series *s, bool accurate)
{
    struct laid l = {.w = engine_work(a, 2000)};
    static struct ev_prior p;
    double t0;
    p = ev_prior_usual();
    assert_non_null(l.w);
    size_t n = ev_events(s, true, l.w->events, &t0);
    struct ev_filter f = ev_filter_of(l.w->events, n, 1, &p, NULL, l.w->steps);
    l.mode = ev_mode_find(engine_variant(), &f, &l.w->batch);
    ev_nodes_lay(&l.mode, accurate, &l.w->batch, &l.grid, l.w->log_base);
    ev_filter_run(engine_variant(), &f, &l.w->batch);
    ev_nodes_weigh(&l.w->batch, l.w->log_base, &l.grid, l.w->weight);
    return l;
}

static void assert_sums_to_1(const struct laid *l)
{
    double nodes = 0, grid = 0;
    for (size_t i = 0; i < l->w->batch.n; i++)
        nodes += l->w->weight[i];
    for (int i = 0; i < EV_GRID; i++)
        grid += l->grid.density[i];
    assert_near(nodes, 1, 1e-12);
    assert_near(grid, 1, 1e-12);
}

static double moment(const struct laid *l, int hyper, int power)
{
    double sum = 0;
    for (size_t i = 0; i < l->w->batch.n; i++)
        sum += l->w->weight[i] * pow(l->w->batch.z[hyper][i], power);
    return sum;
}

/* Standard normal: mean 0, variance 1, fourth moment 3 (exact with three points of Gauss-Hermite,
 * to the grid's ends at 3.96 sds for the first). */
static void test_no_data_is_the_prior(void **state)
{
    struct ev_series none = {.scale = scale_of_pain(), .now = 0};
    for (int accurate = 0; accurate < 2; accurate++) {
        struct laid l = laid_of(*state, &none, accurate);
        assert_int_equal(l.w->batch.n, accurate ? 540 : 324);
        assert_int_equal(l.grid.nodes_each, accurate ? 45 : 27);
        assert_sums_to_1(&l);
        for (int k = 0; k < HYPERS; k++) {
            double ends = k == HYPER_H ? 4e-3 : 1e-12;
            assert_near(l.mode.z[k], 0, 1e-12);
            assert_near(l.mode.cov[k][k], 1, 1e-12);
            assert_near(moment(&l, k, 1), 0, 1e-12);
            assert_near(moment(&l, k, 2), 1, ends);
            assert_near(moment(&l, k, 4), 3, 20 * ends);
        }
        assert_int_equal(l.mode.steps, 1);
        assert_near(l.grid.at[0], -3.96, 1e-12);
        assert_near(l.grid.at[EV_GRID - 1], 3.96, 1e-12);
    }
}

/* The fifth point of the last rule: its sixth and eighth moments are 15 and 105. */
static void test_accurate_rule(void **state)
{
    struct ev_series none = {.scale = scale_of_pain(), .now = 0};
    struct laid l = laid_of(*state, &none, true);
    assert_near(moment(&l, HYPER_SLOW, 6), 15, 1e-10);
    assert_near(moment(&l, HYPER_SLOW, 8), 105, 1e-9);
}

/* Scores that never move say that noise is small, those that jump that it is large. */
static void test_noise_moves_the_mode(void **state)
{
    struct made *m = ARENA_NEW(*state, struct made);
    struct dice d = {1};
    double sigma[2];
    for (int jumps = 0; jumps < 2; jumps++) {
        made_fill(m, &d, 40, 0);
        for (size_t i = 0; i < 40; i++) /* all within some hours: what wanders has no time */
            m->scores[i] = (struct ev_score){90 + (double)i / 1600, SCORE_DIARY,
                                             5 + (jumps && i % 2 ? 4 : 0)};
        struct laid l = laid_of(*state, &m->series, false);
        assert_sums_to_1(&l);
        sigma[jumps] = l.mode.z[HYPER_SIGMA];
        for (int k = 0; k < HYPERS; k++) {
            assert_true(l.mode.cov[k][k] > 0 && l.mode.cov[k][k] <= 1 / 0.8 + 1e-9);
            for (int j = 0; j < HYPERS; j++)
                assert_near(l.mode.cov[k][j], l.mode.cov[j][k], 1e-12);
        }
    }
    assert_true(sigma[0] < -1 && sigma[1] > 1);
}

/* At the mode the slope is small: no neighbour on an axis is higher by more than a step would give.
 * Seed 21. */
static void test_mode_is_the_top(void **state)
{
    struct made *m = ARENA_NEW(*state, struct made);
    struct ev_prior p = ev_prior_usual();
    struct dice d = {21};
    for (int round = 0; round < 20; round++) {
        double t0, top;
        made_fill(m, &d, 10 + dice_next(&d, 40), dice_next(&d, 12));
        struct laid l = laid_of(*state, &m->series, false);
        for (int k = 0; k < HYPERS; k++) /* never vaguer than 1/0.8 of the prior */
            assert_true(l.mode.cov[k][k] <= 1 / 0.8 + 1e-9);
        size_t n = ev_events(&m->series, true, l.w->events, &t0);
        struct ev_filter f = ev_filter_of(l.w->events, n, 1, &p, NULL, l.w->steps);
        struct ev_batch *b = &l.w->batch;
        b->n = 1 + 2 * HYPERS;
        for (size_t i = 0; i < b->n; i++)
            for (int k = 0; k < HYPERS; k++)
                b->z[k][i] = l.mode.z[k] + (i == 2 * (size_t)k + 1   ? 1
                                            : i == 2 * (size_t)k + 2 ? -1
                                                                     : 0);
        ev_filter_run(engine_variant(), &f, b);
        for (size_t i = 0; i < b->n; i++) {
            double here = b->loglik[i];
            for (int k = 0; k < HYPERS; k++)
                here -= b->z[k][i] * b->z[k][i] / 2;
            top = i ? top : here;
            assert_true(here <= top + 1e-9);
        }
        arena_reset(*state);
        m = ARENA_NEW(*state, struct made);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT(test_no_data_is_the_prior), UNIT(test_accurate_rule),
                                       UNIT(test_noise_moves_the_mode), UNIT(test_mode_is_the_top)};
    return cmocka_run_group_tests_name("nodes", tests, NULL, NULL);
}
