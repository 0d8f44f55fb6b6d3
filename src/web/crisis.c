/* When somebody speaks of self-harm: contacts first, then what the therapist does; and the
 * practice's settings of it.
 * Must never: ask anybody to rate a risk, or hide the contacts behind a click.
 * Read next: web/screening.html.
 */
#include "practice/audit.h"
#include "practice/client.h"
#include "practice/gate.h"
#include "practice/user.h"
#include "web/app.h"
#include "web/rooms.h"
#include "web/screening.h"
#include "web/screening_html.h"

static enum rc contacts_fill(struct act *act, struct crisis_view *v)
{
    struct crisis_contacts all;
    enum rc rc = crisis_contacts(act, &all);
    v->contacts.at = ARENA_ARRAY(act->a, CONTACTS_MAX, struct contact_line);
    for (size_t i = 0; rc == OK && i < all.n && !arena_failed(act->a); i++)
        v->contacts.at[v->contacts.n++] = (struct contact_line){all.at[i].name, all.at[i].phone};
    return rc;
}

static void notes_fill(struct act *act, const struct gate_whole *w, struct crisis_view *v)
{
    const struct crisis_note_list *all = &w->facts.notes;
    v->notes.at = ARENA_ARRAY(act->a, all->n + 1, struct contact_line);
    for (size_t i = 0; i < all->n && !arena_failed(act->a); i++) {
        struct user author;
        struct str when = time_human(act->a, w->practice.zone, all->at[i].at_utc);
        struct str who = user_read(act, all->at[i].author, &author) == OK ? author.name : S("");
        v->notes.at[v->notes.n++] = (struct contact_line){
            arena_fmt(act->a, "%.*s, %.*s", STR_ARG(when), STR_ARG(who)), all->at[i].body};
    }
}

