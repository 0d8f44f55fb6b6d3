/* Adverse events: recorded, added to, read; what has to follow is put on the list of tasks.
 * Must never: keep a severe one without its letter and its follow-up.
 * Read next: domain/adverse.h, practice/task.h.
 */
#pragma once
#include "domain/adverse.h"
#include "domain/client.h"
#include "domain/task.h"
#include "domain/visit.h"
#include "practice/practice.h"

struct adverse_save {
    struct id client;
    struct adverse adverse; /* id, author, at_utc and version are made */
};
/* Writing, with the tasks of adverse_follows in the same transaction; faults as adverse_check.
 * NOT_FOUND, DENIED, CONFLICT: as adverse_visit says of the visit. */
NODISCARD enum rc adverse_add(struct act *act, void *adverse_save);

struct adverse_change_cmd {
    struct id client, adverse;
    struct str over, body; /* body: what was done since */
    int64_t version;       /* the one seen */
};
/* Writing: adds to it, closes it or opens it again; faults over body. CONFLICT: changed meanwhile. */
NODISCARD enum rc adverse_change(struct act *act, void *adverse_change_cmd);

/* Newest first. */
NODISCARD enum rc adverse_list(struct act *act, struct id client, struct adverse_list *ret);
/* Of one visit. No row of its own in the audit chain: it is shown with the visit. */
NODISCARD enum rc adverse_of_visit(struct act *act, struct id client, struct id visit,
                                   struct adverse_list *ret);

struct adverse_whole {
    struct client client;
    struct adverse adverse;
    int64_t visit_utc; /* of the visit it is tied to; 0: none */
    struct adverse_entry_list entries;
    struct task_list tasks;
    bool gp_agreed; /* the client agrees to sharing with the GP */
};
/* To be shown. */
NODISCARD enum rc adverse_read(struct act *act, struct id client, struct id adverse,
                               struct adverse_whole *ret);

/* A visit that an event can be tied to: signed, or one's own draft. NOT_FOUND: not this client's;
 * DENIED: another's draft; CONFLICT: voided. */
NODISCARD enum rc adverse_visit(struct act *act, struct id client, struct id visit,
                                struct visit *ret);
/* The last ones of these, newest first. */
NODISCARD enum rc adverse_visits(struct act *act, struct id client, struct visit_list *ret);
