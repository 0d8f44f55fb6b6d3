/* Which muscles are worth checking: where the client has pain and what was measured, against what
 * the muscles refer to and do.
 * Must never: be called a diagnosis; referral maps are expert observation.
 * Read next: data/muscles.csv, domain/sign.h.
 *
 * The order, first difference decides:
 *   1. overlap    painful regions that the muscle refers pain to
 *   2. deficits   measured signs that fit it: its length or range short, its movement weak
 *   3. tender     measured tenderness of it or of a place where it lies
 *   4. share      of all that it refers to, how much hurts
 *   5. pain       sum of the pain in the overlap
 *   6. the order of data/muscles.csv, left before right
 * A paired muscle stands once a side. Marks and findings of the other side count nothing; the
 * midline counts for both.
 *   source      clinical reference 3
 */
#pragma once
#include "domain/sign.h"

enum { WORTH_WHY_MAX = 4, WORTH_MAX = 8 };

struct worth_facts {
    const struct mark *marks; /* only pain counts */
    size_t n_marks;
    const struct finding *findings;
    size_t n_findings;
};

struct worth {
    const struct muscle *muscle;
    enum side side; /* SIDE_NONE: not paired */
    int overlap, deficits, tender;
    double share, pain;
    const struct region *hurts[WORTH_WHY_MAX]; /* the first of the overlap */
    const struct finding *fits[WORTH_WHY_MAX]; /* the first of deficits and tender */
    size_t n_hurts, n_fits;
};

/* The best `most`, best first; muscles that nothing speaks for are left out. Returns how many. */
size_t worth_rank(const struct worth_facts *facts, struct worth *ret, size_t most);

/* Which of a client's sides a measured side speaks of, for that muscle: the side a muscle is on is
 * not the side a neck turns to. SIDE_NONE: not of this muscle. */
enum side worth_side(const struct muscle *m, const struct finding *f, enum side measured);
