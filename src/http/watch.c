/* The watch over slow senders: a request that takes too long to arrive loses its connection.
 * Must never: touch a socket that the library may have closed; a line leaves the list first.
 * Read next: http/server.c.
 *
 * The library's own time-out sees silence only; a byte every few seconds passes it by.
 */
#include <sys/socket.h>

#include "base/clock.h"
#include "base/wait.h"
#include "http/internal.h"

enum { TICK_MS = 250, NS_PER_MS = 1000000 };

static void *watch_run(void *arg)
{
    struct watch *w = arg;
    pthread_mutex_lock(&w->lock);
    while (!w->ending) {
        (void)wait_until(&w->wake, &w->lock, clock_mono_ns() + TICK_MS * NS_PER_MS);
        for (struct line *l = w->lines; l; l = l->next)
            if (watch_late(w, l))
                shutdown(l->fd, SHUT_RDWR);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

bool watch_late(const struct watch *w, const struct line *l)
{
    int64_t since = l ? atomic_load(&l->reading_since_ns) : 0;
    return since && clock_mono_ns() - since > w->whole_ns;
}

void watch_start(struct watch *w, struct line *lines, size_t n, unsigned whole_s)
{
    wait_init(&w->wake);
    pthread_mutex_init(&w->lock, NULL);
    w->whole_ns = (int64_t)whole_s * 1000000000;
    for (size_t i = 0; i < n; i++) {
        lines[i].next = w->spare;
        w->spare = &lines[i];
    }
    if (pthread_create(&w->thread, NULL, watch_run, w) != 0)
        bug("no thread for the watch");
}

void watch_stop(struct watch *w)
{
    pthread_mutex_lock(&w->lock);
    w->ending = true;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    pthread_mutex_destroy(&w->lock);
    pthread_cond_destroy(&w->wake);
}

struct line *watch_add(struct watch *w, MHD_socket fd)
{
    pthread_mutex_lock(&w->lock);
    struct line *l = w->spare;
    if (l) {
        w->spare = l->next;
        l->next = w->lines;
        l->before = NULL;
        l->fd = fd;
        l->used = false;
        atomic_store(&l->reading_since_ns, clock_mono_ns());
        if (w->lines)
            w->lines->before = l;
        w->lines = l;
    }
    pthread_mutex_unlock(&w->lock);
    return l;
}

void watch_remove(struct watch *w, struct line *l)
{
    pthread_mutex_lock(&w->lock);
    *(l->before ? &l->before->next : &w->lines) = l->next;
    if (l->next)
        l->next->before = l->before;
    l->next = w->spare;
    w->spare = l;
    pthread_mutex_unlock(&w->lock);
}
