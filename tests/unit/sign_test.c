/* What a value and a change say: golden words, sides, cut-offs, what a value is taken of.
 * Must never: take the code's own result as the expectation.
 * Read next: domain/sign.h, domain/change.h, tests/golden/change.tsv.
 */
#include "unit.h"

#include <math.h>

#include "domain/measuring.h"

/* --- changes --------------------------------------------------------------------------------- */

static struct change change_of(struct str id, int64_t items, double from, double to)
{
    const struct instrument *x = instrument_find(id);
    const struct measure *m = measure_find(id);
    if (!x && !m)
        fail_msg("%.*s is neither an instrument nor a measure", STR_ARG(id));
    return x ? change_scored(x, (int)items, from, to) : change_measured(m, from, to);
}

static void test_golden_words(void **state)
{
    FILE *f = fopen("tests/golden/change.tsv", "r");
    struct str cell[6];
    size_t n = 0;
    assert_non_null(f);
    for (; unit_golden(f, *state, cell, 6); n++) {
        int64_t items = 0;
        double from = 0, to = 0;
        assert_true(str_int(cell[1], 0, 9, &items) && str_real(cell[2], -99, 999, &from) &&
                    str_real(cell[3], -99, 999, &to));
        struct change c = change_of(cell[0], items, from, to);
        if (!str_eq(change_words(&c), cell[4]))
            fail_msg("%.*s %g to %g: %.*s", STR_ARG(cell[0]), from, to, STR_ARG(change_words(&c)));
    }
    fclose(f);
    assert_true(n >= 30);
}

/* Every measure and instrument: less than the error is never beyond it, and better is better. */
static void test_nothing_inside_the_error_is_beyond(void **state)
{
    (void)state;
    for (size_t i = 0; i < measure_count; i++) {
        const struct measure *m = &measure_all[i];
        double from = (m->min + m->max) / 2, error = change_error(m, from);
        struct change small = change_measured(m, from, from + error * 0.99);
        struct change large = change_measured(m, from, from + error * 1.01);
        assert_false(small.beyond_error);
        assert_int_equal(large.beyond_error, !isnan(error));
        if (!isnan(error))
            assert_int_equal(large.gain, m->better == BETTER_HIGHER  ? 1
                                         : m->better == BETTER_LOWER ? -1
                                                                     : 0);
    }
    for (size_t i = 0; i < instrument_count; i++) {
        const struct instrument *x = &instrument_all[i];
        struct change by = change_scored(x, 0, x->max, x->min);
        assert_int_equal(by.gain, x->worse == WORSE_HIGHER  ? 1
                                  : x->worse == WORSE_LOWER ? -1
                                                            : 0);
        assert_int_equal(by.beyond_error, !isnan(x->mdc_abs));
    }
}

static void test_words(void **state)
{
    struct arena *a = *state;
    struct change c = change_measured(measure_find(S("neck.rotation")), 55, 66);
    assert_str(change_sentence(a, &c), S("+11 deg: beyond error"));
    assert_str(change_numbers(a, &c), S("error 7 deg"));
    c = change_scored(instrument_find(S("nrs_now")), 0, 7, 5);
    assert_str(change_sentence(a, &c), S("-2: would matter, but lies within error"));
    assert_str(change_numbers(a, &c), S("error 2.2; matters from 2"));
}

static void test_weaker(void **state)
{
    (void)state;
    struct taken kim = {{{1}}, S("goniometer")}, lee = {{{2}}, S("goniometer")};
    struct taken phone = {{{1}}, S("phone")}, both = {{{2}}, S("phone")};
    assert_str(change_weaker(&kim, &kim), S(""));
    assert_str(change_weaker(&kim, &lee), S("another tester"));
    assert_str(change_weaker(&kim, &phone), S("another device"));
    assert_str(change_weaker(&kim, &both), S("another tester, another device"));
}

/* --- sides ----------------------------------------------------------------------------------- */

static struct finding both(const char *measure, double left, double right)
{
    return (struct finding){.measure = str_from(measure),
                            .target = S(""),
                            .before_left = some_real(left),
                            .before_right = some_real(right)};
}

static enum evenness even(struct finding now, const struct finding *earlier)
{
    return asymmetry_of(&now, earlier).state;
}

/* Flagged above max(error, rule), and only when repeated; clinical reference 2. */
static void test_evenness(void **state)
{
    (void)state;
    struct finding uneven = both("neck.rotation", 50, 70), other = both("neck.rotation", 70, 50);
    assert_int_equal(even(both("neck.rotation", 60, 67), NULL), EVEN);       /* the error is 7 */
    assert_int_equal(even(both("neck.rotation", 60, 67.5), NULL), UNEVEN_ONCE);
    assert_int_equal(even(both("neck.rotation", 92, 100), NULL), EVEN);      /* 10 % is 10 */
    assert_int_equal(even(both("neck.rotation", 89, 100), NULL), UNEVEN_ONCE);
    assert_int_equal(even(both("str.handheld", 76, 100), NULL), EVEN);       /* 25 % */
    assert_int_equal(even(both("str.handheld", 74, 100), NULL), UNEVEN_ONCE);
    assert_int_equal(even(uneven, &uneven), UNEVEN);
    assert_int_equal(even(uneven, &other), UNEVEN_ONCE); /* the other side was worse then */
    assert_int_equal(asymmetry_of(&uneven, NULL).worse, SIDE_LEFT);
    struct finding tender = both("palp.tenderness", 3, 0);
    assert_int_equal(asymmetry_of(&tender, NULL).worse, SIDE_LEFT);
    struct finding one = both("neck.rotation", 50, 70);
    one.before_right.has = false;
    assert_int_equal(even(one, NULL), EVENNESS_UNKNOWN);
    assert_int_equal(even(both("neck.flexion", 20, 50), NULL), EVENNESS_UNKNOWN);
}

