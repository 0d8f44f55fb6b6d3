/* Range of motion as an outcome: one movement of one side over time, as the evidence engine takes it.
 * Must never: mix sides, devices' units or complaints.
 * Read next: domain/outcome.h, domain/measuring.h.
 *
 *   source   evidence reference 2: the unit is the error of one measurement by 0.8; what is taken for a
 *            change that matters is the smallest beyond error
 */
#pragma once
#include "domain/knowledge.h"
#include "domain/measuring.h"
#include "domain/observation.h"

enum { RANGES_MOST = 4, RANGE_VALUES = 4 };

struct range {
    struct instrument scale; /* its name says movement and side */
    struct str unit;         /* degrees, cm */
    struct observation_list values;
};

/* Those of the complaint with RANGE_VALUES values or more, the newest measured first. How many. */
size_t ranges_of(struct arena *a, const struct measuring_list *all, int64_t complaint,
                 struct range ret[RANGES_MOST]);
