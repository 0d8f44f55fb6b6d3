/* One outcome of one complaint through the evidence engine.
 * Must never: be shown without its reasons for doubt.
 * Read next: domain/outcome.h.
 */
#include "domain/outcome.h"

#include <math.h>

static const double DAY_S = 86400;
/* Where pain is mild: the usual target of a 0-10 scale of pain, in its steps from the best end. */
static const double MILD = 0.3;

bool outcome_is_taken(const struct instrument *x)
{
    return !isnan(x->engine_unit) && x->worse != WORSE_DEPENDS;
}

double outcome_value(const struct outcome *o, double y)
{
    return ev_score_of(&o->series.scale, y);
}

double outcome_points(const struct outcome *o, double points)
{
    return points * o->series.scale.unit;
}

static struct ev_scale scale_of(const struct instrument *x)
{
    return (struct ev_scale){.sign = x->worse == WORSE_LOWER ? -1 : 1,
                             .mid = x->engine_mid,
                             .unit = x->engine_unit,
                             .step = x->engine_step,
                             .low = x->engine_lo,
                             .high = x->engine_hi};
}

static double target_of(const struct outcome_facts *f)
{
    const struct instrument *x = f->instrument;
    double mild = MILD * (x->max - x->min);
    if (f->target.has)
        return f->target.v;
    return x->worse == WORSE_LOWER ? x->max - mild : x->min + mild;
}

/* --- the series ---------------------------------------------------------------------------------- */

static enum score_kind kind_of(const struct observation *o)
{
    if (str_eq(o->phase, S("before")))
        return SCORE_PRE;
    return str_eq(o->phase, S("after")) ? SCORE_POST : SCORE_DIARY;
}

static double days_of(int64_t utc)
{
    return (double)utc / DAY_S;
}

static void series_fill(struct arena *a, const struct outcome_facts *f, struct ev_series *s)
{
    struct ev_score *scores = ARENA_ARRAY(a, f->scores.n + 1, struct ev_score);
    struct ev_session *sessions = ARENA_ARRAY(a, f->visits.n + 1, struct ev_session);
    for (size_t i = 0; i < f->scores.n && !arena_failed(a); i++)
        if (f->scores.at[i].at_utc <= f->now_utc)
            scores[s->n_scores++] = (struct ev_score){
                days_of(f->scores.at[i].at_utc), kind_of(&f->scores.at[i]), f->scores.at[i].value};
    for (size_t i = f->visits.n; i-- > 0 && !arena_failed(a);) {
        const struct visit *v = &f->visits.at[i];
        if (v->minutes > 0 && v->started_utc <= f->now_utc)
            sessions[s->n_sessions++] = (struct ev_session){days_of(v->started_utc),
                                                            fmin(v->minutes, EV_MINUTES_MAX)};
    }
    s->scores = scores;
    s->sessions = sessions;
}

static double first_of(const struct ev_series *s)
{
    double first = s->now;
    for (size_t i = 0; i < s->n_scores; i++)
        first = fmin(first, s->scores[i].t);
    for (size_t i = 0; i < s->n_sessions; i++)
        first = fmin(first, s->sessions[i].t);
    return first;
}

/* Evenly from the first event to now. */
static void looks_fill(struct arena *a, struct ev_series *s, struct outcome *ret)
{
    double *looks = ARENA_ARRAY(a, OUTCOME_LOOKS, double), first = first_of(s);
    for (int i = 0; i < OUTCOME_LOOKS && !arena_failed(a); i++) {
        looks[i] = first + (s->now - first) * i / (OUTCOME_LOOKS - 1);
        ret->look_utc[i] = (int64_t)(looks[i] * DAY_S);
    }
    s->looks = looks;
    s->n_looks = OUTCOME_LOOKS;
}

/* --- the runs ------------------------------------------------------------------------------------ */

static bool run(struct arena *a, const struct outcome_facts *f, struct outcome *o)
{
    struct ev_prior *usual = ARENA_NEW(a, struct ev_prior);
    size_t events = o->series.n_scores + o->series.n_sessions + OUTCOME_LOOKS;
    struct ev_work *w = f->work ? f->work : engine_work(a, events);
    struct ev_prior doubtful = ev_prior_sceptical();
    struct ev_answer sceptical;
    if (!w || !engine_work_fit(a, w, events))
        return false;
    *usual = ev_prior_usual();
    o->question.prior = usual;
    ev_answer_of(&o->question, w, &o->usual);
    struct ev_question again = o->question;
    struct ev_series plain = o->series;
    plain.n_looks = 0;
    again.series = &plain;
    again.prior = &doubtful;
    ev_answer_of(&again, w, &sceptical);
    again.prior = usual;
    struct ev_known known = f->known;
    struct ev_score *sorted = ARENA_ARRAY(a, o->series.n_scores + 1, struct ev_score);
    if (arena_failed(a))
        return false;
    o->alert = ev_alert_of(&again, w, sorted);
    known.worsened = o->alert.worsened;
    o->decisions = ev_decide(&o->series, &o->usual, &sceptical, &known);
    o->why_not = ev_why_not_of(&o->series, usual, &o->usual, &known);
    o->advice = ev_advise(&o->question, &o->usual);
    return true;
}

bool outcome_ask(struct arena *a, const struct outcome_facts *f, struct outcome *ret)
{
    const struct instrument *x = f->instrument;
    size_t at;
    *ret = (struct outcome){.instrument = x,
                            .unit = f->unit.n ? f->unit : S("points"),
                            .series = {.scale = scale_of(x), .now = days_of(f->now_utc)},
                            .target = target_of(f)};
    series_fill(a, f, &ret->series);
    if (arena_failed(a) || !ret->series.n_scores || ev_series_check(&ret->series, &at) != EV_FINE)
        return false;
    if (!f->brief)
        looks_fill(a, &ret->series, ret);
    double mcid = x->mic_abs / ret->series.scale.unit;
    ret->question = (struct ev_question){.series = &ret->series,
                                         .target = ev_standard(&ret->series.scale, ret->target),
                                         .mcid = mcid,
                                         .delta = mcid / 2,
                                         .intervals = engine_intervals,
                                         .n_intervals = engine_interval_count,
                                         .tobit = true,
                                         .variant = engine_variant()};
    return !arena_failed(a);
}

bool outcome_of(struct arena *a, const struct outcome_facts *f, struct outcome *ret)
{
    return outcome_ask(a, f, ret) && run(a, f, ret);
}

int64_t outcome_bits(const struct outcome *o)
{
    const struct ev_decisions *d = &o->decisions;
    return (d->enough ? OUTCOME_ENOUGH : 0) | (d->helping ? OUTCOME_HELPING : 0) |
           (d->worthwhile ? OUTCOME_WORTHWHILE : 0) | (d->clearly_better ? OUTCOME_BETTER : 0) |
           (d->review ? OUTCOME_REVIEW : 0) | (d->unlikely ? OUTCOME_UNLIKELY : 0) |
           (d->worse ? OUTCOME_WORSE : 0) | (ev_may_say_because(o->why_not) ? 0 : OUTCOME_NO_CAUSE);
}

struct maybe_real outcome_days(const struct outcome *o)
{
    if (!o->decisions.enough || o->advice.expected == EV_NO_INTERVAL)
        return (struct maybe_real){0};
    return some_real(o->question.intervals[o->advice.expected]);
}
