/* Muscles worth checking: vignettes from literature, mirrored bodies, the order's rules.
 * Must never: take data/muscles.csv for the expectation.
 * Read next: domain/worth.h, tests/golden/vignette.tsv.
 */
#include "unit.h"

#include "domain/pattern.h"
#include "domain/worth.h"

enum { TOP = 5, VIGNETTES_LEAST = 50 };

struct body {
    struct mark marks[MARKS_MAX];
    struct finding findings[FINDINGS_MAX];
    size_t n_marks, n_findings;
};

static enum side side_of(struct str word)
{
    return str_eq(word, S("l")) ? SIDE_LEFT : str_eq(word, S("r")) ? SIDE_RIGHT : SIDE_NONE;
}

static struct worth_facts facts_of(const struct body *b)
{
    return (struct worth_facts){b->marks, b->n_marks, b->findings, b->n_findings};
}

/* --- reading a vignette ---------------------------------------------------------------------- */

static void pain_read(struct arena *a, struct str list, struct body *b)
{
    struct str item;
    while (list.n && str_next(&list, ';', &item)) {
        struct str base, side;
        int64_t value = 0;
        assert_true(str_next(&item, ':', &base) && str_next(&item, ':', &side));
        assert_true(str_int(item, 1, 10, &value));
        struct str id = arena_fmt(a, "%.*s_%.*s", STR_ARG(base), STR_ARG(side));
        assert_non_null(region_find(id));
        b->marks[b->n_marks++] = (struct mark){S("pain"), id, value};
    }
}

/* Values that any reader would call short, weak or tender on that side, and well on the other. */
static void amiss(struct finding *f, enum side side)
{
    const struct measure *m = measure_find(f->measure);
    bool tender = m->kind == MEASURE_TENDERNESS;
    double bad = m->better == BETTER_LOWER ? m->max : m->min;
    double good = m->better == BETTER_LOWER ? m->min : m->max;
    f->before_left = some_real(side == SIDE_RIGHT ? good : bad);
    f->before_right = some_real(side == SIDE_RIGHT ? bad : good);
    f->before_right.has = m->paired;
    assert_int_equal(sign_deficit(f, m->paired ? side : SIDE_NONE),
                     tender                          ? DEFICIT_TENDER
                     : m->kind == MEASURE_ROM ||
                             m->kind == MEASURE_LENGTH ? DEFICIT_SHORT
                                                       : DEFICIT_WEAK);
}

static void findings_read(struct str list, struct body *b)
{
    struct str item;
    while (list.n && str_next(&list, ';', &item)) {
        struct str kind, of;
        assert_true(str_next(&item, ':', &kind) && str_next(&item, ':', &of));
        struct finding *f = &b->findings[b->n_findings++];
        *f = (struct finding){.n = (int64_t)b->n_findings, .measure = of, .target = S("")};
        if (str_eq(kind, S("tender")) || (str_eq(kind, S("weak")) && !str_starts(of, S("end.")))) {
            f->target = of;
            f->measure = str_eq(kind, S("weak")) ? S("str.handheld") : S("palp.tenderness");
        }
        assert_non_null(measure_find(f->measure));
        amiss(f, side_of(item));
    }
}

static size_t place_of(const struct worth *ranked, size_t n, struct str muscle)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(muscle, str_from(ranked[i].muscle->id)))
            return i + 1;
    return 0;
}

static void test_vignettes(void **state)
{
    FILE *f = fopen("tests/golden/vignette.tsv", "r");
    struct str cell[5];
    size_t n = 0, missed = 0;
    assert_non_null(f);
    for (; unit_golden(f, *state, cell, 5); n++) {
        struct body b = {.n_marks = 0};
        struct worth ranked[TOP];
        if (!muscle_find(cell[0]))
            fail_msg("data/muscles.csv has no %.*s", STR_ARG(cell[0]));
        pain_read(*state, cell[1], &b);
        findings_read(cell[2], &b);
        struct worth_facts facts = facts_of(&b);
        size_t ranks = worth_rank(&facts, ranked, TOP);
        if (place_of(ranked, ranks, cell[0]))
            continue;
        missed++;
        print_error("%.*s is not among the first %d:", STR_ARG(cell[0]), TOP);
        for (size_t i = 0; i < ranks; i++)
            print_error(" %s(%d %d %d %.2f)", ranked[i].muscle->id, ranked[i].overlap,
                        ranked[i].deficits, ranked[i].tender, ranked[i].share);
        print_error("\n");
    }
    fclose(f);
    assert_true(n >= VIGNETTES_LEAST);
    assert_int_equal(missed, 0);
}

