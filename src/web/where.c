/* Where a thing is: the page that marks a place, which the client's own pages share.
 * Must never: lose a place that was marked.
 * Read next: web/gate.html.
 */
#include "base/out.h"
#include "practice/client.h"
#include "practice/rule.h"
#include "web/app.h"
#include "web/bodymap.h"
#include "web/gate.h"
#include "web/rooms.h"
#include "web/visit.h"

enum { SITE_ROWS = 3, SITES_MAX = 200, WHERE_MAX = 8192 };

bool where_is_open(const struct flag *x)
{
    return x->yes && x->row->scope == SCOPE_SITE && !x->sites.n;
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

static void site_row_add(struct where_view *v, struct str label)
{
    for (size_t i = 0; i < v->rows.n; i++)
        if (str_eq(v->rows.at[i].where, label))
            return;
    if (v->rows.n < SITES_MAX)
        v->rows.at[v->rows.n] = (struct site_row){v->rows.n, label}, v->rows.n++;
}

/* What was sent; else what stands; both when somebody has marked places meanwhile. */
static void site_rows_fill(struct request *rq, struct str sites, struct where_view *v)
{
    struct arena *a = request_arena(rq);
    struct str name, value, region, muscle;
    v->rows.at = ARENA_ARRAY(a, SITES_MAX + SITE_ROWS, struct site_row);
    for (size_t i = 0; request_field_at(rq, i, &name, &value); i++)
        if (str_eq(name, S("map.where")) && value.n) {
            bool known = where_parse(a, value, &region, &muscle) && region_find(region);
            site_row_add(v, known ? str_from(region_find(region)->label) : value);
        }
    bool shown = !v->rows.n || fault_of(request_faults(rq), S("asked")).p;
    for (struct str id; shown && str_next(&sites, ';', &id);)
        if (region_find(id))
            site_row_add(v, str_from(region_find(id)->label));
    for (size_t i = 0; i < SITE_ROWS; i++, v->rows.n++)
        v->rows.at[v->rows.n] = (struct site_row){v->rows.n, S("")};
}

static struct str sites_of(const struct gate_whole *w, const struct caution *row)
{
    const struct answer *x = answer_standing(&w->facts.answers, str_from(row->id));
    return x ? x->sites : S("");
}

void where_fill(struct request *rq, const struct caution *row, const struct gate_whole *w,
                struct where_view *v)
{
    v->question = caution_words(row);
    v->figure = w->client.figure;
    v->figure_src = bodymap_src(v->figure);
    v->seen = answers_count(&w->facts.answers);
    v->error = fault_of(request_faults(rq), S("map.where"));
    if (!v->error.p)
        v->error = fault_of(request_faults(rq), S("asked"));
    v->places = regions_of(request_arena(rq));
    site_rows_fill(rq, sites_of(w, row), v);
}

static void where_show(struct request *rq, const struct start_carry *carry, unsigned status)
{
    struct act act;
    struct gate_whole w;
    struct arena *a = request_arena(rq);
    struct where_view v = {0};
    if (!app_param_client(rq, &v.client) || !app_read(rq, &act))
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
    v.carry = start_carry_text(a, carry);
    where_fill(rq, row, &w, &v);
    where_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void where_get(struct request *rq)
{
    const struct start_carry carry = start_carry_asked(rq);
    where_show(rq, &carry, 200);
}

static struct str where_read(struct request *rq)
{
    struct arena *a = request_arena(rq);
    struct out w = out_new(a, WHERE_MAX);
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

bool where_fields_known(struct request *rq)
{
    static const struct str names[] = {STR_INIT("carry"), STR_INIT("map.where"), STR_INIT("do"),
                                       STR_INIT("seen")};
    return app_only_fields(rq, names, sizeof names / sizeof names[0]);
}

static void placed(struct request *rq, struct write *w, enum rc rc)
{
    const struct asking *k = w->cmd;
    struct start_carry carry = start_carry_parse(request_arena(rq), app_field(rq, S("carry")));
    if (rc == OK)
        gate_go_on(rq, k->client, &carry);
    else if (rc == INVALID)
        where_show(rq, &carry, 422);
    else
        app_fail(rq, rc);
}

static void where_post(struct request *rq)
{
    struct asking *k = ARENA_NEW(request_arena(rq), struct asking);
    struct asked *x = ARENA_NEW(request_arena(rq), struct asked);
    struct start_carry carry = start_carry_parse(request_arena(rq), app_field(rq, S("carry")));
    if (!where_fields_known(rq) || !app_param_client(rq, &k->client))
        return;
    const struct caution *row = where_row_read(rq);
    if (!row)
        return;
    *x = where_asked(rq, row);
    k->how = S("staff");
    k->again = true;
    k->seen = some_int(app_field_int(rq, S("seen"), NOT_SEEN));
    k->at = x;
    k->n = 1;
    if (request_faults(rq)->n)
        where_show(rq, &carry, 422);
    else
        app_write(rq, answers_give, k, placed);
}

const struct route where_routes[] = {
    {ROUTE_GET, "/clients/:client/where/:n", ROLE_THERAPIST, where_get, 0},
    {ROUTE_POST, "/clients/:client/where/:n", ROLE_THERAPIST, where_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
