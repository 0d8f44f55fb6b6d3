/* The worsening alert.
 * Must never: look at a score with what was learned from it.
 * Read next: evidence/alert.h.
 */
#include "evidence/alert.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/simple.h"

static int by_time(const void *x, const void *y)
{
    const struct ev_score *a = x, *b = y;
    if (a->t != b->t)
        return a->t < b->t ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return (a->value > b->value) - (a->value < b->value);
}

/* How far a score lies from what was foretold, in sds; positive is worse. */
static double residual(const struct ev_question *q, struct ev_work *w, const struct ev_score *all,
                       size_t known, const struct ev_score *score)
{
    struct ev_series s = *q->series;
    struct ev_question then = *q;
    struct ev_answer a;
    size_t sessions = 0;
    while (sessions < s.n_sessions && s.sessions[sessions].t < score->t)
        sessions++;
    s.scores = all;
    s.n_scores = known;
    s.n_sessions = sessions;
    s.n_looks = 0;
    s.now = score->t;
    then.series = &s;
    then.n_intervals = 0;
    ev_answer_of(&then, w, &a);
    double step = s.scale.step / s.scale.unit, pain = a.value[EV_PAIN_NOW].sd;
    double sigma = a.sigma.mean * a.sigma.mean + a.sigma.sd * a.sigma.sd;
    double y = ev_standard(&s.scale, score->value);
    return (y - a.value[EV_PAIN_NOW].mean) / sqrt(pain * pain + sigma + step * step / 12);
}

static void take_in(struct ev_alert *a, double z, bool late)
{
    struct simple_alert next = simple_alert_next(a->sum, z);
    a->n++;
    a->worst = fmax(a->worst, z);
    a->sum = next.sum;
    a->worsened = a->worsened || (late && (next.why & (SIMPLE_DRIFT | SIMPLE_FAR)));
}

struct ev_alert ev_alert_of(const struct ev_question *q, struct ev_work *w, struct ev_score *scores)
{
    const struct ev_series *s = q->series;
    struct ev_alert a = {.worst = -INFINITY};
    size_t n = s->n_scores, known = 0;
    if (!n)
        return a;
    memcpy(scores, s->scores, n * sizeof *scores);
    qsort(scores, n, sizeof *scores, by_time);
    for (size_t i = n > EV_FORECASTS_MAX ? n - EV_FORECASTS_MAX : 0; i < n; i++) {
        while (known < n && scores[known].t <= scores[i].t - EV_FORECAST_DAYS)
            known++;
        if (known && scores[i].kind != SCORE_POST)
            take_in(&a, residual(q, w, scores, known, &scores[i]),
                    s->now - scores[i].t <= EV_ALERT_DAYS);
    }
    return a;
}
