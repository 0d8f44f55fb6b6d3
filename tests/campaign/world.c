/* What both worlds have.
 * Must never: ask the engine what is true.
 * Read next: campaign/prior_world.c.
 */
#include "campaign/world.h"

#include "domain/engine.h"

static const double LN2 = 0.69314718055994530942, HALF_LIFE_LASTING = 90;

struct ev_series life_series(const struct life *l)
{
    return (struct ev_series){.scale = l->scale,
                              .sessions = l->sessions,
                              .n_sessions = l->n_sessions,
                              .scores = l->scores,
                              .n_scores = l->n_scores,
                              .now = l->now};
}

struct ev_series life_after(const struct life *l, size_t sessions)
{
    struct ev_series s = life_series(l);
    s.n_sessions = sessions;
    s.n_scores = l->scored[sessions - 1];
    s.now = l->sessions[sessions - 1].t;
    return s;
}

/* The last 28 days, less when treatment is younger, at least one. */
static double window_of(const struct ev_series *s)
{
    double first = s->now;
    for (size_t i = 0; i < s->n_sessions; i++)
        first = fmin(first, s->sessions[i].t);
    return fmax(1, fmin(28, s->now - first));
}

/* Mean over a window that ends now of what fades from 1 since t. */
static double mean_left(double t, double now, double window, double half_life)
{
    double rate = LN2 / half_life, from = fmax(now - window, t);
    return (exp(-rate * (from - t)) - exp(-rate * (now - t))) / (rate * window);
}

double life_benefit(const struct person *p, const struct ev_series *s)
{
    double window = window_of(s), sum = 0;
    for (size_t i = 0; i < s->n_sessions; i++) {
        double dose = ev_dose(s->sessions[i].minutes), t = s->sessions[i].t;
        sum += dose * p->a * mean_left(t, s->now, window, p->h);
        sum += dose * p->c * mean_left(t, s->now, window, HALF_LIFE_LASTING);
    }
    return sum;
}

double life_score(const struct ev_scale *x, double pain)
{
    if (isnan(x->low))
        return pain;
    return fmin(fmax(floor(pain + 0.5), x->low), x->high);
}

void life_scored(struct life *l, double t, enum score_kind kind, double pain)
{
    if (l->n_scores < LIFE_SCORES)
        l->scores[l->n_scores++] = (struct ev_score){t, kind, life_score(&l->scale, pain)};
}

struct ev_question life_question(const struct ev_series *s, const struct ev_prior *p)
{
    return (struct ev_question){.series = s,
                                .prior = p,
                                .target = 3,
                                .mcid = 2,
                                .delta = 1,
                                .tobit = true,
                                .variant = engine_variant()};
}
