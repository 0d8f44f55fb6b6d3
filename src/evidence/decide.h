/* What may be said of an answer, and why not.
 * Must never: say that sessions help where the doubtful prior does not agree, or put it into words.
 * Read next: docs/evidence.md.
 *
 *   source   evidence reference 5 (decisions), 9 (what the screen must say)
 */
#pragma once
#include "evidence/answer.h"

struct ev_decisions {
    bool enough;         /* scores and sessions for a verdict at all */
    bool helping;        /* sessions are helping */
    bool worthwhile;     /* by an amount that is worth while */
    bool clearly_better; /* whatever the cause */
    bool review;         /* review the plan */
    bool unlikely;       /* unlikely to help: discuss stopping, or refer */
    bool worse;          /* check, refer */
};

struct ev_known {  /* of the client, besides the series */
    bool recent;   /* the complaint is younger than three months */
    bool other;    /* another treatment changed within the window */
    bool worsened; /* the worsening alert (evidence/alert.h) */
};

/*   usual, sceptical   the same series under both priors
 */
struct ev_decisions ev_decide(const struct ev_series *s, const struct ev_answer *usual,
                              const struct ev_answer *sceptical, const struct ev_known *known);

/* Why something is not said, as bits. */
enum ev_why_not {
    WHY_FEW_SCORES = 1 << 0,   /* fewer than 4 */
    WHY_FEW_SESSIONS = 1 << 1, /* fewer than 3 */
    WHY_NO_DIARY = 1 << 2,     /* no score away from visits: right-after relief only */
    WHY_HALF_LIFE = 1 << 3,    /* how long relief lasts is not known from these scores */
    WHY_LASTING = 1 << 4,      /* lasting effect and natural recovery cannot be told apart */
    WHY_RELIEF = 1 << 5,       /* relief is mostly the general expectation */
    WHY_RECENT = 1 << 6,       /* such pain often settles by itself */
    WHY_OTHER = 1 << 7,        /* another treatment changed: no causal words */
    WHY_UNSETTLED = 1 << 8     /* the mode was not found: numbers are rough */
};

unsigned ev_why_not_of(const struct ev_series *s, const struct ev_prior *p,
                       const struct ev_answer *a, const struct ev_known *known);

/* May it be said that the change is because of sessions? */
bool ev_may_say_because(unsigned why_not);

/* The longest interval whose expected pain is at the target or below (answer A), and the longest
 * that reaches it with at least 0.8 (answer B): indexes into the question's intervals. */
enum { EV_NO_INTERVAL = -1 };
struct ev_advice {
    int expected, likely;
};
struct ev_advice ev_advise(const struct ev_question *q, const struct ev_answer *a);
