/* Body maps over time, shown.
 * Must never: tell by colour alone.
 * Read next: web/bodymap_time.h.
 */
#include "web/bodymap_time.h"

#include "practice/client.h"
#include "web/app.h"
#include "web/bodymap_time_html.h"
#include "web/rooms.h"

static const char *const layer_labels[LAYERS] = {[LAYER_PAIN] = "Pain",
                                                 [LAYER_TENSION] = "Tension",
                                                 [LAYER_TINGLING] = "Tingling",
                                                 [LAYER_NUMBNESS] = "Numbness"};

/* The address names the layer by its place in the list: nothing clinical stands there. */
static enum layer layer_asked(struct request *rq)
{
    int64_t n = 1;
    (void)str_int(request_query(rq, S("layer")), 1, LAYERS, &n);
    return (enum layer)(n - 1);
}

static struct map_multiple multiple_of(struct arena *a, const struct zone *z, struct str figure,
                                       const struct bodymap_period *p)
{
    struct str from = day_human(a, z, p->from_utc), until = day_human(a, z, p->until_utc);
    struct mark_list marks = {ARENA_ARRAY(a, p->n + 1, struct mark), 0};
    struct map_multiple m = {.when = arena_fmt(a, "%.*s to %.*s", STR_ARG(from), STR_ARG(until)),
                             .maps = arena_fmt(a, "%d map%s", p->maps, p->maps == 1 ? "" : "s"),
                             .drawn = p->maps > 0,
                             .words = {ARENA_ARRAY(a, p->n + 1, struct str), 0}};
    for (size_t i = 0; i < p->n && !arena_failed(a); i++) {
        const struct bodymap_mean *x = &p->at[i];
        int64_t tint = (int64_t)(x->mean + 0.5);
        marks.at[marks.n++] = (struct mark){str_from(layer_names[LAYER_PAIN]),
                                            str_from(x->region->id), tint ? tint : 1};
        m.words.at[m.words.n++] = arena_fmt(a, "%s: %.2g on average, on %d of %d", x->region->label,
                                            x->mean, x->marked, p->maps);
    }
    m.map = bodymap_of(a, figure, &marks);
    return m;
}

static void changes_fill(struct arena *a, const struct zone *z, const struct marked_list *all,
                         enum layer layer, struct bodymap_time_view *v)
{
    struct bodymap_changes c = bodymap_changes_of(a, all, layer);
    struct str from = day_human(a, z, c.from_utc), to = day_human(a, z, c.to_utc);
    v->since = c.to_utc ? arena_fmt(a, "From the map of %.*s to that of %.*s", STR_ARG(from),
                                    STR_ARG(to))
                        : S("");
    v->changes.at = ARENA_ARRAY(a, c.n + 1, struct str);
    for (size_t i = 0; i < c.n && !arena_failed(a); i++) {
        const struct bodymap_change *x = &c.at[i];
        struct str words = change_words(&x->change);
        v->changes.at[v->changes.n++] = arena_fmt(a, "%s: %g → %g (%.*s)", x->region->label,
                                                  x->change.from, x->change.to, STR_ARG(words));
    }
}

static void layers_fill(struct arena *a, enum layer chosen, struct bodymap_time_view *v)
{
    v->layers.at = ARENA_ARRAY(a, LAYERS, struct map_layer);
    for (int i = 0; i < LAYERS && !arena_failed(a); i++)
        v->layers.at[v->layers.n++] = (struct map_layer){
            arena_fmt(a, "%d", i + 1), str_from(layer_labels[i]), i == (int)chosen};
    v->layer = str_from(layer_names[chosen]);
}

static enum rc page_fill(struct act *act, enum layer layer, struct bodymap_time_view *v)
{
    struct marked_list all;
    struct practice_facts facts;
    struct client client;
    struct bodymap_period periods[BODYMAP_PERIODS];
    enum rc rc = client_read(act, v->client, &client);
    if (rc == OK)
        rc = practice_facts(act, &facts);
    if (rc == OK)
        rc = bodymap_see(act, v->client, &all);
    if (rc != OK)
        return rc;
    size_t n = bodymap_periods(act->a, &all, layer, act->now_utc, periods);
    v->name = client_name(act->a, &client);
    layers_fill(act->a, layer, v);
    v->periods.at = ARENA_ARRAY(act->a, n + 1, struct map_multiple);
    for (size_t i = 0; i < n && !arena_failed(act->a); i++)
        v->periods.at[v->periods.n++] = multiple_of(act->a, facts.zone, client.figure, &periods[i]);
    changes_fill(act->a, facts.zone, &all, layer, v);
    return OK;
}

static void maps_get(struct request *rq)
{
    struct act act;
    struct bodymap_time_view v = {.name = S("")};
    if (!app_param_id(rq, S("client"), &v.client)) {
        app_refuse(rq, 404);
        return;
    }
    if (!app_read(rq, &act))
        return;
    enum rc rc = page_fill(&act, layer_asked(rq), &v);
    v.frame = frame_of(rq, &act, S("Body maps"), "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    bodymap_time_page(request_out(rq), &v);
    request_answer(rq, 200);
}

const struct route bodymap_time_routes[] = {
    {ROUTE_GET, "/clients/:client/maps", ROLE_THERAPIST, maps_get, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
