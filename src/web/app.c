/* The pages as one thing: admission, refusals, the way from a form to a use case.
 * Must never: let a request reach a handler without its role, or a form without its token.
 * Read next: web/routes.c.
 */
#include "web/app.h"

#include <stdio.h>

#include "http/cookie.h"
#include "http/upload.h"
#include "practice/login.h"
#include "web/login.h"

enum { CSRF_CHARS = 32, BACKGROUND_BYTES = 4096 };

const struct seat *app_seat(struct request *rq)
{
    return *request_slot(rq);
}

static struct app *app_of(struct request *rq)
{
    return request_app(rq);
}

/* --- who is there ---------------------------------------------------------------------------- */

struct str app_csrf(struct arena *a, struct str token)
{
    unsigned char hash[CRYPT_HASH];
    crypt_hash(NULL, arena_fmt(a, "form %.*s", STR_ARG(token)), hash);
    return str_slice(crypt_hex(a, hash, sizeof hash), 0, CSRF_CHARS);
}

static enum rc seat_find(struct request *rq)
{
    struct arena *a = request_arena(rq);
    struct str token = request_cookie(rq, S(LOGIN_COOKIE));
    struct act act = {.a = a, .faults = request_faults(rq)};
    struct seat *seat = ARENA_NEW(a, struct seat);
    bool stale = false;
    if (!token.p)
        return NOT_FOUND;
    enum rc rc = practice_read_begin(app_of(rq)->practice, &act);
    if (rc != OK)
        return rc;
    rc = login_who(&act, token, &seat->who, &stale);
    practice_read_end(&act);
    if (rc != OK)
        return rc;
    seat->token = token;
    seat->csrf = app_csrf(a, token);
    *request_slot(rq) = seat;
    if (stale)
        login_touch(app_of(rq)->practice, seat->who.login);
    return OK;
}

/* --- does this form come from one of our pages? ---------------------------------------------- */

static bool origin_fits(struct request *rq)
{
    struct str site = request_header(rq, S("Sec-Fetch-Site"));
    struct str origin = request_header(rq, S("Origin"));
    struct str host = request_header(rq, S("Host"));
    if (site.p && !str_eq(site, S("same-origin")) && !str_eq(site, S("none")))
        return false;
    if (!origin.p)
        return true;
    size_t at = str_find(origin, '/');
    return str_eq(str_slice(origin, at + 2, origin.n), host);
}

static bool form_fits(struct request *rq, const struct seat *seat)
{
    struct str csrf = request_field(rq, S("csrf"));
    return csrf.n == seat->csrf.n && crypt_same(csrf.p, seat->csrf.p, csrf.n);
}

static void words(struct request *rq, unsigned status, struct str title, struct str text,
                  struct str to, struct str to_label)
{
    struct plain p = {.title = title, .text = text, .to = to, .to_label = to_label};
    p.frame = frame_of(rq, NULL, title, "");
    p.frame.faults = request_faults(rq);
    plain_page(request_out(rq), &p);
    request_answer(rq, status);
}

static bool stranger(struct request *rq, unsigned roles)
{
    if (roles & ROLE_ANYONE)
        return true;
    login_ask(rq);
    return false;
}

bool app_admit_upload(struct request *rq)
{
    unsigned roles = request_route(rq)->roles;
    if (request_is_post(rq) && !origin_fits(rq)) {
        words(rq, 403, S("This form came from another site"),
              S("Nothing was changed. Open the page here and send the form again."), S("/"),
              S("To the start"));
        return false;
    }
    enum rc rc = seat_find(rq);
    if (rc == NOT_FOUND)
        return stranger(rq, roles);
    if (rc != OK) {
        app_fail(rq, rc);
        return false;
    }
    if (!(roles & ROLE_ANYONE) && !(roles & (unsigned)app_seat(rq)->who.roles)) {
        words(
            rq, 403, S("Not part of your role"),
            S("This page belongs to another role in the practice. The owner can change your roles "
              "under Practice, Users."),
            S("/"), S("To the start"));
        return false;
    }
    return true;
}

bool app_admit(struct request *rq)
{
    if (!app_admit_upload(rq))
        return false;
    bool open = request_route(rq)->roles & ROLE_ANYONE;
    if (request_is_post(rq) && !open && !form_fits(rq, app_seat(rq))) {
        login_stale_form(rq);
        return false;
    }
    return true;
}

