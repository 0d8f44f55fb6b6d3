/* Whom to ask, between visits, how pain is now.
 * Must never: tell the desk what somebody is treated for.
 * Read next: domain/followup.h.
 */
#pragma once
#include "domain/followup.h"
#include "practice/practice.h"

enum { FOLLOWUPS_LOOKED_AT = 200 };

struct followup_due {
    struct id client;
    int64_t complaint, visit_utc;
    struct str name, phone;
    struct followup followup;
};

struct followup_due_list { /* soonest over first */
    struct followup_due *at;
    size_t n;
};
/* Those due now, of visits of the last eight days; and at random times of the two months after one,
 * of complaints without a plan. To be shown: leaves a row in the audit chain. */
NODISCARD enum rc followups_due(struct act *act, struct followup_due_list *ret);
