/* Reading the outcomes of a practice.
 * Must never: name a client.
 * Read next: domain/responder.h.
 */
#pragma once
#include "domain/responder.h"
#include "practice/practice.h"

/* Of the last RESPONDER_DAYS. To be shown: leaves a row in the audit chain. */
NODISCARD enum rc responders_see(struct act *act, struct responder_list *ret);
