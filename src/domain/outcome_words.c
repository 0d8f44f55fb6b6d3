/* The engine's answer in words.
 * Must never: say "because of" where it must not be said, or one number for a range.
 * Read next: domain/outcome_words.h.
 */
#include "domain/outcome_words.h"

#include <math.h>

enum { Q_LOW = 1, Q_MIDDLE = 2, Q_HIGH = 3 }; /* .1 .5 .9 of ev_levels */

static const struct str clearly_better = STR_INIT(
    "Clearly better than at the start, whatever the cause");
static const struct str is_helping = STR_INIT("Sessions are helping");
static const struct str is_worthwhile = STR_INIT(
    "Sessions are helping, by an amount that is worth while");
static const struct str is_worse = STR_INIT("Worse: check, and think of referring");
static const struct str is_unlikely = STR_INIT("Unlikely to help: discuss stopping, or refer");
static const struct str wants_review = STR_INIT("Review the plan");
static const struct str nothing_yet = STR_INIT("No verdict yet");
static const struct str not_on_sessions = STR_INIT("No verdict on the sessions");

double outcome_tenths(double x)
{
    double rounded = round(x * 10) / 10;
    return rounded < 0 || rounded > 0 ? rounded : 0;
}

static struct str number(struct arena *a, double v)
{
    return arena_fmt(a, "%g", outcome_tenths(v));
}

/* "about 1.6 points lower (0.5 to 2.8)", from a value on the standard scale, where lower is better. */
static struct str points_lower(struct arena *a, const struct outcome *o, const struct ev_value *v)
{
    bool better = v->q[Q_MIDDLE] >= 0, lower = better == (o->series.scale.sign > 0);
    double least = better ? v->q[Q_LOW] : -v->q[Q_HIGH];
    double most = better ? v->q[Q_HIGH] : -v->q[Q_LOW];
    struct str about = number(a, outcome_points(o, fabs(v->q[Q_MIDDLE])));
    struct str low = number(a, outcome_points(o, least));
    struct str high = number(a, outcome_points(o, most));
    const char *way = lower ? "lower" : "higher";
    return arena_fmt(a, "about %.*s %.*s %s (%.*s to %.*s)", STR_ARG(about), STR_ARG(o->unit), way,
                     STR_ARG(low), STR_ARG(high));
}

/* A probability as people say it: never 0 or 100 percent. */
static struct str chance(struct arena *a, double p)
{
    double percent = round(p * 100);
    if (percent < 1)
        return S("less than 1 %");
    if (percent > 99)
        return S("more than 99 %");
    return arena_fmt(a, "%g %%", percent);
}

static bool has(const struct outcome *o, unsigned why)
{
    return (o->why_not & why) != 0;
}

/* --- prompts --------------------------------------------------------------------------------------- */

static struct outcome_prompt no_verdict(struct arena *a, const struct outcome *o)
{
    size_t scores = o->series.n_scores, sessions = o->series.n_sessions;
    if (o->decisions.enough)
        return (struct outcome_prompt){PROMPT_NONE, nothing_yet,
                                       S("The scores fit with help and with none.")};
    return (struct outcome_prompt){
        PROMPT_NONE, S("Not enough data for a verdict"),
        arena_fmt(a, "%zu score%s and %zu session%s so far; at least 4 and 3 are needed.", scores,
                  scores == 1 ? "" : "s", sessions, sessions == 1 ? "" : "s")};
}

/* Where the sessions must not be named as the cause. */
static struct outcome_prompt no_cause(const struct outcome *o)
{
    return (struct outcome_prompt){
        PROMPT_NONE, not_on_sessions,
        has(o, WHY_RECENT) ? S("This kind of pain often settles by itself: whether the sessions "
                               "did it is not said.")
                           : S("Another treatment changed in the same weeks: which of them did it "
                               "cannot be said.")};
}

static struct outcome_prompt helping(struct arena *a, const struct outcome *o)
{
    struct str lower = points_lower(a, o, &o->usual.value[EV_BENEFIT]);
    struct str p = chance(a, o->usual.p_benefit_0);
    if (!ev_may_say_because(o->why_not))
        return no_cause(o);
    return (struct outcome_prompt){
        PROMPT_GOOD, o->decisions.worthwhile ? is_worthwhile : is_helping,
        arena_fmt(a, "In these weeks %.*s because of sessions; probability of any help %.*s.",
                  STR_ARG(lower), STR_ARG(p))};
}

