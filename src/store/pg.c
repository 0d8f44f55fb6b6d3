/* PostgreSQL: binding by name, reading rows by table, few round trips.
 * Must never: hold clinical knowledge, or a query that sql/ does not hold; call a commit kept that
 * the server did not confirm.
 * Read next: store/pg_value.h, store/pg_connect.c.
 *
 * The session is in pipeline mode. What is sent stands in `sent` until its answer was read; words
 * without an answer to wait for (BEGIN, SAVEPOINT, an INSERT) travel with the next that has one.
 * After a failure the server skips everything up to the next synchronisation, so one is sent.
 */
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "store/pg_connect.h"
#include "store/pg_value.h"

enum {
    SENT_MAX = 128,
    ASKED_MAX = 32, /* of those in `sent`; more are not sent ahead */
    WHY_BYTES = 512,
    READ_MS = 12000, /* for an answer; the server's own limit for a statement is 10 s */
    WRITE_MS = 30000 /* a commit may have to wait for a replica */
};

enum sent_kind { SENT_WORDS, SENT_PREPARE, SENT_RUN, SENT_ASK, SENT_SYNC };

struct sent {
    enum sent_kind kind;
    const struct query *query;
    const struct pg_bound *bound; /* of SENT_ASK: by which its step finds it */
    PGresult *result;             /* of the one waited for, and of SENT_ASK */
};

enum prepared { PREPARED_NOT, PREPARED_SENT, PREPARED };

struct pg {
    struct conn conn;
    struct str where;
    PGconn *db;
    enum conn_health health;
    bool in_tx, committing, warned;
    unsigned char *prepared; /* enum prepared, by query index */
    unsigned char *row;
    struct sent sent[SENT_MAX];
    size_t n, read; /* of `sent` */
    enum rc failed; /* of the last failure: what the caller is told */
    char why[WHY_BYTES];
};

static struct pg *pg_of(struct conn *c)
{
    return (struct pg *)(void *)c;
}

static bool is_lost(const struct pg *c)
{
    return c->health >= CONN_LOST;
}

/* --- failures -------------------------------------------------------------------------------- */

static void result_free(PGresult *r)
{
    for (int i = 0; r && i < PQntuples(r); i++)
        for (int k = 0; k < PQnfields(r); k++)
            if (!PQgetisnull(r, i, k))
                crypt_wipe(PQgetvalue(r, i, k), (size_t)PQgetlength(r, i, k));
    PQclear(r);
}

static void forget_sent(struct pg *c)
{
    for (size_t i = 0; i < c->n; i++) {
        result_free(c->sent[i].result);
        if (c->sent[i].kind == SENT_PREPARE && i >= c->read)
            c->prepared[c->sent[i].query->index] = PREPARED_NOT;
    }
    c->n = c->read = 0;
}

static void why_keep(struct pg *c, const char *message)
{
    snprintf(c->why, sizeof c->why, "%s", message);
}

static void lose(struct pg *c)
{
    if (!is_lost(c))
        why_keep(c, PQerrorMessage(c->db));
    c->health = c->committing ? CONN_DOUBT : CONN_LOST;
    c->failed = BUSY;
    forget_sent(c);
}

/* By SQLSTATE, its first two or all five characters; the first that fits. */
static const struct {
    const char *state;
    enum rc rc;
    enum conn_health health;
} failures[] = {
    {"23", CONFLICT, CONN_FINE}, /* a key forbids it */
    {"40", BUSY, CONN_AGAIN},    /* serialization, deadlock */
    {"55P03", BUSY, CONN_AGAIN}, /* another writer held on too long */
    {"57014", BUSY, CONN_FINE},  /* took too long */
    {"53", BUSY, CONN_FINE},     /* disk full, out of memory */
    {"57P", BUSY, CONN_LOST},    /* shut down */
    {"08", BUSY, CONN_LOST},     /* connection */
    {"25006", BUSY, CONN_LOST},  /* a leader no more */
    {"25P03", BUSY, CONN_LOST},  /* idle in a transaction for too long */
    {"", BROKEN, CONN_FINE},
};

