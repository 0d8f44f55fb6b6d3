/* The filter: scores at a bound far in the tails, what time and looks do, every width on random cases.
 * Must never: take the code's own result as the expectation.
 * Read next: evidence/filter.h, tests/unit/loglik_test.c.
 */
#include "unit_series.h"

#include "evidence/filter.h"

/* ln Phi(b) and phi(b)/Phi(b) by mpmath 1.3 with 40 digits, from
 * log(erfc(-b/sqrt(2))/2) and exp(-b*b/2)/sqrt(2*pi) over erfc(-b/sqrt(2))/2. */
static const struct {
    double b, log_below, ratio;
} far_tails[] = {
    {6, -9.8658764552437573169e-10, 6.0758828558176764452e-9},
    {3, -0.0013508099647481937988, 0.0044378390421256637933},
    {0.5, -0.36894641528865639307, 0.50916043383703348583},
    {0, -0.69314718055994530942, 0.79788456080286535588},
    {-0.5, -1.1759117615936186089, 1.1410777703680644809},
    {-1, -1.8410216450092635058, 1.5251352761609812091},
    {-5, -15.064998393988725736, 5.1865039671258421156},
    {-10, -53.231285150512470578, 10.098093233962511963},
    {-20, -203.91715537109726394, 20.049753068527850542},
    {-38, -726.5572160188201301, 38.026279466575868988},
    {-40, -804.60844201375378817, 40.024968847207263723},
    {-100, -5005.5242086942050886, 100.00999800099926071},
    {-1000, -500007.82669481218431, 1000.00099999800001},
};

static struct ev_work *work(struct arena *a)
{
    struct ev_work *w = engine_work(a, SERIES_MOST);
    assert_non_null(w);
    return w;
}

/* All at the median of each hyperparameter. */
static void node_lay(struct ev_batch *b)
{
    b->n = 1;
    for (int k = 0; k < HYPERS; k++)
        b->z[k][0] = 0;
}

/* --- tails ----------------------------------------------------------------------------------- */

static const struct ev_ask at_once = {.now = 0, .window = 1};

/* Variance of what lies behind one score, and of the score, under the prior without a session. */
static double level_var(const struct ev_prior *p)
{
    return p->sm * p->sm + exp(2 * p->lw0);
}

static double score_var(const struct ev_prior *p)
{
    return level_var(p) + exp(2 * p->lf0) + exp(2 * p->ls0);
}

/* One score at a bound, b sds of its forecast beyond the edge. */
static void tail_run(enum ev_variant v, struct ev_work *w, const struct ev_prior *p,
                     enum ev_bound bound, double b)
{
    double way = bound == EV_AT_LOW ? 1 : -1;
    double middle = p->m0 + p->kap_slow * exp(p->lw0) + p->kap_fast * exp(p->lf0);
    struct ev_event e = {.what = EV_SCORED, .bound = bound};
    e.y = middle + way * b * sqrt(score_var(p));
    struct ev_filter f = ev_filter_of(&e, 1, 1, p, &at_once, w->steps);
    node_lay(&w->batch);
    ev_filter_run(v, &f, &w->batch);
}

static void test_far_tails(void **state)
{
    struct ev_work *w = work(*state);
    struct ev_prior p = ev_prior_usual();
    for (enum ev_variant v = EV_PORTABLE; v <= engine_variant(); v++)
        for (int high = 0; high < 2; high++)
            for (size_t i = 0; i < sizeof far_tails / sizeof far_tails[0]; i++) {
                double want = far_tails[i].log_below;
                tail_run(v, w, &p, high ? EV_AT_HIGH : EV_AT_LOW, far_tails[i].b);
                assert_near(w->batch.loglik[0], want, 1e-12 * fabs(want) + 1e-14);
            }
}

