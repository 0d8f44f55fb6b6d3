/* Whom to ask, between visits.
 * Must never: tell the desk what somebody is treated for.
 * Read next: sql/outcome.sql.
 */
#include "practice/followup.h"

#include <stdlib.h>

#include "domain/client.h"
#include "practice/audit.h"
#include "store/sql_outcome.h"

enum { LOOKED_BACK_S = 8 * 86400, SCORES_MOST = 20 };

static struct diary_by_complaint_in diary_in(const struct followup_row *r)
{
    return (struct diary_by_complaint_in){r->client, r->complaint, S("nrs_now"), SCORES_MOST};
}

static enum rc due_add(struct act *act, const struct zone *z, const struct followup_row *r,
                       struct followup_due_list *ret)
{
    struct diary_score_list scores;
    struct followup all[FOLLOWUPS];
    struct diary_by_complaint_in in = diary_in(r);
    enum rc rc = diary_by_complaint(act->tx, act->a, &in, &scores);
    if (rc != OK)
        return rc;
    followups_of(r->started_utc, z, &scores, act->now_utc, all);
    const struct client c = {.given = r->given, .family = r->family, .preferred = r->preferred};
    for (size_t i = 0; i < FOLLOWUPS && !arena_failed(act->a); i++)
        if (all[i].state == FOLLOWUP_DUE)
            ret->at[ret->n++] = (struct followup_due){
                r->client, r->complaint, r->started_utc, client_name(act->a, &c), r->phone, all[i]};
    return OK;
}

static int sooner(const void *x, const void *y)
{
    const struct followup_due *a = x, *b = y;
    int64_t from = a->followup.until_utc, to = b->followup.until_utc;
    return from < to ? -1 : from > to;
}

enum rc followups_due(struct act *act, struct followup_due_list *ret)
{
    struct followup_row_list rows;
    struct practice_facts facts;
    struct followup_visits_in in = {act->now_utc - LOOKED_BACK_S, FOLLOWUPS_LOOKED_AT};
    enum rc rc = practice_facts(act, &facts);
    if (rc == OK)
        rc = followup_visits(act->tx, act->a, &in, &rows);
    if (rc != OK)
        return rc;
    *ret = (struct followup_due_list){
        ARENA_ARRAY(act->a, rows.n * FOLLOWUPS + 1, struct followup_due), 0};
    for (size_t i = 0; i < rows.n; i++) {
        struct diary_by_complaint_in ahead = diary_in(&rows.at[i]);
        diary_by_complaint_ask(act->tx, act->a, &ahead);
    }
    for (size_t i = 0; i < rows.n && rc == OK && !arena_failed(act->a); i++)
        rc = due_add(act, facts.zone, &rows.at[i], ret);
    if (rc == OK && ret->n)
        qsort(ret->at, ret->n, sizeof *ret->at, sooner);
    return rc == OK ? audit_saw(act, "followups.see", ID_NONE, ID_NONE) : rc;
}
