/* A case for the evidence engine, from a file: JSON as docs/evidence.md says, or a plain table.
 * Must never: guess at what is not there, or take a number that is none.
 * Read next: cli/evidence.c, docs/evidence.md.
 */
#pragma once
#include "base/arena.h"
#include "base/str.h"
#include "evidence/answer.h"

struct evidence_case {
    struct str id; /* as JSON; "null": it has none */
    struct ev_series series;
    struct ev_prior prior, sceptical;
    double target, mcid, delta; /* standard scale */
    double intervals[EV_INTERVALS_MAX];
    size_t n_intervals;
};

/*   ret_fault   what is wrong and where: "line 7: ...", "observations[3].score: ..."
 */
bool evidence_case_json(struct arena *a, struct str text, struct evidence_case *ret,
                        struct str *ret_fault);
/* Lines of time,kind,value: time as a day, a day and time, or days; kind diary, pre, post (a score from
 * 0 to 10) or session (minutes). The last time is now. */
bool evidence_case_csv(struct arena *a, struct str text, struct evidence_case *ret,
                       struct str *ret_fault);
