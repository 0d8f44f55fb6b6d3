/* How one measure went over time, and which of the seven claimed benefits it speaks of.
 * Must never: mix complaints, sides or questions in one series, or show a gain inside the error.
 * Read next: domain/change.h, data/claims.csv.
 */
#pragma once
#include "domain/measuring.h"

struct trend_point {
    int64_t at_utc;
    double value;
    struct id visit; /* none: of a review or a questionnaire */
};

struct trend {
    const struct instrument *instrument; /* one of these two */
    const struct measure *measure;
    int64_t complaint;      /* of scores; 0: of the whole person */
    struct str of;          /* what was asked or measured: a goal's words, a target; else empty */
    enum side side;         /* of measures; SIDE_NONE: not paired */
    struct trend_point *at; /* oldest first */
    size_t n;
    struct change change; /* from the first to the last; of one point, none */
    struct str weaker;    /* why those two compare less well; empty: they compare well */
};

struct trend_list {
    struct trend *at;
    size_t n;
};

/* One answer, as a series is made of it. */
struct trend_score {
    int64_t complaint;
    struct str kind; /* instrument id */
    struct str of;
    int64_t at_utc;
    double value;
    struct id visit;
    int items; /* activities that a mean is of; 0: all items */
};

struct trend_score_list { /* those of one series together, oldest first */
    struct trend_score *at;
    size_t n;
};

struct trend_facts {
    struct trend_score_list scores;
    struct measuring_list measurings;
};

/* Does it speak of that benefit, 1 to BENEFITS? The PHQ-9 never does: its sum holds what was said
 * about self-harm, which stays out of charts. */
bool benefit_has_instrument(int benefit, const struct instrument *x);
bool benefit_has_measure(int benefit, const struct measure *m);
/* Every series of that benefit: scores in the order of the file, then measures, newest first. */
struct trend_list trends_of(struct arena *a, const struct trend_facts *facts, int benefit);

/* An answer that is itself about change, and is not compared with another. */
bool trend_is_rating(const struct trend *t);

/* Signs of shortness, weakness or tenderness, of every side that was measured at two visits. A sign
 * that showed by the other side is neither gone nor fresh unless both sides were measured both times. */
struct trend_signs {
    int measured;
    int first; /* present at the first visit */
    int gone;  /* of those: not present now, by more than the error */
    int fresh; /* not present at first, present now, by more than the error */
};
struct trend_signs trend_signs_of(const struct measuring_list *all);
