/* A rule of the file, made stricter for this practice, or back as it is in the file.
 * Must never: offer to loosen it.
 * Read next: domain/rule_tighten.c.
 */
#include "web/app.h"
#include "web/rooms.h"
#include "web/rule.h"

/* The row that the path's ":n" names; NULL: none. */
static const struct caution *row_of(struct request *rq)
{
    int64_t n = 0;
    return str_int(request_param(rq, S("n")), 1, INT32_MAX, &n) ? caution_numbered(n) : NULL;
}

static enum rc now_read(struct act *act, const struct caution *row, struct tightening *ret)
{
    struct rule_book book;
    enum rc rc = rule_book_read(act, &book);
    if (rc != OK)
        return rc;
    const struct tightening *last = tightening_last(&book.tightenings, str_from(row->id));
    *ret = last ? *last : (struct tightening){.banned = S(""), .rationale = S("")};
    return OK;
}

static void parts_fill(struct request *rq, const struct caution *row, const struct tightening *t,
                       struct tighten_view *v)
{
    struct arena *a = request_arena(rq);
    const struct faults *f = request_faults(rq);
    struct str as_is = row->pressure_cap < CAP_NONE
                           ? arena_fmt(a, "as in the file: %d at most", row->pressure_cap)
                           : S("as in the file: no limit");
    v->row = rule_row_of(a, row);
    v->cap = (struct pick){"pressure_cap", "Highest pressure", NULL,
                           cap_choices(a, as_is, row->pressure_cap - 1, &t->pressure_cap),
                           fault_of(f, S("pressure_cap"))};
    v->techniques = ban_choices(a, false, t->banned, row->banned);
    v->positions = ban_choices(a, true, t->banned, row->banned);
    v->rationale = field_of("rationale", "Why you are stricter", "area", t->rationale, f);
    v->rationale.required = true;
    v->banned_error = fault_of(f, S("banned"));
    v->banned_open = t->banned.n || v->banned_error.p;
    v->stops_error = fault_of(f, S("stops"));
    v->may_limit = caution_may_limit(row);
    v->may_cap = v->may_limit && row->pressure_cap > 0;
    v->may_stop = caution_may_stop(row);
    v->stops = t->stops != 0;
}

static struct str standing_words(struct act *act, const struct tightening *now)
{
    struct practice_facts facts;
    if (tightening_is_empty(now) || practice_facts(act, &facts) != OK)
        return S("");
    struct str what = tightening_words(act->a, now);
    struct str who = rule_made_words(act, facts.zone, now->author, now->at_utc);
    return arena_fmt(act->a, "Tightened: %.*s (%.*s).", STR_ARG(what), STR_ARG(who));
}

/*   typed   what was sent; NULL: as it stands
 */
static void tighten_show(struct request *rq, const struct tightening *typed, unsigned status)
{
    struct act act;
    struct tightening now;
    struct tighten_view v = {0};
    const struct caution *row = row_of(rq);
    if (!row) {
        app_refuse(rq, 404);
        return;
    }
    if (!app_read(rq, &act))
        return;
    enum rc rc = now_read(&act, row, &now);
    if (rc == OK)
        v.standing = standing_words(&act, &now);
    v.frame = frame_of(rq, &act, S("Tighten a rule"), "practice");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.frame.narrow = true;
    v.frame.faults = request_faults(rq);
    v.ids = form_ids_of(rq);
    v.version = now.version;
    v.tightened = !tightening_is_empty(&now);
    parts_fill(rq, row, typed ? typed : &now, &v);
    tighten_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void tighten_get(struct request *rq)
{
    tighten_show(rq, NULL, 200);
}

static void back_to(struct request *rq)
{
    struct str n = request_param(rq, S("n"));
    request_redirect(rq, arena_fmt(request_arena(rq), "/practice/rules#r%.*s", STR_ARG(n)));
}

static void saved(struct request *rq, struct write *w, enum rc rc)
{
    const struct tightening *t = w->cmd;
    if (rc == OK)
        back_to(rq);
    else if (rc == INVALID)
        tighten_show(rq, t, 422);
    else if (rc == CONFLICT && app_meanwhile(rq))
        tighten_show(rq, t, 409);
    else
        app_fail(rq, rc);
}

static void tighten_post(struct request *rq)
{
    static const struct str names[] = {STR_INIT("version"), STR_INIT("pressure_cap"),
                                       STR_INIT("banned"), STR_INIT("stops"),
                                       STR_INIT("rationale")};
    struct tightening *t = ARENA_NEW(request_arena(rq), struct tightening);
    const struct caution *row = row_of(rq);
    if (!app_only_fields(rq, names, sizeof names / sizeof names[0]))
        return;
    if (!row) {
        app_refuse(rq, 404);
        return;
    }
    t->caution = str_from(row->id);
    t->version = app_field_int(rq, S("version"), 0);
    if (app_field(rq, S("pressure_cap")).n)
        t->pressure_cap = some_int(app_field_int(rq, S("pressure_cap"), -1));
    t->banned = fields_joined(rq, S("banned"));
    t->stops = request_field(rq, S("stops")).p != NULL;
    t->rationale = app_field(rq, S("rationale"));
    app_write(rq, tightening_save, t, saved);
}

static void dropped(struct request *rq, struct write *w, enum rc rc)
{
    (void)w;
    if (rc == OK)
        back_to(rq);
    else
        app_fail(rq, rc);
}

static void drop_post(struct request *rq)
{
    static const struct str names[] = {STR_INIT("version")};
    struct tightening_drop_cmd *c = ARENA_NEW(request_arena(rq), struct tightening_drop_cmd);
    const struct caution *row = row_of(rq);
    if (!app_only_fields(rq, names, 1))
        return;
    if (!row) {
        app_refuse(rq, 404);
        return;
    }
    c->caution = str_from(row->id);
    c->version = app_field_int(rq, S("version"), 0);
    app_write(rq, tightening_drop, c, dropped);
}

const struct route rule_tighten_routes[] = {
    {ROUTE_GET, "/practice/rules/shipped/:n", ROLE_OWNER, tighten_get, 0},
    {ROUTE_POST, "/practice/rules/shipped/:n", ROLE_OWNER, tighten_post, 0},
    {ROUTE_POST, "/practice/rules/shipped/:n/drop", ROLE_OWNER, drop_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
