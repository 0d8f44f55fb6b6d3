/* A visit's sheet: what may be signed, at the limits and beyond; the sentences that follow from it.
 * Must never: take a sentence for right because the code wrote it.
 * Read next: domain/visit.h, domain/soap.h.
 */
#include "unit.h"

#include "base/fault.h"
#include "domain/soap.h"
#include "domain/visit.h"

static const int64_t NOW = 1764079500;

static struct sheet sheet_fine(void)
{
    struct sheet s = {.complaint = 1,
                      .started_utc = NOW - 3600,
                      .note = {.news = S("Nothing new"),
                               .subjective = S(""),
                               .objective = S(""),
                               .assessment = S(""),
                               .plan = S(""),
                               .advice = S("")},
                      .n_scores = 1,
                      .n_findings = 1,
                      .n_blocks = 1,
                      .n_marks = 1};
    s.scores[0] = (struct scores){.complaint = 1,
                                  .label = S("Neck"),
                                  .now = some_int(6),
                                  .week = some_int(5),
                                  .after = some_int(3)};
    s.findings[0] = (struct finding){.n = 1,
                                     .complaint = 1,
                                     .measure = S("neck.rotation"),
                                     .before_left = {true, 55},
                                     .before_right = {true, 70},
                                     .after_left = {true, 66},
                                     .after_right = {true, 70}};
    s.blocks[0] = (struct block){.region = S("neck_back_l"),
                                 .muscle = S(""),
                                 .side = S(""),
                                 .technique = S("petrissage"),
                                 .tissue = S(""),
                                 .depth = S(""),
                                 .minutes = 10,
                                 .pressure = 3,
                                 .response = S("")};
    s.marks[0] = (struct mark){S("pain"), S("neck_back_l"), 6};
    return s;
}

static struct faults *faults_of(struct arena *a, struct sheet *s)
{
    struct faults *f = faults_new(a);
    sheet_check(a, s, NOW, f);
    return f;
}

static void test_a_fine_sheet(void **state)
{
    struct sheet s = sheet_fine();
    assert_int_equal(faults_of(*state, &s)->n, 0);
    assert_true(sheet_minutes(&s) == 10);
}

/* Each row bends one value: on the limit it is fine, beyond it there is one fault of that name. */
static void test_limits(void **state)
{
    struct {
        const char *field;
        int64_t fine, wrong;
    } whole[] = {{"now.1", 0, -1},
                 {"week.1", 10, 11},
                 {"after.1", 10, 11},
                 {"b0.pressure", 5, 6},
                 {"b0.pain", 10, 11}};
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        for (int bent = 0; bent < 2; bent++) {
            struct sheet s = sheet_fine();
            int64_t v = bent ? whole[i].wrong : whole[i].fine;
            struct scores *x = &s.scores[0];
            if (i == 0)
                x->now = some_int(v);
            else if (i == 1)
                x->week = some_int(v);
            else if (i == 2)
                x->after = some_int(v);
            else if (i == 3)
                s.blocks[0].pressure = v;
            else
                s.blocks[0].pain = some_int(v);
            struct faults *f = faults_of(*state, &s);
            assert_int_equal(f->n, bent);
            assert_true((fault_of(f, str_from(whole[i].field)).p != NULL) == bent);
        }
    }
}

