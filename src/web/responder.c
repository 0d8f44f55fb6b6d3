/* Outcomes of the practice.
 * Must never: name a client, or show a percentage of a few.
 * Read next: web/responder.h.
 */
#include "web/responder.h"

#include "base/out.h"
#include "web/app.h"
#include "web/responder_html.h"
#include "web/rooms.h"

enum { CSV_ROOM = 64 * 1024 };

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
        {"stayed away before there was enough", r->away, r->treated},
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

static bool all_read(struct request *rq, struct responder_list *ret, struct responder_view *v)
{
    struct act act;
    struct practice_facts facts;
    if (!app_read(rq, &act))
        return false;
    enum rc rc = practice_facts(&act, &facts);
    if (rc == OK)
        rc = responders_see(&act, ret);
    v->frame = frame_of(rq, &act, S("Outcomes of the practice"), "practice");
    app_read_end(&act);
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
    {ROUTE_GET, "/practice/outcomes.csv", ROLE_OWNER, csv_get, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
