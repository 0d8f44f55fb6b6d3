/* Adverse events as pages: all of a client, one of them.
 * Must never: say why it happened; or show a severe one without what is to be done.
 * Read next: web/adverse_new.c.
 */
#include "web/adverse.h"

#include "practice/client.h"
#include "web/app.h"
#include "web/rooms.h"

/* --- words ----------------------------------------------------------------------------------- */

static struct str day_of(struct arena *a, struct str day)
{
    struct date d;
    return date_parse(day, &d) ? date_human(a, d) : S("");
}

static struct str when_words(struct arena *a, const struct adverse *x)
{
    struct str began = day_of(a, x->began), over = day_of(a, x->over);
    if (!x->over.n)
        return arena_fmt(a, "since %.*s", STR_ARG(began));
    if (str_eq(x->began, x->over))
        return arena_fmt(a, "%.*s, over the same day", STR_ARG(began));
    return arena_fmt(a, "%.*s, over on %.*s", STR_ARG(began), STR_ARG(over));
}

static struct str kind_words(const struct adverse *x)
{
    enum adverse_kind kind = adverse_kind_of(x->kind);
    return kind < ADVERSE_KINDS ? str_from(adverse_kinds[kind].label) : x->kind;
}

struct adverse_lines adverse_lines_of(struct arena *a, struct id client,
                                      const struct adverse_list *all)
{
    struct adverse_lines lines = {ARENA_ARRAY(a, all->n + 1, struct adverse_line), 0};
    for (size_t i = 0; i < all->n && !arena_failed(a); i++) {
        const struct adverse *x = &all->at[i];
        lines.at[lines.n++] = (struct adverse_line){client,
                                                    x->id,
                                                    kind_words(x),
                                                    x->severity,
                                                    when_words(a, x),
                                                    x->body,
                                                    severity_of(x->severity) == SEVERITY_SEVERE};
    }
    return lines;
}

/* --- all of a client ------------------------------------------------------------------------- */

