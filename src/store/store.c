/* The store: the file's lock, its readers, its writer.
 * Must never: let two processes write.
 * Read next: store/sqlite.c.
 */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/fault.h"
#include "store/conn.h"
#include "store/migrate.h"
#include "store/writer.h"

struct reader {
    struct reader *next;
    struct tx tx;
};

struct store {
    struct arena *a; /* holds all of it; under readers_lock once open */
    struct str path;
    int lock_fd;
    int schema;
    uint64_t serial; /* of this open, so that a thread's reader of an earlier one is not reused */
    struct writer *writer;
    pthread_mutex_t readers_lock;
    struct reader *readers;
};

enum { ARENA_MAX = 64 * 1024 * 1024 };

static _Atomic uint64_t opened;
static _Thread_local struct reader *own_reader;
static _Thread_local uint64_t own_serial;

static enum store_open lock_take(struct arena *a, struct store *s, struct str *ret_detail)
{
    struct str path = arena_fmt(a, "%.*s.lock", STR_ARG(s->path));
    s->lock_fd = open(arena_cstr(a, path), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (s->lock_fd < 0) {
        *ret_detail = arena_fmt(a, "cannot write %.*s: %s", STR_ARG(path), strerror(errno));
        return STORE_UNUSABLE;
    }
    if (flock(s->lock_fd, LOCK_EX | LOCK_NB) != 0) {
        *ret_detail = arena_fmt(a, "%.*s is in use by another tonus: stop it first",
                                STR_ARG(s->path));
        return STORE_LOCKED;
    }
    return STORE_OPEN;
}

static void store_free(struct store *s)
{
    if (s->lock_fd >= 0)
        close(s->lock_fd);
    pthread_mutex_destroy(&s->readers_lock);
    arena_free(s->a);
}

static enum store_open open_locked(struct store *s, struct arena *a, const struct store_config *c,
                                   struct str *ret_detail)
{
    struct str why = S("");
    enum store_open state = lock_take(a, s, ret_detail);
    if (state != STORE_OPEN)
        return state;
    struct conn *conn = conn_open(s->a, s->path, CONN_WRITE, &why);
    if (!conn) {
        *ret_detail = arena_fmt(a, "cannot open %.*s: %.*s", STR_ARG(s->path), STR_ARG(why));
        return STORE_UNUSABLE;
    }
    state = migrate(conn, a, ret_detail);
    if (state != STORE_OPEN) {
        conn_close(conn);
        return state;
    }
    s->schema = (int)conn_number(conn, "SELECT max(number) FROM migration", 0);
    s->writer = writer_start(s->a, conn, !c->no_group);
    return STORE_OPEN;
}

enum store_open store_open(struct arena *a, const struct store_config *c, struct store **ret,
                           struct str *ret_detail)
{
    struct arena *own = arena_new(ARENA_MAX);
    struct store *s = ARENA_NEW(own, struct store);
    s->a = own;
    s->path = arena_str(s->a, c->path);
    s->lock_fd = -1;
    s->serial = ++opened;
    pthread_mutex_init(&s->readers_lock, NULL);
    enum store_open state = open_locked(s, a, c, ret_detail);
    if (state == STORE_OPEN)
        *ret = s;
    else
        store_free(s);
    return state;
}

void store_close(struct store *s)
{
    struct conn *c = writer_stop(s->writer);
    for (struct reader *r = s->readers; r; r = r->next)
        conn_close(r->tx.conn);
    conn_checkpoint(c);
    conn_close(c);
    store_free(s);
}

static struct reader *reader_open(struct store *s)
{
    struct str why;
    pthread_mutex_lock(&s->readers_lock);
    struct reader *r = ARENA_NEW(s->a, struct reader);
    r->tx.conn = conn_open(s->a, s->path, CONN_READ, &why);
    if (r->tx.conn) {
        r->next = s->readers;
        s->readers = r;
    }
    pthread_mutex_unlock(&s->readers_lock);
    return r->tx.conn ? r : NULL;
}

enum rc store_read_begin(struct store *s, struct tx **ret)
{
    if (own_serial != s->serial) {
        own_reader = reader_open(s);
        own_serial = own_reader ? s->serial : 0;
    }
    if (!own_serial)
        return BROKEN;
    enum rc rc = conn_exec(own_reader->tx.conn, "BEGIN");
    if (rc == OK)
        *ret = &own_reader->tx;
    return rc;
}

void store_read_end(struct tx *tx)
{
    if (conn_exec(tx->conn, "COMMIT") != OK)
        bug("a read snapshot does not end");
}

struct one {
    void *row;
    size_t size;
    bool found;
};

static bool keep_one(void *to, const void *values)
{
    struct one *one = to;
    memcpy(one->row, values, one->size);
    one->found = true;
    return false;
}

enum rc store_one(struct tx *tx, const struct query *q, const void *in, struct arena *a,
                  void *ret_row)
{
    struct one one = {ret_row, q->out_size, false};
    enum rc rc = conn_step(tx->conn, q, in, a, keep_one, &one, NULL);
    return rc == OK && !one.found ? NOT_FOUND : rc;
}

struct many {
    struct arena *a;
    unsigned char *at;
    size_t n, cap, size;
};

static bool keep_many(void *to, const void *values)
{
    struct many *m = to;
    if (m->n == m->cap) {
        size_t cap = m->cap ? m->cap * 2 : 16;
        unsigned char *at = arena_array(m->a, cap, m->size);
        if (arena_failed(m->a))
            return false;
        if (m->n)
            memcpy(at, m->at, m->n * m->size);
        m->at = at;
        m->cap = cap;
    }
    memcpy(m->at + m->n * m->size, values, m->size);
    m->n++;
    return true;
}

enum rc store_many(struct tx *tx, const struct query *q, const void *in, struct arena *a,
                   struct rows *ret)
{
    struct many m = {.a = a, .size = q->out_size};
    enum rc rc = conn_step(tx->conn, q, in, a, keep_many, &m, NULL);
    if (rc == OK && arena_failed(a))
        rc = BUSY;
    if (rc == OK)
        *ret = (struct rows){m.at, m.n};
    return rc;
}

enum rc store_run(struct tx *tx, const struct query *q, const void *in, int64_t *ret_changed)
{
    return conn_step(tx->conn, q, in, NULL, NULL, NULL, ret_changed);
}

enum rc store_submit(struct store *s, struct store_job *job)
{
    return writer_submit(s->writer, job);
}

struct waiting {
    struct store_job job;
    pthread_mutex_t lock;
    pthread_cond_t over;
    bool is_over;
    enum rc rc;
};

static void wake_waiting(struct store_job *job, enum rc rc)
{
    struct waiting *w = (struct waiting *)(void *)job;
    pthread_mutex_lock(&w->lock);
    w->rc = rc;
    w->is_over = true;
    pthread_cond_signal(&w->over);
    pthread_mutex_unlock(&w->lock);
}

enum rc store_write(struct store *s, enum rc (*run)(struct tx *, void *), void *arg)
{
    struct waiting w = {.job = {.run = run, .done = wake_waiting, .arg = arg}};
    pthread_mutex_init(&w.lock, NULL);
    pthread_cond_init(&w.over, NULL);
    enum rc accepted = store_submit(s, &w.job);
    pthread_mutex_lock(&w.lock);
    while (accepted == OK && !w.is_over)
        pthread_cond_wait(&w.over, &w.lock);
    pthread_mutex_unlock(&w.lock);
    pthread_mutex_destroy(&w.lock);
    pthread_cond_destroy(&w.over);
    return accepted == OK ? w.rc : accepted;
}

struct str store_check(struct store *s, struct arena *a)
{
    struct str why = S("");
    struct conn *c = conn_open(a, s->path, CONN_READ, &why);
    if (!c)
        return why;
    struct str said = conn_text(c, a, "PRAGMA integrity_check(1)");
    if (str_eq(said, S("ok"))) {
        struct str broken = conn_text(c, a, "PRAGMA foreign_key_check");
        said = broken.p ? arena_fmt(a, "a row of %.*s points nowhere", STR_ARG(broken)) : said;
    }
    conn_close(c);
    return said;
}

int store_schema(const struct store *s)
{
    return s->schema;
}
