/* Dice for the sample practice: splitmix64, so that a seed gives the same everywhere.
 * Must never: make anything that has to stay secret.
 * Read next: practice/sample.c.
 */
#pragma once
#include "base/id.h"

struct dice {
    uint64_t state;
};

uint64_t dice_roll(struct dice *d);
int64_t dice_between(struct dice *d, int64_t low, int64_t high);
/* About -1 to 1, bell-shaped. */
double dice_noise(struct dice *d);
bool dice_one_in(struct dice *d, int64_t n);
/* UUIDv7 of an instant. */
struct id dice_id(struct dice *d, int64_t utc);
