/* What is wrong with a case, in words, and what it has when it says nothing.
 * Must never: name a place that the reader of the message cannot find.
 * Read next: cli/evidence_reading.h.
 */
#include "cli/evidence_reading.h"

#include "domain/engine.h"

struct str reading_text(struct str text)
{
    struct str mark = S("\xEF\xBB\xBF");
    return str_starts(text, mark) ? str_slice(text, mark.n, text.n) : text;
}

bool reading_fail(struct reading *r, struct str text)
{
    if (!r->fault.p)
        r->fault = text;
    return false;
}

static struct str place_of(const struct reading *r, bool session, size_t at)
{
    const size_t *lines = session ? r->session_lines : r->score_lines;
    return lines ? arena_fmt(r->a, "line %zu", lines[at])
                 : arena_fmt(r->a, "%s[%zu]", session ? "sessions" : "observations", at);
}

bool reading_series_fine(struct reading *r, const struct evidence_case *c)
{
    const struct ev_series *s = &c->series;
    size_t at;
    enum ev_fault fault = ev_series_check(s, &at);
    /* Scores are looked at first: when that one is not late, it is a session. */
    bool late_score = fault == EV_FUTURE && at < s->n_scores && s->scores[at].t > s->now;
    bool session = fault == EV_BAD_MINUTES || (fault == EV_FUTURE && !late_score);
    struct str place = fault == EV_FINE ? S("") : place_of(r, session, at);
    switch (fault) {
    case EV_FINE:
        return true;
    case EV_NOT_A_NUMBER:
        return reading_fail(r, S("a time, a score or the scale is not a number"));
    case EV_BAD_SCALE:
        return reading_fail(r, S("instrument: sign is 1 or -1, min is below max"));
    case EV_TOO_MANY:
        return reading_fail(r, arena_fmt(r->a, "more than %d scores and sessions", EV_EVENTS_MAX));
    case EV_OUTSIDE:
        return reading_fail(
            r, arena_fmt(r->a, "%.*s: the score %.15g is outside the scale (%g to %g)",
                         STR_ARG(place), s->scores[at].value, s->scale.low, s->scale.high));
    case EV_BAD_MINUTES:
        return reading_fail(r, arena_fmt(r->a, "%.*s: minutes are above 0, at most %d",
                                         STR_ARG(place), EV_MINUTES_MAX));
    case EV_FUTURE:
        break;
    }
    return reading_fail(r,
                        arena_fmt(r->a, "%.*s: it lies after now (%.15g)", STR_ARG(place), s->now));
}

bool score_kind_parse(struct str word, enum score_kind *ret)
{
    static const char *const kinds[] = {
        [SCORE_DIARY] = "diary", [SCORE_PRE] = "pre", [SCORE_POST] = "post"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (str_eq(word, str_from(kinds[i]))) {
            *ret = (enum score_kind)i;
            return true;
        }
    return false;
}

void evidence_case_usual(struct evidence_case *c)
{
    *c = (struct evidence_case){.id = S("null"),
                                .prior = ev_prior_usual(),
                                .sceptical = ev_prior_sceptical(),
                                .n_intervals = engine_interval_count};
    for (size_t i = 0; i < engine_interval_count; i++)
        c->intervals[i] = engine_intervals[i];
}