/* --- mirrored bodies ------------------------------------------------------------------------- */

static enum side mirrored(enum side side)
{
    return side == SIDE_LEFT ? SIDE_RIGHT : side == SIDE_RIGHT ? SIDE_LEFT : side;
}

static struct body body_mirrored(const struct body *b)
{
    struct body m = *b;
    for (size_t i = 0; i < m.n_marks; i++) {
        const struct region *r = region_find(m.marks[i].region);
        if (r->mirror)
            m.marks[i].region = str_from(r->mirror->id);
    }
    for (size_t i = 0; i < m.n_findings; i++) {
        struct finding *f = &m.findings[i];
        if (!measure_find(f->measure)->paired)
            continue;
        struct maybe_real left = f->before_left;
        f->before_left = f->before_right;
        f->before_right = left;
    }
    return m;
}

/* What is said of one body is said of its mirror image with the sides changed. */
static void mirror_check(const struct body *b)
{
    struct body mirror = body_mirrored(b);
    struct worth here[176], there[176];
    struct worth_facts one = facts_of(b), other = facts_of(&mirror);
    size_t n = worth_rank(&one, here, 176), m = worth_rank(&other, there, 176);
    assert_int_equal(n, m);
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (k < m && (there[k].muscle != here[i].muscle ||
                         there[k].side != mirrored(here[i].side)))
            k++;
        assert_true(k < m);
        assert_int_equal(here[i].overlap, there[k].overlap);
        assert_int_equal(here[i].deficits, there[k].deficits);
        assert_int_equal(here[i].tender, there[k].tender);
    }
    for (size_t i = 0; i < b->n_findings; i++) {
        const struct finding *f = &b->findings[i], *g = &mirror.findings[i];
        struct asymmetry x = asymmetry_of(f, f), y = asymmetry_of(g, g);
        assert_int_equal(x.state, y.state);
        assert_int_equal(x.worse, mirrored(y.worse));
        assert_true(x.pct == -y.pct);
        assert_int_equal(sign_deficit(f, SIDE_LEFT), sign_deficit(g, SIDE_RIGHT));
    }
}

static void test_every_region_mirrors(void **state)
{
    (void)state;
    for (size_t i = 0; i < region_count; i++) {
        struct body b = {.n_marks = 1};
        b.marks[0] = (struct mark){S("pain"), str_from(region_all[i].id), 7};
        mirror_check(&b);
    }
}

static void test_every_measure_mirrors(void **state)
{
    (void)state;
    for (size_t i = 0; i < measure_count; i++) {
        const struct measure *m = &measure_all[i];
        struct body b = {.n_findings = 1};
        b.findings[0] = (struct finding){.n = 1,
                                         .measure = str_from(m->id),
                                         .target = S(""),
                                         .before_left = some_real(m->min),
                                         .before_right = {m->paired, m->max}};
        mirror_check(&b);
    }
}

/* A finding of each muscle's own tests, on one side. */
static void test_every_muscle_mirrors(void **state)
{
    (void)state;
    for (size_t i = 0; i < muscle_count; i++) {
        const struct muscle *m = &muscle_all[i];
        struct body b = {.n_findings = 0};
        for (const char *const *at = m->actions; *at && b.n_findings < 3; at++) {
            struct str rest = str_from(*at), movement;
            (void)str_next(&rest, ':', &movement);
            struct finding *f = &b.findings[b.n_findings++];
            *f = (struct finding){.measure = S("str.handheld"), .target = movement};
            amiss(f, SIDE_LEFT);
        }
        mirror_check(&b);
        struct worth_facts facts = facts_of(&b);
        struct worth ranked[176];
        size_t n = worth_rank(&facts, ranked, 176);
        if (b.n_findings)
            assert_true(place_of(ranked, n, str_from(m->id)));
    }
}

/* --- sides of the trunk ---------------------------------------------------------------------- */

static enum side side_of_first(const char *measure, const char *muscle, enum side limited)
{
    struct finding f = {.measure = str_from(measure), .target = S("")};
    amiss(&f, limited);
    return worth_side(muscle_find(str_from(muscle)), &f, limited);
}

