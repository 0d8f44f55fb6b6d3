/* Today, the unsigned visits, the keys.
 * Must never: show another person's drafts.
 * Read next: web/home.h.
 */
#include "web/home.h"

#include "practice/client.h"
#include "practice/task.h"
#include "practice/visit.h"
#include "web/app.h"
#include "web/home_html.h"
#include "web/rooms.h"
#include "web/rule.h"

enum { TASKS_HERE = 6 };

static void drafts_fill(struct act *act, const struct zone *z, struct home_view *v)
{
    struct unsigned_list list = {0};
    if (visit_unsigned(act, &list) != OK)
        return;
    v->drafts.at = ARENA_ARRAY(act->a, list.n + 1, struct home_draft);
    for (size_t i = 0; i < list.n && !arena_failed(act->a); i++) {
        const struct unsigned_visit *u = &list.at[i];
        v->drafts.at[v->drafts.n++] = (struct home_draft){u->client,
                                                          u->visit,
                                                          u->name,
                                                          u->label,
                                                          time_human(act->a, z, u->started_utc),
                                                          time_human(act->a, z, u->saved_utc)};
    }
}

static void seen_fill(struct act *act, const struct zone *z, struct home_view *v)
{
    struct seen_list list = {0};
    if (visit_seen(act, &list) != OK)
        return;
    v->seen.at = ARENA_ARRAY(act->a, list.n + 1, struct home_seen);
    for (size_t i = 0; i < list.n && !arena_failed(act->a); i++) {
        const struct seen_visit *s = &list.at[i];
        v->seen.at[v->seen.n++] = (struct home_seen){s->client, s->name, s->summary,
                                                     day_human(act->a, z, s->started_utc)};
    }
}

static struct str minutes_text(struct arena *a, double seconds)
{
    int64_t s = (int64_t)(seconds + 0.5);
    return arena_fmt(a, "%lld:%02lld min", (long long)(s / 60), (long long)(s % 60));
}

static void timing_fill(struct act *act, struct home_view *v)
{
    struct timing t;
    if (practice_timing(act, &t) != OK)
        return;
    if (t.n_note < 5 || t.n_checkin < 5) {
        v->timing = S(
            "Not enough signed visits yet to say how long check-ins and notes take here.");
        return;
    }
    struct str checkin = minutes_text(act->a, t.checkin_s), note = minutes_text(act->a, t.note_s);
    v->timing = arena_fmt(act->a,
                          "Half of the check-ins take %.*s or less (of %zu), half of the notes "
                          "%.*s or less (of %zu), in the last 90 days.",
                          STR_ARG(checkin), t.n_checkin, STR_ARG(note), t.n_note);
}

/* An empty list that is not true would be worse than no page. */
static enum rc tasks_fill(struct request *rq, struct act *act, const struct zone *z,
                          struct home_view *v)
{
    struct open_task_list open;
    enum rc rc = task_open_all(act, TASKS_HERE, &open);
    if (rc == OK)
        v->tasks = task_lines_open(rq, &open, zone_local(z, act->now_utc).date, "home");
    return rc;
}

static enum rc home_fill(struct request *rq, struct act *act, struct home_view *v)
{
    struct practice_facts facts;
    struct client_search all = {0};
    enum rc rc = practice_facts(act, &facts);
    if (rc != OK)
        return rc;
    v->signoff = act->who.roles & ROLE_OWNER ? signoff_gap(act) : S("");
    v->asks = (act->who.roles & (ROLE_THERAPIST | ROLE_DESK)) != 0;
    v->may_treat = (act->who.roles & ROLE_THERAPIST) != 0;
    if (v->may_treat) {
        rc = tasks_fill(rq, act, facts.zone, v);
        drafts_fill(act, facts.zone, v);
        seen_fill(act, facts.zone, v);
        timing_fill(act, v);
    } else if (client_search(act, &all) == OK) {
        v->clients = all.all;
    }
    struct civil now = zone_local(facts.zone, act->now_utc);
    v->greeting = arena_fmt(act->a, "Good %s",
                            now.hour < 12   ? "morning"
                            : now.hour < 18 ? "afternoon"
                                            : "evening");
    return rc;
}

static void show(struct request *rq, struct str title, const char *section,
                 void (*page)(struct out *w, const struct home_view *v))
{
    struct act act;
    struct home_view v = {0};
    if (!app_read(rq, &act))
        return;
    enum rc rc = home_fill(rq, &act, &v);
    v.frame = frame_of(rq, &act, title, section);
    v.frame.finds = page == home_page;
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    page(request_out(rq), &v);
    request_answer(rq, 200);
}

static void home_get(struct request *rq)
{
    show(rq, S("Today"), "home", home_page);
}

static void unsigned_get(struct request *rq)
{
    show(rq, S("Unsigned visits"), "unsigned", unsigned_page);
}

static void keys_get(struct request *rq)
{
    show(rq, S("Keys"), "", keys_page);
}

static void health_get(struct request *rq)
{
    request_send(rq, 200, S("text/plain; charset=utf-8"), S("ok\n"), true);
}

const struct route home_routes[] = {
    {ROUTE_GET, "/", ROLE_STAFF, home_get, 0},
    {ROUTE_GET, "/unsigned", ROLE_THERAPIST, unsigned_get, 0},
    {ROUTE_GET, "/keys", ROLE_STAFF, keys_get, 0},
    {ROUTE_GET, "/health", ROLE_ANYONE, health_get, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
