/* The client's side of the health history.
 * Must never: show a client's browser anything beyond this one form.
 * Read next: web/intake_hand.c, web/intake.html.
 */
#include "web/intake.h"

#include "http/cookie.h"
#include "practice/client.h"
#include "web/app.h"
#include "web/intake_html.h"
#include "web/rooms.h"

enum { PAGES = PAGE_VISIT_START };

static const struct {
    const char *name, *label, *type, *hint;
} own_fields[] = {
    {"born", "Date of birth", "date", NULL},
    {"phone", "Phone", "tel", NULL},
    {"occupation", "What you do for a living", "text", NULL},
    {"gp", "Your doctor (GP)", "text", "Name and practice"},
    {"emergency", "Whom to call in an emergency", "text", "Name and phone"},
};

enum { OWN_FIELDS = sizeof own_fields / sizeof own_fields[0] };

/* --- who is there ---------------------------------------------------------------------------- */

static struct str holder_of(struct request *rq)
{
    struct str held = request_cookie(rq, S(INTAKE_COOKIE));
    return held.p ? held : S("");
}

static struct form_ids ids_of(struct request *rq)
{
    struct form_ids ids = form_ids_of(rq);
    ids.csrf = app_csrf(request_arena(rq), holder_of(rq));
    return ids;
}

static struct frame frame_for(struct request *rq, struct str title)
{
    struct frame f = frame_of(rq, NULL, title, "");
    f.signed_in = false;
    f.narrow = true;
    f.faults = request_faults(rq);
    return f;
}

static void door_show(struct request *rq, struct str practice, struct str words, unsigned status)
{
    struct intake_door_view v = {.frame = frame_for(rq, S("Health history")),
                                 .practice = practice,
                                 .to = request_path(rq),
                                 .words = words};
    intake_door_page(request_out(rq), &v);
    request_answer(rq, status);
}

/* This browser has no open form. */
static void closed_show(struct request *rq, unsigned status)
{
    door_show(rq, S(""),
              S("This form is closed: it was sent already, it has expired, or a newer link was "
                "made. Ask the practice for a new link when something is to be added."),
              status);
}

/* A form of ours carries the token that belongs to this browser's cookie. */
static bool is_ours(struct request *rq)
{
    struct str csrf = app_field(rq, S("csrf")), want = ids_of(rq).csrf;
    return csrf.n == want.n && crypt_same(csrf.p, want.p, csrf.n);
}

/* In a snapshot: the open form of this browser with all that the gate knows. */
static enum rc open_read(struct request *rq, struct act *act, struct intake *i,
                         struct gate_whole *w)
{
    enum rc rc = intake_of_holder(act, holder_of(rq), i);
    if (rc == OK && i->state != INTAKE_OPEN)
        rc = NOT_FOUND;
    return rc == OK ? gate_read(act, i->client, act->now_utc, NULL, w) : rc;
}

