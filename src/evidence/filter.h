/* The Kalman filter, many nodes at once: log-likelihood, and what is asked of the final state.
 * Must never: give another result for another width, beyond rounding.
 * Read next: evidence/filter_lanes.h.
 *
 *   source   evidence reference 5; a score at a bound is matched in its first two moments, and with
 *            an ask anew beside all other scores, twice (evidence/site_lanes.h)
 */
#pragma once
#include "evidence/model.h"
#include "evidence/series.h"

enum {
    EV_NODES_MAX = 544, /* a multiple of every width */
    EV_INTERVALS_MAX = 16,
    EV_HORIZON = 84 /* days that each interval is looked at for */
};

/* How wide the machine is; whoever calls knows the processor. */
enum ev_variant { EV_PORTABLE, EV_AVX2, EV_AVX512 };

/* What is asked of the state at `now`, each linear in it. */
enum ev_functional {
    EV_A,         /* relief of a session that starts to fade */
    EV_G,         /* report effect */
    EV_IMMEDIATE, /* a + g: drop right after */
    EV_C,         /* what one session leaves */
    EV_LASTING,   /* what all have left by now */
    EV_BENEFIT,   /* mean points lower in the window because of sessions */
    EV_CHANGE,    /* mean points lower in usual level, whatever the cause */
    EV_LEVEL,     /* usual level now */
    EV_PAIN_NOW,
    EV_FUNCTIONALS
};

struct ev_ask {
    double now, window;      /* days from the first event; days */
    const double *intervals; /* days; 0: no sessions */
    size_t n_intervals;      /* at most EV_INTERVALS_MAX */
};

/* One event with what does not depend on the node. */
struct ev_step {
    enum ev_what what;
    enum ev_bound bound;
    double y, dose, dt;
    double keep_fast, keep_slow, keep_last; /* decays since the event before */
    double slow0, fast0;                    /* what is left of the beginning's x0 and F */
    double lasting;                         /* K before it */
};

/* In columns, padded to the width by the last node. */
struct ev_batch {
    size_t n;
    double z[HYPERS][EV_NODES_MAX];
    double loglik[EV_NODES_MAX];
    double mean[EV_FUNCTIONALS + EV_INTERVALS_MAX][EV_NODES_MAX];
    double var[EV_FUNCTIONALS + EV_INTERVALS_MAX][EV_NODES_MAX];
    double cov_ac[EV_NODES_MAX];
    double mean_m[EV_NODES_MAX], var_m[EV_NODES_MAX]; /* the level without sessions */
    double look_mean[EV_LOOKS_MAX][EV_NODES_MAX];     /* pain at each look, given all scores */
    double look_var[EV_LOOKS_MAX][EV_NODES_MAX];
};

struct ev_filter {
    const struct ev_step *steps;
    size_t n, n_bounded; /* steps; scores at a bound among them */
    const struct ev_prior *prior;
    const struct ev_ask *ask;         /* NULL: only the likelihood */
    double rounding;                  /* variance of rounding to a step */
    double lasting_now, lasting_mean; /* K at now, and its mean over the window */
};

/*   step   between two possible scores, on the standard scale
 *   ret    room for n steps
 */
struct ev_filter ev_filter_of(const struct ev_event *events, size_t n, double step,
                              const struct ev_prior *prior, const struct ev_ask *ask,
                              struct ev_step *ret);
void ev_filter_run(enum ev_variant v, const struct ev_filter *f, struct ev_batch *b);

/* One width each; ev_filter_run chooses. */
void ev_filter_portable(const struct ev_filter *f, struct ev_batch *b);
void ev_filter_avx2(const struct ev_filter *f, struct ev_batch *b);
void ev_filter_avx512(const struct ev_filter *f, struct ev_batch *b);
