/* Plans of care: the usual trial, what is refused, the words, the place in a course.
 * Must never: take the code's own sentence as the expectation.
 * Read next: domain/plan.h, clinical reference 5.
 */
#include "unit.h"

#include "domain/knowledge.h"
#include "domain/plan.h"

/* An offered technique's code, and one that is a group. */
static struct str technique(bool offered, size_t skip)
{
    for (size_t i = 0; i < technique_count; i++)
        if (technique_all[i].offered == offered && skip-- == 0)
            return str_from(technique_all[i].code);
    fail_msg("data/techniques.csv has no such technique");
    return S("");
}

/* Clinical reference 5: 6 visits, 60 minutes, weekly, reviewed at 4; it can be kept as it is. */
static void test_usual(void **state)
{
    struct plan p = plan_usual();
    struct faults *f = faults_new(*state);
    plan_check(*state, &p, NULL, false, f);
    assert_int_equal(f->n, 0);
    assert_true(p.minutes == 60 && p.interval_days == 7 && p.visits == 6 && p.review_after == 4);
}

/* --- numbers --------------------------------------------------------------------------------- */

static void test_numbers(void **state)
{
    static const struct {
        int64_t minutes, days, visits, review;
        const char *field; /* "": it is fine */
    } cases[] = {
        {1, 1, 1, 1, ""},
        {240, 366, 60, 60, ""},
        {0, 7, 6, 4, "minutes"},
        {241, 7, 6, 4, "minutes"},
        {-1, 7, 6, 4, "minutes"},
        {60, 0, 6, 4, "interval_days"},
        {60, 367, 6, 4, "interval_days"},
        {60, 7, 0, 1, "visits"},
        {60, 7, 61, 4, "visits"},
        {60, 7, 6, 0, "review_after"},
        {60, 7, 6, 7, "review_after"}, /* a course ends with a review before it */
        {60, 7, 6, 6, ""},
        {60, 7, 60, 61, "review_after"},
        {60, 7, INT64_MAX, 4, "visits"},
        {60, 7, 6, INT64_MIN, "review_after"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct plan p = plan_usual();
        struct faults *f = faults_new(*state);
        p.minutes = cases[i].minutes;
        p.interval_days = cases[i].days;
        p.visits = cases[i].visits;
        p.review_after = cases[i].review;
        plan_check(*state, &p, NULL, false, f);
        assert_int_equal(f->n > 0, *cases[i].field != '\0');
        for (size_t k = 0; k < f->n; k++)
            assert_str(f->at[k].field, str_from(cases[i].field));
    }
}

/* --- texts and techniques -------------------------------------------------------------------- */

static void test_texts(void **state)
{
    const struct {
        size_t areas, care, reason;
        bool changes;
        const char *field;
    } cases[] = {
        {200, 1000, 0, false, ""},    {201, 0, 0, false, "areas"}, {0, 1001, 0, false, "home_care"},
        {0, 0, 401, false, "reason"}, {1, 0, 400, true, ""},       {1, 0, 0, true, "reason"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct plan p = plan_usual(), before = plan_usual();
        struct faults *f = faults_new(*state);
        p.areas = unit_long(*state, cases[i].areas);
        p.home_care = unit_long(*state, cases[i].care);
        p.reason = unit_long(*state, cases[i].reason);
        plan_check(*state, &p, cases[i].changes ? &before : NULL, false, f);
        assert_int_equal(f->n, *cases[i].field ? 1 : 0);
        if (f->n)
            assert_str(f->at[0].field, str_from(cases[i].field));
    }
}

static struct faults *techniques_checked(struct arena *a, struct plan *p, struct str codes)
{
    struct faults *f = faults_new(a);
    *p = plan_usual();
    p->techniques = codes;
    plan_check(a, p, NULL, false, f);
    return f;
}

static void test_techniques(void **state)
{
    struct arena *a = *state;
    struct str one = technique(true, 0), two = technique(true, 1), group = technique(false, 0);
    struct str many = one;
    struct plan p;
    struct str both = arena_fmt(a, ";%.*s;;%.*s;", STR_ARG(one), STR_ARG(two));
    assert_int_equal(techniques_checked(a, &p, both)->n, 0);
    assert_str(p.techniques, arena_fmt(a, "%.*s;%.*s", STR_ARG(one), STR_ARG(two)));
    assert_str(plan_techniques(a, &p),
               arena_fmt(a, "%s, %s", technique_find(one)->label, technique_find(two)->label));
    assert_true(fault_of(techniques_checked(a, &p, group), S("techniques")).p != NULL);
    assert_true(fault_of(techniques_checked(a, &p, S("nothing_such")), S("techniques")).p != NULL);
    for (int i = 1; i < PLAN_TECHNIQUES_MAX; i++)
        many = arena_fmt(a, "%.*s;%.*s", STR_ARG(many), STR_ARG(technique(true, (size_t)i)));
    assert_int_equal(techniques_checked(a, &p, many)->n, 0);
    many = arena_fmt(a, "%.*s;%.*s", STR_ARG(many), STR_ARG(technique(true, PLAN_TECHNIQUES_MAX)));
    assert_true(fault_of(techniques_checked(a, &p, many), S("techniques")).p != NULL);
}

/* --- changes --------------------------------------------------------------------------------- */

enum { CHANGES = 7 };

static void change(struct plan *p, int which)
{
    int64_t *const numbers[] = {&p->minutes, &p->interval_days, &p->visits, &p->review_after};
    struct str *const texts[] = {&p->areas, &p->home_care};
    if (which < 4)
        ++*numbers[which];
    else if (which < 6)
        *texts[which - 4] = S("the neck");
    else
        p->techniques = technique(true, 0);
}

/* Each single thing makes it another plan; the same one is refused, unless a course begins anew. */
static void test_what_is_a_change(void **state)
{
    static const char *const words[CHANGES] = {"minutes: 60 → 61",
                                               "how often: every week → every 8 days",
                                               "visits: 6 → 7",
                                               "review after: 4 → 5",
                                               "where: none → the neck",
                                               "home care",
                                               NULL};
    const struct plan before = plan_usual();
    for (int which = 0; which < CHANGES; which++) {
        struct plan p = before;
        struct faults *f = faults_new(*state);
        change(&p, which);
        p.reason = S("it changes");
        struct str said = plan_changes(*state, &before, &p);
        assert_true(said.n > 0 && !str_contains(said, S(";")));
        if (words[which])
            assert_str(said, str_from(words[which]));
        plan_check(*state, &p, &before, false, f);
        assert_int_equal(f->n, 0);
    }
    for (int restart = 0; restart < 2; restart++) {
        struct plan p = before;
        struct faults *f = faults_new(*state);
        p.reason = S("for no reason");
        plan_check(*state, &p, &before, restart, f);
        assert_int_equal(fault_of(f, S("reason")).p != NULL, !restart);
    }
    assert_str(plan_changes(*state, &before, &before), S(""));
}

static void test_several_changes(void **state)
{
    struct plan from = plan_usual(), to = plan_usual();
    to.interval_days = 14;
    to.minutes = 45;
    from.areas = S("low back");
    assert_str(
        plan_changes(*state, &from, &to),
        S("where: low back → none; how often: every week → every 2 weeks; minutes: 60 → 45"));
}

/* --- words ----------------------------------------------------------------------------------- */

static void test_interval(void **state)
{
    static const struct {
        int64_t days;
        const char *words;
    } cases[] = {{1, "every day"},       {2, "every 2 days"},   {7, "every week"},
                 {8, "every 8 days"},    {10, "every 10 days"}, {14, "every 2 weeks"},
                 {21, "every 3 weeks"},  {28, "every 4 weeks"}, {364, "every 52 weeks"},
                 {366, "every 366 days"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct plan p = {.interval_days = cases[i].days};
        assert_str(plan_interval(*state, &p), str_from(cases[i].words));
    }
}

static void test_words(void **state)
{
    struct plan p = plan_usual();
    assert_str(plan_words(*state, &p), S("60 min every week, 6 visits, review after 4"));
    p.areas = S("upper back");
    assert_str(plan_note(*state, &p, 2), S("Plan: 60 min every week, 6 visits, review after 4; "
                                           "upper back; this was visit 3 of 6."));
    assert_str(plan_note(*state, &p, 6),
               S("Plan: 60 min every week, 6 visits, review after 4; upper back; this was visit 7, "
                 "after the course of 6."));
    p.visits = p.review_after = 1;
    assert_str(plan_words(*state, &p), S("60 min every week, 1 visit, review after 1; upper back"));
}

/* --- place ----------------------------------------------------------------------------------- */

static void test_place(void **state)
{
    (void)state;
    for (int64_t visits = 1; visits <= 8; visits++)
        for (int64_t done = 0; done <= 10; done++) {
            struct plan p = {.visits = visits};
            struct plan_place x = plan_place_of(&p, done);
            assert_int_equal(x.next, done + 1);
            assert_int_equal(x.is_last, done == visits - 1);
            assert_int_equal(x.is_over, done >= visits);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT(test_usual),
                                       UNIT(test_numbers),
                                       UNIT(test_texts),
                                       UNIT(test_techniques),
                                       UNIT(test_what_is_a_change),
                                       UNIT(test_several_changes),
                                       UNIT(test_interval),
                                       UNIT(test_words),
                                       UNIT(test_place)};
    return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
