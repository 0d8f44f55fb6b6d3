/* Outcomes of the practice.
 * Must never: name a client, or show a percentage of a few.
 * Read next: web/responder.h.
 */
#include "web/responder.h"

#include <math.h>
#include <stdio.h>

#include "base/out.h"
#include "domain/outcome_words.h"
#include "web/app.h"
#include "web/responder_html.h"
#include "web/rooms.h"

enum { CSV_ROOM = 64 * 1024 };
static const double NORMAL_80 = 1.2816; /* four clients of five lie within so many sds */
static const double NO_NEWS = 0.9;      /* as wide as that is mostly the general expectation */
#define LOOK_AGAIN_S S("3")

static struct str count(struct arena *a, int64_t n)
{
    return arena_fmt(a, "%lld", (long long)n);
}

/* "62 % (48 to 74 %)" */
static struct str share_words(struct arena *a, const struct share *s)
{
    return s->shown ? arena_fmt(a, "%.0f %% (%.0f to %.0f %%)", s->percent, s->low, s->high)
                    : S("too few for a percentage");
}

static void steps_fill(struct arena *a, const struct responders *r, struct responder_view *v)
{
    const struct {
        const char *label;
        int64_t n, of;
    } all[] = {
        {"Complaints treated", r->treated, 0},
        {"with three sessions or more", r->many, r->treated},
        {"with scores enough for a verdict", r->enough, r->many},
        {"clearly better, whatever the cause", r->better, r->enough},
        {"sessions are helping", r->helping, r->enough},
        {"plan to be reviewed", r->review, r->enough},
        {"unlikely to be helped", r->unlikely, r->enough},
        {"worse", r->worse, r->enough},
        {"over, or stayed away, before there was enough", r->away, r->treated},
    };
    size_t n = sizeof all / sizeof all[0];
    v->steps.at = ARENA_ARRAY(a, n, struct funnel_step);
    for (size_t i = 0; i < n && !arena_failed(a); i++)
        v->steps.at[v->steps.n++] = (struct funnel_step){
            str_from(all[i].label), count(a, all[i].n),
            all[i].of >= RESPONDER_LEAST
                ? arena_fmt(a, "%.0f %%", 100.0 * (double)all[i].n / (double)all[i].of)
                : S("")};
}

/* One with few complaints has no row of their own: they would tell of clients, not of work. */
static void therapists_fill(struct arena *a, const struct responder_list *all,
                            struct responder_view *v)
{
    v->therapists.at = ARENA_ARRAY(a, all->n + 1, struct therapist_row);
    for (size_t i = 1; i < all->n && !arena_failed(a); i++) {
        const struct responders *r = &all->at[i];
        struct share s = responder_share(r);
        if (r->enough >= RESPONDER_LEAST)
            v->therapists.at[v->therapists.n++] = (struct therapist_row){
                r->who,
                arena_fmt(a, "%lld of %lld, %lld treated", (long long)r->better,
                          (long long)r->enough, (long long)r->treated),
                share_words(a, &s)};
    }
}

static void page_fill(struct arena *a, const struct responder_list *all, struct responder_view *v)
{
    const struct responders *r = &all->at[0];
    struct share share = responder_share(r), worst = responder_worst(r), best = responder_best(r);
    v->any = r->treated > 0;
    steps_fill(a, r, v);
    v->share = share_words(a, &share);
    v->worst = share_words(a, &worst);
    v->best = share_words(a, &best);
    therapists_fill(a, all, v);
}

/* --- what sessions did ----------------------------------------------------------------------- */

static struct str points(struct arena *a, const char *what, double x)
{
    return arena_fmt(a, "%s %.1f points", what, outcome_tenths(x));
}

/* "1.4 points, for most clients 0.6 to 2.2" */
static struct str relief_words(struct arena *a, const struct ev_pool *p)
{
    const struct instrument *x = instrument_find(S("nrs_now"));
    double mean = p->mean[EV_POOL_RELIEF] * x->engine_unit;
    double most = NORMAL_80 * p->sd[EV_POOL_RELIEF] * x->engine_unit;
    return arena_fmt(a, "%.1f points, for most clients %.1f to %.1f", outcome_tenths(mean),
                     outcome_tenths(mean - most), outcome_tenths(mean + most));
}

