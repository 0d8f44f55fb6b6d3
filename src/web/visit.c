/* The visit: start, show, keep as a draft, sign.
 * Must never: answer a draft as kept before it is.
 * Read next: web/visit_view.c.
 */
#include "web/visit.h"

#include "base/clock.h"
#include "practice/client.h"
#include "practice/visit.h"
#include "web/app.h"
#include "web/gate.h"
#include "web/note.h"
#include "web/rooms.h"
#include "web/visit_edit.h"
#include "web/visit_form.h"
#include "web/visit_html.h"
#include "web/visit_view.h"

/* A draft holds few fields more than the form that it came from. */
enum { NO_VERSION = -1, DRAFT_FIELDS_MAX = REQUEST_FIELDS_MAX + 8 };

/* --- which visit ----------------------------------------------------------------------------- */

struct visit_ids {
    struct id client, visit;
};

static bool ids_of(struct request *rq, struct visit_ids *ret)
{
    bool fine = app_param_id(rq, S("client"), &ret->client) &&
                app_param_id(rq, S("visit"), &ret->visit);
    if (!fine)
        app_refuse(rq, 404);
    return fine;
}

static struct str path_of(struct arena *a, struct id client, struct id visit, const char *behind)
{
    struct str c = id_text(a, client), v = id_text(a, visit);
    return arena_fmt(a, "/clients/%.*s/visits/%.*s%s", STR_ARG(c), STR_ARG(v), behind);
}

/* The visit's form as it was sent; NULL when a field is not the form's: then it has answered. */
static const struct form *form_sent(struct request *rq)
{
    const struct form *form = request_form(rq);
    if (!visit_form_unknown(form).p)
        return form;
    app_refuse(rq, 400);
    return NULL;
}

/* --- start ----------------------------------------------------------------------------------- */

static struct pick complaint_pick(struct arena *a, const struct complaint_list *all,
                                  struct str typed, const struct faults *f)
{
    struct choice *c = ARENA_ARRAY(a, all->n + 1, struct choice);
    size_t n = 0;
    for (size_t i = 0; i < all->n && !arena_failed(a); i++) {
        struct str value = arena_fmt(a, "%lld", (long long)all->at[i].n);
        if (!all->at[i].closed_utc.has)
            c[n++] = (struct choice){value, all->at[i].label, str_eq(value, typed)};
    }
    return (struct pick){"complaint", "About", NULL, {c, n}, fault_of(f, S("complaint"))};
}

static struct pick location_pick(struct arena *a, const struct location_list *all, struct str typed,
                                 const struct faults *f)
{
    struct choice *c = ARENA_ARRAY(a, all->n + 1, struct choice);
    for (size_t i = 0; i < all->n && !arena_failed(a); i++) {
        struct str value = id_text(a, all->at[i].id);
        c[i] = (struct choice){value, all->at[i].name, str_eq(value, typed)};
    }
    return (struct pick){"location", "Where", NULL, {c, all->n}, fault_of(f, S("location"))};
}

struct earlier {
    struct client client;
    struct practice_facts facts;
    struct location_list places;
    struct complaint_list complaints;
};

static enum rc earlier_read(struct act *act, struct id client, struct earlier *ret)
{
    enum rc rc = client_read(act, client, &ret->client);
    if (rc == OK)
        rc = practice_facts(act, &ret->facts);
    if (rc == OK)
        rc = practice_locations(act, &ret->places);
    return rc == OK ? complaint_all(act, client, &ret->complaints) : rc;
}

