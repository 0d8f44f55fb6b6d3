/* Clients: finding, adding, changing, archiving; complaints with their goals.
 * Must never: overwrite what someone else changed meanwhile.
 * Read next: practice/chart.h.
 */
#pragma once
#include "domain/client.h"
#include "domain/complaint.h"
#include "practice/practice.h"

enum { FIND_MOST = 50 };

struct client_search {
    struct str typed;      /* what to look for; empty: all, by name */
    struct str after_name; /* for the next page of all: the last name_folded seen */
    struct id after_id;
    struct client_list found; /* at most FIND_MOST */
    bool more;
    int64_t all; /* clients not archived */
};
NODISCARD enum rc client_search(struct act *act, struct client_search *s);
NODISCARD enum rc client_read(struct act *act, struct id client, struct client *ret);
/* The same to be shown: leaves a row in the audit chain. */
NODISCARD enum rc client_see(struct act *act, struct id client, struct client *ret);

struct client_save {
    struct client client;     /* none id: a new one; else `version` is the one seen */
    bool despite;             /* add although others are alike */
    struct client_list alike; /* out, with CONFLICT on a new one */
};
/* Writing. Faults as client_check. CONFLICT: alike ones exist (new), or changed meanwhile. */
NODISCARD enum rc client_save(struct act *act, void *client_save);

struct client_archive {
    struct id client;
    bool archived;
};
NODISCARD enum rc client_set_archived(struct act *act, void *client_archive);

struct complaint_save {
    struct complaint complaint; /* n 0: a new one; else `version` is the one seen */
    struct goal goals[GOALS_MAX];
    bool closed;
};
/* Writing. Faults as complaint_check. More than COMPLAINTS_MAX open ones are INVALID.
 * act->made is the client. */
NODISCARD enum rc complaint_save(struct act *act, void *complaint_save);
/* To be shown: leaves a row in the audit chain. */
NODISCARD enum rc complaint_see(struct act *act, struct id client, int64_t n,
                                struct complaint_save *ret);
/* Open ones first. */
NODISCARD enum rc complaint_all(struct act *act, struct id client, struct complaint_list *ret);
