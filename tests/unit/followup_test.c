/* When somebody is asked how pain is: after each visit, and at random times.
 * Must never: take a score of another time for an answer.
 * Read next: src/domain/followup.h.
 */
#include "unit.h"

#include "domain/followup.h"

enum { DAY = 86400, HOUR = 3600, VISIT = 1764079500, CLIENTS = 400 };

static const struct diary_score_list no_scores = {NULL, 0};

static struct id client_of(unsigned i)
{
    struct id id = {{0}};
    id.b[14] = (unsigned char)(i >> 8);
    id.b[15] = (unsigned char)i;
    return id;
}

/* The moment from which the client is asked in that week, or 0. */
static int64_t asked_in(struct id client, int week, const struct diary_score_list *scores)
{
    const struct zone *z = zone_find(S("Australia/Sydney"));
    struct followup f;
    for (int64_t at = VISIT + (7 + 7 * week) * DAY; at < VISIT + (16 + 7 * week) * DAY; at += HOUR)
        if (followup_random(client, 1, VISIT, z, scores, at, &f))
            return f.from_utc;
    return 0;
}

static void test_once_a_week_by_day(void **state)
{
    (void)state;
    const struct zone *z = zone_find(S("Australia/Sydney"));
    for (unsigned i = 0; i < 50; i++) {
        int64_t at = asked_in(client_of(i), 0, &no_scores);
        assert_true(at > 0);
        int hour = zone_local(z, at).hour;
        assert_true(hour >= 9 && hour < 19);
        int64_t days = date_days(zone_local(z, at).date) - date_days(zone_local(z, VISIT).date);
        assert_true(days >= RANDOM_FIRST_DAYS && days < RANDOM_FIRST_DAYS + 7);
        assert_int_equal(asked_in(client_of(i), 0, &no_scores), at);
    }
}

/* Every day of the week has its share: chi-square of 7 with 6 degrees of freedom, p above 0.001. */
static void test_no_day_is_preferred(void **state)
{
    (void)state;
    double days[7] = {0}, chi = 0;
    const struct zone *z = zone_find(S("Australia/Sydney"));
    for (unsigned i = 0; i < CLIENTS; i++) {
        struct date d = zone_local(z, asked_in(client_of(i), 0, &no_scores)).date;
        days[date_days(d) % 7]++;
    }
    for (int i = 0; i < 7; i++)
        chi += (days[i] - CLIENTS / 7.0) * (days[i] - CLIENTS / 7.0) / (CLIENTS / 7.0);
    assert_true(chi < 22.5);
}

static void test_an_answer_ends_it(void **state)
{
    (void)state;
    struct id client = client_of(1);
    int64_t at = asked_in(client, 1, &no_scores);
    struct diary_score score = {ID_NONE, at + HOUR, 4};
    struct followup f;
    const struct zone *z = zone_find(S("Australia/Sydney"));
    assert_true(at > 0);
    assert_true(followup_random(client, 1, VISIT, z, &no_scores, at + 2 * HOUR, &f));
    assert_false(followup_random(client, 1, VISIT, z, &(struct diary_score_list){&score, 1},
                                 at + 2 * HOUR, &f));
    assert_false(followup_random(client, 1, VISIT, z, &no_scores, at - HOUR, &f));
    assert_false(followup_random(client, 1, VISIT, z, &no_scores, VISIT + 90 * DAY, &f));
    assert_false(followup_random(client, 1, VISIT, z, &no_scores, VISIT + 2 * DAY, &f));
}

static void test_after_a_visit(void **state)
{
    (void)state;
    struct followup all[FOLLOWUPS];
    const struct zone *z = zone_find(S("Australia/Sydney"));
    followups_of(VISIT, z, &no_scores, VISIT + 2 * HOUR, all);
    assert_int_equal(all[0].state, FOLLOWUP_DUE);
    assert_int_equal(all[1].state, FOLLOWUP_LATER);
    followups_of(VISIT, z, &no_scores, VISIT + 3 * DAY, all);
    assert_int_equal(all[0].state, FOLLOWUP_MISSED);
    assert_int_equal(all[2].state, FOLLOWUP_DUE);
    struct diary_score score = {ID_NONE, VISIT + 3 * DAY, 4};
    followups_of(VISIT, z, &(struct diary_score_list){&score, 1}, VISIT + 3 * DAY, all);
    assert_int_equal(all[2].state, FOLLOWUP_ASKED);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        UNIT(test_once_a_week_by_day),
        UNIT(test_no_day_is_preferred),
        UNIT(test_an_answer_ends_it),
        UNIT(test_after_a_visit),
    };
    return cmocka_run_group_tests_name("followup", tests, NULL, NULL);
}
