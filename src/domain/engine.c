/* The evidence engine on this machine.
 * Must never: give another result on another machine, beyond rounding.
 * Read next: domain/engine.h.
 */
#include "domain/engine.h"

const double engine_intervals[] = {3, 4, 5, 7, 10, 14, 21, 28, 42, 56, 0};
const size_t engine_interval_count = sizeof engine_intervals / sizeof engine_intervals[0];

enum ev_variant engine_variant(void)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq"))
        return EV_AVX512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return EV_AVX2;
#endif
    return EV_PORTABLE;
}

bool engine_work_fit(struct arena *a, struct ev_work *w, size_t events)
{
    struct ev_event *e = ARENA_ARRAY(a, events + 1, struct ev_event);
    struct ev_step *s = ARENA_ARRAY(a, events + 1, struct ev_step);
    if (arena_failed(a))
        return false;
    w->events = e;
    w->steps = s;
    return true;
}

struct ev_work *engine_work(struct arena *a, size_t events)
{
    /* An array of one: arena_alloc cannot fail quietly on what is larger than its scratch block. */
    struct ev_work *w = ARENA_ARRAY(a, 1, struct ev_work);
    return !arena_failed(a) && engine_work_fit(a, w, events) ? w : NULL;
}
