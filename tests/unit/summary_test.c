/* Median, change against error, asymmetry: golden table, and what must hold for any numbers.
 * Must never: take the code's own result as the expectation.
 * Read next: evidence/summary.h, tests/golden/summary.tsv.
 */
#include "unit.h"

#include <math.h>

#include "evidence/summary.h"

static double number(struct str s)
{
    double v = (double)NAN;
    (void)str_real(s, -1e9, 1e9, &v);
    return v;
}

static void test_change(void **state)
{
    static const char *const kinds[] = {"neither", "beyond", "matters", "both"};
    FILE *f = fopen("tests/golden/summary.tsv", "r");
    struct str cell[6];
    size_t n = 0;
    assert_non_null(f);
    for (; unit_golden(f, *state, cell, 6); n++)
        assert_str(str_from(kinds[summary_change(number(cell[0]), number(cell[1]), number(cell[2]),
                                                 number(cell[3]), number(cell[4]))]),
                   cell[5]);
    fclose(f);
    assert_true(n >= 10);
}

static void test_median(void **state)
{
    (void)state;
    double odd[] = {9, 1, 5}, even[] = {4, 1, 3, 2}, one[] = {7};
    assert_true(summary_median(odd, 3) == 5);
    assert_true(summary_median(even, 4) == 2.5);
    assert_true(summary_median(one, 1) == 7);
    assert_true(isnan(summary_median(NULL, 0)));
}

static void test_median_is_in_the_middle(void **state)
{
    (void)state;
    double values[101], sorted[101];
    unsigned seed = 12345;
    for (int round = 0; round < 50; round++) {
        size_t n = 1 + (size_t)round * 2;
        for (size_t i = 0; i < n; i++) {
            seed = seed * 1103515245u + 12345u;
            values[i] = sorted[i] = (double)(seed >> 8 & 1023);
        }
        double m = summary_median(sorted, n);
        size_t below = 0, above = 0;
        for (size_t i = 0; i < n; i++) {
            below += values[i] < m;
            above += values[i] > m;
        }
        assert_true(below <= n / 2 && above <= n / 2);
    }
}

static void test_asymmetry(void **state)
{
    (void)state;
    assert_true(fabs(summary_asymmetry_pct(80, 100) + 20) < 1e-12);
    assert_true(fabs(summary_asymmetry_pct(100, 80) - 20) < 1e-12);
    assert_true(summary_asymmetry_pct(0, 0) == 0);
    for (double l = 1; l < 50; l += 7)
        for (double r = 1; r < 50; r += 5) {
            double there = summary_asymmetry_pct(l, r), back = summary_asymmetry_pct(r, l);
            assert_true(fabs(there + back) < 1e-12);
            assert_true(fabs(summary_asymmetry_pct(l * 3, r * 3) - there) < 1e-12);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT(test_change), UNIT(test_median),
                                       UNIT(test_median_is_in_the_middle), UNIT(test_asymmetry)};
    return cmocka_run_group_tests_name("summary", tests, NULL, NULL);
}
