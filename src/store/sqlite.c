/* SQLite: opening and locking the file, binding by name, reading rows by table.
 * Must never: hold clinical knowledge, or a query that sql/ does not hold; let two processes write.
 * Read next: store/writer.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/fault.h"
#include "store/conn.h"

enum {
    PARAMETERS_MAX = 40,
    CACHE_KIB = 8192,
    BUSY_MS = 5000,
    LOG_TIDY_PAGES = 1000, /* fold the log in when idle and longer than this */
    LOG_LONG_PAGES = 16000 /* fold it in even when busy */
};

/* "Tonu": what `file` and we look at to know our own. */
#define APPLICATION_ID "1416588917"

struct prepared {
    sqlite3_stmt *statement;
    int index[PARAMETERS_MAX];
};

struct lite {
    struct conn conn;
    sqlite3 *db;
    struct prepared *prepared; /* by query index */
    unsigned char *row;        /* one row's values while stepping */
    int log_pages;             /* in the log after the last commit */
    int lock_fd;               /* the writer's, else -1 */
};

static struct lite *lite_of(struct conn *c)
{
    return (struct lite *)(void *)c;
}

/* Once a process, before the first open: measured x1.7 on two cores. */
__attribute__((constructor)) static void sqlite_configure(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
}

static enum rc rc_of(struct lite *c, int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_DONE:
    case SQLITE_ROW:
        return OK;
    case SQLITE_CONSTRAINT:
        return CONFLICT;
    case SQLITE_FULL:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
        return BUSY;
    default:
        break;
    }
    /* After a failed fsync nobody knows what is on the disk: end, and recover from the log. */
    if (sqlite3_extended_errcode(c->db) == SQLITE_IOERR_FSYNC)
        bug("the disk did not keep what was written (%s)", sqlite3_errmsg(c->db));
    return BROKEN;
}

static int on_commit(void *arg, sqlite3 *db, const char *name, int pages)
{
    struct lite *c = arg;
    (void)db;
    (void)name;
    c->log_pages = pages;
    return SQLITE_OK;
}

static enum rc exec(struct lite *c, const char *text)
{
    return rc_of(c, sqlite3_exec(c->db, text, NULL, NULL, NULL));
}

