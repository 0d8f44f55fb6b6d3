/* The gate as a page.
 * Must never: offer a way around a red flag.
 * Read next: web/gate.html.
 */
#include "web/gate.h"

#include "base/out.h"
#include "http/form.h"
#include "practice/audit.h"
#include "practice/client.h"
#include "practice/rule.h"
#include "web/app.h"
#include "web/bodymap.h"
#include "web/rooms.h"
#include "web/visit.h"

enum { STRIP_MAX = 8192, SITE_ROWS = 3, SITES_MAX = 200, CARRY_MAX = 1000 };

/* --- flags in words -------------------------------------------------------------------------- */

static struct str act_words(struct arena *a, const struct gate_whole *w, const struct caution *row)
{
    const struct contact *emergency = contact_find(w->practice.country, "emergency");
    switch (row->action) {
    case ACTION_CALL_EMERGENCY:
        return arena_fmt(a, "Call %s now.", emergency ? emergency->phone : "the emergency number");
    case ACTION_URGENT:
        return S("A doctor has to see this today.");
    case ACTION_POSTPONE:
        return S("Not today: make another appointment.");
    case ACTION_CLEARANCE:
        return S("The doctor is asked first.");
    case ACTION_CRISIS:
        return S("Stay with the client. Ask whether they are safe now, and connect them to help.");
    case ACTION_AVOID:
    case ACTION_MODIFY:
    case ACTION_NOTE:
        break;
    }
    return S("");
}

static struct str cleared_words(struct arena *a, const struct flag *flag)
{
    const struct clearance *c = flag->clearance;
    struct date until;
    if (!c || !date_parse(c->until_day, &until))
        return S("");
    struct str day = date_human(a, until);
    return arena_fmt(a, "Cleared by %.*s until %.*s: %.*s", STR_ARG(c->given_by), STR_ARG(day),
                     STR_ARG(c->allowed));
}

static struct gate_flag flag_of(struct arena *a, const struct gate_whole *w, const struct flag *x)
{
    struct str day = x->since_utc ? day_human(a, w->practice.zone, x->since_utc) : S("");
    return (struct gate_flag){
        .number = caution_number(x->row),
        .words = caution_words(x->row),
        .act = act_words(a, w, x->row),
        .said = day.n ? arena_fmt(a, "Said on %.*s", STR_ARG(day)) : S(""),
        .cleared = cleared_words(a, x),
        .refuses = x->state == FLAG_REFUSES,
        .stops = x->state == FLAG_STOPS,
    };
}

static struct gate_flags flags_between(struct arena *a, const struct gate_whole *w,
                                       enum flag_state low, enum flag_state high)
{
    struct gate_flags all = {ARENA_ARRAY(a, w->gate.flags.n + 1, struct gate_flag), 0};
    for (size_t i = 0; i < w->gate.flags.n && !arena_failed(a); i++) {
        const struct flag *x = &w->gate.flags.at[i];
        if (x->state >= low && x->state <= high)
            all.at[all.n++] = flag_of(a, w, x);
    }
    return all;
}

struct gate_flags gate_flags_of(struct arena *a, const struct gate_whole *w)
{
    return flags_between(a, w, FLAG_NOTE, FLAG_REFUSES);
}

/* --- the strip: limits in one look ----------------------------------------------------------- */

static void list_add(struct out *w, struct str words)
{
    if (!str_contains(out_str(w), words))
        out_fmt(w, "%s%.*s", w->n ? ", " : "", STR_ARG(words));
}

static bool is_position(const struct technique *t)
{
    return t && t->kind == TECHNIQUE_POSITION;
}

/* "trigger_point" as a therapist says it. */
static struct str code_words(struct arena *a, const char *code)
{
    struct out w = out_new(a, STRIP_MAX);
    for (; *code; code++)
        out_char(&w, *code == '_' ? ' ' : *code);
    return out_str(&w);
}

