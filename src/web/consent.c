/* Consent as pages.
 * Must never: show a box to sign without the words above it.
 * Read next: web/consent.html.
 */
#include "web/consent.h"

#include "practice/client.h"
#include "web/app.h"
#include "web/rooms.h"

/* Program's for good. */
static const char *const version_names[CONSENT_KINDS] = {"version.treatment", "version.privacy",
                                                         "version.photo", "version.gp"};

struct str consent_line(struct arena *a, const struct zone *zone, const struct consent *c)
{
    struct str when = time_human(a, zone, c->at_utc);
    return arena_fmt(a, "Signed by %.*s%s%s, %.*s", STR_ARG(c->signer),
                     str_eq(c->relation, S("guardian")) ? " (guardian)" : "",
                     str_eq(c->method, S("typed")) ? ", by name" : "", STR_ARG(when));
}

/* --- the part that is signed ----------------------------------------------------------------- */

static bool is_chosen(struct request *rq, enum consent_kind kind)
{
    struct str name, value;
    for (size_t i = 0; request_field_at(rq, i, &name, &value); i++)
        if (str_eq(name, S("kind")) && consent_kind_of(value) == kind)
            return true;
    return false;
}

static enum rc texts_fill(struct request *rq, struct act *act, struct consent_form *f)
{
    enum rc rc = OK;
    f->texts.at = ARENA_ARRAY(act->a, CONSENT_KINDS, struct consent_row);
    for (size_t i = 0; i < CONSENT_KINDS && rc == OK; i++) {
        struct consent_text text;
        rc = consent_text_read(act, (enum consent_kind)i, &text);
        if (rc == OK)
            f->texts.at[f->texts.n++] = (struct consent_row){
                str_from(consent_words[i].word), str_from(consent_words[i].title), text.body,
                arena_fmt(act->a, "%lld", (long long)text.version),
                is_chosen(rq, (enum consent_kind)i)};
    }
    return rc;
}

static bool is_minor(struct act *act, const struct client *c)
{
    struct practice_facts facts;
    struct date born;
    return date_parse(c->born, &born) && practice_facts(act, &facts) == OK &&
           date_age(born, zone_local(facts.zone, act->now_utc).date) < ADULT_AGE;
}

enum rc consent_form_fill(struct request *rq, struct act *act, const struct client *c,
                          struct consent_form *ret)
{
    const struct faults *faults = request_faults(rq);
    bool sent = request_field(rq, S("relation")).p != NULL;
    struct consent_form f = {.minor = is_minor(act, c)};
    struct str name = arena_fmt(act->a, "%.*s %.*s", STR_ARG(c->given), STR_ARG(c->family));
    f.guardian = sent ? str_eq(app_field(rq, S("relation")), S("guardian")) : f.minor;
    f.typed = str_eq(app_field(rq, S("method")), S("typed"));
    f.signer = field_of("signer", "Name of the person signing", "text",
                        sent      ? app_field(rq, S("signer"))
                        : f.minor ? S("")
                                  : str_trim(name),
                        faults);
    f.signer.required = true;
    f.kinds_error = fault_of(faults, S("kinds"));
    f.relation_error = fault_of(faults, S("relation"));
    f.strokes_error = fault_of(faults, S("strokes"));
    f.strokes = app_field(rq, S("strokes"));
    enum rc rc = texts_fill(rq, act, &f);
    if (rc == OK)
        *ret = f;
    return rc;
}

bool consent_fields_known(struct request *rq)
{
    struct str names[5 + CONSENT_KINDS] = {S("kind"), S("signer"), S("relation"), S("method"),
                                           S("strokes")};
    for (size_t i = 0; i < CONSENT_KINDS; i++)
        names[5 + i] = str_from(version_names[i]);
    return app_only_fields(rq, names, 5 + CONSENT_KINDS);
}

void consent_form_read(struct request *rq, struct consent_sign_cmd *ret)
{
    for (size_t i = 0; i < CONSENT_KINDS; i++) {
        ret->kinds[i] = is_chosen(rq, (enum consent_kind)i);
        ret->versions[i] = app_field_int(rq, str_from(version_names[i]), 0);
    }
    ret->signature = (struct signature){app_field(rq, S("signer")), app_field(rq, S("relation")),
                                        app_field(rq, S("method")), app_field(rq, S("strokes"))};
}

