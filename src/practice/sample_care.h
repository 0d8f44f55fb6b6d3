/* Plans and reviews of the sample practice.
 * Must never: be written otherwise than a therapist writes them.
 * Read next: practice/plan.h, practice/review.h.
 */
#pragma once
#include "practice/practice.h"
#include "practice/sample_dice.h"

struct sample_care {
    struct id client;
    int64_t complaint;
    struct str areas, activity; /* activity: what the complaint makes hard */
    double pain;                /* at that time, 0-10 */
    bool first;
};

/* In a write, at act->now_utc: the plan at the first one, a change of it now and then. */
NODISCARD enum rc sample_plan(struct act *act, struct dice *dice, const struct sample_care *care);
NODISCARD enum rc sample_review(struct act *act, struct dice *dice, const struct sample_care *care);