static struct str half_life_words(struct arena *a, const struct ev_pool *p)
{
    const struct ev_prior usual = ev_prior_usual();
    size_t h = EV_POOL_HYPERS + HYPER_H;
    if (p->sd[h] >= NO_NEWS * usual.slh)
        return S("cannot be told from these scores");
    double most = NORMAL_80 * p->sd[h];
    return arena_fmt(a, "%.1f to %.1f days, for most clients", exp(p->mean[h] - most),
                     exp(p->mean[h] + most));
}

static struct str stage_words(struct arena *a, const struct recompute *r)
{
    if (str_eq(r->stage, S("pooling")) && !r->total)
        return S("reading what was signed");
    if (str_eq(r->stage, S("pooling")))
        return arena_fmt(a, "what clients have in common, round %lld of %lld at most",
                         (long long)r->done + 1, (long long)r->total);
    return arena_fmt(a, "%lld of %lld complaints", (long long)r->done, (long long)r->total);
}

static struct str state_words(const struct act *act, const struct zone *zone,
                              const struct estimates *e, bool on)
{
    if (!e->any)
        return S("Not computed yet. It takes some minutes in a large practice; go on working.");
    struct str stage = stage_words(act->a, &e->last);
    struct str when = time_human(act->a, zone, e->last.beat_utc);
    if (on)
        return arena_fmt(act->a, "Being computed: %.*s.", STR_ARG(stage));
    if (!e->last.ended_utc.has)
        return arena_fmt(act->a,
                         "The last run stopped on %.*s, at %.*s; what is said here is of %zu "
                         "complaints. Compute again: what is done stays.",
                         STR_ARG(when), STR_ARG(stage), e->all.n);
    if (e->all.n < ESTIMATE_SHOWN)
        return arena_fmt(act->a,
                         "Computed on %.*s: %zu complaints with scores and sessions enough, too "
                         "few to say how they spread. %d are wanted.",
                         STR_ARG(when), e->all.n, ESTIMATE_SHOWN);
    return arena_fmt(act->a, "Computed on %.*s from %zu complaints.", STR_ARG(when), e->all.n);
}

static void estimates_fill(const struct act *act, const struct zone *zone,
                           const struct estimates *e, struct estimates_view *v)
{
    struct arena *a = act->a;
    v->on = e->any && recompute_is_on(&e->last, act->now_utc);
    v->done = e->last.done;
    v->total = e->last.total;
    v->state = state_words(act, zone, e, v->on);
    v->any = e->all.n >= ESTIMATE_SHOWN;
    v->rests = v->relief = v->half_life = S("");
    if (v->any) {
        struct estimate_spread s = estimate_spread_of(&e->all);
        v->tenth = points(a, "less than", s.tenth);
        v->half = points(a, "more than", s.half);
        v->nine_tenths = points(a, "more than", s.nine_tenths);
    }
    if (!e->has_pool)
        return;
    v->relief = relief_words(a, &e->pool);
    v->half_life = half_life_words(a, &e->pool);
    v->rests = arena_fmt(a, "What clients have in common rests on %lld complaints.",
                         (long long)e->last.pooled);
}

static void background(struct app *app, struct id run)
{
    if (recompute_run(app->practice, run, &app->ending) != OK)
        fprintf(stderr, "tonus: computing the outcomes of the practice stopped early\n");
}

static void begun(struct request *rq, struct write *w, enum rc rc)
{
    bool runs = rc == CONFLICT || (rc == OK && app_background(rq, background, w->act.made));
    if (runs)
        request_redirect(rq, S("/practice/outcomes/computing"));
    else if (rc != OK)
        app_fail(rq, rc);
    else
        app_refuse(rq, 503);
}

