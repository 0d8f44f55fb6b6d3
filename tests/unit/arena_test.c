/* The arena: ceiling, failure that stays, closers, what is handed out; and the buffer on top of it.
 * Must never: look into the arena.
 * Read next: base/arena.h, base/out.h.
 */
#include "unit.h"

#include "base/out.h"

static void test_blocks_are_zeroed_and_aligned(void **state)
{
    for (size_t n = 1; n < 100; n += 7) {
        unsigned char *p = arena_alloc(*state, n);
        assert_int_equal((uintptr_t)p % 16, 0);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xff, n);
    }
    assert_false(arena_failed(*state));
}

static void test_ceiling_fails_for_good(void **state)
{
    (void)state;
    struct arena *a = arena_new(1024);
    assert_non_null(arena_alloc(a, 1000));
    assert_false(arena_failed(a));
    memset(arena_alloc(a, 1000), 1, 1000);
    assert_true(arena_failed(a));
    assert_non_null(arena_alloc(a, 1));
    assert_true(arena_failed(a));
    arena_reset(a);
    assert_false(arena_failed(a));
    assert_int_equal(arena_used(a), 0);
    arena_free(a);
}

static void test_what_does_not_fit_never_ends_the_process(void **state)
{
    (void)state;
    struct arena *a = arena_new(200000);
    assert_non_null(arena_alloc(a, 190000));
    assert_non_null(arena_array(a, 9990, 1));
    assert_non_null(arena_array(a, 100000, 1));
    assert_true(arena_failed(a));
    assert_non_null(arena_array(a, 100000, 100));
    assert_non_null(arena_array(a, SIZE_MAX, 16));
    char *big = malloc(100000);
    memset(big, 'x', 100000);
    assert_int_equal(arena_str(a, (struct str){big, 100000}).n, 0);
    free(big);
    arena_free(a);
}

static void note(void *at)
{
    static int order;
    *(int *)at = ++order;
}

static void test_closers_run_backwards(void **state)
{
    (void)state;
    int first = 0, second = 0;
    struct arena *a = arena_new(1024);
    arena_at_end(a, note, &first);
    arena_at_end(a, note, &second);
    assert_int_equal(first, 0);
    arena_free(a);
    assert_true(second > 0 && first > second);
}

static void test_texts(void **state)
{
    struct str copy = arena_str(*state, S("abc"));
    assert_str(copy, S("abc"));
    assert_int_equal(copy.p[3], '\0');
    assert_null(arena_str(*state, (struct str){NULL, 0}).p);
    assert_string_equal(arena_cstr(*state, (struct str){NULL, 0}), "");
    assert_str(arena_fmt(*state, "%d-%s", 7, "x"), S("7-x"));
    char long_one[1001];
    memset(long_one, 'y', 1000);
    long_one[1000] = '\0';
    assert_int_equal(arena_fmt(*state, "%s", long_one).n, 1000);
}

static void test_out_is_full_for_good(void **state)
{
    struct out w = out_new(*state, 10);
    out_raw(&w, S("12345"));
    out_raw(&w, S("678901"));
    assert_true(w.full);
    out_char(&w, 'x');
    assert_str(out_str(&w), S("12345"));
}

static void test_out_grows(void **state)
{
    struct out w = out_new(*state, 1000000);
    for (int i = 0; i < 10000; i++)
        out_fmt(&w, "%05d,", i);
    assert_false(w.full);
    assert_int_equal(w.n, 60000);
    assert_str(str_slice(out_str(&w), 59994, 6), S("09999,"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_blocks_are_zeroed_and_aligned),
        UNIT(test_ceiling_fails_for_good),
        UNIT(test_what_does_not_fit_never_ends_the_process),
        UNIT(test_closers_run_backwards),
        UNIT(test_texts),
        UNIT(test_out_is_full_for_good),
        UNIT(test_out_grows),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