/* Of the one waited for the job hears itself and may go back to its mark; of another the whole
 * transaction is over. */
static void fail(struct pg *c, const PGresult *r, bool own)
{
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    size_t i = 0;
    while (!str_starts(str_from(state ? state : ""), str_from(failures[i].state)))
        i++;
    why_keep(c, PQresultErrorMessage(r));
    c->failed = failures[i].rc;
    c->health = failures[i].health != CONN_FINE ? failures[i].health : own ? CONN_FINE : CONN_ENDED;
    if (is_lost(c))
        lose(c);
}

static void on_notice(void *arg, const PGresult *r)
{
    struct pg *c = arg;
    const char *severity = PQresultErrorField(r, PG_DIAG_SEVERITY_NONLOCALIZED);
    c->warned = c->warned || (severity && strcmp(severity, "WARNING") == 0);
}

/* --- sending and reading --------------------------------------------------------------------- */

static bool wait_readable(struct pg *c)
{
    int64_t until = clock_mono_ns() +
                    (int64_t)(c->conn.mode == CONN_READ ? READ_MS : WRITE_MS) * 1000000;
    while (PQisBusy(c->db)) {
        int unsent = PQflush(c->db);
        struct pollfd p = {.fd = PQsocket(c->db),
                           .events = (short)(POLLIN | (unsent ? POLLOUT : 0))};
        int64_t left = (until - clock_mono_ns()) / 1000000;
        if (unsent < 0 || left <= 0 || poll(&p, 1, (int)left) < 0 || !PQconsumeInput(c->db))
            return false;
    }
    return true;
}

/* The next answer whole; NULL when the connection is lost. */
static PGresult *receive(struct pg *c, enum sent_kind kind, bool own)
{
    PGresult *r = wait_readable(c) ? PQgetResult(c->db) : NULL;
    bool ended = kind == SENT_SYNC || (r && wait_readable(c) && !PQgetResult(c->db));
    if (r && ended && PQstatus(c->db) == CONNECTION_OK)
        return r;
    if (r && PQresultStatus(r) == PGRES_FATAL_ERROR)
        fail(c, r, own);
    PQclear(r);
    lose(c);
    return NULL;
}

/* Reads the next answer; false when the connection is lost or the answer is a failure. */
static bool read_one(struct pg *c, bool own)
{
    struct sent *s = &c->sent[c->read];
    PGresult *r = receive(c, s->kind, own);
    if (!r)
        return false;
    ExecStatusType status = PQresultStatus(r);
    bool fine = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
                status == PGRES_PIPELINE_SYNC;
    if (s->kind == SENT_PREPARE)
        c->prepared[s->query->index] = fine ? PREPARED : PREPARED_NOT;
    c->read++;
    if (status == PGRES_FATAL_ERROR)
        fail(c, r, own);
    if (fine && (own || s->kind == SENT_ASK))
        s->result = r;
    else
        PQclear(r);
    return fine;
}

static bool push(struct pg *c, enum sent_kind kind, const struct query *q)
{
    if (c->n == SENT_MAX)
        return false;
    c->sent[c->n++] = (struct sent){.kind = kind, .query = q};
    return true;
}

static bool send_sync(struct pg *c)
{
    return PQpipelineSync(c->db) && push(c, SENT_SYNC, NULL);
}

/* After a failure: everything up to a synchronisation is skipped by the server. */
static void recover(struct pg *c)
{
    enum rc failed = c->failed;
    enum conn_health health = c->health;
    if (health >= CONN_LOST)
        return;
    if (!send_sync(c)) {
        lose(c);
        return;
    }
    while (!is_lost(c) && c->read < c->n)
        (void)read_one(c, false);
    if (!is_lost(c)) {
        c->health = health;
        forget_sent(c);
    }
    c->failed = failed;
}