static struct outcome_prompt worse(struct arena *a, const struct outcome *o)
{
    struct str p = chance(a, o->usual.p_worse_delta);
    struct str why = o->alert.worsened
                         ? S("The last scores are worse than those before foretold.")
                         : arena_fmt(a,
                                     "The usual level is worse than at the start with a "
                                     "probability of %.*s.",
                                     STR_ARG(p));
    return (struct outcome_prompt){PROMPT_STOP, is_worse, why};
}

static struct outcome_prompt unlikely(struct arena *a, const struct outcome *o)
{
    struct str p = chance(a, o->usual.p_benefit_delta);
    return (struct outcome_prompt){
        PROMPT_STOP, is_unlikely,
        arena_fmt(a, "After %zu sessions the probability of a worthwhile help is %.*s.",
                  o->series.n_sessions, STR_ARG(p))};
}

static struct outcome_prompt review(struct arena *a, const struct outcome *o)
{
    struct str p = chance(a, o->usual.p_benefit_delta);
    return (struct outcome_prompt){
        PROMPT_REVIEW, wants_review,
        arena_fmt(a, "After %zu sessions the probability of a worthwhile help is only %.*s.",
                  o->series.n_sessions, STR_ARG(p))};
}

static struct outcome_prompt better(struct arena *a, const struct outcome *o)
{
    struct str p = chance(a, o->usual.p_change_mcid);
    return (struct outcome_prompt){
        PROMPT_GOOD, clearly_better,
        arena_fmt(a, "Probability of a change that matters %.*s.", STR_ARG(p))};
}

size_t outcome_prompts(struct arena *a, const struct outcome *o,
                       struct outcome_prompt ret[OUTCOME_PROMPTS])
{
    const struct ev_decisions *d = &o->decisions;
    const struct {
        bool so;
        struct outcome_prompt (*say)(struct arena *, const struct outcome *);
    } all[] = {{d->worse, worse},
               {d->unlikely, unlikely},
               {d->review && !d->unlikely, review},
               {d->helping, helping},
               {d->clearly_better, better}};
    size_t n = 0;
    for (size_t i = 0; i < sizeof all / sizeof all[0] && n < OUTCOME_PROMPTS; i++)
        if (all[i].so)
            ret[n++] = all[i].say(a, o);
    if (!n)
        ret[n++] = no_verdict(a, o);
    return n;
}

struct str outcome_beside(struct arena *a, const struct outcome *o)
{
    struct outcome_prompt all[OUTCOME_PROMPTS];
    const struct ev_decisions *d = &o->decisions;
    (void)outcome_prompts(a, o, all);
    if (d->worse || !d->review)
        return all[0].text;
    if (d->clearly_better)
        return clearly_better;
    if (d->helping)
        return ev_may_say_because(o->why_not) ? S("Sessions help, by less than is worth while")
                                              : not_on_sessions;
    return d->unlikely ? S("Sessions are unlikely to help here")
                       : S("Little sign that sessions help here");
}

/* --- what sessions do -------------------------------------------------------------------------------- */

static struct str right_after(struct arena *a, const struct outcome *o)
{
    if (!o->series.n_sessions)
        return S("No session yet.");
    struct str lower = points_lower(a, o, &o->usual.value[EV_IMMEDIATE]);
    if (has(o, WHY_RELIEF))
        return arena_fmt(a,
                         "Right after a session %.*s. Mostly our general expectation, not your "
                         "data.",
                         STR_ARG(lower));
    return arena_fmt(a,
                     "Right after a session %.*s. A part of it is the answer given on the table.",
                     STR_ARG(lower));
}

static struct str fades(struct arena *a, const struct outcome *o)
{
    const struct ev_value *h = &o->usual.half_life;
    if (!o->series.n_sessions || has(o, WHY_HALF_LIFE))
        return S("How long relief lasts is not known: not enough scores between sessions.");
    struct str low = number(a, h->q[Q_LOW]), high = number(a, h->q[Q_HIGH]);
    return arena_fmt(a, "Half of the relief is gone after about %.*s to %.*s days.", STR_ARG(low),
                     STR_ARG(high));
}

