/* Filter and mixture, 2 nodes at a time.
 * Must never: hold anything of its own.
 * Read next: evidence/filter_lanes.h.
 */
#include "evidence/filter_lanes.h"
#include "evidence/mixture_lanes.h"
