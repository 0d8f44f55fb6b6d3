/* The chart, shown.
 * Must never: say what the numbers do not.
 * Read next: web/chart.h.
 */
#include "web/chart.h"

#include "domain/knowledge.h"
#include "domain/outcome_words.h"
#include "practice/client.h"
#include "practice/user.h"
#include "web/app.h"
#include "web/chart_html.h"
#include "web/plan.h"
#include "web/review.h"
#include "web/rooms.h"

static struct str day_of(struct arena *a, struct str day)
{
    struct date d;
    return date_parse(day, &d) ? date_human(a, d) : S("");
}

static struct str scores_text(struct arena *a, const struct visit *v)
{
    if (!v->nrs_before.has)
        return S("");
    if (!v->nrs_after.has)
        return arena_fmt(a, "pain %lld", (long long)v->nrs_before.v);
    return arena_fmt(a, "pain %lld → %lld", (long long)v->nrs_before.v, (long long)v->nrs_after.v);
}

static void visit_lines_of(struct arena *a, const struct zone *z, const struct visit_list *visits,
                           struct visit_lines *ret)
{
    ret->at = ARENA_ARRAY(a, visits->n + 1, struct visit_line);
    for (size_t i = 0; i < visits->n && !arena_failed(a); i++) {
        const struct visit *v = &visits->at[i];
        bool draft = str_eq(v->state, S("draft"));
        ret->at[ret->n++] = (struct visit_line){.client = v->client,
                                                .id = v->id,
                                                .when = time_human(a, z, v->started_utc),
                                                .summary = draft ? S("Not signed yet") : v->summary,
                                                .scores = scores_text(a, v),
                                                .draft = draft,
                                                .voided = str_eq(v->state, S("void"))};
    }
}

/* --- a complaint ----------------------------------------------------------------------------- */

static struct str response_text(struct arena *a, const struct zone *z,
                                const struct chart_complaint *c)
{
    if (!c->has_response)
        return S("no visit with pain before and after yet");
    struct str day = day_human(a, z, c->response.started_utc);
    struct str words = change_words(&c->response_change);
    return arena_fmt(a, "pain %lld before, %lld right after on %.*s: %.*s",
                     (long long)c->response.nrs_before.v, (long long)c->response.nrs_after.v,
                     STR_ARG(day), STR_ARG(words));
}

/* As of the last signed visit: what the scores said, and the next date that follows. */
static void outcome_fill(struct arena *a, const struct zone *z, const struct chart_complaint *c,
                         struct complaint_card *card)
{
    card->outcome = card->next = S("");
    if (!c->visits.n)
        return;
    const struct visit *last = &c->visits.at[0];
    card->outcome = outcome_said(last->outcome);
    if (!last->interval_days.has)
        return;
    double days = last->interval_days.v;
    struct str every = outcome_interval(a, days);
    struct str day = day_human(a, z, last->started_utc + (int64_t)(days * 86400));
    card->next = days > 0
                     ? arena_fmt(a, "Next visit about %.*s (%.*s)", STR_ARG(day), STR_ARG(every))
                     : S("No sessions needed for the target");
}

static struct complaint_card card_of(struct arena *a, const struct zone *z,
                                     const struct chart_complaint *c)
{
    struct complaint_card card = {.n = c->complaint.n,
                                  .label = c->complaint.label,
                                  .since = day_of(a, c->complaint.since),
                                  .cause = c->complaint.cause,
                                  .closed = c->complaint.closed_utc.has,
                                  .response = response_text(a, z, c)};
    card.goals = goal_lines_of(a, &c->goals);
    card.plan = c->course.has_plan ? plan_words(a, &c->course.plan) : S("");
    card.place = c->course.has_plan ? plan_place_words(a, &c->course) : S("");
    card.review = c->complaint.closed_utc.has ? S("") : review_words(a, &c->course.due);
    outcome_fill(a, z, c, &card);
    card.trajectory = trajectory_of(a, z, c->complaint.n, &c->pain, NULL);
    return card;
}

static void cards_fill(struct arena *a, const struct zone *z, const struct chart *c,
                       struct chart_view *v)
{
    size_t n = c->complaints.n;
    v->complaints.at = ARENA_ARRAY(a, n + 1, struct complaint_card);
    for (size_t i = 0; i < n && !arena_failed(a); i++)
        v->complaints.at[v->complaints.n++] = card_of(a, z, &c->complaints.at[i]);
    v->open.at = v->complaints.at;
    while (v->open.n < v->complaints.n && !v->open.at[v->open.n].closed)
        v->open.n++;
}

/* --- the page -------------------------------------------------------------------------------- */

