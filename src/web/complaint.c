/* The form of a complaint and its goals.
 * Must never: mix two complaints.
 * Read next: web/complaint.h.
 */
#include "web/complaint.h"

#include "domain/knowledge.h"
#include "practice/client.h"
#include "web/app.h"
#include "web/complaint_html.h"
#include "web/rooms.h"

/* Names of the goals' fields, "goal.label.0" and so on; the program's for good. */
static const char *const label_names[GOALS_MAX] = {"goal.label.0", "goal.label.1", "goal.label.2"};
static const char *const measure_names[GOALS_MAX] = {"goal.measure.0", "goal.measure.1",
                                                     "goal.measure.2"};
static const char *const target_names[GOALS_MAX] = {"goal.target.0", "goal.target.1",
                                                    "goal.target.2"};
static const char *const due_names[GOALS_MAX] = {"goal.due.0", "goal.due.1", "goal.due.2"};

static struct pick measure_pick(struct arena *a, size_t i, struct str chosen,
                                const struct faults *f)
{
    struct choice *c = ARENA_ARRAY(a, measure_count + 4, struct choice);
    static const char *const scores[] = {"nrs_now", "nrs_week", "nrs_sleep"};
    size_t n = 0;
    c[n++] = (struct choice){S(""), S("own words only"), !chosen.n};
    for (size_t k = 0; k < 3; k++) {
        const struct instrument *x = instrument_find(str_from(scores[k]));
        if (x)
            c[n++] = (struct choice){str_from(x->id), str_from(x->name),
                                     str_eq(chosen, str_from(x->id))};
    }
    for (size_t k = 0; k < measure_count && !arena_failed(a); k++)
        c[n++] = (struct choice){str_from(measure_all[k].id), str_from(measure_all[k].label),
                                 str_eq(chosen, str_from(measure_all[k].id))};
    return (struct pick){
        measure_names[i], "Measured by", NULL, {c, n}, fault_of(f, str_from(measure_names[i]))};
}

static struct str number_text(struct arena *a, const struct maybe_real *v)
{
    return v->has ? arena_fmt(a, "%g", v->v) : S("");
}

static void goals_fill(struct request *rq, const struct complaint_save *s, struct complaint_view *v)
{
    struct arena *a = request_arena(rq);
    const struct faults *f = request_faults(rq);
    v->goals.at = ARENA_ARRAY(a, GOALS_MAX, struct goal_row);
    v->goals.n = GOALS_MAX;
    for (size_t i = 0; i < GOALS_MAX; i++) {
        const struct goal *g = &s->goals[i];
        struct goal_row *r = &v->goals.at[i];
        struct str typed = request_field(rq, str_from(target_names[i]));
        r->i = i;
        r->label = field_of(label_names[i], "Goal", "text", g->label, f);
        r->target = field_of(target_names[i], "Target", "text",
                             typed.p ? typed : number_text(a, &g->target), f);
        r->due = field_of(due_names[i], "By", "date", g->due, f);
        r->measure = measure_pick(a, i, g->measure, f);
    }
}

