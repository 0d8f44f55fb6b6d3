/* The client's side of the health history: who holds it, the door behind the link, the way through.
 * Must never: show a client's browser anything beyond this one form.
 * Read next: web/intake_page.c, web/intake_end.c, web/intake.html.
 */
#include "web/intake.h"

#include "http/cookie.h"
#include "practice/client.h"
#include "web/app.h"
#include "web/intake_html.h"
#include "web/rooms.h"

/* --- who is there ---------------------------------------------------------------------------- */

struct str intake_holder(struct request *rq)
{
    struct str held = request_cookie(rq, S(INTAKE_COOKIE));
    return held.p ? held : S("");
}

struct form_ids intake_ids(struct request *rq)
{
    struct form_ids ids = form_ids_of(rq);
    ids.csrf = app_csrf(request_arena(rq), intake_holder(rq));
    return ids;
}

struct frame intake_frame(struct request *rq, struct str title)
{
    struct frame f = frame_of(rq, NULL, title, "");
    f.signed_in = false;
    f.narrow = true;
    f.faults = request_faults(rq);
    return f;
}

static void door_show(struct request *rq, struct str practice, struct str words, unsigned status)
{
    struct intake_door_view v = {.frame = intake_frame(rq, S("Health history")),
                                 .practice = practice,
                                 .to = request_path(rq),
                                 .words = words};
    intake_door_page(request_out(rq), &v);
    request_answer(rq, status);
}

void intake_closed(struct request *rq, unsigned status)
{
    door_show(rq, S(""),
              S("This form is closed: it was sent already, it has expired, or a newer link was "
                "made. Ask the practice for a new link when something is to be added."),
              status);
}

bool intake_is_ours(struct request *rq)
{
    struct str csrf = app_field(rq, S("csrf")), want = intake_ids(rq).csrf;
    return csrf.n == want.n && crypt_same(csrf.p, want.p, csrf.n);
}

enum rc intake_open_read(struct request *rq, struct act *act, struct intake *i,
                         struct gate_whole *w)
{
    enum rc rc = intake_of_holder(act, intake_holder(rq), i);
    if (rc == OK && i->state != INTAKE_OPEN)
        rc = NOT_FOUND;
    return rc == OK ? gate_read(act, i->client, act->now_utc, NULL, w) : rc;
}

void intake_fail(struct request *rq, enum rc rc)
{
    if (rc == NOT_FOUND || rc == CONFLICT)
        intake_closed(rq, 410);
    else
        app_fail(rq, rc);
}

/* --- the way through ------------------------------------------------------------------------- */

static bool page_is_open(const struct gate_whole *w, const struct intake *i, int page)
{
    for (size_t k = 0; k < w->facts.rules.n; k++)
        if ((int)w->facts.rules.at[k]->page == page && intake_is_open(w, i, w->facts.rules.at[k]))
            return true;
    return false;
}

/* The first page with something open; INTAKE_PAGES: none. */
static int page_next(const struct gate_whole *w, const struct intake *i)
{
    int page = 0;
    while (page < INTAKE_PAGES && !page_is_open(w, i, page))
        page++;
    return page;
}

static const struct flag *unmarked_here(const struct gate_whole *w, const struct intake *i)
{
    for (size_t k = 0; k < w->gate.flags.n; k++) {
        const struct flag *x = &w->gate.flags.at[k];
        if (where_is_open(x) && intake_said(w, i, x->row))
            return x;
    }
    return NULL;
}

static void finished(struct request *rq, struct write *w, enum rc rc)
{
    (void)w;
    if (rc == OK)
        request_redirect(rq, S("/intake/thanks"));
    else if (rc == INVALID)
        request_redirect(rq, S("/intake/1"));
    else
        intake_fail(rq, rc);
}

void intake_send(struct request *rq)
{
    struct str *holder = ARENA_NEW(request_arena(rq), struct str);
    *holder = intake_holder(rq);
    app_write_keyless(rq, intake_finish, holder, finished);
}

