/* What one measured value says: short, weak, tender; even on both sides or not.
 * Must never: take a published norm for a verdict; sides and cut-offs come first.
 * Read next: domain/change.h, domain/worth.h.
 */
#pragma once
#include "domain/change.h"
#include "domain/visit.h"

/* Of what a measure is taken: of itself, of a movement ("shoulder.abduction"), of a place. */
enum target_kind { TARGET_NONE, TARGET_MOVEMENT, TARGET_PLACE };
enum target_kind measure_target(const struct measure *m);
/* Is it a movement that some muscle makes? */
bool movement_is_known(struct str movement);
/* "shoulder abduction" of "shoulder.abduction" */
struct str movement_words(struct arena *a, struct str movement);
/* "Hand-held dynamometer, any muscle: shoulder abduction" */
struct str sign_name(struct arena *a, const struct measure *m, struct str target);

/* What a target is stored as: a movement, a region's base, or a muscle's id. Takes what a person
 * typed (a label or an id). Empty: it is none. */
struct str target_parse(struct arena *a, const struct measure *m, struct str typed);
/* The words that target_parse takes back. */
struct str target_words(struct arena *a, const struct measure *m, struct str target);

enum evenness {
    EVENNESS_UNKNOWN, /* one side only, or not a matter of sides */
    EVEN,             /* within error or the usual difference */
    UNEVEN_ONCE,      /* more than that, at this visit; to be measured again */
    UNEVEN            /* at an earlier visit too, on the same side */
};

struct asymmetry {
    enum evenness state;
    double pct; /* 100 (L - R) / max(L, R) */
    enum side
        worse; /* the side with less range or strength, or more pain; SIDE_NONE: no direction */
};
/*   earlier   of the same measure and target, before it; NULL: none
 */
struct asymmetry asymmetry_of(const struct finding *now, const struct finding *earlier);

enum deficit { DEFICIT_NONE, DEFICIT_SHORT, DEFICIT_WEAK, DEFICIT_TENDER };
/* What is amiss on that side (SIDE_LEFT, SIDE_RIGHT; of an unpaired measure SIDE_NONE): beyond a
 * cut-off, or worse than the other side by more than error and the usual difference; of an unpaired
 * measure, below the lowest norm by more than error. */
enum deficit sign_deficit(const struct finding *f, enum side side);
/* The value before the treatment on that side; the left one stands for an unpaired measure. */
const struct maybe_real *sign_value(const struct finding *f, enum side side);
/* The lowest published norm for any adult; NAN: none. */
double measure_norm_low(const struct measure *m);
