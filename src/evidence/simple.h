/* Simpler statistics: a share, one change, one retest, two sides, a run of scores, a group.
 * Must never: make a number of input that has none; it is NAN then, or what an enum says for it.
 * Read next: evidence/summary.h, evidence/alert.h.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct simple_interval {
    double low, high;
};

/* Wilson's 95 % interval of a share.
 *   x, n      successes of trials, 0 <= x <= n, n above 0
 *   returns   0 to 1; both NAN for other input
 *   source    evidence reference 8 (clinic)
 */
struct simple_interval simple_wilson(double x, double n);

/* --- one change ------------------------------------------------------------------------------ */

struct simple_pair {
    double before, after;       /* same measure and unit; each one score or a mean */
    unsigned n_before, n_after; /* scores in each, at least 1 */
    double sem;                 /* error of one score, same unit, above 0 */
    double mcid;                /* smallest change that matters, same unit, above 0; NAN: unknown */
    int sign;                   /* 1: higher is worse; -1: higher is better */
};

enum simple_class {
    SIMPLE_UNCLASSED,       /* the mcid is unknown, or the input is not usable */
    SIMPLE_UNDETECTED,      /* no detectable change */
    SIMPLE_UNSURE,          /* meaningful if real, not reliable; either direction */
    SIMPLE_IMPROVED_LITTLE, /* reliable, but small */
    SIMPLE_IMPROVED,        /* reliable and meaningful */
    SIMPLE_WORSE_LITTLE,
    SIMPLE_WORSE
};

struct simple_change {
    double change; /* positive: better */
    double rci;    /* in standard errors of the difference */
    double mdc95;  /* smallest reliable change, same unit */
    enum simple_class class;
};

/* Reliable change after Jacobson and Truax: at least 1.96 standard errors of the difference.
 *   returns   all NAN and SIMPLE_UNCLASSED for input that is not usable; the numbers without a
 *             class when only the mcid is not
 *   source    evidence reference 8 (reliable change)
 */
struct simple_change simple_change_of(const struct simple_pair *p);

/* --- one retest ------------------------------------------------------------------------------ */

struct simple_normal {
    double mean, sd;
};

struct simple_retest {
    double reliability;              /* share of the spread that is not error, 0 to 1 */
    struct simple_normal true_value; /* of this person, after the one score */
    struct simple_normal expected;   /* of the next score when nothing changed */
};

/* What a second score is expected to be when nothing changed: nearer to the mean of all.
 *   before    the first score
 *   sem       error of one score, same unit, above 0
 *   people    mean, and sd of true values, of those who are measured so; sd above 0
 *   returns   all NAN for other input
 *   source    evidence reference 8 (RTM-adjusted expectation)
 */
struct simple_retest simple_retest_of(double before, double sem, struct simple_normal people);

/* How far a value lies from what was expected, in sds; NAN when sd is not above 0. */
double simple_z(double value, struct simple_normal expected);

/* --- two sides ------------------------------------------------------------------------------- */

struct simple_limb {
    double symmetry;             /* percent: involved of uninvolved */
    double se_log;               /* standard error of the ratio's log */
    struct simple_interval at95; /* of symmetry, percent */
    double asymmetry;            /* percent of the larger side; positive: involved is smaller */
    double p_below_90;           /* that true symmetry is below 90 % */
    double detectable;           /* smallest difference beyond error, percent */
};

/* Limb symmetry of repeated trials on both sides.
 *   involved, uninvolved   n numbers each, at least 1; same measure and unit, above 0
 *   cv                     coefficient of variation of one trial, a share (0.06), above 0
 *   returns                all NAN for other input
 *   source                 evidence reference 8 (limb symmetry)
 */
struct simple_limb simple_limb_of(const double *involved, size_t n_involved,
                                  const double *uninvolved, size_t n_uninvolved, double cv);

/* --- a run of scores ------------------------------------------------------------------------- */

/* One step of a chart takes what the step before gave and the next z; positive is worse. */
struct simple_ewma {
    double value;    /* weighted mean of z */
    double variance; /* of value while nothing changes */
    double limit;
    bool beyond; /* value is above the limit: worse */
};

/* Exponentially weighted mean: weight 0.2, limit 2.7 sds.
 *   e         before the first z all 0
 *   returns   value NAN and not beyond when z is not finite, and from then on
 *   source    evidence reference 8 (worsening alert)
 */
struct simple_ewma simple_ewma_next(struct simple_ewma e, double z);

enum { SIMPLE_CUSUM_ALERT = 5, SIMPLE_Z_ALERT = 3 };

/* Cumulative sum S = max(0, S + z - 0.5), never reset.
 *   sum       0 or more; before the first z 0
 *   returns   NAN when sum or z is not usable
 *   source    evidence reference 8 (worsening alert)
 */
double simple_cusum(double sum, double z);

enum simple_why {
    SIMPLE_DRIFT = 1,       /* S reached SIMPLE_CUSUM_ALERT */
    SIMPLE_FAR = 2,         /* this one z is above SIMPLE_Z_ALERT */
    SIMPLE_NOT_A_NUMBER = 4 /* nothing could be told */
};

struct simple_alert {
    double sum;   /* for the next step: 0 after a drift */
    unsigned why; /* any of enum simple_why; 0: no alert */
};

/* The same sum, back to 0 after each drift, and one z that is far.
 *   returns   the sum as it was and SIMPLE_NOT_A_NUMBER when sum or z is not usable
 *   source    evidence reference 8 (worsening alert)
 */
struct simple_alert simple_alert_next(double sum, double z);

/* --- a group --------------------------------------------------------------------------------- */

/* A group's mean and spread of true values, from one estimate a member.
 *   y, v      n estimates and their variances, n at least 1; v above 0
 *   start     what is expected without the group; it weighs 5 members in the mean, 10 in the
 *             spread; sd above 0
 *   returns   both NAN for other input, or when it does not settle
 *   source    evidence reference 6, on given estimates, until it no longer changes
 */
struct simple_normal simple_pool(const double *y, const double *v, size_t n,
                                 struct simple_normal start);

/* One member's estimate drawn toward the group.
 *   y, v      the estimate and its variance, above 0
 *   returns   both NAN for other input, or when the group's sd is not above 0
 *   source    evidence reference 6
 */
struct simple_normal simple_shrink(double y, double v, struct simple_normal group);
