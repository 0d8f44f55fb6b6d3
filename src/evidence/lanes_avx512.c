/* Filter and mixture, 8 nodes at a time.
 * Must never: hold anything of its own.
 * Read next: evidence/filter_lanes.h.
 */
#if defined(__x86_64__)
#pragma GCC target("avx512f,avx512dq,avx512vl,fma")
#endif
#define LANES 8
#define EV_RUN ev_filter_avx512
#define EV_BELOW ev_below_avx512
#include "evidence/filter_lanes.h"
#include "evidence/mixture_lanes.h"
