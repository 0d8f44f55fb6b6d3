/* Days and zones: what exists, how far apart, what the clock on the wall says.
 * Must never: use the machine's own zone.
 * Read next: base/date.h, tests/golden/zone.tsv.
 */
#include "unit.h"

#include "base/date.h"

static void test_days_that_exist(void **state)
{
    (void)state;
    struct date d = {0};
    static const char *const right[] = {"2024-02-29", "2000-02-29", "1970-01-01", "9999-12-31",
                                        "0001-01-01"};
    static const char *const wrong[] = {"2026-02-29",  "1900-02-29", "2026-13-01", "2026-00-01",
                                        "2026-01-32",  "2026-1-1",   "26-01-01",   "",
                                        "2026-01-01 ", "2026/01/01", "abcd-ef-gh"};
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++)
        assert_true(date_parse(str_from(right[i]), &d));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(date_parse(str_from(wrong[i]), &d));
    assert_int_equal(d.year, 1);
}

/* Day numbers: known from the epoch and from the leap rule of ISO 8601. */
static void test_day_numbers(void **state)
{
    static const struct {
        const char *day;
        int64_t n;
    } known[] = {{"1970-01-01", 0},
                 {"1969-12-31", -1},
                 {"2000-03-01", 11017},
                 {"2026-11-25", 20782},
                 {"1600-02-29", -135081}};
    struct date d;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        assert_true(date_parse(str_from(known[i].day), &d));
        assert_int_equal(date_days(d), known[i].n);
        assert_str(date_text(*state, date_from_days(known[i].n)), str_from(known[i].day));
    }
    for (int64_t n = -800000; n < 800000; n += 97)
        assert_int_equal(date_days(date_from_days(n)), n);
}

static void test_age(void **state)
{
    (void)state;
    struct date born = {2004, 2, 29};
    assert_int_equal(date_age(born, (struct date){2026, 2, 28}), 21);
    assert_int_equal(date_age(born, (struct date){2026, 3, 1}), 22);
    assert_int_equal(date_age(born, born), 0);
}

static void test_human(void **state)
{
    assert_str(date_human(*state, (struct date){2026, 11, 5}), S("5 Nov 2026"));
    assert_int_equal(date_human(*state, (struct date){0}).n, 0);
}

static void test_walls(void **state)
{
    FILE *f = fopen("tests/golden/zone.tsv", "r");
    struct str cell[3];
    size_t n = 0;
    assert_non_null(f);
    while (unit_golden(f, *state, cell, 3)) {
        int64_t utc = 0;
        const struct zone *z = zone_find(cell[1]);
        assert_non_null(z);
        assert_true(str_int(cell[0], INT64_MIN, INT64_MAX, &utc));
        assert_str(time_text(*state, z, utc), cell[2]);
        n++;
    }
    fclose(f);
    assert_true(n >= 10);
}

static void test_gap_and_overlap(void **state)
{
    (void)state;
    const struct zone *z = zone_find(S("Australia/Sydney"));
    int64_t utc = 0;
    assert_true(time_field_parse(z, S("2026-10-04T02:30"), &utc));
    assert_str(time_text(*state, z, utc), S("2026-10-04 03:30"));
    assert_true(time_field_parse(z, S("2026-04-05T02:30"), &utc));
    assert_int_equal(utc, 1775316600); /* the first of two, still daylight time */
}

static void test_there_and_back(void **state)
{
    (void)state;
    const struct zone *z = zone_find(S("America/New_York"));
    for (int64_t utc = 1700000000; utc < 1800000000; utc += 864001) {
        int64_t again = 0;
        assert_true(time_field_parse(z, time_field(*state, z, utc), &again));
        assert_int_equal(again, utc - utc % 60);
    }
}

static void test_names(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "Mars/Olympus",
                                        "../etc/passwd",
                                        "/etc/passwd",
                                        "Australia",
                                        "Australia/../Europe/Paris",
                                        "tzdata.zi"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_null(zone_find(str_from(wrong[i])));
    struct str *names;
    size_t n;
    zone_names(*state, &names, &n);
    assert_true(n > 300);
    for (size_t i = 1; i < n; i++)
        assert_true(str_cmp(names[i - 1], names[i]) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_days_that_exist), UNIT(test_day_numbers), UNIT(test_age),
        UNIT(test_human),           UNIT(test_walls),       UNIT(test_gap_and_overlap),
        UNIT(test_there_and_back),  UNIT(test_names),
    };
    return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
