/* Handing out the health history: a link with its code, or the practice's tablet.
 * Must never: leave a member of staff signed in on a tablet that is handed over.
 * Read next: web/intake.c.
 */
#include "base/out.h"
#include "http/cookie.h"
#include "http/form.h"
#include "practice/audit.h"
#include "practice/client.h"
#include "practice/login.h"
#include "web/app.h"
#include "web/intake.h"
#include "web/intake_html.h"
#include "web/login.h"
#include "web/rooms.h"

enum { MAIL_MAX = 4096 };

/* Ends the member of staff's login and gives the browser to the client. */
struct hand_over {
    struct intake_make_cmd make;
    struct id login;
};

static enum rc hand_over(struct act *act, void *cmd)
{
    struct hand_over *h = cmd;
    enum rc rc = intake_make(act, &h->make);
    struct id made = act->made;
    if (rc == OK && str_eq(h->make.how, S("tablet")))
        rc = login_end_own(act, &h->login);
    act->made = made;
    return rc;
}

static void made(struct request *rq, struct write *w, enum rc rc)
{
    const struct hand_over *h = w->cmd;
    struct arena *a = request_arena(rq);
    struct str client = id_text(a, h->make.client), asking = id_text(a, w->act.made);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    if (str_eq(h->make.how, S("link"))) {
        request_redirect(
            rq, arena_fmt(a, "/clients/%.*s/intakes/%.*s", STR_ARG(client), STR_ARG(asking)));
        return;
    }
    request_set(rq, S("Set-Cookie"), cookie_make(a, S(LOGIN_COOKIE), S("x"), 0));
    request_set(rq, S("Set-Cookie"),
                cookie_make(a, S(INTAKE_COOKIE), h->make.holder, INTAKE_TABLET_S));
    request_set(rq, S("Clear-Site-Data"), S("\"cache\""));
    request_redirect(rq, S("/intake"));
}

static void make_post(struct request *rq)
{
    static const struct str names[] = {STR_INIT("how")};
    struct hand_over *h = ARENA_NEW(request_arena(rq), struct hand_over);
    unsigned char secret[CRYPT_KEY];
    if (!app_only_fields(rq, names, 1))
        return;
    h->make.how = app_field(rq, S("how"));
    if (!app_param_id(rq, S("client"), &h->make.client)) {
        app_refuse(rq, 404);
        return;
    }
    crypt_random(secret, sizeof secret);
    h->make.holder = crypt_hex(request_arena(rq), secret, sizeof secret);
    crypt_wipe(secret, sizeof secret);
    h->login = app_seat(rq)->who.login;
    app_write(rq, hand_over, h, made);
}

/* --- the link and its code ------------------------------------------------------------------- */

static struct str link_of(struct request *rq, const struct practice *p, struct id asking)
{
    const struct app *app = request_app(rq);
    struct str host = request_header(rq, S("Host"));
    struct str token = intake_token(p, request_arena(rq), asking);
    return arena_fmt(request_arena(rq), "%s://%.*s/i/%.*s", app->behind_proxy ? "https" : "http",
                     STR_ARG(host), STR_ARG(token));
}

/* The mail names nobody and nothing of the person's health. */
static struct str mail_of(struct arena *a, struct str email, struct str practice, struct str link)
{
    struct out w = out_new(a, MAIL_MAX);
    struct str body = arena_fmt(a,
                                "Please answer a few questions before your visit. It takes about "
                                "ten minutes:\n\n%.*s\n\n%.*s",
                                STR_ARG(link), STR_ARG(practice));
    if (!email.n)
        return S("");
    form_write(&w, S("subject"), practice);
    form_write(&w, S("body"), body);
    return arena_fmt(a, "mailto:%.*s?%.*s", STR_ARG(email), STR_ARG(out_str(&w)));
}

static const char *state_words(enum intake_state state)
{
    static const char *const words[] = {
        [INTAKE_WAITS] = "",
        [INTAKE_OPEN] = "The client has begun. The link works on their device only.",
        [INTAKE_DONE] = "It was filled in. What was told stands on the safety page.",
        [INTAKE_EXPIRED] = "It has expired.",
        [INTAKE_CANCELLED] = "A newer one was made, so this one is closed.",
    };
    return words[state];
}

static enum rc hand_fill(struct request *rq, struct act *act, struct id asking,
                         struct intake_hand_view *v)
{
    struct intake_list all;
    struct client client;
    struct practice_facts facts;
    enum rc rc = client_read(act, v->client, &client);
    if (rc == OK)
        rc = practice_facts(act, &facts);
    if (rc == OK)
        rc = intake_all(act, v->client, &all);
    if (rc != OK)
        return rc;
    const struct intake *found = NULL;
    for (size_t i = 0; i < all.n; i++)
        if (id_eq(all.at[i].asking, asking))
            found = &all.at[i];
    if (!found)
        return NOT_FOUND;
    struct str until = time_human(act->a, facts.zone, found->expires_utc);
    v->name = client_name(act->a, &client);
    v->open = found->state == INTAKE_WAITS;
    v->state = str_from(state_words(found->state));
    v->until = arena_fmt(act->a, "It can be used until %.*s.", STR_ARG(until));
    v->link = v->open ? link_of(rq, act->practice, asking) : S("");
    v->mail = v->open ? mail_of(act->a, client.email, facts.name, v->link) : S("");
    v->qr = v->open ? qr_of(act->a, v->link) : (struct qr){S(""), S("")};
    return audit_saw(act, "intake.see", asking, v->client);
}

static void hand_get(struct request *rq)
{
    struct act act;
    struct intake_hand_view v = {0};
    struct id asking;
    if (!app_param_id(rq, S("client"), &v.client) || !app_param_id(rq, S("intake"), &asking)) {
        app_refuse(rq, 404);
        return;
    }
    if (!app_read(rq, &act))
        return;
    enum rc rc = hand_fill(rq, &act, asking, &v);
    v.frame = frame_of(rq, &act, S("Health history"), "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.frame.narrow = true;
    v.ids = form_ids_of(rq);
    intake_hand_page(request_out(rq), &v);
    request_answer(rq, 200);
}

const struct route intake_hand_routes[] = {
    {ROUTE_POST, "/clients/:client/intakes", ROLE_THERAPIST | ROLE_DESK, make_post, 0},
    {ROUTE_GET, "/clients/:client/intakes/:intake", ROLE_THERAPIST | ROLE_DESK, hand_get, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
