/* Plans of care.
 * Must never: change a version; what was planned stays to be read.
 * Read next: sql/plan.sql.
 */
#include "practice/plan.h"

#include "practice/audit.h"
#include "store/sql_complaint.h"
#include "store/sql_plan.h"

enum { SITTING_S = 12 * 3600 }; /* a visit that began this long ago is the present one */

enum rc plan_see(struct act *act, struct id client, int64_t complaint, struct plan_state *ret)
{
    struct plan_state s = {.versions = {NULL, 0}};
    struct complaint_get_in in = {client, complaint};
    enum rc rc = complaint_get(act->tx, act->a, &in, &s.complaint);
    if (rc == OK)
        rc = goal_of_complaint(act->tx, act->a, &(struct goal_of_complaint_in){client, complaint},
                               &s.goals);
    if (rc == OK)
        rc = plan_by_complaint(act->tx, act->a, &(struct plan_by_complaint_in){client, complaint},
                               &s.versions);
    if (rc == OK)
        rc = course_read(act, client, complaint, &s.course);
    if (rc != OK)
        return rc;
    *ret = s;
    return audit_saw(act, "plan.see", client, client);
}

/* --- save ------------------------------------------------------------------------------------ */

/* A course counts from its first version, with the visit in which that was made. */
static int64_t since_of(const struct act *act, const struct plan *before, bool restart)
{
    if (!before)
        return act->now_utc - SITTING_S;
    return restart ? act->now_utc : before->since_utc;
}

static enum rc version_put(struct act *act, const struct plan_save_cmd *c,
                           const struct plan *before)
{
    const struct plan *p = &c->plan;
    struct plan_put_in in = {
        .client = c->client,
        .complaint = p->complaint,
        .n = p->n + 1,
        .made_utc = act->now_utc,
        .author = act->who.user,
        .reason = p->reason,
        .techniques = p->techniques,
        .areas = p->areas,
        .minutes = p->minutes,
        .interval_days = p->interval_days,
        .visits = p->visits,
        .review_after = p->review_after,
        .home_care = p->home_care,
        .since_utc = since_of(act, before, c->restart),
    };
    return plan_put(act->tx, &in);
}

enum rc plan_save(struct act *act, void *plan_save_cmd)
{
    struct plan_save_cmd *c = plan_save_cmd;
    struct plan now;
    struct complaint complaint;
    struct complaint_get_in in = {c->client, c->plan.complaint};
    enum rc rc = complaint_get(act->tx, act->a, &in, &complaint);
    if (rc != OK)
        return rc;
    rc = plan_get(act->tx, act->a, &(struct plan_get_in){c->client, c->plan.complaint}, &now);
    if (rc != OK && rc != NOT_FOUND)
        return rc;
    const struct plan *before = rc == OK ? &now : NULL;
    if ((before ? before->n : 0) != c->plan.n)
        return CONFLICT;
    struct plan_save_cmd checked = *c;
    plan_check(act->a, &checked.plan, before, c->restart, act->faults);
    if (act->faults->n)
        return INVALID;
    rc = version_put(act, &checked, before);
    act->made = c->client;
    return rc == OK ? audit_add(act, "plan.save", c->client, c->client, S("")) : rc;
}
