/* The audit chain: who did or saw what, when. Each row's keyed hash covers the row before it.
 * Must never: hold what was written or seen; only that it was.
 * Read next: sql/audit.sql.
 */
#pragma once
#include "practice/practice.h"

/* In the transaction of the write that it records.
 *   action   "client.add", "visit.sign", ...: record and verb
 *   client   none when no client is concerned
 *   detail   no clinical words; may be empty
 */
NODISCARD enum rc audit_add(struct act *act, const char *action, struct id target, struct id client,
                            struct str detail);
/* Records a view, through the same group commit; does not wait for it. BUSY when it cannot be
 * recorded: then nothing is to be shown. */
NODISCARD enum rc audit_saw(const struct act *act, const char *action, struct id target,
                            struct id client);

struct audit_entry {
    int64_t seq, at_utc;
    struct str who, action, client_name, detail;
    struct id client;
};

struct audit_entries {
    struct audit_entry *at;
    size_t n;
};

enum { AUDIT_PAGE = 100 };

struct audit_question {
    struct id client, user;   /* none: all; at most one of them */
    int64_t from_utc, to_utc; /* to_utc exclusive */
    int64_t below_seq;        /* 0: from the newest */
};

/* Newest first, AUDIT_PAGE + 1 rows at most (the last one says that there are more). */
NODISCARD enum rc audit_read(struct act *act, const struct audit_question *q,
                             struct audit_entries *ret);
/* Walks the whole chain: "no value" when every row's hash holds, else which row does not. */
NODISCARD enum rc audit_verify(struct act *act, struct str *ret_fault, int64_t *ret_rows);
