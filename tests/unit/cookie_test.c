/* Cookies: which are taken, and how ours are written.
 * Must never: test the server.
 * Read next: http/cookie.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "http/cookie.h"

static void test_get(void **state)
{
    static const struct {
        struct str header;
        const char *want; /* of the cookie "id"; NULL: no value */
    } cases[] = {
        {{NULL, 0}, NULL},
        {STR_INIT(""), NULL},
        {STR_INIT("id=x"), "x"},
        {STR_INIT("a=1; id=x; b=2"), "x"},
        {STR_INIT("a=1;id=x;b=2"), "x"},
        {STR_INIT(" id=x ;"), "x"},
        {STR_INIT("id=a=b"), "a=b"},
        {STR_INIT("id="), ""},
        {STR_INIT("id"), NULL},
        {STR_INIT("ID=x"), NULL},
        {STR_INIT("xid=x; idx=y"), NULL},
        {STR_INIT("id=x; id=x"), NULL},
        {STR_INIT("id=x; a=1; id=y"), NULL},
        {STR_INIT("id=x; id=y; id=z"), NULL},
        {STR_INIT("id=\"x\"; id=y"), NULL},
        {STR_INIT("id=x y"), NULL},
        {STR_INIT("id=\"x\""), NULL},
        {STR_INIT("id=x,y"), NULL},
        {STR_INIT("id=x\\y"), NULL},
        {STR_INIT("id=\xc3\xa9"), NULL},
        {STR_INIT("id=x\0y"), NULL},
        {STR_INIT("id =x"), NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str have = cookie_get(cases[i].header, S("id"));
        struct str want = str_from(cases[i].want);
        if ((have.p == NULL) != (want.p == NULL) || !str_eq(have, want))
            fail_msg("\"%.*s\" gave \"%.*s\"", STR_ARG(cases[i].header), STR_ARG(have));
    }
}

static void test_make(void **state)
{
    struct arena *a = arena_new(4096);
    (void)state;
    assert_string_equal(arena_cstr(a, cookie_make(a, S("__Host-id"), S("abc"), 3600)),
                        "__Host-id=abc; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=3600");
    assert_string_equal(arena_cstr(a, cookie_make(a, S("id"), S(""), 0)),
                        "id=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_get),
        cmocka_unit_test(test_make),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
