/* Where the care of a complaint stands: its plan, the visits of its course, whether a review is due.
 * Must never: count a voided visit.
 * Read next: domain/plan.h, domain/review.h.
 */
#pragma once
#include "domain/plan.h"
#include "domain/review.h"
#include "domain/visit.h"
#include "practice/practice.h"

struct course {
    int64_t complaint;
    bool has_plan;
    struct plan plan;
    int64_t done; /* signed visits since the plan began */
    struct review_due due;
};

struct course_list {
    struct course *at;
    size_t n;
};

NODISCARD enum rc course_read(struct act *act, struct id client, int64_t complaint,
                              struct course *ret);
/* Of every complaint, from visits that were read already; two statements, which course_ask asks
 * ahead. */
void course_ask(struct act *act, struct id client);
NODISCARD enum rc course_all(struct act *act, struct id client,
                             const struct complaint_list *complaints,
                             const struct visit_list *visits, struct course_list *ret);
