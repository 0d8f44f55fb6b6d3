/* What is asked between visits, and what else happened to a client meanwhile.
 * Must never: take a score of another time for an answer.
 * Read next: domain/outcome.h.
 */
#pragma once
#include "base/date.h"
#include "base/id.h"

struct diary_score {
    struct id id;
    int64_t at_utc;
    double value;
};

struct diary_score_list { /* newest first */
    struct diary_score *at;
    size_t n;
};

struct other_care { /* forbids causal words for OTHER_CARE_DAYS */
    struct id id;
    struct str day;
    struct str kind; /* medicine treatment other */
    struct str note, who;
};

struct other_care_list {
    struct other_care *at;
    size_t n;
};

enum { OTHER_CARE_DAYS = 28, RECENT_DAYS = 92, FOLLOWUPS = 4 };
extern const char *const other_care_kinds[3];

/* Is one of them within OTHER_CARE_DAYS before `today`? On the last of them a part still is. */
bool other_care_stands(const struct other_care_list *all, struct date today);
/* Did the complaint begin less than RECENT_DAYS before? Not known: no. */
bool outcome_is_recent(struct str since, struct date today);

enum followup_state { FOLLOWUP_LATER, FOLLOWUP_DUE, FOLLOWUP_ASKED, FOLLOWUP_MISSED };
struct followup {
    int64_t from_utc, until_utc; /* a score in between is the answer */
    const char *when;            /* "an hour after" */
    enum followup_state state;
};
/* After a visit: an hour after, the next morning, after three and after seven days.
 *   source   evidence reference; clinical reference 5
 */
void followups_of(int64_t visit_utc, const struct zone *z, const struct diary_score_list *scores,
                  int64_t now_utc, struct followup ret[FOLLOWUPS]);

enum { RANDOM_FIRST_DAYS = 8, RANDOM_LAST_DAYS = 60 }; /* after the visit */
/* For somebody who comes when pain is high: once a week at a time that nobody chooses, from the week
 * after the visit on. The one whose day it is; false: none is.
 *   source   evidence reference 9 (pain-triggered booking)
 */
bool followup_random(struct id client, int64_t complaint, int64_t visit_utc, const struct zone *z,
                     const struct diary_score_list *scores, int64_t now_utc, struct followup *ret);
