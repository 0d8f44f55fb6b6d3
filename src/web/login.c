/* Signing in and out, and forms that outlive a login.
 * Must never: send a person to another site after signing in.
 * Read next: web/app.c.
 */
#include "http/cookie.h"
#include "http/form.h"
#include "practice/login.h"
#include "web/app.h"
#include "web/login_html.h"
#include "web/rooms.h"

/* A carried form is encoded once more inside this one. */
enum { SIGN_IN_BODY_MAX = 3 * REQUEST_FORM_MAX + 4096 };
/* Written into an address once more, threefold at worst, it must still be one. */
enum { NEXT_MAX = 2000 };

/* Browsers drop control characters from an address: "/\t/elsewhere" would lead away. */
static bool is_own_path(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ')
            return false;
    return s.n && s.p[0] == '/' && !str_starts(s, S("//")) && !str_starts(s, S("/\\")) &&
           !str_starts(s, S("/sign-"));
}

static void sign_in_show(struct request *rq, struct sign_in_view *v, unsigned status)
{
    v->frame = frame_of(rq, NULL, S("Sign in"), "");
    v->frame.signed_in = false;
    v->frame.narrow = true;
    v->frame.faults = request_faults(rq);
    sign_in_page(request_out(rq), v);
    request_answer(rq, status);
}

void login_ask(struct request *rq)
{
    struct arena *a = request_arena(rq);
    bool had = request_cookie(rq, S(LOGIN_COOKIE)).p != NULL;
    if (str_eq(request_path(rq), S("/sign-out"))) {
        request_redirect(rq, S("/sign-in"));
        return;
    }
    if (route_takes_file(request_route(rq))) {
        struct sign_in_view v = {.next = app_form_page(rq), .ended = true, .file = true};
        sign_in_show(rq, &v, 401);
        return;
    }
    if (request_is_post(rq)) {
        struct sign_in_view v = {
            .next = request_target(rq), .carry = request_body(rq), .ended = true};
        sign_in_show(rq, &v, 401);
        return;
    }
    struct str target = request_target(rq);
    struct str next = target.n <= NEXT_MAX ? target : S("/");
    struct out query = out_new(a, 3 * next.n + 64);
    form_write(&query, S("next"), next);
    if (had)
        form_write(&query, S("ended"), S("1"));
    struct str written = out_str(&query);
    request_redirect(rq, arena_fmt(a, "/sign-in?%.*s", STR_ARG(written)));
}

static void sign_in_get(struct request *rq)
{
    struct str next = request_query(rq, S("next"));
    struct sign_in_view v = {.next = is_own_path(next) ? next : S("/"),
                             .carry = S(""),
                             .email = S(""),
                             .ended = request_query(rq, S("ended")).p != NULL};
    if (app_seat(rq))
        request_redirect(rq, v.next);
    else
        sign_in_show(rq, &v, 200);
}

static struct sign_in_view typed_again(struct request *rq)
{
    struct str next = request_field(rq, S("next"));
    return (struct sign_in_view){.email = app_field(rq, S("email")),
                                 .next = is_own_path(next) ? next : S("/"),
                                 .carry = app_field(rq, S("carry"))};
}

static bool fields_read(struct request *rq, struct str body, struct carried_list *ret)
{
    struct form form;
    struct arena *a = request_arena(rq);
    if (form_parse(a, body, REQUEST_FIELDS_MAX, &form) != OK)
        return false;
    ret->at = ARENA_ARRAY(a, form.n + 1, struct carried);
    for (size_t i = 0; i < form.n && !arena_failed(a); i++)
        if (!str_eq(form.at[i].name, S("csrf")) && !str_eq(form.at[i].name, S("key")))
            ret->at[ret->n++] = (struct carried){form.at[i].name, form.at[i].value};
    return true;
}

static void resume_show(struct request *rq, struct resume_view *v, struct str body)
{
    struct form form;
    struct id key;
    bool has = form_parse(request_arena(rq), body, REQUEST_FIELDS_MAX, &form) == OK &&
               id_parse(form_get(&form, S("key")), &key) && !id_is_none(key);
    v->key = id_text(request_arena(rq), has ? key : id_new());
    if (!fields_read(rq, body, &v->fields)) {
        app_refuse(rq, 400);
        return;
    }
    resume_page(request_out(rq), v);
    request_answer(rq, v->afresh ? 409 : 200);
}

