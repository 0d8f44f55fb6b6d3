/* One connection to a database, and what a kind of database has to be able to do. Inside the store
 * floor only.
 * Must never: be used by two threads at once.
 * Read next: store/sqlite.c, store/pg.c.
 */
#pragma once
#include "base/arena.h"
#include "base/rc.h"
#include "store/query.h"
#include "store/store.h"

enum { CONN_CEILING = 16 * 1024 * 1024 }; /* of a connection's arena */

enum conn_mode { CONN_READ, CONN_WRITE };

/* The words of a transaction. A reader's is a snapshot; a writer's keeps every other writer out. */
enum conn_verb {
    CONN_BEGIN,
    CONN_BEGIN_SCHEMA, /* keeps out whoever else would change the schema */
    CONN_MARK,         /* a job begins */
    CONN_BACK,         /* undoes back to the mark */
    CONN_KEEP,         /* forgets the mark */
    CONN_COMMIT,       /* OK: it is on the disk */
    CONN_ROLLBACK,
    CONN_VERBS
};

/* What the database made of the transaction. */
enum conn_health {
    CONN_FINE,
    CONN_ENDED, /* rolled back: a failure of one of its jobs, or a full disk */
    CONN_AGAIN, /* rolled back: it met another one, and may well pass next time */
    CONN_LOST,  /* no connection any more; it was not kept */
    CONN_DOUBT  /* the same while committing: nobody knows whether it was kept */
};

/* Whose data a database holds. */
enum conn_owner { OWNER_NOBODY, OWNER_TONUS, OWNER_OTHER, OWNER_UNREADABLE };

struct conn;

/* May the values go on? False ends the reading. */
typedef bool conn_row(void *to, const void *values);

struct backend {
    enum dialect dialect;
    int tries; /* of a transaction that may pass next time */
    /* NULL with *ret_state and *ret_why set when it cannot be opened. */
    struct conn *(*open)(struct arena *a, const struct store_config *c, enum conn_mode mode,
                         enum store_open *ret_state, struct str *ret_why);
    void (*close)(struct conn *c);
    /* A lost connection anew; false when the database cannot be reached. NULL where none is lost. */
    bool (*revive)(struct conn *c);
    enum rc (*say)(struct conn *c, enum conn_verb verb);
    /* Statements without values: the text of a migration. */
    enum rc (*script)(struct conn *c, const char *text);
    /* Steps through q; `row` is called with each row's values in `a`, or is NULL. Without `row` and
     * ret_changed the failure may be told later: by the next call that waits, at latest by the
     * commit. */
    enum rc (*step)(struct conn *c, const struct query *q, const void *in, struct arena *a,
                    conn_row *row, void *to, int64_t *ret_changed);
    /* Sends q ahead of its step; NULL where nothing is gained. */
    void (*ask)(struct conn *c, const struct query *q, const void *in, struct arena *a);
    enum conn_health (*health)(struct conn *c);
    enum conn_owner (*owner)(struct conn *c);
    /* The mark by which owner() knows its own. */
    enum rc (*claim)(struct conn *c);
    /* From now on every commit is on the disk before it is answered. */
    enum rc (*settle)(struct conn *c);
    /* Housekeeping after a commit; may be NULL. */
    void (*tidy)(struct conn *c, bool idle);
    /* "ok", or the first complaint of a full check. */
    struct str (*check)(struct conn *c, struct arena *a);
    /* What a careful owner would change about the database, one a call; may be NULL. */
    void (*advise)(struct conn *c, void (*say)(void *to, struct str line), void *to);
    struct str (*why)(struct conn *c, struct arena *a);
    /* The statement's own parameters and columns against the generated tables; "no value" when
     * they agree, else what differs. */
    struct str (*compare)(struct conn *c, struct arena *a, const struct query *q);
};

extern const struct backend backend_sqlite, backend_pg;

struct conn {
    const struct backend *backend;
    struct arena *a; /* the connection's own */
    enum conn_mode mode;
    struct conn *next; /* the pool's */
};

struct tx {
    struct conn *conn;
};

static inline enum rc conn_say(struct conn *c, enum conn_verb verb)
{
    return c->backend->say(c, verb);
}

static inline enum conn_health conn_health(struct conn *c)
{
    return c->backend->health(c);
}

static inline bool conn_is_lost(struct conn *c)
{
    return conn_health(c) >= CONN_LOST;
}

const struct backend *conn_backend(const struct store_config *c);
/* Room for the longest row of any query, in `a`. */
void *conn_row_room(struct arena *a);
/* The last failure, for whoever looks after the machine: the statement's name, nothing of its
 * values. */
void conn_log(struct conn *c, const char *what);
