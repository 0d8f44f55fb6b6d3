/* Simpler statistics: golden table, what must hold for any numbers, and input that has no answer.
 * Must never: take the code's own result as the expectation.
 * Read next: evidence/simple.h, tests/golden/simple.tsv.
 */
#include "unit.h"

#include <float.h>
#include <math.h>

#include "base/str.h"
#include "evidence/simple.h"

static const double NONE = (double)NAN, FAR_OFF = (double)INFINITY;

/* --- golden ---------------------------------------------------------------------------------- */

enum { CELLS = 12, LIST_MAX = 16 };

struct golden {
    FILE *f;
    struct arena *a;
    const char *name;
    struct str cell[CELLS];
    size_t n; /* lines of this function so far */
};

static struct golden golden_open(void **state, const char *name)
{
    struct golden g = {.f = fopen("tests/golden/simple.tsv", "r"), .a = *state, .name = name};
    assert_non_null(g.f);
    return g;
}

/* The next line of the function; after the last one it wants to have seen `lines`. */
static bool golden_next(struct golden *g, size_t lines)
{
    while (unit_golden(g->f, g->a, g->cell, CELLS))
        if (str_eq(g->cell[0], str_from(g->name))) {
            g->n++;
            return true;
        }
    fclose(g->f);
    assert_int_equal(g->n, lines);
    return false;
}

static double number(struct str s)
{
    double v = 0;
    if (!str_real(s, -1e9, 1e9, &v))
        fail_msg("not a number: %.*s", STR_ARG(s));
    return v;
}

static double at(const struct golden *g, size_t cell)
{
    return number(g->cell[cell]);
}

static size_t list(const struct golden *g, size_t cell, double ret[LIST_MAX])
{
    struct str rest = g->cell[cell], part;
    size_t n = 0;
    for (; str_next(&rest, ' ', &part); n++) {
        assert_true(n < LIST_MAX);
        ret[n] = number(part);
    }
    return n;
}

static struct simple_normal normal(const struct golden *g, size_t cell)
{
    return (struct simple_normal){at(g, cell), at(g, cell + 1)};
}

/* To 1e-9 of what is wanted; where that is 0, to 1e-15. */
static void near(const struct golden *g, size_t cell, double have)
{
    double want = at(g, cell);
    if (!(fabs(have - want) <= fmax(1e-9 * fabs(want), 1e-15)))
        fail_msg("%s, line %zu, cell %zu: have %.17g, want %.17g", g->name, g->n, cell, have, want);
}

static void test_golden_wilson(void **state)
{
    for (struct golden g = golden_open(state, "wilson"); golden_next(&g, 5);) {
        struct simple_interval i = simple_wilson(at(&g, 1), at(&g, 2));
        near(&g, 3, i.low);
        near(&g, 4, i.high);
    }
}

static void test_golden_change(void **state)
{
    static const char *const classes[] = {
        [SIMPLE_UNCLASSED] = "-",
        [SIMPLE_UNDETECTED] = "no detectable change",
        [SIMPLE_UNSURE] = "meaningful if real, not reliable",
        [SIMPLE_IMPROVED_LITTLE] = "improved, reliable but small",
        [SIMPLE_IMPROVED] = "improved, reliable and meaningful",
        [SIMPLE_WORSE_LITTLE] = "worse, reliable but small",
        [SIMPLE_WORSE] = "worse, reliable and meaningful",
    };
    for (struct golden g = golden_open(state, "change"); golden_next(&g, 8);) {
        struct simple_change c = simple_change_of(&(struct simple_pair){
            .before = at(&g, 1),
            .after = at(&g, 2),
            .sem = at(&g, 3),
            .n_before = (unsigned)at(&g, 4),
            .n_after = (unsigned)at(&g, 5),
            .sign = (int)at(&g, 6),
            .mcid = at(&g, 7),
        });
        near(&g, 8, c.change);
        near(&g, 9, c.rci);
        near(&g, 10, c.mdc95);
        assert_str(str_from(classes[c.class]), g.cell[11]);
    }
}

