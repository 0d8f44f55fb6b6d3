/* Series over time and the signs of the seven benefits: what is one series, its order, what is gone.
 * Must never: take the code's own result as the expectation.
 * Read next: domain/trend.h, data/claims.csv.
 */
#include "unit.h"

#include <math.h>

#include "domain/trend.h"

enum { PAIN = 4, MOBILITY = 3, DAY = 86400 };

/* --- series of scores ------------------------------------------------------------------------ */

static struct trend_list trends(struct arena *a, struct trend_score *at, size_t n, int benefit)
{
    struct trend_facts f = {.scores = {at, n}};
    return trends_of(a, &f, benefit);
}

/* Another complaint, another question or another instrument is another series. */
static void test_one_series(void **state)
{
    struct trend_score at[] = {
        {1, S("nrs_now"), S(""), 1, 8, ID_NONE, 0},  {1, S("nrs_now"), S(""), 2, 7, ID_NONE, 0},
        {1, S("nrs_now"), S(""), 3, 3, ID_NONE, 0},  {2, S("nrs_now"), S(""), 1, 5, ID_NONE, 0},
        {2, S("nrs_now"), S("x"), 2, 6, ID_NONE, 0}, {2, S("nrs_week"), S("x"), 3, 6, ID_NONE, 0},
    };
    static const struct {
        const char *kind, *of;
        int64_t complaint;
        size_t n;
        double last;
    } want[] = {{"nrs_now", "", 1, 3, 3},
                {"nrs_now", "", 2, 1, 5},
                {"nrs_now", "x", 2, 1, 6},
                {"nrs_week", "x", 2, 1, 6}};
    struct trend_list l = trends(*state, at, 6, PAIN);
    assert_int_equal(l.n, 4);
    for (size_t i = 0; i < 4; i++) {
        const struct trend *t = &l.at[i];
        assert_string_equal(t->instrument->id, want[i].kind);
        assert_str(t->of, str_from(want[i].of));
        assert_int_equal(t->complaint, want[i].complaint);
        assert_int_equal(t->n, want[i].n);
        assert_true(t->at[t->n - 1].value == want[i].last);
        assert_str(t->weaker, S(""));
    }
    /* From 8 to 3: 5 points, the error is 2.2; it matters from 2 or 30 % of 8. */
    assert_true(l.at[0].change.from == 8 && l.at[0].change.to == 3 && l.at[0].change.gain == 1);
    assert_true(l.at[0].change.beyond_error && l.at[0].change.matters);
    assert_true(l.at[1].change.from == 0 && !l.at[1].change.beyond_error);
}

/* Instruments come in the order of the file, whatever the order of the scores. */
static void test_order_of_the_file(void **state)
{
    struct arena *a = *state;
    struct trend_score *at = ARENA_ARRAY(a, instrument_count, struct trend_score);
    for (int benefit = 1; benefit <= BENEFITS; benefit++) {
        for (size_t i = 0; i < instrument_count; i++)
            at[i] = (struct trend_score){
                .kind = str_from(instrument_all[instrument_count - 1 - i].id), .of = S("")};
        struct trend_list l = trends(a, at, instrument_count, benefit);
        for (size_t i = 0; i < l.n; i++) {
            assert_true(i == 0 || l.at[i - 1].instrument < l.at[i].instrument);
            assert_true(benefit_has_instrument(benefit, l.at[i].instrument));
            assert_string_not_equal(l.at[i].instrument->id, "phq9");
        }
        assert_true(benefit != PAIN || l.n > 0);
    }
}

static void test_phq9_is_in_no_benefit(void **state)
{
    (void)state;
    for (int benefit = 0; benefit <= BENEFITS + 1; benefit++)
        assert_false(benefit_has_instrument(benefit, instrument_find(S("phq9"))));
    assert_true(benefit_has_instrument(PAIN, instrument_find(S("nrs_now"))));
    assert_false(benefit_has_instrument(MOBILITY, instrument_find(S("nrs_now"))));
    assert_true(benefit_has_instrument(MOBILITY, instrument_find(S("psfs"))));
    assert_true(benefit_has_instrument(7, instrument_find(S("psfs"))));
}

