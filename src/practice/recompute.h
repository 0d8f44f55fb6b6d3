/* A run over all complaints of a practice: what its clients have in common, and what sessions did for
 * each of them; in the background, with its progress in the store.
 * Must never: hold a snapshot or the writer while the engine computes.
 * Read next: domain/estimate.h, sql/estimate.sql.
 */
#pragma once
#include <stdatomic.h>

#include "domain/estimate.h"
#include "practice/practice.h"

/* Writing; cmd: nothing. act->made is the run. CONFLICT: one is under way. */
NODISCARD enum rc recompute_begin(struct act *act, void *nothing);
/* Takes its time; ends early when *stop becomes true, and is then to be begun again: what it has
 * computed stays, and what has not changed since is not computed again. */
enum rc recompute_run(struct practice *p, struct id run, const atomic_bool *stop);

struct estimates {
    bool any; /* there was a run */
    struct recompute last;
    bool has_pool;
    struct ev_pool pool;
    struct estimate_list all; /* with a score or session since */
};
NODISCARD enum rc estimates_read(struct act *act, int64_t since_utc, struct estimates *ret);
