/* The store, narrow: open, read, write, close. Behind it SQLite or PostgreSQL.
 * Must never: show a database handle, or answer a write before it is durable.
 * Read next: store/query.h, then store/writer.c.
 *
 * Reads: store_read_begin gives a snapshot through a read-only connection of the pool.
 * Writes: a job runs on the one writer thread, alone; jobs that wait together share one commit.
 * A job that returns anything but OK leaves nothing behind. It may be run more than once: alone,
 * when it could not be kept together with others; anew, when the database was lost meanwhile.
 */
#pragma once
#include "base/arena.h"
#include "base/rc.h"
#include "store/query.h"

struct store;
struct tx;

struct store_config {
    struct str path; /* of the database file; SQLite */
    struct str db;   /* a libpq connection string; not empty: PostgreSQL */
    bool no_group;   /* one commit a job: for measuring only */
    bool existing;   /* refuse to make one */
};

enum store_open {
    STORE_OPEN,
    STORE_LOCKED,   /* another process writes to it */
    STORE_NEWER,    /* made by a newer program */
    STORE_FOREIGN,  /* holds something else, or its migrations differ */
    STORE_UNUSABLE, /* not readable, not writable, damaged */
    STORE_AWAY      /* the server cannot be reached, or refuses us */
};

/* Opens or makes the database, keeps other writers out, brings the schema up to date, starts the writer.
 *   ret_detail   a line in words, in `a`, when the result is not STORE_OPEN
 */
enum store_open store_open(struct arena *a, const struct store_config *c, struct store **ret,
                           struct str *ret_detail);
/* Finishes what was accepted, folds the log in, closes. */
void store_close(struct store *s);

/* A read snapshot. BUSY when the database cannot be reached. */
NODISCARD enum rc store_read_begin(struct store *s, struct tx **ret);
void store_read_end(struct tx *tx);

/* Sends a query ahead of the call that wants its rows: those asked together travel together, where
 * the database is a server. Never needed, and nothing where there is nothing to gain. */
void store_ask(struct tx *tx, const struct query *q, const void *in, struct arena *a);

/* Exactly one row into *ret_row (of q->out_size bytes); NOT_FOUND leaves it untouched. */
NODISCARD enum rc store_one(struct tx *tx, const struct query *q, const void *in, struct arena *a,
                            void *ret_row);
/* All rows, in `a`. */
NODISCARD enum rc store_many(struct tx *tx, const struct query *q, const void *in, struct arena *a,
                             struct rows *ret);
/* No rows come back. CONFLICT when a unique or foreign key forbids it.
 *   ret_changed   rows touched. Without it (NULL) a server need not be waited for: the failure comes
 *                 from a later call, at latest as the job's own result
 */
NODISCARD enum rc store_run(struct tx *tx, const struct query *q, const void *in,
                            int64_t *ret_changed);

struct store_job {
    enum rc (*run)(struct tx *tx, void *arg);        /* on the writer thread */
    void (*done)(struct store_job *job, enum rc rc); /* after the commit, on the writer thread */
    void *arg;
    bool patient;           /* nobody waits for it: it may wait for others to share a commit with */
    bool again;             /* once more does no harm, should nobody know whether it was kept */
    struct store_job *next; /* the queue's */
    enum rc rc;             /* the queue's */
};

/* Queues a job; BUSY when the queue is full or the store closes (done is not called then). */
NODISCARD enum rc store_submit(struct store *s, struct store_job *job);
/* Queues and waits: for the command line, tests and start-up; never on an event loop. */
NODISCARD enum rc store_write(struct store *s, enum rc (*run)(struct tx *, void *), void *arg);

/* What the database says of itself after a full check; "ok" or the first complaint. */
struct str store_check(struct store *s, struct arena *a);
/* What a careful owner would change about the database, one a call. */
void store_advise(struct store *s, void (*say)(void *to, struct str line), void *to);
/* The number of the schema that every open store has. */
int store_schema(void);