static void test_golden_retest(void **state)
{
    for (struct golden g = golden_open(state, "retest"); golden_next(&g, 2);) {
        struct simple_retest r = simple_retest_of(at(&g, 1), at(&g, 3), normal(&g, 4));
        near(&g, 6, r.reliability);
        near(&g, 7, r.true_value.mean);
        near(&g, 8, r.true_value.sd);
        near(&g, 9, r.expected.mean);
        near(&g, 10, r.expected.sd);
        near(&g, 11, simple_z(at(&g, 2), r.expected));
    }
}

static void test_golden_limb(void **state)
{
    for (struct golden g = golden_open(state, "limb"); golden_next(&g, 3);) {
        double involved[LIST_MAX], uninvolved[LIST_MAX];
        size_t n_involved = list(&g, 1, involved), n_uninvolved = list(&g, 2, uninvolved);
        struct simple_limb l = simple_limb_of(involved, n_involved, uninvolved, n_uninvolved,
                                              at(&g, 3));
        near(&g, 4, l.symmetry);
        near(&g, 5, l.se_log);
        near(&g, 6, l.at95.low);
        near(&g, 7, l.at95.high);
        near(&g, 8, l.asymmetry);
        near(&g, 9, l.p_below_90);
        near(&g, 10, l.detectable);
    }
}

static void test_golden_ewma(void **state)
{
    struct simple_ewma e = {0};
    for (struct golden g = golden_open(state, "ewma"); golden_next(&g, 13);) {
        e = simple_ewma_next(e, simple_z(at(&g, 1), normal(&g, 2)));
        near(&g, 4, e.value);
        near(&g, 5, e.limit);
        near(&g, 6, e.beyond);
    }
}

static void test_golden_cusum(void **state)
{
    double sum = 0;
    for (struct golden g = golden_open(state, "cusum"); golden_next(&g, 13);) {
        sum = simple_cusum(sum, simple_z(at(&g, 1), normal(&g, 2)));
        near(&g, 4, sum);
        near(&g, 5, sum >= SIMPLE_CUSUM_ALERT);
    }
}

static void test_golden_alert(void **state)
{
    struct simple_alert a = {0};
    for (struct golden g = golden_open(state, "alert"); golden_next(&g, 16);) {
        a = simple_alert_next(a.sum, at(&g, 1));
        near(&g, 2, a.sum);
        near(&g, 3, (a.why & SIMPLE_DRIFT) != 0);
        near(&g, 4, (a.why & SIMPLE_FAR) != 0);
        assert_false(a.why & SIMPLE_NOT_A_NUMBER);
    }
}

static void test_golden_pool(void **state)
{
    for (struct golden g = golden_open(state, "pool"); golden_next(&g, 1);) {
        double y[LIST_MAX], v[LIST_MAX];
        size_t n = list(&g, 1, y);
        assert_int_equal(list(&g, 2, v), n);
        struct simple_normal p = simple_pool(y, v, n, normal(&g, 3));
        near(&g, 5, p.mean);
        near(&g, 6, p.sd);
    }
    for (struct golden g = golden_open(state, "shrink"); golden_next(&g, 10);) {
        struct simple_normal one = simple_shrink(at(&g, 1), at(&g, 2), normal(&g, 3));
        near(&g, 5, one.mean);
        near(&g, 6, one.sd * one.sd);
    }
}

/* --- what must hold -------------------------------------------------------------------------- */

static void test_wilson_mirrors(void **state)
{
    (void)state;
    for (int n = 1; n < 40; n++)
        for (int x = 0; x <= n; x++) {
            struct simple_interval i = simple_wilson(x, n), other = simple_wilson(n - x, n);
            assert_true(0 <= i.low && i.low <= (double)x / n + 1e-12);
            assert_true((double)x / n - 1e-12 <= i.high && i.high <= 1);
            assert_true(fabs(i.low + other.high - 1) < 1e-12);
            struct simple_interval more = simple_wilson(4 * x, 4 * n);
            assert_true(more.high - more.low < i.high - i.low);
        }
}

