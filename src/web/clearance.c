/* Clearances as pages.
 * Must never: offer to clear a red flag.
 * Read next: web/clearance.html.
 */
#include "web/clearance.h"

#include "practice/audit.h"
#include "practice/client.h"
#include "practice/gate.h"
#include "practice/rule.h"
#include "practice/user.h"
#include "web/app.h"
#include "web/clearance_html.h"
#include "web/document.h"
#include "web/rooms.h"

static const struct {
    const char *name, *label, *type, *hint;
} rows[CLEARANCE_FIELDS] = {
    {"given_by", "Who gave it", "text", "Name and practice: Dr A. Sample, Wrenfield Surgery"},
    {"given_day", "Given on", "date", "Three months ago at most"},
    {"until_day", "Holds until", "date", "Two years at most"},
    {"cap", "Highest pressure, if they said one", "text", "0 to 5"},
    {"allowed", "What was allowed, in their words", "area", NULL},
};

/* --- record ---------------------------------------------------------------------------------- */

static bool is_clearable(const struct flag *x)
{
    return x->state == FLAG_STOPS || x->state == FLAG_CLEARED;
}

static void caution_fill(struct request *rq, const struct gate *g, struct clearance_new_view *v)
{
    struct arena *a = request_arena(rq);
    struct str chosen = app_field(rq, S("caution"));
    struct choice *c = ARENA_ARRAY(a, g->flags.n + 1, struct choice);
    size_t n = 0;
    for (size_t i = 0; i < g->flags.n && !arena_failed(a); i++) {
        const struct flag *x = &g->flags.at[i];
        if (is_clearable(x))
            c[n++] = (struct choice){str_from(x->row->id), caution_words(x->row),
                                     str_eq(chosen, str_from(x->row->id))};
    }
    v->none = n == 0;
    v->caution = (struct pick){
        "caution", "For what", NULL, {c, n}, fault_of(request_faults(rq), S("caution"))};
}

static void fields_fill(struct request *rq, struct clearance_new_view *v)
{
    v->fields.at = ARENA_ARRAY(request_arena(rq), CLEARANCE_FIELDS, struct field);
    v->fields.n = CLEARANCE_FIELDS;
    for (size_t i = 0; i < CLEARANCE_FIELDS; i++) {
        v->fields.at[i] = field_of(rows[i].name, rows[i].label, rows[i].type,
                                   app_field(rq, str_from(rows[i].name)), request_faults(rq));
        v->fields.at[i].hint = rows[i].hint;
        v->fields.at[i].required = i != 3;
    }
}