struct str app_form_page(struct request *rq)
{
    const struct route *page;
    struct str params[8];
    bool is_page = route_find(&app_routes, ROUTE_GET, request_path(rq), &page, params) ==
                   ROUTE_FOUND;
    return is_page ? request_target(rq) : S("/");
}

/* --- refusals and failures ------------------------------------------------------------------- */

struct refusal {
    unsigned status;
    struct str title, text;
};

static const struct refusal refusals[] = {
    {400, STR_INIT("The request cannot be read"),
     STR_INIT("Something in it is not text or not well formed. Go back, reload the page and try "
              "again.")},
    {404, STR_INIT("Nothing here"),
     STR_INIT("There is no such page or record, or not one for you to see. Check the address, or "
              "look the client up.")},
    {405, STR_INIT("Not done this way"),
     STR_INIT("This address exists, but not for this kind of request. Use the links and buttons of "
              "the page.")},
    {408, STR_INIT("The request took too long"),
     STR_INIT("The network is slow or broke off. Nothing was changed; try again.")},
    {411, STR_INIT("The request does not say how long it is"),
     STR_INIT("Send the form with a length (Content-Length).")},
    {413, STR_INIT("Too much at once"),
     STR_INIT("A form may hold 64 KiB. Shorten the longest text, then send it again; going back in "
              "the browser shows what you typed.")},
    {414, STR_INIT("The address is too long"), STR_INIT("Search for fewer words.")},
    {415, STR_INIT("This kind of content is not taken here"),
     STR_INIT("Send the form as application/x-www-form-urlencoded.")},
    {429, STR_INIT("Too many requests"), STR_INIT("Wait a minute, then try again.")},
    {431, STR_INIT("The request's headers are too long"),
     STR_INIT("Delete this site's cookies in the browser, then sign in again.")},
    {500, STR_INIT("Something broke here"),
     STR_INIT("Nothing was changed. Try again; if it comes back, the owner finds the reason in the "
              "program's log.")},
    {503, STR_INIT("Busy or out of room"),
     STR_INIT("Nothing was changed. Try again in a moment; if it stays so, the disk may be full or "
              "the database server out of reach: the owner should look.")},
};

_Static_assert(UPLOAD_MAX == 10 * 1024 * 1024, "said below");

/* Where a file is taken. */
static const struct refusal file_refusals[] = {
    {400, STR_INIT("The form cannot be read"),
     STR_INIT("There is more than one file in it, one without a usable name, or something that is "
              "not text or not well formed. Nothing was changed. Go back, reload the page and "
              "choose one file.")},
    {413, STR_INIT("Too much at once"),
     STR_INIT("A file may have 10 MiB, the text beside it 64 KiB. Nothing was changed. Choose a "
              "smaller file (a scan in fewer colors, a photo in fewer pixels) or shorten the "
              "longest text, then send the form again.")},
    {415, STR_INIT("This kind of content is not taken here"),
     STR_INIT("Send the form with its file as multipart/form-data.")},
};

static const struct refusal *refusal_of(const struct refusal *at, size_t n, unsigned status)
{
    for (size_t i = 0; i < n; i++)
        if (at[i].status == status)
            return &at[i];
    return NULL;
}

void app_refuse(struct request *rq, unsigned status)
{
    static const struct refusal other = {0, STR_INIT("Not possible"),
                                         STR_INIT("Nothing was changed.")};
    const struct refusal *r = NULL;
    if (route_takes_file(request_route(rq)))
        r = refusal_of(file_refusals, sizeof file_refusals / sizeof file_refusals[0], status);
    if (!r)
        r = refusal_of(refusals, sizeof refusals / sizeof refusals[0], status);
    if (!r)
        r = &other;
    words(rq, status, r->title, r->text, S("/"), S("To the start"));
}

static bool is_machinery(struct str name)
{
    static const struct str names[] = {STR_INIT("csrf"), STR_INIT("key"), STR_INIT("version"),
                                       STR_INIT("do"), STR_INIT("blocks")};
    return str_among(name, names, sizeof names / sizeof names[0]);
}

