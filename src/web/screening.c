/* Questionnaires about mood as pages.
 * Must never: show a single answer about self-harm.
 * Read next: web/crisis.c, web/screening.html.
 */
#include "web/screening.h"

#include "domain/score.h"
#include "practice/client.h"
#include "web/app.h"
#include "web/rooms.h"
#include "web/screening_html.h"

enum { OFFERS = 3 };

static bool is_offered(const struct screening_setting *s, int i)
{
    return s->phq9 || !str_eq(str_from(screening_instruments[i]), S("phq9"));
}

static struct str name_of(struct str instrument)
{
    const struct instrument *x = instrument_find(instrument);
    return x ? str_from(x->name) : instrument;
}

/* --- what was answered ----------------------------------------------------------------------- */

static struct screening_line line_of(struct arena *a, const struct zone *z, bool phq9,
                                     const struct screening_done *d)
{
    struct str band = screening_band(d->instrument, &d->total);
    struct str when = time_human(a, z, d->at_utc);
    return (struct screening_line){
        name_of(d->instrument), arena_fmt(a, "%.*s, asked by %.*s", STR_ARG(when), STR_ARG(d->who)),
        d->total.has ? arena_fmt(a, "%lld, %.*s", (long long)d->total.v, STR_ARG(band))
                     : S("no total, an answer is missing"),
        screening_advice(a, d->instrument, &d->score, phq9)};
}

static enum rc screenings_fill(struct act *act, struct screenings_view *v)
{
    struct screening_done_list all;
    struct screening_setting setting;
    struct practice_facts facts;
    struct client client;
    enum rc rc = client_read(act, v->client, &client);
    if (rc == OK)
        rc = practice_facts(act, &facts);
    if (rc == OK)
        rc = screening_setting(act, &setting);
    if (rc == OK)
        rc = screening_see(act, v->client, &all);
    if (rc != OK)
        return rc;
    v->name = client_name(act->a, &client);
    v->phq9 = setting.phq9;
    v->offers.at = ARENA_ARRAY(act->a, OFFERS, struct screening_offer);
    for (int i = 0; i < OFFERS && !arena_failed(act->a); i++)
        if (is_offered(&setting, i))
            v->offers.at[v->offers.n++] = (struct screening_offer){
                i + 1, name_of(str_from(screening_instruments[i]))};
    v->lines.at = ARENA_ARRAY(act->a, all.n + 1, struct screening_line);
    for (size_t i = 0; i < all.n && !arena_failed(act->a); i++)
        v->lines.at[v->lines.n++] = line_of(act->a, facts.zone, setting.phq9, &all.at[i]);
    return OK;
}

