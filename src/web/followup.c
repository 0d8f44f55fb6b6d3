/* Whom to ask today.
 * Must never: tell the desk what somebody is treated for.
 * Read next: web/followup.h.
 */
#include "web/followup.h"

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
    v.frame = frame_of(rq, &act, S("To ask"), "home");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    if (request_query(rq, S("kept")).p)
        v.frame.notice = S("The score is kept.");
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
    (void)w;
    if (rc == OK)
        request_redirect(rq, S("/followups?kept=1"));
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

const struct route followup_routes[] = {
    {ROUTE_GET, "/followups", ROLE_THERAPIST | ROLE_DESK, followups_get, 0},
    {ROUTE_POST, "/followups/:client/:n", ROLE_THERAPIST | ROLE_DESK, followup_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
