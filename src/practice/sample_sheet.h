/* A visit's sheet of the sample practice.
 * Must never: hold what the rules of a sheet refuse.
 * Read next: practice/sample_people.h.
 */
#pragma once
#include "domain/visit.h"
#include "practice/sample_dice.h"
#include "practice/sample_people.h"

struct sample_life { /* what the sheets of one complaint have in common */
    struct dice *dice;
    const struct sample_ache *ache;
    const struct sample_course *course;
    bool left; /* the complaint is on the left */
    bool big;  /* of a practice for measuring: only what a chart needs */
    int64_t complaint;
    struct str label;
};

/*   t   0 at the beginning of the course, 1 at its end
 */
struct sheet sample_sheet(const struct sample_life *l, int64_t at, double t);
/* Usual pain before a visit at t. */
double sample_pain(const struct sample_course *c, double t);
/* The nearest step of 0 to 10. */
int64_t sample_score(double v);
