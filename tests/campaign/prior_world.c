/* Clients drawn from the prior: what simulation-based calibration rests on.
 * Must never: differ from the model in docs/evidence.md.
 * Read next: campaign/sbc.c.
 */
#include "campaign/world.h"

static const double LN2 = 0.69314718055994530942;

static double kept(double half_life, double dt)
{
    return exp(-LN2 / half_life * dt);
}

static double drawn(struct dice *d, double fixed, double mean, double sd)
{
    double x = mean + sd * dice_normal(d);
    return isnan(fixed) ? x : fixed;
}

static struct person person_draw(struct dice *d, const struct prior_setting *s)
{
    const struct ev_prior *p = s->prior;
    return (struct person){.m = drawn(d, s->m, p->m0, p->sm),
                           .a = drawn(d, s->a, p->a0, p->sa),
                           .c = drawn(d, s->c, p->c0, p->sc),
                           .g = drawn(d, (double)NAN, p->g0, p->sg),
                           .h = dice_lognormal(d, p->lh0, p->slh),
                           .sigma = dice_lognormal(d, p->ls0, p->sls),
                           .fast = dice_lognormal(d, p->lf0, p->slf),
                           .slow = dice_lognormal(d, p->lw0, p->slw)};
}

/* --- when ---------------------------------------------------------------------------------------- */

enum { PLAN_MOST = LIFE_SCORES + LIFE_SESSIONS };

struct plan { /* in order of time */
    struct {
        double t, minutes;
        enum ev_what what;
        enum score_kind kind;
    } at[PLAN_MOST];
    size_t n;
    double now;
};

static void plan_score(struct dice *d, struct plan *p, double t, enum score_kind kind)
{
    if (dice_hits(d, 1.0 / 7) || p->n == PLAN_MOST)
        return;
    p->at[p->n].t = t;
    p->at[p->n].what = kind == SCORE_POST ? EV_SCORED_AFTER : EV_SCORED;
    p->at[p->n++].kind = kind;
}

static void plan_visit(struct dice *d, struct plan *p, double t)
{
    static const double minutes[] = {30, 45, 60, 90};
    plan_score(d, p, t, SCORE_PRE);
    p->at[p->n].t = t;
    p->at[p->n].what = EV_TREATED;
    p->at[p->n++].minutes = minutes[dice_bits(d) >> 62];
    plan_score(d, p, t, SCORE_POST);
}

static void plan_diary(struct dice *d, struct plan *p, double rate, double from, double to)
{
    for (double t = from + dice_wait(d, rate); t < to; t += dice_wait(d, rate))
        plan_score(d, p, t, SCORE_DIARY);
}

/* The model's time begins with the first event. */
static void plan_begin(struct plan *p)
{
    double first = p->at[0].t;
    for (size_t i = 0; i < p->n; i++)
        p->at[i].t -= first;
    p->now -= first;
}

static void plan_make(struct dice *d, const struct prior_setting *s, struct plan *p)
{
    size_t sessions = 1 + (size_t)(dice_share(d) * LIFE_SESSIONS);
    double apart = dice_between(d, 3, 14), rate = dice_between(d, 0, 0.7);
    double t = dice_hits(d, 0.25) ? dice_between(d, 7, 14) : 0;
    p->n = 0;
    plan_diary(d, p, rate, 0, t);
    for (size_t i = 1; i <= (s->sessions ? s->sessions : sessions); i++) {
        double next = t + fmax(1, apart * dice_lognormal(d, 0, 0.4));
        plan_visit(d, p, t);
        p->now = i == (s->sessions ? s->sessions : sessions) ? t + dice_between(d, 0, 14) : next;
        plan_diary(d, p, rate, t, p->now);
        t = next;
    }
    plan_begin(p);
}

/* --- what ---------------------------------------------------------------------------------------- */

struct inner {
    double t, x0, fast, slow; /* slow: without what is left of x0 */
    double dose, more, sum;   /* D; relief beyond the average session's; K */
};

