/* The chart: what a therapist sees of a client before a visit, in one look.
 * Must never: mix complaints, or show a draft's values as findings.
 * Read next: web/chart.h.
 */
#pragma once
#include "domain/change.h"
#include "domain/client.h"
#include "domain/observation.h"
#include "domain/visit.h"
#include "practice/course.h"

enum { CHART_VISITS = 10 };

struct chart_complaint {
    struct complaint complaint;
    struct goal_list goals;
    struct observation_list pain; /* nrs_now: before, after, diary; oldest first */
    struct visit_list visits;     /* signed ones of this complaint among the newest, for marks */
    bool has_response;            /* the last signed visit that has both scores */
    struct visit response;
    struct change response_change;
    struct course course;
};

struct chart_complaints {
    struct chart_complaint *at;
    size_t n;
};

struct chart {
    struct client client;
    int age;                            /* years, -1 when the birth date is not known */
    struct chart_complaints complaints; /* open ones first */
    struct visit_list visits;           /* newest first, all states */
    bool more;
    struct mark_list map; /* the latest signed body map */
    int64_t map_utc;      /* of its visit; 0 when there is none */
};

/* Leaves a row in the audit chain.
 *   before_utc   only visits that started before; 0: from the newest
 */
NODISCARD enum rc chart_visits(struct act *act, struct id client, int64_t before_utc,
                               struct visit_list *ret, bool *ret_more);
/* Leaves a row in the audit chain. */
NODISCARD enum rc chart_read(struct act *act, struct id client, struct chart *ret);
