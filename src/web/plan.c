/* The plan of a complaint as a page.
 * Must never: change a version.
 * Read next: web/plan.h.
 */
#include "web/plan.h"

#include "domain/knowledge.h"
#include "practice/client.h"
#include "web/app.h"
#include "web/plan_html.h"
#include "web/rooms.h"

struct str plan_place_words(struct arena *a, const struct course *c)
{
    struct plan_place place = plan_place_of(&c->plan, c->done);
    if (place.is_over)
        return arena_fmt(a,
                         "All %lld visits are done: review, then go on with a new course, change "
                         "the plan, or end it",
                         (long long)c->plan.visits);
    return arena_fmt(a, "Visit %lld of %lld%s%s", (long long)place.next, (long long)c->plan.visits,
                     c->due.due ? ": the review is due" : "",
                     place.is_last ? "; the last of this course" : "");
}

/* --- the form -------------------------------------------------------------------------------- */

static bool is_chosen(struct str codes, const char *code)
{
    struct str rest = codes, part;
    while (str_next(&rest, ';', &part))
        if (str_eq(part, str_from(code)))
            return true;
    return false;
}

static void techniques_fill(struct arena *a, const struct plan *p, struct plan_view *v)
{
    v->techniques.at = ARENA_ARRAY(a, technique_count + 1, struct choice);
    for (size_t i = 0; i < technique_count && !arena_failed(a); i++)
        if (technique_all[i].offered)
            v->techniques.at[v->techniques.n++] = (struct choice){
                str_from(technique_all[i].code), str_from(technique_all[i].label),
                is_chosen(p->techniques, technique_all[i].code)};
}

static struct field number_field(struct request *rq, const char *name, const char *label,
                                 const char *hint, int64_t value)
{
    struct str typed = request_field(rq, str_from(name));
    struct field f = field_of(name, label, "number",
                              typed.p ? typed
                                      : arena_fmt(request_arena(rq), "%lld", (long long)value),
                              request_faults(rq));
    f.hint = hint;
    f.required = true;
    return f;
}

static void form_fill(struct request *rq, const struct plan *p, struct plan_view *v)
{
    const struct faults *f = request_faults(rq);
    techniques_fill(request_arena(rq), p, v);
    v->techniques_error = fault_of(f, S("techniques"));
    v->areas = field_of("areas", "Where", "text", p->areas, f);
    v->areas.hint = "Such as: neck and upper back, right shoulder";
    v->minutes = number_field(rq, "minutes", "Minutes", NULL, p->minutes);
    v->interval_days = number_field(rq, "interval_days", "Days apart", NULL, p->interval_days);
    v->visits = number_field(rq, "visits", "Visits", NULL, p->visits);
    v->review_after = number_field(rq, "review_after", "Review after", NULL, p->review_after);
    v->home_care = field_of("home_care", "At home", "area", p->home_care, f);
    v->home_care.hint = "What, how often, how many";
    v->reason = field_of("reason", "Why it changes", "text", app_field(rq, S("reason")), f);
    v->reason.required = true;
}

static void versions_fill(struct arena *a, const struct zone *z, const struct plan_list *all,
                          struct plan_view *v)
{
    v->versions.at = ARENA_ARRAY(a, all->n + 1, struct plan_version);
    for (size_t i = 0; i < all->n && !arena_failed(a); i++) {
        const struct plan *p = &all->at[i];
        bool restarted = i + 1 < all->n && p->since_utc != all->at[i + 1].since_utc;
        struct str changes = i + 1 < all->n ? plan_changes(a, &all->at[i + 1], p) : S("");
        v->versions.at[v->versions.n++] = (struct plan_version){
            time_human(a, z, p->made_utc), p->author_name, p->reason, plan_words(a, p),
            restarted ? arena_fmt(a, "a new course%s%.*s", changes.n ? "; " : "", STR_ARG(changes))
                      : changes};
    }
}

