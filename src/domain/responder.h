/* Outcomes of a practice: of how many complaints what was said, and how sure a share is.
 * Must never: give a percentage of fewer than RESPONDER_LEAST, or leave out those who stayed away.
 * Read next: domain/outcome.h.
 *
 *   source   evidence reference 8 (clinic): responder is P(change >= MCID) >= 0.9; Wilson's interval;
 *            who stayed away counted as best and as worst case
 */
#pragma once
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"

enum {
    RESPONDER_LEAST = 10, /* complaints, for a percentage; and for a therapist's own row */
    RESPONDER_DAYS = 365, /* that are looked back */
    AWAY_DAYS = 60        /* without a visit: stayed away; a complaint that is closed is over */
};

/* Complaints with the same last therapist and outcome. */
struct responder_row {
    struct id therapist;
    struct str who;
    int64_t outcome; /* bits of enum outcome_bit */
    int64_t many;    /* 1: three sessions or more */
    int64_t away;    /* 1: over, or stayed away */
    int64_t n;
};

struct responder_row_list { /* by therapist */
    struct responder_row *at;
    size_t n;
};

struct responders {
    struct str who;                                   /* empty: the whole practice */
    int64_t treated;                                  /* complaints with a signed visit */
    int64_t many;                                     /* of them with three sessions or more */
    int64_t enough;                                   /* with scores and sessions for a verdict */
    int64_t away;                                     /* over, or stayed away, before there was enough */
    int64_t better, helping, review, unlikely, worse; /* of those with enough */
};

struct responder_list { /* the practice first, then its therapists */
    struct responders *at;
    size_t n;
};
struct responder_list responders_of(struct arena *a, const struct responder_row_list *rows);

/* A share with how sure it is. */
struct share {
    bool shown; /* else there are too few */
    double percent, low, high;
};
/* Responders among those with enough data; among those and all that ended before, each of them taken as
 * one who got no better; as one who did. */
struct share responder_share(const struct responders *r);
struct share responder_worst(const struct responders *r);
struct share responder_best(const struct responders *r);
