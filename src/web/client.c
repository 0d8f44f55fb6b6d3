/* Clients: list, form, archive.
 * Must never: show findings.
 * Read next: web/client.h.
 */
#include "web/client.h"

#include "http/form.h"
#include "practice/client.h"
#include "web/app.h"
#include "web/client_html.h"
#include "web/rooms.h"

static void rows_fill(struct arena *a, const struct client_list *list, struct client_rows *ret)
{
    ret->at = ARENA_ARRAY(a, list->n + 1, struct client_row);
    for (size_t i = 0; i < list->n && !arena_failed(a); i++) {
        const struct client *c = &list->at[i];
        struct date born = {0};
        bool known = date_parse(c->born, &born);
        ret->at[ret->n++] = (struct client_row){
            c->id,    client_name(a, c), known ? date_human(a, born) : S(""),
            c->phone, c->alert.n > 0,    c->archived_utc.has};
    }
}

enum { SEARCH_CHARS = 200 };

/* --- the list -------------------------------------------------------------------------------- */

static struct str sentence_of(struct arena *a, const struct client_search *s)
{
    if (!s->typed.n)
        return arena_fmt(a, "%lld client%s", (long long)s->all, s->all == 1 ? "" : "s");
    if (s->more)
        return arena_fmt(a, "More than %d found: type more to narrow it down", FIND_MOST);
    return arena_fmt(a, "%zu found", s->found.n);
}

static struct str next_of(struct arena *a, const struct client_search *s)
{
    if (!s->more || s->typed.n || !s->found.n)
        return S("");
    const struct client *last = &s->found.at[s->found.n - 1];
    struct out w = out_new(a, 4096);
    form_write(&w, S("after"), last->name_folded);
    form_write(&w, S("id"), id_text(a, last->id));
    struct str query = out_str(&w);
    return arena_fmt(a, "/clients?%.*s", STR_ARG(query));
}

