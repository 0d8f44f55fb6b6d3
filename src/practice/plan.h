/* Plans of care: the one that holds, its versions, a change.
 * Must never: change a version; what was planned stays to be read.
 * Read next: domain/plan.h.
 */
#pragma once
#include "practice/course.h"

struct plan_state {
    struct complaint complaint;
    struct goal_list goals;
    struct plan_list versions; /* newest first */
    struct course course;
};
/* To be shown: leaves a row in the audit chain. NOT_FOUND: no such complaint. */
NODISCARD enum rc plan_see(struct act *act, struct id client, int64_t complaint,
                           struct plan_state *ret);

struct plan_save_cmd {
    struct id client;
    struct plan plan; /* n: the version that was seen; 0: none */
    bool restart;     /* a new course: visits are counted from now on */
};
/* Writing; faults as plan_check. CONFLICT: changed meanwhile. */
NODISCARD enum rc plan_save(struct act *act, void *plan_save_cmd);
