/* Folding for search, composing for the store; faults.
 * Must never: expect what only one language does.
 * Read next: base/fold.h, base/fault.h.
 */
#include "unit.h"

#include "base/fault.h"
#include "base/fold.h"

static void test_fold(void **state)
{
    static const struct {
        struct str typed, want;
    } cases[] = {
        {STR_INIT("O’Brien-Müller"), STR_INIT("o'brien-muller")},
        {STR_INIT("ﬁnch"), STR_INIT("finch")},
        {STR_INIT("STRASSE"), STR_INIT("strasse")},
        {STR_INIT("Straße"), STR_INIT("strasse")},
        {STR_INIT("ÁΛΈΞΑΝΔΡΟΣ"), STR_INIT("aλεξανδροσ")},
        {STR_INIT("Алёна"), STR_INIT("алена")},
        {STR_INIT("山田"), STR_INIT("山田")},
        {STR_INIT("Ngũgĩ"), STR_INIT("ngugi")},
        {STR_INIT("a–b‐c"), STR_INIT("a-b-c")},
        {STR_INIT("\xe2\x80\x8b"), STR_INIT("")},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str have = fold_text(*state, cases[i].typed);
        assert_true(str_eq(have, cases[i].want));
        assert_true(str_eq(fold_text(*state, have), have));
    }
}

static void test_digits(void **state)
{
    assert_str(fold_digits(*state, S("+61 (0)2 9555-01.23")), S("610295550123"));
    assert_str(fold_digits(*state, S("\xef\xbc\x94\xef\xbc\x92")), S("42")); /* full width */
    assert_int_equal(fold_digits(*state, S("none")).n, 0);
}

static void test_store(void **state)
{
    assert_str(fold_store(*state, S("  Mu\xcc\x88ller \n")), S("Müller"));
    assert_str(fold_store(*state, S("ﬁ")), S("ﬁ"));
}

static void test_faults(void **state)
{
    struct faults *f = faults_new(*state);
    fault_add(f, S("name"), "Enter %s.", "a name");
    fault_add(f, S("name"), "Something else.");
    fault_add(f, S(""), "one");
    fault_add(f, S(""), "two");
    assert_int_equal(f->n, 3);
    assert_str(fault_of(f, S("name")), S("Enter a name."));
    assert_null(fault_of(f, S("other")).p);
    assert_null(fault_of(NULL, S("name")).p);
    for (int i = 0; i < 1000; i++)
        fault_add(f, arena_fmt(*state, "f%d", i), "x");
    assert_int_equal(f->n, FAULTS_MAX);
    assert_int_equal(f->n + (size_t)f->more, 1003);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT(test_fold), UNIT(test_digits), UNIT(test_store),
                                       UNIT(test_faults)};
    return cmocka_run_group_tests_name("fold", tests, NULL, NULL);
}
