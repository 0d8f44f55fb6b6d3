/* Reading a client's body maps over time.
 * Must never: count a voided visit's map.
 * Read next: domain/bodymap.h.
 */
#pragma once
#include "domain/bodymap.h"
#include "practice/practice.h"

/* To be shown: leaves a row in the audit chain. The last BODYMAP_PERIODS of four weeks. */
NODISCARD enum rc bodymap_see(struct act *act, struct id client, struct marked_list *ret);
