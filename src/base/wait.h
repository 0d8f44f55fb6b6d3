/* Conditions that are waited for until an instant of the monotonic clock.
 * Must never: follow the wall clock, which may be set.
 * Read next: base/clock.h.
 */
#pragma once
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* Ends the process when the machine has no memory. */
void wait_init(pthread_cond_t *cond);
/* As pthread_cond_timedwait, until clock_mono_ns() is `until_ns`; false when it came to that. */
bool wait_until(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t until_ns);