/* What is banned on the whole body: ways of working, or positions. */
static struct str bans_words(struct arena *a, const struct gate *g, bool positions)
{
    struct out w = out_new(a, STRIP_MAX);
    if (!positions && gate_no_contact(g, NULL))
        return S("any contact");
    for (size_t i = 0; i < technique_count; i++) {
        const struct technique *t = &technique_all[i];
        if (is_position(t) == positions && (t->offered || positions) && gate_ban(g, NULL, t))
            list_add(&w, positions ? str_from(t->label) : code_words(a, t->code));
    }
    return out_str(&w);
}

/* A rule of the practice's own may ban without a cap. */
static struct str there_words(struct arena *a, const struct caution *row)
{
    struct out w = out_new(a, STRIP_MAX);
    if (row->pressure_cap == 0)
        return S("no contact");
    if (row->pressure_cap < CAP_NONE)
        return arena_fmt(a, "pressure %d at most", row->pressure_cap);
    for (const char *const *code = row->banned; *code; code++)
        list_add(&w, code_words(a, *code));
    struct str bans = out_str(&w);
    return arena_fmt(a, "no %.*s", STR_ARG(bans));
}

/* "calf, left: no contact; low back: pressure 3 at most" */
static struct str places_words(struct arena *a, const struct gate *g)
{
    struct out w = out_new(a, STRIP_MAX);
    for (size_t i = 0; i < g->flags.n; i++) {
        const struct flag *x = &g->flags.at[i];
        struct str where = flag_places(a, x);
        if (!where.n || x->row->enforcement == ENFORCE_WARN)
            continue;
        struct str what = there_words(a, x->row);
        out_fmt(&w, "%s%.*s: %.*s", w.n ? "; " : "", STR_ARG(where), STR_ARG(what));
    }
    return out_str(&w);
}

/* What was told, without what only follows from it. */
static struct gate_flags told_of(struct arena *a, const struct gate_whole *w)
{
    struct gate_flags all = {ARENA_ARRAY(a, w->gate.flags.n + 1, struct gate_flag), 0};
    for (size_t i = 0; i < w->gate.flags.n && !arena_failed(a); i++)
        if (w->gate.flags.at[i].row->derived != DERIVED_ANSWER)
            all.at[all.n++] = flag_of(a, w, &w->gate.flags.at[i]);
    return all;
}

struct gate_strip gate_strip_of(struct arena *a, const struct gate_whole *w)
{
    const struct flag *by;
    int cap = gate_cap(&w->gate, NULL, &by);
    struct gate_strip s = {.cap = S(""), .notes = told_of(a, w)};
    if (by)
        s.cap = arena_fmt(a, "%d at most", cap);
    s.bans = bans_words(a, &w->gate, false);
    s.positions = bans_words(a, &w->gate, true);
    s.places = places_words(a, &w->gate);
    return s;
}

/* --- the page before a visit ----------------------------------------------------------------- */

static struct str complaint_label(const struct complaint_list *all, struct str n)
{
    int64_t number = 0;
    if (!str_int(n, 1, INT32_MAX, &number))
        return S("");
    for (size_t i = 0; i < all->n; i++)
        if (all->at[i].n == number)
            return all->at[i].label;
    return S("");
}

/* Was nobody asked for a part of the health history yet? */
static bool is_untaken(const struct gate_whole *w)
{
    size_t answered = 0;
    for (size_t i = 0; i < w->facts.answers.n; i++) {
        const struct caution *row = rules_find(&w->facts.rules, w->facts.answers.at[i].caution);
        answered += row && row->reask_days != REASK_EACH_VISIT;
    }
    return answered == 0;
}

