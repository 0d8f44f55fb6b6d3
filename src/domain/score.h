/* Scoring of questionnaires: total, band, what may be typed in as a total.
 * Must never: give a total that rests on fewer answers than the instrument's own rule asks for.
 * Read next: data/instruments.csv, data/instrument_bands.csv.
 */
#pragma once
#include "base/maybe.h"
#include "domain/knowledge.h"

enum { SCORE_ITEMS_MAX = 10, SCORE_ENTRIES_MAX = 24 };

/* The question of that number; NULL: its text is not ours to show, or there is none. */
const struct item *score_item(struct str instrument, int n);

struct score_total {
    struct maybe_real total; /* none: too few answers */
    int answered;
};
/* Of an instrument whose items are asked here.
 *   subscale   "": all items
 *   values     of items 1.., as many as the instrument has
 */
struct score_total score_of(const struct instrument *x, const char *subscale,
                            const struct maybe_real *values);

/* Is its answer itself about change? Then it is not compared with another. */
bool score_is_rating(const struct instrument *x);
/* What a total means; NULL: no band holds it. Bands are whole numbers: 20.5 belongs to 20. */
const struct band *score_band(struct str instrument, const char *subscale, double total);

/* A total that may be typed in, of an instrument whose text may not be shown. */
struct score_entry {
    const struct instrument *instrument;
    const char *subscale; /* "": the whole */
    int n;                /* of the subscale, from 1; 0: the whole */
    double low, high;
};
/* All of them, in the order of the file; returns how many. */
size_t score_entries(struct score_entry ret[SCORE_ENTRIES_MAX]);
/* The subscale of that number; "": the whole. */
const char *score_subscale(const struct instrument *x, int64_t n);
