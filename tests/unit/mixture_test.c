/* A mixture of normals against one that is known, single normals and odd shapes; every width alike.
 * Must never: take the code's own result as the expectation.
 * Read next: evidence/mixture.h.
 */
#include "unit_series.h"

#include "evidence/mixture.h"

static const double normal_levels[EV_QUANTILES] = {-1.9599639845400543, -1.2815515655446004, 0,
                                                   1.2815515655446004, 1.9599639845400543};

static struct ev_mixture mixture_of(const double (*parts)[3], size_t n)
{
    struct ev_mixture m = {.n = n};
    for (size_t i = 0; i < n; i++) {
        m.weight[i] = parts[i][0];
        m.mean[i] = parts[i][1];
        m.inverse[i] = 1 / parts[i][2];
    }
    return m;
}

/* P(x <= at) by the library's erfc. */
static double below(const struct ev_mixture *m, double at)
{
    double p = 0;
    for (size_t i = 0; i < m->n; i++)
        p += m->weight[i] * erfc((m->mean[i] - at) * m->inverse[i] / sqrt(2)) / 2;
    return p;
}

static double density(const struct ev_mixture *m, double at)
{
    double sum = 0;
    for (size_t i = 0; i < m->n; i++) {
        double z = (at - m->mean[i]) * m->inverse[i];
        sum += m->weight[i] * m->inverse[i] * exp(-z * z / 2) / sqrt(2 * acos(-1));
    }
    return sum;
}

/* 0.3 N(-1, 0.5^2) + 0.7 N(2, 1.5^2): roots of its distribution by mpmath 1.3 with 40 digits. */
static void test_known_mixture(void **state)
{
    (void)state;
    static const double parts[][3] = {{0.3, -1, 0.5}, {0.7, 2, 1.5}};
    static const double want[EV_QUANTILES] = {-1.7429569580159953799, -1.2638637107991904431,
                                              1.1510927598840407563, 3.6013557858172125641,
                                              4.7041146361087855168};
    struct ev_mixture m = mixture_of(parts, 2);
    for (enum ev_variant v = EV_PORTABLE; v <= engine_variant(); v++) {
        struct ev_value value = ev_mixture_value(v, &m);
        assert_near(value.mean, 1.1, 1e-14);
        /* 0.3 (0.25 + 2.1^2) + 0.7 (2.25 + 0.9^2) */
        assert_near(value.sd, sqrt(3.54), 1e-14);
        for (int i = 0; i < EV_QUANTILES; i++)
            assert_near(value.q[i], want[i], 1e-7);
    }
}

static void test_one_normal(void **state)
{
    (void)state;
    for (double sd = 1e-6; sd < 1e7; sd *= 10)
        for (double mean = -1000; mean <= 1000; mean += 500) {
            const double part[][3] = {{1, mean, sd}};
            struct ev_mixture m = mixture_of(part, 1);
            struct ev_value value = ev_mixture_value(engine_variant(), &m);
            assert_near(value.mean, mean, 1e-12 * (1 + fabs(mean)));
            for (int i = 0; i < EV_QUANTILES; i++)
                assert_near(value.q[i], mean + sd * normal_levels[i], 1e-8 * sd + 1e-9);
        }
}

/* Two peaks, of which one is narrow, light or far away: what is found is a quantile. Seed 3. */
static void test_quantiles_of_odd_shapes(void **state)
{
    (void)state;
    struct dice d = {3};
    for (int round = 0; round < 400; round++) {
        double parts[4][3], sum = 0;
        size_t n = 1 + dice_next(&d, 4);
        for (size_t i = 0; i < n; i++) {
            parts[i][0] = pow(10, dice_real(&d, -4, 0));
            parts[i][1] = dice_real(&d, -8, 8);
            parts[i][2] = pow(10, dice_real(&d, -2, 0.5));
            sum += parts[i][0];
        }
        for (size_t i = 0; i < n; i++)
            parts[i][0] /= sum;
        struct ev_mixture m = mixture_of((const double(*)[3])parts, n);
        struct ev_value value = ev_mixture_value(EV_PORTABLE, &m);
        for (int i = 0; i < EV_QUANTILES; i++)
            assert_near(below(&m, value.q[i]), ev_levels[i], 1e-6);
    }
}

/* Seed 4. */
static void test_below_on_every_width(void **state)
{
    (void)state;
    struct dice d = {4};
    for (int round = 0; round < 200; round++) {
        struct ev_batch *b = ARENA_NEW(*state, struct ev_batch);
        struct ev_mixture m;
        double weight[EV_NODES_MAX];
        b->n = 1 + dice_next(&d, 40);
        for (size_t i = 0; i < b->n; i++) {
            weight[i] = 1 / (double)b->n;
            b->mean[EV_A][i] = dice_real(&d, -5, 5);
            b->var[EV_A][i] = dice_real(&d, 0.01, 4);
        }
        ev_mixture_of(b, EV_A, weight, &m);
        double at = dice_real(&d, -9, 9), slope;
        for (enum ev_variant v = EV_PORTABLE; v <= engine_variant(); v++) {
            assert_near(ev_mixture_below(v, &m, at, &slope), below(&m, at), 1e-14);
            assert_near(slope, density(&m, at), 1e-13);
        }
        arena_reset(*state);
    }
}

/* Parts without weight are left out; a part without spread is a point. */
static void test_of_a_batch(void **state)
{
    struct ev_batch *b = ARENA_NEW(*state, struct ev_batch);
    const double weight[] = {0.25, 0, 0.75, 1e-13};
    struct ev_mixture m;
    b->n = 4;
    for (size_t i = 0; i < 4; i++)
        b->mean[EV_G][i] = (double)i;
    ev_mixture_of(b, EV_G, weight, &m);
    assert_int_equal(m.n, 2);
    assert_true(m.mean[0] == 0 && m.mean[1] == 2 && m.weight[7] == 0);
    struct ev_value value = ev_mixture_value(EV_PORTABLE, &m);
    assert_near(value.mean, 1.5, 1e-15);
    assert_near(value.sd, sqrt(0.75), 1e-12);
    assert_near(value.q[0], 0, 1e-9);
    assert_near(value.q[4], 2, 1e-9);
    const double all[] = {0, 0, 1, 0};
    ev_mixture_of(b, EV_G, all, &m);
    value = ev_mixture_value(EV_PORTABLE, &m);
    for (int i = 0; i < EV_QUANTILES; i++)
        assert_near(value.q[i], 2, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT(test_known_mixture), UNIT(test_one_normal),
                                       UNIT(test_quantiles_of_odd_shapes),
                                       UNIT(test_below_on_every_width), UNIT(test_of_a_batch)};
    return cmocka_run_group_tests_name("mixture", tests, NULL, NULL);
}
