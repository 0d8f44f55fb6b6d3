/* Reviews: what is asked and in what order, totals, what is compared with what, when one is due.
 * Must never: take the code's own result as the expectation.
 * Read next: domain/review.h, clinical reference 1.1 and 7.
 */
#include "unit.h"

#include <math.h>

#include "domain/review.h"

/* --- questions ------------------------------------------------------------------------------- */

static struct review_facts facts_of(struct goal goals[GOALS_MAX], size_t activities, size_t n_goals,
                                    bool is_first)
{
    static const struct str names[] = {STR_INIT("lifting"), STR_INIT("driving"),
                                       STR_INIT("sleeping")};
    struct review_facts f = {.goals = {goals, n_goals}, .is_first = is_first};
    for (size_t i = 0; i < ACTIVITIES_MAX; i++)
        f.activities[i] = i < activities ? names[i] : S("");
    for (size_t i = 0; i < n_goals; i++)
        goals[i] = (struct goal){.n = (int64_t)i + 1, .label = S("a walk")};
    return f;
}

/* PEG's three, the named activities, the goals; change since the last one only when there is one. */
static void test_questions(void **state)
{
    (void)state;
    for (size_t activities = 0; activities <= ACTIVITIES_MAX; activities++)
        for (size_t goals = 0; goals <= GOALS_MAX; goals++)
            for (int is_first = 0; is_first < 2; is_first++) {
                struct goal list[GOALS_MAX];
                struct review_question q[REVIEW_QUESTIONS_MAX];
                struct review_facts f = facts_of(list, activities, goals, is_first);
                size_t n = review_questions(&f, q), at = 0;
                assert_int_equal(n, 3 + activities + goals + !is_first);
                for (size_t i = 0; i < 3; i++, at++) {
                    assert_string_equal(q[at].instrument->id, "peg");
                    assert_int_equal(q[at].n, i + 1);
                }
                for (size_t i = 0; i < activities; i++, at++) {
                    assert_string_equal(q[at].instrument->id, "psfs");
                    assert_int_equal(q[at].n, i + 1);
                    assert_str(q[at].text, f.activities[i]);
                    assert_str(q[at].low, S("cannot do it"));
                }
                for (size_t i = 0; i < goals; i++, at++) {
                    assert_string_equal(q[at].instrument->id, "nrs_goal");
                    assert_str(q[at].text, S("a walk"));
                    assert_str(q[at].high, S("reached"));
                }
                if (!is_first)
                    assert_string_equal(q[at].instrument->id, "pgic");
            }
}

/* An activity keeps its number when one before it has no name. */
static void test_numbers_of_activities(void **state)
{
    (void)state;
    struct review_question q[REVIEW_QUESTIONS_MAX];
    struct review_facts f = {.activities = {S(""), S("driving"), S("")}, .is_first = true};
    assert_int_equal(review_questions(&f, q), 4);
    assert_int_equal(q[3].n, 2);
    assert_str(q[3].text, S("driving"));
    assert_str(q[0].low, S("No pain"));
    assert_str(q[0].high, S("Pain as bad as you can imagine"));
}

/* --- totals ---------------------------------------------------------------------------------- */

enum { ITEMS_MAX = 12, REVIEWS_MAX = 4 };

struct asked {
    struct review_item items[ITEMS_MAX];
    struct review review;
};

static void answer(struct asked *r, const char *instrument, int64_t item, double value,
                   const char *wording)
{
    assert_true(r->review.items.n < ITEMS_MAX);
    r->review.items.at = r->items;
    r->items[r->review.items.n++] = (struct review_item){ID_NONE, str_from(instrument), item, value,
                                                         str_from(wording)};
}

static struct maybe_real total_of(const char *instrument, size_t n, const double *values, int named)
{
    struct asked r = {.review = {.at_utc = 1}};
    for (size_t i = 0; i < n; i++)
        if (!isnan(values[i]))
            answer(&r, instrument, (int64_t)i + 1, values[i], "");
    answer(&r, "pgic", 1, 5, ""); /* another one's answer changes nothing */
    struct score_total t = review_total(&r.review, instrument_find(str_from(instrument)), named);
    return t.total;
}

