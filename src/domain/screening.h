/* Questionnaires about mood (PHQ-4, GAD-7, PHQ-9): scores and what they suggest.
 * Must never: give a total when an item is missing, or rate what somebody said about self-harm.
 * Read next: practice/screening.h.
 */
#pragma once
#include "base/arena.h"
#include "base/maybe.h"
#include "domain/knowledge.h"

enum { SCREENING_ITEMS_MAX = 9 };

/* Those that are asked here, in the order they are offered. */
extern const char *const screening_instruments[3];

struct screening_score {
    struct maybe_int total;               /* none: an item is missing */
    struct maybe_int anxiety, depression; /* of the PHQ-4, 0-6 each */
};

/*   values   of items 1.., as many as the instrument has */
struct screening_score screening_score(const struct instrument *x,
                                       const struct maybe_int values[SCREENING_ITEMS_MAX]);
/* "moderate"; empty: no total. */
struct str screening_band(struct str instrument, const struct maybe_int *total);
/* What the score suggests, in a sentence or two; empty: nothing.
 *   phq9   the practice offers it
 */
struct str screening_advice(struct arena *a, struct str instrument, const struct screening_score *s,
                            bool phq9);
