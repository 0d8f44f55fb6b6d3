/* Body maps over time: four weeks beside four weeks, and the newest beside the one before.
 * Must never: count a visit without a map as one where nothing was felt.
 * Read next: domain/visit.h, domain/change.h.
 */
#pragma once
#include "domain/change.h"
#include "domain/visit.h"

enum { BODYMAP_PERIODS = 6, BODYMAP_PERIOD_S = 28 * 86400 };

/* A mark with the visit that it was made at. */
struct marked {
    struct id visit;
    int64_t at_utc;
    struct str layer, region;
    int64_t value; /* 0-10 */
};

struct marked_list { /* oldest first, the marks of one visit together */
    struct marked *at;
    size_t n;
};

struct bodymap_mean { /* of one region in one period */
    const struct region *region;
    double mean; /* over all maps of the period: not marked counts 0 */
    int marked;  /* on so many of its maps */
};

struct bodymap_period {
    int64_t from_utc, until_utc;
    int maps;                /* visits at which any layer was marked */
    struct bodymap_mean *at; /* strongest first */
    size_t n;
};

/* The last BODYMAP_PERIODS of four weeks that end now, oldest first; those before the first map are
 * left out. Returns how many. */
size_t bodymap_periods(struct arena *a, const struct marked_list *all, enum layer layer,
                       int64_t now_utc, struct bodymap_period ret[BODYMAP_PERIODS]);

struct bodymap_change { /* of one region, from the map before to the newest */
    const struct region *region;
    struct change change;
};

struct bodymap_changes {
    int64_t from_utc, to_utc;  /* 0: there are not two maps */
    struct bodymap_change *at; /* those that differ, greatest difference first */
    size_t n;
};
struct bodymap_changes bodymap_changes_of(struct arena *a, const struct marked_list *all,
                                          enum layer layer);
