/* Adverse events of the sample practice: a mild one that is over, a severe one with its tasks.
 * Must never: be written otherwise than a therapist records them.
 * Read next: practice/adverse.h.
 */
#pragma once
#include "practice/practice.h"

/* Writing; cmd is not looked at. Without a client who was treated a week ago it leaves nothing. */
NODISCARD enum rc sample_adverse(struct act *act, void *cmd);