/* The form that starts a visit of another day; also where a start that cannot be is mended. */
static void earlier_show(struct request *rq, unsigned status)
{
    struct act act;
    struct earlier_view v = {0};
    struct earlier e;
    const struct faults *f = request_faults(rq);
    struct str started = app_field(rq, S("started"));
    if (!app_param_id(rq, S("client"), &v.client)) {
        app_refuse(rq, 404);
        return;
    }
    if (!app_read(rq, &act))
        return;
    enum rc rc = earlier_read(&act, v.client, &e);
    v.frame = frame_of(rq, &act, S("An earlier visit"), "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.frame.narrow = true;
    v.frame.faults = request_faults(rq);
    v.ids = form_ids_of(rq);
    v.name = client_name(act.a, &e.client);
    v.started = field_of("started", "The visit began", "datetime-local",
                         started.n ? started : time_field(act.a, e.facts.zone, act.now_utc), f);
    v.complaint = complaint_pick(act.a, &e.complaints, app_field(rq, S("complaint")), f);
    v.location = location_pick(act.a, &e.places, app_field(rq, S("location")), f);
    earlier_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void earlier_get(struct request *rq)
{
    earlier_show(rq, 200);
}

static struct start_carry carry_of(struct request *rq)
{
    return (struct start_carry){app_field(rq, S("complaint")), app_field(rq, S("started")),
                                app_field(rq, S("location"))};
}

/* The page that the start came from, with what is wrong. */
static void start_again(struct request *rq, struct id client)
{
    struct start_carry carry = carry_of(rq);
    if (request_field(rq, S("asked")).p)
        gate_start_show(rq, client, &carry, 422);
    else
        earlier_show(rq, 422);
}

static void started(struct request *rq, struct write *w, enum rc rc)
{
    const struct visit_start *s = w->cmd;
    struct start_carry carry = carry_of(rq);
    if (rc == OK && w->act.refused)
        gate_go_on(rq, s->client, &carry);
    else if (rc == OK)
        request_redirect(rq, path_of(request_arena(rq), s->client, w->act.made, ""));
    else if (rc == INVALID)
        start_again(rq, s->client);
    else
        app_fail(rq, rc);
}

/* Something applies: that is kept first, then looked at. */
static void told(struct request *rq, struct write *w, enum rc rc)
{
    const struct asking *k = w->cmd;
    struct start_carry carry = carry_of(rq);
    if (rc == OK)
        gate_go_on(rq, k->client, &carry);
    else if (rc == INVALID)
        start_again(rq, k->client);
    else
        app_fail(rq, rc);
}

/* What is proposed from last time keeps to today's limits. */
static enum rc before_fit(struct act *act, struct id client, struct visit_before *before)
{
    struct gate_whole w;
    enum rc rc = gate_read(act, client, act->now_utc, NULL, &w);
    for (size_t i = 0; rc == OK && i < before->blocks.n; i++)
        gate_fit(&w.gate, &before->blocks.at[i]);
    return rc;
}

static enum rc start_read(struct act *act, struct request *rq, struct visit_start *s)
{
    struct practice_facts facts;
    struct visit_before before = {0};
    struct course course = {0};
    struct str at = app_field(rq, S("started")), complaint = app_field(rq, S("complaint"));
    struct str location = app_field(rq, S("location"));
    enum rc rc = practice_facts(act, &facts);
    if (rc != OK)
        return rc;
    s->complaint = complaint.n ? app_field_int(rq, S("complaint"), -1) : 0;
    s->location = ID_NONE;
    if (location.n && !id_parse(location, &s->location))
        fault_add(act->faults, S("location"), "Choose a location from the list.");
    if (at.n && !time_field_parse(facts.zone, at, &s->started_utc))
        fault_add(act->faults, S("started"), NO_SUCH_TIME);
    if (act->faults->n)
        return INVALID;
    rc = visit_before(act, s->client, s->complaint, &before);
    if (rc == OK)
        rc = before_fit(act, s->client, &before);
    if (rc == OK || rc == NOT_FOUND)
        rc = course_read(act, s->client, s->complaint, &course);
    s->form = visit_edit_first(act->a, &before, course.has_plan ? &course.plan : NULL);
    return rc;
}

static void start_post(struct request *rq)
{
    static const struct str names[] = {
        STR_INIT("complaint"), STR_INIT("location"), STR_INIT("started"), STR_INIT("asked"),
        STR_INIT("yes"),       STR_INIT("none"),     STR_INIT("some"),    STR_INIT("seen")};
    struct visit_start *s = ARENA_NEW(request_arena(rq), struct visit_start);
    struct act act;
    size_t yes = 0;
    if (!app_only_fields(rq, names, sizeof names / sizeof names[0]))
        return;
    if (!app_param_id(rq, S("client"), &s->client)) {
        app_refuse(rq, 404);
        return;
    }
    if (!app_read(rq, &act))
        return;
    enum rc rc = start_read(&act, rq, s);
    app_read_end(&act);
    s->asking = (struct asking){.client = s->client,
                                .how = S("staff"),
                                .again = true,
                                .seen = some_int(app_field_int(rq, S("seen"), NOT_SEEN))};
    question_read(rq, &s->asking, &yes);
    if (rc == INVALID || (rc == OK && request_faults(rq)->n))
        start_again(rq, s->client);
    else if (rc != OK)
        app_fail(rq, rc);
    else if (yes)
        app_write(rq, answers_give, &s->asking, told);
    else
        app_write(rq, visit_start, s, started);
}

/* --- show ------------------------------------------------------------------------------------ */

struct shown {
    struct visit_whole whole;
    struct visit_before before;
    struct practice_facts facts;
    struct gate_whole gate; /* of a draft, as the next */
    struct measuring_list history;
    struct course course;
    bool has_before;
};

static enum rc shown_read(struct act *act, const struct visit_ids *ids, struct shown *ret)
{
    enum rc rc = visit_read(act, ids->client, ids->visit, &ret->whole);
    if (rc == OK)
        rc = practice_facts(act, &ret->facts);
    if (rc != OK)
        return rc;
    rc = visit_before(act, ids->client, ret->whole.visit.complaint, &ret->before);
    ret->has_before = rc == OK;
    if (rc != OK && rc != NOT_FOUND)
        return rc;
    if (!ret->whole.draft_form.p)
        return OK;
    rc = measuring_read(act, ids->client, &ret->history);
    if (rc == OK)
        rc = course_read(act, ids->client, ret->whole.visit.complaint, &ret->course);
    return rc == OK ? gate_read(act, ids->client, ret->whole.visit.entered_utc, NULL, &ret->gate)
                    : rc;
}

static void draft_show(struct request *rq, struct act *act, const struct shown *s,
                       const struct form *form, unsigned status, struct visit_view *v)
{
    const struct visit_sources sources = {
        act->a,     s->facts.zone,      &s->whole, s->has_before ? &s->before : NULL,
        form,       request_faults(rq), &s->gate,  &s->history,
        &s->course, act->now_utc};
    visit_view_fill(&sources, v);
    bool voiding = str_ends(request_path(rq), S("/void"));
    v->void_reason = field_of("reason", "Reason", "text",
                              voiding ? app_field(rq, S("reason")) : S(""), request_faults(rq));
    v->ids = form_ids_of(rq);
    v->frame.faults = request_faults(rq);
    v->frame.visit = true;
    if (request_header(rq, S("X-Autosave")).p) {
        layout_faults(request_out(rq), v->frame.faults);
        visit_soap(request_out(rq), v);
        visit_live(request_out(rq), v);
    } else {
        visit_page(request_out(rq), v);
    }
    request_answer(rq, status);
}

/* Shows the draft's form, or `sent` in its stead; a visit that is no draft any more as its note. */
static void visit_show(struct request *rq, const struct visit_ids *ids, const struct form *sent,
                       unsigned status)
{
    struct act act;
    struct form form = {0};
    struct visit_view v = {0};
    struct shown *s = ARENA_NEW(request_arena(rq), struct shown);
    if (!app_read(rq, &act))
        return;
    enum rc rc = shown_read(&act, ids, s);
    bool is_draft = rc == OK && s->whole.draft_form.p;
    if (is_draft && !request_is_post(rq))
        rc = visit_saw(&act, &s->whole.visit);
    v.frame = frame_of(rq, &act, S("Visit"), "clients");
    app_read_end(&act);
    if (rc == OK && is_draft && !sent)
        rc = form_parse(act.a, s->whole.draft_form, DRAFT_FIELDS_MAX, &form);
    if (rc != OK)
        app_fail(rq, rc);
    else if (is_draft)
        draft_show(rq, &act, s, sent ? sent : &form, status, &v);
    else
        note_show(rq, status);
}

void visit_again(struct request *rq, unsigned status)
{
    struct visit_ids ids;
    if (ids_of(rq, &ids))
        visit_show(rq, &ids, NULL, status);
}

static void visit_get(struct request *rq)
{
    visit_again(rq, 200);
}

/* --- keep ------------------------------------------------------------------------------------ */

static void kept(struct request *rq, struct write *w, enum rc rc)
{
    const struct draft_save *d = w->cmd;
    struct visit_ids ids = {d->client, d->visit};
    struct str todo = app_field(rq, S("do"));
    if (rc == CONFLICT && d->overtaken)
        visit_show(rq, &ids, request_form(rq), 409);
    else if (rc != OK)
        app_fail(rq, rc);
    else if (request_header(rq, S("X-Autosave")).p)
        visit_show(rq, &ids, NULL, 200);
    else if (str_eq(todo, S("save")))
        request_redirect(rq, S("/unsigned"));
    else
        request_redirect(rq,
                         path_of(request_arena(rq), ids.client, ids.visit,
                                 str_starts(todo, S("map.")) ? "#check-in"
                                 : str_starts(todo, S("sign.")) || str_starts(todo, S("worth.test"))
                                     ? "#test"
                                 : str_eq(todo, S("stroke")) ? "#retest"
                                                             : "#treat"));
}

static void draft_post(struct request *rq)
{
    struct visit_ids ids;
    const struct form *form;
    struct draft_save *d = ARENA_NEW(request_arena(rq), struct draft_save);
    if (!ids_of(rq, &ids) || !(form = form_sent(rq)))
        return;
    d->client = ids.client;
    d->visit = ids.visit;
    d->version = app_field_int(rq, S("version"), NO_VERSION);
    d->form = visit_edit_after(request_arena(rq), form, app_field(rq, S("do")), clock_utc());
    if (d->form.p)
        app_write(rq, draft_save, d, kept);
    else
        app_refuse(rq, 413);
}

/* --- sign ------------------------------------------------------------------------------------ */

static void signed_off(struct request *rq, struct write *w, enum rc rc)
{
    const struct visit_sign_cmd *c = w->cmd;
    struct visit_ids ids = {c->client, c->visit};
    struct arena *a = request_arena(rq);
    struct str client = id_text(a, ids.client), visit = id_text(a, ids.visit);
    if (rc == OK && w->act.refused)
        visit_show(rq, &ids, request_form(rq), 422);
    else if (rc == OK)
        request_redirect(
            rq, arena_fmt(a, "/clients/%.*s?signed=%.*s", STR_ARG(client), STR_ARG(visit)));
    else if (rc == CONFLICT && c->overtaken)
        visit_show(rq, &ids, request_form(rq), 409);
    else if (rc == INVALID)
        visit_show(rq, &ids, request_form(rq), 422);
    else
        app_fail(rq, rc);
}

static enum rc sheet_read(struct act *act, const struct visit_ids *ids, const struct form *form,
                          struct sheet *ret)
{
    struct visit_whole whole;
    struct practice_facts facts;
    enum rc rc = visit_read(act, ids->client, ids->visit, &whole);
    if (rc == OK)
        rc = practice_facts(act, &facts);
    if (rc != OK)
        return rc;
    /* Signed already: let the use case say so, after it has looked at the key. */
    if (!whole.draft_form.p || visit_form_read(act->a, form, &whole.complaints,
                                               whole.visit.complaint, facts.zone, ret, act->faults))
        return OK;
    sheet_check(act->a, ret, act->now_utc, act->faults);
    return INVALID;
}

static void sign_post(struct request *rq)
{
    struct visit_ids ids;
    const struct form *form;
    struct act act;
    struct visit_sign_cmd *c = ARENA_NEW(request_arena(rq), struct visit_sign_cmd);
    if (!ids_of(rq, &ids) || !(form = form_sent(rq)) || !app_read(rq, &act))
        return;
    c->client = ids.client;
    c->visit = ids.visit;
    c->version = app_field_int(rq, S("version"), NO_VERSION);
    c->held = str_eq(app_field(rq, S("held")), S("1"));
    enum rc rc = sheet_read(&act, &ids, form, &c->sheet);
    app_read_end(&act);
    if (rc == OK)
        app_write(rq, visit_sign, c, signed_off);
    else if (rc == INVALID)
        visit_show(rq, &ids, form, 422);
    else
        app_fail(rq, rc);
}

const struct route visit_routes[] = {
    {ROUTE_POST, "/clients/:client/visits", ROLE_THERAPIST, start_post, 0},
    {ROUTE_GET, "/clients/:client/visits/earlier", ROLE_THERAPIST, earlier_get, 0},
    {ROUTE_GET, "/clients/:client/visits/:visit", ROLE_THERAPIST, visit_get, 0},
    {ROUTE_POST, "/clients/:client/visits/:visit/draft", ROLE_THERAPIST, draft_post, 0},
    {ROUTE_POST, "/clients/:client/visits/:visit/sign", ROLE_THERAPIST, sign_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
