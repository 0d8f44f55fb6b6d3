/* Recording an adverse event.
 * Must never: fill in for a person how severe it was, or when it began.
 * Read next: web/adverse.html.
 */
#include "web/adverse.h"

#include "practice/client.h"
#include "web/app.h"
#include "web/rooms.h"

static struct choice_list chips_of(struct arena *a, const struct adverse_word *words, size_t n,
                                   struct str chosen)
{
    struct choice *c = ARENA_ARRAY(a, n, struct choice);
    for (size_t i = 0; i < n; i++) {
        struct str word = str_from(words[i].word);
        c[i] = (struct choice){word, str_from(words[i].label), str_eq(word, chosen)};
    }
    return (struct choice_list){c, n};
}

static struct choice visit_choice(struct arena *a, const struct zone *zone, const struct visit *v,
                                  struct id chosen)
{
    struct str when = time_human(a, zone, v->started_utc);
    return (struct choice){
        id_text(a, v->id),
        arena_fmt(a, "%.*s%s%.*s", STR_ARG(when), v->summary.n ? " · " : "", STR_ARG(v->summary)),
        id_eq(v->id, chosen)};
}

/* The last visits, and the one that is chosen, however long ago it was. */
static enum rc visits_fill(struct act *act, const struct zone *zone, struct id client,
                           struct id chosen, struct pick *ret)
{
    struct visit_list all;
    struct visit one;
    bool has_chosen = id_is_none(chosen);
    enum rc rc = has_chosen ? OK : adverse_visit(act, client, chosen, &one);
    if (rc == OK)
        rc = adverse_visits(act, client, &all);
    if (rc != OK)
        return rc;
    struct choice *c = ARENA_ARRAY(act->a, all.n + 2, struct choice);
    size_t n = 0;
    c[n++] = (struct choice){S(""), S("None of them"), has_chosen};
    for (size_t i = 0; i < all.n && !arena_failed(act->a); i++) {
        c[n++] = visit_choice(act->a, zone, &all.at[i], chosen);
        has_chosen = has_chosen || c[n - 1].on;
    }
    if (!has_chosen)
        c[n++] = visit_choice(act->a, zone, &one, chosen);
    *ret = (struct pick){"visit", "After or during which visit", NULL, {c, n}, {NULL, 0}};
    return OK;
}

static void fields_fill(struct request *rq, struct adverse_new_view *v)
{
    struct arena *a = request_arena(rq);
    const struct faults *f = request_faults(rq);
    v->kinds = chips_of(a, adverse_kinds, ADVERSE_KINDS, app_field(rq, S("kind")));
    v->severities = chips_of(a, severities, SEVERITIES, app_field(rq, S("severity")));
    v->meanings.at = severities;
    v->meanings.n = SEVERITIES;
    v->kind_error = fault_of(f, S("kind"));
    v->severity_error = fault_of(f, S("severity"));
    v->began = field_of("began", "It began on", "date", app_field(rq, S("began")), f);
    v->began.hint = "The first day it was noticed";
    v->over = field_of("over", "It was over on", "date", app_field(rq, S("over")), f);
    v->over.hint = "Leave this empty while it goes on";
    v->body = field_of("body", "What happened, and what was done", "area", app_field(rq, S("body")),
                       f);
    v->began.required = v->body.required = true;
}

/* The visit that the address or the form names; false: it is no id, and 404 is answered. */
static bool visit_named(struct request *rq, struct id *ret)
{
    struct str text = request_is_post(rq) ? request_field(rq, S("visit"))
                                          : request_query(rq, S("visit"));
    *ret = ID_NONE;
    if (!text.n || id_parse(text, ret))
        return true;
    app_refuse(rq, 404);
    return false;
}

static void new_show(struct request *rq, unsigned status)
{
    struct act act;
    struct client client;
    struct practice_facts facts;
    struct id visit;
    struct adverse_new_view v = {0};
    if (!app_param_client(rq, &v.client) || !visit_named(rq, &visit) || !app_read(rq, &act))
        return;
    enum rc rc = client_read(&act, v.client, &client);
    if (rc == OK)
        rc = practice_facts(&act, &facts);
    if (rc == OK)
        rc = visits_fill(&act, facts.zone, v.client, visit, &v.visit);
    v.frame = frame_of(rq, &act, S("Record an adverse event"), "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.frame.narrow = true;
    v.frame.faults = request_faults(rq);
    v.ids = form_ids_of(rq);
    v.name = client_name(act.a, &client);
    struct str id = id_text(act.a, v.client);
    v.to = arena_fmt(act.a, "/clients/%.*s/adverse/new", STR_ARG(id));
    fields_fill(rq, &v);
    adverse_new_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void new_get(struct request *rq)
{
    new_show(rq, 200);
}

static void added(struct request *rq, struct write *w, enum rc rc)
{
    const struct adverse_save *s = w->cmd;
    struct arena *a = request_arena(rq);
    struct str c = id_text(a, s->client), x = id_text(a, w->act.made);
    if (rc == OK)
        request_redirect(
            rq, arena_fmt(a, "/clients/%.*s/adverse/%.*s?recorded=1", STR_ARG(c), STR_ARG(x)));
    else if (rc == INVALID)
        new_show(rq, 422);
    else
        app_fail(rq, rc);
}

static void new_post(struct request *rq)
{
    static const struct str names[] = {STR_INIT("kind"),  STR_INIT("severity"), STR_INIT("visit"),
                                       STR_INIT("began"), STR_INIT("over"),     STR_INIT("body")};
    struct adverse_save *s = ARENA_NEW(request_arena(rq), struct adverse_save);
    if (!app_only_fields(rq, names, 6) || !app_param_client(rq, &s->client) ||
        !visit_named(rq, &s->adverse.visit))
        return;
    s->adverse.kind = app_field(rq, S("kind"));
    s->adverse.severity = app_field(rq, S("severity"));
    s->adverse.began = app_field(rq, S("began"));
    s->adverse.over = app_field(rq, S("over"));
    s->adverse.body = app_field(rq, S("body"));
    app_write(rq, adverse_add, s, added);
}

const struct route adverse_new_routes[] = {
    {ROUTE_GET, "/clients/:client/adverse/new", ROLE_THERAPIST, new_get, 0},
    {ROUTE_POST, "/clients/:client/adverse/new", ROLE_THERAPIST, new_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
