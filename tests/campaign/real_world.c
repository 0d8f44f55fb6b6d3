/* Clients who are not as the model has them.
 * Must never: be made to suit the engine.
 * Read next: campaign/decisions.c.
 */
#include "campaign/world.h"

static const double LN2 = 0.69314718055994530942;
static const double MISSING = 0.1;
static const double BETWEEN = 0.6, EACH = 0.5; /* relief differs between clients, between visits */
static const double SLOW = 0.8;
static const double HALF_FAST = 2, HALF_SLOW = 90, HALF_LASTING = 90;
static const double HALF_FLARE = 3, HALF_RECOVERY = 21, FLARES = 1.0 / 30;
static const double ABOVE_AT_FIRST = 1;
static const double NARROWER = 0.25;
static const double OFTEN = 0.1;
enum { WEEK = 7, SOONEST = 4, LATEST = 28, BEFORE = 30, WAIT_MOST = 2000 };

struct inner {
    double fast, slow, flare;
    double relief, lasting, recovered;
};

static double kept(double half_life, double dt)
{
    return exp(-LN2 / half_life * dt);
}

static bool works(const struct real_setting *s)
{
    return s->a > 0 || s->a < 0;
}

static struct person person_draw(struct dice *d, const struct real_setting *s)
{
    const struct ev_prior p = ev_prior_usual();
    return (struct person){.m = fmin(fmax(5.5 + 1.2 * dice_normal(d), 3.5), 8),
                           .a = works(s) ? s->a + BETWEEN * dice_normal(d) : 0,
                           .each = works(s) ? EACH : 0,
                           .c = s->c,
                           .g = s->g,
                           .h = s->h,
                           .sigma = dice_lognormal(d, p.ls0, NARROWER * p.sls),
                           .fast = dice_lognormal(d, p.lf0, NARROWER * p.slf),
                           .slow = dice_lognormal(d, log(SLOW), NARROWER * p.slw)};
}

static void pass(struct dice *d, const struct person *w, double dt, struct inner *x)
{
    double fast = kept(HALF_FAST, dt), slow = kept(HALF_SLOW, dt);
    x->fast = fast * x->fast + w->fast * sqrt(1 - fast * fast) * dice_heavy(d);
    x->slow = slow * x->slow + w->slow * sqrt(1 - slow * slow) * dice_normal(d);
    x->flare *= kept(HALF_FLARE, dt);
    if (dice_hits(d, FLARES * dt))
        x->flare += dice_between(d, 1, 3);
    x->relief *= kept(w->h, dt);
    x->lasting *= kept(HALF_LASTING, dt);
}

static double pain(const struct person *w, const struct inner *x)
{
    return w->m + x->fast + x->slow + x->flare - x->relief - x->lasting - x->recovered;
}

/* Waits for the day on which such a person comes for the first time. */
static struct inner first_day(struct dice *d, const struct person *w)
{
    struct inner x = {.fast = w->fast * dice_normal(d), .slow = w->slow * dice_normal(d)};
    for (int i = 0; i < BEFORE || (i < WAIT_MOST && x.fast + x.flare < ABOVE_AT_FIRST); i++)
        pass(d, w, 1, &x);
    return x;
}

static void score(struct dice *d, struct life *l, double t, enum score_kind kind, double latent)
{
    double y = latent + l->who.sigma * dice_normal(d);
    if (!dice_hits(d, MISSING))
        life_scored(l, t, kind, y);
}

static void visit(struct dice *d, double t, struct inner *x, struct life *l)
{
    const struct person *w = &l->who;
    score(d, l, t, SCORE_PRE, pain(w, x));
    x->relief += w->a + w->each * dice_normal(d);
    x->lasting += w->c;
    l->sessions[l->n_sessions] = (struct ev_session){t, 60};
    l->usual[l->n_sessions] = w->m + x->slow - x->recovered;
    score(d, l, t, SCORE_POST, pain(w, x) - w->g);
    l->scored[l->n_sessions++] = l->n_scores;
}

/* Is this day one for a visit? */
static bool comes(struct dice *d, const struct real_setting *s, const struct life *l,
                  const struct inner *x, int day)
{
    if (!l->n_sessions)
        return true;
    double since = day - l->sessions[l->n_sessions - 1].t;
    if (!s->triggered)
        return since >= WEEK;
    double chance = OFTEN * exp2(pain(&l->who, x) - l->who.m);
    return since >= LATEST || (since >= SOONEST && dice_hits(d, chance));
}

void real_life(struct dice *d, const struct real_setting *s, struct life *ret)
{
    struct inner x;
    ret->who = person_draw(d, s);
    ret->scale = (struct ev_scale){1, 5, 1, 1, 0, 10};
    ret->n_sessions = ret->n_scores = 0;
    x = first_day(d, &ret->who);
    for (int day = 0; ret->n_sessions < LIFE_SESSIONS; day++) {
        double within = dice_between(d, 0.2, 0.8);
        x.recovered = s->recovery * (1 - kept(HALF_RECOVERY, day));
        x.recovered -= ret->n_sessions >= WORSE_AFTER ? s->worse : 0;
        if (comes(d, s, ret, &x, day))
            visit(d, day, &x, ret);
        pass(d, &ret->who, within, &x);
        if (dice_hits(d, s->diary))
            score(d, ret, day + within, SCORE_DIARY, pain(&ret->who, &x));
        pass(d, &ret->who, 1 - within, &x);
    }
    ret->n_scores = ret->scored[LIFE_SESSIONS - 1];
    ret->now = ret->sessions[LIFE_SESSIONS - 1].t;
}