static enum rc setup(struct lite *c, enum conn_mode mode)
{
    char pragmas[512];
    snprintf(pragmas, sizeof pragmas,
             "PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint=0; "
             "PRAGMA cache_size=-%d; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF; %s",
             CACHE_KIB, mode == CONN_WRITE ? "" : "PRAGMA query_only=ON;");
    sqlite3_busy_timeout(c->db, BUSY_MS);
    sqlite3_extended_result_codes(c->db, 1);
    if (mode == CONN_READ)
        sqlite3_db_config(c->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    enum rc rc = exec(c, pragmas);
    /* After the pragmas: wal_autocheckpoint takes the hook away. */
    if (mode == CONN_WRITE)
        sqlite3_wal_hook(c->db, on_commit, c);
    return rc;
}

static enum store_open lock_take(struct lite *c, struct arena *a, struct str file,
                                 struct str *ret_why)
{
    struct str path = arena_fmt(a, "%.*s.lock", STR_ARG(file));
    c->lock_fd = open(arena_cstr(a, path), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (c->lock_fd < 0) {
        *ret_why = arena_fmt(a, "cannot write %.*s: %s", STR_ARG(path), strerror(errno));
        return STORE_UNUSABLE;
    }
    if (flock(c->lock_fd, LOCK_EX | LOCK_NB) != 0) {
        *ret_why = arena_fmt(a, "%.*s is in use by another tonus: stop it first", STR_ARG(file));
        return STORE_LOCKED;
    }
    return STORE_OPEN;
}

static enum store_open open_file(struct lite *c, struct arena *a, struct str file,
                                 enum conn_mode mode, struct str *ret_why)
{
    int flags = SQLITE_OPEN_NOMUTEX |
                (mode == CONN_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                    : SQLITE_OPEN_READONLY);
    int code = sqlite3_open_v2(arena_cstr(c->conn.a, file), &c->db, flags, NULL);
    if (code == SQLITE_OK && setup(c, mode) == OK)
        return STORE_OPEN;
    *ret_why = arena_fmt(a, "cannot open %.*s: %s", STR_ARG(file), sqlite3_errmsg(c->db));
    return STORE_UNUSABLE;
}

static void lite_checkpoint(struct lite *c)
{
    int pages = 0, folded = 0;
    if (sqlite3_wal_checkpoint_v2(c->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &folded) ==
        SQLITE_OK)
        c->log_pages = pages - folded;
}

static void lite_close(struct conn *conn)
{
    struct lite *c = lite_of(conn);
    for (size_t i = 0; i < query_count; i++)
        sqlite3_finalize(c->prepared[i].statement);
    if (conn->mode == CONN_WRITE && c->db)
        lite_checkpoint(c);
    sqlite3_close(c->db);
    if (c->lock_fd >= 0)
        close(c->lock_fd);
    arena_free(conn->a);
}

static struct conn *lite_open(struct arena *a, const struct store_config *config,
                              enum conn_mode mode, enum store_open *ret_state, struct str *ret_why)
{
    struct arena *own = arena_new(CONN_CEILING);
    struct lite *c = ARENA_NEW(own, struct lite);
    c->conn = (struct conn){.backend = &backend_sqlite, .a = own, .mode = mode};
    c->lock_fd = -1;
    c->prepared = ARENA_ARRAY(own, query_count + 1, struct prepared);
    c->row = conn_row_room(own);
    *ret_state = mode == CONN_WRITE ? lock_take(c, a, config->path, ret_why) : STORE_OPEN;
    if (*ret_state == STORE_OPEN)
        *ret_state = open_file(c, a, config->path, mode, ret_why);
    if (*ret_state == STORE_OPEN)
        return &c->conn;
    lite_close(&c->conn);
    return NULL;
}

static enum rc lite_say(struct conn *conn, enum conn_verb verb)
{
    static const char *const words[CONN_VERBS] = {[CONN_BEGIN_SCHEMA] = "BEGIN IMMEDIATE",
                                                  [CONN_MARK] = "SAVEPOINT job",
                                                  [CONN_BACK] = "ROLLBACK TO job",
                                                  [CONN_KEEP] = "RELEASE job",
                                                  [CONN_COMMIT] = "COMMIT",
                                                  [CONN_ROLLBACK] = "ROLLBACK"};
    struct lite *c = lite_of(conn);
    if (verb == CONN_BEGIN)
        return exec(c, conn->mode == CONN_READ ? "BEGIN" : "BEGIN IMMEDIATE");
    if (verb == CONN_ROLLBACK && sqlite3_get_autocommit(c->db))
        return OK;
    return exec(c, words[verb]);
}

static enum rc lite_script(struct conn *conn, const char *text)
{
    return exec(lite_of(conn), text);
}

static enum conn_health lite_health(struct conn *conn)
{
    return sqlite3_get_autocommit(lite_of(conn)->db) == 0 ? CONN_FINE : CONN_ENDED;
}

static int64_t number_of(struct lite *c, const char *text, int64_t missing)
{
    sqlite3_stmt *s = NULL;
    int64_t value = missing;
    if (sqlite3_prepare_v2(c->db, text, -1, &s, NULL) == SQLITE_OK &&
        sqlite3_step(s) == SQLITE_ROW && sqlite3_column_type(s, 0) != SQLITE_NULL)
        value = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return value;
}

static struct str text_of(struct lite *c, struct arena *a, const char *text)
{
    sqlite3_stmt *s = NULL;
    struct str value = {NULL, 0};
    if (sqlite3_prepare_v2(c->db, text, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
        value = arena_str(a, str_from((const char *)sqlite3_column_text(s, 0)));
    sqlite3_finalize(s);
    return value;
}

static enum conn_owner lite_owner(struct conn *conn)
{
    struct lite *c = lite_of(conn);
    int64_t things = number_of(c, "SELECT count(*) FROM sqlite_schema", -1);
    if (things <= 0)
        return things < 0 ? OWNER_UNREADABLE : OWNER_NOBODY;
    bool ours = number_of(
                    c,
                    "SELECT (SELECT application_id FROM pragma_application_id()) = " APPLICATION_ID,
                    0) == 1;
    return ours ? OWNER_TONUS : OWNER_OTHER;
}

static enum rc lite_claim(struct conn *conn)
{
    return exec(lite_of(conn), "PRAGMA application_id=" APPLICATION_ID);
}

static enum rc lite_settle(struct conn *conn)
{
    return exec(lite_of(conn), "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
}

static void lite_tidy(struct conn *conn, bool idle)
{
    struct lite *c = lite_of(conn);
    if (c->log_pages > (idle ? LOG_TIDY_PAGES : LOG_LONG_PAGES))
        lite_checkpoint(c);
}

static struct str lite_check(struct conn *conn, struct arena *a)
{
    struct lite *c = lite_of(conn);
    struct str said = text_of(c, a, "PRAGMA integrity_check(1)");
    struct str broken = {NULL, 0};
    if (str_eq(said, S("ok")))
        broken = text_of(c, a, "PRAGMA foreign_key_check");
    return broken.p ? arena_fmt(a, "a row of %.*s points nowhere", STR_ARG(broken)) : said;
}

static struct str lite_why(struct conn *conn, struct arena *a)
{
    return arena_str(a, str_from(sqlite3_errmsg(lite_of(conn)->db)));
}

static enum rc prepared_get(struct lite *c, const struct query *q, struct prepared **ret)
{
    struct prepared *p = &c->prepared[q->index];
    if (!p->statement) {
        int code = sqlite3_prepare_v3(c->db, q->text, -1, SQLITE_PREPARE_PERSISTENT, &p->statement,
                                      NULL);
        if (code != SQLITE_OK)
            return rc_of(c, code);
        for (uint8_t i = 0; i < q->n_in; i++)
            p->index[i] = sqlite3_bind_parameter_index(p->statement, q->in[i].name);
    }
    *ret = p;
    return OK;
}

static int bind_bytes(sqlite3_stmt *s, int i, enum sql_type type, const void *at)
{
    const struct str *v = at;
    if (!v->p)
        return sqlite3_bind_null(s, i);
    if (type == SQL_TEXT)
        return sqlite3_bind_text64(s, i, v->p, v->n, SQLITE_STATIC, SQLITE_UTF8);
    return sqlite3_bind_blob64(s, i, v->p, v->n, SQLITE_STATIC);
}

static int bind_number(sqlite3_stmt *s, int i, const struct sql_field *f, const void *at)
{
    const struct maybe_int *mi = at;
    const struct maybe_real *mr = at;
    if (f->type == SQL_INT && !f->nullable)
        return sqlite3_bind_int64(s, i, *(const int64_t *)at);
    if (f->type == SQL_REAL && !f->nullable)
        return sqlite3_bind_double(s, i, *(const double *)at);
    if (f->type == SQL_INT)
        return mi->has ? sqlite3_bind_int64(s, i, mi->v) : sqlite3_bind_null(s, i);
    return mr->has ? sqlite3_bind_double(s, i, mr->v) : sqlite3_bind_null(s, i);
}

static int bind_one(sqlite3_stmt *s, int i, const struct sql_field *f, const void *in)
{
    const void *at = (const unsigned char *)in + f->offset;
    const struct id *id = at;
    switch (f->type) {
    case SQL_INT:
    case SQL_REAL:
        return bind_number(s, i, f, at);
    case SQL_ID:
        return id_is_none(*id) ? sqlite3_bind_null(s, i)
                               : sqlite3_bind_blob64(s, i, id->b, sizeof id->b, SQLITE_STATIC);
    case SQL_TEXT:
    case SQL_BLOB:
        break;
    }
    return bind_bytes(s, i, f->type, at);
}

static void column_bytes(sqlite3_stmt *s, int i, enum sql_type type, struct arena *a, void *at)
{
    struct str *v = at;
    const void *p = type == SQL_TEXT ? (const void *)sqlite3_column_text(s, i)
                                     : sqlite3_column_blob(s, i);
    size_t n = (size_t)sqlite3_column_bytes(s, i);
    if (sqlite3_column_type(s, i) == SQLITE_NULL)
        *v = (struct str){NULL, 0};
    else
        *v = n ? arena_str(a, (struct str){p, n}) : S("");
}

static void column_number(sqlite3_stmt *s, int i, const struct sql_field *f, void *at)
{
    bool has = sqlite3_column_type(s, i) != SQLITE_NULL;
    if (f->type == SQL_INT && f->nullable)
        *(struct maybe_int *)at = (struct maybe_int){has, sqlite3_column_int64(s, i)};
    else if (f->type == SQL_INT)
        *(int64_t *)at = sqlite3_column_int64(s, i);
    else if (f->nullable)
        *(struct maybe_real *)at = (struct maybe_real){has, sqlite3_column_double(s, i)};
    else
        *(double *)at = sqlite3_column_double(s, i);
}

static void column_one(sqlite3_stmt *s, int i, const struct sql_field *f, struct arena *a,
                       void *row)
{
    void *at = (unsigned char *)row + f->offset;
    switch (f->type) {
    case SQL_INT:
    case SQL_REAL:
        column_number(s, i, f, at);
        return;
    case SQL_ID:
        memset(at, 0, sizeof(struct id));
        if (sqlite3_column_bytes(s, i) == sizeof(struct id))
            memcpy(at, sqlite3_column_blob(s, i), sizeof(struct id));
        return;
    case SQL_TEXT:
    case SQL_BLOB:
        break;
    }
    column_bytes(s, i, f->type, a, at);
}

static void row_read(sqlite3_stmt *s, const struct query *q, struct arena *a, void *row)
{
    memset(row, 0, q->out_size);
    for (uint8_t i = 0; i < q->n_out; i++)
        column_one(s, i, &q->out[i], a, row);
}

static enum rc lite_step(struct conn *conn, const struct query *q, const void *in, struct arena *a,
                         conn_row *row, void *to, int64_t *ret_changed)
{
    struct lite *c = lite_of(conn);
    struct prepared *p;
    enum rc rc = prepared_get(c, q, &p);
    int code = SQLITE_OK;
    if (rc != OK) {
        conn_log(conn, q->name);
        return rc;
    }
    for (uint8_t i = 0; i < q->n_in && code == SQLITE_OK; i++)
        code = bind_one(p->statement, p->index[i], &q->in[i], in);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(p->statement);
        if (code != SQLITE_ROW || !row)
            continue;
        row_read(p->statement, q, a, c->row);
        if (!row(to, c->row))
            break;
    }
    rc = rc_of(c, code);
    if (rc == BROKEN)
        conn_log(conn, q->name);
    if (ret_changed && rc == OK)
        *ret_changed = sqlite3_changes64(c->db);
    sqlite3_reset(p->statement);
    sqlite3_clear_bindings(p->statement);
    return rc;
}

/* Of a table's column; an expression has none. */
static bool type_fits(sqlite3_stmt *s, int i, enum sql_type type)
{
    static const char *const words[] = {"INTEGER", "REAL", "TEXT", "BLOB", "BLOB"};
    const char *declared = sqlite3_column_decltype(s, i);
    return !declared || strcmp(declared, words[type]) == 0;
}

static struct str lite_compare(struct conn *conn, struct arena *a, const struct query *q)
{
    struct lite *c = lite_of(conn);
    struct prepared *p;
    if (prepared_get(c, q, &p) != OK)
        return arena_fmt(a, "%s: %s", q->name, sqlite3_errmsg(c->db));
    if (sqlite3_bind_parameter_count(p->statement) != q->n_in)
        return arena_fmt(a, "%s: takes %d values, the table has %d", q->name,
                         sqlite3_bind_parameter_count(p->statement), q->n_in);
    if (sqlite3_column_count(p->statement) != q->n_out)
        return arena_fmt(a, "%s: gives %d columns, the table has %d", q->name,
                         sqlite3_column_count(p->statement), q->n_out);
    for (uint8_t i = 0; i < q->n_out; i++)
        if (strcmp(sqlite3_column_name(p->statement, i), q->out[i].name) != 0 ||
            !type_fits(p->statement, i, q->out[i].type))
            return arena_fmt(a,
                             "%s: column %d is %s, of a type that the table has otherwise, or "
                             "the table's name is not it: %s",
                             q->name, i + 1, sqlite3_column_name(p->statement, i), q->out[i].name);
    return (struct str){NULL, 0};
}

const struct backend backend_sqlite = {
    .dialect = DIALECT_SQLITE,
    .tries = 1,
    .open = lite_open,
    .close = lite_close,
    .say = lite_say,
    .script = lite_script,
    .step = lite_step,
    .health = lite_health,
    .owner = lite_owner,
    .claim = lite_claim,
    .settle = lite_settle,
    .tidy = lite_tidy,
    .check = lite_check,
    .why = lite_why,
    .compare = lite_compare,
};
