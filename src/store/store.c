/* The store: its readers, its writer.
 * Must never: know which database is behind it.
 * Read next: store/sqlite.c, store/pg.c.
 */
#include "store/store.h"

#include <pthread.h>

#include "base/fault.h"
#include "store/conn.h"
#include "store/migrate.h"
#include "store/pool.h"
#include "store/writer.h"

struct store {
    struct arena *a; /* holds all of it */
    struct store_config config;
    struct writer *writer;
    struct pool *readers;
};

/* A reader's snapshot: pool and connection, for as long as it lasts. */
struct snapshot {
    struct tx tx;
    struct store *store;
};

enum { ARENA_MAX = 16 * 1024 * 1024 };

static _Thread_local struct snapshot own;

static enum store_open open_writer(struct store *s, struct arena *a, struct str *ret_detail)
{
    enum store_open state = STORE_OPEN;
    struct conn *c = conn_backend(&s->config)->open(a, &s->config, CONN_WRITE, &state, ret_detail);
    if (!c)
        return state;
    state = migrate(c, a, s->config.existing, ret_detail);
    if (state != STORE_OPEN) {
        c->backend->close(c);
        return state;
    }
    s->writer = writer_start(s->a, c, !s->config.no_group);
    s->readers = pool_start(s->a, &s->config);
    return STORE_OPEN;
}

enum store_open store_open(struct arena *a, const struct store_config *c, struct store **ret,
                           struct str *ret_detail)
{
    struct arena *whole = arena_new(ARENA_MAX);
    struct store *s = ARENA_NEW(whole, struct store);
    s->a = whole;
    s->config = *c;
    s->config.path = arena_str(whole, c->path);
    s->config.db = arena_str(whole, c->db);
    enum store_open state = open_writer(s, a, ret_detail);
    if (state == STORE_OPEN)
        *ret = s;
    else
        arena_free(whole);
    return state;
}

void store_close(struct store *s)
{
    pool_stop(s->readers);
    struct conn *c = writer_stop(s->writer);
    c->backend->close(c);
    arena_free(s->a);
}

enum rc store_read_begin(struct store *s, struct tx **ret)
{
    if (own.store)
        bug("a second snapshot on this thread");
    struct conn *c = pool_take(s->readers);
    if (!c)
        return BUSY;
    enum rc rc = conn_say(c, CONN_BEGIN);
    if (rc != OK) {
        pool_give(s->readers, c);
        return rc;
    }
    own = (struct snapshot){{c}, s};
    *ret = &own.tx;
    return OK;
}

void store_read_end(struct tx *tx)
{
    struct pool *readers = own.store->readers;
    struct conn *c = tx->conn;
    if (conn_say(c, CONN_COMMIT) != OK && !conn_is_lost(c))
        bug("a read snapshot does not end");
    own = (struct snapshot){0};
    pool_give(readers, c);
}

void store_ask(struct tx *tx, const struct query *q, const void *in, struct arena *a)
{
    if (tx->conn->backend->ask)
        tx->conn->backend->ask(tx->conn, q, in, a);
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
    enum rc rc = tx->conn->backend->step(tx->conn, q, in, a, keep_one, &one, NULL);
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
    enum rc rc = tx->conn->backend->step(tx->conn, q, in, a, keep_many, &m, NULL);
    if (rc == OK && arena_failed(a))
        rc = BUSY;
    if (rc == OK)
        *ret = (struct rows){m.at, m.n};
    return rc;
}

enum rc store_run(struct tx *tx, const struct query *q, const void *in, int64_t *ret_changed)
{
    return tx->conn->backend->step(tx->conn, q, in, NULL, NULL, NULL, ret_changed);
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
    struct conn *c = pool_take(s->readers);
    if (!c)
        return S("cannot be reached");
    struct str said = c->backend->check(c, a);
    pool_give(s->readers, c);
    return said;
}

void store_advise(struct store *s, void (*say)(void *to, struct str line), void *to)
{
    struct conn *c = pool_take(s->readers);
    if (!c)
        return;
    if (c->backend->advise)
        c->backend->advise(c, say, to);
    pool_give(s->readers, c);
}

int store_schema(void)
{
    return (int)migration_count;
}
