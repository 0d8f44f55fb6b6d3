/* A believable practice made from a seed, for trying things in and for measuring.
 * Must never: be made where there is a practice already, or hold anybody real.
 * Read next: practice/sample_people.h.
 */
#pragma once
#include "practice/practice.h"

enum {
    SAMPLE_CLIENTS = 60,   /* the practice for trying; more than this is one for measuring */
    SAMPLE_BIG_VISITS = 50 /* visits a client in one for measuring */
};

struct sample {
    uint64_t seed;
    int64_t clients;
    void (*progress)(int64_t done, int64_t all);
    int64_t ret_visits, ret_observations, ret_drafts;
};

/* Users owner@, therapist@, therapist2@ … therapist4@ and desk@example.org, none with a password yet.
 *   returns   CONFLICT when the store holds a practice; else as store_write
 * The same seed and clock give the same people, visits and scores.
 */
NODISCARD enum rc sample_make(struct practice *p, struct sample *s);
