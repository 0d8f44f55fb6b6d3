/* The seven claimed benefits of one client.
 * Must never: show a gain inside the error, or a claim without its verdict.
 * Read next: web/benefit.h.
 */
#include "web/benefit.h"

#include "base/out.h"
#include "practice/client.h"
#include "practice/trend.h"
#include "web/app.h"
#include "web/benefit_html.h"
#include "web/rooms.h"

enum { HOW_ROOM = 4096, CAUSE = 6 };

static const struct {
    const char *words, *tone;
} verdicts[] = {
    [VERDICT_SUPPORTED] = {"Supported by studies", "good"},
    [VERDICT_SUPPORTED_LOW] = {"Supported for the short term, with low certainty", "weak"},
    [VERDICT_WEAK] = {"Weak evidence", "weak"},
    [VERDICT_UNPROVEN] = {"Not shown", "weak"},
    [VERDICT_UNTESTED] = {"Never tested as a whole", "weak"},
    [VERDICT_CONTRADICTED] = {"Studies say otherwise", "bad"},
};

static void claims_fill(struct arena *a, int benefit, struct benefit_view *v)
{
    v->claims.at = ARENA_ARRAY(a, claim_count, struct claim_view);
    for (size_t i = 0; i < claim_count && !arena_failed(a); i++) {
        const struct claim *c = &claim_all[i];
        if (c->benefit != benefit)
            continue;
        if (!v->claims.n)
            v->title = str_from(c->claim);
        v->claims.at[v->claims.n++] = (struct claim_view){
            str_from(c->claim), str_from(verdicts[c->verdict].words), str_from(c->client_words),
            str_from(c->evidence), str_from(verdicts[c->verdict].tone)};
    }
}

/* What is asked at visits and reviews, and kinds of measures, for a benefit that has neither yet. */
static struct str how_words(struct arena *a, int benefit)
{
    struct out w = out_new(a, HOW_ROOM);
    for (size_t i = 0; i < instrument_count; i++)
        if (instrument_all[i].licence == LICENCE_SHIP &&
            benefit_has_instrument(benefit, &instrument_all[i]))
            out_fmt(&w, "%s%s", w.n ? "; " : "", instrument_all[i].name);
    for (size_t i = 0; i < claim_count; i++)
        for (const char *const *kind = claim_all[i].kinds; *kind; kind++)
            if (claim_all[i].benefit == benefit)
                out_fmt(&w, "%s%s", w.n ? "; " : "",
                        str_eq(str_from(*kind), S("rom"))     ? "range of motion"
                        : str_eq(str_from(*kind), S("vital")) ? "heart rate and blood pressure"
                                                              : *kind);
    return out_str(&w);
}

static struct str signs_words(struct arena *a, const struct measuring_list *all)
{
    struct trend_signs s = trend_signs_of(all);
    if (!s.measured)
        return S("No sign has been measured at two visits yet.");
    return arena_fmt(a,
                     "Of %d signs measured at two visits or more, %d showed something short, weak "
                     "or tender at first. Of these, %d no longer do, by more than the error of "
                     "measuring; %d do so newly.",
                     s.measured, s.first, s.gone, s.fresh);
}

static void trends_fill(struct arena *a, const struct zone *z, struct id client,
                        const struct trend_facts *facts, const struct complaint_list *complaints,
                        struct benefit_view *v)
{
    struct trend_list all = trends_of(a, facts, v->n);
    v->trends.at = ARENA_ARRAY(a, all.n + 1, struct trend_view);
    for (size_t i = 0; i < all.n && !arena_failed(a); i++)
        v->trends.at[v->trends.n++] = trend_view_of(a, z, client, (size_t)v->n * 1000 + i,
                                                    &all.at[i], complaints);
}

static enum rc page_fill(struct act *act, struct benefits_view *v)
{
    struct trend_facts facts;
    struct complaint_list complaints;
    struct practice_facts practice;
    struct client client;
    enum rc rc = client_read(act, v->client, &client);
    if (rc == OK)
        rc = practice_facts(act, &practice);
    if (rc == OK)
        rc = complaint_all(act, v->client, &complaints);
    if (rc == OK)
        rc = trend_see(act, v->client, &facts);
    if (rc != OK)
        return rc;
    v->name = client_name(act->a, &client);
    v->practice = practice.name;
    v->day = day_human(act->a, practice.zone, act->now_utc);
    v->benefits.at = ARENA_ARRAY(act->a, BENEFITS, struct benefit_view);
    for (int n = 1; n <= BENEFITS && !arena_failed(act->a); n++) {
        struct benefit_view *b = &v->benefits.at[v->benefits.n++];
        b->n = n;
        claims_fill(act->a, n, b);
        trends_fill(act->a, practice.zone, v->client, &facts, &complaints, b);
        b->how = how_words(act->a, n);
        b->signs = n == CAUSE ? signs_words(act->a, &facts.measurings) : S("");
    }
    return OK;
}

static void benefits_get(struct request *rq)
{
    struct act act;
    struct benefits_view v = {.name = S("")};
    if (!app_param_id(rq, S("client"), &v.client)) {
        app_refuse(rq, 404);
        return;
    }
    if (!app_read(rq, &act))
        return;
    enum rc rc = page_fill(&act, &v);
    v.frame = frame_of(rq, &act, S("Benefits"), "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    benefits_page(request_out(rq), &v);
    request_answer(rq, 200);
}

const struct route benefit_routes[] = {
    {ROUTE_GET, "/clients/:client/benefits", ROLE_THERAPIST, benefits_get, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
