/* Reading what was asked and measured of a client as series over time.
 * Must never: count a voided visit or review.
 * Read next: domain/trend.h.
 */
#pragma once
#include "domain/trend.h"
#include "practice/practice.h"

/* To be shown: leaves a row in the audit chain. */
NODISCARD enum rc trend_see(struct act *act, struct id client, struct trend_facts *ret);