/* What a bound teaches of the usual level is the mean of a normal that is cut off there. */
static void test_tails_move_the_level(void **state)
{
    struct ev_work *w = work(*state);
    struct ev_prior p = ev_prior_usual();
    double middle = p.m0 + p.kap_slow * exp(p.lw0), s2 = level_var(&p), all = sqrt(score_var(&p));
    for (enum ev_variant v = EV_PORTABLE; v <= engine_variant(); v++)
        for (int way = -1; way <= 1; way += 2)
            for (size_t i = 0; i < sizeof far_tails / sizeof far_tails[0]; i++) {
                double b = far_tails[i].b, r = far_tails[i].ratio;
                tail_run(v, w, &p, way > 0 ? EV_AT_LOW : EV_AT_HIGH, b);
                double level = middle - way * r * s2 / all;
                double var = s2 - s2 * s2 / (all * all) * r * (r + b);
                assert_near(w->batch.mean[EV_LEVEL][0], level, 1e-12 * (1 + fabs(level)));
                /* r (r + b) of far tails cancels: what is left of 1e-16 is b^2 of it. */
                assert_near(w->batch.var[EV_LEVEL][0], var, 1e-14 * (100 + 20 * b * b));
            }
}

/* Low bound, 5, low bound, low bound. The expectation is the exact posterior of the usual level at
 * these medians: Gauss-Legendre over the three values behind the bounds (40 and 60 points each agree
 * to 1e-9), covariances 6.25 + exp(-lambda_fast dt) + exp(-lambda_slow dt) + noise. Matched in turn
 * only, the three would be 0.993, 0.831 and -12.943. */
static void test_bounds_beside_each_other(void **state)
{
    struct ev_work *w = work(*state);
    struct ev_prior p = ev_prior_usual();
    const struct ev_ask ask = {.now = 12, .window = 1};
    const struct ev_event e[] = {{.t = 0, .what = EV_SCORED, .bound = EV_AT_LOW, .y = 0.5},
                                 {.t = 5, .what = EV_SCORED, .y = 5},
                                 {.t = 9, .what = EV_SCORED, .bound = EV_AT_LOW, .y = 0.5},
                                 {.t = 12, .what = EV_SCORED, .bound = EV_AT_LOW, .y = 0.5}};
    struct ev_filter f = ev_filter_of(e, 4, 1, &p, &ask, w->steps);
    for (enum ev_variant v = EV_PORTABLE; v <= engine_variant(); v++) {
        node_lay(&w->batch);
        ev_filter_run(v, &f, &w->batch);
        assert_near(w->batch.mean[EV_LEVEL][0], 0.9640495263852, 1e-3);
        assert_near(sqrt(w->batch.var[EV_LEVEL][0]), 0.8193070645319, 1e-3);
        assert_near(w->batch.loglik[0], -12.9080214786280, 1e-3);
    }
}

/* --- time and looks -------------------------------------------------------------------------- */

/* Worked out: the density of one normal. */
static void test_one_score(void **state)
{
    struct ev_work *w = work(*state);
    struct ev_prior p = ev_prior_usual();
    struct ev_event e = {.what = EV_SCORED, .y = 8.25};
    double s2 = score_var(&p) + 1.0 / 12, off = 8.25 - (p.m0 + 1 + 0.5);
    struct ev_filter f = ev_filter_of(&e, 1, 1, &p, &at_once, w->steps);
    node_lay(&w->batch);
    ev_filter_run(EV_PORTABLE, &f, &w->batch);
    assert_near(w->batch.loglik[0], -off * off / s2 / 2 - log(2 * acos(-1) * s2) / 2, 1e-13);
    assert_near(w->batch.mean[EV_LEVEL][0], p.m0 + 1 + level_var(&p) / s2 * off, 1e-13);
    assert_near(w->batch.mean[EV_A][0], p.a0, 1e-13);
    assert_near(w->batch.var[EV_A][0], p.sa * p.sa, 1e-13);
}

/* A session of 60 minutes and the score right after it. What the score says is shared out among
 * level, relief, lasting and report by their variances: the sums of the model's line. */
