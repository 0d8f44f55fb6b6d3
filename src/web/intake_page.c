/* A page of the health history: one group of questions and what belongs to it.
 * Must never: ask for what is known, or take an answer to what was not asked.
 * Read next: web/intake_end.c.
 */
#include "practice/client.h"
#include "practice/rule.h"
#include "web/app.h"
#include "web/intake.h"
#include "web/intake_html.h"
#include "web/rooms.h"

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

static struct rule_list rows_of(struct arena *a, const struct gate_whole *w, const struct intake *i,
                                int page)
{
    const struct caution **at = ARENA_ARRAY(a, w->facts.rules.n + 1, const struct caution *);
    struct rule_list rows = {at, 0};
    for (size_t k = 0; k < w->facts.rules.n && !arena_failed(a); k++) {
        const struct caution *row = w->facts.rules.at[k];
        if ((int)row->page == page && intake_asks(w, i, row))
            at[rows.n++] = row;
    }
    return rows;
}

/* What this form has answered so far stays ticked. */
static void ticks_fill(const struct gate_whole *w, const struct intake *i,
                       const struct rule_list *rows, struct question_group *g)
{
    for (size_t q = 0; q < g->questions.n; q++) {
        const struct caution *row = rules_find(rows, g->questions.at[q].id);
        const struct answer *said = row ? intake_said(w, i, row) : NULL;
        g->questions.at[q].on = said && said->yes;
    }
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
    enum rc rc = intake_open_read(rq, act, &i, &w);
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
        ticks_fill(&w, &i, &rows, &v->group);
    v->asked = question_ids(act->a, &rows);
    return OK;
}

/* The page that the path's ":n" names, from 0; -1: none. */
static int page_of(struct request *rq)
{
    int64_t n = 0;
    return str_int(request_param(rq, S("n")), 1, INTAKE_PAGES, &n) ? (int)n - 1 : -1;
}

static void page_show(struct request *rq, int page, unsigned status)
{
    struct act act;
    struct intake_page_view v = {.n = page + 1, .of = INTAKE_PAGES};
    if (!app_read(rq, &act))
        return;
    enum rc rc = page_fill(rq, &act, page, &v);
    app_read_end(&act);
    if (rc != OK) {
        intake_fail(rq, rc);
        return;
    }
    v.title = page_title((enum caution_page)page);
    v.frame = intake_frame(rq, v.title);
    v.ids = intake_ids(rq);
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
    if (had_questions || page + 1 >= INTAKE_PAGES)
        intake_go_on(rq, true);
    else
        request_redirect(rq, arena_fmt(request_arena(rq), "/intake/%d", page + 2));
}

static void answered(struct request *rq, struct write *w, enum rc rc)
{
    const struct intake_answer_cmd *c = w->cmd;
    if (rc == INVALID)
        page_show(rq, page_of(rq), 422);
    else if (rc != OK)
        intake_fail(rq, rc);
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
    if (!intake_is_ours(rq)) {
        intake_closed(rq, 403);
        return;
    }
    if (!written_read(rq, c))
        return;
    c->holder = intake_holder(rq);
    question_read(rq, &c->asking, &yes);
    if (request_faults(rq)->n)
        page_show(rq, page_of(rq), 422);
    else
        app_write(rq, intake_answer, c, answered);
}

const struct route intake_page_routes[] = {
    {ROUTE_GET, "/intake/:n", ROLE_ANYONE, page_get, 0},
    {ROUTE_POST, "/intake/:n", ROLE_ANYONE, page_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
