/* The clock, reached in one place so that tests can replace it.
 * Must never: be read by the evidence floor.
 * Read next: base/clock.h.
 */
#include "base/clock.h"

#include <stdatomic.h>

static _Atomic int64_t frozen;

static int64_t clock_ns(clockid_t which)
{
    struct timespec t;
    clock_gettime(which, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t clock_utc(void)
{
    int64_t at = atomic_load(&frozen);
    return at ? at : clock_ns(CLOCK_REALTIME) / 1000000000;
}

int64_t clock_ms(void)
{
    int64_t at = atomic_load(&frozen);
    return at ? at * 1000 : clock_ns(CLOCK_REALTIME) / 1000000;
}

int64_t clock_mono_ns(void)
{
    return clock_ns(CLOCK_MONOTONIC);
}

void clock_freeze(int64_t utc)
{
    atomic_store(&frozen, utc);
}
