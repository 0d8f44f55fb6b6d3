/* A plan of care for one complaint: what, how long, how often, until when it is looked at again.
 * Must never: go on without an end; a course has a number of visits and a review before it.
 * Read next: practice/plan.h.
 *
 *   source   clinical reference 5: a trial of care is 6 visits in 4-6 weeks, 60 minutes, weekly or
 *            more often, reviewed at 4
 */
#pragma once
#include "base/arena.h"
#include "base/fault.h"
#include "base/str.h"

enum {
    PLAN_MINUTES_MAX = 240,
    PLAN_INTERVAL_MAX = 366, /* days */
    PLAN_VISITS_MAX = 60,
    PLAN_TECHNIQUES_MAX = 12
};

struct plan {
    int64_t complaint, n; /* n: the version, from 1 */
    int64_t made_utc;
    struct str author_name;
    struct str reason;     /* why it was changed; empty of the first */
    struct str techniques; /* codes, ";" between */
    struct str areas;      /* in words */
    int64_t minutes, interval_days, visits, review_after;
    struct str home_care;
    int64_t since_utc; /* from when its visits are counted */
};

struct plan_list { /* newest first */
    struct plan *at;
    size_t n;
};

/* The trial of care. */
struct plan plan_usual(void);
/* Stored form, and faults by field name (techniques areas minutes interval_days visits review_after
 * home_care reason).
 *   before    the version that it changes; NULL: it is the first
 *   restart   a new course: its plan may be the same as before
 */
void plan_check(struct arena *a, struct plan *p, const struct plan *before, bool restart,
                struct faults *f);
/* "stroking, trigger point: held pressure" */
struct str plan_techniques(struct arena *a, const struct plan *p);
/* "every week", "every 10 days" */
struct str plan_interval(struct arena *a, const struct plan *p);
/* In one line: "60 min every week, 6 visits, review after 4; kneading; upper back" */
struct str plan_words(struct arena *a, const struct plan *p);
/* For the note: "Plan: 60 min every week, ...; this was visit 3 of 6.", and once the course is over
 * "this was visit 7, after the course of 6." */
struct str plan_note(struct arena *a, const struct plan *p, int64_t done);
/* What changed from one version to the next: "interval every week → every 2 weeks; minutes 60 →
 * 45"; empty: nothing. */
struct str plan_changes(struct arena *a, const struct plan *from, const struct plan *to);

/* Where in its course the next visit stands. */
struct plan_place {
    int64_t next; /* number of the next visit, from 1 */
    bool is_last; /* of the course */
    bool is_over; /* all its visits are done: review, then continue, change or stop */
};
/*   done   signed visits since the plan's beginning
 */
struct plan_place plan_place_of(const struct plan *p, int64_t done);
