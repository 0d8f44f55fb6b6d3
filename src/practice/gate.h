/* The gate with all that it looks at, read in one snapshot or transaction.
 * Must never: be left out of a write that starts or signs a visit.
 * Read next: domain/gate.h, practice/rule.h, answer.h, clearance.h, consent.h.
 */
#pragma once
#include "domain/client.h"
#include "domain/consent.h"
#include "domain/gate.h"
#include "practice/practice.h"

struct gate_whole {
    struct client client;
    struct practice_facts practice;
    struct consent_list consents;
    struct rule_list known; /* facts.rules and own ones that do not stand */
    struct gate_facts facts;
    struct gate gate;
};

/*   at_utc   when the visit is begun, or was begun, in the program: what its note says of its time
 *            does not count
 *   sheet    its readings count; NULL: none yet
 */
NODISCARD enum rc gate_read(struct act *act, struct id client, int64_t at_utc,
                            const struct sheet *sheet, struct gate_whole *ret);

/* In a write: records that the gate refused; the use case then returns OK, undone but recorded
 * (act->refused).
 *   what   "start" "sign"
 */
NODISCARD enum rc gate_refuse(struct act *act, const struct gate_whole *w, const char *what,
                              struct id target);
/* Why the gate is not open, as faults of the whole form. */
void gate_say(const struct gate *g, struct faults *f);

struct refusal {
    int64_t at_utc;
    struct str what, cautions, who;
};

struct refusal_list {
    struct refusal *at;
    size_t n;
};
/* Newest first, the last twenty. */
NODISCARD enum rc gate_refusals(struct act *act, struct id client, struct refusal_list *ret);