/* What was typed stands on the page, to be copied from. */
static void conflict_show(struct request *rq)
{
    struct conflict v = {0};
    struct str name, value;
    size_t n = 0;
    while (request_field_at(rq, n, &name, &value))
        n++;
    v.typed.at = ARENA_ARRAY(request_arena(rq), n + 1, struct conflict_field);
    for (size_t i = 0; i < n && !arena_failed(request_arena(rq)); i++)
        if (request_field_at(rq, i, &name, &value) && value.n && !is_machinery(name))
            v.typed.at[v.typed.n++] = (struct conflict_field){name, value};
    v.frame = frame_of(rq, NULL, S("Changed meanwhile"), "");
    v.frame.faults = request_faults(rq);
    conflict_page(request_out(rq), &v);
    request_answer(rq, 409);
}

void app_fail(struct request *rq, enum rc rc)
{
    static const unsigned status[] = {
        [OK] = 500,       [NOT_FOUND] = 404, [DENIED] = 404, [INVALID] = 400,
        [CONFLICT] = 409, [BUSY] = 503,      [BROKEN] = 500};
    if (rc == CONFLICT)
        conflict_show(rq);
    else
        app_refuse(rq, status[rc]);
}

bool app_meanwhile(struct request *rq)
{
    struct faults *f = request_faults(rq);
    if (f->n)
        return false;
    fault_add(f, S(""),
              "Changed meanwhile: somebody else saved this while you were writing. What you typed "
              "is still here: save again to put it in place of theirs, or open the page anew to "
              "see theirs.");
    return true;
}

void app_log(void *app, struct str method, struct str route, unsigned status, size_t bytes,
             int64_t micros)
{
    (void)app;
    printf("%.*s %.*s %u %zu %lldus\n", STR_ARG(method), STR_ARG(route), status, bytes,
           (long long)micros);
}

/* --- reading and writing --------------------------------------------------------------------- */

static struct act act_of(struct request *rq)
{
    const struct seat *seat = app_seat(rq);
    return (struct act){.practice = app_of(rq)->practice,
                        .a = request_arena(rq),
                        .faults = request_faults(rq),
                        .who = seat ? seat->who : (struct who){.user = ID_NONE}};
}

bool app_read(struct request *rq, struct act *act)
{
    *act = act_of(rq);
    enum rc rc = practice_read_begin(act->practice, act);
    if (rc != OK)
        app_fail(rq, rc);
    return rc == OK;
}

void app_read_end(struct act *act)
{
    practice_read_end(act);
}

struct pending {
    struct write write;
    struct request *rq;
    enum rc rc;
    void (*done)(struct request *rq, struct write *w, enum rc rc);
};

static void pending_answer(struct request *rq, void *arg)
{
    struct pending *p = arg;
    p->done(rq, &p->write, p->rc);
}

static void pending_done(struct write *w, enum rc rc)
{
    struct pending *p = w->arg;
    p->rc = rc;
    request_resume(p->rq, pending_answer, p);
}

/* What was asked, and of which record: not the token, which changes with the login. */
static struct str digest_of(struct request *rq)
{
    struct str rest = request_body(rq), path = request_path(rq);
    struct out w = out_new(request_arena(rq), path.n + rest.n + 2);
    out_raw(&w, path);
    for (struct str field; str_next(&rest, '&', &field);) {
        if (str_starts(field, S("csrf=")))
            continue;
        out_char(&w, '&');
        out_raw(&w, field);
    }
    return out_str(&w);
}

static void write_with(struct request *rq, struct id key, enum rc (*run)(struct act *, void *),
                       void *cmd, void (*done)(struct request *, struct write *, enum rc))
{
    struct pending *p = ARENA_NEW(request_arena(rq), struct pending);
    if (arena_failed(request_arena(rq))) {
        app_fail(rq, BUSY);
        return;
    }
    *p = (struct pending){.rq = rq, .done = done};
    p->write = (struct write){.act = act_of(rq),
                              .run = run,
                              .cmd = cmd,
                              .key = key,
                              .digest_of = digest_of(rq),
                              .done = pending_done,
                              .arg = p};
    request_pause(rq);
    practice_write(&p->write);
}

