/* Reading what was measured of a client over time.
 * Must never: count a voided visit's values.
 * Read next: domain/measuring.h.
 */
#pragma once
#include "domain/measuring.h"
#include "practice/practice.h"

/* The newest two thousand findings of signed visits, newest first. */
NODISCARD enum rc measuring_read(struct act *act, struct id client, struct measuring_list *ret);
