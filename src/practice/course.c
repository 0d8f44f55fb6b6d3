/* Where the care of a complaint stands.
 * Must never: count a voided visit.
 * Read next: practice/course.h.
 */
#include "practice/course.h"

#include "store/sql_plan.h"
#include "store/sql_review.h"
#include "store/sql_visit.h"

static enum rc visits_since(struct act *act, struct id client, int64_t complaint, int64_t since_utc,
                            int64_t *ret)
{
    struct visit_count_since_row row = {0};
    enum rc rc = visit_count_since(
        act->tx, act->a, &(struct visit_count_since_in){client, complaint, since_utc}, &row);
    *ret = row.n;
    return rc;
}

enum rc course_read(struct act *act, struct id client, int64_t complaint, struct course *ret)
{
    struct course c = {.complaint = complaint};
    struct review_last_list reviews = {0};
    int64_t reviewed_utc = INT64_MIN, since_review = 0;
    enum rc rc = plan_get(act->tx, act->a, &(struct plan_get_in){client, complaint}, &c.plan);
    c.has_plan = rc == OK;
    if (rc == NOT_FOUND)
        rc = OK;
    if (rc == OK)
        rc = review_last(act->tx, act->a, &(struct review_last_in){client}, &reviews);
    for (size_t i = 0; i < reviews.n; i++)
        if (reviews.at[i].complaint == complaint)
            reviewed_utc = reviews.at[i].at_utc;
    if (rc == OK && c.has_plan)
        rc = visits_since(act, client, complaint, c.plan.since_utc, &c.done);
    if (rc == OK)
        rc = visits_since(act, client, complaint, reviewed_utc, &since_review);
    c.due = review_due_of(reviewed_utc != INT64_MIN, since_review, c.plan.review_after);
    *ret = c;
    return rc;
}

void course_ask(struct act *act, struct id client)
{
    plan_by_client_ask(act->tx, act->a, &(struct plan_by_client_in){client});
    review_last_ask(act->tx, act->a, &(struct review_last_in){client});
}

static int64_t counted(const struct visit_list *visits, int64_t complaint, int64_t since_utc)
{
    int64_t n = 0;
    for (size_t i = 0; i < visits->n; i++) {
        const struct visit *v = &visits->at[i];
        n += v->complaint == complaint && v->started_utc > since_utc &&
             str_eq(v->state, S("signed"));
    }
    return n;
}

static struct course course_of(int64_t complaint, const struct plan_list *plans,
                               const struct review_last_list *reviews,
                               const struct visit_list *visits)
{
    struct course c = {.complaint = complaint};
    int64_t reviewed_utc = INT64_MIN;
    for (size_t i = 0; i < plans->n; i++)
        if (plans->at[i].complaint == complaint) {
            c.has_plan = true;
            c.plan = plans->at[i];
        }
    for (size_t i = 0; i < reviews->n; i++)
        if (reviews->at[i].complaint == complaint)
            reviewed_utc = reviews->at[i].at_utc;
    if (c.has_plan)
        c.done = counted(visits, complaint, c.plan.since_utc);
    c.due = review_due_of(reviewed_utc != INT64_MIN, counted(visits, complaint, reviewed_utc),
                          c.plan.review_after);
    return c;
}

enum rc course_all(struct act *act, struct id client, const struct complaint_list *complaints,
                   const struct visit_list *visits, struct course_list *ret)
{
    struct plan_list plans;
    struct review_last_list reviews = {0};
    enum rc rc = plan_by_client(act->tx, act->a, &(struct plan_by_client_in){client}, &plans);
    if (rc == OK)
        rc = review_last(act->tx, act->a, &(struct review_last_in){client}, &reviews);
    if (rc != OK)
        return rc;
    *ret = (struct course_list){ARENA_ARRAY(act->a, complaints->n + 1, struct course), 0};
    for (size_t i = 0; i < complaints->n && !arena_failed(act->a); i++)
        ret->at[ret->n++] = course_of(complaints->at[i].n, &plans, &reviews, visits);
    return OK;
}