static struct str lasts(struct arena *a, const struct outcome *o)
{
    if (has(o, WHY_OTHER))
        return S("We cannot tell what stays of the sessions from what else changed.");
    if (!o->series.n_sessions || has(o, WHY_LASTING | WHY_RECENT))
        return S("We cannot tell lasting improvement from natural recovery yet.");
    struct str lower = points_lower(a, o, &o->usual.value[EV_LASTING]);
    return arena_fmt(a, "Of all sessions so far there remains %.*s.", STR_ARG(lower));
}

static struct str change(struct arena *a, const struct outcome *o)
{
    struct str lower = points_lower(a, o, &o->usual.value[EV_CHANGE]);
    struct str matters = chance(a, o->usual.p_change_mcid);
    struct str because = chance(a, o->usual.p_benefit_delta);
    struct str mic = number(a, o->instrument->mic_abs);
    struct str half = number(a, o->instrument->mic_abs / 2);
    if (!o->decisions.enough)
        return S("Too few scores or sessions to speak of a change.");
    struct str all = arena_fmt(
        a,
        "The usual level is %.*s than at the start. Probability that it changed by %.*s or more "
        "for the better, whatever the cause: %.*s.",
        STR_ARG(lower), STR_ARG(mic), STR_ARG(matters));
    if (!ev_may_say_because(o->why_not))
        return all;
    return arena_fmt(a,
                     "%.*s Better by %.*s or more because of sessions, whatever else happened: "
                     "%.*s.",
                     STR_ARG(all), STR_ARG(half), STR_ARG(because));
}

struct str outcome_interval(struct arena *a, double days)
{
    if (days <= 0)
        return S("no sessions");
    if (fmod(days, 7) == 0)
        return days == 7 ? S("every week") : arena_fmt(a, "every %g weeks", days / 7);
    return arena_fmt(a, "every %g days", days);
}

static struct str interval(struct arena *a, const struct outcome *o)
{
    struct str target = number(a, o->target);
    if (!o->decisions.enough)
        return S("");
    if (o->advice.expected == EV_NO_INTERVAL)
        return arena_fmt(a, "No interval of the table is expected to bring it to %.*s.",
                         STR_ARG(target));
    double days = o->question.intervals[o->advice.expected];
    struct str every = outcome_interval(a, days);
    if (days <= 0)
        return arena_fmt(a, "No sessions needed for a target of %.*s.", STR_ARG(target));
    return arena_fmt(a,
                     "For a target of %.*s: %.*s, the longest interval that is expected to keep "
                     "it there.",
                     STR_ARG(target), STR_ARG(every));
}

static struct str more(const struct outcome *o)
{
    if (has(o, WHY_UNSETTLED))
        return S(
            "The numbers above are rough: the scores fit many explanations. More of them would "
            "settle it.");
    if (has(o, WHY_FEW_SCORES | WHY_FEW_SESSIONS))
        return S("Ask before and after each visit, and once or twice in between.");
    if (has(o, WHY_NO_DIARY))
        return S("Scores between visits would tell how long relief lasts: an hour after, the next "
                 "morning, after three and after seven days.");
    if (has(o, WHY_HALF_LIFE))
        return S("More scores in the days after a visit would tell how long relief lasts.");
    if (has(o, WHY_LASTING))
        return S("A planned gap of some weeks with scores, or a diary of one to two weeks before a "
                 "first session, would tell what lasts.");
    return S("");
}

struct outcome_words outcome_words_of(struct arena *a, const struct outcome *o)
{
    return (struct outcome_words){right_after(a, o), fades(a, o),    lasts(a, o),
                                  change(a, o),      interval(a, o), more(o)};
}

struct str outcome_said(int64_t bits)
{
    if (bits & OUTCOME_WORSE)
        return is_worse;
    if (bits & OUTCOME_UNLIKELY)
        return is_unlikely;
    if (bits & OUTCOME_REVIEW)
        return wants_review;
    if (bits & OUTCOME_HELPING && !(bits & OUTCOME_NO_CAUSE))
        return bits & OUTCOME_WORTHWHILE ? is_worthwhile : is_helping;
    if (bits & OUTCOME_BETTER)
        return clearly_better;
    if (bits & OUTCOME_HELPING)
        return not_on_sessions;
    return bits & OUTCOME_ENOUGH ? nothing_yet : S("");
}