/* data/claims.csv: mobility is judged by rom and length, tension by tenderness. */
static void test_kinds_of_measures(void **state)
{
    (void)state;
    static const struct {
        int benefit;
        enum measure_kind kinds[3];
        size_t n;
    } cases[] = {{1, {MEASURE_TENDERNESS}, 1},
                 {MOBILITY, {MEASURE_ROM, MEASURE_LENGTH}, 2},
                 {PAIN, {0}, 0},
                 {6, {MEASURE_STRENGTH, MEASURE_ENDURANCE, MEASURE_BALANCE}, 3}};
    for (size_t i = 0; i < measure_count; i++)
        for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
            bool want = false;
            for (size_t j = 0; j < cases[k].n; j++)
                want = want || cases[k].kinds[j] == measure_all[i].kind;
            assert_int_equal(benefit_has_measure(cases[k].benefit, &measure_all[i]), want);
        }
}

static void test_rating_is_not_compared(void **state)
{
    (void)state;
    struct trend t = {.instrument = instrument_find(S("pgic"))};
    assert_true(trend_is_rating(&t));
    t.instrument = instrument_find(S("nrs_now"));
    assert_false(trend_is_rating(&t));
    t.instrument = NULL;
    assert_false(trend_is_rating(&t));
}

/* --- series of measures ---------------------------------------------------------------------- */

enum { TAKEN_MAX = 8 };

/* What was measured, newest first; NAN: not measured on that side. */
struct took {
    const char *measure;
    int64_t day;
    double left, right;
    unsigned char tester;
};

static struct maybe_real real(double v)
{
    return (struct maybe_real){!isnan(v), isnan(v) ? 0 : v};
}

static struct measuring_list measurings(const struct took *took, size_t n,
                                        struct measuring room[TAKEN_MAX])
{
    assert_true(n <= TAKEN_MAX);
    for (size_t i = 0; i < n; i++)
        room[i] = (struct measuring){
            .visit = {{(unsigned char)took[i].day}},
            .at_utc = took[i].day * DAY,
            .finding = {.measure = str_from(took[i].measure),
                        .target = S(""),
                        .device = S("goniometer"),
                        .tester = {{took[i].tester}},
                        .before_left = real(took[i].left),
                        .before_right = real(took[i].right),
                        .after_left = real(200), /* what was gained on the table may be gone */
                        .after_right = real(200)}};
    return (struct measuring_list){room, n};
}

static const double NONE = (double)NAN;

static void test_sides_apart(void **state)
{
    const struct took took[] = {{"neck.rotation", 9, 70, NONE, 2},
                                {"neck.flexion", 8, 40, NONE, 1},
                                {"neck.rotation", 5, 60, 61, 1},
                                {"neck.rotation", 1, 50, 62, 1}};
    struct measuring room[TAKEN_MAX];
    struct trend_facts f = {.measurings = measurings(took, 4, room)};
    struct trend_list l = trends_of(*state, &f, MOBILITY);
    assert_int_equal(l.n, 3);
    const struct trend *left = &l.at[0], *right = &l.at[1], *flexion = &l.at[2];
    assert_true(left->side == SIDE_LEFT && right->side == SIDE_RIGHT && flexion->side == SIDE_NONE);
    assert_string_equal(flexion->measure->id, "neck.flexion");
    assert_int_equal(left->n, 3);
    assert_true(left->at[0].value == 50 && left->at[1].value == 60 && left->at[2].value == 70);
    assert_true(left->at[0].at_utc == DAY && left->at[2].at_utc == 9 * DAY);
    assert_true(left->change.gain == 1 &&
                left->change.beyond_error); /* 20 degrees, the error is 7 */
    assert_str(left->weaker, S("another tester"));
    assert_int_equal(right->n, 2);
    assert_true(right->change.gain == -1 && !right->change.beyond_error);
    assert_str(right->weaker, S(""));
    assert_int_equal(flexion->n, 1);
    assert_int_equal(trends_of(*state, &f, PAIN).n, 0);
}

