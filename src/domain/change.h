/* What a change is worth beside its error. One place says it, for every page, note and letter.
 * Must never: call a gain what lies within the error.
 * Read next: evidence/summary.h, data/instruments.csv, data/rom_norms.csv.
 */
#pragma once
#include "base/arena.h"
#include "base/id.h"
#include "domain/knowledge.h"

struct change {
    double from, to;
    double error, enough; /* smallest change beyond error, that matters; NAN: not known */
    const char *unit;
    bool beyond_error, matters;
    int gain; /* 1 better, -1 worse, 0 no change or no direction */
};

/* Smallest change of a value beyond its error, in the measure's unit; NAN when not known. */
double change_error(const struct measure *m, double value);
struct change change_measured(const struct measure *m, double from, double to);
/*   items   how many were answered or named; 0: all. A mean of one activity has a larger error.
 */
struct change change_scored(const struct instrument *x, int items, double from, double to);

/* "beyond error", "would matter, but lies within error" ... */
struct str change_words(const struct change *c);
/* "+12 deg: beyond error" */
struct str change_sentence(struct arena *a, const struct change *c);
/* The same for a client: "Better: from 7 to 4. That is more than the error of measuring (2.2). It
 * is large enough to matter." */
struct str change_plain(struct arena *a, const struct change *c);
/* The numbers behind it: "error 7 deg; matters from 2" */
struct str change_numbers(struct arena *a, const struct change *c);

/* With whom and with what a value was taken. */
struct taken {
    struct id tester;
    struct str device; /* empty: not said */
};
/* Why two values compare less well: "another tester, another device"; empty: they compare well. */
struct str change_weaker(const struct taken *from, const struct taken *to);
