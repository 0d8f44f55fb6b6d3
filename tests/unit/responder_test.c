/* Outcomes of a practice: counted once, with those who stayed away, and no share of a few.
 * Must never: take the code's own share as the expectation.
 * Read next: domain/responder.h.
 */
#include "unit.h"

#include <math.h>

#include "domain/outcome.h"
#include "domain/responder.h"

enum { ENOUGH = OUTCOME_ENOUGH, BETTER = OUTCOME_ENOUGH | OUTCOME_BETTER };

static struct id person(unsigned char n)
{
    return (struct id){{n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n}};
}

static void test_each_complaint_counts_once(void **state)
{
    struct responder_row rows[] = {
        {person(1), S("Ana"), BETTER, 1, 0, 6},
        {person(1), S("Ana"), ENOUGH, 1, 1, 5},
        {person(1), S("Ana"), 0, 0, 1, 4},
        {person(1), S("Ana"), 0, 0, 0, 3},
        {person(2), S("Bo"), ENOUGH | OUTCOME_REVIEW | OUTCOME_UNLIKELY, 1, 0, 2}};
    struct responder_row_list list = {rows, 5};
    struct responder_list all = responders_of(*state, &list);
    assert_int_equal(all.n, 3);
    const struct responders *r = &all.at[0];
    assert_int_equal(r->treated, 20);
    assert_int_equal(r->many, 13);
    assert_int_equal(r->enough, 13);
    assert_int_equal(r->better, 6);
    assert_int_equal(r->away, 4); /* with enough is not away */
    assert_int_equal(r->unlikely, 2);
    assert_str(all.at[1].who, S("Ana"));
    assert_int_equal(all.at[1].treated, 18);
    assert_int_equal(all.at[2].treated, 2);
    struct share share = responder_share(r), worst = responder_worst(r), best = responder_best(r);
    assert_true(share.shown && fabs(share.percent - 100.0 * 6 / 13) < 1e-9);
    assert_true(fabs(worst.percent - 100.0 * 6 / 17) < 1e-9);
    assert_true(fabs(best.percent - 100.0 * 10 / 17) < 1e-9);
    assert_true(share.low < share.percent && share.percent < share.high);
}

static void test_of_a_few_there_is_no_share(void **state)
{
    (void)state;
    assert_false(responder_share(&(struct responders){.enough = 9, .better = 9}).shown);
    assert_true(responder_share(&(struct responders){.enough = 10, .better = 10}).shown);
    assert_true(responder_share(&(struct responders){.enough = 10, .better = 10}).high <= 100);
}

static void test_nobody(void **state)
{
    struct responder_row_list none = {NULL, 0};
    struct responder_list all = responders_of(*state, &none);
    assert_int_equal(all.n, 1);
    assert_int_equal(all.at[0].treated, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT(test_each_complaint_counts_once),
                                       UNIT(test_of_a_few_there_is_no_share), UNIT(test_nobody)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