/* Reads all answers; the last is the caller's own. */
static enum rc drain(struct pg *c, PGresult **ret_own)
{
    if (is_lost(c))
        return BUSY;
    if (c->read < c->n && !PQsendFlushRequest(c->db)) {
        lose(c);
        return BUSY;
    }
    while (c->read < c->n) {
        bool own = ret_own && c->read + 1 == c->n;
        if (!read_one(c, own)) {
            recover(c);
            return c->failed;
        }
    }
    if (ret_own) {
        *ret_own = c->sent[c->n - 1].result;
        c->sent[--c->n].result = NULL;
        c->read--;
    }
    return OK;
}

/* Answers that were read and nobody waits for make room. */
static bool make_room(struct pg *c)
{
    if (c->n + 4 < SENT_MAX)
        return true;
    if (drain(c, NULL) != OK)
        return false;
    size_t kept = 0;
    for (size_t i = 0; i < c->n; i++)
        if (c->sent[i].result)
            c->sent[kept++] = c->sent[i];
    c->n = c->read = kept;
    return kept < SENT_MAX / 2;
}

static enum rc send_words(struct pg *c, const char *text)
{
    if (is_lost(c) || !make_room(c))
        return c->failed;
    if (!PQsendQueryParams(c->db, text, 0, NULL, NULL, NULL, NULL, 0)) {
        lose(c);
        return BUSY;
    }
    (void)push(c, SENT_WORDS, NULL);
    return OK;
}

/* The answer to words, as text; freed by the caller. NULL when they failed. */
static PGresult *answer_to(struct pg *c, const char *text)
{
    PGresult *r = NULL;
    enum rc rc = send_words(c, text);
    return rc == OK && drain(c, &r) == OK ? r : NULL;
}

/* --- queries --------------------------------------------------------------------------------- */

static void name_of(const struct query *q, char name[static 16])
{
    snprintf(name, 16, "q%u", q->index);
}

static enum rc send_query(struct pg *c, enum sent_kind kind, const struct query *q,
                          const struct pg_bound *b)
{
    char name[16];
    name_of(q, name);
    if (is_lost(c) || !make_room(c))
        return c->failed;
    if (c->prepared[q->index] == PREPARED_NOT) {
        if (!PQsendPrepare(c->db, name, q->text, 0, NULL)) {
            lose(c);
            return BUSY;
        }
        c->prepared[q->index] = PREPARED_SENT;
        (void)push(c, SENT_PREPARE, q);
    }
    if (!PQsendQueryPrepared(c->db, name, b->n, b->values, b->lengths, b->formats, 1)) {
        lose(c);
        return BUSY;
    }
    (void)push(c, kind, q);
    return OK;
}

static void pg_ask(struct conn *conn, const struct query *q, const void *in, struct arena *a)
{
    struct pg *c = pg_of(conn);
    struct pg_bound *b = ARENA_NEW(a, struct pg_bound);
    if (c->n >= ASKED_MAX || arena_failed(a))
        return;
    pg_bind(b, q, in);
    pg_bound_keep(b, a);
    if (!arena_failed(a) && send_query(c, SENT_ASK, q, b) == OK)
        c->sent[c->n - 1].bound = b;
}

/* The answer to what was asked ahead; NULL when it was not. */
static PGresult *asked(struct pg *c, const struct query *q, const struct pg_bound *b,
                       enum rc *ret_rc)
{
    for (size_t i = 0; i < c->n; i++) {
        struct sent *s = &c->sent[i];
        if (s->kind != SENT_ASK || s->query != q || !s->bound || !pg_bound_same(s->bound, b))
            continue;
        *ret_rc = drain(c, NULL);
        if (*ret_rc != OK)
            return NULL;
        PGresult *r = s->result;
        s->result = NULL;
        s->bound = NULL;
        return r;
    }
    return NULL;
}

