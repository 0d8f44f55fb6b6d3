/* A complaint ("right shoulder since March"): it owns its scores, signs, goals and plan.
 * Must never: mix two complaints' scores in one series.
 * Read next: domain/visit.h.
 */
#pragma once
#include "base/date.h"
#include "base/fault.h"
#include "base/id.h"
#include "base/maybe.h"

enum { COMPLAINTS_MAX = 4, GOALS_MAX = 3 }; /* open at one time; goals each */

struct goal {
    int64_t n;
    int64_t complaint;
    struct str label;
    struct str measure; /* instrument or measure id; empty: the client's own words */
    struct maybe_real target;
    struct str due; /* day or empty */
};

struct goal_list {
    struct goal *at;
    size_t n;
};

struct complaint {
    struct id client;
    int64_t n;
    struct str label;
    struct str since; /* day or empty */
    struct str cause;
    struct maybe_int closed_utc;
    int64_t made_utc, version;
};

struct complaint_list {
    struct complaint *at;
    size_t n;
};

/* Stored form, and faults by field name (label since cause; goal.label goal.target goal.due with
 * ".0", ".1", ".2" behind). Empty goals are dropped. */
void complaint_check(struct arena *a, struct complaint *c, struct goal_list *goals,
                     struct date today, struct faults *f);