static void pass(struct dice *d, const struct person *w, const struct ev_prior *p, double t,
                 struct inner *x)
{
    double dt = t - x->t, fast = kept(p->hl_fast, dt), slow = kept(p->hl_slow, dt);
    x->fast = fast * x->fast + w->fast * sqrt(1 - fast * fast) * dice_normal(d);
    x->slow = slow * x->slow + w->slow * sqrt(1 - slow * slow) * dice_normal(d);
    x->dose *= kept(w->h, dt);
    x->more *= kept(w->h, dt);
    x->sum *= kept(p->hl_last, dt);
    x->t = t;
}

static void treat(struct dice *d, const struct ev_prior *p, double minutes, struct inner *x)
{
    double dose = ev_dose(minutes);
    x->dose += dose;
    x->more += dose * p->sig_sess * dice_normal(d);
    x->sum += dose;
}

/* Pain as it is, without report effect, noise and the fast part's beginning. */
static double pain(const struct person *w, const struct ev_prior *p, const struct inner *x)
{
    return w->m + x->x0 * kept(p->hl_slow, x->t) + x->slow + x->fast - w->a * x->dose - x->more -
           w->c * x->sum;
}

static void truth_fill(const struct ev_prior *p, const struct inner *x, struct life *l)
{
    const struct person *w = &l->who;
    struct ev_series s = life_series(l);
    double left = kept(p->hl_slow, x->t), benefit = life_benefit(w, &s);
    l->truth[EV_A] = w->a;
    l->truth[EV_G] = w->g;
    l->truth[EV_IMMEDIATE] = w->a + w->g;
    l->truth[EV_C] = w->c;
    l->truth[EV_LASTING] = w->c * x->sum;
    l->truth[EV_BENEFIT] = benefit;
    l->truth[EV_CHANGE] = x->x0 * (1 - left) - x->slow + benefit;
    l->truth[EV_LEVEL] = w->m + x->x0 * left + x->slow - benefit;
    l->truth[EV_PAIN_NOW] = pain(w, p, x);
}

static void treated(struct dice *d, const struct ev_prior *p, double minutes, struct inner *x,
                    struct life *l)
{
    treat(d, p, minutes, x);
    l->sessions[l->n_sessions++] = (struct ev_session){x->t, minutes};
}

void prior_life(struct dice *d, const struct prior_setting *s, struct life *ret)
{
    const struct ev_prior *p = s->prior;
    const double none = (double)NAN;
    struct plan plan;
    struct person w = person_draw(d, s);
    struct inner x = {.x0 = w.slow * (p->kap_slow + dice_normal(d)),
                      .fast = w.fast * dice_normal(d)};
    plan_make(d, s, &plan);
    ret->who = w;
    ret->scale = s->whole ? (struct ev_scale){1, 5, 1, 1, 0, 10}
                          : (struct ev_scale){1, 5, 1, 1e-9, none, none};
    ret->n_sessions = ret->n_scores = 0;
    ret->now = plan.now;
    for (size_t i = 0; i < plan.n; i++) {
        pass(d, &w, p, plan.at[i].t, &x);
        if (plan.at[i].what == EV_TREATED) {
            treated(d, p, plan.at[i].minutes, &x, ret);
        } else {
            double begin = p->kap_fast * w.fast * kept(p->hl_fast, x.t);
            double report = plan.at[i].what == EV_SCORED_AFTER ? w.g : 0;
            double y = pain(&w, p, &x) + begin - report + w.sigma * dice_normal(d);
            life_scored(ret, x.t, plan.at[i].kind, y);
        }
        if (ret->n_sessions && plan.at[i].what != EV_SCORED)
            ret->scored[ret->n_sessions - 1] = ret->n_scores;
    }
    pass(d, &w, p, plan.now, &x);
    truth_fill(p, &x, ret);
}