static void test_score_right_after(void **state)
{
    struct ev_work *w = work(*state);
    struct ev_prior p = ev_prior_usual();
    struct ev_event e[] = {{.what = EV_TREATED, .dose = 1}, {.what = EV_SCORED_AFTER, .y = 2}};
    double s2 = score_var(&p) + 1.0 / 12 + p.sa * p.sa + p.sg * p.sg + p.sig_sess * p.sig_sess +
                p.sc * p.sc;
    double off = 2 - (p.m0 + 1.5 - p.a0 - p.c0 - p.g0);
    struct ev_filter f = ev_filter_of(e, 2, 1, &p, &at_once, w->steps);
    node_lay(&w->batch);
    ev_filter_run(EV_PORTABLE, &f, &w->batch);
    assert_near(w->batch.loglik[0], -off * off / s2 / 2 - log(2 * acos(-1) * s2) / 2, 1e-13);
    assert_near(w->batch.mean[EV_A][0], p.a0 - p.sa * p.sa / s2 * off, 1e-13);
    assert_near(w->batch.mean[EV_G][0], p.g0 - p.sg * p.sg / s2 * off, 1e-13);
    assert_near(w->batch.mean[EV_C][0], p.c0 - p.sc * p.sc / s2 * off, 1e-13);
}

static void nodes_random(struct dice *d, size_t n, struct ev_batch *b)
{
    b->n = n;
    for (int k = 0; k < HYPERS; k++)
        for (size_t i = 0; i < n; i++)
            b->z[k][i] = dice_real(d, -3, 3);
}

static struct ev_filter filter_of(const struct made *m, const struct ev_prior *p,
                                  const struct ev_ask *ask, struct ev_work *w)
{
    double t0;
    size_t n = ev_events(&m->series, true, w->events, &t0);
    return ev_filter_of(w->events, n, m->series.scale.step / m->series.scale.unit, p, ask,
                        w->steps);
}

/* A look asks and changes nothing; one at now says what is said of pain now. Seed 11. */
static void test_a_look_changes_nothing(void **state)
{
    struct ev_work *w = work(*state), *with = work(*state);
    struct made *m = ARENA_NEW(*state, struct made);
    struct ev_prior p = ev_prior_usual();
    struct dice d = {11};
    for (int round = 0; round < 20; round++) {
        made_fill(m, &d, 5 + dice_next(&d, 30), dice_next(&d, 9));
        double first = m->series.scores[0].t, looks[3] = {100, 0, 50};
        for (size_t i = 0; i < m->series.n_scores; i++)
            first = fmin(first, m->scores[i].t);
        for (size_t i = 0; i < m->series.n_sessions; i++)
            first = fmin(first, m->sessions[i].t);
        looks[1] = first;
        struct ev_ask ask = {100 - first, 20, engine_intervals, engine_interval_count};
        struct ev_filter f = filter_of(m, &p, &ask, w);
        m->series.looks = looks;
        m->series.n_looks = 3;
        struct ev_filter g = filter_of(m, &p, &ask, with);
        nodes_random(&d, 9, &w->batch);
        memcpy(&with->batch, &w->batch, sizeof w->batch);
        ev_filter_run(engine_variant(), &f, &w->batch);
        ev_filter_run(engine_variant(), &g, &with->batch);
        for (size_t i = 0; i < 9; i++) {
            assert_near(with->batch.loglik[i], w->batch.loglik[i], 1e-9);
            assert_near(with->batch.look_mean[2][i], w->batch.mean[EV_PAIN_NOW][i], 1e-9);
            assert_near(with->batch.look_var[2][i], w->batch.var[EV_PAIN_NOW][i], 1e-9);
            for (int k = 0; k < EV_FUNCTIONALS; k++)
                assert_near(with->batch.mean[k][i], w->batch.mean[k][i], 1e-9);
        }
    }
}

/* What is said of a look in the middle is what one more score there would be judged by: the two
 * likelihoods differ by its density. Seed 13; no score is taken as at a bound. */
static void test_a_look_foretells_a_score(void **state)
{
    struct ev_work *w = work(*state);
    struct made *m = ARENA_NEW(*state, struct made);
    struct ev_prior p = ev_prior_usual();
    struct dice d = {13};
    const double look = 50.03125, y = 7;
    for (int round = 0; round < 20; round++) {
        made_fill(m, &d, 5 + dice_next(&d, 30), dice_next(&d, 9));
        m->series.scale.low = m->series.scale.high = (double)NAN;
        m->series.looks = &look;
        m->series.n_looks = 1;
        struct ev_filter f = filter_of(m, &p, NULL, w);
        node_lay(&w->batch);
        ev_filter_run(engine_variant(), &f, &w->batch);
        double s2 = w->batch.look_var[0][0] + exp(2 * p.ls0) + 1.0 / 12;
        double off = y - w->batch.look_mean[0][0], before = w->batch.loglik[0];
        m->series.n_looks = 0;
        m->scores[m->series.n_scores++] = (struct ev_score){look, SCORE_DIARY, y};
        f = filter_of(m, &p, NULL, w);
        ev_filter_run(engine_variant(), &f, &w->batch);
        assert_near(w->batch.loglik[0] - before, -off * off / s2 / 2 - log(2 * acos(-1) * s2) / 2,
                    1e-9);
    }
}

