/* The practice's own facts and locations.
 * Must never: offer what is not the owner's to change.
 * Read next: web/practice.h.
 */
#include "web/practice.h"

#include "practice/practice.h"
#include "web/app.h"
#include "web/practice_html.h"
#include "web/rooms.h"

static const struct {
    const char *name, *label, *hint;
    size_t offset;
} rows[FACT_FIELDS] = {
    {"practice_name", "Name", NULL, offsetof(struct practice_facts, name)},
    {"country", "Country", "Two letters: AU", offsetof(struct practice_facts, country)},
    {"zone", "Time zone", "Such as Australia/Sydney", offsetof(struct practice_facts, zone_name)},
    {"currency", "Currency", "Three letters: AUD", offsetof(struct practice_facts, currency)},
};

static struct str *member(struct practice_facts *p, size_t i)
{
    return (struct str *)(void *)((char *)p + rows[i].offset);
}

static void facts_fill(struct request *rq, struct practice_facts *facts, struct practice_view *v)
{
    v->facts.at = ARENA_ARRAY(request_arena(rq), FACT_FIELDS, struct field);
    v->facts.n = FACT_FIELDS;
    for (size_t i = 0; i < FACT_FIELDS; i++) {
        struct str sent = request_field(rq, str_from(rows[i].name));
        v->facts.at[i] = field_of(rows[i].name, rows[i].label, "text",
                                  sent.p ? sent : *member(facts, i), request_faults(rq));
        v->facts.at[i].hint = rows[i].hint;
        v->facts.at[i].required = true;
    }
    v->id = facts->id;
    v->version = facts->version;
}

/* The form that was sent keeps what was typed, and its faults. */
static struct place_form place_of(struct request *rq, const struct location *l, size_t i,
                                  struct str zone)
{
    struct id sent = ID_NONE;
    (void)app_field_id(rq, S("location"), &sent);
    bool typed = request_field(rq, S("location_name")).p && id_eq(sent, l->id);
    const struct faults *f = typed ? request_faults(rq) : NULL;
    struct str name = typed ? app_field(rq, S("location_name")) : l->name;
    struct str address = typed ? app_field(rq, S("address")) : l->address;
    struct str zone_typed = typed ? app_field(rq, S("location_zone")) : zone;
    struct place_form p = {l->id,
                           l->version,
                           id_is_none(l->id) ? S("One more location") : l->name,
                           field_of("location_name", "Name", "text", name, f),
                           field_of("address", "Street address", "text", address, f),
                           field_of("location_zone", "Time zone", "text", zone_typed, f)};
    if (!typed)
        p.name.form = p.address.form = p.zone.form = arena_fmt(request_arena(rq), "-%zu", i);
    return p;
}

static void places_fill(struct request *rq, const struct location_list *places, struct str zone,
                        struct practice_view *v)
{
    struct location fresh = {.name = S(""), .address = S("")};
    v->places.at = ARENA_ARRAY(request_arena(rq), places->n + 1, struct place_form);
    for (size_t i = 0; i < places->n && !arena_failed(request_arena(rq)); i++)
        v->places.at[v->places.n++] = place_of(rq, &places->at[i], i, places->at[i].zone_name);
    v->places.at[v->places.n++] = place_of(rq, &fresh, places->n, zone);
}

static void show(struct request *rq, unsigned status)
{
    struct act act;
    struct practice_view v = {0};
    struct practice_facts facts;
    struct location_list places;
    if (!app_read(rq, &act))
        return;
    enum rc rc = practice_facts(&act, &facts);
    if (rc == OK)
        rc = practice_locations(&act, &places);
    v.frame = frame_of(rq, &act, S("Practice"), "practice");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.frame.faults = request_faults(rq);
    v.ids = form_ids_of(rq);
    facts_fill(rq, &facts, &v);
    places_fill(rq, &places, facts.zone_name, &v);
    practice_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void practice_get_page(struct request *rq)
{
    show(rq, 200);
}

static void saved(struct request *rq, struct write *w, enum rc rc)
{
    (void)w;
    if (rc == OK)
        request_redirect(rq, S("/practice"));
    else if (rc == INVALID)
        show(rq, 422);
    else if (rc == CONFLICT && app_meanwhile(rq))
        show(rq, 409);
    else
        app_fail(rq, rc);
}

static void practice_post(struct request *rq)
{
    struct practice_facts *p = ARENA_NEW(request_arena(rq), struct practice_facts);
    struct practice_facts now;
    struct str names[FACT_FIELDS + 1] = {S("version")};
    struct act act;
    for (size_t i = 0; i < FACT_FIELDS; i++)
        names[i + 1] = str_from(rows[i].name);
    if (!app_only_fields(rq, names, FACT_FIELDS + 1) || !app_read(rq, &act))
        return;
    enum rc rc = practice_facts(&act, &now);
    app_read_end(&act);
    for (size_t i = 0; i < FACT_FIELDS; i++)
        *member(p, i) = app_field(rq, str_from(rows[i].name));
    p->id = now.id;
    p->version = app_field_int(rq, S("version"), 0);
    if (rc == OK)
        app_write(rq, practice_change, p, saved);
    else
        app_fail(rq, rc);
}

static void location_post(struct request *rq)
{
    static const struct str names[] = {STR_INIT("location"), STR_INIT("version"),
                                       STR_INIT("location_name"), STR_INIT("address"),
                                       STR_INIT("location_zone")};
    struct location *l = ARENA_NEW(request_arena(rq), struct location);
    if (!app_only_fields(rq, names, 5))
        return;
    if (!app_field_id(rq, S("location"), &l->id))
        l->id = ID_NONE;
    l->name = app_field(rq, S("location_name"));
    l->address = app_field(rq, S("address"));
    l->zone_name = app_field(rq, S("location_zone"));
    l->version = app_field_int(rq, S("version"), 0);
    app_write(rq, location_save, l, saved);
}

const struct route practice_routes[] = {
    {ROUTE_GET, "/practice", ROLE_OWNER, practice_get_page, 0},
    {ROUTE_POST, "/practice", ROLE_OWNER, practice_post, 0},
    {ROUTE_POST, "/practice/locations", ROLE_OWNER, location_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
