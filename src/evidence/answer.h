/* One run of the engine: from a series to what is known of relief, its lasting, change and intervals.
 * Must never: be shown without `why_not` (evidence/decide.h).
 * Read next: evidence/decide.h, docs/evidence.md.
 *
 * All values are on the standard scale; times are days. No memory of its own: whoever calls hands in
 * struct ev_work with room for the events.
 *   source   evidence reference 4, 5
 */
#pragma once
#include "evidence/mixture.h"
#include "evidence/nodes.h"

struct ev_question {
    const struct ev_series *series; /* checked */
    const struct ev_prior *prior;
    double target, mcid, delta; /* standard scale */
    const double *intervals;    /* days; 0: no sessions */
    size_t n_intervals;
    bool tobit;    /* scores at a bound as such; false: as they stand */
    bool accurate; /* 540 nodes */
    enum ev_variant variant;
};

/* What a practice's clients are pooled over; never what lasts. */
enum {
    EV_POOL_LEVEL,  /* m */
    EV_POOL_RELIEF, /* a */
    EV_POOL_REPORT, /* g */
    EV_POOL_HYPERS, /* the four hyperparameters from here, as logs */
    EV_POOLED = EV_POOL_HYPERS + HYPERS
};

struct ev_moments {
    double mean[EV_POOLED], var[EV_POOLED];
};

struct ev_answer {
    struct ev_value value[EV_FUNCTIONALS];
    struct ev_value half_life, sigma, omega_fast, omega_slow; /* days; standard scale */
    struct ev_moments moments;
    double p_change_mcid, p_benefit_delta, p_benefit_0, p_worse_delta;
    double log_bf10; /* for an effect against none */
    size_t n_intervals;
    double interval_mean[EV_INTERVALS_MAX]; /* pain at the end of the last interval */
    double interval_p[EV_INTERVALS_MAX];    /* that it is at the target or below */
    size_t n_looks;
    double look_mean[EV_LOOKS_MAX], look_sd[EV_LOOKS_MAX]; /* pain at each look, in time's order */
    double window, now;                                    /* days; days from the first event */
    bool settled;                                          /* the mode was found */
};

struct ev_work {
    struct ev_event *events; /* room for n_scores + n_sessions + n_looks */
    struct ev_step *steps;   /* as many */
    struct ev_batch batch;
    struct ev_mixture mixture;
    double log_base[EV_NODES_MAX], weight[EV_NODES_MAX];
};

void ev_answer_of(const struct ev_question *q, struct ev_work *w, struct ev_answer *ret);
/* Days that the benefit is averaged over: since the first session, at most 28, at least 1. */
double ev_window(const struct ev_series *s, double t0);
