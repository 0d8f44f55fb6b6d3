/* Clearances: what a doctor allowed, by letter or call, until when.
 * Must never: lift a red flag.
 * Read next: domain/gate.h.
 */
#pragma once
#include "domain/gate.h"
#include "practice/document.h"
#include "practice/practice.h"

struct clearance_save {
    struct id client;
    struct clearance clearance;    /* id, author, document and at_utc are made */
    struct document_source letter; /* of a letter: the file; size 0: none */
};
/* Writing; faults caution kind given_by given_day allowed cap until_day document. */
NODISCARD enum rc clearance_add(struct act *act, void *clearance_save);

struct clearance_withdraw_cmd {
    struct id client, clearance;
    struct str why;
};
/* Writing; fault why. CONFLICT: withdrawn already. */
NODISCARD enum rc clearance_withdraw(struct act *act, void *clearance_withdraw_cmd);