static void who_fill(struct arena *a, const struct client *c, int age, struct chart_view *v)
{
    v->id = c->id;
    v->name = client_name(a, c);
    v->born = day_of(a, c->born);
    v->age = age >= 0 ? arena_fmt(a, "%d years", age) : S("");
    v->phone = c->phone;
    v->email = c->email;
    v->occupation = c->occupation;
    v->gp = c->gp;
    v->emergency = c->emergency;
    v->address = c->address;
    v->alert = c->alert;
    v->archived = c->archived_utc.has;
}

static struct str older_of(struct arena *a, struct id client, const struct visit_list *shown)
{
    struct str id = id_text(a, client);
    return arena_fmt(a, "/clients/%.*s/visits?before=%lld", STR_ARG(id),
                     (long long)shown->at[shown->n - 1].started_utc);
}

static enum rc clinical_fill(struct act *act, struct id id, const struct practice_facts *facts,
                             struct chart_view *v)
{
    struct chart c;
    struct gate_whole w;
    enum rc rc = chart_read(act, id, &c);
    if (rc == OK)
        rc = gate_read(act, id, act->now_utc, NULL, &w);
    if (rc != OK)
        return rc;
    v->strip = gate_strip_of(act->a, &w);
    v->verdict = w.gate.verdict;
    who_fill(act->a, &c.client, c.age, v);
    cards_fill(act->a, facts->zone, &c, v);
    v->has_map = c.map_utc != 0;
    v->map_when = v->has_map ? time_human(act->a, facts->zone, c.map_utc) : S("");
    v->map = bodymap_of(act->a, c.client.figure, &c.map);
    v->older = c.more ? older_of(act->a, id, &c.visits) : S("");
    visit_lines_of(act->a, facts->zone, &c.visits, &v->visits);
    return OK;
}

static enum rc contact_fill(struct act *act, struct id id, struct chart_view *v)
{
    struct client c;
    enum rc rc = client_see(act, id, &c);
    if (rc == OK)
        who_fill(act->a, &c, -1, v);
    return rc;
}

static void signed_notice(struct request *rq, struct chart_view *v)
{
    struct arena *a = request_arena(rq);
    struct id visit;
    if (!v->treats || !id_parse(request_query(rq, S("signed")), &visit))
        return;
    struct str c = id_text(a, v->id), x = id_text(a, visit);
    v->frame.notice = S("The note is signed and locked. It can be printed, and amended.");
    v->frame.notice_to = arena_fmt(a, "/clients/%.*s/visits/%.*s", STR_ARG(c), STR_ARG(x));
}

static void chart_get(struct request *rq)
{
    struct act act;
    struct chart_view v = {0};
    struct practice_facts facts;
    struct id id;
    if (!app_param_id(rq, S("client"), &id)) {
        app_refuse(rq, 404);
        return;
    }
    if (!app_read(rq, &act))
        return;
    v.treats = (act.who.roles & ROLE_THERAPIST) != 0;
    enum rc rc = practice_facts(&act, &facts);
    if (rc == OK)
        rc = v.treats ? clinical_fill(&act, id, &facts, &v) : contact_fill(&act, id, &v);
    v.frame = frame_of(rq, &act, v.name, "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.ids = form_ids_of(rq);
    signed_notice(rq, &v);
    chart_page(request_out(rq), &v);
    request_answer(rq, 200);
}

static void visits_get(struct request *rq)
{
    struct act act;
    struct chart_view v = {0};
    struct practice_facts facts;
    struct visit_list visits;
    struct client c;
    int64_t before = 0;
    bool more = false;
    if (!app_param_id(rq, S("client"), &v.id)) {
        app_refuse(rq, 404);
        return;
    }
    if (!str_int(request_query(rq, S("before")), 1, INT64_MAX / 2, &before))
        before = 0;
    if (!app_read(rq, &act))
        return;
    enum rc rc = client_read(&act, v.id, &c);
    if (rc == OK)
        rc = practice_facts(&act, &facts);
    if (rc == OK)
        rc = chart_visits(&act, v.id, before, &visits, &more);
    v.frame = frame_of(rq, &act, S("Older visits"), "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    visit_lines_of(act.a, facts.zone, &visits, &v.visits);
    v.name = client_name(act.a, &c);
    v.older = more ? older_of(act.a, v.id, &visits) : S("");
    visits_page(request_out(rq), &v);
    request_answer(rq, 200);
}

const struct route chart_routes[] = {
    {ROUTE_GET, "/clients/:client", ROLE_STAFF, chart_get, 0},
    {ROUTE_GET, "/clients/:client/visits", ROLE_THERAPIST, visits_get, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