static void new_show(struct request *rq, unsigned status)
{
    struct act act;
    struct gate_whole w;
    struct clearance_new_view v = {0};
    struct arena *a = request_arena(rq);
    if (!app_param_client(rq, &v.client) || !app_read(rq, &act))
        return;
    enum rc rc = gate_read(&act, v.client, act.now_utc, NULL, &w);
    if (rc == OK)
        rc = audit_saw(&act, "safety.see", v.client, v.client);
    v.frame = frame_of(rq, &act, S("Clearance"), "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.frame.narrow = true;
    v.frame.faults = request_faults(rq);
    v.ids = form_ids_of(rq);
    v.name = client_name(a, &w.client);
    struct str id = id_text(a, v.client);
    v.to = arena_fmt(a, "/clients/%.*s/clearances/new", STR_ARG(id));
    v.is_call = str_eq(app_field(rq, S("kind")), S("call"));
    v.kind_error = fault_of(request_faults(rq), S("kind"));
    v.document_error = fault_of(request_faults(rq), S("document"));
    v.again = request_upload(rq) != NULL;
    caution_fill(rq, &w.gate, &v);
    fields_fill(rq, &v);
    clearance_new_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void new_get(struct request *rq)
{
    new_show(rq, 200);
}

static void added(struct request *rq, struct write *w, enum rc rc)
{
    const struct clearance_save *s = w->cmd;
    struct str id = id_text(request_arena(rq), s->client);
    if (rc == OK)
        request_redirect(rq, arena_fmt(request_arena(rq), "/clients/%.*s/start", STR_ARG(id)));
    else if (rc == INVALID)
        new_show(rq, 422);
    else
        app_fail(rq, rc);
}

static void new_post(struct request *rq)
{
    static const struct str names[] = {
        STR_INIT("caution"),   STR_INIT("kind"), STR_INIT("given_by"), STR_INIT("given_day"),
        STR_INIT("until_day"), STR_INIT("cap"),  STR_INIT("allowed")};
    struct clearance_save *s = ARENA_NEW(request_arena(rq), struct clearance_save);
    if (!app_only_fields(rq, names, 7) || !app_param_client(rq, &s->client))
        return;
    struct str cap = str_trim(app_field(rq, S("cap")));
    s->clearance = (struct clearance){.caution = app_field(rq, S("caution")),
                                      .kind = app_field(rq, S("kind")),
                                      .given_by = app_field(rq, S("given_by")),
                                      .given_day = app_field(rq, S("given_day")),
                                      .allowed = app_field(rq, S("allowed")),
                                      .until_day = app_field(rq, S("until_day"))};
    s->letter = document_sent(rq);
    s->clearance.cap.has = str_int(cap, 0, 5, &s->clearance.cap.v);
    if (cap.n && !s->clearance.cap.has) {
        fault_add(request_faults(rq), S("cap"), "A pressure goes from 0 to 5; or leave it empty.");
        new_show(rq, 422);
        return;
    }
    app_write(rq, clearance_add, s, added);
}

/* --- look at, withdraw ----------------------------------------------------------------------- */

static const struct clearance *clearance_in(const struct gate_whole *w, struct id id)
{
    for (size_t i = 0; i < w->facts.clearances.n; i++)
        if (id_eq(w->facts.clearances.at[i].id, id))
            return &w->facts.clearances.at[i];
    return NULL;
}

static struct str day_of(struct arena *a, struct str day)
{
    struct date d;
    return date_parse(day, &d) ? date_human(a, d) : S("");
}

static void clearance_fill(struct act *act, const struct gate_whole *w, const struct clearance *c,
                           struct clearance_view *v)
{
    struct arena *a = act->a;
    const struct caution *row = rules_find(&w->known, c->caution);
    struct str given = day_of(a, c->given_day), until = day_of(a, c->until_day);
    struct str words = row ? caution_words(row) : c->caution;
    struct user author;
    struct str recorded_by = user_read(act, c->author, &author) == OK ? author.name : S("");
    v->name = client_name(a, &w->client);
    v->title = arena_fmt(a, "Clearance: %.*s", STR_ARG(words));
    v->allowed = c->allowed;
    v->line = arena_fmt(a, "%s of %.*s, %.*s. Holds until %.*s. Recorded by %.*s.",
                        str_eq(c->kind, S("call")) ? "Call" : "Letter", STR_ARG(c->given_by),
                        STR_ARG(given), STR_ARG(until), STR_ARG(recorded_by));
    if (c->cap.has)
        v->line = arena_fmt(a, "%.*s Pressure %lld at most.", STR_ARG(v->line),
                            (long long)c->cap.v);
    v->document = c->document;
    struct str when = c->withdrawn_utc.has ? time_human(a, w->practice.zone, c->withdrawn_utc.v)
                                           : S("");
    v->withdrawn = when.n ? arena_fmt(a, "Withdrawn on %.*s.", STR_ARG(when)) : S("");
}

static bool both_params(struct request *rq, struct id *ret_client, struct id *ret_clearance)
{
    bool fine = app_param_id(rq, S("client"), ret_client) &&
                app_param_id(rq, S("clearance"), ret_clearance);
    if (!fine)
        app_refuse(rq, 404);
    return fine;
}

static void clearance_show(struct request *rq, unsigned status)
{
    struct act act;
    struct gate_whole w;
    struct clearance_view v = {0};
    if (!both_params(rq, &v.client, &v.clearance) || !app_read(rq, &act))
        return;
    enum rc rc = gate_read(&act, v.client, act.now_utc, NULL, &w);
    const struct clearance *c = rc == OK ? clearance_in(&w, v.clearance) : NULL;
    rc = rc == OK && !c ? NOT_FOUND : rc;
    if (rc == OK)
        clearance_fill(&act, &w, c, &v);
    if (rc == OK)
        rc = audit_saw(&act, "clearance.see", v.clearance, v.client);
    v.frame = frame_of(rq, &act, S("Clearance"), "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.frame.faults = request_faults(rq);
    v.ids = form_ids_of(rq);
    v.why = field_of("why", "Why", "text", app_field(rq, S("why")), request_faults(rq));
    clearance_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void clearance_get_page(struct request *rq)
{
    clearance_show(rq, 200);
}

static void withdrawn(struct request *rq, struct write *w, enum rc rc)
{
    const struct clearance_withdraw_cmd *c = w->cmd;
    struct str id = id_text(request_arena(rq), c->client);
    if (rc == OK)
        request_redirect(rq, arena_fmt(request_arena(rq), "/clients/%.*s/safety", STR_ARG(id)));
    else if (rc == INVALID)
        clearance_show(rq, 422);
    else
        app_fail(rq, rc);
}

static void withdraw_post(struct request *rq)
{
    static const struct str names[] = {STR_INIT("why")};
    struct clearance_withdraw_cmd *c = ARENA_NEW(request_arena(rq), struct clearance_withdraw_cmd);
    if (!app_only_fields(rq, names, 1) || !both_params(rq, &c->client, &c->clearance))
        return;
    c->why = app_field(rq, S("why"));
    app_write(rq, clearance_withdraw, c, withdrawn);
}

const struct route clearance_routes[] = {
    {ROUTE_GET, "/clients/:client/clearances/new", ROLE_THERAPIST, new_get, 0},
    {ROUTE_POST, "/clients/:client/clearances/new", ROLE_THERAPIST, new_post, ROUTE_UPLOAD},
    {ROUTE_GET, "/clients/:client/clearances/:clearance", ROLE_THERAPIST, clearance_get_page, 0},
    {ROUTE_POST, "/clients/:client/clearances/:clearance", ROLE_THERAPIST, withdraw_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