/* A muscle that bends to its own side stops bending to the other; source: their actions. */
static void test_trunk_sides(void **state)
{
    (void)state;
    assert_int_equal(side_of_first("neck.lateral_flexion", "trapezius_upper", SIDE_LEFT),
                     SIDE_RIGHT);
    assert_int_equal(side_of_first("neck.lateral_flexion", "scalenes", SIDE_RIGHT), SIDE_LEFT);
    assert_int_equal(side_of_first("neck.rotation", "levator_scapulae", SIDE_LEFT), SIDE_RIGHT);
    assert_int_equal(side_of_first("neck.rotation", "sternocleidomastoid", SIDE_LEFT), SIDE_LEFT);
    assert_int_equal(side_of_first("lumbar.lateral_flexion", "quadratus_lumborum", SIDE_LEFT),
                     SIDE_RIGHT);
    assert_int_equal(side_of_first("hip.internal_rotation", "piriformis", SIDE_LEFT), SIDE_LEFT);
}

/* --- the order ------------------------------------------------------------------------------- */

static void test_order(void **state)
{
    (void)state;
    struct body b = {.n_marks = 2};
    struct worth ranked[WORTH_MAX], most[1];
    b.marks[0] = (struct mark){S("pain"), S("shoulder_top_l"), 6};
    b.marks[1] = (struct mark){S("pain"), S("neck_back_l"), 4};
    struct worth_facts facts = facts_of(&b);
    size_t n = worth_rank(&facts, ranked, WORTH_MAX);
    assert_int_equal(n, WORTH_MAX);
    for (size_t i = 1; i < n; i++)
        assert_true(ranked[i - 1].overlap >= ranked[i].overlap);
    assert_int_equal(ranked[0].side, SIDE_LEFT);
    assert_int_equal(worth_rank(&facts, most, 1), 1);
    assert_ptr_equal(most[0].muscle, ranked[0].muscle);
    b.marks[0].layer = b.marks[1].layer = S("tingling");
    assert_int_equal(worth_rank(&facts, ranked, WORTH_MAX), 0);
    b.marks[0] = (struct mark){S("pain"), S("shoulder_top_l"), 0};
    assert_int_equal(worth_rank(&facts, ranked, WORTH_MAX), 0);
}

/* --- patterns -------------------------------------------------------------------------------- */

static void test_patterns(void **state)
{
    (void)state;
    struct finding f[] = {{.measure = S("neck.lateral_flexion"), .target = S("")},
                          {.measure = S("len.thomas_hip"), .target = S("")},
                          {.measure = S("str.handheld"), .target = S("hip.extension")},
                          {.measure = S("str.handheld"), .target = S("shoulder.flexion")},
                          {.measure = S("girth.calf"), .target = S("")},
                          {.measure = S("knee.flexion"), .target = S("")}};
    struct pattern p[PATTERNS];
    amiss(&f[0], SIDE_LEFT);
    amiss(&f[1], SIDE_RIGHT);
    f[2].before_left = f[2].before_right = some_real(200);
    f[3].before_left = f[3].before_right = some_real(200);
    f[4].before_left = some_real(40);
    f[4].before_right = some_real(30);
    patterns_of(f, 6, p);
    assert_int_equal(p[0].measured, 1);
    assert_int_equal(p[0].present, 1);
    assert_int_equal(p[0].signs[0].side, SIDE_LEFT);
    assert_int_equal(p[1].measured, 2); /* hip extension: the gluteus maximus, even */
    assert_int_equal(p[1].present, 1);
    assert_int_equal(p[2].measured, 5); /* the knee was not measured */
    assert_int_equal(p[2].present, 3);
    assert_int_equal(p[2].signs[4].side, SIDE_LEFT); /* more girth counts as worse */
    patterns_of(NULL, 0, p);
    for (size_t i = 0; i < PATTERNS; i++)
        assert_int_equal(p[i].measured, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_vignettes),         UNIT(test_every_region_mirrors),
        UNIT(test_every_measure_mirrors), UNIT(test_every_muscle_mirrors),
        UNIT(test_trunk_sides),       UNIT(test_order),
        UNIT(test_patterns)};
    return cmocka_run_group_tests_name("worth", tests, NULL, NULL);
}
