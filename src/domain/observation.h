/* One score of a client: what was asked, of which complaint, when, and the answer.
 * Must never: be made up; a question that was not asked leaves no row.
 * Read next: web/trajectory.h.
 */
#pragma once
#include "base/id.h"
#include "base/maybe.h"
#include "base/str.h"

struct observation {
    int64_t complaint; /* 0: of the whole person */
    struct str kind;   /* instrument id: nrs_now nrs_week nrs_tension nrs_stress nrs_sleep */
    int64_t at_utc;
    struct str phase; /* before after diary */
    double value;
};

struct observation_list {
    struct observation *at;
    size_t n;
};
