/* The compiled-in knowledge: every row is found by its key, nothing else is, and rows agree.
 * Must never: know a row's place in a table.
 * Read next: domain/knowledge.h, tools/mkdata.c.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "domain/knowledge.h"

#define FINDS_ALL(word, key)                                                                       \
    static void test_##word##_find(void **state)                                                   \
    {                                                                                              \
        (void)state;                                                                               \
        assert_true(word##_count > 0);                                                             \
        for (size_t i = 0; i < word##_count; i++)                                                  \
            assert_ptr_equal(word##_find(str_from(word##_all[i].key)), &word##_all[i]);            \
        assert_null(word##_find(S("")));                                                           \
        assert_null(word##_find((struct str){NULL, 0}));                                           \
        assert_null(word##_find(S("0")));                                                          \
        assert_null(word##_find(S("zzz")));                                                        \
        struct str whole = str_from(word##_all[0].key);                                            \
        assert_null(word##_find((struct str){whole.p, whole.n + 1}));                              \
        assert_ptr_not_equal(word##_find((struct str){whole.p, whole.n - 1}), &word##_all[0]);     \
    }

FINDS_ALL(region, id)
FINDS_ALL(muscle, id)
FINDS_ALL(technique, code)
FINDS_ALL(tissue, code)
FINDS_ALL(measure, id)
FINDS_ALL(instrument, id)
FINDS_ALL(caution, id)

/* A part of an id, or an id with something behind, is another id. */
static void test_find_whole_key(void **state)
{
    (void)state;
    assert_non_null(region_find(S("neck_back_l")));
    assert_null(region_find(S("neck_back_")));
    assert_null(region_find(S("neck_back_ll")));
    assert_null(region_find(S("NECK_BACK_L")));
    assert_null(region_find(S(" neck_back_l")));
    assert_null(region_find(S("neck_back_l\0")));
}

static void test_region_row(void **state)
{
    (void)state;
    const struct region *r = region_find(S("neck_back_l"));
    assert_non_null(r);
    assert_string_equal(r->base, "neck_back");
    assert_string_equal(r->label, "back of neck, left");
    assert_int_equal(r->view, VIEW_BACK);
    assert_int_equal(r->side, SIDE_LEFT);
    assert_string_equal(r->parent, "neck");
    assert_ptr_equal(r->mirror, region_find(S("neck_back_r")));
    assert_true(r->cx > 92.9 && r->cx < 93.1 && r->ry > 8.9 && r->ry < 9.1);
}

/* A person's left lies on the viewer's right in front, on the viewer's left behind. */
static void test_sides(void **state)
{
    (void)state;
    for (size_t i = 0; i < region_count; i++) {
        const struct region *r = &region_all[i];
        size_t n = strlen(r->base);
        assert_memory_equal(r->id, r->base, n);
        if (r->side == SIDE_NONE) {
            assert_string_equal(r->id + n, "_m");
            assert_null(r->mirror);
            assert_true(fabs(r->cx - 100) < 0.01);
            continue;
        }
        assert_string_equal(r->id + n, r->side == SIDE_LEFT ? "_l" : "_r");
        assert_true((r->cx > 100) == ((r->side == SIDE_LEFT) == (r->view == VIEW_FRONT)));
        assert_ptr_equal(r->mirror->mirror, r);
        assert_string_equal(r->mirror->base, r->base);
        assert_int_not_equal(r->mirror->side, r->side);
        assert_int_equal(r->mirror->view, r->view);
        assert_true(fabs(r->cx + r->mirror->cx - 200) < 0.01);
    }
}

static bool holds(const char *const *list, const char *word)
{
    for (; *list; list++)
        if (strcmp(*list, word) == 0)
            return true;
    return false;
}

static bool is_base(const char *word)
{
    for (size_t i = 0; i < region_count; i++)
        if (strcmp(region_all[i].base, word) == 0)
            return true;
    return false;
}