static void all_get(struct request *rq)
{
    struct act act;
    struct client client;
    struct practice_facts facts;
    struct adverse_list all = {0};
    struct task_list tasks = {0};
    struct adverse_all_view v = {0};
    if (!app_param_id(rq, S("client"), &v.client)) {
        app_refuse(rq, 404);
        return;
    }
    if (!app_read(rq, &act))
        return;
    enum rc rc = client_read(&act, v.client, &client);
    if (rc == OK)
        rc = practice_facts(&act, &facts);
    if (rc == OK)
        rc = adverse_list(&act, v.client, &all);
    if (rc == OK)
        rc = task_of_client(&act, v.client, &tasks);
    v.frame = frame_of(rq, &act, S("Adverse events"), "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.name = client_name(act.a, &client);
    v.lines = adverse_lines_of(act.a, v.client, &all);
    v.tasks = task_lines_of(rq, &tasks, zone_local(facts.zone, act.now_utc).date, "client");
    v.task = task_form_of(rq, v.client, ID_NONE);
    adverse_all_page(request_out(rq), &v);
    request_answer(rq, 200);
}

/* --- look at one, add to it ------------------------------------------------------------------ */

static struct str entry_words(struct arena *a, const struct adverse_entry *e)
{
    struct str over = day_of(a, e->over), was = day_of(a, e->over_was);
    if (!e->over.p)
        return S("");
    if (!e->over.n)
        return arena_fmt(a, " Not over on %.*s after all.", STR_ARG(was));
    if (was.n)
        return arena_fmt(a, " Over on %.*s, not on %.*s.", STR_ARG(over), STR_ARG(was));
    return arena_fmt(a, " Over on %.*s.", STR_ARG(over));
}

static void added_fill(struct arena *a, const struct zone *zone,
                       const struct adverse_entry_list *all, struct adverse_view *v)
{
    v->added.at = ARENA_ARRAY(a, all->n + 1, struct adverse_added);
    for (size_t i = 0; i < all->n && !arena_failed(a); i++) {
        const struct adverse_entry *e = &all->at[i];
        struct str when = time_human(a, zone, e->at_utc), over = entry_words(a, e);
        v->added.at[v->added.n++] = (struct adverse_added){
            arena_fmt(a, "%.*s, %.*s.%.*s", STR_ARG(e->author_name), STR_ARG(when), STR_ARG(over)),
            e->body};
    }
}

static void words_fill(struct arena *a, const struct zone *zone, const struct adverse_whole *w,
                       struct adverse_view *v)
{
    const struct adverse *x = &w->adverse;
    struct str recorded = time_human(a, zone, x->at_utc);
    v->name = client_name(a, &w->client);
    v->kind = kind_words(x);
    v->severity = x->severity;
    v->when = when_words(a, x);
    v->body = x->body;
    v->recorded = arena_fmt(a, "Recorded by %.*s, %.*s.", STR_ARG(x->author_name),
                            STR_ARG(recorded));
    v->visit = x->visit;
    v->has_visit = w->visit_utc != 0;
    v->visit_when = v->has_visit ? time_human(a, zone, w->visit_utc) : S("");
    v->severe = severity_of(x->severity) == SEVERITY_SEVERE;
    v->over = x->over.n > 0;
    v->gp = w->client.gp;
    v->gp_agreed = w->gp_agreed;
    added_fill(a, zone, &w->entries, v);
}

/* After a conflict an empty day is rather one that was not touched than one to clear. */
static struct str over_shown(struct request *rq, const struct adverse *x, unsigned status)
{
    struct str typed = app_field(rq, S("over"));
    return status == 200 || (status == 409 && !typed.n) ? x->over : typed;
}

static void form_fill(struct request *rq, const struct adverse *x, unsigned status,
                      struct adverse_view *v)
{
    const struct faults *f = request_faults(rq);
    v->ids = form_ids_of(rq);
    v->version = x->version;
    v->adding = status != 200;
    v->over_day = field_of("over", "It was over on", "date", over_shown(rq, x, status), f);
    v->over_day.hint = "Leave this empty while it goes on";
    v->more = field_of("body", "What was done since", "area", app_field(rq, S("body")), f);
}

static void notice_fill(struct request *rq, struct adverse_view *v)
{
    v->fresh = request_query(rq, S("recorded")).p != NULL;
    if (v->fresh)
        v->frame.notice = v->tasks.n ? S("Recorded. What has to follow is on the list of tasks.")
                                     : S("Recorded.");
    v->frame.faults = request_faults(rq);
}

static bool both_params(struct request *rq, struct id *ret_client, struct id *ret_adverse)
{
    bool fine = app_param_id(rq, S("client"), ret_client) &&
                app_param_id(rq, S("adverse"), ret_adverse);
    if (!fine)
        app_refuse(rq, 404);
    return fine;
}

static void adverse_show(struct request *rq, unsigned status)
{
    struct act act;
    struct practice_facts facts;
    struct adverse_whole w;
    struct adverse_view v = {0};
    if (!both_params(rq, &v.client, &v.adverse) || !app_read(rq, &act))
        return;
    enum rc rc = adverse_read(&act, v.client, v.adverse, &w);
    if (rc == OK)
        rc = practice_facts(&act, &facts);
    v.frame = frame_of(rq, &act, S("Adverse event"), "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    words_fill(act.a, facts.zone, &w, &v);
    v.frame.narrow = true;
    v.emergency = contact_find(facts.country, "emergency");
    v.tasks = task_lines_of(rq, &w.tasks, zone_local(facts.zone, act.now_utc).date, "adverse");
    v.task = task_form_of(rq, v.client, v.adverse);
    form_fill(rq, &w.adverse, status, &v);
    notice_fill(rq, &v);
    adverse_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void adverse_get_page(struct request *rq)
{
    adverse_show(rq, 200);
}

/* Not where the key says why: then there is a fault already. */
static bool is_overtaken(struct request *rq)
{
    struct faults *f = request_faults(rq);
    if (f->n)
        return false;
    fault_add(f, S(""),
              "Changed meanwhile: somebody else added to this while you were writing. What they "
              "added stands here, what you typed is still in the form: add it if it still fits.");
    return true;
}

static void changed(struct request *rq, struct write *w, enum rc rc)
{
    const struct adverse_change_cmd *c = w->cmd;
    struct arena *a = request_arena(rq);
    struct str client = id_text(a, c->client), adverse = id_text(a, c->adverse);
    if (rc == OK)
        request_redirect(
            rq, arena_fmt(a, "/clients/%.*s/adverse/%.*s", STR_ARG(client), STR_ARG(adverse)));
    else if (rc == INVALID)
        adverse_show(rq, 422);
    else if (rc == CONFLICT && is_overtaken(rq))
        adverse_show(rq, 409);
    else
        app_fail(rq, rc);
}

static void change_post(struct request *rq)
{
    static const struct str names[] = {STR_INIT("over"), STR_INIT("body"), STR_INIT("version")};
    struct adverse_change_cmd *c = ARENA_NEW(request_arena(rq), struct adverse_change_cmd);
    if (!app_only_fields(rq, names, 3) || !both_params(rq, &c->client, &c->adverse))
        return;
    c->over = app_field(rq, S("over"));
    c->body = app_field(rq, S("body"));
    c->version = app_field_int(rq, S("version"), 0);
    app_write(rq, adverse_change, c, changed);
}

const struct route adverse_routes[] = {
    {ROUTE_GET, "/clients/:client/adverse", ROLE_THERAPIST, all_get, 0},
    {ROUTE_GET, "/clients/:client/adverse/:adverse", ROLE_THERAPIST, adverse_get_page, 0},
    {ROUTE_POST, "/clients/:client/adverse/:adverse", ROLE_THERAPIST, change_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
