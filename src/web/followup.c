/* Whom to ask today.
 * Must never: tell the desk what somebody is treated for.
 * Read next: web/followup.h.
 */
#include "web/followup.h"

#include "base/clock.h"
#include "practice/client.h"
#include "practice/outcome.h"
#include "web/app.h"
#include "web/followup_html.h"
#include "web/rooms.h"

static struct followup_line line_of(struct request *rq, const struct zone *z, int64_t now_utc,
                                    const struct followup_due *d)
{
    struct arena *a = request_arena(rq);
    struct str day = day_human(a, z, d->visit_utc), until = time_human(a, z, d->followup.until_utc);
    return (struct followup_line){
        .ids = {app_seat(rq)->csrf, id_text(a, id_new())},
        .client = d->client,
        .complaint = d->complaint,
        .name = d->name,
        .phone = d->phone,
        .when = arena_fmt(a, "%s the visit of %.*s", d->followup.when, STR_ARG(day)),
        .until = arena_fmt(a, "till %.*s", STR_ARG(until)),
        .at = time_field(a, z, now_utc)};
}

/* --- what was kept just now ------------------------------------------------------------------ */

enum { UNDO_S = 600 };

/* The score that the address names, as one that was kept in the last minutes. */
static bool kept_named(struct request *rq, int64_t now_utc, struct score_void_cmd *ret)
{
    ret->since = id_since(now_utc - UNDO_S);
    return id_parse(request_query(rq, S("client")), &ret->client) &&
           str_int(request_query(rq, S("complaint")), 1, INT32_MAX, &ret->complaint) &&
           id_parse(request_query(rq, S("kept")), &ret->score);
}

static void kept_fill(struct request *rq, struct act *act, struct followup_kept *ret)
{
    struct score_void_cmd which;
    struct diary_score score;
    struct client client;
    if (!kept_named(rq, act->now_utc, &which) || score_read(act, &which, &score) != OK ||
        client_read(act, which.client, &client) != OK)
        return;
    struct str name = client_name(act->a, &client);
    struct str c = id_text(act->a, which.client), s = id_text(act->a, which.score);
    ret->ids = form_ids_of(rq);
    ret->what = arena_fmt(act->a, "%.*s: %g is kept.", STR_ARG(name), score.value);
    ret->undo = arena_fmt(act->a, "/followups/%.*s/%lld/%.*s/void", STR_ARG(c),
                          (long long)which.complaint, STR_ARG(s));
}

static void page_show(struct request *rq, unsigned status)
{
    struct act act;
    struct practice_facts facts;
    struct followup_due_list due;
    struct followup_view v = {.may_open = false};
    if (!app_read(rq, &act))
        return;
    v.may_open = act.who.roles & ROLE_THERAPIST;
    enum rc rc = practice_facts(&act, &facts);
    if (rc == OK)
        rc = followups_due(&act, &due);
    if (rc == OK)
        kept_fill(rq, &act, &v.kept);
    v.frame = frame_of(rq, &act, S("To ask"), "home");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    if (request_query(rq, S("undone")).p)
        v.frame.notice = S("The score is taken back.");
    v.lines.at = ARENA_ARRAY(act.a, due.n + 1, struct followup_line);
    for (size_t i = 0; i < due.n && !arena_failed(act.a); i++)
        v.lines.at[v.lines.n++] = line_of(rq, facts.zone, act.now_utc, &due.at[i]);
    v.frame.faults = request_faults(rq);
    followups_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void followups_get(struct request *rq)
{
    page_show(rq, 200);
}

/* Never the outcome's page: the desk may come here. */
static void kept(struct request *rq, struct write *w, enum rc rc)
{
    struct arena *a = request_arena(rq);
    const struct score_add_cmd *c = w->cmd;
    struct str client = id_text(a, c->client), score = id_text(a, w->act.made);
    if (rc == OK)
        request_redirect(rq, arena_fmt(a, "/followups?client=%.*s&complaint=%lld&kept=%.*s",
                                       STR_ARG(client), (long long)c->complaint, STR_ARG(score)));
    else if (rc == INVALID)
        page_show(rq, 422);
    else
        app_fail(rq, rc);
}

static void followup_post(struct request *rq)
{
    static const struct str names[] = {STR_INIT("at"), STR_INIT("value")};
    struct score_add_cmd *c = ARENA_NEW(request_arena(rq), struct score_add_cmd);
    if (!app_only_fields(rq, names, 2) || !app_param_complaint(rq, &c->client, &c->complaint))
        return;
    c->at = app_field(rq, S("at"));
    c->value = app_field(rq, S("value"));
    app_write(rq, score_add, c, kept);
}

static void undone(struct request *rq, struct write *w, enum rc rc)
{
    (void)w;
    if (rc == OK)
        request_redirect(rq, S("/followups?undone=1"));
    else
        app_fail(rq, rc);
}

static void undo_post(struct request *rq)
{
    struct score_void_cmd *c = ARENA_NEW(request_arena(rq), struct score_void_cmd);
    if (!app_only_fields(rq, NULL, 0) || !app_param_complaint(rq, &c->client, &c->complaint))
        return;
    c->since = id_since(clock_utc() - UNDO_S);
    if (app_param_id(rq, S("score"), &c->score))
        app_write(rq, score_void, c, undone);
    else
        app_refuse(rq, 404);
}

const struct route followup_routes[] = {
    {ROUTE_GET, "/followups", ROLE_THERAPIST | ROLE_DESK, followups_get, 0},
    {ROUTE_POST, "/followups/:client/:n", ROLE_THERAPIST | ROLE_DESK, followup_post, 0},
    {ROUTE_POST, "/followups/:client/:n/:score/void", ROLE_THERAPIST | ROLE_DESK, undo_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