static void test_muscles(void **state)
{
    (void)state;
    for (size_t i = 0; i < muscle_count; i++) {
        const struct muscle *m = &muscle_all[i];
        for (const char *const *p = m->lies_in; *p; p++)
            assert_true(is_base(*p));
        for (const char *const *p = m->referred; *p; p++)
            assert_true(is_base(*p));
        for (const char *const *p = m->antagonists; *p; p++)
            assert_true(holds(muscle_find(str_from(*p))->antagonists, m->id));
        const char *const tests[] = {m->length_test, m->strength_test, m->tenderness_test};
        for (size_t k = 0; k < 3; k++)
            assert_true(!*tests[k] || measure_find(str_from(tests[k])));
    }
}

/* In a block: what is done with hands or equipment. A heading is not; a position or exercise is not. */
static void test_offered(void **state)
{
    (void)state;
    static const struct {
        struct str code;
        bool offered;
    } cases[] = {
        {STR_INIT("all"), false},          {STR_INIT("stretch"), true},
        {STR_INIT("end_range_stretch"), true}, {STR_INIT("joint_mobilisation"), true},
        {STR_INIT("neck_mobilisation"), true}, {STR_INIT("cupping"), true},
        {STR_INIT("electrical"), true},    {STR_INIT("abdominal"), true},
        {STR_INIT("prone"), false},        {STR_INIT("seated"), false},
        {STR_INIT("self_care"), false},    {STR_INIT("home_stretch"), false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct technique *t = technique_find(cases[i].code);
        assert_non_null(t);
        assert_int_equal(t->offered, cases[i].offered);
    }
}

static void test_techniques(void **state)
{
    (void)state;
    for (size_t i = 0; i < technique_count; i++) {
        const struct technique *t = &technique_all[i];
        for (const char *const *p = t->tissues; *p; p++)
            assert_non_null(tissue_find(str_from(*p)));
        assert_false(t->minutes_low > t->minutes_high);
        assert_false(t->pressure_low < 0 || t->pressure_high > 5);
        size_t steps = 0;
        for (const struct technique *up = t; up->parent; up = up->parent)
            assert_true(steps++ < technique_count);
    }
    const struct technique *e = technique_find(S("effleurage"));
    assert_ptr_equal(e->parent, technique_find(S("all")));
    assert_true(holds(e->tissues, "skin") && holds(e->tissues, "muscle") && !e->tissues[2]);
    assert_true(isnan(technique_find(S("stretch"))->minutes_low));
}

static void test_measures(void **state)
{
    (void)state;
    for (size_t i = 0; i < measure_count; i++) {
        const struct measure *m = &measure_all[i];
        assert_true(m->min < m->max);
        assert_true(m->step > 0 && m->step <= m->max - m->min);
        assert_true(*m->unit && *m->label && *m->method);
    }
    const struct measure *flexion = measure_find(S("neck.flexion"));
    assert_non_null(flexion);
    assert_int_equal(flexion->kind, MEASURE_ROM);
    assert_int_equal(flexion->better, BETTER_HIGHER);
    assert_false(flexion->paired);
    assert_true(fabs(flexion->mdc_abs - 7) < 0.001);
    assert_int_equal(measure_find(S("temp.skin"))->better, BETTER_NONE);
}

static void test_instruments(void **state)
{
    (void)state;
    for (size_t i = 0; i < instrument_count; i++) {
        assert_true(instrument_all[i].min < instrument_all[i].max);
        assert_true(instrument_all[i].items > 0 && instrument_all[i].seconds > 0);
        assert_non_null(instrument_all[i].benefits[0]);
    }
    const struct instrument *nrs = instrument_find(S("nrs_now"));
    assert_non_null(nrs);
    assert_true(nrs->worse == WORSE_HIGHER && holds(nrs->benefits, "4"));
    assert_true(fabs(nrs->max - 10) < 0.001 && isnan(nrs->mdc_pct));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_region_find),    cmocka_unit_test(test_muscle_find),
        cmocka_unit_test(test_technique_find), cmocka_unit_test(test_tissue_find),
        cmocka_unit_test(test_measure_find),   cmocka_unit_test(test_instrument_find),
        cmocka_unit_test(test_caution_find),
        cmocka_unit_test(test_find_whole_key), cmocka_unit_test(test_region_row),
        cmocka_unit_test(test_sides),          cmocka_unit_test(test_muscles),
        cmocka_unit_test(test_offered),        cmocka_unit_test(test_techniques),
        cmocka_unit_test(test_measures),       cmocka_unit_test(test_instruments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
