/* Scores and sessions, checked and put in order.
 * Must never: depend on the order in which they came.
 * Read next: evidence/series.h.
 */
#include "evidence/series.h"

#include <math.h>
#include <stdlib.h>

double ev_dose(double minutes)
{
    return (1 - exp(-minutes / 45)) / (1 - exp(-60.0 / 45));
}

double ev_standard(const struct ev_scale *x, double score)
{
    return 5 + x->sign * (score - x->mid) / x->unit;
}

double ev_score_of(const struct ev_scale *x, double y)
{
    return x->mid + x->sign * (y - 5) * x->unit;
}

/* --- check ----------------------------------------------------------------------------------- */

static enum ev_fault scale_check(const struct ev_scale *x)
{
    if (!isfinite(x->mid) || !isfinite(x->unit) || !isfinite(x->step))
        return EV_NOT_A_NUMBER;
    bool possible = (x->sign == 1 || x->sign == -1) && x->unit > 0 && x->step > 0;
    return !possible || x->low >= x->high ? EV_BAD_SCALE : EV_FINE;
}

static enum ev_fault score_check(const struct ev_scale *x, const struct ev_score *s, double now)
{
    if (!isfinite(s->t) || !isfinite(s->value))
        return EV_NOT_A_NUMBER;
    if (s->t > now)
        return EV_FUTURE;
    return s->value < x->low || s->value > x->high ? EV_OUTSIDE : EV_FINE;
}

static enum ev_fault session_check(const struct ev_session *s, double now)
{
    if (!isfinite(s->t) || !isfinite(s->minutes))
        return EV_NOT_A_NUMBER;
    if (s->t > now)
        return EV_FUTURE;
    return s->minutes > 0 && s->minutes <= EV_MINUTES_MAX ? EV_FINE : EV_BAD_MINUTES;
}

enum ev_fault ev_series_check(const struct ev_series *s, size_t *ret_at)
{
    enum ev_fault fault = isfinite(s->now) ? scale_check(&s->scale) : EV_NOT_A_NUMBER;
    *ret_at = 0;
    if (s->n_scores > EV_EVENTS_MAX || s->n_sessions > EV_EVENTS_MAX - s->n_scores)
        return EV_TOO_MANY;
    for (size_t i = 0; i < s->n_scores && fault == EV_FINE; i++) {
        *ret_at = i;
        fault = score_check(&s->scale, &s->scores[i], s->now);
    }
    for (size_t i = 0; i < s->n_sessions && fault == EV_FINE; i++) {
        *ret_at = i;
        fault = session_check(&s->sessions[i], s->now);
    }
    return fault;
}

/* --- order ----------------------------------------------------------------------------------- */

static int before(const void *x, const void *y)
{
    const struct ev_event *a = x, *b = y;
    if (a->t != b->t)
        return a->t < b->t ? -1 : 1;
    if (a->what != b->what)
        return a->what < b->what ? -1 : 1;
    if (a->y != b->y)
        return a->y < b->y ? -1 : 1;
    return (a->dose > b->dose) - (a->dose < b->dose);
}

/* A score as it stands, or at a bound the edge beyond which the latent value lies. */
static struct ev_event scored(const struct ev_scale *x, const struct ev_score *s, bool tobit)
{
    double half = x->step / x->unit / 2;
    bool least = tobit && s->value <= x->low + x->step * 1e-9;
    bool most = tobit && s->value >= x->high - x->step * 1e-9;
    enum ev_bound bound = (x->sign > 0 ? least : most)   ? EV_AT_LOW
                          : (x->sign > 0 ? most : least) ? EV_AT_HIGH
                                                         : EV_INSIDE;
    double y = ev_standard(x, s->value);
    return (struct ev_event){.t = s->t,
                             .what = s->kind == SCORE_POST ? EV_SCORED_AFTER : EV_SCORED,
                             .bound = bound,
                             .y = bound == EV_AT_LOW    ? y + half
                                  : bound == EV_AT_HIGH ? y - half
                                                        : y};
}

size_t ev_events(const struct ev_series *s, bool tobit, struct ev_event *ret, double *ret_t0)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n_scores; i++)
        ret[n++] = scored(&s->scale, &s->scores[i], tobit);
    for (size_t i = 0; i < s->n_sessions; i++)
        ret[n++] = (struct ev_event){
            .t = s->sessions[i].t, .what = EV_TREATED, .dose = ev_dose(s->sessions[i].minutes)};
    for (size_t i = 0; i < s->n_looks; i++)
        ret[n++] = (struct ev_event){.t = s->looks[i], .what = EV_LOOKED};
    if (n)
        qsort(ret, n, sizeof *ret, before);
    *ret_t0 = n ? ret[0].t : s->now;
    for (size_t i = 0; i < n; i++)
        ret[i].t -= *ret_t0;
    return n;
}
