/* The clock, reached in one place so that tests can replace it.
 * Must never: be read by the evidence floor.
 * Read next: base/date.h.
 */
#pragma once
#include <stdint.h>

/* UTC seconds since 1970. */
int64_t clock_utc(void);
/* UTC milliseconds since 1970. */
int64_t clock_ms(void);
/* Monotonic nanoseconds, for measuring. */
int64_t clock_mono_ns(void);
/* Tests: freezes the UTC clock at that second; 0 gives it back. */
void clock_freeze(int64_t utc);