static void computing_get(struct request *rq)
{
    struct act act;
    struct practice_facts facts;
    struct estimates estimates = {0};
    struct responder_view v = {.any = false};
    if (!app_read(rq, &act))
        return;
    enum rc rc = practice_facts(&act, &facts);
    if (rc == OK)
        rc = estimates_read(&act, act.now_utc, &estimates);
    v.frame = frame_of(rq, &act, S("What sessions did"), "practice");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    estimates_fill(&act, facts.zone, &estimates, &v.estimates);
    if (!v.estimates.on) {
        request_redirect(rq, S("/practice/outcomes"));
        return;
    }
    v.frame.narrow = true;
    request_set(rq, S("Refresh"), LOOK_AGAIN_S);
    computing_page(request_out(rq), &v);
    request_answer(rq, 200);
}

static void recompute_post(struct request *rq)
{
    if (app_only_fields(rq, NULL, 0))
        app_write(rq, recompute_begin, NULL, begun);
}

/* --- the page -------------------------------------------------------------------------------- */

static bool all_read(struct request *rq, struct responder_list *ret, struct responder_view *v)
{
    struct act act;
    struct practice_facts facts;
    struct estimates estimates = {0};
    if (!app_read(rq, &act))
        return false;
    enum rc rc = practice_facts(&act, &facts);
    if (rc == OK)
        rc = responders_see(&act, ret);
    if (rc == OK)
        rc = estimates_read(&act, act.now_utc - RESPONDER_DAYS * 86400, &estimates);
    v->frame = frame_of(rq, &act, S("Outcomes of the practice"), "practice");
    app_read_end(&act);
    if (rc == OK)
        estimates_fill(&act, facts.zone, &estimates, &v->estimates);
    if (rc == OK)
        v->since = day_human(act.a, facts.zone, act.now_utc - RESPONDER_DAYS * 86400);
    else
        app_fail(rq, rc);
    return rc == OK;
}

static void page_get(struct request *rq)
{
    struct responder_list all;
    struct responder_view v = {.any = false};
    if (!all_read(rq, &all, &v))
        return;
    page_fill(request_arena(rq), &all, &v);
    v.estimates.ids = form_ids_of(rq);
    responder_page(request_out(rq), &v);
    request_answer(rq, 200);
}

/* A name as a cell: quoted, and never a formula. */
static void cell_put(struct out *w, struct str text)
{
    bool formula = text.n && str_find(S("=+-@"), text.p[0]) < 4;
    out_fmt(w, "\"%s", formula ? "'" : "");
    for (size_t i = 0; i < text.n; i++)
        out_fmt(w, text.p[i] == '"' ? "\"\"" : "%c", text.p[i]);
    out_fmt(w, "\"");
}

static void csv_get(struct request *rq)
{
    struct responder_list all;
    struct responder_view v = {.any = false};
    if (!all_read(rq, &all, &v))
        return;
    struct out w = out_new(request_arena(rq), CSV_ROOM);
    out_fmt(&w, "therapist,treated,three_sessions,enough,stayed_away,clearly_better,helping,review,"
                "unlikely,worse\r\n");
    for (size_t i = 0; i < all.n; i++) {
        const struct responders *r = &all.at[i];
        if (i && r->enough < RESPONDER_LEAST)
            continue;
        cell_put(&w, i ? r->who : S("all"));
        const int64_t n[] = {r->treated, r->many,   r->enough,   r->away, r->better,
                             r->helping, r->review, r->unlikely, r->worse};
        for (size_t k = 0; k < sizeof n / sizeof n[0]; k++)
            out_fmt(&w, ",%lld", (long long)n[k]);
        out_fmt(&w, "\r\n");
    }
    request_set(rq, S("Content-Disposition"), S("attachment; filename=\"outcomes.csv\""));
    request_send(rq, 200, S("text/csv; charset=utf-8"), out_str(&w), true);
}

const struct route responder_routes[] = {
    {ROUTE_GET, "/practice/outcomes", ROLE_OWNER, page_get, 0},
    {ROUTE_GET, "/practice/outcomes/computing", ROLE_OWNER, computing_get, 0},
    {ROUTE_POST, "/practice/outcomes/recompute", ROLE_OWNER, recompute_post, 0},
    {ROUTE_GET, "/practice/outcomes.csv", ROLE_OWNER, csv_get, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