static enum deficit left_of(const char *measure, double left, double right)
{
    struct finding f = both(measure, left, right);
    return sign_deficit(&f, SIDE_LEFT);
}

static void test_deficits(void **state)
{
    (void)state;
    assert_int_equal(left_of("len.thomas_knee", 66, 66), DEFICIT_SHORT); /* cut-off 67 */
    assert_int_equal(left_of("len.thomas_knee", 67, 67), DEFICIT_NONE);
    assert_int_equal(left_of("len.passive_knee_ext", 41, 41), DEFICIT_SHORT); /* above 40 */
    assert_int_equal(left_of("len.passive_knee_ext", 40, 40), DEFICIT_NONE);
    assert_int_equal(left_of("len.gastroc", 17, 17), DEFICIT_SHORT); /* below 18 */
    assert_int_equal(left_of("str.mmt", 3, 3), DEFICIT_WEAK);        /* below 4 */
    assert_int_equal(left_of("str.mmt", 4, 4), DEFICIT_NONE);
    assert_int_equal(left_of("palp.tenderness", 2, 2), DEFICIT_TENDER);
    assert_int_equal(left_of("palp.tenderness", 1, 1), DEFICIT_NONE);
    assert_int_equal(left_of("neck.rotation", 40, 40), DEFICIT_NONE); /* norms are context */
    assert_int_equal(left_of("neck.rotation", 40, 60), DEFICIT_SHORT);
    assert_int_equal(left_of("neck.rotation", 60, 40), DEFICIT_NONE);
    assert_int_equal(left_of("girth.calf", 30, 45), DEFICIT_NONE);
    struct finding whole = both("neck.flexion", 30, 0);
    whole.before_right.has = false;
    assert_int_equal(sign_deficit(&whole, SIDE_NONE), DEFICIT_SHORT); /* 30 + 7 below 45 */
    whole.before_left.v = 39;
    assert_int_equal(sign_deficit(&whole, SIDE_NONE), DEFICIT_NONE);
}

/* --- of what --------------------------------------------------------------------------------- */

/* Every target comes back from its own words. */
static void test_targets(void **state)
{
    struct arena *a = *state;
    const struct measure *strength = measure_find(S("str.handheld"));
    const struct measure *tender = measure_find(S("palp.tenderness"));
    for (size_t i = 0; i < movement_count; i++) {
        struct str id = str_from(movement_all[i]);
        assert_str(target_parse(a, strength, target_words(a, strength, id)), id);
    }
    for (size_t i = 0; i < region_count; i++) {
        struct str base = str_from(region_all[i].base);
        assert_str(target_parse(a, tender, target_words(a, tender, base)), base);
        assert_str(target_parse(a, tender, str_from(region_all[i].label)), base);
    }
    for (size_t i = 0; i < muscle_count; i++)
        assert_str(target_parse(a, tender, target_words(a, tender, str_from(muscle_all[i].id))),
                   str_from(muscle_all[i].id));
    assert_str(target_parse(a, strength, S("shoulder nonsense")), S(""));
    assert_str(target_parse(a, tender, S("nowhere")), S(""));
    assert_str(target_parse(a, measure_find(S("neck.rotation")), S("neck")), S(""));
    assert_str(sign_name(a, strength, S("shoulder.abduction")),
               S("Hand-held dynamometer, any muscle: shoulder abduction"));
}

static void test_series(void **state)
{
    (void)state;
    struct measuring at[] = {{.at_utc = 300, .finding = both("neck.rotation", 60, 70)},
                             {.at_utc = 300, .finding = both("str.grip", 30, 30)},
                             {.at_utc = 200, .finding = both("neck.rotation", 55, 70)},
                             {.at_utc = 100, .finding = both("neck.rotation", 50, 70)}};
    const struct measuring_list all = {at, 4};
    const struct measuring *kinds[4];
    assert_ptr_equal(measuring_last(&all, S("neck.rotation"), S(""), 299), &at[2]);
    assert_ptr_equal(measuring_last(&all, S("neck.rotation"), S(""), 300), &at[0]);
    assert_ptr_equal(measuring_last(&all, S("neck.rotation"), S(""), INT64_MAX), &at[0]);
    assert_ptr_equal(measuring_first(&all, S("neck.rotation"), S("")), &at[3]);
    assert_null(measuring_last(&all, S("neck.rotation"), S("x"), INT64_MAX));
    assert_int_equal(measuring_kinds(&all, kinds, 4), 2);
    assert_ptr_equal(kinds[1], &at[1]);
    at[0].finding.after_left = some_real(66);
    assert_true(measuring_end(&at[0].finding, SIDE_LEFT)->v == 66);
    assert_true(measuring_end(&at[0].finding, SIDE_RIGHT)->v == 70);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_golden_words), UNIT(test_nothing_inside_the_error_is_beyond),
        UNIT(test_words),        UNIT(test_weaker),
        UNIT(test_evenness),     UNIT(test_deficits),
        UNIT(test_targets),      UNIT(test_series)};
    return cmocka_run_group_tests_name("sign", tests, NULL, NULL);
}