/* What lasts: K is the sum of doses that fade with 90 days; its mean over the window by hand. */
static void test_lasting(void **state)
{
    struct ev_work *w = work(*state);
    struct ev_prior p = ev_prior_usual();
    struct ev_event e[] = {{.t = 0, .what = EV_TREATED, .dose = 1},
                           {.t = 90, .what = EV_TREATED, .dose = 0.5}};
    struct ev_ask ask = {.now = 180, .window = 90};
    struct ev_filter f = ev_filter_of(e, 2, 1, &p, &ask, w->steps);
    assert_near(f.lasting_now, 0.25 + 0.25, 1e-14);
    /* From 90 to 180: (1/2 - 1/4) 90/ln 2 of the first, half of (1 - 1/2) 90/ln 2 of the second. */
    assert_near(f.lasting_mean, (0.25 + 0.25) / log(2), 1e-13);
    assert_near(w->steps[1].lasting, 0.5, 1e-14);
    assert_near(w->steps[1].keep_slow, 0.25, 1e-14);
    assert_near(w->steps[1].slow0, 0.25, 1e-14);
}

/* --- widths ---------------------------------------------------------------------------------- */

static void batch_near(const struct ev_batch *x, const struct ev_batch *y)
{
    for (size_t i = 0; i < y->n; i++) {
        assert_near(x->loglik[i], y->loglik[i], 1e-9 * (1 + fabs(y->loglik[i])));
        assert_near(x->cov_ac[i], y->cov_ac[i], 1e-9);
        for (size_t k = 0; k < EV_FUNCTIONALS + engine_interval_count; k++) {
            assert_near(x->mean[k][i], y->mean[k][i], 1e-9 * (1 + fabs(y->mean[k][i])));
            assert_near(x->var[k][i], y->var[k][i], 1e-9 * (1 + y->var[k][i]));
        }
        for (size_t k = 0; k < 2; k++) {
            assert_near(x->look_mean[k][i], y->look_mean[k][i], 1e-9);
            assert_near(x->look_var[k][i], y->look_var[k][i], 1e-9);
        }
    }
}

/* Any number of nodes, so that the last width is padded. Seed 5. */
static void test_every_width_is_portable(void **state)
{
    struct ev_work *w = work(*state), *other = work(*state);
    struct made *m = ARENA_NEW(*state, struct made);
    struct ev_prior p = ev_prior_usual();
    struct dice d = {5};
    const double looks[] = {60, 100};
    for (int round = 0; round < 60; round++) {
        made_fill(m, &d, 1 + dice_next(&d, 60), dice_next(&d, 12));
        m->series.looks = looks;
        m->series.n_looks = 2;
        struct ev_ask ask = {100, 1 + dice_next(&d, 28), engine_intervals, engine_interval_count};
        struct ev_filter f = filter_of(m, &p, &ask, w);
        nodes_random(&d, 1 + dice_next(&d, 19), &w->batch);
        memcpy(&other->batch, &w->batch, sizeof w->batch);
        ev_filter_run(EV_PORTABLE, &f, &w->batch);
        for (enum ev_variant v = EV_AVX2; v <= engine_variant(); v++) {
            ev_filter_run(v, &f, &other->batch);
            batch_near(&other->batch, &w->batch);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT(test_far_tails),
                                       UNIT(test_tails_move_the_level),
                                       UNIT(test_bounds_beside_each_other),
                                       UNIT(test_one_score),
                                       UNIT(test_score_right_after),
                                       UNIT(test_a_look_changes_nothing),
                                       UNIT(test_a_look_foretells_a_score),
                                       UNIT(test_lasting),
                                       UNIT(test_every_width_is_portable)};
    return cmocka_run_group_tests_name("filter", tests, NULL, NULL);
}