static void start_fill(struct request *rq, const struct gate_whole *w, struct start_view *v)
{
    struct arena *a = request_arena(rq);
    bool again = request_is_post(rq);
    v->name = client_name(a, &w->client);
    v->refusing = flags_between(a, w, FLAG_REFUSES, FLAG_REFUSES);
    /* Nothing else is asked of somebody who is to be sent to a doctor. */
    const struct rule_list due = v->refusing.n ? (struct rule_list){0} : w->gate.due;
    v->asked = question_ids(a, &due);
    v->seen = answers_count(&w->facts.answers);
    v->asked_error = fault_of(request_faults(rq), S("asked"));
    v->groups = question_groups_of(a, &due, true, again ? rq : NULL);
    v->stopping = flags_between(a, w, FLAG_STOPS, FLAG_STOPS);
    v->emergency = contact_find(w->practice.country, "emergency");
    v->strip = gate_strip_of(a, w);
    v->no_consent = w->gate.no_consent;
    v->no_birth_date = w->gate.no_birth_date;
    v->no_history = is_untaken(w);
    v->refer = letter_button_of(rq, v->client, "referral", "Write the referral letter", true);
    v->ask = letter_button_of(rq, v->client, "clearance", "Ask the doctor (letter)", false);
    v->open = !v->refusing.n && !v->stopping.n && !v->no_consent && !v->no_birth_date;
}

static enum rc start_read(struct act *act, struct id client, struct gate_whole *ret)
{
    enum rc rc = gate_read(act, client, act->now_utc, NULL, ret);
    return rc == OK ? audit_saw(act, "safety.see", client, client) : rc;
}

