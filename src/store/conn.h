/* One connection to the database, with its statements kept prepared. Inside the store floor only.
 * Must never: be used by two threads at once.
 * Read next: store/sqlite.c.
 */
#pragma once
#include "base/arena.h"
#include "base/rc.h"
#include "store/query.h"

struct conn;

struct tx {
    struct conn *conn;
};

enum conn_mode { CONN_READ, CONN_WRITE };

/* Lives in `a`. NULL with *ret_why set when it cannot be opened. */
struct conn *conn_open(struct arena *a, struct str path, enum conn_mode mode, struct str *ret_why);
void conn_close(struct conn *c);
/* Statements without values: BEGIN, COMMIT, the text of a migration. */
NODISCARD enum rc conn_exec(struct conn *c, const char *text);
/* Every commit on the disk before it is answered. Changes the file: only once it is known as ours. */
NODISCARD enum rc conn_durable(struct conn *c);
/* A number out of a statement without values (a pragma); `missing` when there is none. */
int64_t conn_number(struct conn *c, const char *text, int64_t missing);
struct str conn_text(struct conn *c, struct arena *a, const char *text);
/* False once an error has made the database roll the transaction back by itself. */
bool conn_in_transaction(struct conn *c);
/* Folds the log into the file as far as readers allow. */
void conn_checkpoint(struct conn *c);
/* Pages in the log after the last commit. */
int conn_log_pages(const struct conn *c);
/* The last failure, for whoever looks after the machine: the statement's name, nothing of its values. */
void conn_log(struct conn *c, const char *what);
struct str conn_why(struct conn *c, struct arena *a);

/* Steps through q; `row` is called with each row's values in `a`, or is NULL.
 *   ret_changed   may be NULL
 */
NODISCARD enum rc conn_step(struct conn *c, const struct query *q, const void *in, struct arena *a,
                            bool (*row)(void *to, const void *values), void *to,
                            int64_t *ret_changed);
/* The statement's own columns and parameters against the generated tables; "no value" when they
 * agree, else what differs. */
struct str conn_compare(struct conn *c, struct arena *a, const struct query *q);
