/* What a sample client was asked before the first visit, and consented to. Inside the sample only.
 * Must never: leave a sample client whom the gate would not let in.
 * Read next: practice/sample.c.
 */
#pragma once
#include "domain/visit.h"
#include "practice/practice.h"
#include "practice/sample_dice.h"

/* In a write, as the user of `act`, at act->now_utc.
 *   alert   words that a therapist sees; a blood thinner there is answered with yes
 */
NODISCARD enum rc sample_safety(struct act *act, struct dice *dice, struct id client,
                                struct str alert);
/* Brings a sheet's blocks within the limits that stood at its time. */
NODISCARD enum rc sample_soften(struct act *act, struct id client, struct sheet *sheet);
/* One question answered with yes; a clearance on top where it needs one and `cleared`. */
NODISCARD enum rc sample_tell(struct act *act, struct id client, const char *caution, bool cleared);
/* What is due is asked, and answered with no. */
NODISCARD enum rc sample_safety_again(struct act *act, struct id client);