static void fail(struct request *rq, enum rc rc)
{
    if (rc == NOT_FOUND || rc == CONFLICT)
        closed_show(rq, 410);
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

/* The first page with something open; PAGES: none. */
static int page_next(const struct gate_whole *w, const struct intake *i)
{
    int page = 0;
    while (page < PAGES && !page_is_open(w, i, page))
        page++;
    return page;
}

static const struct flag *unmarked_here(const struct gate_whole *w, const struct intake *i)
{
    const struct flag *open = where_unmarked(&w->gate);
    return open && open->row->asked_of == ASKED_CLIENT && open->since_utc >= i->begun_utc.v ? open
                                                                                            : NULL;
}

static void finished(struct request *rq, struct write *w, enum rc rc)
{
    (void)w;
    if (rc == OK)
        request_redirect(rq, S("/intake/thanks"));
    else if (rc == INVALID)
        request_redirect(rq, S("/intake/1"));
    else
        fail(rq, rc);
}

static void finish(struct request *rq)
{
    struct str *holder = ARENA_NEW(request_arena(rq), struct str);
    *holder = holder_of(rq);
    app_write_keyless(rq, intake_finish, holder, finished);
}

/* Where to: a place to mark, the next open page, consent, the end. `ends`: the form may end here. */
static void go_on(struct request *rq, bool ends)
{
    struct act act;
    struct gate_whole w;
    struct intake i;
    struct arena *a = request_arena(rq);
    if (!app_read(rq, &act))
        return;
    enum rc rc = open_read(rq, &act, &i, &w);
    app_read_end(&act);
    if (rc != OK) {
        fail(rq, rc);
        return;
    }
    const struct flag *place = unmarked_here(&w, &i);
    int page = page_next(&w, &i);
    if (place)
        request_redirect(rq,
                         arena_fmt(a, "/intake/where/%lld", (long long)caution_number(place->row)));
    else if (page < PAGES)
        request_redirect(rq, arena_fmt(a, "/intake/%d", page + 1));
    else if (w.gate.no_consent)
        request_redirect(rq, S("/intake/consent"));
    else if (ends)
        finish(rq);
    else
        request_redirect(rq, arena_fmt(a, "/intake/%d", PAGES));
}

static void intake_get(struct request *rq)
{
    go_on(rq, false);
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
            closed_show(rq, rc == OK ? 410 : 404);
        else
            app_fail(rq, rc);
        return;
    }
    v.frame = frame_for(rq, S("Health history"));
    v.ids = ids_of(rq);
    v.practice = facts.name;
    v.to = request_path(rq);
    v.words = S("Before your visit we ask about your health. It takes about three minutes, one "
                "group of questions a page; you can stop and go on later on this device. Your "
                "answers are read by your therapist only.");
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
        fail(rq, rc);
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
    b->now_held = holder_of(rq);
    b->holder = secret_new(request_arena(rq));
    app_write_keyless(rq, intake_begin, b, begun);
}

/* --- a page ---------------------------------------------------------------------------------- */

/* Rows of the page that are asked now: open ones, and those that this form has answered. */
static struct rule_list rows_of(struct arena *a, const struct gate_whole *w, const struct intake *i,
                                int page)
{
    const struct caution **at = ARENA_ARRAY(a, w->facts.rules.n + 1, const struct caution *);
    struct rule_list rows = {at, 0};
    for (size_t k = 0; k < w->facts.rules.n && !arena_failed(a); k++) {
        const struct caution *row = w->facts.rules.at[k];
        bool asked = intake_is_open(w, i, row);
        for (size_t x = 0; !asked && x < w->facts.answers.n; x++)
            asked = str_eq(w->facts.answers.at[x].caution, str_from(row->id)) &&
                    w->facts.answers.at[x].at_utc >= i->begun_utc.v;
        if (asked && (int)row->page == page && row->asked_of == ASKED_CLIENT)
            at[rows.n++] = row;
    }
    return rows;
}

/* What this form has answered so far stays ticked. */
static void ticks_fill(const struct gate_whole *w, const struct intake *i, struct question_group *g)
{
    for (size_t q = 0; q < g->questions.n; q++)
        for (size_t x = 0; x < w->facts.answers.n; x++)
            if (str_eq(w->facts.answers.at[x].caution, g->questions.at[q].id) &&
                w->facts.answers.at[x].at_utc >= i->begun_utc.v)
                g->questions.at[q].on = w->facts.answers.at[x].yes;
}

static struct str *own_value(struct client *c, const char *name)
{
    const struct {
        const char *name;
        struct str *value;
    } all[OWN_FIELDS] = {{"born", &c->born},
                         {"phone", &c->phone},
                         {"occupation", &c->occupation},
                         {"gp", &c->gp},
                         {"emergency", &c->emergency}};
    for (size_t i = 0; i < OWN_FIELDS; i++)
        if (str_eq(str_from(name), str_from(all[i].name)))
            return all[i].value;
    return NULL;
}

/* Known things are not asked twice: only what is missing has a field. */
static void own_fields_fill(struct request *rq, struct client *c, struct intake_page_view *v)
{
    for (size_t i = 0; i < OWN_FIELDS; i++) {
        struct str sent = request_field(rq, str_from(own_fields[i].name));
        if (own_value(c, own_fields[i].name)->n && !sent.p)
            continue;
        struct field *f = &v->fields.at[v->fields.n++];
        *f = field_of(own_fields[i].name, own_fields[i].label, own_fields[i].type,
                      sent.p ? sent : S(""), request_faults(rq));
        f->hint = own_fields[i].hint;
    }
}