static void stale_file(struct request *rq)
{
    struct plain p = {.title = S("This page had grown old"),
                      .text = S("Nothing was changed. A file cannot be kept over this: open the "
                                "page again, choose the file again and send the form."),
                      .to = app_form_page(rq),
                      .to_label = S("Open the page again")};
    p.frame = frame_of(rq, NULL, p.title, "");
    plain_page(request_out(rq), &p);
    request_answer(rq, 409);
}

void login_stale_form(struct request *rq)
{
    if (route_takes_file(request_route(rq))) {
        stale_file(rq);
        return;
    }
    struct resume_view v = {.to = request_path(rq), .afresh = true};
    v.frame = frame_of(rq, NULL, S("This page had grown old"), "");
    resume_show(rq, &v, request_body(rq));
}

/* The form's token belongs to the new login, whose cookie this answer sets. */
static void resume_after(struct request *rq, const struct sign_in_view *s, struct str csrf)
{
    struct resume_view v = {.to = s->next};
    v.frame = frame_of(rq, NULL, S("Signed in again"), "");
    v.frame.csrf = csrf;
    v.frame.narrow = true;
    resume_show(rq, &v, s->carry);
}

static void begun(struct request *rq, struct write *w, enum rc rc)
{
    struct login_attempt *l = w->cmd;
    struct sign_in_view s = typed_again(rq);
    if (rc == BUSY && request_faults(rq)->n) {
        sign_in_show(rq, &s, 429);
        return;
    }
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    if (!l->fits) {
        fault_add(request_faults(rq), S("email"),
                  "This e-mail and password do not fit together. Check both; the owner can set a "
                  "new password.");
        sign_in_show(rq, &s, 422);
        return;
    }
    request_set(
        rq, S("Set-Cookie"),
        cookie_make(request_arena(rq), S(LOGIN_COOKIE), l->token, w->act.practice->whole_s));
    if (s.carry.n)
        resume_after(rq, &s, app_csrf(request_arena(rq), l->token));
    else
        request_redirect(rq, s.next);
}

static void tried(struct request *rq, void *arg)
{
    app_write_keyless(rq, login_begin, arg, begun);
}

struct trial {
    struct login_attempt attempt; /* first: tried() hands it on */
    struct arena *a;
};

static void try_it(void *arg)
{
    struct trial *t = arg;
    login_try(t->a, &t->attempt);
}

static void sign_in_post(struct request *rq)
{
    struct trial *t = ARENA_NEW(request_arena(rq), struct trial);
    struct act act;
    static const struct str names[] = {STR_INIT("email"), STR_INIT("password"), STR_INIT("next"),
                                       STR_INIT("carry")};
    if (!app_only_fields(rq, names, 4) || !app_read(rq, &act))
        return;
    t->a = request_arena(rq);
    t->attempt.email = app_field(rq, S("email"));
    t->attempt.password = app_field(rq, S("password"));
    t->attempt.agent = request_header(rq, S("User-Agent"));
    enum rc rc = login_look(&act, &t->attempt);
    app_read_end(&act);
    if (rc == BUSY) {
        struct sign_in_view s = typed_again(rq);
        sign_in_show(rq, &s, 429);
    } else if (rc != OK) {
        app_fail(rq, rc);
    } else {
        app_slow(rq, try_it, t, tried);
    }
}

static void signed_out(struct request *rq, struct write *w, enum rc rc)
{
    (void)w;
    (void)rc;
    request_set(rq, S("Set-Cookie"), cookie_make(request_arena(rq), S(LOGIN_COOKIE), S("x"), 0));
    request_set(rq, S("Clear-Site-Data"), S("\"cache\", \"storage\""));
    request_redirect(rq, S("/sign-in"));
}

static void sign_out_post(struct request *rq)
{
    struct id *login = ARENA_NEW(request_arena(rq), struct id);
    *login = app_seat(rq)->who.login;
    app_write_keyless(rq, login_end_own, login, signed_out);
}

const struct route login_routes[] = {
    {ROUTE_GET, "/sign-in", ROLE_ANYONE, sign_in_get, 0},
    {ROUTE_POST, "/sign-in", ROLE_ANYONE, sign_in_post, SIGN_IN_BODY_MAX},
    {ROUTE_POST, "/sign-out", ROLE_STAFF, sign_out_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