static void test_minutes(void **state)
{
    static const struct {
        double minutes;
        bool fine;
    } cases[] = {{0.5, true}, {180, true}, {0, false}, {-1, false}, {180.5, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct sheet s = sheet_fine();
        s.blocks[0].minutes = cases[i].minutes;
        assert_int_equal(faults_of(*state, &s)->n == 0, cases[i].fine);
    }
}

static void test_what_signing_needs(void **state)
{
    struct sheet s = sheet_fine();
    s.note.news = S("");
    assert_non_null(fault_of(faults_of(*state, &s), S("news")).p);
    s = sheet_fine();
    s.n_blocks = 0;
    assert_non_null(fault_of(faults_of(*state, &s), S("b0.where")).p);
    s.note.assessment = S("Not treated: fever.");
    assert_int_equal(faults_of(*state, &s)->n, 0);
    s = sheet_fine();
    s.started_utc = NOW + 3600;
    assert_non_null(fault_of(faults_of(*state, &s), S("started")).p);
    s = sheet_fine();
    s.findings[0].before_left.has = s.findings[0].before_right.has = false;
    assert_non_null(fault_of(faults_of(*state, &s), S("sign1.before_left")).p);
    s = sheet_fine();
    s.marks[1] = s.marks[0];
    s.n_marks = 2;
    assert_non_null(fault_of(faults_of(*state, &s), S("map.where")).p);
}

static void test_the_side_of_a_region_is_its_own(void **state)
{
    struct sheet s = sheet_fine();
    s.blocks[0].side = S("right");
    assert_int_equal(faults_of(*state, &s)->n, 0);
    assert_str(s.blocks[0].side, S("left"));
}

static void test_places(void **state)
{
    struct str region = S(""), muscle = S("");
    assert_true(where_parse(*state, S("Back of NECK, left"), &region, &muscle));
    assert_str(region, S("neck_back_l"));
    assert_true(where_parse(*state, S("levator scapulae"), &region, &muscle));
    assert_int_equal(region.n, 0);
    assert_true(muscle.n > 0);
    assert_false(where_parse(*state, S("Atlantis"), &region, &muscle));
    assert_false(where_parse(*state, S(""), &region, &muscle));
}

static void test_sentences(void **state)
{
    struct sheet s = sheet_fine();
    s.blocks[0].response = S("let go");
    struct soap x = soap_compose(*state, &s);
    assert_str(x.subjective, S("Anything new: Nothing new\n"
                               "Neck: pain now 6/10. past week 5/10.\n"
                               "Body map: back of neck, left (6)."));
    assert_str(x.assessment, S("Neck: pain 6 before, 3 right after (-3: beyond error, and it matters)."));
    assert_true(str_starts(x.objective,
                           S("Neck rotation: left 55 deg, right 70 deg; retest left 66 deg, right "
                             "70 deg. Left +11 deg: beyond error. Right no change.")));
    assert_true(str_ends(x.objective, S("pressure 3/5; let go.\nHands-on time 10 min.")));
    assert_int_equal(x.plan.n, 0);
}

static void test_a_sheet_that_says_nothing_makes_no_sentence(void **state)
{
    struct sheet s = {.complaint = 1};
    struct soap x = soap_compose(*state, &s);
    assert_int_equal(x.subjective.n + x.objective.n + x.assessment.n + x.plan.n, 0);
    assert_str(soap_join(*state, S("a"), S("b")), S("a\nb"));
    assert_str(soap_join(*state, S(""), S("b")), S("b"));
    assert_str(soap_join(*state, S("a"), S("")), S("a"));
}

static void test_small_changes_are_called_within_error(void **state)
{
    struct sheet s = sheet_fine();
    s.scores[0].after = some_int(5);
    assert_str(soap_compose(*state, &s).assessment,
               S("Neck: pain 6 before, 5 right after (-1: within error)."));
    s.scores[0].after = some_int(6);
    assert_str(soap_compose(*state, &s).assessment, S("Neck: pain 6 before, 6 right after (no change)."));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_a_fine_sheet),
        UNIT(test_limits),
        UNIT(test_minutes),
        UNIT(test_what_signing_needs),
        UNIT(test_the_side_of_a_region_is_its_own),
        UNIT(test_places),
        UNIT(test_sentences),
        UNIT(test_a_sheet_that_says_nothing_makes_no_sentence),
        UNIT(test_small_changes_are_called_within_error),
    };
    return cmocka_run_group_tests_name("visit", tests, NULL, NULL);
}
