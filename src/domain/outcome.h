/* One outcome of one complaint through the evidence engine: what is known, and how surely.
 * Must never: be shown without its reasons for doubt.
 * Read next: evidence/decide.h, domain/outcome_words.h.
 */
#pragma once
#include "domain/engine.h"
#include "domain/followup.h"
#include "domain/knowledge.h"
#include "domain/observation.h"
#include "domain/visit.h"

struct outcome_facts {
    const struct instrument *instrument; /* one that the engine takes */
    struct observation_list scores;      /* of it, of one complaint */
    struct visit_list visits;            /* signed ones of the complaint, newest first */
    struct maybe_real target;            /* on its own scale; none: the usual one */
    struct ev_known known;
    int64_t now_utc;
};

enum { OUTCOME_LOOKS = 48 };

struct outcome {
    const struct instrument *instrument;
    struct ev_series series;
    struct ev_question question;
    struct ev_answer usual;
    struct ev_decisions decisions;
    unsigned why_not;
    struct ev_advice advice;
    struct ev_alert alert;
    double target;                   /* own scale */
    int64_t look_utc[OUTCOME_LOOKS]; /* when the curve was looked at */
};

/* Can the engine take it? */
bool outcome_is_taken(const struct instrument *x);
/* false: there is nothing to say, for there is no score; or the arena is full. */
bool outcome_of(struct arena *a, const struct outcome_facts *f, struct outcome *ret);

/* A value, a difference and the target's side, back on the outcome's own scale. */
double outcome_value(const struct outcome *o, double y);
double outcome_points(const struct outcome *o, double points);
