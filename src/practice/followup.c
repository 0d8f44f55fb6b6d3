/* Whom to ask, between visits.
 * Must never: tell the desk what somebody is treated for.
 * Read next: sql/outcome.sql.
 */
#include "practice/followup.h"

#include <stdlib.h>

#include "domain/client.h"
#include "practice/audit.h"
#include "store/sql_outcome.h"

enum { DAY_S = 86400, LOOKED_BACK_S = 8 * DAY_S, SCORES_MOST = 20 };

static struct diary_by_complaint_in diary_in(const struct followup_row *r)
{
    return (struct diary_by_complaint_in){r->client, r->complaint, S("nrs_now"), SCORES_MOST};
}

static void due_put(struct act *act, const struct followup_row *r, const struct followup *f,
                    struct followup_due_list *ret)
{
    const struct client c = {.given = r->given, .family = r->family, .preferred = r->preferred};
    if (f->state == FOLLOWUP_DUE)
        ret->at[ret->n++] = (struct followup_due){
            r->client, r->complaint, r->started_utc, client_name(act->a, &c), r->phone, *f};
}

static void planned_add(struct act *act, const struct zone *z, const struct followup_row *r,
                        const struct diary_score_list *scores, struct followup_due_list *ret)
{
    struct followup all[FOLLOWUPS];
    followups_of(r->started_utc, z, scores, act->now_utc, all);
    for (size_t i = 0; i < FOLLOWUPS; i++)
        due_put(act, r, &all[i], ret);
}

static void random_add(struct act *act, const struct zone *z, const struct followup_row *r,
                       const struct diary_score_list *scores, struct followup_due_list *ret)
{
    struct followup f;
    if (followup_random(r->client, r->complaint, r->started_utc, z, scores, act->now_utc, &f))
        due_put(act, r, &f, ret);
}

/* Room for FOLLOWUPS of each. */
static enum rc due_add(struct act *act, const struct zone *z, const struct followup_row_list *rows,
                       void (*add)(struct act *, const struct zone *, const struct followup_row *,
                                   const struct diary_score_list *, struct followup_due_list *),
                       struct followup_due_list *ret)
{
    enum rc rc = OK;
    for (size_t i = 0; i < rows->n; i++) {
        struct diary_by_complaint_in ahead = diary_in(&rows->at[i]);
        diary_by_complaint_ask(act->tx, act->a, &ahead);
    }
    for (size_t i = 0; i < rows->n && rc == OK && !arena_failed(act->a); i++) {
        struct diary_score_list scores;
        struct diary_by_complaint_in in = diary_in(&rows->at[i]);
        rc = diary_by_complaint(act->tx, act->a, &in, &scores);
        if (rc == OK)
            add(act, z, &rows->at[i], &scores, ret);
    }
    return rc;
}

static int sooner(const void *x, const void *y)
{
    const struct followup_due *a = x, *b = y;
    int64_t from = a->followup.until_utc, to = b->followup.until_utc;
    return from < to ? -1 : from > to;
}

enum rc followups_due(struct act *act, struct followup_due_list *ret)
{
    struct followup_row_list rows, unplanned;
    struct practice_facts facts;
    struct followup_visits_in in = {act->now_utc - LOOKED_BACK_S, FOLLOWUPS_LOOKED_AT};
    struct followup_unplanned_in out = {act->now_utc - (RANDOM_LAST_DAYS + 1) * DAY_S,
                                        act->now_utc - (RANDOM_FIRST_DAYS - 1) * DAY_S,
                                        FOLLOWUPS_LOOKED_AT};
    enum rc rc = practice_facts(act, &facts);
    if (rc == OK)
        rc = followup_visits(act->tx, act->a, &in, &rows);
    if (rc == OK)
        rc = followup_unplanned(act->tx, act->a, &out, &unplanned);
    if (rc != OK)
        return rc;
    size_t most = rows.n * FOLLOWUPS + unplanned.n + 1;
    *ret = (struct followup_due_list){ARENA_ARRAY(act->a, most, struct followup_due), 0};
    rc = due_add(act, facts.zone, &rows, planned_add, ret);
    if (rc == OK)
        rc = due_add(act, facts.zone, &unplanned, random_add, ret);
    if (rc == OK && ret->n)
        qsort(ret->at, ret->n, sizeof *ret->at, sooner);
    return rc == OK ? audit_saw(act, "followups.see", ID_NONE, ID_NONE) : rc;
}
