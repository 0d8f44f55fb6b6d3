/* A rule of the practice's own as a form: add, change, end, ask again.
 * Must never: offer a red flag; those are the file's.
 * Read next: domain/rule.h.
 */
#include "web/app.h"
#include "web/question.h"
#include "web/rooms.h"
#include "web/rule.h"

static const struct {
    enum caution_action action;
    const char *label, *hint;
} ways[ACTIONS] = {
    {ACTION_CLEARANCE, "Stop the visit until a doctor clears it",
     "The limits below hold after the clearance."},
    {ACTION_POSTPONE, "Stop the visit: another day",
     "For what passes by itself. A clearance lifts this one too."},
    {ACTION_AVOID, "No contact there", "Pressure 0 and no technique, at the place or areas below."},
    {ACTION_MODIFY, "Limit the work", "The visit goes on within the limits below."},
    {ACTION_NOTE, "Show it", "The therapist sees it; nothing is limited."},
};

static const struct {
    int64_t days;
    const char *label;
} periods[] = {{REASK_EACH_VISIT, "before each visit"},
               {30, "after 30 days"},
               {90, "after 90 days"},
               {180, "after half a year"},
               {365, "after a year"}};

enum { PERIODS = sizeof periods / sizeof periods[0] };

/* --- show ------------------------------------------------------------------------------------ */

static struct pick page_pick(struct arena *a, const struct own_rule *r, const struct faults *f)
{
    struct choice *c = ARENA_ARRAY(a, PAGE_VISIT_START, struct choice);
    for (int i = 0; i < PAGE_VISIT_START && !arena_failed(a); i++) {
        struct str word = str_from(own_page_words[i]);
        c[i] = (struct choice){word, page_title((enum caution_page)i), str_eq(r->page, word)};
    }
    return (struct pick){
        "page", "Page of the health history", NULL, {c, PAGE_VISIT_START}, fault_of(f, S("page"))};
}

static struct pick reask_pick(struct arena *a, const struct own_rule *r, const struct faults *f)
{
    struct choice *c = ARENA_ARRAY(a, PERIODS, struct choice);
    for (size_t i = 0; i < PERIODS && !arena_failed(a); i++)
        c[i] = (struct choice){arena_fmt(a, "%lld", (long long)periods[i].days),
                               str_from(periods[i].label), r->reask_days == periods[i].days};
    return (struct pick){
        "reask_days", "Asked again", NULL, {c, PERIODS}, fault_of(f, S("reask_days"))};
}

static void question_fill(struct arena *a, const struct own_rule *r, const struct faults *f,
                          struct rule_form_view *v)
{
    v->condition = field_of("condition", "What it is about", "text", r->condition, f);
    v->condition.hint = "In a few words, for your therapists: Recent tattoo";
    v->question = field_of("question", "Question", "area", r->question, f);
    v->question.hint =
        "A yes means that the rule applies: Have you had a tattoo in the past month?";
    v->short_text = field_of("short_text", "Short form for each visit", "text", r->short_text, f);
    v->short_text.hint = "In a few words: Tattoo in the past month";
    v->rationale = field_of("rationale", "Why you have this rule", "area", r->rationale, f);
    v->condition.required = v->question.required = v->rationale.required = true;
    v->therapist = str_eq(r->asked_of, str_from(own_asked_words[ASKED_THERAPIST]));
    v->page = page_pick(a, r, f);
    v->reask = reask_pick(a, r, f);
    v->asked_error = fault_of(f, S("asked_of"));
}

static void limits_fill(struct arena *a, const struct own_rule *r, const struct faults *f,
                        struct rule_form_view *v)
{
    static const char *const nothing[] = {NULL};
    v->ways.at = v->actions;
    for (v->ways.n = 0; v->ways.n < ACTIONS; v->ways.n++) {
        struct str word = str_from(own_action_words[ways[v->ways.n].action]);
        v->actions[v->ways.n] = (struct rule_way){word, str_from(ways[v->ways.n].label),
                                                  str_from(ways[v->ways.n].hint),
                                                  str_eq(word, r->action)};
    }
    v->whole = str_eq(r->scope, S("whole"));
    v->site = str_eq(r->scope, S("site"));
    v->areas = base_choices(a, r->scope);
    v->cap = (struct pick){"pressure_cap", "Highest pressure", NULL,
                           cap_choices(a, S("no limit"), CAP_NONE - 1, &r->pressure_cap),
                           fault_of(f, S("pressure_cap"))};
    v->techniques = ban_choices(a, false, r->banned, nothing);
    v->positions = ban_choices(a, true, r->banned, nothing);
    v->action_error = fault_of(f, S("action"));
    v->scope_error = fault_of(f, S("scope"));
    v->banned_error = fault_of(f, S("banned"));
    v->banned_open = r->banned.n || v->banned_error.p;
}

/* What stands now of the rule that the path names. NOT_FOUND: there is none of that number. */
static enum rc now_read(struct request *rq, struct act *act, struct own_rule *ret)
{
    struct rule_book book;
    struct str number = request_param(rq, S("rule"));
    enum rc rc = rule_book_read(act, &book);
    if (rc != OK)
        return rc;
    const struct own_rule *last = own_rule_last(
        &book.own, arena_fmt(act->a, "%s%.*s", CAUTION_OWN, STR_ARG(number)));
    if (!last)
        return NOT_FOUND;
    *ret = *last;
    return OK;
}

static struct str standing_words(struct act *act, const struct own_rule *now)
{
    struct practice_facts facts;
    if (practice_facts(act, &facts) != OK)
        return S("");
    struct str who = rule_made_words(act, facts.zone, now->author, now->at_utc);
    return arena_fmt(act->a, "%s by %.*s. Version %lld; what was asked keeps its words.",
                     now->ended ? "Ended" : "Last changed", STR_ARG(who), (long long)now->version);
}

