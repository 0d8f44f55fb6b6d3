/* What the engine is given: scores and sessions of one outcome of one complaint.
 * Must never: hold a date, a name or a unit; time is days from any origin.
 * Read next: evidence/model.h.
 *
 *   source   evidence reference 2, 3, 10
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum score_kind {
    SCORE_DIARY, /* at home, or any time that is not at a visit */
    SCORE_PRE,   /* before a visit's first block */
    SCORE_POST   /* before leaving */
};

struct ev_session {
    double t;       /* days */
    double minutes; /* hands-on, above 0 */
};

struct ev_score {
    double t; /* days */
    enum score_kind kind;
    double value; /* on the outcome's own scale */
};

/* How an outcome becomes the standard scale: y = 5 + sign (score - mid) / unit. */
struct ev_scale {
    int sign;         /* 1: higher is worse; -1: higher is better */
    double mid, unit; /* unit above 0 */
    double step;      /* between two possible scores, above 0 */
    double low, high; /* ends; NAN: none */
};

struct ev_series {
    struct ev_scale scale;
    const struct ev_session *sessions;
    size_t n_sessions;
    const struct ev_score *scores;
    size_t n_scores;
    double now;          /* days; nothing lies after it */
    const double *looks; /* days; NULL: none */
    size_t n_looks;      /* at most EV_LOOKS_MAX */
};

/* Why a series cannot be read; EV_FINE: it can. */
enum ev_fault {
    EV_FINE,
    EV_NOT_A_NUMBER, /* a time, a score, minutes or the scale is NAN or infinite */
    EV_BAD_SCALE,    /* unit, step or sign is not possible, or low is not below high */
    EV_OUTSIDE,      /* a score beyond the ends of the scale */
    EV_BAD_MINUTES,  /* not above 0, or above EV_MINUTES_MAX */
    EV_FUTURE,       /* something lies after `now` */
    EV_TOO_MANY      /* more than EV_EVENTS_MAX scores and sessions together */
};
enum { EV_MINUTES_MAX = 480, EV_EVENTS_MAX = 20000, EV_LOOKS_MAX = 64 };

/*   ret_at   which score or session, from 0; of the scale 0
 */
enum ev_fault ev_series_check(const struct ev_series *s, size_t *ret_at);

/* One thing that happened, on the standard scale. Order: time; then diary and pre scores, sessions,
 * post scores, looks. A look is a time at which pain is asked about afterwards; it changes nothing. */
enum ev_what { EV_SCORED, EV_TREATED, EV_SCORED_AFTER, EV_LOOKED };
enum ev_bound { EV_INSIDE, EV_AT_LOW, EV_AT_HIGH };

struct ev_event {
    double t; /* days from the first event */
    enum ev_what what;
    enum ev_bound bound;
    double y;    /* a score; at a bound the edge of the rounding interval */
    double dose; /* a session; 60 minutes is 1 */
};

/*   tobit    false: a score at a bound is taken as it stands
 *   ret      room for n_scores + n_sessions + n_looks
 *   returns  how many
 *   ret_t0   days of the first event, in the series' time
 */
size_t ev_events(const struct ev_series *s, bool tobit, struct ev_event *ret, double *ret_t0);

/* Dose of a session: (1 - exp(-M/45)) / (1 - exp(-60/45)). */
double ev_dose(double minutes);
double ev_standard(const struct ev_scale *x, double score);
/* The score that stands there on the standard scale. */
double ev_score_of(const struct ev_scale *x, double y);