void gate_start_show(struct request *rq, struct id client, const struct start_carry *carry,
                     unsigned status)
{
    struct act act;
    struct gate_whole w;
    struct complaint_list complaints = {0};
    struct start_view v = {.client = client,
                           .complaint = carry->complaint,
                           .started = carry->started,
                           .location = carry->location};
    if (!app_read(rq, &act))
        return;
    enum rc rc = start_read(&act, client, &w);
    if (rc == OK)
        rc = complaint_all(&act, client, &complaints);
    v.frame = frame_of(rq, &act, S("Before the visit"), "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.complaint_label = complaint_label(&complaints, carry->complaint);
    v.frame.faults = request_faults(rq);
    v.ids = form_ids_of(rq);
    start_fill(rq, &w, &v);
    start_page(request_out(rq), &v);
    request_answer(rq, status);
}

static bool client_param(struct request *rq, struct id *ret)
{
    bool fine = app_param_id(rq, S("client"), ret);
    if (!fine)
        app_refuse(rq, 404);
    return fine;
}

static struct str query_of(struct request *rq, struct str name)
{
    struct str value = request_query(rq, name);
    return value.p ? value : S("");
}

static void start_get(struct request *rq)
{
    struct id client;
    const struct start_carry carry = {query_of(rq, S("complaint")), query_of(rq, S("started")),
                                      query_of(rq, S("location"))};
    if (client_param(rq, &client))
        gate_start_show(rq, client, &carry, 200);
}

/* --- where a thing is ------------------------------------------------------------------------ */

static struct str carry_text(struct arena *a, const struct start_carry *c)
{
    struct out w = out_new(a, CARRY_MAX);
    form_write(&w, S("complaint"), c->complaint);
    form_write(&w, S("started"), c->started);
    form_write(&w, S("location"), c->location);
    return w.full ? S("") : out_str(&w);
}

static struct start_carry carry_parse(struct arena *a, struct str text)
{
    struct form form;
    struct start_carry c = {S(""), S(""), S("")};
    if (text.n > CARRY_MAX || form_parse(a, text, 10, &form) != OK)
        return c;
    struct str *const to[] = {&c.complaint, &c.started, &c.location};
    static const struct str names[] = {STR_INIT("complaint"), STR_INIT("started"),
                                       STR_INIT("location")};
    for (size_t i = 0; i < 3; i++)
        if (form_get(&form, names[i]).p)
            *to[i] = form_get(&form, names[i]);
    return c;
}

const struct flag *where_unmarked(const struct gate *g)
{
    for (size_t i = 0; i < g->flags.n; i++)
        if (g->flags.at[i].row->scope == SCOPE_SITE && !g->flags.at[i].sites.n)
            return &g->flags.at[i];
    return NULL;
}

void gate_go_on(struct request *rq, struct id client, const struct start_carry *carry)
{
    struct act act;
    struct gate_whole w;
    struct arena *a = request_arena(rq);
    if (!app_read(rq, &act))
        return;
    enum rc rc = start_read(&act, client, &w);
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    const struct flag *open = where_unmarked(&w.gate);
    struct str id = id_text(a, client), text = carry_text(a, carry);
    if (w.gate.crisis) {
        request_redirect(rq, arena_fmt(a, "/clients/%.*s/crisis", STR_ARG(id)));
        return;
    }
    request_redirect(rq,
                     open ? arena_fmt(a, "/clients/%.*s/where/%lld?%.*s", STR_ARG(id),
                                      (long long)caution_number(open->row), STR_ARG(text))
                          : arena_fmt(a, "/clients/%.*s/start?%.*s", STR_ARG(id), STR_ARG(text)));
}

const struct caution *where_row_of(struct request *rq, const struct rule_list *rules)
{
    int64_t n = 0;
    const struct caution *row = str_int(request_param(rq, S("n")), 1, INT32_MAX, &n)
                                    ? rules_numbered(rules, n)
                                    : NULL;
    return row && row->scope == SCOPE_SITE ? row : NULL;
}

const struct caution *where_row_read(struct request *rq)
{
    struct act act;
    struct rules rules;
    if (!app_read(rq, &act))
        return NULL;
    enum rc rc = rules_read(&act, act.now_utc, &rules);
    app_read_end(&act);
    const struct caution *row = rc == OK ? where_row_of(rq, &rules.standing) : NULL;
    if (!row)
        app_fail(rq, rc == OK ? NOT_FOUND : rc);
    return row;
}

static struct choice_list regions_of(struct arena *a)
{
    struct choice_list all = {ARENA_ARRAY(a, region_count, struct choice), 0};
    for (size_t i = 0; i < region_count && !arena_failed(a); i++)
        all.at[all.n++] = (struct choice){str_from(region_all[i].id), str_from(region_all[i].label),
                                          false};
    return all;
}

static void site_rows_fill(struct request *rq, struct str sites, struct where_view *v)
{
    struct arena *a = request_arena(rq);
    struct str name, value;
    v->rows.at = ARENA_ARRAY(a, SITES_MAX + SITE_ROWS, struct site_row);
    for (size_t i = 0; request_field_at(rq, i, &name, &value) && v->rows.n < SITES_MAX; i++)
        if (str_eq(name, S("map.where")) && value.n)
            v->rows.at[v->rows.n] = (struct site_row){v->rows.n, value}, v->rows.n++;
    bool typed = v->rows.n > 0;
    for (struct str id; !typed && str_next(&sites, ';', &id) && v->rows.n < SITES_MAX;) {
        const struct region *r = region_find(id);
        if (r)
            v->rows.at[v->rows.n] = (struct site_row){v->rows.n, str_from(r->label)}, v->rows.n++;
    }
    for (size_t i = 0; i < SITE_ROWS; i++, v->rows.n++)
        v->rows.at[v->rows.n] = (struct site_row){v->rows.n, S("")};
}

static struct str sites_of(const struct gate_whole *w, const struct caution *row)
{
    for (size_t i = 0; i < w->facts.answers.n; i++)
        if (str_eq(w->facts.answers.at[i].caution, str_from(row->id)))
            return w->facts.answers.at[i].sites;
    return S("");
}

void where_fill(struct request *rq, const struct caution *row, const struct gate_whole *w,
                struct where_view *v)
{
    v->question = caution_words(row);
    v->figure = w->client.figure;
    v->figure_src = bodymap_src(v->figure);
    v->error = fault_of(request_faults(rq), S("map.where"));
    v->places = regions_of(request_arena(rq));
    site_rows_fill(rq, sites_of(w, row), v);
}

static void where_show(struct request *rq, const struct start_carry *carry, unsigned status)
{
    struct act act;
    struct gate_whole w;
    struct arena *a = request_arena(rq);
    struct where_view v = {0};
    if (!client_param(rq, &v.client) || !app_read(rq, &act))
        return;
    enum rc rc = gate_read(&act, v.client, act.now_utc, NULL, &w);
    v.frame = frame_of(rq, &act, S("Where is it?"), "clients");
    app_read_end(&act);
    const struct caution *row = rc == OK ? where_row_of(rq, &w.facts.rules) : NULL;
    if (!row) {
        app_fail(rq, rc == OK ? NOT_FOUND : rc);
        return;
    }
    v.frame.narrow = v.frame.visit = true;
    v.frame.faults = request_faults(rq);
    v.ids = form_ids_of(rq);
    struct str id = id_text(a, v.client);
    v.to = arena_fmt(a, "/clients/%.*s/where/%lld", STR_ARG(id), (long long)caution_number(row));
    v.carry = carry_text(a, carry);
    where_fill(rq, row, &w, &v);
    where_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void where_get(struct request *rq)
{
    const struct start_carry carry = {query_of(rq, S("complaint")), query_of(rq, S("started")),
                                      query_of(rq, S("location"))};
    where_show(rq, &carry, 200);
}

static struct str where_read(struct request *rq)
{
    struct arena *a = request_arena(rq);
    struct out w = out_new(a, STRIP_MAX);
    struct str name, value, region, muscle;
    for (size_t i = 0; request_field_at(rq, i, &name, &value); i++) {
        if (!str_eq(name, S("map.where")) || !str_trim(value).n)
            continue;
        if (where_parse(a, value, &region, &muscle) && region.n)
            out_fmt(&w, "%s%.*s", w.n ? ";" : "", STR_ARG(region));
        else
            fault_add(request_faults(rq), S("map.where"), "Choose each place from the list.");
    }
    if (!w.n && !request_faults(rq)->n)
        fault_add(request_faults(rq), S("map.where"),
                  "Mark the place, or press \"Everywhere\" when it has none.");
    return out_str(&w);
}

struct asked where_asked(struct request *rq, const struct caution *row)
{
    bool everywhere = str_eq(app_field(rq, S("do")), S("everywhere"));
    return (struct asked){str_from(row->id), true, everywhere ? S("*") : where_read(rq),
                          row->worded_utc};
}

static void placed(struct request *rq, struct write *w, enum rc rc)
{
    const struct asking *k = w->cmd;
    struct start_carry carry = carry_parse(request_arena(rq), app_field(rq, S("carry")));
    if (rc == OK)
        gate_go_on(rq, k->client, &carry);
    else if (rc == INVALID)
        where_show(rq, &carry, 422);
    else
        app_fail(rq, rc);
}

static void where_post(struct request *rq)
{
    static const struct str names[] = {STR_INIT("carry"), STR_INIT("map.where"), STR_INIT("do")};
    struct asking *k = ARENA_NEW(request_arena(rq), struct asking);
    struct asked *x = ARENA_NEW(request_arena(rq), struct asked);
    struct start_carry carry = carry_parse(request_arena(rq), app_field(rq, S("carry")));
    if (!app_only_fields(rq, names, 3) || !client_param(rq, &k->client))
        return;
    const struct caution *row = where_row_read(rq);
    if (!row)
        return;
    *x = where_asked(rq, row);
    k->how = S("staff");
    k->again = true;
    k->at = x;
    k->n = 1;
    if (request_faults(rq)->n)
        where_show(rq, &carry, 422);
    else
        app_write(rq, answers_give, k, placed);
}

const struct route gate_routes[] = {
    {ROUTE_GET, "/clients/:client/start", ROLE_THERAPIST, start_get, 0},
    {ROUTE_GET, "/clients/:client/where/:n", ROLE_THERAPIST, where_get, 0},
    {ROUTE_POST, "/clients/:client/where/:n", ROLE_THERAPIST, where_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