static enum rc fields_fill(struct request *rq, struct act *act, struct gate_whole *w, int page,
                           struct intake_page_view *v)
{
    struct history_entry_list history;
    enum rc rc = history_all(act, w->client.id, &history);
    if (rc != OK)
        return rc;
    v->fields.at = ARENA_ARRAY(act->a, OWN_FIELDS + history_field_count, struct field);
    if (arena_failed(act->a))
        return BUSY;
    if (page == PAGE_ABOUT)
        own_fields_fill(rq, &w->client, v);
    for (size_t i = 0; i < history_field_count; i++) {
        const struct history_field *h = &history_fields[i];
        struct str sent = request_field(rq, str_from(h->name));
        if ((int)h->page != page)
            continue;
        struct field *f = &v->fields.at[v->fields.n++];
        *f = field_of(h->name, h->label, h->kind == HISTORY_LINES ? "area" : "text",
                      sent.p ? sent : history_value(&history, h->name), request_faults(rq));
        f->hint = h->hint;
    }
    return OK;
}

static enum rc page_fill(struct request *rq, struct act *act, int page, struct intake_page_view *v)
{
    struct gate_whole w;
    struct intake i;
    enum rc rc = open_read(rq, act, &i, &w);
    if (rc == OK)
        rc = fields_fill(rq, act, &w, page, v);
    if (rc != OK)
        return rc;
    struct rule_list rows = rows_of(act->a, &w, &i, page);
    bool sent = request_is_post(rq);
    struct question_groups groups = question_groups_of(act->a, &rows, false, sent ? rq : NULL);
    if (groups.n)
        v->group = groups.at[0];
    if (!sent)
        ticks_fill(&w, &i, &v->group);
    v->asked = question_ids(act->a, &rows);
    return OK;
}

/* The page that the path's ":n" names, from 0; -1: none. */
static int page_of(struct request *rq)
{
    int64_t n = 0;
    return str_int(request_param(rq, S("n")), 1, PAGES, &n) ? (int)n - 1 : -1;
}