/* PEG is a mean of all three; of the activities all that are named must be rated. */
static void test_totals(void **state)
{
    (void)state;
    const double none = (double)NAN;
    const struct {
        const char *instrument;
        double values[3];
        int named;
        double want; /* NAN: none */
    } cases[] = {
        {"peg", {4, 5, 9}, 0, 6},
        {"peg", {0, 0, 0}, 0, 0},
        {"peg", {4, none, 9}, 0, none},
        {"peg", {none, none, none}, 0, none},
        {"psfs", {2, 3, 7}, 3, 4},
        {"psfs", {2, 3, none}, 3, none},
        {"psfs", {2, 3, none}, 2, 2.5},
        {"psfs", {none, 3, none}, 1, 3},
        {"psfs", {none, none, none}, 0, none},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct maybe_real have = total_of(cases[i].instrument, 3, cases[i].values, cases[i].named);
        assert_int_equal(have.has, !isnan(cases[i].want));
        if (have.has)
            assert_true(fabs(have.v - cases[i].want) < 1e-12);
    }
}

/* Items that no instrument has are passed over. */
static void test_numbers_that_are_none(void **state)
{
    (void)state;
    static const int64_t bad[] = {0, -1, SCORE_ITEMS_MAX + 1, INT64_MAX, INT64_MIN};
    struct asked r = {.review = {.at_utc = 1}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        answer(&r, "peg", bad[i], 9, "");
    assert_int_equal(review_total(&r.review, instrument_find(S("peg")), 0).answered, 0);
}

/* --- lines ----------------------------------------------------------------------------------- */

struct reviews { /* newest first */
    struct asked asked[REVIEWS_MAX];
    struct review at[REVIEWS_MAX];
    struct review_list list;
};

static struct asked *review_add(struct reviews *r, int64_t at_utc)
{
    struct asked *a = &r->asked[r->list.n++];
    a->review.at_utc = at_utc;
    return a;
}

static size_t lines(struct arena *a, struct reviews *r, size_t i,
                    struct review_line ret[REVIEW_LINES_MAX])
{
    for (size_t k = 0; k < r->list.n; k++)
        r->at[k] = r->asked[k].review;
    r->list.at = r->at;
    return review_lines(a, &r->list, i, ret);
}

static void peg(struct asked *a, double value)
{
    for (int64_t i = 1; i <= 3; i++)
        answer(a, "peg", i, value, "");
}

/* The whole is compared with the oldest that has it: 8 to 2 is 6 points, the error is 3.4. */
static void test_since_the_first(void **state)
{
    struct reviews r = {.list = {.n = 0}};
    struct review_line line[REVIEW_LINES_MAX];
    peg(review_add(&r, 30), 2);
    peg(review_add(&r, 20), 6);
    peg(review_add(&r, 10), 8);
    review_add(&r, 1); /* one in which PEG was not answered */
    assert_int_equal(lines(*state, &r, 0, line), 1);
    assert_string_equal(line[0].instrument->id, "peg");
    assert_true(line[0].value == 2 && line[0].first_utc.has && line[0].first_utc.v == 10);
    assert_true(line[0].change.from == 8 && line[0].change.gain == 1 &&
                line[0].change.beyond_error);
    assert_int_equal(lines(*state, &r, 1, line), 1);
    assert_true(line[0].change.from == 8 && !line[0].change.beyond_error);
    assert_int_equal(lines(*state, &r, 2, line), 1);
    assert_false(line[0].first_utc.has);
    assert_int_equal(lines(*state, &r, 3, line), 0);
}

/* A goal in other words begins anew; that of the same words goes on, whatever its number. */
static void test_same_words_only(void **state)
{
    struct reviews r = {.list = {.n = 0}};
    struct review_line line[REVIEW_LINES_MAX];
    struct asked *now = review_add(&r, 20), *first = review_add(&r, 10);
    answer(now, "nrs_goal", 1, 7, "a walk");
    answer(now, "nrs_goal", 2, 6, "a run");
    answer(first, "nrs_goal", 2, 3, "a walk");
    answer(first, "nrs_goal", 1, 2, "a swim");
    assert_int_equal(lines(*state, &r, 0, line), 2);
    assert_true(line[0].value == 7 && line[0].first_utc.has && line[0].change.from == 3);
    assert_true(line[0].change.gain == 1 && line[0].change.beyond_error); /* 4 points, error 2.2 */
    assert_true(str_ends(line[0].name, S(": a walk")));
    assert_true(line[1].value == 6 && !line[1].first_utc.has);
}

/* An answer about change is not compared with another. */
static void test_rating_stands_alone(void **state)
{
    struct reviews r = {.list = {.n = 0}};
    struct review_line line[REVIEW_LINES_MAX];
    answer(review_add(&r, 20), "pgic", 1, 3, "How is it now?");
    answer(review_add(&r, 10), "pgic", 1, -2, "How is it now?");
    assert_int_equal(lines(*state, &r, 0, line), 1);
    assert_true(line[0].value == 3 && !line[0].first_utc.has && line[0].change.gain == 0);
}

/* Of one activity the error is 3.6 (3 x 1.19), of the mean of more 2.4 (data/instruments.csv). */
static void test_error_of_activities(void **state)
{
    static const double errors[] = {3.6, 2.4, 2.4};
    for (int n = 1; n <= ACTIVITIES_MAX; n++) {
        struct reviews r = {.list = {.n = 0, .activities = n}};
        struct review_line line[REVIEW_LINES_MAX];
        struct asked *now = review_add(&r, 20), *first = review_add(&r, 10);
        for (int64_t i = 1; i <= n; i++) {
            answer(now, "psfs", i, 6, "driving");
            answer(first, "psfs", i, 3, "driving");
        }
        assert_int_equal(lines(*state, &r, 0, line), 1);
        assert_true(fabs(line[0].change.error - errors[n - 1]) < 1e-12);
        assert_int_equal(line[0].change.beyond_error, n > 1);
    }
}

static void test_no_more_lines_than_there_is_room(void **state)
{
    struct reviews r = {.list = {.n = 0}};
    struct review_line line[REVIEW_LINES_MAX + 1];
    struct asked *now = review_add(&r, 20);
    for (int64_t i = 1; i <= ITEMS_MAX - 3; i++)
        answer(now, "nrs_goal", i, 5, "a walk");
    peg(now, 4);
    line[REVIEW_LINES_MAX].value = -1;
    assert_int_equal(lines(*state, &r, 0, line), ITEMS_MAX - 3 + 1);
    assert_true(line[REVIEW_LINES_MAX].value == -1);
}

/* --- due ------------------------------------------------------------------------------------- */

static void test_due(void **state)
{
    (void)state;
    static const struct {
        bool any;
        int64_t visits, after;
        bool due;
    } cases[] = {{false, 0, 0, true}, {false, 9, 6, true}, {true, 0, 0, false}, {true, 3, 0, false},
                 {true, 4, 0, true},  {true, 5, 0, true},  {true, 5, 6, false}, {true, 6, 6, true},
                 {true, 0, 1, false}, {true, 1, 1, true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct review_due d = review_due_of(cases[i].any, cases[i].visits, cases[i].after);
        assert_int_equal(d.due, cases[i].due);
        assert_int_equal(d.is_first, !cases[i].any);
        assert_int_equal(d.visits, cases[i].visits);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT(test_questions),
                                       UNIT(test_numbers_of_activities),
                                       UNIT(test_totals),
                                       UNIT(test_numbers_that_are_none),
                                       UNIT(test_since_the_first),
                                       UNIT(test_same_words_only),
                                       UNIT(test_rating_stands_alone),
                                       UNIT(test_error_of_activities),
                                       UNIT(test_no_more_lines_than_there_is_room),
                                       UNIT(test_due)};
    return cmocka_run_group_tests_name("review", tests, NULL, NULL);
}