void app_write(struct request *rq, enum rc (*run)(struct act *, void *), void *cmd,
               void (*done)(struct request *rq, struct write *w, enum rc rc))
{
    struct id key;
    if (app_field_id(rq, S("key"), &key) && !id_is_none(key))
        write_with(rq, key, run, cmd, done);
    else
        login_stale_form(rq);
}

void app_write_keyless(struct request *rq, enum rc (*run)(struct act *, void *), void *cmd,
                       void (*done)(struct request *rq, struct write *w, enum rc rc))
{
    write_with(rq, ID_NONE, run, cmd, done);
}

struct slow_pending {
    struct slow_job job;
    struct request *rq;
    void (*run)(void *arg);
    void *arg;
    void (*done)(struct request *rq, void *arg);
};

static void slow_answer(struct request *rq, void *arg)
{
    struct slow_pending *p = arg;
    p->done(rq, p->arg);
}

static void slow_run(void *arg)
{
    struct slow_pending *p = arg;
    p->run(p->arg);
    request_resume(p->rq, slow_answer, p);
}

static void slow_refused(struct request *rq, void *arg)
{
    (void)arg;
    app_refuse(rq, 503);
}

void app_slow(struct request *rq, void (*run)(void *arg), void *arg,
              void (*done)(struct request *rq, void *arg))
{
    struct slow_pending *p = ARENA_NEW(request_arena(rq), struct slow_pending);
    *p = (struct slow_pending){.rq = rq, .run = run, .arg = arg, .done = done};
    p->job = (struct slow_job){.run = slow_run, .arg = p};
    request_pause(rq);
    if (!slow_submit(app_of(rq)->slow, &p->job))
        request_resume(rq, slow_refused, p);
}

struct background {
    struct slow_job job;
    struct arena *a; /* it lives there */
    struct app *app;
    struct id of;
    void (*run)(struct app *app, struct id of);
};

static void background_run(void *arg)
{
    struct background *b = arg;
    b->run(b->app, b->of);
    arena_free(b->a);
}

bool app_background(struct request *rq, void (*run)(struct app *app, struct id of), struct id of)
{
    struct arena *a = arena_new(BACKGROUND_BYTES);
    struct background *b = ARENA_NEW(a, struct background);
    *b = (struct background){.a = a, .app = app_of(rq), .of = of, .run = run};
    b->job = (struct slow_job){.run = background_run, .arg = b};
    if (slow_submit(b->app->background, &b->job))
        return true;
    arena_free(a);
    return false;
}

/* --- fields ---------------------------------------------------------------------------------- */

bool app_param_id(struct request *rq, struct str name, struct id *ret)
{
    return id_parse(request_param(rq, name), ret);
}

bool app_param_client(struct request *rq, struct id *ret)
{
    bool fine = app_param_id(rq, S("client"), ret);
    if (!fine)
        app_refuse(rq, 404);
    return fine;
}

bool app_param_complaint(struct request *rq, struct id *ret_client, int64_t *ret_n)
{
    bool fine = app_param_id(rq, S("client"), ret_client) &&
                str_int(request_param(rq, S("n")), 1, 1000000, ret_n);
    if (!fine)
        app_refuse(rq, 404);
    return fine;
}

bool app_field_id(struct request *rq, struct str name, struct id *ret)
{
    return id_parse(request_field(rq, name), ret);
}

struct str app_field(struct request *rq, struct str name)
{
    struct str value = request_field(rq, name);
    return value.p ? value : S("");
}

int64_t app_field_int(struct request *rq, struct str name, int64_t missing)
{
    int64_t value = missing;
    return str_int(request_field(rq, name), 0, INT64_MAX / 2, &value) ? value : missing;
}

static bool is_named(struct str name, const struct str *names, size_t n)
{
    return str_eq(name, S("csrf")) || str_eq(name, S("key")) || str_among(name, names, n);
}

bool app_only_fields(struct request *rq, const struct str *names, size_t n)
{
    struct str name, value;
    for (size_t i = 0; request_field_at(rq, i, &name, &value); i++) {
        if (is_named(name, names, n))
            continue;
        words(rq, 400, S("A field that this form does not have"),
              S("Nothing was changed. Reload the page and fill it in again."), S("/"),
              S("To the start"));
        return false;
    }
    return true;
}
