/* What was measured of a client over time: each finding with when, by whom and with what.
 * Must never: compare two values without saying that tester or device changed.
 * Read next: domain/sign.h, domain/change.h.
 */
#pragma once
#include "domain/sign.h"

struct measuring {
    struct id visit;
    int64_t at_utc;
    struct str who; /* the tester's name */
    struct finding finding;
};

struct measuring_list { /* newest first */
    struct measuring *at;
    size_t n;
};

/* The newest of that measure and target up to `until_utc`, which counts; NULL: none. */
const struct measuring *measuring_last(const struct measuring_list *all, struct str measure,
                                       struct str target, int64_t until_utc);
/* The oldest of it, and at what visit number it stands; NULL: none. */
const struct measuring *measuring_first(const struct measuring_list *all, struct str measure,
                                        struct str target);
/* Where the value of one side ended at that visit: after the treatment if it was tested again. */
const struct maybe_real *measuring_end(const struct finding *f, enum side side);
/* Every measure and target that was taken, once each, with its newest finding; newest first. Of how
 * many at most `most` are given back; returns how many. */
size_t measuring_kinds(const struct measuring_list *all, const struct measuring *ret[],
                       size_t most);
struct taken measuring_taken(const struct finding *f);
