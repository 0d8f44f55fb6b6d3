/* Forms: what is taken, what is refused, and that what is written is read again.
 * Must never: test the server.
 * Read next: http/form.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "http/form.h"

enum { CEILING = 1024 * 1024 };

static int arena_make(void **state)
{
    *state = arena_new(CEILING);
    return 0;
}

static int arena_end(void **state)
{
    arena_free(*state);
    return 0;
}

static void assert_str(struct str have, struct str want)
{
    assert_true((have.p == NULL) == (want.p == NULL));
    assert_int_equal(have.n, want.n);
    assert_true(str_eq(have, want));
}

static void test_decode(void **state)
{
    static const struct {
        struct str sent;
        bool plus;
        struct str want; /* "no value": refused */
    } cases[] = {
        {STR_INIT(""), true, STR_INIT("")},
        {STR_INIT("plain"), true, STR_INIT("plain")},
        {STR_INIT("a+b"), true, STR_INIT("a b")},
        {STR_INIT("a+b"), false, STR_INIT("a+b")},
        {STR_INIT("%41%62"), false, STR_INIT("Ab")},
        {STR_INIT("%c3%A9"), true, STR_INIT("\xc3\xa9")},
        {STR_INIT("\xc3\xa9"), true, STR_INIT("\xc3\xa9")},
        {STR_INIT("%0d%0A%09"), true, STR_INIT("\r\n\t")},
        {STR_INIT("%2541"), true, STR_INIT("%41")},
        {STR_INIT("%"), true, {NULL, 0}},
        {STR_INIT("a%4"), true, {NULL, 0}},
        {STR_INIT("%4g"), true, {NULL, 0}},
        {STR_INIT("%%41"), true, {NULL, 0}},
        {STR_INIT("% 41"), true, {NULL, 0}},
        {STR_INIT("%00"), true, {NULL, 0}},
        {STR_INIT("a\0b"), true, {NULL, 0}},
        {STR_INIT("%01"), true, {NULL, 0}},
        {STR_INIT("%c3"), true, {NULL, 0}},
        {STR_INIT("%c3%28"), true, {NULL, 0}},
        {STR_INIT("%c0%80"), true, {NULL, 0}},
        {STR_INIT("%ed%a0%80"), true, {NULL, 0}},
        {STR_INIT("%f5%80%80%80"), true, {NULL, 0}},
        {STR_INIT("\xff"), true, {NULL, 0}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str have = {NULL, 0};
        enum rc rc = form_decode(*state, cases[i].sent, cases[i].plus, &have);
        assert_int_equal(rc, cases[i].want.p ? OK : INVALID);
        if (rc == OK)
            assert_str(have, cases[i].want);
        else
            assert_null(have.p); /* outputs stay as they were */
    }
}

static void test_parse(void **state)
{
    struct form f = {0};
    assert_int_equal(form_parse(*state, S("a=1&b=x+y&a=2&&c&d=&=e&f=g=h"), 20, &f), OK);
    assert_int_equal(f.n, 7);
    assert_str(form_get(&f, S("a")), S("1"));
    assert_str(f.at[2].value, S("2"));
    assert_str(form_get(&f, S("b")), S("x y"));
    assert_str(form_get(&f, S("c")), S(""));
    assert_str(form_get(&f, S("d")), S(""));
    assert_str(form_get(&f, S("")), S("e"));
    assert_str(form_get(&f, S("f")), S("g=h"));
    assert_str(form_get(&f, S("g")), (struct str){NULL, 0});
    assert_int_equal(form_parse(*state, S(""), 0, &f), OK);
    assert_int_equal(f.n, 0);
    assert_int_equal(form_parse(*state, (struct str){NULL, 0}, 0, &f), OK);
    assert_int_equal(f.n, 0);
}

static void test_refused(void **state)
{
    struct form f = {.n = 77};
    assert_int_equal(form_parse(*state, S("a=1&b=%zz"), 20, &f), INVALID);
    assert_int_equal(form_parse(*state, S("a=1&%ff=2"), 20, &f), INVALID);
    assert_int_equal(form_parse(*state, S("a=1\0"), 20, &f), INVALID);
    assert_int_equal(form_parse(*state, S("a&b&c"), 2, &f), INVALID);
    assert_int_equal(f.n, 77);
    assert_int_equal(form_parse(*state, S("a&b&c"), 3, &f), OK);
    assert_false(arena_failed(*state));
}

/* A body of separators must not use memory before it is refused. */
static void test_memory(void **state)
{
    static char many[64 * 1024];
    struct form f;
    size_t before = arena_used(*state);
    memset(many, '&', sizeof many);
    assert_int_equal(form_parse(*state, (struct str){many, sizeof many}, 2000, &f), INVALID);
    assert_int_equal(arena_used(*state), before);
    struct arena *small = arena_new(256);
    assert_int_equal(form_parse(small, (struct str){many, 2000}, 4000, &f), BUSY);
    arena_free(small);
    small = arena_new(256);
    assert_int_equal(form_parse(small, S("a=%41"), 10, &f), OK);
    memset(many, '+', sizeof many);
    assert_int_equal(form_decode(small, (struct str){many, 1000}, true, &f.at[0].value), BUSY);
    arena_free(small);
}

static void test_write(void **state)
{
    struct out w = out_new(*state, 10000);
    struct form f;
    char every[127];
    for (size_t i = 0; i < sizeof every; i++)
        every[i] = (char)(i + 1 < ' ' ? '\n' : i + 1 == 127 ? '~' : i + 1);
    form_write(&w, S("a"), S("1 2"));
    form_write(&w, S("b&=+%"), S("\xc3\xa9"));
    assert_str(out_str(&w), S("a=1+2&b%26%3D%2B%25=%C3%A9"));
    form_write(&w, S("every"), (struct str){every, sizeof every});
    form_write(&w, S(""), S(""));
    form_write_more(&w, S("& "));
    form_write_more(&w, S("2"));
    assert_int_equal(form_parse(*state, out_str(&w), 10, &f), OK);
    assert_int_equal(f.n, 4);
    assert_str(form_get(&f, S("b&=+%")), S("\xc3\xa9"));
    assert_str(form_get(&f, S("every")), (struct str){every, sizeof every});
    assert_str(form_get(&f, S("")), S("& 2"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_decode, arena_make, arena_end),
        cmocka_unit_test_setup_teardown(test_parse, arena_make, arena_end),
        cmocka_unit_test_setup_teardown(test_refused, arena_make, arena_end),
        cmocka_unit_test_setup_teardown(test_memory, arena_make, arena_end),
        cmocka_unit_test_setup_teardown(test_write, arena_make, arena_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
