/* The engine's answer in words, as careful as the numbers are.
 * Must never: say "because of" where outcome_words' own rules forbid it, or one number for a range.
 * Read next: domain/outcome.h, tests/golden/outcome_words.tsv.
 *
 *   source   evidence reference 4, 5, 9
 */
#pragma once
#include "domain/outcome.h"

/* A prompt to the therapist, with its reason; never a diagnosis, never automatic. */
enum prompt_kind { PROMPT_NONE, PROMPT_GOOD, PROMPT_REVIEW, PROMPT_STOP };

struct outcome_prompt {
    enum prompt_kind kind;
    struct str text, reason;
};

enum { OUTCOME_PROMPTS = 4 };

/* Most urgent first; at least one: that nothing can be said yet is one too. Returns how many. */
size_t outcome_prompts(struct arena *a, const struct outcome *o,
                       struct outcome_prompt ret[OUTCOME_PROMPTS]);

struct outcome_words {
    struct str right_after; /* drop right after a session */
    struct str fades;       /* how long relief lasts, a range */
    struct str lasts;       /* what stays, or that it cannot be told */
    struct str change;      /* of the usual level, whatever the cause, with probabilities */
    struct str interval;    /* the advice; empty: there is none */
    struct str more;        /* what more data would tell */
};
struct outcome_words outcome_words_of(struct arena *a, const struct outcome *o);

/* To a tenth; never -0. */
double outcome_tenths(double x);
/* The first prompt of an outcome beside pain, which no plan is reviewed or ended for. */
struct str outcome_beside(struct arena *a, const struct outcome *o);
/* What is kept with the newest visit, in a line: "Sessions are helping". Empty: nothing. */
struct str outcome_said(int64_t bits);
/* "every 10 days", "no sessions" */
struct str outcome_interval(struct arena *a, double days);