/* Worked by hand: sem 1 and one score each has mdc95 2.77; both directions of a scale. */
static void test_class_both_ways(void **state)
{
    (void)state;
    static const struct {
        double change, mcid;
        enum simple_class class;
    } cases[] = {
        {3, 2, SIMPLE_IMPROVED},      {3, 3, SIMPLE_IMPROVED},   {3, 4, SIMPLE_IMPROVED_LITTLE},
        {-3, 2, SIMPLE_WORSE},        {-3, 3, SIMPLE_WORSE},     {-3, 4, SIMPLE_WORSE_LITTLE},
        {2.5, 2, SIMPLE_UNSURE},      {-2.5, 2, SIMPLE_UNSURE},  {2.5, 3, SIMPLE_UNDETECTED},
        {-2.5, 3, SIMPLE_UNDETECTED}, {0, 2, SIMPLE_UNDETECTED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (int sign = -1; sign <= 1; sign += 2) {
            struct simple_pair p = {50, 50 - sign * cases[i].change, 1, 1, 1, cases[i].mcid, sign};
            struct simple_change c = simple_change_of(&p);
            assert_int_equal(c.class, cases[i].class);
            assert_true(c.change == cases[i].change);
        }
}

static void test_retest_goes_to_the_mean(void **state)
{
    (void)state;
    struct simple_normal people = {5, 2};
    for (double before = 0; before <= 10; before++) {
        struct simple_retest r = simple_retest_of(before, 1.5, people);
        assert_true(fabs(r.expected.mean - 5) <= fabs(before - 5));
        assert_true((r.expected.mean - 5) * (before - 5) >= 0);
        assert_true(r.true_value.sd < 1.5 && r.expected.sd > 1.5);
        assert_true(fabs(simple_z(r.expected.mean, r.expected)) == 0);
    }
    /* Hardly any error: the value stays, and so does its spread. */
    struct simple_retest r = simple_retest_of(9, 1e-9, people);
    assert_true(fabs(r.expected.mean - 9) < 1e-12);
    assert_true(fabs(r.true_value.sd / 1e-9 - 1) < 1e-12);
}

static void test_limb_units_and_sides(void **state)
{
    (void)state;
    double a[] = {210, 205, 216}, b[] = {250, 244}, a3[] = {630, 615, 648}, b3[] = {750, 732};
    struct simple_limb l = simple_limb_of(a, 3, b, 2, 0.06),
                       l3 = simple_limb_of(a3, 3, b3, 2, 0.06);
    struct simple_limb back = simple_limb_of(b, 2, a, 3, 0.06),
                       even = simple_limb_of(a, 3, a, 3, 1);
    assert_true(fabs(l.symmetry - l3.symmetry) < 1e-9);
    assert_true(fabs(l.p_below_90 - l3.p_below_90) < 1e-12);
    assert_true(fabs(l.symmetry * back.symmetry - 1e4) < 1e-8);
    assert_true(fabs(l.asymmetry + back.asymmetry) < 1e-12);
    assert_true(fabs(l.at95.low * back.at95.high - 1e4) < 1e-8);
    assert_true(even.symmetry == 100 && even.asymmetry == 0 && even.p_below_90 < 0.5);
    /* Evidence reference 8: with CV 6 % one trial a side finds nothing under 18 %, three 10 %. */
    assert_int_equal(lround(simple_limb_of(a, 1, b, 1, 0.06).detectable), 18);
    assert_int_equal(lround(simple_limb_of(a, 3, a3, 3, 0.06).detectable), 10);
}

static void test_charts_at_rest(void **state)
{
    (void)state;
    struct simple_ewma e = {0};
    double sum = 0;
    for (int i = 0; i < 200; i++) {
        e = simple_ewma_next(e, 0);
        sum = simple_cusum(sum, 0.5);
    }
    /* Long after the start the variance is w / (2 - w): 1/9. */
    assert_true(fabs(e.variance - 1.0 / 9) < 1e-12 && fabs(e.limit - 0.9) < 1e-12);
    assert_true(e.value == 0 && !e.beyond && sum == 0);
    /* Getting better is no alert. */
    for (int i = 0; i < 50; i++) {
        e = simple_ewma_next(e, -4);
        assert_false(e.beyond);
        assert_int_equal(simple_alert_next(0, -4).why, 0);
    }
}

/* Between what each says and what is expected; nearer to the group the less is known. */
static void test_pool_draws_in(void **state)
{
    (void)state;
    double y[1000], v[1000];
    for (int i = 0; i < 1000; i++) {
        y[i] = 3 + sin(i);
        v[i] = 0.1 + 0.05 * (i % 7);
    }
    struct simple_normal start = {0, 1.5}, few = simple_pool(y, v, 10, start);
    struct simple_normal many = simple_pool(y, v, 1000, start);
    assert_true(0 < few.mean && few.mean < many.mean && many.mean < 3.01);
    assert_true(many.sd < start.sd);
    struct simple_normal sure = simple_shrink(5, 0.1, many), unsure = simple_shrink(5, 10, many);
    assert_true(many.mean < unsure.mean && unsure.mean < sure.mean && sure.mean < 5);
    assert_true(sure.sd < unsure.sd && unsure.sd < many.sd);
    /* Hardly anything is known of each, far from zero: it settles all the same. */
    for (int i = 0; i < 1000; i++) {
        y[i] += 1e4;
        v[i] = 400;
    }
    many = simple_pool(y, v, 1000, (struct simple_normal){1e4, 1.5});
    assert_true(many.mean > 1e4 && many.mean < 1e4 + 3.1 && many.sd > 0);
}

/* --- input that has no answer ---------------------------------------------------------------- */

static void assert_none(const void *values, size_t bytes)
{
    const double *v = values;
    for (size_t i = 0; i < bytes / sizeof *v; i++)
        assert_true(isnan(v[i]));
}

static void test_bad_wilson(void **state)
{
    (void)state;
    const double bad[][2] = {{0, 0},       {1, 0},     {11, 10},          {-1, 10},
                             {3, -5},      {NONE, 10}, {3, NONE},         {FAR_OFF, 10},
                             {3, FAR_OFF}, {-0.5, 1},  {FAR_OFF, FAR_OFF}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct simple_interval w = simple_wilson(bad[i][0], bad[i][1]);
        assert_none(&w, sizeof w);
    }
}

static void test_bad_change(void **state)
{
    (void)state;
    const struct simple_pair bad[] = {
        {NONE, 3, 1, 1, 0.8, 2, 1},     {7, NONE, 1, 1, 0.8, 2, 1}, {FAR_OFF, 3, 1, 1, 0.8, 2, 1},
        {7, -FAR_OFF, 1, 1, 0.8, 2, 1}, {7, 3, 0, 1, 0.8, 2, 1},    {7, 3, 1, 0, 0.8, 2, 1},
        {7, 3, 1, 1, 0, 2, 1},          {7, 3, 1, 1, -0.8, 2, 1},   {7, 3, 1, 1, NONE, 2, 1},
        {7, 3, 1, 1, FAR_OFF, 2, 1},    {7, 3, 1, 1, 0.8, 2, 0},    {7, 3, 1, 1, 0.8, 2, 2},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct simple_change c = simple_change_of(&bad[i]);
        assert_none(&c, offsetof(struct simple_change, class));
        assert_int_equal(c.class, SIMPLE_UNCLASSED);
    }
    const double mcids[] = {NONE, 0, -2, FAR_OFF};
    for (size_t i = 0; i < sizeof mcids / sizeof mcids[0]; i++) {
        struct simple_change c = simple_change_of(
            &(struct simple_pair){7, 3, 1, 1, 0.8, mcids[i], 1});
        assert_true(c.change == 4 && c.rci > 3.5 && c.mdc95 > 2.2);
        assert_int_equal(c.class, SIMPLE_UNCLASSED);
    }
}

static void test_bad_retest(void **state)
{
    (void)state;
    const double bad[][4] = {{NONE, 1, 5, 2},    {8, 0, 5, 2},       {8, -1, 5, 2},
                             {8, NONE, 5, 2},    {8, FAR_OFF, 5, 2}, {8, 1, NONE, 2},
                             {8, 1, 5, 0},       {8, 1, 5, -2},      {8, 1, 5, NONE},
                             {FAR_OFF, 1, 5, 2}, {8, 1, 5, FAR_OFF}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct simple_retest r = simple_retest_of(bad[i][0], bad[i][1],
                                                  (struct simple_normal){bad[i][2], bad[i][3]});
        assert_none(&r, sizeof r);
    }
    assert_true(isnan(simple_z(1, (struct simple_normal){0, 0})));
    assert_true(isnan(simple_z(1, (struct simple_normal){0, -1})));
    assert_true(isnan(simple_z(1, (struct simple_normal){0, NONE})));
    assert_true(isnan(simple_z(NONE, (struct simple_normal){0, 1})));
}

static void test_bad_limb(void **state)
{
    (void)state;
    const double good[] = {200, 210}, zero[] = {200, 0}, minus[] = {-1, 210}, none[] = {200, NONE};
    const double huge[] = {DBL_MAX, DBL_MAX};
    const double *bad[] = {zero, minus, none, huge};
    struct simple_limb l;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        l = simple_limb_of(bad[i], 2, good, 2, 0.06);
        assert_none(&l, sizeof l);
        l = simple_limb_of(good, 2, bad[i], 2, 0.06);
        assert_none(&l, sizeof l);
    }
    l = simple_limb_of(NULL, 0, good, 2, 0.06);
    assert_none(&l, sizeof l);
    l = simple_limb_of(good, 2, NULL, 0, 0.06);
    assert_none(&l, sizeof l);
    const double cvs[] = {0, -0.06, NONE, FAR_OFF};
    for (size_t i = 0; i < sizeof cvs / sizeof cvs[0]; i++) {
        l = simple_limb_of(good, 2, good, 2, cvs[i]);
        assert_none(&l, sizeof l);
    }
}

static void test_bad_charts(void **state)
{
    (void)state;
    const double bad[] = {NONE, FAR_OFF, -FAR_OFF};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct simple_ewma e = simple_ewma_next((struct simple_ewma){0}, bad[i]);
        assert_true(isnan(e.value) && !e.beyond);
        e = simple_ewma_next(e, 9);
        assert_true(isnan(e.value) && !e.beyond);
        assert_true(isnan(simple_cusum(1, bad[i])) && isnan(simple_cusum(bad[i], 1)));
        struct simple_alert a = simple_alert_next(4, bad[i]);
        assert_true(a.sum == 4);
        assert_int_equal(a.why, SIMPLE_NOT_A_NUMBER);
        assert_int_equal(simple_alert_next(bad[i], 9).why, SIMPLE_NOT_A_NUMBER);
    }
    assert_true(isnan(simple_cusum(-1, 1)));
    assert_int_equal(simple_alert_next(-1, 9).why, SIMPLE_NOT_A_NUMBER);
}

