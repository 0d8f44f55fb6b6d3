/* Text: cutting, numbers, what counts as text.
 * Must never: depend on a locale.
 * Read next: base/str.h.
 */
#include "unit.h"

static void test_slices(void **state)
{
    (void)state;
    assert_str(str_slice(S("abcdef"), 2, 3), S("cde"));
    assert_str(str_slice(S("abc"), 2, 9), S("c"));
    assert_int_equal(str_slice(S("abc"), 9, 1).n, 0);
    assert_str(str_trim(S(" \t a b \r\n")), S("a b"));
    assert_int_equal(str_find(S("abc"), 'c'), 2);
    assert_int_equal(str_find(S("abc"), 'x'), 3);
    assert_true(str_contains(S("abc"), S("bc")) && !str_contains(S("abc"), S("cb")));
    assert_true(str_starts(S("abc"), S("ab")) && !str_starts(S("a"), S("ab")));
    const struct str list[] = {S("a"), S("")};
    assert_true(str_among(S("a"), list, 2) && str_among(S(""), list, 2));
    assert_false(str_among(S("a"), list, 0) || str_among(S("b"), list, 2));
    assert_true(str_eq_nocase(S("Content-Type"), S("content-tYPE")));
    assert_true(str_eq_nocase(S(""), (struct str){NULL, 0}));
    assert_false(str_eq_nocase(S("ab"), S("abc")) || str_eq_nocase(S("a["), S("a{")));
    assert_true(str_ends(S("abc"), S("bc")) && !str_ends(S("c"), S("bc")));
}

static void test_no_value_is_not_empty(void **state)
{
    (void)state;
    assert_null(str_from(NULL).p);
    assert_non_null(str_from("").p);
    assert_int_equal(str_trim(S("   ")).n, 0);
}

static void test_next(void **state)
{
    (void)state;
    struct str rest = S("a,,b"), part;
    assert_true(str_next(&rest, ',', &part));
    assert_str(part, S("a"));
    assert_true(str_next(&rest, ',', &part));
    assert_int_equal(part.n, 0);
    assert_true(str_next(&rest, ',', &part));
    assert_str(part, S("b"));
    assert_false(str_next(&rest, ',', &part));
}

static void test_order(void **state)
{
    (void)state;
    assert_true(str_cmp(S("a"), S("b")) < 0 && str_cmp(S("b"), S("a")) > 0);
    assert_true(str_cmp(S("a"), S("aa")) < 0 && str_cmp(S("a"), S("a")) == 0);
    assert_true(str_cmp(S("\xc3\xa9"), S("z")) > 0);
}

static void test_int(void **state)
{
    (void)state;
    static const struct {
        struct str typed;
        bool fine;
        int64_t want;
    } cases[] = {
        {STR_INIT("0"), true, 0},    {STR_INIT("10"), true, 10},
        {STR_INIT("-5"), true, -5},  {STR_INIT("11"), false, 0},
        {STR_INIT(""), false, 0},    {STR_INIT("1 "), false, 0},
        {STR_INIT("1.0"), false, 0}, {STR_INIT("0x1"), false, 0},
        {STR_INIT("-6"), false, 0},  {STR_INIT("--1"), false, 0},
        {STR_INIT("-"), false, 0},   {STR_INIT("99999999999999999999"), false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t v = 77;
        assert_int_equal(str_int(cases[i].typed, -5, 10, &v), cases[i].fine);
        assert_int_equal(v, cases[i].fine ? cases[i].want : 77);
    }
    int64_t v = 0;
    assert_true(str_int(S("-9223372036854775808"), INT64_MIN, INT64_MAX, &v) && v == INT64_MIN);
    assert_true(str_int(S("9223372036854775807"), INT64_MIN, INT64_MAX, &v) && v == INT64_MAX);
    assert_false(str_int(S("9223372036854775808"), INT64_MIN, INT64_MAX, &v));
}

static void test_real(void **state)
{
    (void)state;
    double v = 7;
    assert_true(str_real(S("66.5"), -100, 100, &v) && v == 66.5);
    assert_true(str_real(S("-.5"), -1, 1, &v) || v == 66.5);
    static const char *const wrong[] = {"",    "1e3", "nan",  "inf", "0x10",
                                        "1,5", " 1",  "1..2", "101"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(str_real(str_from(wrong[i]), -100, 100, &v));
}

static void test_text(void **state)
{
    (void)state;
    assert_true(str_is_text(S("a\tb\r\nc")) && str_is_text(S("花子 🙂 é")));
    static const struct str wrong[] = {
        STR_INIT("a\0b"),         STR_INIT("\x01"),
        STR_INIT("\x7f"),         STR_INIT("\xff"),
        STR_INIT("\xc0\x80"),     STR_INIT("\xc3"),
        STR_INIT("\xed\xa0\x80"), STR_INIT("\xf4\x90\x80\x80"),
        STR_INIT("\xe0\x80\x80"),
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(str_is_text(wrong[i]));
}

static void test_chars(void **state)
{
    (void)state;
    assert_int_equal(str_chars(S("aé花🙂")), 4);
    assert_str(str_first(S("aé花🙂"), 2), S("aé"));
    assert_str(str_first(S("aé花🙂"), 3), S("aé花"));
    assert_str(str_first(S("ab"), 9), S("ab"));
    assert_int_equal(str_first(S("é"), 0).n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slices), cmocka_unit_test(test_no_value_is_not_empty),
        cmocka_unit_test(test_next),   cmocka_unit_test(test_order),
        cmocka_unit_test(test_int),    cmocka_unit_test(test_real),
        cmocka_unit_test(test_text),   cmocka_unit_test(test_chars),
    };
    return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
