/* What the filter needs that does not depend on the node, and the choice of its width.
 * Must never: look at the processor.
 * Read next: evidence/filter.h.
 */
#include "evidence/filter.h"

static const double LN2 = 0.69314718055994530942;

static double kept(double half_life, double dt)
{
    return exp(-fmin(LN2 / half_life * dt, 600));
}

static double since(double from, double t)
{
    return from > t ? from - t : 0;
}

/* K at now and its mean over the window, of all sessions. */
static void lasting_fill(const struct ev_event *e, size_t n, double half_life, struct ev_filter *f)
{
    const double now = f->ask->now, from = now - f->ask->window, rate = LN2 / half_life;
    double at_now = 0, area = 0;
    for (size_t i = 0; i < n; i++) {
        if (e[i].what != EV_TREATED)
            continue;
        double left = kept(half_life, now - e[i].t);
        at_now += e[i].dose * left;
        area += e[i].dose * (kept(half_life, since(from, e[i].t)) - left) / rate;
    }
    f->lasting_now = at_now;
    f->lasting_mean = area / f->ask->window;
}

struct ev_filter ev_filter_of(const struct ev_event *events, size_t n, double step,
                              const struct ev_prior *prior, const struct ev_ask *ask,
                              struct ev_step *ret)
{
    struct ev_filter f = {
        .steps = ret, .n = n, .prior = prior, .ask = ask, .rounding = step * step / 12};
    double t = 0, lasting = 0;
    for (size_t i = 0; i < n; i++) {
        const struct ev_event *e = &events[i];
        double dt = e->t - t;
        struct ev_step *s = &ret[i];
        *s = (struct ev_step){
            .what = e->what, .bound = e->bound, .y = e->y, .dose = e->dose, .dt = dt};
        s->keep_fast = kept(prior->hl_fast, dt);
        s->keep_slow = kept(prior->hl_slow, dt);
        s->keep_last = kept(prior->hl_last, dt);
        s->slow0 = kept(prior->hl_slow, e->t);
        s->fast0 = kept(prior->hl_fast, e->t);
        lasting *= s->keep_last;
        s->lasting = lasting;
        lasting += e->what == EV_TREATED ? e->dose : 0;
        f.n_bounded += e->bound != EV_INSIDE;
        t = e->t;
    }
    if (ask)
        lasting_fill(events, n, prior->hl_last, &f);
    return f;
}

void ev_filter_run(enum ev_variant v, const struct ev_filter *f, struct ev_batch *b)
{
    if (v == EV_AVX512)
        ev_filter_avx512(f, b);
    else if (v == EV_AVX2)
        ev_filter_avx2(f, b);
    else
        ev_filter_portable(f, b);
}
