/* Consent: which one stands, who may sign, what is a signature; the health history's fields; the
 * questionnaires' scores.
 * Must never: depend on today.
 * Read next: domain/consent.h, domain/history.h, domain/screening.h.
 */
#include "unit.h"

#include "domain/consent.h"
#include "domain/history.h"
#include "domain/score.h"
#include "domain/screening.h"

enum { NOW = 1764079500, DAY = 86400 }; /* 2025-11-25 14:05 UTC */

static struct consent made(const char *kind, int64_t at, const char *relation)
{
    return (struct consent){
        .kind = str_from(kind), .version = 1, .relation = str_from(relation), .at_utc = at};
}

static bool stands(const struct consent *all, size_t n, struct date born)
{
    const struct consent_list list = {(struct consent *)(uintptr_t)all, n};
    return consent_at(&list, CONSENT_TREATMENT, NOW, born, zone_find(S("Etc/UTC"))) != NULL;
}

static void test_which_consent_stands(void **state)
{
    (void)state;
    const struct date adult = {1980, 1, 1}, unknown = {0};
    struct consent one[2] = {made("treatment", NOW - DAY, "self"), made("privacy", NOW, "self")};
    assert_false(stands(one, 0, adult));
    assert_true(stands(one, 1, adult));
    assert_true(stands(one, 1, unknown));
    assert_false(stands(&one[1], 1, adult));
    one[0].withdrawn_utc = some_int(NOW);
    assert_false(stands(one, 1, adult));
    one[0].withdrawn_utc = some_int(NOW + 1); /* after the instant that is asked for */
    assert_true(stands(one, 1, adult));
}

/* Withdrawing the newest does not bring an older one back. */
static void test_the_newest_decides(void **state)
{
    (void)state;
    struct consent two[2] = {made("treatment", NOW - DAY, "self"),
                             made("treatment", NOW - 9 * DAY, "self")};
    two[0].withdrawn_utc = some_int(NOW - 1);
    assert_false(stands(two, 2, (struct date){1980, 1, 1}));
}

static void test_minors(void **state)
{
    (void)state;
    const struct date minor = {2010, 1, 1}, grown = {2007, 11, 20}; /* grown: of age since five days */
    struct consent self = made("treatment", NOW - DAY, "self");
    struct consent guardian = made("treatment", NOW - DAY, "guardian");
    struct consent old = made("treatment", NOW - 30 * DAY, "guardian");
    assert_false(stands(&self, 1, minor));
    assert_true(stands(&guardian, 1, minor));
    assert_false(stands(&old, 1, grown));
    assert_true(stands(&guardian, 1, grown)); /* signed for an adult: a guardian of another kind */
    assert_true(stands(&self, 1, grown));
}

static void signature_says(struct arena *a, struct signature s, bool minor, const char *field)
{
    struct faults *f = faults_new(a);
    signature_check(a, &s, minor, f);
    if (!field)
        assert_int_equal(f->n, 0);
    else
        assert_non_null(fault_of(f, str_from(field)).p);
}

static void test_signatures(void **state)
{
    struct arena *a = *state;
    struct signature s = {S("Þórdís O’Brien"), S("self"), S("typed"), S("")};
    signature_says(a, s, false, NULL);
    signature_says(a, s, true, "relation");
    s.relation = S("guardian");
    signature_says(a, s, true, NULL);
    s.relation = S("friend");
    signature_says(a, s, false, "relation");
    s = (struct signature){S(" "), S("self"), S("typed"), S("")};
    signature_says(a, s, false, "signer");
    s = (struct signature){S("Bo"), S("self"), S(""), S("")};
    signature_says(a, s, false, "strokes");
    s.strokes = S("1,1 2,2 3,3");
    signature_says(a, s, false, NULL);
}

