/* The model: pain as a level, two wandering parts, relief that fades, and what lasts.
 * Must never: be tuned to make treatment look better; priors have reasons in docs/evidence.md.
 * Read next: evidence/filter.h.
 *
 * y = m + x_f + x_s - R - C - g [post] + omega_f F + e, see docs/evidence.md.
 *   source   evidence reference 3
 */
#pragma once
#include <math.h>

/* Normal priors as mean and sd; those of h, sigma, omega as median's log and sd of the log. */
struct ev_prior {
    double m0, sm;                    /* usual level */
    double a0, sa;                    /* relief of a 60-minute session */
    double c0, sc;                    /* lasting effect of one */
    double g0, sg;                    /* report effect right after */
    double lh0, slh;                  /* half-life of relief, days */
    double ls0, sls;                  /* sigma: noise of a score */
    double lf0, slf;                  /* omega_f: sd of the fast part */
    double lw0, slw;                  /* omega_s: sd of the slow part */
    double hl_fast, hl_slow, hl_last; /* fixed half-lives, days */
    double sig_sess;                  /* sd of relief between sessions */
    double kap_fast, kap_slow;        /* people come when pain is high: in units of omega */
};

/* That of decisions, and the more doubtful one beside it. */
struct ev_prior ev_prior_usual(void);
struct ev_prior ev_prior_sceptical(void);
/* All sds, half-lives and spreads above 0 and finite? */
int ev_prior_is_fine(const struct ev_prior *p);

/* The state: constants, then what wanders. */
enum {
    STATE_M,
    STATE_A,
    STATE_C,
    STATE_G,
    STATE_X0,   /* slow part at the beginning */
    STATE_FAST, /* fast part now */
    STATE_SLOW, /* slow part now, without what is left of x0 */
    STATE_R,    /* relief left, beyond the average session's */
    STATES
};

/* Order of the four hyperparameters, each standard normal before data. */
enum { HYPER_H, HYPER_SIGMA, HYPER_FAST, HYPER_SLOW, HYPERS };
