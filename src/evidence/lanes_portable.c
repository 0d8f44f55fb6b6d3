/* Filter and mixture, 2 nodes at a time.
 * Must never: hold anything of its own.
 * Read next: evidence/filter_lanes.h.
 */
#define LANES 2
#define EV_RUN ev_filter_portable
#define EV_BELOW ev_below_portable
#include "evidence/filter_lanes.h"
#include "evidence/mixture_lanes.h"