static void test_strokes(void **state)
{
    struct arena *a = *state;
    static const char *const bad[] = {"", ";", "1,1", "1,1 2,2", "1,1 2,2 x", "1,1 2,2 3",
                                      "601,0 1,1 2,2", "0,201 1,1 2,2", "-1,0 1,1 2,2",
                                      "1,1  2,2 3,3", "1;2;3", "1,1,1 2,2 3,3"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (signature_path(a, str_from(bad[i])).p)
            fail_msg("taken for a drawing: %s", bad[i]);
    assert_str(signature_path(a, S("0,0 600,200;5,6")), S("M0 0L600 200M5 6"));
}

/* --- history --------------------------------------------------------------------------------- */

static struct str history_says(struct arena *a, const char *field, const char *value)
{
    struct faults *f = faults_new(a);
    struct str v = str_from(value);
    history_check(a, history_field_find(str_from(field)), &v, (struct date){2025, 11, 25}, f);
    return fault_of(f, str_from(field));
}

static void test_history(void **state)
{
    struct arena *a = *state;
    static const char *const good[] = {"", "2019", "2019-03", "2019-03-21", " 2025 ", "2025-11-25"};
    static const char *const bad[] = {"2026", "2025-12", "2025-11-26", "19", "last year",
                                      "2019-13", "2019-02-30"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_null(history_says(a, "surgery.1.when", good[i]).p);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (!history_says(a, "surgery.1.when", bad[i]).p)
            fail_msg("taken for a day that was: %s", bad[i]);
    assert_null(history_field_find(S("surgery.4.what")));
    for (size_t i = 0; i < history_field_count; i++) {
        assert_ptr_equal(history_field_find(str_from(history_fields[i].name)), &history_fields[i]);
        assert_true(history_fields[i].page < PAGE_VISIT_START);
    }
}

/* --- scores ---------------------------------------------------------------------------------- */

/* Kroenke 2009 (PHQ-4), Spitzer 2006 (GAD-7), Kroenke 2001 (PHQ-9): sums and cut-offs. */
static const struct {
    const char *instrument, *values; /* a digit an item; '-': missing */
    int total;
    const char *band, *advice;
} scored[] = {
    {"phq4", "0000", 0, "normal", ""},
    {"phq4", "2100", 3, "mild", "offer the GAD-7"},
    {"phq4", "0021", 3, "mild", "suggest a talk with the GP"},
    {"phq4", "3333", 12, "severe", "Suggest a talk with the GP"},
    {"phq4", "111-", -1, "", ""},
    {"phq4", "21--", -1, "", "offer the GAD-7"},
    {"gad7", "1111100", 5, "mild", ""},
    {"gad7", "2222200", 10, "moderate", "Suggest a talk with the GP"},
    {"gad7", "333333-", -1, "", ""},
    {"phq9", "111110000", 5, "mild", ""},
    {"phq9", "333311110", 16, "moderately severe", "Suggest a talk with the GP"},
    {"phq9", "--------3", -1, "", ""},
};

static void test_scores(void **state)
{
    struct arena *a = *state;
    for (size_t i = 0; i < sizeof scored / sizeof scored[0]; i++) {
        struct maybe_int values[SCREENING_ITEMS_MAX] = {{0}};
        struct str instrument = str_from(scored[i].instrument);
        for (size_t n = 0; scored[i].values[n]; n++)
            if (scored[i].values[n] != '-')
                values[n] = some_int(scored[i].values[n] - '0');
        struct screening_score s = screening_score(instrument_find(instrument), values);
        assert_int_equal(s.total.has, scored[i].total >= 0);
        if (s.total.has)
            assert_int_equal(s.total.v, scored[i].total);
        assert_str(screening_band(instrument, &s.total), str_from(scored[i].band));
        struct str advice = screening_advice(a, instrument, &s, false);
        if (!str_contains(advice, str_from(scored[i].advice)) ||
            (!*scored[i].advice && advice.n))
            fail_msg("%s %s: %.*s", scored[i].instrument, scored[i].values, STR_ARG(advice));
    }
}

static void test_items_are_shipped_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        const struct instrument *x = instrument_find(str_from(screening_instruments[i]));
        assert_non_null(x);
        assert_int_equal(x->licence, LICENCE_SHIP);
        for (int n = 1; n <= x->items; n++)
            assert_non_null(score_item(str_from(x->id), n));
        assert_null(score_item(str_from(x->id), x->items + 1));
        assert_true(str_starts(str_from(score_item(str_from(x->id), 1)->options),
                               S("0=Not at all|")));
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        UNIT(test_which_consent_stands), UNIT(test_the_newest_decides), UNIT(test_minors),
        UNIT(test_signatures),           UNIT(test_strokes),            UNIT(test_history),
        UNIT(test_scores),               UNIT(test_items_are_shipped_whole),
    };
    return cmocka_run_group_tests_name("consent", tests, NULL, NULL);
}