/* --- signs ----------------------------------------------------------------------------------- */

/* A neck that turns less to one side by more than 7 degrees and a tenth is short on that side
 * (data/rom_norms.csv); it has no cut-off. Tenderness above 1 grade is tender by itself. */
static void test_signs(void **state)
{
    (void)state;
    const struct {
        struct took took[3]; /* newest first; measure NULL: no more */
        int measured, first, gone, fresh;
    } cases[] = {
        {{{"neck.rotation", 1, 40, 60, 1}}, 0, 0, 0, 0}, /* one visit is no change */
        {{{"neck.rotation", 5, 60, 60, 1}, {"neck.rotation", 1, 40, 60, 1}}, 2, 1, 1, 0},
        {{{"neck.rotation", 5, 40, 60, 1}, {"neck.rotation", 1, 60, 60, 1}}, 2, 0, 0, 1},
        {{{"neck.rotation", 5, 40, 60, 1}, {"neck.rotation", 1, 40, 60, 1}}, 2, 1, 0, 0},
        /* even again, but by 5 degrees only: within the error */
        {{{"neck.rotation", 5, 54, 60, 1}, {"neck.rotation", 1, 49, 60, 1}}, 2, 1, 0, 0},
        /* in the middle it does not count */
        {{{"neck.rotation", 9, 60, 60, 1},
          {"neck.rotation", 5, 30, 60, 1},
          {"neck.rotation", 1, 60, 60, 1}},
         2,
         0,
         0,
         0},
        {{{"palp.tenderness", 5, 0, 0, 1}, {"palp.tenderness", 1, 3, 0, 1}}, 2, 1, 1, 0},
        {{{"palp.tenderness", 5, 0, NONE, 1}, {"palp.tenderness", 1, 3, NONE, 1}}, 1, 1, 1, 0},
        /* by a cut-off one side is enough */
        {{{"palp.tenderness", 5, 0, NONE, 1}, {"palp.tenderness", 1, 3, 0, 1}}, 1, 1, 1, 0},
        /* by the other side it is not: 49 may still be less than what was not measured */
        {{{"neck.rotation", 5, 49, NONE, 1}, {"neck.rotation", 1, 40, 60, 1}}, 1, 1, 0, 0},
        {{{"neck.rotation", 5, 40, 60, 1}, {"neck.rotation", 1, 49, NONE, 1}}, 1, 0, 0, 0},
        /* a side counts that was measured at two visits, be it not at the newest */
        {{{"palp.tenderness", 9, 0, NONE, 1},
          {"palp.tenderness", 5, NONE, 0, 1},
          {"palp.tenderness", 1, NONE, 3, 1}},
         1,
         1,
         1,
         0},
        {{{"girth.wrist", 5, 15, 16, 1}, {"girth.wrist", 1, 18, 16, 1}}, 2, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct measuring room[TAKEN_MAX];
        size_t n = 0;
        while (n < 3 && cases[i].took[n].measure)
            n++;
        struct measuring_list all = measurings(cases[i].took, n, room);
        struct trend_signs s = trend_signs_of(&all);
        if (s.measured != cases[i].measured || s.first != cases[i].first ||
            s.gone != cases[i].gone || s.fresh != cases[i].fresh)
            fail_msg("case %zu: measured %d first %d gone %d fresh %d", i, s.measured, s.first,
                     s.gone, s.fresh);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT(test_one_series),
                                       UNIT(test_order_of_the_file),
                                       UNIT(test_phq9_is_in_no_benefit),
                                       UNIT(test_kinds_of_measures),
                                       UNIT(test_rating_is_not_compared),
                                       UNIT(test_sides_apart),
                                       UNIT(test_signs)};
    return cmocka_run_group_tests_name("trend", tests, NULL, NULL);
}
