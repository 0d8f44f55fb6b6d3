/* Simulated clients: as the model has them, and as it has them not.
 * Must never: be fitted to what the engine answers.
 * Read next: campaign/prior_world.c, campaign/real_world.c.
 *
 * Pain is on the standard scale, which is that of 0 to 10; times are days from the first event.
 *   source   evidence reference 3 and 7; what they leave open stands beside each setting
 */
#pragma once
#include "campaign/dice.h"
#include "evidence/answer.h"

enum { LIFE_SESSIONS = 14, LIFE_SCORES = 2048 };

struct person {
    double m, a, c, g; /* usual level, relief, lasting effect, report effect */
    double each;       /* how much relief differs from visit to visit, sd; of the other world only */
    double h;          /* half-life of relief, days */
    double sigma, fast, slow;
};

struct life {
    struct person who;
    struct ev_scale scale;
    struct ev_session sessions[LIFE_SESSIONS];
    struct ev_score scores[LIFE_SCORES]; /* in order of time */
    size_t n_sessions, n_scores;
    size_t scored[LIFE_SESSIONS]; /* how many scores there were when this session was over */
    double usual[LIFE_SESSIONS];  /* usual level without benefit; of the other world only */
    double now;
    double truth[EV_FUNCTIONALS]; /* at now; of the prior's world only */
};

/* --- the prior's world: every client is a draw from the prior ---------------------------------- */

/* Not in the specification: the mean distance of a client's sessions is 3 to 14 days, each distance
 * that by a lognormal of 0.4, at least one day; 30, 45, 60 or 90 minutes; 0 to 0.7 diary scores a
 * day; one client in four keeps a diary for 7 to 14 days before the first session; a score is
 * missing once in seven; now is up to 14 days after the last session. */
struct prior_setting {
    const struct ev_prior *prior;
    bool whole;      /* scores are rounded and end at 0 and 10; else as they are, without ends */
    size_t sessions; /* 0: 1 to 14 */
    double m, a, c;  /* NAN: drawn */
};
void prior_life(struct dice *d, const struct prior_setting *s, struct life *ret);

/* --- another world: shocks, flares and slow drift that the model does not have ------------------ */

/* From the specification: shocks of the fast part are Student's t with 5 degrees of freedom, the
 * slow part has a half-life of 90 days, there are flares, the first visit is on a day with pain a
 * point or more above what is usual then, whole scores, one in ten missing, 60 minutes a week, a
 * diary score is asked for at random times. Relief differs between clients as in its 6, by
 * N(0, 0.6^2), and between visits as in its 3, by N(0, 0.5^2); without an effect there is none in
 * anyone, at any visit.
 *
 * Not in it: own mean N(5.5, 1.2^2) within 3.5 and 8; sigma and omega_f have the prior's medians,
 * omega_s that of the golden cases (0.8), all a quarter of the prior's spread; the shocks' variance
 * is not scaled to 1; a flare once in 30 days, of 1 to 3 points, half of it gone after 3 days;
 * natural recovery begins with the first visit and half of it is done after 21 days; the report
 * effect where none is named is 0.75. Who books when pain is high comes, from the fourth day after
 * the last visit on, with a chance of 0.1 a day, twice that for each point above the own mean, half
 * for each below, at the latest after 28 days. a and c are such that B is the specification's.
 *
 * Spread, shocks, flares and report effect were chosen among 32 combinations as the one that comes
 * nearest to the specification's naive rules, which no engine enters, in its seven rows without an
 * effect; the chance so that B of those who book when pain is high is the specification's. "Above
 * the own mean" and "no effect" can be read otherwise: docs/evidence.md says what comes of it. */
struct real_setting {
    double a, c, h, g;
    double recovery; /* points that go by themselves */
    double diary;    /* scores asked for a day */
    bool triggered;  /* books when pain is high */
    double worse;    /* points that pain rises by after session WORSE_AFTER */
};
enum { WORSE_AFTER = 6 };
void real_life(struct dice *d, const struct real_setting *s, struct life *ret);

/* --- both ---------------------------------------------------------------------------------------- */

struct ev_series life_series(const struct life *l);
/* What a practice would ask: target 3, two points matter, scores at an end as such. */
struct ev_question life_question(const struct ev_series *s, const struct ev_prior *p);
/* As it stood when so many sessions were over. */
struct ev_series life_after(const struct life *l, size_t sessions);
/* B: mean points lower in the series' window because of its sessions. Times begin with 0. */
double life_benefit(const struct person *p, const struct ev_series *s);
/* The score that is given of such a pain. */
double life_score(const struct ev_scale *x, double pain);
void life_scored(struct life *l, double t, enum score_kind kind, double pain);
