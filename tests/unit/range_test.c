/* Range of motion as an outcome: which values make a series, and on what scale.
 * Must never: take an expectation from the code.
 * Read next: src/domain/range.h.
 */
#include "unit.h"

#include <math.h>

#include "domain/outcome.h"
#include "domain/range.h"

enum { NOW = 1764079500, DAY = 86400, VISITS = 3 };

struct made {
    struct measuring at[VISITS];
    struct measuring_list all;
};

/* Newest first: 60, 55, 50 degrees before and 5 more after, on the left. */
static void made_fill(struct made *m)
{
    for (int i = 0; i < VISITS; i++)
        m->at[i] = (struct measuring){.at_utc = NOW - i * 7 * DAY,
                                      .finding = {.complaint = 1,
                                                  .measure = S("neck.rotation"),
                                                  .target = S(""),
                                                  .before_left = some_real(60 - 5 * i),
                                                  .after_left = some_real(65 - 5 * i)}};
    m->all = (struct measuring_list){m->at, VISITS};
}

static void test_values_in_order_of_time(void **state)
{
    struct arena *a = *state;
    struct made m;
    struct range r[RANGES_MOST];
    made_fill(&m);
    m.at[0].finding.before_right = some_real(70);
    assert_int_equal(ranges_of(a, &m.all, 1, r), 1);
    assert_string_equal(r[0].scale.name, "Neck rotation, left");
    assert_str(r[0].unit, S("degrees"));
    const double wanted[] = {50, 55, 55, 60, 60, 65};
    assert_int_equal(r[0].values.n, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_true(r[0].values.at[i].value == wanted[i]);
        assert_str(r[0].values.at[i].phase, i % 2 ? S("after") : S("before"));
    }
    assert_int_equal(r[0].values.at[0].at_utc, NOW - 14 * DAY);
}

static void test_what_is_no_series(void **state)
{
    struct arena *a = *state;
    struct made m;
    struct range r[RANGES_MOST];
    made_fill(&m);
    assert_int_equal(ranges_of(a, &m.all, 2, r), 0);
    m.all.n = 1;
    assert_int_equal(ranges_of(a, &m.all, 1, r), 0);
    made_fill(&m);
    for (int i = 0; i < VISITS; i++)
        m.at[i].finding.measure = S("vital.bp_systolic");
    assert_int_equal(ranges_of(a, &m.all, 1, r), 0);
}

/* One unit is the error of a measurement by 0.8: of a smallest change of d degrees d / 2.772 / 0.8. */
static void test_the_scale(void **state)
{
    struct arena *a = *state;
    struct made m;
    struct range r[RANGES_MOST];
    made_fill(&m);
    assert_int_equal(ranges_of(a, &m.all, 1, r), 1);
    const struct instrument *x = &r[0].scale;
    assert_true(fabs(x->engine_mid - 57.5) < 1e-9);
    assert_true(fabs(x->engine_unit - x->mic_abs / 2.7718585822512662 / 0.8) < 1e-9);
    assert_true(x->mic_abs > 0 && x->worse == WORSE_LOWER && outcome_is_taken(x));
}

/* More range is better: the engine's change is above 0 and is told as higher. */
static void test_more_is_better(void **state)
{
    struct arena *a = *state;
    struct made m;
    struct range r[RANGES_MOST];
    struct visit visits[VISITS];
    struct outcome *o = ARENA_NEW(a, struct outcome);
    made_fill(&m);
    for (int i = 0; i < VISITS; i++)
        visits[i] = (struct visit){.started_utc = NOW - i * 7 * DAY, .minutes = 60};
    assert_int_equal(ranges_of(a, &m.all, 1, r), 1);
    const struct outcome_facts f = {.instrument = &r[0].scale,
                                    .scores = r[0].values,
                                    .visits = {visits, VISITS},
                                    .now_utc = NOW,
                                    .brief = true,
                                    .unit = r[0].unit};
    assert_true(outcome_of(a, &f, o));
    assert_true(o->usual.value[EV_CHANGE].mean > 0);
    assert_str(o->unit, S("degrees"));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        UNIT(test_values_in_order_of_time),
        UNIT(test_what_is_no_series),
        UNIT(test_the_scale),
        UNIT(test_more_is_better),
    };
    return cmocka_run_group_tests_name("range", tests, NULL, NULL);
}