/* --- sign ------------------------------------------------------------------------------------ */

static void new_show(struct request *rq, unsigned status)
{
    struct act act;
    struct client c;
    struct consent_new_view v = {0};
    if (!app_param_client(rq, &v.client) || !app_read(rq, &act))
        return;
    enum rc rc = client_read(&act, v.client, &c);
    if (rc == OK)
        rc = consent_form_fill(rq, &act, &c, &v.form);
    v.frame = frame_of(rq, &act, S("Consent"), "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.frame.narrow = true;
    v.frame.faults = request_faults(rq);
    v.ids = form_ids_of(rq);
    v.name = client_name(act.a, &c);
    consent_new_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void new_get(struct request *rq)
{
    new_show(rq, 200);
}

static void signed_(struct request *rq, struct write *w, enum rc rc)
{
    const struct consent_sign_cmd *c = w->cmd;
    struct str id = id_text(request_arena(rq), c->client);
    bool treats = (app_seat(rq)->who.roles & ROLE_THERAPIST) != 0;
    if (rc == OK)
        request_redirect(rq, arena_fmt(request_arena(rq), "/clients/%.*s%s", STR_ARG(id),
                                       treats ? "/start" : ""));
    else if (rc == INVALID)
        new_show(rq, 422);
    else if (rc == CONFLICT && app_meanwhile(rq))
        new_show(rq, 409);
    else
        app_fail(rq, rc);
}

static void new_post(struct request *rq)
{
    struct consent_sign_cmd *c = ARENA_NEW(request_arena(rq), struct consent_sign_cmd);
    if (!consent_fields_known(rq) || !app_param_client(rq, &c->client))
        return;
    consent_form_read(rq, c);
    app_write(rq, consent_sign, c, signed_);
}

/* --- look at, withdraw ----------------------------------------------------------------------- */

static struct str withdrawn_line(struct arena *a, const struct zone *z, const struct consent *c)
{
    if (!c->withdrawn_utc.has)
        return S("");
    struct str when = time_human(a, z, c->withdrawn_utc.v);
    return arena_fmt(a, "Withdrawn on %.*s: %.*s", STR_ARG(when), STR_ARG(c->withdrawn_how));
}

static bool both_params(struct request *rq, struct id *ret_client, struct id *ret_consent)
{
    bool fine = app_param_id(rq, S("client"), ret_client) &&
                app_param_id(rq, S("consent"), ret_consent);
    if (!fine)
        app_refuse(rq, 404);
    return fine;
}

static void consent_show(struct request *rq, unsigned status)
{
    struct act act;
    struct client c;
    struct practice_facts facts;
    struct consent_whole whole;
    struct consent_view v = {0};
    if (!both_params(rq, &v.client, &v.consent) || !app_read(rq, &act))
        return;
    enum rc rc = client_read(&act, v.client, &c);
    if (rc == OK)
        rc = practice_facts(&act, &facts);
    if (rc == OK)
        rc = consent_read(&act, v.client, v.consent, &whole);
    v.frame = frame_of(rq, &act, S("Consent"), "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    enum consent_kind kind = consent_kind_of(whole.consent.kind);
    v.frame.faults = request_faults(rq);
    v.ids = form_ids_of(rq);
    v.name = client_name(act.a, &c);
    v.title = kind < CONSENT_KINDS ? str_from(consent_words[kind].title) : whole.consent.kind;
    v.body = whole.body;
    v.line = consent_line(act.a, facts.zone, &whole.consent);
    struct str path = signature_path(act.a, whole.strokes);
    v.path = path.p ? path : S("");
    v.withdrawn = withdrawn_line(act.a, facts.zone, &whole.consent);
    v.how = field_of("how", "How did they say so?", "text", app_field(rq, S("how")),
                     request_faults(rq));
    v.how.hint = "Such as: in person, by phone, by letter";
    consent_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void consent_get_page(struct request *rq)
{
    consent_show(rq, 200);
}

static void withdrawn(struct request *rq, struct write *w, enum rc rc)
{
    const struct consent_withdraw_cmd *c = w->cmd;
    struct str id = id_text(request_arena(rq), c->client);
    if (rc == OK)
        request_redirect(rq, arena_fmt(request_arena(rq), "/clients/%.*s/safety", STR_ARG(id)));
    else if (rc == INVALID)
        consent_show(rq, 422);
    else
        app_fail(rq, rc);
}

static void withdraw_post(struct request *rq)
{
    static const struct str names[] = {STR_INIT("how")};
    struct consent_withdraw_cmd *c = ARENA_NEW(request_arena(rq), struct consent_withdraw_cmd);
    if (!app_only_fields(rq, names, 1) || !both_params(rq, &c->client, &c->consent))
        return;
    c->how = app_field(rq, S("how"));
    app_write(rq, consent_withdraw, c, withdrawn);
}

/* --- the practice's texts -------------------------------------------------------------------- */

static enum rc text_forms_fill(struct request *rq, struct act *act, struct consent_texts_view *v)
{
    enum rc rc = OK;
    enum consent_kind sent = consent_kind_of(app_field(rq, S("kind")));
    v->texts.at = ARENA_ARRAY(act->a, CONSENT_KINDS, struct consent_text_form);
    for (size_t i = 0; i < CONSENT_KINDS && rc == OK; i++) {
        struct consent_text text;
        rc = consent_text_read(act, (enum consent_kind)i, &text);
        if (rc != OK)
            continue;
        struct consent_text_form *f = &v->texts.at[v->texts.n++];
        *f = (struct consent_text_form){
            str_from(consent_words[i].title), str_from(consent_words[i].word), text.version,
            field_of("body", "Text", "area", sent == i ? app_field(rq, S("body")) : text.body,
                     sent == i ? request_faults(rq) : NULL)};
        if (sent != i)
            f->body.form = arena_fmt(act->a, "-%zu", i);
    }
    return rc;
}

static void texts_show(struct request *rq, unsigned status)
{
    struct act act;
    struct consent_texts_view v = {0};
    if (!app_read(rq, &act))
        return;
    enum rc rc = text_forms_fill(rq, &act, &v);
    v.frame = frame_of(rq, &act, S("Consent texts"), "practice");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.frame.narrow = true;
    v.frame.faults = request_faults(rq);
    v.ids = form_ids_of(rq);
    consent_texts_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void texts_get(struct request *rq)
{
    texts_show(rq, 200);
}

static void text_saved(struct request *rq, struct write *w, enum rc rc)
{
    (void)w;
    if (rc == OK)
        request_redirect(rq, S("/practice/consents"));
    else if (rc == INVALID)
        texts_show(rq, 422);
    else if (rc == CONFLICT && app_meanwhile(rq))
        texts_show(rq, 409);
    else
        app_fail(rq, rc);
}

static void text_post(struct request *rq)
{
    static const struct str names[] = {STR_INIT("kind"), STR_INIT("version"), STR_INIT("body")};
    struct consent_text_save *s = ARENA_NEW(request_arena(rq), struct consent_text_save);
    if (!app_only_fields(rq, names, 3))
        return;
    s->kind = consent_kind_of(app_field(rq, S("kind")));
    s->version = app_field_int(rq, S("version"), 0);
    s->body = app_field(rq, S("body"));
    if (s->kind == CONSENT_KINDS)
        app_refuse(rq, 400);
    else
        app_write(rq, consent_text_change, s, text_saved);
}

const struct route consent_routes[] = {
    {ROUTE_GET, "/clients/:client/consents/new", ROLE_THERAPIST | ROLE_DESK, new_get, 0},
    {ROUTE_POST, "/clients/:client/consents/new", ROLE_THERAPIST | ROLE_DESK, new_post, 0},
    {ROUTE_GET, "/clients/:client/consents/:consent", ROLE_THERAPIST, consent_get_page, 0},
    {ROUTE_POST, "/clients/:client/consents/:consent", ROLE_THERAPIST, withdraw_post, 0},
    {ROUTE_GET, "/practice/consents", ROLE_OWNER, texts_get, 0},
    {ROUTE_POST, "/practice/consents", ROLE_OWNER, text_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
