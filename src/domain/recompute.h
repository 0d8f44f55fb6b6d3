/* A run over all complaints of a practice, and what it leaves, as the store keeps it.
 * Must never: know the engine.
 * Read next: domain/estimate.h, sql/estimate.sql.
 */
#pragma once
#include "base/id.h"
#include "base/maybe.h"
#include "base/str.h"

enum { RECOMPUTE_STILL_S = 120 }; /* a run that gave no sign for so long has stopped */

struct recompute { /* the last run */
    struct id run;
    int64_t begun_utc, beat_utc;
    struct str stage; /* pooling estimating */
    int64_t done, total;
    struct maybe_int ended_utc;
    int64_t pooled; /* complaints that the pool rests on; 0: there is none */
};

bool recompute_is_on(const struct recompute *r, int64_t now_utc);

struct treated {
    struct id client;
    int64_t complaint;
};

struct treated_list {
    struct treated *at;
    size_t n;
};

struct pool_part { /* of struct ev_pool */
    int64_t place;
    double mean, sd;
};

struct pool_part_list {
    struct pool_part *at;
    size_t n;
};

struct estimate { /* points of the 0-10 scale */
    double benefit, spread;
};

struct estimate_list {
    struct estimate *at;
    size_t n;
};
