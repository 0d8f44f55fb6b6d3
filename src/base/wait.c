/* Waiting by the monotonic clock.
 * Must never: follow the wall clock, which may be set.
 * Read next: base/wait.h.
 */
#include "base/wait.h"

#include <time.h>

#include "base/fault.h"

void wait_init(pthread_cond_t *cond)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    if (pthread_cond_init(cond, &monotonic) != 0)
        bug("no condition to wait for");
    pthread_condattr_destroy(&monotonic);
}

bool wait_until(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t until_ns)
{
    const struct timespec until = {until_ns / 1000000000, until_ns % 1000000000};
    return pthread_cond_timedwait(cond, lock, &until) == 0;
}