static enum rc pg_step(struct conn *conn, const struct query *q, const void *in, struct arena *a,
                       conn_row *row, void *to, int64_t *ret_changed)
{
    struct pg *c = pg_of(conn);
    struct pg_bound b;
    enum rc rc = OK;
    pg_bind(&b, q, in);
    if (!row && !ret_changed)
        return send_query(c, SENT_RUN, q, &b);
    PGresult *r = asked(c, q, &b, &rc);
    if (!r && rc == OK)
        rc = send_query(c, SENT_RUN, q, &b);
    if (!r && rc == OK)
        rc = drain(c, &r);
    if (rc == BROKEN)
        conn_log(conn, q->name);
    if (rc == OK && row)
        pg_rows(q, r, c->row, a, row, to);
    if (rc == OK && ret_changed)
        (void)str_int(str_from(PQcmdTuples(r)), 0, INT64_MAX, ret_changed);
    result_free(r);
    return rc;
}

/* --- transactions ---------------------------------------------------------------------------- */

static enum rc begin(struct pg *c, const char *first, const char *second)
{
    if (is_lost(c))
        return BUSY;
    if (drain(c, NULL) != OK && is_lost(c))
        return BUSY;
    forget_sent(c);
    c->health = CONN_FINE;
    c->failed = BUSY;
    c->in_tx = true;
    enum rc rc = send_words(c, first);
    return rc == OK && second ? send_words(c, second) : rc;
}

/* A COMMIT of a transaction that had failed is answered too: with ROLLBACK. And a warning beside it
 * says that a replica was not waited for. */
static enum rc commit(struct pg *c)
{
    enum rc rc = drain(c, NULL);
    c->in_tx = false;
    if (rc != OK)
        return rc;
    c->warned = false;
    c->committing = true;
    PGresult *r = answer_to(c, "COMMIT");
    bool kept = r && strcmp(PQcmdStatus(r), "COMMIT") == 0;
    PQclear(r);
    if (r && c->warned)
        lose(c);
    c->committing = false;
    if (!r || is_lost(c))
        return c->failed;
    if (!kept)
        c->health = CONN_ENDED;
    return kept ? OK : BROKEN;
}

/* Nothing waits for the end of a snapshot. */
static enum rc snapshot_end(struct pg *c)
{
    c->in_tx = false;
    if (send_words(c, "COMMIT") != OK)
        return is_lost(c) ? BUSY : OK;
    if (!send_sync(c) || PQflush(c->db) < 0)
        lose(c);
    return OK;
}

static enum rc rollback(struct pg *c)
{
    PQclear(answer_to(c, "ROLLBACK"));
    c->in_tx = false;
    forget_sent(c);
    if (is_lost(c))
        return BUSY;
    c->health = CONN_FINE;
    return OK;
}

