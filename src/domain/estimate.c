/* What sessions did for each complaint of a practice.
 * Must never: reach a decision about a client; say anything of a few.
 * Read next: domain/estimate.h.
 */
#include "domain/estimate.h"

#include <math.h>

#include "base/out.h"

/* Raised when the engine gives other numbers for the same scores. */
static const char engine_version[] = "2";
enum { HASH_ROOM = 4 * 1024 * 1024, BISECTIONS = 60 };

bool recompute_is_on(const struct recompute *r, int64_t now_utc)
{
    return !r->ended_utc.has && r->beat_utc > now_utc - RECOMPUTE_STILL_S;
}

bool pool_of_parts(const struct pool_part_list *parts, struct ev_pool *ret)
{
    for (size_t i = 0; i < parts->n && i < EV_POOLED; i++) {
        if (parts->at[i].place != (int64_t)i)
            return false;
        ret->mean[i] = parts->at[i].mean;
        ret->sd[i] = parts->at[i].sd;
    }
    return parts->n == EV_POOLED;
}

struct ev_pool pool_rounded(const struct ev_prior *start, const struct ev_pool *pool)
{
    struct ev_pool first = ev_pool_of(start), r;
    for (size_t i = 0; i < EV_POOLED; i++) {
        double step = first.sd[i] * ev_pool_settled;
        r.mean[i] = round(pool->mean[i] / step) * step;
        r.sd[i] = fmax(round(pool->sd[i] / step), 1) * step;
    }
    return r;
}

/* --- one complaint --------------------------------------------------------------------------- */

bool estimate_counts(const struct outcome *asked)
{
    return asked->series.n_scores >= ESTIMATE_SCORES &&
           asked->series.n_sessions >= ESTIMATE_SESSIONS;
}

static void prior_write(struct out *w, const struct ev_prior *p)
{
    const double all[] = {p->m0,      p->sm,       p->a0,       p->sa,      p->c0,      p->sc,
                          p->g0,      p->sg,       p->lh0,      p->slh,     p->ls0,     p->sls,
                          p->lf0,     p->slf,      p->lw0,      p->slw,     p->hl_fast, p->hl_slow,
                          p->hl_last, p->sig_sess, p->kap_fast, p->kap_slow};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        out_fmt(w, "%.17g ", all[i]);
}

void estimate_hash_of(struct arena *a, const struct outcome *asked, const struct ev_prior *p,
                      unsigned char ret[CRYPT_HASH])
{
    const struct ev_series *s = &asked->series;
    struct out w = out_new(a, HASH_ROOM);
    out_fmt(&w, "%s %s %.17g ", engine_version, asked->instrument->id, s->now);
    prior_write(&w, p);
    for (size_t i = 0; i < s->n_scores; i++)
        out_fmt(&w, "%d %.17g %.17g ", (int)s->scores[i].kind, s->scores[i].t, s->scores[i].value);
    for (size_t i = 0; i < s->n_sessions; i++)
        out_fmt(&w, "s %.17g %.17g ", s->sessions[i].t, s->sessions[i].minutes);
    crypt_hash(NULL, out_str(&w), ret);
}

/* --- all of them ------------------------------------------------------------------------------ */

static double below(const struct estimate_list *all, double x)
{
    double sum = 0;
    for (size_t i = 0; i < all->n; i++)
        sum += erfc((all->at[i].benefit - x) / (all->at[i].spread * sqrt(2))) / 2;
    return sum / (double)all->n;
}

static double quantile(const struct estimate_list *all, double level)
{
    double low = -100, high = 100; /* no benefit on a scale of 0 to 10 is beyond them */
    for (int i = 0; i < BISECTIONS; i++) {
        double middle = (low + high) / 2;
        if (below(all, middle) < level)
            low = middle;
        else
            high = middle;
    }
    return low;
}

struct estimate_spread estimate_spread_of(const struct estimate_list *all)
{
    return (struct estimate_spread){quantile(all, 0.1), quantile(all, 0.5), quantile(all, 0.9)};
}
