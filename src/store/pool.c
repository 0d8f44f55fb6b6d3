/* The connections that read. One thread opens them, so that whoever wants one waits shortly or not
 * at all.
 * Must never: hand out a connection that the database has closed.
 * Read next: store/store.c.
 */
#include "store/pool.h"

#include <pthread.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/wait.h"

enum { POOL_WAIT_NS = 1000000000, POOL_RETRY_NS = 500000000, WHY_BYTES = 64 * 1024 };

struct pool {
    const struct store_config *config;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wanted, opened;
    struct conn *idle;
    size_t wanting; /* who waits */
    bool away;      /* the last try to open one failed */
    bool stopping;
};

static struct conn *open_one(struct pool *p)
{
    struct arena *a = arena_new(WHY_BYTES);
    struct str why = S("");
    enum store_open state;
    const struct backend *backend = conn_backend(p->config);
    struct conn *c = backend->open(a, p->config, CONN_READ, &state, &why);
    if (!c && !p->away)
        fprintf(stderr, "tonus: store: %.*s\n", STR_ARG(why));
    arena_free(a);
    return c;
}

/* While it cannot be reached it is tried again and again, whether somebody waits or not. */
static void *open_all(void *arg)
{
    struct pool *p = arg;
    pthread_mutex_lock(&p->lock);
    while (!p->stopping) {
        if (!p->away && (p->idle || !p->wanting)) {
            pthread_cond_wait(&p->wanted, &p->lock);
            continue;
        }
        pthread_mutex_unlock(&p->lock);
        struct conn *c = open_one(p);
        pthread_mutex_lock(&p->lock);
        p->away = !c;
        if (c) {
            c->next = p->idle;
            p->idle = c;
        }
        pthread_cond_broadcast(&p->opened);
        if (p->away && !p->stopping)
            (void)wait_until(&p->wanted, &p->lock, clock_mono_ns() + POOL_RETRY_NS);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

struct pool *pool_start(struct arena *a, const struct store_config *c)
{
    struct pool *p = ARENA_NEW(a, struct pool);
    p->config = c;
    pthread_mutex_init(&p->lock, NULL);
    wait_init(&p->wanted);
    wait_init(&p->opened);
    if (pthread_create(&p->thread, NULL, open_all, p) != 0)
        bug("no thread for the pool");
    return p;
}

/* Under the lock. One that the database closed meanwhile is not handed out. */
static struct conn *idle_take(struct pool *p)
{
    while (p->idle) {
        struct conn *c = p->idle;
        p->idle = c->next;
        c->next = NULL;
        if (!conn_is_lost(c))
            return c;
        c->backend->close(c);
    }
    return NULL;
}

struct conn *pool_take(struct pool *p)
{
    int64_t until_ns = clock_mono_ns() + POOL_WAIT_NS;
    pthread_mutex_lock(&p->lock);
    struct conn *c = idle_take(p);
    p->wanting++;
    for (bool early = true; !c && early && !p->away && !p->stopping;) {
        pthread_cond_signal(&p->wanted);
        early = wait_until(&p->opened, &p->lock, until_ns);
        c = idle_take(p);
    }
    p->wanting--;
    pthread_mutex_unlock(&p->lock);
    return c;
}

void pool_give(struct pool *p, struct conn *c)
{
    pthread_mutex_lock(&p->lock);
    c->next = p->idle;
    p->idle = c;
    pthread_mutex_unlock(&p->lock);
}

void pool_stop(struct pool *p)
{
    pthread_mutex_lock(&p->lock);
    p->stopping = true;
    pthread_cond_broadcast(&p->wanted);
    pthread_mutex_unlock(&p->lock);
    pthread_join(p->thread, NULL);
    for (struct conn *c = p->idle, *next; c; c = next) {
        next = c->next;
        c->backend->close(c);
    }
    pthread_mutex_destroy(&p->lock);
    pthread_cond_destroy(&p->wanted);
    pthread_cond_destroy(&p->opened);
}