static enum rc pg_say(struct conn *conn, enum conn_verb verb)
{
    struct pg *c = pg_of(conn);
    bool reads = conn->mode == CONN_READ;
    switch (verb) {
    case CONN_BEGIN:
        return reads ? begin(c, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", NULL)
                     : begin(c, "BEGIN ISOLATION LEVEL SERIALIZABLE",
                             "LOCK TABLE audit IN EXCLUSIVE MODE");
    case CONN_BEGIN_SCHEMA:
        return begin(c, "BEGIN", "SELECT pg_advisory_xact_lock(1416588917)");
    case CONN_MARK:
        return send_words(c, "SAVEPOINT job");
    case CONN_BACK:
        return send_words(c, "ROLLBACK TO SAVEPOINT job");
    case CONN_KEEP:
        return send_words(c, "RELEASE SAVEPOINT job");
    case CONN_COMMIT:
        return reads ? snapshot_end(c) : commit(c);
    case CONN_ROLLBACK:
        return rollback(c);
    case CONN_VERBS:
        break;
    }
    return BROKEN;
}

/* A reader that idles is looked at: the server may have hung up. */
static enum conn_health pg_health(struct conn *conn)
{
    struct pg *c = pg_of(conn);
    bool hears = c->in_tx || is_lost(c) || (PQconsumeInput(c->db) && PQconsumeInput(c->db));
    if (!hears || PQstatus(c->db) != CONNECTION_OK)
        lose(c);
    return c->health;
}

/* --- the session ----------------------------------------------------------------------------- */

static bool session_begin(struct pg *c, PGconn *db)
{
    c->db = db;
    c->health = CONN_FINE;
    c->in_tx = false;
    memset(c->prepared, PREPARED_NOT, query_count);
    PQsetNoticeReceiver(db, on_notice, c);
    PQsetErrorVerbosity(db, PQERRORS_TERSE); /* a DETAIL line would show a row's values */
    return PQsetnonblocking(db, 1) == 0 && PQenterPipelineMode(db);
}

static void pg_close(struct conn *conn)
{
    struct pg *c = pg_of(conn);
    forget_sent(c);
    PQfinish(c->db);
    arena_free(conn->a);
}

static struct conn *pg_open(struct arena *a, const struct store_config *config, enum conn_mode mode,
                            enum store_open *ret_state, struct str *ret_why)
{
    struct arena *own = arena_new(CONN_CEILING);
    struct pg *c = ARENA_NEW(own, struct pg);
    c->conn = (struct conn){.backend = &backend_pg, .a = own, .mode = mode};
    c->where = arena_str(own, config->db);
    c->prepared = arena_alloc(own, query_count);
    c->row = conn_row_room(own);
    PGconn *db = pg_connect(a, c->where, ret_state, ret_why);
    if (db && session_begin(c, db))
        return &c->conn;
    pg_close(&c->conn);
    return NULL;
}

static bool pg_revive(struct conn *conn)
{
    struct pg *c = pg_of(conn);
    struct arena *a = arena_new(CONN_CEILING);
    enum store_open state;
    struct str why = S("");
    PGconn *db = pg_connect(a, c->where, &state, &why);
    arena_free(a);
    if (!db)
        return false;
    PQfinish(c->db);
    return session_begin(c, db);
}

/* Several statements at once do not go through a pipeline. */
static enum rc pg_script(struct conn *conn, const char *text)
{
    struct pg *c = pg_of(conn);
    enum rc rc = drain(c, NULL);
    if (rc != OK)
        return rc;
    forget_sent(c);
    if (!send_sync(c) || drain(c, NULL) != OK)
        return c->failed;
    forget_sent(c);
    if (!PQexitPipelineMode(c->db))
        return BROKEN;
    PGresult *r = PQexec(c->db, text);
    ExecStatusType status = PQresultStatus(r);
    bool fine = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (!fine)
        fail(c, r, true);
    PQclear(r);
    if (!PQenterPipelineMode(c->db))
        lose(c);
    return fine ? OK : c->failed;
}

static enum conn_owner pg_owner(struct conn *conn)
{
    static const char text[] = "SELECT count(*) > 0, coalesce(bool_or(relname = 'migration'"
                               "  AND obj_description(oid, 'pg_class') = 'Tonus'), false)"
                               " FROM pg_class WHERE relnamespace = current_schema()::regnamespace";
    struct pg *c = pg_of(conn);
    PGresult *r = answer_to(c, text);
    if (!r)
        return OWNER_UNREADABLE;
    bool any = PQgetvalue(r, 0, 0)[0] == 't', ours = PQgetvalue(r, 0, 1)[0] == 't';
    PQclear(r);
    return ours ? OWNER_TONUS : any ? OWNER_OTHER : OWNER_NOBODY;
}

static enum rc pg_claim(struct conn *conn)
{
    return send_words(pg_of(conn), "COMMENT ON TABLE migration IS 'Tonus'");
}

/* Ends what a look at the owner began: outside a transaction a pipeline is one until its end. */
static enum rc pg_settle(struct conn *conn)
{
    struct pg *c = pg_of(conn);
    return send_sync(c) ? drain(c, NULL) : BROKEN;
}

static struct str pg_check(struct conn *conn, struct arena *a)
{
    struct pg *c = pg_of(conn);
    PGresult *r = answer_to(c, "SELECT coalesce(sum(checksum_failures), 0) FROM pg_stat_database");
    struct str said = S("cannot be read");
    if (r)
        said = strcmp(PQgetvalue(r, 0, 0), "0") == 0
                   ? S("ok")
                   : arena_fmt(a, "%s pages failed their checksum", PQgetvalue(r, 0, 0));
    PQclear(r);
    (void)pg_settle(conn);
    return said;
}

static void pg_advise(struct conn *conn, void (*say)(void *to, struct str line), void *to)
{
    static const struct {
        const char *asks, *line;
    } points[] = {
        {"SELECT 1 FROM pg_settings WHERE name = 'synchronous_commit' AND reset_val = 'off'",
         "synchronous_commit is off: other programs' writes here can be lost in a crash. Set it to "
         "on."},
        {"SELECT 1 WHERE current_setting('fsync') = 'off'",
         "fsync is off: a power cut can destroy the whole database. Set it to on."},
        {"SELECT 1 WHERE current_setting('full_page_writes') = 'off'",
         "full_page_writes is off: a power cut can destroy pages. Set it to on."},
        {"SELECT 1 WHERE current_setting('data_checksums') = 'off'",
         "data checksums are off: a failing disk goes unnoticed. Stop the server, run "
         "pg_checksums --enable."},
        {"SELECT 1 FROM pg_stat_replication HAVING count(*) > 0"
         " AND current_setting('synchronous_standby_names') = ''",
         "there are replicas, but none is waited for: a failover loses the latest writes. Set "
         "synchronous_standby_names (patroni: synchronous_mode: true)."},
        {"SELECT 1 FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND NOT ssl"
         " AND inet_server_addr() IS NOT NULL AND NOT inet_server_addr() <<= '127.0.0.0/8'"
         " AND inet_server_addr() <> '::1'",
         "the connection is not encrypted. Set sslmode=verify-full in --db."},
    };
    struct pg *c = pg_of(conn);
    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
        PGresult *r = answer_to(c, points[i].asks);
        if (r && PQntuples(r))
            say(to, str_from(points[i].line));
        PQclear(r);
        (void)pg_settle(conn);
    }
}

