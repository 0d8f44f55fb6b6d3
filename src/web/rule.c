/* The practice's safety rules, all of them on one page, and their clinical sign-off.
 * Must never: offer to loosen a rule of the file.
 * Read next: web/rule_row.c, web/rule_form.c, web/rule_tighten.c.
 */
#include "web/rule.h"

#include "web/app.h"
#include "web/rooms.h"

static const struct {
    const char *id, *title, *intro;
} groups[CAUTION_ENDANGERMENT + 1] = {
    [CAUTION_RED_FLAG] = {"red-flags", "Red flags",
                          "Signs of an emergency or of serious illness. No clearance lifts them."},
    [CAUTION_AMBER_FLAG] = {"amber-flags", "Amber flags",
                            "Signs that a doctor should hear of; treatment may go on."},
    [CAUTION_ABSOLUTE] = {"absolute", "Absolute contraindications",
                          "They stop the visit until the cause is over or a doctor clears it."},
    [CAUTION_RELATIVE] =
        {"relative", "Relative contraindications",
         "They limit pressure, techniques and positions; some ask for a clearance."},
    [CAUTION_LOCAL] = {"local", "Local contraindications",
                       "They concern the place that is marked."},
    [CAUTION_ENDANGERMENT] = {"endangerment", "Endangerment sites",
                              "Places where one takes care: going beyond them needs a reason."},
};

/* --- sign-off -------------------------------------------------------------------------------- */

static const struct {
    const char *name, *label, *type, *hint;
    bool required;
} fields[SIGNOFF_FIELDS] = {
    {"name", "Clinician's name", "text", NULL, true},
    {"qualification", "Qualification", "text", "Such as physician, physiotherapist", true},
    {"registration", "Registration number", "text", NULL, false},
    {"day", "Signed off on", "date", NULL, true},
};

static struct str signed_words(struct arena *a, const struct signoff *s)
{
    struct date day;
    struct str when = date_parse(s->day, &day) ? date_human(a, day) : s->day;
    return arena_fmt(a, "%.*s (%.*s%s%.*s) on %.*s", STR_ARG(s->name), STR_ARG(s->qualification),
                     s->registration.n ? ", " : "", STR_ARG(s->registration), STR_ARG(when));
}

static void signoff_words(struct arena *a, const struct signoff_list *all, struct signoff_part *v)
{
    const struct signoff *now = signoff_current(all);
    v->missing = !now;
    v->remark = now ? now->remark : S("");
    v->summary = now ? S("Record another sign-off") : S("Record the sign-off");
    if (now) {
        struct str who = signed_words(a, now);
        v->title = S("Clinical sign-off");
        v->text = arena_fmt(a, "The rules that come with Tonus were signed off by %.*s.",
                            STR_ARG(who));
    } else if (all->n) {
        struct str before = signed_words(a, &all->at[0]);
        v->title = S("Clinical sign-off: none for the present rules");
        v->text = arena_fmt(a,
                            "The rules have changed since they were signed off by %.*s (version "
                            "%.*s). Have a clinician look at what is new.",
                            STR_ARG(before), STR_ARG(all->at[0].cautions));
    } else {
        v->title = S("Clinical sign-off: none yet");
        v->text = S("The rules were gathered from published frameworks and textbooks; each names "
                    "its source. No clinician has confirmed yet that they are right for this "
                    "practice. Tonus keeps to them all the same. Have a doctor or another "
                    "registered clinician read them, then record who it was.");
    }
}

static void signoff_fill(struct request *rq, struct signoff_part *v)
{
    v->version = str_from(caution_version);
    v->fields.at = ARENA_ARRAY(request_arena(rq), SIGNOFF_FIELDS, struct field);
    v->fields.n = SIGNOFF_FIELDS;
    v->open = request_is_post(rq);
    for (size_t i = 0; i < SIGNOFF_FIELDS; i++) {
        v->fields.at[i] = field_of(fields[i].name, fields[i].label, fields[i].type,
                                   app_field(rq, str_from(fields[i].name)), request_faults(rq));
        v->fields.at[i].hint = fields[i].hint;
        v->fields.at[i].required = fields[i].required;
    }
    v->remark_field = field_of("remark", "Remarks", "area", app_field(rq, S("remark")),
                               request_faults(rq));
    v->remark_field.hint = "What they want to be changed or watched";
}

struct str signoff_gap(struct act *act)
{
    struct signoff_list all;
    struct signoff_part part = {0};
    if (signoff_read(act, &all) != OK)
        return S("");
    signoff_words(act->a, &all, &part);
    return part.missing ? part.title : S("");
}

/* --- the rules ------------------------------------------------------------------------------- */

struct listing {
    struct act *act;
    const struct rule_book *book;
    const struct rules *rules;
    const struct zone *zone;
};

