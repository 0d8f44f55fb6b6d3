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
#include "web/rooms.h"

enum { STRIP_MAX = 8192, CARRY_MAX = 1000 };

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

/* Does something that stands in the way wait for an answer again? */
static bool is_asked_again(const struct gate_whole *w, enum flag_state state)
{
    const struct gate *g = &w->gate;
    for (size_t i = 0; i < g->flags.n; i++)
        for (size_t k = 0; k < g->due.n; k++)
            if (g->flags.at[i].state == state && g->flags.at[i].row == g->due.at[k])
                return true;
    return false;
}

static void start_fill(struct request *rq, const struct gate_whole *w, struct start_view *v)
{
    struct arena *a = request_arena(rq);
    bool again = request_is_post(rq);
    v->name = client_name(a, &w->client);
    v->refusing = flags_between(a, w, FLAG_REFUSES, FLAG_REFUSES);
    v->postponing = flags_between(a, w, FLAG_POSTPONES, FLAG_POSTPONES);
    /* Nothing is asked of somebody who is to be sent to a doctor, or home, until the day is over. */
    const bool over = (v->refusing.n && !is_asked_again(w, FLAG_REFUSES)) ||
                      (v->postponing.n && !is_asked_again(w, FLAG_POSTPONES));
    const struct rule_list due = over ? (struct rule_list){0} : w->gate.due;
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
    v->open = !v->refusing.n && !v->postponing.n && !v->stopping.n && !v->no_consent &&
              !v->no_birth_date;
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

static void start_get(struct request *rq)
{
    struct id client;
    const struct start_carry carry = start_carry_asked(rq);
    if (app_param_client(rq, &client))
        gate_start_show(rq, client, &carry, 200);
}

/* --- the way on ------------------------------------------------------------------------------ */

static struct str query_of(struct request *rq, struct str name)
{
    struct str value = request_query(rq, name);
    return value.p ? value : S("");
}

struct start_carry start_carry_asked(struct request *rq)
{
    return (struct start_carry){query_of(rq, S("complaint")), query_of(rq, S("started")),
                                query_of(rq, S("location"))};
}

struct str start_carry_text(struct arena *a, const struct start_carry *c)
{
    struct out w = out_new(a, CARRY_MAX);
    form_write(&w, S("complaint"), c->complaint);
    form_write(&w, S("started"), c->started);
    form_write(&w, S("location"), c->location);
    return w.full ? S("") : out_str(&w);
}

struct start_carry start_carry_parse(struct arena *a, struct str text)
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

static const struct flag *where_unmarked(const struct gate *g)
{
    for (size_t i = 0; i < g->flags.n; i++)
        if (where_is_open(&g->flags.at[i]))
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
    struct str id = id_text(a, client), text = start_carry_text(a, carry);
    if (w.gate.crisis) {
        request_redirect(rq, arena_fmt(a, "/clients/%.*s/crisis", STR_ARG(id)));
        return;
    }
    request_redirect(rq,
                     open ? arena_fmt(a, "/clients/%.*s/where/%lld?%.*s", STR_ARG(id),
                                      (long long)caution_number(open->row), STR_ARG(text))
                          : arena_fmt(a, "/clients/%.*s/start?%.*s", STR_ARG(id), STR_ARG(text)));
}

const struct route gate_routes[] = {
    {ROUTE_GET, "/clients/:client/start", ROLE_THERAPIST, start_get, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