static enum rc page_fill(struct act *act, struct plan_view *v, struct plan *ret_now)
{
    struct plan_state s;
    struct practice_facts facts;
    struct client client;
    enum rc rc = client_read(act, v->client, &client);
    if (rc == OK)
        rc = practice_facts(act, &facts);
    if (rc == OK)
        rc = plan_see(act, v->client, v->complaint, &s);
    if (rc != OK)
        return rc;
    v->name = client_name(act->a, &client);
    v->label = s.complaint.label;
    v->is_first = s.versions.n == 0;
    *ret_now = v->is_first ? plan_usual() : s.versions.at[0];
    v->version = ret_now->n;
    v->place = v->is_first ? S("A trial of care, until you change it")
                           : plan_place_words(act->a, &s.course);
    v->goals = goal_lines_of(act->a, &s.goals);
    versions_fill(act->a, facts.zone, &s.versions, v);
    return OK;
}

/*   typed   what was sent and is to be mended; NULL: nothing
 */
static void page_show(struct request *rq, const struct plan_save_cmd *typed, unsigned status)
{
    struct act act;
    struct plan now;
    struct plan_view v = {.complaint = 0};
    if (!app_param_complaint(rq, &v.client, &v.complaint) || !app_read(rq, &act))
        return;
    enum rc rc = page_fill(&act, &v, &now);
    v.frame = frame_of(rq, &act, S("Plan"), "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.frame.faults = request_faults(rq);
    if (request_query(rq, S("kept")).p)
        v.frame.notice = S("The plan is kept.");
    v.ids = form_ids_of(rq);
    v.restart = typed && typed->restart;
    form_fill(rq, typed ? &typed->plan : &now, &v);
    plan_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void plan_page_get(struct request *rq)
{
    page_show(rq, NULL, 200);
}

static void saved(struct request *rq, struct write *w, enum rc rc)
{
    const struct plan_save_cmd *c = w->cmd;
    struct arena *a = request_arena(rq);
    struct str client = id_text(a, c->client);
    if (rc == OK)
        request_redirect(rq, arena_fmt(a, "/clients/%.*s/complaints/%lld/plan?kept=1",
                                       STR_ARG(client), (long long)c->plan.complaint));
    else if (rc == INVALID)
        page_show(rq, c, 422);
    else if (rc == CONFLICT && app_meanwhile(rq))
        page_show(rq, c, 409);
    else
        app_fail(rq, rc);
}

static struct str techniques_typed(struct request *rq)
{
    struct str name, value, all = S("");
    for (size_t i = 0; request_field_at(rq, i, &name, &value); i++)
        if (str_eq(name, S("techniques")))
            all = arena_fmt(request_arena(rq), "%.*s%s%.*s", STR_ARG(all), all.n ? ";" : "",
                            STR_ARG(value));
    return all;
}

static void plan_post(struct request *rq)
{
    static const struct str names[] = {
        STR_INIT("version"),      STR_INIT("techniques"), STR_INIT("areas"),
        STR_INIT("minutes"),      STR_INIT("visits"),     STR_INIT("interval_days"),
        STR_INIT("review_after"), STR_INIT("home_care"),  STR_INIT("reason"),
        STR_INIT("restart"),
    };
    struct plan_save_cmd *c = ARENA_NEW(request_arena(rq), struct plan_save_cmd);
    struct plan *p = &c->plan;
    if (!app_only_fields(rq, names, sizeof names / sizeof names[0]) ||
        !app_param_complaint(rq, &c->client, &p->complaint))
        return;
    p->n = app_field_int(rq, S("version"), 0);
    p->techniques = techniques_typed(rq);
    p->areas = app_field(rq, S("areas"));
    p->minutes = app_field_int(rq, S("minutes"), 0);
    p->interval_days = app_field_int(rq, S("interval_days"), 0);
    p->visits = app_field_int(rq, S("visits"), 0);
    p->review_after = app_field_int(rq, S("review_after"), 0);
    p->home_care = app_field(rq, S("home_care"));
    p->reason = app_field(rq, S("reason"));
    c->restart = request_field(rq, S("restart")).p != NULL;
    app_write(rq, plan_save, c, saved);
}

const struct route plan_routes[] = {
    {ROUTE_GET, "/clients/:client/complaints/:n/plan", ROLE_THERAPIST, plan_page_get, 0},
    {ROUTE_POST, "/clients/:client/complaints/:n/plan", ROLE_THERAPIST, plan_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