static void screenings_get(struct request *rq)
{
    struct act act;
    struct screenings_view v = {0};
    if (!app_param_client(rq, &v.client) || !app_read(rq, &act))
        return;
    enum rc rc = screenings_fill(&act, &v);
    v.frame = frame_of(rq, &act, S("Mood"), "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    screenings_page(request_out(rq), &v);
    request_answer(rq, 200);
}

/* --- ask ------------------------------------------------------------------------------------- */

/* Names of the answers' fields; the program's for good. */
static const char *const item_names[SCREENING_ITEMS_MAX] = {
    "item.1", "item.2", "item.3", "item.4", "item.5", "item.6", "item.7", "item.8", "item.9"};

static struct choice_list options_of(struct arena *a, const struct item *item, struct str typed)
{
    struct choice_list all = {ARENA_ARRAY(a, 8, struct choice), 0};
    struct str rest = str_from(item->options), part;
    while (all.n < 8 && !arena_failed(a) && str_next(&rest, '|', &part)) {
        size_t at = str_find(part, '=');
        struct str value = str_slice(part, 0, at);
        all.at[all.n++] = (struct choice){value, str_slice(part, at + 1, part.n),
                                          str_eq(value, typed)};
    }
    return all;
}

static bool leads_to_crisis(const struct item *item)
{
    for (size_t i = 0; i < caution_count; i++)
        if (caution_all[i].derived == DERIVED_ITEM &&
            str_eq(str_from(caution_all[i].derived_instrument), str_from(item->instrument)) &&
            caution_all[i].derived_limit == item->n)
            return true;
    return false;
}

static void questions_fill(struct request *rq, const struct instrument *x,
                           struct screening_ask_view *v)
{
    struct arena *a = request_arena(rq);
    v->questions.at = ARENA_ARRAY(a, SCREENING_ITEMS_MAX, struct screening_question);
    for (int n = 1; n <= x->items && n <= SCREENING_ITEMS_MAX && !arena_failed(a); n++) {
        const struct item *item = score_item(str_from(x->id), n);
        struct str name = str_from(item_names[n - 1]);
        if (!item)
            continue;
        v->stem = str_from(item->stem);
        v->questions.at[v->questions.n++] = (struct screening_question){
            name, str_from(item->text), fault_of(request_faults(rq), name),
            options_of(a, item, app_field(rq, name)), leads_to_crisis(item)};
    }
}

/* The questionnaire that the path names, as far as it is offered; NULL: none. */
static const struct instrument *instrument_of(struct request *rq,
                                              const struct screening_setting *setting)
{
    int64_t n = 0;
    if (!str_int(request_param(rq, S("n")), 1, OFFERS, &n) || !is_offered(setting, (int)n - 1))
        return NULL;
    return instrument_find(str_from(screening_instruments[n - 1]));
}

/* The client reads along: no bar, nothing of the practice. */
static void ask_show(struct request *rq, unsigned status)
{
    struct act act;
    struct screening_setting setting;
    struct client client;
    struct screening_ask_view v = {.stem = S("")};
    if (!app_param_client(rq, &v.client) || !app_read(rq, &act))
        return;
    enum rc rc = client_read(&act, v.client, &client);
    if (rc == OK)
        rc = screening_setting(&act, &setting);
    app_read_end(&act);
    const struct instrument *x = rc == OK ? instrument_of(rq, &setting) : NULL;
    if (rc != OK || !x) {
        app_fail(rq, rc == OK ? NOT_FOUND : rc);
        return;
    }
    v.title = str_from(x->name);
    v.frame = frame_of(rq, NULL, v.title, "");
    v.frame.signed_in = false;
    v.frame.narrow = true;
    v.frame.faults = request_faults(rq);
    v.ids = form_ids_of(rq);
    (void)str_int(request_param(rq, S("n")), 1, OFFERS, &v.n);
    questions_fill(rq, x, &v);
    screening_ask_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void ask_get(struct request *rq)
{
    ask_show(rq, 200);
}

static void given(struct request *rq, struct write *w, enum rc rc)
{
    const struct screening_give_cmd *c = w->cmd;
    struct str id = id_text(request_arena(rq), c->client);
    if (rc == OK)
        request_redirect(rq, arena_fmt(request_arena(rq), "/clients/%.*s/%s", STR_ARG(id),
                                       c->crisis ? "crisis" : "screenings"));
    else if (rc == INVALID)
        ask_show(rq, 422);
    else
        app_fail(rq, rc);
}

static void ask_post(struct request *rq)
{
    struct screening_give_cmd *c = ARENA_NEW(request_arena(rq), struct screening_give_cmd);
    struct str names[SCREENING_ITEMS_MAX];
    int64_t n = 0;
    for (size_t i = 0; i < SCREENING_ITEMS_MAX; i++)
        names[i] = str_from(item_names[i]);
    if (!app_only_fields(rq, names, SCREENING_ITEMS_MAX) || !app_param_client(rq, &c->client))
        return;
    if (!str_int(request_param(rq, S("n")), 1, OFFERS, &n)) {
        app_refuse(rq, 404);
        return;
    }
    c->instrument = str_from(screening_instruments[n - 1]);
    for (size_t i = 0; i < SCREENING_ITEMS_MAX; i++) {
        struct str typed = request_field(rq, names[i]);
        c->values[i].has = str_int(typed, 0, 3, &c->values[i].v);
        if (typed.n && !c->values[i].has)
            c->values[i] = some_int(-1);
    }
    app_write(rq, screening_give, c, given);
}

const struct route screening_routes[] = {
    {ROUTE_GET, "/clients/:client/screenings", ROLE_THERAPIST, screenings_get, 0},
    {ROUTE_GET, "/clients/:client/screenings/:n", ROLE_THERAPIST, ask_get, 0},
    {ROUTE_POST, "/clients/:client/screenings/:n", ROLE_THERAPIST, ask_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