static struct rule_row row_of(const struct listing *l, const struct caution *row)
{
    struct arena *a = l->act->a;
    struct rule_row r = rule_row_of(a, row);
    const struct tightening *t = tightening_last(&l->book->tightenings, str_from(row->id));
    if (!t || tightening_is_empty(t))
        return r;
    struct str what = tightening_words(a, t);
    struct str who = rule_made_words(l->act, l->zone, t->author, t->at_utc);
    r.tightened = arena_fmt(a, "%.*s. %.*s (%.*s)", STR_ARG(what), STR_ARG(t->rationale),
                            STR_ARG(who));
    rule_fact_add(&r, S("Tightened"), r.tightened);
    return r;
}

static void groups_fill(const struct listing *l, struct rules_view *v)
{
    struct arena *a = l->act->a;
    v->count = caution_count;
    v->groups.n = CAUTION_ENDANGERMENT + 1;
    v->groups.at = ARENA_ARRAY(a, v->groups.n, struct rule_group);
    for (size_t g = 0; g < v->groups.n && !arena_failed(a); g++)
        v->groups.at[g] = (struct rule_group){str_from(groups[g].id),
                                              str_from(groups[g].title),
                                              str_from(groups[g].intro),
                                              {ARENA_ARRAY(a, caution_count, struct rule_row), 0},
                                              0};
    for (size_t i = 0; i < caution_count && !arena_failed(a); i++) {
        const struct caution *row = l->rules->standing.at[i];
        struct rule_group *to = &v->groups.at[row->category];
        to->rows.at[to->rows.n] = row_of(l, row);
        to->tightened += to->rows.at[to->rows.n++].tightened.n > 0;
    }
}

static struct rule_rows own_of(const struct listing *l, const struct caution *const *rows, size_t n)
{
    struct arena *a = l->act->a;
    struct rule_rows all = {ARENA_ARRAY(a, n + 1, struct rule_row), 0};
    for (size_t i = 0; i < n && !arena_failed(a); i++) {
        const struct own_rule *last = own_rule_last(&l->book->own, str_from(rows[i]->id));
        struct rule_row *r = &all.at[all.n++];
        *r = rule_row_of(a, rows[i]);
        rule_fact_add(r, last->ended ? S("Ended by") : S("By"),
                      rule_made_words(l->act, l->zone, last->author, last->at_utc));
    }
    return all;
}

static enum rc rules_fill(struct act *act, struct rules_view *v)
{
    struct rule_book book;
    struct signoff_list signoffs;
    struct practice_facts facts;
    enum rc rc = practice_facts(act, &facts);
    if (rc == OK)
        rc = rule_book_read(act, &book);
    if (rc == OK)
        rc = signoff_read(act, &signoffs);
    if (rc != OK)
        return rc;
    struct rules rules = rules_at(act->a, &book, act->now_utc);
    if (arena_failed(act->a))
        return BUSY;
    const struct listing l = {act, &book, &rules, facts.zone};
    size_t standing = rules.standing.n, known = rules.known.n;
    groups_fill(&l, v);
    v->own = own_of(&l, rules.known.at + caution_count, standing - caution_count);
    v->ended = own_of(&l, rules.known.at + standing, known - standing);
    v->full = v->own.n >= RULE_OWN_MAX;
    signoff_words(act->a, &signoffs, &v->signoff);
    return OK;
}

static void show(struct request *rq, unsigned status)
{
    struct act act;
    struct rules_view v = {0};
    if (!app_read(rq, &act))
        return;
    enum rc rc = rules_fill(&act, &v);
    v.frame = frame_of(rq, &act, S("Safety rules"), "practice");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.frame.faults = request_faults(rq);
    v.ids = form_ids_of(rq);
    signoff_fill(rq, &v.signoff);
    rules_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void rules_get(struct request *rq)
{
    show(rq, 200);
}

static void signed_off(struct request *rq, struct write *w, enum rc rc)
{
    (void)w;
    if (rc == OK)
        request_redirect(rq, S("/practice/rules"));
    else if (rc == INVALID)
        show(rq, 422);
    else if (rc == CONFLICT && app_meanwhile(rq))
        show(rq, 409);
    else
        app_fail(rq, rc);
}

static void signoff_post(struct request *rq)
{
    static const struct str names[] = {STR_INIT("cautions"),      STR_INIT("name"),
                                       STR_INIT("qualification"), STR_INIT("registration"),
                                       STR_INIT("day"),           STR_INIT("remark")};
    struct signoff *s = ARENA_NEW(request_arena(rq), struct signoff);
    if (!app_only_fields(rq, names, sizeof names / sizeof names[0]))
        return;
    s->cautions = app_field(rq, S("cautions"));
    s->name = app_field(rq, S("name"));
    s->qualification = app_field(rq, S("qualification"));
    s->registration = app_field(rq, S("registration"));
    s->day = app_field(rq, S("day"));
    s->remark = app_field(rq, S("remark"));
    app_write(rq, signoff_add, s, signed_off);
}

const struct route rule_routes[] = {
    {ROUTE_GET, "/practice/rules", ROLE_OWNER, rules_get, 0},
    {ROUTE_POST, "/practice/rules/signoff", ROLE_OWNER, signoff_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