static void page_show(struct request *rq, int page, unsigned status)
{
    struct act act;
    struct intake_page_view v = {.n = page + 1, .of = PAGES};
    if (!app_read(rq, &act))
        return;
    enum rc rc = page_fill(rq, &act, page, &v);
    app_read_end(&act);
    if (rc != OK) {
        fail(rq, rc);
        return;
    }
    v.title = page_title((enum caution_page)page);
    v.frame = frame_for(rq, v.title);
    v.ids = ids_of(rq);
    v.asked_error = fault_of(request_faults(rq), S("asked"));
    v.back = page ? arena_fmt(act.a, "/intake/%d", page) : S("");
    intake_page_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void page_get(struct request *rq)
{
    int page = page_of(rq);
    if (page < 0)
        app_refuse(rq, 404);
    else
        page_show(rq, page, 200);
}

static bool says_urgent(const struct asking *k)
{
    for (size_t i = 0; i < k->n; i++) {
        const struct caution *row = caution_find(k->at[i].caution);
        if (row && k->at[i].yes && row->category == CAUTION_RED_FLAG)
            return true;
    }
    return false;
}

/* A page without questions is left for the one after it. */
static void page_after(struct request *rq, bool had_questions)
{
    int page = page_of(rq);
    if (had_questions || page + 1 >= PAGES)
        go_on(rq, true);
    else
        request_redirect(rq, arena_fmt(request_arena(rq), "/intake/%d", page + 2));
}

static void answered(struct request *rq, struct write *w, enum rc rc)
{
    const struct intake_answer_cmd *c = w->cmd;
    if (rc == INVALID)
        page_show(rq, page_of(rq), 422);
    else if (rc != OK)
        fail(rq, rc);
    else if (says_urgent(&c->asking))
        request_redirect(rq, S("/intake/urgent"));
    else
        page_after(rq, c->asking.n > 0);
}

/* Every field but the machinery is something written; false: it has answered. */
static bool written_read(struct request *rq, struct intake_answer_cmd *c)
{
    static const struct str names[] = {STR_INIT("csrf"), STR_INIT("key"),  STR_INIT("asked"),
                                       STR_INIT("yes"),  STR_INIT("none"), STR_INIT("some")};
    struct str name, value;
    for (size_t i = 0; request_field_at(rq, i, &name, &value); i++) {
        struct client nobody = {0};
        bool own = false;
        if (str_among(name, names, sizeof names / sizeof names[0]))
            continue;
        for (size_t k = 0; !own && k < OWN_FIELDS; k++)
            own = str_eq(name, str_from(own_fields[k].name)) &&
                  own_value(&nobody, own_fields[k].name);
        if ((!own && !history_field_find(name)) || c->n_written == INTAKE_WRITTEN_MAX) {
            app_refuse(rq, 400);
            return false;
        }
        c->written[c->n_written++] = (struct intake_written){name, value};
    }
    return true;
}

static void page_post(struct request *rq)
{
    struct intake_answer_cmd *c = ARENA_NEW(request_arena(rq), struct intake_answer_cmd);
    size_t yes = 0;
    if (page_of(rq) < 0) {
        app_refuse(rq, 404);
        return;
    }
    if (!is_ours(rq)) {
        closed_show(rq, 403);
        return;
    }
    if (!written_read(rq, c))
        return;
    c->holder = holder_of(rq);
    question_read(rq, &c->asking, &yes);
    if (request_faults(rq)->n)
        page_show(rq, page_of(rq), 422);
    else
        app_write(rq, intake_answer, c, answered);
}

/* --- where, urgent, consent, thanks ---------------------------------------------------------- */

static void where_show(struct request *rq, unsigned status)
{
    struct act act;
    struct gate_whole w;
    struct intake i;
    const struct caution *row = where_row_of(rq);
    struct where_view v = {.name = S(""), .carry = S("")};
    if (!row || row->asked_of != ASKED_CLIENT) {
        app_refuse(rq, 404);
        return;
    }
    if (!app_read(rq, &act))
        return;
    enum rc rc = open_read(rq, &act, &i, &w);
    app_read_end(&act);
    if (rc != OK) {
        fail(rq, rc);
        return;
    }
    v.frame = frame_for(rq, S("Where is it?"));
    v.frame.visit = true;
    v.ids = ids_of(rq);
    v.to = request_path(rq);
    where_fill(rq, row, &w, &v);
    where_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void where_get(struct request *rq)
{
    where_show(rq, 200);
}

static void placed(struct request *rq, struct write *w, enum rc rc)
{
    (void)w;
    if (rc == OK)
        go_on(rq, true);
    else if (rc == INVALID)
        where_show(rq, 422);
    else
        fail(rq, rc);
}

static void where_post(struct request *rq)
{
    struct intake_answer_cmd *c = ARENA_NEW(request_arena(rq), struct intake_answer_cmd);
    struct asked *x = ARENA_NEW(request_arena(rq), struct asked);
    const struct caution *row = where_row_of(rq);
    static const struct str names[] = {STR_INIT("carry"), STR_INIT("map.where"), STR_INIT("do")};
    if (!row || row->asked_of != ASKED_CLIENT) {
        app_refuse(rq, 404);
        return;
    }
    if (!is_ours(rq)) {
        closed_show(rq, 403);
        return;
    }
    if (!app_only_fields(rq, names, 3))
        return;
    bool everywhere = str_eq(app_field(rq, S("do")), S("everywhere"));
    *x = (struct asked){str_from(row->id), true, everywhere ? S("*") : where_read(rq)};
    c->holder = holder_of(rq);
    c->asking.at = x;
    c->asking.n = 1;
    if (request_faults(rq)->n)
        where_show(rq, 422);
    else
        app_write(rq, intake_answer, c, placed);
}

/* Only what this form itself said. */
static struct gate_flags urgent_of(struct arena *a, const struct gate_whole *w,
                                   const struct intake *i, bool *ret_call)
{
    struct gate_flags all = gate_flags_of(a, w), kept = {all.at, 0};
    for (size_t k = 0; k < w->gate.flags.n; k++) {
        const struct flag *x = &w->gate.flags.at[k];
        if (x->row->category != CAUTION_RED_FLAG || x->since_utc < i->begun_utc.v)
            continue;
        *ret_call = *ret_call || x->row->action == ACTION_CALL_EMERGENCY;
        kept.at[kept.n++] = all.at[k];
    }
    return kept;
}

static void urgent_get(struct request *rq)
{
    struct act act;
    struct gate_whole w;
    struct intake i;
    struct intake_urgent_view v = {0};
    if (!app_read(rq, &act))
        return;
    enum rc rc = open_read(rq, &act, &i, &w);
    app_read_end(&act);
    if (rc != OK) {
        fail(rq, rc);
        return;
    }
    v.frame = frame_for(rq, S("Please get help"));
    v.emergency = contact_find(w.practice.country, "emergency");
    v.flags = urgent_of(act.a, &w, &i, &v.call);
    if (!v.flags.n) {
        request_redirect(rq, S("/intake"));
        return;
    }
    intake_urgent_page(request_out(rq), &v);
    request_answer(rq, 200);
}

static void consent_show(struct request *rq, unsigned status)
{
    struct act act;
    struct gate_whole w;
    struct intake i;
    struct intake_consent_view v = {0};
    if (!app_read(rq, &act))
        return;
    enum rc rc = open_read(rq, &act, &i, &w);
    if (rc == OK)
        rc = consent_form_fill(rq, &act, &w.client, &v.form);
    app_read_end(&act);
    if (rc != OK) {
        fail(rq, rc);
        return;
    }
    v.frame = frame_for(rq, S("Your agreement"));
    v.ids = ids_of(rq);
    intake_consent_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void consent_get(struct request *rq)
{
    consent_show(rq, 200);
}

static void consented(struct request *rq, struct write *w, enum rc rc)
{
    (void)w;
    if (rc == OK)
        go_on(rq, true);
    else if (rc == INVALID)
        consent_show(rq, 422);
    else if (rc == CONFLICT && app_meanwhile(rq))
        consent_show(rq, 409);
    else
        fail(rq, rc);
}

static void consent_post(struct request *rq)
{
    struct intake_consent_cmd *c = ARENA_NEW(request_arena(rq), struct intake_consent_cmd);
    if (!is_ours(rq)) {
        closed_show(rq, 403);
        return;
    }
    if (!consent_fields_known(rq))
        return;
    c->holder = holder_of(rq);
    consent_form_read(rq, &c->consent);
    app_write(rq, intake_consent, c, consented);
}

static void thanks_get(struct request *rq)
{
    struct act act;
    struct intake i;
    struct intake_thanks_view v = {.back = S("")};
    if (!app_read(rq, &act))
        return;
    enum rc rc = intake_of_holder(&act, holder_of(rq), &i);
    app_read_end(&act);
    if (rc != OK || i.state != INTAKE_DONE) {
        closed_show(rq, 410);
        return;
    }
    struct str id = id_text(act.a, i.client);
    if (str_eq(i.how, S("tablet")))
        v.back = arena_fmt(act.a, "/sign-in?next=%%2Fclients%%2F%.*s%%2Fstart", STR_ARG(id));
    v.frame = frame_for(rq, S("Thank you"));
    intake_thanks_page(request_out(rq), &v);
    request_answer(rq, 200);
}

const struct route intake_routes[] = {
    {ROUTE_GET, "/i/:token", ROLE_ANYONE, door_get, 0},
    {ROUTE_POST, "/i/:token", ROLE_ANYONE, door_post, 0},
    {ROUTE_GET, "/intake", ROLE_ANYONE, intake_get, 0},
    {ROUTE_GET, "/intake/:n", ROLE_ANYONE, page_get, 0},
    {ROUTE_POST, "/intake/:n", ROLE_ANYONE, page_post, 0},
    {ROUTE_GET, "/intake/where/:n", ROLE_ANYONE, where_get, 0},
    {ROUTE_POST, "/intake/where/:n", ROLE_ANYONE, where_post, 0},
    {ROUTE_GET, "/intake/urgent", ROLE_ANYONE, urgent_get, 0},
    {ROUTE_GET, "/intake/consent", ROLE_ANYONE, consent_get, 0},
    {ROUTE_POST, "/intake/consent", ROLE_ANYONE, consent_post, 0},
    {ROUTE_GET, "/intake/thanks", ROLE_ANYONE, thanks_get, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