static void crisis_show(struct request *rq, unsigned status)
{
    struct act act;
    struct gate_whole w;
    struct crisis_view v = {0};
    if (!app_param_id(rq, S("client"), &v.client)) {
        app_refuse(rq, 404);
        return;
    }
    if (!app_read(rq, &act))
        return;
    enum rc rc = gate_read(&act, v.client, act.now_utc, NULL, &w);
    if (rc == OK)
        rc = contacts_fill(&act, &v);
    if (rc == OK)
        rc = audit_saw(&act, "crisis.see", v.client, v.client);
    if (rc == OK)
        notes_fill(&act, &w, &v);
    v.frame = frame_of(rq, &act, S("Help now"), "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.frame.narrow = true;
    v.frame.faults = request_faults(rq);
    v.ids = form_ids_of(rq);
    v.name = client_name(act.a, &w.client);
    v.emergency = w.client.emergency;
    v.waits = w.gate.crisis;
    v.body = field_of("body", "What was done, with whom, and how the client left", "area",
                      app_field(rq, S("body")), request_faults(rq));
    v.body.required = true;
    crisis_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void crisis_get(struct request *rq)
{
    crisis_show(rq, 200);
}

static void noted(struct request *rq, struct write *w, enum rc rc)
{
    const struct crisis_note_cmd *c = w->cmd;
    struct str id = id_text(request_arena(rq), c->client);
    if (rc == OK)
        request_redirect(rq, arena_fmt(request_arena(rq), "/clients/%.*s/crisis", STR_ARG(id)));
    else if (rc == INVALID)
        crisis_show(rq, 422);
    else
        app_fail(rq, rc);
}

static void crisis_post(struct request *rq)
{
    static const struct str names[] = {STR_INIT("body")};
    struct crisis_note_cmd *c = ARENA_NEW(request_arena(rq), struct crisis_note_cmd);
    if (!app_only_fields(rq, names, 1))
        return;
    if (!app_param_id(rq, S("client"), &c->client)) {
        app_refuse(rq, 404);
        return;
    }
    c->body = app_field(rq, S("body"));
    app_write(rq, crisis_note_add, c, noted);
}

/* --- the practice's settings ----------------------------------------------------------------- */

/* Program's for good. */
static const char *const contact_ids[CONTACTS_MAX] = {"contact.0", "contact.1", "contact.2",
                                                      "contact.3", "contact.4", "contact.5"};
static const char *const name_names[CONTACTS_MAX] = {"contact.0.name", "contact.1.name",
                                                     "contact.2.name", "contact.3.name",
                                                     "contact.4.name", "contact.5.name"};
static const char *const phone_names[CONTACTS_MAX] = {"contact.0.phone", "contact.1.phone",
                                                      "contact.2.phone", "contact.3.phone",
                                                      "contact.4.phone", "contact.5.phone"};

static enum rc responsible_fill(struct request *rq, struct act *act,
                                const struct screening_setting *s, struct pick *ret)
{
    struct user_list all;
    struct id chosen = s->responsible;
    if (request_is_post(rq) && !app_field_id(rq, S("responsible"), &chosen))
        chosen = ID_NONE;
    enum rc rc = user_list_all(act, &all);
    if (rc != OK)
        return rc;
    struct choice *c = ARENA_ARRAY(act->a, all.n + 1, struct choice);
    size_t n = 0;
    c[n++] = (struct choice){S(""), S("nobody"), id_is_none(chosen)};
    for (size_t i = 0; i < all.n && !arena_failed(act->a); i++)
        if (!all.at[i].ended_utc.has)
            c[n++] = (struct choice){id_text(act->a, all.at[i].id), all.at[i].name,
                                     id_eq(all.at[i].id, chosen)};
    *ret = (struct pick){"responsible",
                         "Who answers for it",
                         NULL,
                         {c, n},
                         fault_of(request_faults(rq), S("responsible"))};
    return OK;
}

static enum rc setting_fill(struct request *rq, struct act *act, struct screening_setting_view *v)
{
    struct screening_setting s;
    struct crisis_contacts all;
    bool sent = request_is_post(rq);
    enum rc rc = screening_setting(act, &s);
    if (rc == OK)
        rc = crisis_contacts(act, &all);
    if (rc == OK)
        rc = responsible_fill(rq, act, &s, &v->responsible);
    if (rc != OK)
        return rc;
    v->version = s.version;
    v->phq9 = sent ? request_field(rq, S("phq9")).p != NULL : s.phq9;
    v->contacts.at = ARENA_ARRAY(act->a, CONTACTS_MAX, struct contact_field);
    for (size_t i = 0; i < CONTACTS_MAX && !arena_failed(act->a); i++)
        v->contacts.at[v->contacts.n++] = (struct contact_field){
            str_from(contact_ids[i]),
            sent        ? app_field(rq, str_from(name_names[i]))
            : i < all.n ? all.at[i].name
                        : S(""),
            sent        ? app_field(rq, str_from(phone_names[i]))
            : i < all.n ? all.at[i].phone
                        : S(""),
            fault_of(request_faults(rq), str_from(contact_ids[i]))};
    return OK;
}

static void setting_show(struct request *rq, unsigned status)
{
    struct act act;
    struct screening_setting_view v = {0};
    if (!app_read(rq, &act))
        return;
    enum rc rc = setting_fill(rq, &act, &v);
    v.frame = frame_of(rq, &act, S("Questionnaires and crisis contacts"), "practice");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.frame.narrow = true;
    v.frame.faults = request_faults(rq);
    v.ids = form_ids_of(rq);
    screening_setting_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void setting_get(struct request *rq)
{
    setting_show(rq, 200);
}

static void setting_saved(struct request *rq, struct write *w, enum rc rc)
{
    (void)w;
    if (rc == OK)
        request_redirect(rq, S("/practice/screening"));
    else if (rc == INVALID)
        setting_show(rq, 422);
    else if (rc == CONFLICT && app_meanwhile(rq))
        setting_show(rq, 409);
    else
        app_fail(rq, rc);
}

static void setting_post(struct request *rq)
{
    struct str names[3 + 2 * CONTACTS_MAX] = {S("version"), S("phq9"), S("responsible")};
    struct screening_setting_save *s = ARENA_NEW(request_arena(rq), struct screening_setting_save);
    for (size_t i = 0; i < CONTACTS_MAX; i++) {
        names[3 + 2 * i] = str_from(name_names[i]);
        names[4 + 2 * i] = str_from(phone_names[i]);
        s->contacts.at[i] = (struct crisis_contact){app_field(rq, str_from(name_names[i])),
                                                    app_field(rq, str_from(phone_names[i]))};
    }
    s->contacts.n = CONTACTS_MAX;
    if (!app_only_fields(rq, names, 3 + 2 * CONTACTS_MAX))
        return;
    s->setting.version = app_field_int(rq, S("version"), 0);
    s->setting.phq9 = request_field(rq, S("phq9")).p != NULL;
    if (!app_field_id(rq, S("responsible"), &s->setting.responsible))
        s->setting.responsible = ID_NONE;
    app_write(rq, screening_setting_change, s, setting_saved);
}

const struct route crisis_routes[] = {
    {ROUTE_GET, "/clients/:client/crisis", ROLE_THERAPIST, crisis_get, 0},
    {ROUTE_POST, "/clients/:client/crisis", ROLE_THERAPIST, crisis_post, 0},
    {ROUTE_GET, "/practice/screening", ROLE_OWNER, setting_get, 0},
    {ROUTE_POST, "/practice/screening", ROLE_OWNER, setting_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