void intake_go_on(struct request *rq, bool ends)
{
    struct act act;
    struct gate_whole w;
    struct intake i;
    struct arena *a = request_arena(rq);
    if (!app_read(rq, &act))
        return;
    enum rc rc = intake_open_read(rq, &act, &i, &w);
    app_read_end(&act);
    if (rc != OK) {
        intake_fail(rq, rc);
        return;
    }
    const struct flag *place = unmarked_here(&w, &i);
    int page = page_next(&w, &i);
    if (place)
        request_redirect(rq,
                         arena_fmt(a, "/intake/where/%lld", (long long)caution_number(place->row)));
    else if (page < INTAKE_PAGES)
        request_redirect(rq, arena_fmt(a, "/intake/%d", page + 1));
    else if (w.gate.no_consent)
        request_redirect(rq, S("/intake/consent"));
    else if (ends)
        intake_send(rq);
    else
        request_redirect(rq, arena_fmt(a, "/intake/%d", INTAKE_PAGES));
}

static void intake_get(struct request *rq)
{
    intake_go_on(rq, false);
}

/* --- the door: behind the link --------------------------------------------------------------- */

static void door_get(struct request *rq)
{
    struct act act;
    struct intake i;
    struct practice_facts facts = {.name = S("")};
    struct intake_door_view v = {0};
    if (!app_read(rq, &act))
        return;
    enum rc rc = intake_of_token(&act, request_param(rq, S("token")), &i);
    if (rc == OK)
        rc = practice_facts(&act, &facts);
    app_read_end(&act);
    if (rc != OK || (i.state != INTAKE_WAITS && i.state != INTAKE_OPEN)) {
        if (rc == OK || rc == NOT_FOUND)
            intake_closed(rq, rc == OK ? 410 : 404);
        else
            app_fail(rq, rc);
        return;
    }
    v.frame = intake_frame(rq, S("Health history"));
    v.ids = intake_ids(rq);
    v.practice = facts.name;
    v.to = request_path(rq);
    v.words = S("Before your visit we ask about your health. It takes five to ten minutes, "
                "one group of questions a page; you can stop and go on later on this device. Your "
                "answers are read by the therapists of this practice only.");
    v.open = true;
    intake_door_page(request_out(rq), &v);
    request_answer(rq, 200);
}

static void begun(struct request *rq, struct write *w, enum rc rc)
{
    const struct intake_begin_cmd *b = w->cmd;
    if (rc == OK && !b->goes_on)
        request_set(rq, S("Set-Cookie"),
                    cookie_make(request_arena(rq), S(INTAKE_COOKIE), b->holder,
                                (int64_t)INTAKE_DAYS * 86400));
    if (rc == OK)
        request_redirect(rq, S("/intake"));
    else if (rc == DENIED)
        door_show(rq, S(""),
                  S("This link was opened on another device or browser already, and works there "
                    "only. Go on there, or ask the practice for a new link."),
                  403);
    else
        intake_fail(rq, rc);
}

static struct str secret_new(struct arena *a)
{
    unsigned char secret[CRYPT_KEY];
    crypt_random(secret, sizeof secret);
    struct str text = crypt_hex(a, secret, sizeof secret);
    crypt_wipe(secret, sizeof secret);
    return text;
}

static void door_post(struct request *rq)
{
    struct intake_begin_cmd *b = ARENA_NEW(request_arena(rq), struct intake_begin_cmd);
    if (!app_only_fields(rq, NULL, 0))
        return;
    b->token = request_param(rq, S("token"));
    b->now_held = intake_holder(rq);
    b->holder = secret_new(request_arena(rq));
    app_write_keyless(rq, intake_begin, b, begun);
}

const struct route intake_routes[] = {
    {ROUTE_GET, "/i/:token", ROLE_ANYONE, door_get, 0},
    {ROUTE_POST, "/i/:token", ROLE_ANYONE, door_post, 0},
    {ROUTE_GET, "/intake", ROLE_ANYONE, intake_get, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
