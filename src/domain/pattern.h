/* Patterns of short and weak muscles, as "k of n measured signs present".
 * Must never: be a diagnosis, or count a sign that was not measured.
 * Read next: domain/worth.h, data/muscles.csv (column pattern).
 *   source   clinical reference 2: upper and lower crossed pattern (Janda), [M]
 */
#pragma once
#include "domain/sign.h"

enum { PATTERN_SIGNS_MAX = FINDINGS_MAX };

struct pattern_sign {
    const struct finding *finding;
    const struct muscle *muscle; /* the first that it speaks of; NULL: of sides only */
    bool present;
    enum side side; /* where it is present; SIDE_BOTH: on both, or not a matter of sides */
};

struct pattern {
    const char *name; /* "Upper crossed pattern" */
    size_t present, measured;
    struct pattern_sign signs[PATTERN_SIGNS_MAX]; /* as many as measured */
};

enum { PATTERNS = 3 }; /* upper crossed, lower crossed, side to side */

/* All three, of the newest findings of a client; measured 0: nothing that belongs to it. */
void patterns_of(const struct finding *findings, size_t n, struct pattern ret[PATTERNS]);
