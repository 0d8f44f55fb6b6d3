/* Scoring of questionnaires: golden totals and bands, totals that are typed in.
 * Must never: take the program's own data as the expectation.
 * Read next: domain/score.h, tests/golden/score.tsv.
 */
#include "unit.h"

#include <math.h>

#include "domain/score.h"

static size_t answers_read(struct str cell, struct maybe_real values[SCORE_ITEMS_MAX])
{
    struct str rest = cell, word;
    size_t n = 0;
    while (str_next(&rest, ' ', &word) && n < SCORE_ITEMS_MAX) {
        values[n].has = str_real(word, -100, 1000, &values[n].v);
        n++;
    }
    return n;
}

static struct maybe_real total_of(const struct instrument *x, const char *subscale,
                                  struct str answers)
{
    struct maybe_real values[SCORE_ITEMS_MAX] = {{0}}, total = {true, 0};
    if (answers.p[0] == '=') {
        assert_true(str_real(str_slice(answers, 1, answers.n), 0, 1000, &total.v));
        return total;
    }
    assert_true(answers_read(answers, values) <= (size_t)x->items);
    return score_of(x, subscale, values).total;
}

static void test_golden(void **state)
{
    FILE *f = fopen("tests/golden/score.tsv", "r");
    struct str cell[6];
    size_t n = 0;
    assert_non_null(f);
    for (; unit_golden(f, *state, cell, 6); n++) {
        const struct instrument *x = instrument_find(cell[0]);
        const char *subscale = arena_cstr(*state, cell[1]);
        double want = 0;
        assert_non_null(x);
        struct maybe_real total = total_of(x, subscale, cell[2]);
        bool has = str_real(cell[3], -100, 1000, &want);
        if (total.has != has || (has && fabs(total.v - want) > 1e-4))
            fail_msg("%.*s %.*s: total %g", STR_ARG(cell[0]), STR_ARG(cell[2]), total.v);
        const struct band *b = total.has ? score_band(cell[0], subscale, total.v) : NULL;
        struct str band = b ? str_from(b->label) : S("-");
        if (!str_eq(band, cell[4]))
            fail_msg("%.*s %.*s: %.*s", STR_ARG(cell[0]), STR_ARG(cell[2]), STR_ARG(band));
    }
    fclose(f);
    assert_true(n >= 70);
}

static void test_typed_totals_are_of_what_may_not_be_shown(void **state)
{
    struct score_entry all[SCORE_ENTRIES_MAX];
    size_t n = score_entries(all), dass = 0;
    (void)state;
    assert_true(n > 10 && n < SCORE_ENTRIES_MAX);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(all[i].instrument->licence, LICENCE_TOTAL_ONLY);
        assert_true(all[i].low < all[i].high);
        assert_null(score_item(str_from(all[i].instrument->id), 1));
        assert_string_equal(score_subscale(all[i].instrument, all[i].n), all[i].subscale);
        if (str_eq(str_from(all[i].instrument->id), S("dass21"))) {
            assert_true(*all[i].subscale && all[i].high == 42);
            dass++;
        }
    }
    assert_int_equal(dass, 3);
}

static void test_only_the_rating_of_change_is_one(void **state)
{
    (void)state;
    for (size_t i = 0; i < instrument_count; i++)
        assert_int_equal(score_is_rating(&instrument_all[i]),
                         str_eq(str_from(instrument_all[i].id), S("pgic")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT(test_golden),
                                       UNIT(test_typed_totals_are_of_what_may_not_be_shown),
                                       UNIT(test_only_the_rating_of_change_is_one)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
