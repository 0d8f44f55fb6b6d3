/* A connection to SQLite: opening, binding by name, reading rows by table.
 * Must never: hold clinical knowledge, or a statement that sql/ does not hold.
 * Read next: store/writer.c.
 */
#include <sqlite3.h>
#include <stdio.h>

#include "base/fault.h"
#include "store/conn.h"

enum { PARAMETERS_MAX = 40, CACHE_KIB = 8192, BUSY_MS = 5000 };

struct prepared {
    sqlite3_stmt *statement;
    int index[PARAMETERS_MAX];
};

struct conn {
    sqlite3 *db;
    struct prepared *prepared; /* by query index */
    unsigned char *row;        /* one row's values while stepping */
    int log_pages;
};

/* Once a process, before the first open: measured x1.7 on two cores. */
__attribute__((constructor)) static void sqlite_configure(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
}

void conn_log(struct conn *c, const char *what)
{
    fprintf(stderr, "tonus: store: %s: %s\n", what, sqlite3_errmsg(c->db));
}

static enum rc rc_of(struct conn *c, int code)
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
    struct conn *c = arg;
    (void)db;
    (void)name;
    c->log_pages = pages;
    return SQLITE_OK;
}

static enum rc conn_setup(struct conn *c, enum conn_mode mode)
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
    enum rc rc = conn_exec(c, pragmas);
    /* After the pragmas: wal_autocheckpoint takes the hook away. */
    if (mode == CONN_WRITE)
        sqlite3_wal_hook(c->db, on_commit, c);
    return rc;
}

struct conn *conn_open(struct arena *a, struct str path, enum conn_mode mode, struct str *ret_why)
{
    size_t row_size = 8;
    for (size_t i = 0; i < query_count; i++)
        row_size = query_all[i]->out_size > row_size ? query_all[i]->out_size : row_size;
    struct conn *c = ARENA_NEW(a, struct conn);
    c->prepared = ARENA_ARRAY(a, query_count + 1, struct prepared);
    c->row = arena_alloc(a, row_size);
    int flags = SQLITE_OPEN_NOMUTEX |
                (mode == CONN_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                    : SQLITE_OPEN_READONLY);
    int code = sqlite3_open_v2(arena_cstr(a, path), &c->db, flags, NULL);
    if (code == SQLITE_OK && conn_setup(c, mode) == OK)
        return c;
    *ret_why = arena_str(a, str_from(sqlite3_errmsg(c->db)));
    conn_close(c);
    return NULL;
}

void conn_close(struct conn *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < query_count; i++)
        sqlite3_finalize(c->prepared[i].statement);
    sqlite3_close(c->db);
}

enum rc conn_exec(struct conn *c, const char *text)
{
    return rc_of(c, sqlite3_exec(c->db, text, NULL, NULL, NULL));
}

enum rc conn_durable(struct conn *c)
{
    return conn_exec(c, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
}

int64_t conn_number(struct conn *c, const char *text, int64_t missing)
{
    sqlite3_stmt *s = NULL;
    int64_t value = missing;
    if (sqlite3_prepare_v2(c->db, text, -1, &s, NULL) == SQLITE_OK &&
        sqlite3_step(s) == SQLITE_ROW && sqlite3_column_type(s, 0) != SQLITE_NULL)
        value = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return value;
}

struct str conn_text(struct conn *c, struct arena *a, const char *text)
{
    sqlite3_stmt *s = NULL;
    struct str value = {NULL, 0};
    if (sqlite3_prepare_v2(c->db, text, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
        value = arena_str(a, str_from((const char *)sqlite3_column_text(s, 0)));
    sqlite3_finalize(s);
    return value;
}

bool conn_in_transaction(struct conn *c)
{
    return sqlite3_get_autocommit(c->db) == 0;
}

void conn_checkpoint(struct conn *c)
{
    int pages = 0, folded = 0;
    if (sqlite3_wal_checkpoint_v2(c->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &folded) ==
        SQLITE_OK)
        c->log_pages = pages - folded;
}

int conn_log_pages(const struct conn *c)
{
    return c->log_pages;
}

struct str conn_why(struct conn *c, struct arena *a)
{
    return arena_str(a, str_from(sqlite3_errmsg(c->db)));
}

static enum rc prepared_get(struct conn *c, const struct query *q, struct prepared **ret)
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

enum rc conn_step(struct conn *c, const struct query *q, const void *in, struct arena *a,
                  bool (*row)(void *to, const void *values), void *to, int64_t *ret_changed)
{
    struct prepared *p;
    enum rc rc = prepared_get(c, q, &p);
    int code = SQLITE_OK;
    if (rc != OK) {
        conn_log(c, q->name);
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
        conn_log(c, q->name);
    if (ret_changed && rc == OK)
        *ret_changed = sqlite3_changes64(c->db);
    sqlite3_reset(p->statement);
    sqlite3_clear_bindings(p->statement);
    return rc;
}

struct str conn_compare(struct conn *c, struct arena *a, const struct query *q)
{
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
        if (strcmp(sqlite3_column_name(p->statement, i), q->out[i].name) != 0)
            return arena_fmt(a, "%s: column %d is %s, the table says %s", q->name, i + 1,
                             sqlite3_column_name(p->statement, i), q->out[i].name);
    return (struct str){NULL, 0};
}
