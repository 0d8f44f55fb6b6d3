/* Filter and mixture, 4 nodes at a time.
 * Must never: hold anything of its own.
 * Read next: evidence/filter_lanes.h.
 */
#if defined(__x86_64__)
#pragma GCC target("avx2,fma")
#endif
#define LANES 4
#define EV_RUN ev_filter_avx2
#define EV_BELOW ev_below_avx2
#include "evidence/filter_lanes.h"
#include "evidence/mixture_lanes.h"