static void clients_get(struct request *rq)
{
    struct act act;
    struct clients_view v = {0};
    struct client_search s = {.typed = request_query(rq, S("q")),
                              .after_name = request_query(rq, S("after"))};
    s.typed = str_first(s.typed.p ? s.typed : S(""), SEARCH_CHARS);
    if (!id_parse(request_query(rq, S("id")), &s.after_id))
        s.after_name = S("");
    if (!str_is_text(s.typed)) {
        app_refuse(rq, 400);
        return;
    }
    if (!app_read(rq, &act))
        return;
    enum rc rc = client_search(&act, &s);
    v.frame = frame_of(rq, &act, S("Clients"), "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.q = s.typed;
    v.searching = s.typed.n > 0;
    v.sentence = sentence_of(act.a, &s);
    v.more = s.more;
    v.next = next_of(act.a, &s);
    rows_fill(act.a, &s.found, &v.rows);
    clients_page(request_out(rq), &v);
    request_answer(rq, 200);
}

/* --- the form: one table says what it holds -------------------------------------------------- */

static const struct {
    const char *name, *label, *type, *hint, *autocomplete;
    size_t offset;
    bool required, clinical; /* clinical: for therapists only */
} rows[CLIENT_FIELDS] = {
    {"given", "Given name", "text", NULL, "off", offsetof(struct client, given), true, false},
    {"family", "Family name", "text", NULL, "off", offsetof(struct client, family), false, false},
    {"preferred", "Called", "text", "If another name is used", "off",
     offsetof(struct client, preferred), false, false},
    {"born", "Date of birth", "date", NULL, "off", offsetof(struct client, born), false, false},
    {"phone", "Phone", "tel", NULL, "off", offsetof(struct client, phone), false, false},
    {"email", "E-mail", "email", NULL, "off", offsetof(struct client, email), false, false},
    {"address", "Address", "area", NULL, "off", offsetof(struct client, address), false, false},
    {"occupation", "Occupation", "text", NULL, "off", offsetof(struct client, occupation), false,
     false},
    {"gp", "Doctor (GP)", "text", "Who hears from you when something is not for massage", "off",
     offsetof(struct client, gp), false, false},
    {"emergency", "In an emergency", "text", "Name and phone", "off",
     offsetof(struct client, emergency), false, false},
    {"alert", "Alert", "text", "Shown at the top of the chart, to therapists", "off",
     offsetof(struct client, alert), false, true},
};

static struct str *member(struct client *c, size_t i)
{
    return (struct str *)(void *)((char *)c + rows[i].offset);
}

static bool is_for(struct request *rq, size_t i)
{
    return !rows[i].clinical || (app_seat(rq)->who.roles & ROLE_THERAPIST);
}

/* What the one who writes may not see stays as it is `now`. */
static struct client client_typed(struct request *rq, const struct client *now)
{
    struct client c = *now;
    for (size_t i = 0; i < CLIENT_FIELDS; i++)
        if (is_for(rq, i))
            *member(&c, i) = app_field(rq, str_from(rows[i].name));
    c.figure = app_field(rq, S("figure"));
    c.version = app_field_int(rq, S("version"), 0);
    return c;
}

static bool fields_known(struct request *rq)
{
    struct str names[CLIENT_FIELDS + 3] = {S("figure"), S("version"), S("despite")};
    size_t n = 3;
    for (size_t i = 0; i < CLIENT_FIELDS; i++)
        if (is_for(rq, i))
            names[n++] = str_from(rows[i].name);
    return app_only_fields(rq, names, n);
}

static struct client_fields fields_of(struct request *rq, struct client *c)
{
    struct client_fields all = {ARENA_ARRAY(request_arena(rq), CLIENT_FIELDS, struct field), 0};
    for (size_t i = 0; i < CLIENT_FIELDS; i++) {
        if (!is_for(rq, i))
            continue;
        struct field *f = &all.at[all.n++];
        *f = field_of(rows[i].name, rows[i].label, rows[i].type, *member(c, i), request_faults(rq));
        f->hint = rows[i].hint;
        f->autocomplete = rows[i].autocomplete;
        f->required = rows[i].required;
    }
    return all;
}

static struct pick figure_pick(struct arena *a, struct str figure)
{
    struct choice *c = ARENA_ARRAY(a, 2, struct choice);
    c[0] = (struct choice){S("a"), S("Figure A"), !str_eq(figure, S("b"))};
    c[1] = (struct choice){S("b"), S("Figure B"), str_eq(figure, S("b"))};
    return (struct pick){
        "figure", "Body map drawn on", "A shape to point at, nothing more", {c, 2}, {NULL, 0}};
}

static void form_show(struct request *rq, struct client *c, const struct client_list *alike,
                      unsigned status)
{
    struct arena *a = request_arena(rq);
    bool is_new = id_is_none(c->id);
    struct client_form_view v = {.id = c->id, .version = c->version};
    struct act act;
    if (!app_read(rq, &act))
        return;
    v.title = is_new ? S("Add a client") : S("Change details");
    v.frame = frame_of(rq, &act, v.title, "clients");
    app_read_end(&act);
    v.frame.narrow = true;
    v.frame.faults = request_faults(rq);
    v.ids = form_ids_of(rq);
    v.to = S("/clients/new");
    if (!is_new) {
        struct str id = id_text(a, c->id);
        v.to = arena_fmt(a, "/clients/%.*s/edit", STR_ARG(id));
    }
    v.fields = fields_of(rq, c);
    v.figure = figure_pick(a, c->figure);
    v.archived = c->archived_utc.has;
    if (alike)
        rows_fill(a, alike, &v.alike);
    client_form_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void new_get(struct request *rq)
{
    struct client c = {0};
    form_show(rq, &c, NULL, 200);
}

static void to_client(struct request *rq, struct id id)
{
    struct str text = id_text(request_arena(rq), id);
    request_redirect(rq, arena_fmt(request_arena(rq), "/clients/%.*s", STR_ARG(text)));
}

static void added(struct request *rq, struct write *w, enum rc rc)
{
    struct client_save *s = w->cmd;
    if (rc == OK)
        to_client(rq, w->act.made);
    else if (rc == INVALID)
        form_show(rq, &s->client, NULL, 422);
    else if (rc == CONFLICT && s->alike.n)
        form_show(rq, &s->client, &s->alike, 409);
    else
        app_fail(rq, rc);
}

static void new_post(struct request *rq)
{
    struct client_save *s = ARENA_NEW(request_arena(rq), struct client_save);
    if (!fields_known(rq))
        return;
    s->client = client_typed(rq, &(struct client){.alert = S("")});
    s->despite = request_field(rq, S("despite")).p != NULL;
    app_write(rq, client_save, s, added);
}

static bool client_now(struct request *rq, struct client *ret)
{
    struct act act;
    struct id id;
    if (!app_param_id(rq, S("client"), &id)) {
        app_refuse(rq, 404);
        return false;
    }
    if (!app_read(rq, &act))
        return false;
    enum rc rc = client_see(&act, id, ret);
    app_read_end(&act);
    if (rc != OK)
        app_fail(rq, rc);
    return rc == OK;
}

static void edit_get(struct request *rq)
{
    struct client c;
    if (client_now(rq, &c))
        form_show(rq, &c, NULL, 200);
}

static void meanwhile_show(struct request *rq, struct client *yours)
{
    struct arena *a = request_arena(rq);
    struct meanwhile_view v = {.id = yours->id};
    struct client theirs;
    if (!client_now(rq, &theirs))
        return;
    v.frame = frame_of(rq, NULL, S("Changed meanwhile"), "clients");
    v.ids = (struct form_ids){app_seat(rq)->csrf, id_text(a, id_new())};
    v.version = theirs.version;
    v.figure = yours->figure;
    v.fields = fields_of(rq, yours);
    v.differences.at = ARENA_ARRAY(a, CLIENT_FIELDS, struct difference);
    for (size_t i = 0; i < CLIENT_FIELDS; i++)
        if (is_for(rq, i) && !str_eq(*member(&theirs, i), *member(yours, i)))
            v.differences.at[v.differences.n++] = (struct difference){
                rows[i].label, *member(&theirs, i), *member(yours, i)};
    meanwhile_page(request_out(rq), &v);
    request_answer(rq, 409);
}

static void edited(struct request *rq, struct write *w, enum rc rc)
{
    struct client_save *s = w->cmd;
    if (rc == OK)
        to_client(rq, w->act.made);
    else if (rc == INVALID)
        form_show(rq, &s->client, NULL, 422);
    else if (rc == CONFLICT && !request_faults(rq)->n)
        meanwhile_show(rq, &s->client);
    else
        app_fail(rq, rc);
}

static void edit_post(struct request *rq)
{
    struct client_save *s = ARENA_NEW(request_arena(rq), struct client_save);
    struct client now;
    if (!fields_known(rq) || !client_now(rq, &now))
        return;
    s->client = client_typed(rq, &now);
    app_write(rq, client_save, s, edited);
}

/* --- archive --------------------------------------------------------------------------------- */

static void archived(struct request *rq, struct write *w, enum rc rc)
{
    if (rc == OK)
        to_client(rq, w->act.made);
    else
        app_fail(rq, rc);
}

static void archive(struct request *rq, bool away)
{
    struct client_archive *c = ARENA_NEW(request_arena(rq), struct client_archive);
    c->archived = away;
    if (app_param_id(rq, S("client"), &c->client))
        app_write(rq, client_set_archived, c, archived);
    else
        app_refuse(rq, 404);
}

static void archive_post(struct request *rq)
{
    archive(rq, true);
}

static void restore_post(struct request *rq)
{
    archive(rq, false);
}

const struct route client_routes[] = {
    {ROUTE_GET, "/clients", ROLE_STAFF, clients_get, 0},
    {ROUTE_GET, "/clients/new", ROLE_STAFF, new_get, 0},
    {ROUTE_POST, "/clients/new", ROLE_STAFF, new_post, 0},
    {ROUTE_GET, "/clients/:client/edit", ROLE_STAFF, edit_get, 0},
    {ROUTE_POST, "/clients/:client/edit", ROLE_STAFF, edit_post, 0},
    {ROUTE_POST, "/clients/:client/archive", ROLE_STAFF, archive_post, 0},
    {ROUTE_POST, "/clients/:client/restore", ROLE_STAFF, restore_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
