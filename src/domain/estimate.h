/* What sessions did for each complaint of a practice, and what its clients have in common.
 * Must never: reach a decision about a client; say anything of a few.
 * Read next: evidence/pool.h, practice/recompute.h.
 *
 *   source   evidence reference 6, 8 (clinic)
 */
#pragma once
#include "base/crypt.h"
#include "domain/outcome.h"
#include "domain/recompute.h"
#include "evidence/pool.h"

enum {
    ESTIMATE_SCORES = 4,   /* least, for an estimate */
    ESTIMATE_SESSIONS = 3, /* likewise */
    ESTIMATE_SHOWN = 20    /* complaints, for their distribution */
};

/* false: a part is missing. */
bool pool_of_parts(const struct pool_part_list *parts, struct ev_pool *ret);

/* Of complaints as they truly are, as far as can be told: each estimate counts with its doubt. */
struct estimate_spread {
    double tenth, half, nine_tenths; /* a tenth of them has a benefit below, ... */
};
/* ESTIMATE_SHOWN estimates or more, each with a spread above 0. */
struct estimate_spread estimate_spread_of(const struct estimate_list *all);

/* Are there scores and sessions enough? */
bool estimate_counts(const struct outcome *asked);
/* Of what a run would be given: the same hash, the same result. */
void estimate_hash_of(struct arena *a, const struct outcome *asked, const struct ev_prior *p,
                      unsigned char ret[CRYPT_HASH]);
/* As fine as the pool is known: what was computed under nearly the same one still holds. */
struct ev_pool pool_rounded(const struct ev_prior *start, const struct ev_pool *pool);