/*   typed   what was sent; NULL: as it stands
 */
static void form_show(struct request *rq, bool is_new, const struct own_rule *typed,
                      unsigned status)
{
    struct act act;
    struct rule_form_view v = {.is_new = is_new, .standing = S("")};
    struct own_rule now = {
        .asked_of = S("client"), .page = S("other"), .scope = S("whole"), .reask_days = 180};
    if (!app_read(rq, &act))
        return;
    enum rc rc = is_new ? OK : now_read(rq, &act, &now);
    if (rc == OK && !is_new)
        v.standing = standing_words(&act, &now);
    v.frame = frame_of(rq, &act, is_new ? S("New rule") : S("Safety rule"), "practice");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.frame.narrow = true;
    v.frame.faults = request_faults(rq);
    v.ids = form_ids_of(rq);
    v.to = request_path(rq);
    v.title = is_new ? S("A rule of your own") : now.condition;
    v.version = now.version;
    v.ended = now.ended != 0;
    question_fill(act.a, typed ? typed : &now, v.frame.faults, &v);
    limits_fill(act.a, typed ? typed : &now, v.frame.faults, &v);
    rule_form_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void new_get(struct request *rq)
{
    form_show(rq, true, NULL, 200);
}

static void rule_get(struct request *rq)
{
    form_show(rq, false, NULL, 200);
}

/* --- save, end ------------------------------------------------------------------------------- */

static struct str scope_read(struct request *rq)
{
    struct str scope = app_field(rq, S("scope"));
    return str_eq(scope, S("areas")) ? fields_joined(rq, S("area")) : scope;
}

/* The therapist is asked at the start of a visit; an area to avoid takes nothing at all. */
static void own_read(struct request *rq, struct own_rule *r)
{
    struct str cap = app_field(rq, S("pressure_cap"));
    r->version = app_field_int(rq, S("version"), 0);
    r->condition = app_field(rq, S("condition"));
    r->asked_of = app_field(rq, S("asked_of"));
    r->page = str_eq(r->asked_of, str_from(own_asked_words[ASKED_THERAPIST]))
                  ? str_from(own_page_words[PAGE_VISIT_START])
                  : app_field(rq, S("page"));
    r->question = app_field(rq, S("question"));
    r->short_text = app_field(rq, S("short_text"));
    r->action = app_field(rq, S("action"));
    r->scope = scope_read(rq);
    r->banned = fields_joined(rq, S("banned"));
    r->reask_days = app_field_int(rq, S("reask_days"), -1);
    r->rationale = app_field(rq, S("rationale"));
    if (cap.n)
        r->pressure_cap = some_int(app_field_int(rq, S("pressure_cap"), -1));
    if (str_eq(r->action, str_from(own_action_words[ACTION_AVOID]))) {
        r->pressure_cap = some_int(0);
        r->banned = S("all");
    }
}

static void saved(struct request *rq, struct write *w, enum rc rc)
{
    const struct own_rule *r = w->cmd;
    bool is_new = !r->id.n;
    if (rc == OK)
        request_redirect(rq, S("/practice/rules#own"));
    else if (rc == INVALID)
        form_show(rq, is_new, r, 422);
    else if (rc == CONFLICT && app_meanwhile(rq))
        form_show(rq, is_new, r, 409);
    else
        app_fail(rq, rc);
}

static void save(struct request *rq, struct str id)
{
    static const struct str names[] = {
        STR_INIT("version"),  STR_INIT("condition"),    STR_INIT("asked_of"),
        STR_INIT("page"),     STR_INIT("question"),     STR_INIT("short_text"),
        STR_INIT("action"),   STR_INIT("scope"),        STR_INIT("area"),
        STR_INIT("banned"),   STR_INIT("pressure_cap"), STR_INIT("reask_days"),
        STR_INIT("rationale")};
    struct own_rule *r = ARENA_NEW(request_arena(rq), struct own_rule);
    if (!app_only_fields(rq, names, sizeof names / sizeof names[0]))
        return;
    own_read(rq, r);
    r->id = id;
    app_write(rq, rule_save, r, saved);
}

static struct str id_of(struct request *rq)
{
    struct str number = request_param(rq, S("rule"));
    return arena_fmt(request_arena(rq), "%s%.*s", CAUTION_OWN, STR_ARG(number));
}

static void new_post(struct request *rq)
{
    save(rq, S(""));
}

static void rule_post(struct request *rq)
{
    save(rq, id_of(rq));
}

static void ended(struct request *rq, struct write *w, enum rc rc)
{
    (void)w;
    if (rc == OK)
        request_redirect(rq, S("/practice/rules#own"));
    else
        app_fail(rq, rc);
}

static void end_post(struct request *rq)
{
    static const struct str names[] = {STR_INIT("version")};
    struct rule_end_cmd *c = ARENA_NEW(request_arena(rq), struct rule_end_cmd);
    if (!app_only_fields(rq, names, 1))
        return;
    c->id = id_of(rq);
    c->version = app_field_int(rq, S("version"), 0);
    app_write(rq, rule_end, c, ended);
}

const struct route rule_form_routes[] = {
    {ROUTE_GET, "/practice/rules/new", ROLE_OWNER, new_get, 0},
    {ROUTE_POST, "/practice/rules/new", ROLE_OWNER, new_post, 0},
    {ROUTE_GET, "/practice/rules/:rule", ROLE_OWNER, rule_get, 0},
    {ROUTE_POST, "/practice/rules/:rule", ROLE_OWNER, rule_post, 0},
    {ROUTE_POST, "/practice/rules/:rule/end", ROLE_OWNER, end_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