static void form_show(struct request *rq, const struct complaint_save *s, unsigned status)
{
    struct arena *a = request_arena(rq);
    const struct faults *f = request_faults(rq);
    const struct complaint *c = &s->complaint;
    struct complaint_view v = {
        .client = c->client, .is_new = c->n == 0, .version = c->version, .closed = s->closed};
    struct act act;
    struct client owner;
    struct str client = id_text(a, c->client);
    if (!app_read(rq, &act))
        return;
    enum rc rc = client_read(&act, c->client, &owner);
    v.title = v.is_new ? S("What is the complaint?") : S("Change the complaint");
    v.frame = frame_of(rq, &act, v.title, "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.frame.narrow = true;
    v.frame.faults = request_faults(rq);
    v.ids = form_ids_of(rq);
    v.to = v.is_new
               ? arena_fmt(a, "/clients/%.*s/complaints/new", STR_ARG(client))
               : arena_fmt(a, "/clients/%.*s/complaints/%lld", STR_ARG(client), (long long)c->n);
    v.label = field_of("label", "Complaint", "text", c->label, f);
    v.label.hint = "In a few words, such as: right shoulder, or headaches from the neck";
    v.label.required = true;
    v.since = field_of("since", "Since", "date", c->since, f);
    v.cause = field_of("cause", "Supposed cause", "text", c->cause, f);
    goals_fill(rq, s, &v);
    complaint_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void new_get(struct request *rq)
{
    struct complaint_save s = {0};
    if (app_param_client(rq, &s.complaint.client))
        form_show(rq, &s, 200);
}

/* What is stored now of the complaint that the path names. */
static bool complaint_now(struct request *rq, struct complaint_save *ret)
{
    struct id client;
    struct act act;
    int64_t n = 0;
    if (!app_param_client(rq, &client) || !app_read(rq, &act))
        return false;
    enum rc rc = str_int(request_param(rq, S("n")), 1, 1000000, &n)
                     ? complaint_see(&act, client, n, ret)
                     : NOT_FOUND;
    app_read_end(&act);
    if (rc != OK)
        app_fail(rq, rc);
    return rc == OK;
}

static void edit_get(struct request *rq)
{
    struct complaint_save s;
    if (complaint_now(rq, &s))
        form_show(rq, &s, 200);
}

static void goal_typed(struct request *rq, size_t i, struct goal *g)
{
    struct str target = str_trim(app_field(rq, str_from(target_names[i])));
    g->label = app_field(rq, str_from(label_names[i]));
    g->measure = app_field(rq, str_from(measure_names[i]));
    g->due = app_field(rq, str_from(due_names[i]));
    g->target.has = str_real(target, -1000, 10000, &g->target.v);
    if (target.n && !g->target.has)
        fault_add(request_faults(rq), str_from(target_names[i]),
                  "Enter a number, or leave it empty.");
}

static void saved(struct request *rq, struct write *w, enum rc rc)
{
    struct complaint_save *s = w->cmd;
    struct complaint_save now;
    struct str id = id_text(request_arena(rq), s->complaint.client);
    if (rc == OK)
        request_redirect(rq, arena_fmt(request_arena(rq), "/clients/%.*s", STR_ARG(id)));
    else if (rc == INVALID)
        form_show(rq, s, 422);
    else if (rc != CONFLICT || !app_meanwhile(rq))
        app_fail(rq, rc);
    else if (complaint_now(rq, &now)) {
        s->complaint.version = now.complaint.version;
        form_show(rq, s, 409);
    }
}

static bool fields_known(struct request *rq)
{
    struct str names[5 + 4 * GOALS_MAX] = {S("version"), S("label"), S("since"), S("cause"),
                                           S("closed")};
    const char *const *const groups[] = {label_names, measure_names, target_names, due_names};
    for (size_t i = 0; i < 4 * GOALS_MAX; i++)
        names[5 + i] = str_from(groups[i % 4][i / 4]);
    return app_only_fields(rq, names, sizeof names / sizeof names[0]);
}

static void save(struct request *rq, int64_t n)
{
    struct complaint_save *s = ARENA_NEW(request_arena(rq), struct complaint_save);
    if (!fields_known(rq) || !app_param_client(rq, &s->complaint.client))
        return;
    s->complaint.n = n;
    s->complaint.label = app_field(rq, S("label"));
    s->complaint.since = app_field(rq, S("since"));
    s->complaint.cause = app_field(rq, S("cause"));
    s->complaint.version = app_field_int(rq, S("version"), 0);
    s->closed = request_field(rq, S("closed")).p != NULL;
    for (size_t i = 0; i < GOALS_MAX; i++)
        goal_typed(rq, i, &s->goals[i]);
    if (request_faults(rq)->n)
        form_show(rq, s, 422);
    else
        app_write(rq, complaint_save, s, saved);
}

static void new_post(struct request *rq)
{
    save(rq, 0);
}

static void edit_post(struct request *rq)
{
    struct complaint_save now;
    if (complaint_now(rq, &now))
        save(rq, now.complaint.n);
}

const struct route complaint_routes[] = {
    {ROUTE_GET, "/clients/:client/complaints/new", ROLE_THERAPIST, new_get, 0},
    {ROUTE_POST, "/clients/:client/complaints/new", ROLE_THERAPIST, new_post, 0},
    {ROUTE_GET, "/clients/:client/complaints/:n", ROLE_THERAPIST, edit_get, 0},
    {ROUTE_POST, "/clients/:client/complaints/:n", ROLE_THERAPIST, edit_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
