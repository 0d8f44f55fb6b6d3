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
    bool brief;           /* without the curve */
    struct str unit;      /* of a difference: degrees; empty: points */
    struct ev_work *work; /* large; of several outcomes one does. NULL: its own */
};

enum { OUTCOME_LOOKS = 48 };

struct outcome {
    const struct instrument *instrument;
    struct str unit; /* of a difference */
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
/* Only the series and the question, without a run; as outcome_of. `ret` stays where it is. */
bool outcome_ask(struct arena *a, const struct outcome_facts *f, struct outcome *ret);

/* The decisions in bits, as they are kept with a visit. */
enum outcome_bit {
    OUTCOME_ENOUGH = 1 << 0,
    OUTCOME_HELPING = 1 << 1,
    OUTCOME_WORTHWHILE = 1 << 2,
    OUTCOME_BETTER = 1 << 3,
    OUTCOME_REVIEW = 1 << 4,
    OUTCOME_UNLIKELY = 1 << 5,
    OUTCOME_WORSE = 1 << 6,
    OUTCOME_NO_CAUSE = 1 << 7 /* causal words were forbidden */
};
int64_t outcome_bits(const struct outcome *o);
/* The advised days between visits, none when there is none; 0: no sessions needed. */
struct maybe_real outcome_days(const struct outcome *o);

/* A value, a difference and the target's side, back on the outcome's own scale. */
double outcome_value(const struct outcome *o, double y);
double outcome_points(const struct outcome *o, double points);
