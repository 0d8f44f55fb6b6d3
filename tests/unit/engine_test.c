/* The engine on this machine: room for a run or none, and the grid of intervals.
 * Must never: depend on which processor runs it.
 * Read next: domain/engine.h.
 */
#include "unit_series.h"

/* Whatever the ceiling: there is room, or there is none and it is said. */
static void test_a_full_arena(void **state)
{
    (void)state;
    bool had = false, lacked = false;
    for (size_t ceiling = 1024; ceiling <= UNIT_CEILING; ceiling *= 2) {
        struct arena *a = arena_new(ceiling);
        struct ev_work *w = engine_work(a, 1000);
        assert_int_equal(w == NULL, arena_failed(a));
        had = had || w;
        lacked = lacked || !w;
        if (w) /* all of it can be written to */
            w->events[999].t = w->steps[999].dt = w->weight[EV_NODES_MAX - 1] = 1;
        arena_free(a);
    }
    assert_true(had && lacked);
    struct arena *a = arena_new(UNIT_CEILING);
    assert_null(engine_work(a, SIZE_MAX - 1));
    arena_free(a);
}

/* Evidence reference 4: 3 to 56 days, and no sessions. */
static void test_intervals(void **state)
{
    (void)state;
    static const double want[] = {3, 4, 5, 7, 10, 14, 21, 28, 42, 56, 0};
    assert_int_equal(engine_interval_count, sizeof want / sizeof want[0]);
    assert_true(engine_interval_count <= EV_INTERVALS_MAX);
    for (size_t i = 0; i < engine_interval_count; i++)
        assert_true(engine_intervals[i] == want[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT(test_a_full_arena), UNIT(test_intervals)};
    return cmocka_run_group_tests_name("engine", tests, NULL, NULL);
}