static struct str pg_why(struct conn *conn, struct arena *a)
{
    return pg_line(a, pg_of(conn)->why);
}

/* --- against the tables ---------------------------------------------------------------------- */

static struct str pg_compare(struct conn *conn, struct arena *a, const struct query *q)
{
    struct pg *c = pg_of(conn);
    PGresult *r = NULL;
    bool sent = PQsendPrepare(c->db, "compared", q->text, 0, NULL) && push(c, SENT_WORDS, NULL) &&
                PQsendDescribePrepared(c->db, "compared") && push(c, SENT_WORDS, NULL);
    enum rc rc = sent ? drain(c, &r) : BROKEN;
    struct str why = pg_line(a, c->why);
    struct str differs = rc == OK ? pg_described(r, a, q)
                                  : arena_fmt(a, "%s: %.*s", q->name, STR_ARG(why));
    PQclear(r);
    PQclear(rc == OK ? answer_to(c, "DEALLOCATE compared") : NULL);
    (void)pg_settle(conn);
    return differs;
}

const struct backend backend_pg = {
    .dialect = DIALECT_PG,
    .tries = 6,
    .open = pg_open,
    .close = pg_close,
    .revive = pg_revive,
    .say = pg_say,
    .script = pg_script,
    .step = pg_step,
    .ask = pg_ask,
    .health = pg_health,
    .owner = pg_owner,
    .claim = pg_claim,
    .settle = pg_settle,
    .check = pg_check,
    .advise = pg_advise,
    .why = pg_why,
    .compare = pg_compare,
};