static void test_bad_pool(void **state)
{
    (void)state;
    const double y[] = {1, 2}, v[] = {1, 1}, none[] = {1, NONE}, zero[] = {1, 0}, minus[] = {-1, 1};
    const struct simple_normal start = {0, 1.5};
    const struct simple_normal bad[] = {{NONE, 1}, {0, 0}, {0, -1}, {0, NONE}, {FAR_OFF, 1}};
    const struct simple_normal groups[] = {
        simple_pool(NULL, NULL, 0, start), simple_pool(none, v, 2, start),
        simple_pool(y, none, 2, start),    simple_pool(y, zero, 2, start),
        simple_pool(y, minus, 2, start),   simple_shrink(NONE, 1, start),
        simple_shrink(1, 0, start),        simple_shrink(1, -1, start),
        simple_shrink(1, NONE, start),     simple_shrink(FAR_OFF, 1, start),
    };
    assert_none(groups, sizeof groups);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct simple_normal pooled = simple_pool(y, v, 2, bad[i]),
                             one = simple_shrink(1, 1, bad[i]);
        assert_none(&pooled, sizeof pooled);
        assert_none(&one, sizeof one);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_golden_wilson),
        UNIT(test_golden_change),
        UNIT(test_golden_retest),
        UNIT(test_golden_limb),
        UNIT(test_golden_ewma),
        UNIT(test_golden_cusum),
        UNIT(test_golden_alert),
        UNIT(test_golden_pool),
        UNIT(test_wilson_mirrors),
        UNIT(test_class_both_ways),
        UNIT(test_retest_goes_to_the_mean),
        UNIT(test_limb_units_and_sides),
        UNIT(test_charts_at_rest),
        UNIT(test_pool_draws_in),
        UNIT(test_bad_wilson),
        UNIT(test_bad_change),
        UNIT(test_bad_retest),
        UNIT(test_bad_limb),
        UNIT(test_bad_charts),
        UNIT(test_bad_pool),
    };
    return cmocka_run_group_tests_name("simple", tests, NULL, NULL);
}
