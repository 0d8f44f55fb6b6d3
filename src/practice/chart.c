/* The chart, read in one snapshot.
 * Must never: mix complaints.
 * Read next: practice/chart.h.
 */
#include "practice/chart.h"

#include "domain/knowledge.h"
#include "practice/audit.h"
#include "practice/client.h"
#include "store/sql_client.h"
#include "store/sql_complaint.h"
#include "store/sql_observation.h"
#include "store/sql_practice.h"
#include "store/sql_visit.h"

enum { MARKS_BACK = 400 }; /* visits looked at for the trajectory's session marks */

enum rc chart_visits(struct act *act, struct id client, int64_t before_utc, struct visit_list *ret,
                     bool *ret_more)
{
    struct visit_by_client_in in = {client, before_utc ? before_utc : INT64_MAX, CHART_VISITS + 1};
    enum rc rc = visit_by_client(act->tx, act->a, &in, ret);
    if (rc != OK)
        return rc;
    *ret_more = ret->n > CHART_VISITS;
    if (*ret_more)
        ret->n = CHART_VISITS;
    return audit_saw(act, "visits.see", client, client);
}

static void response_fill(struct chart_complaint *c)
{
    const struct instrument *nrs = instrument_find(S("nrs_now"));
    for (size_t i = 0; i < c->visits.n && nrs; i++) {
        const struct visit *v = &c->visits.at[i];
        if (!v->nrs_before.has || !v->nrs_after.has)
            continue;
        c->has_response = true;
        c->response = *v;
        c->response_change = change_scored(nrs, 0, (double)v->nrs_before.v, (double)v->nrs_after.v);
        return;
    }
}

static void visits_of(struct arena *a, const struct visit_list *all, int64_t complaint,
                      struct visit_list *ret)
{
    ret->at = ARENA_ARRAY(a, all->n + 1, struct visit);
    for (size_t i = 0; i < all->n && !arena_failed(a); i++)
        if (all->at[i].complaint == complaint && str_eq(all->at[i].state, S("signed")))
            ret->at[ret->n++] = all->at[i];
}

static void goals_of(const struct goal_list *all, int64_t complaint, struct goal_list *ret)
{
    for (size_t i = 0; i < all->n; i++) {
        if (all->at[i].complaint != complaint)
            continue;
        if (!ret->n)
            ret->at = &all->at[i];
        ret->n++;
    }
}

static enum rc complaints_fill(struct act *act, struct chart *c, const struct visit_list *visits)
{
    struct complaint_list complaints;
    struct goal_list goals;
    struct id client = c->client.id;
    struct arena *a = act->a;
    struct course_list courses;
    enum rc rc = complaint_all(act, client, &complaints);
    if (rc == OK)
        rc = course_all(act, client, &complaints, visits, &courses);
    if (rc == OK)
        rc = goal_by_client(act->tx, a, &(struct goal_by_client_in){client}, &goals);
    if (rc != OK)
        return rc;
    c->complaints.at = ARENA_ARRAY(a, complaints.n + 1, struct chart_complaint);
    for (size_t i = 0; i < complaints.n; i++)
        observation_of_kind_ask(
            act->tx, a, &(struct observation_of_kind_in){client, complaints.at[i].n, S("nrs_now")});
    for (size_t i = 0; i < complaints.n && rc == OK && !arena_failed(a); i++) {
        struct chart_complaint *cc = &c->complaints.at[c->complaints.n++];
        struct observation_of_kind_in in = {client, complaints.at[i].n, S("nrs_now")};
        cc->complaint = complaints.at[i];
        cc->course = courses.at[i];
        goals_of(&goals, cc->complaint.n, &cc->goals);
        visits_of(a, visits, cc->complaint.n, &cc->visits);
        response_fill(cc);
        rc = observation_of_kind(act->tx, a, &in, &cc->pain);
    }
    return rc;
}

static enum rc map_fill(struct act *act, struct chart *c)
{
    struct visit_ref last;
    enum rc rc = visit_last_mapped(act->tx, act->a, &(struct visit_last_mapped_in){c->client.id},
                                   &last);
    if (rc != OK)
        return rc == NOT_FOUND ? OK : rc;
    c->map_utc = last.started_utc;
    return mark_by_visit(act->tx, act->a, &(struct mark_by_visit_in){c->client.id, last.id},
                         &c->map);
}

/* All that the client's id alone asks for, in one go. */
static void chart_ask(struct act *act, struct id client)
{
    struct tx *tx = act->tx;
    client_get_ask(tx, act->a, &(struct client_get_in){client});
    practice_get_ask(tx, act->a);
    visit_by_client_ask(tx, act->a, &(struct visit_by_client_in){client, INT64_MAX, MARKS_BACK});
    complaint_by_client_ask(tx, act->a, &(struct complaint_by_client_in){client});
    course_ask(act, client);
    goal_by_client_ask(tx, act->a, &(struct goal_by_client_in){client});
    visit_last_mapped_ask(tx, act->a, &(struct visit_last_mapped_in){client});
}

enum rc chart_read(struct act *act, struct id client, struct chart *ret)
{
    struct chart c = {.age = -1};
    struct visit_list visits;
    struct date born;
    struct practice_facts facts;
    struct visit_by_client_in in = {client, INT64_MAX, MARKS_BACK};
    chart_ask(act, client);
    enum rc rc = client_read(act, client, &c.client);
    if (rc == OK)
        rc = practice_facts(act, &facts);
    if (rc == OK)
        rc = visit_by_client(act->tx, act->a, &in, &visits);
    if (rc == OK)
        rc = complaints_fill(act, &c, &visits);
    if (rc == OK)
        rc = map_fill(act, &c);
    if (rc != OK)
        return rc;
    if (date_parse(c.client.born, &born))
        c.age = date_age(born, zone_local(facts.zone, act->now_utc).date);
    c.more = visits.n > CHART_VISITS;
    c.visits = visits;
    c.visits.n = c.more ? CHART_VISITS : visits.n;
    *ret = c;
    return audit_saw(act, "chart.see", client, client);
}
