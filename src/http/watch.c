/* The watch over slow senders: a request that takes too long to arrive loses its connection, and a
 * sender that was refused in the middle may finish, to hear why.
 * Must never: touch a socket that the library may have closed; a line leaves the list first.
 * Read next: http/server.c.
 *
 * The library's own time-out sees silence only; a byte every few seconds passes it by.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/wait.h"
#include "http/internal.h"

enum { TICK_MS = 250, PARTING_TICK_MS = 10, NS_PER_MS = 1000000 };
enum { PARTING_MS = 30000, PARTING_BYTES = 1024 * 1024 };

/* With the lock. */
static void line_drop(struct watch *w, struct line *l)
{
    *(l->before ? &l->before->next : &w->lines) = l->next;
    if (l->next)
        l->next->before = l->before;
    l->next = w->spare;
    w->spare = l;
}

static void parting_end(struct watch *w, struct line *l)
{
    close(l->fd);
    w->parting--;
    line_drop(w, l);
}

/* What still comes is thrown away, up to the sender's end or the time's. */
static void parting_look(struct watch *w, struct line *l)
{
    ssize_t n = recv(l->fd, NULL, PARTING_BYTES, MSG_DONTWAIT | MSG_TRUNC);
    bool more = n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
    if (!more || watch_late(l))
        parting_end(w, l);
}

static void look(struct watch *w)
{
    for (struct line *l = w->lines, *next; l; l = next) {
        next = l->next;
        if (l->parting)
            parting_look(w, l);
        else if (watch_late(l))
            shutdown(l->fd, SHUT_RDWR);
    }
}

static void *watch_run(void *arg)
{
    struct watch *w = arg;
    pthread_mutex_lock(&w->lock);
    while (!w->ending) {
        int64_t tick = w->parting ? PARTING_TICK_MS : TICK_MS;
        (void)wait_until(&w->wake, &w->lock, clock_mono_ns() + tick * NS_PER_MS);
        look(w);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

bool watch_late(const struct line *l)
{
    int64_t until = l ? atomic_load(&l->until_ns) : 0;
    return until && clock_mono_ns() > until;
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
    for (struct line *l = w->lines; l; l = w->lines)
        parting_end(w, l);
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
        l->used = l->unread = l->parting = false;
        atomic_store(&l->until_ns, clock_mono_ns() + w->whole_ns);
        if (w->lines)
            w->lines->before = l;
        w->lines = l;
    }
    pthread_mutex_unlock(&w->lock);
    return l;
}

/* The socket by another descriptor: it outlives the library's. */
static bool parting_begin(struct watch *w, struct line *l)
{
    int fd = w->parting < PARTING_MAX ? fcntl(l->fd, F_DUPFD_CLOEXEC, 0) : -1;
    if (fd < 0)
        return false;
    shutdown(fd, SHUT_WR);
    l->fd = fd;
    l->parting = true;
    atomic_store(&l->until_ns, clock_mono_ns() + (int64_t)PARTING_MS * NS_PER_MS);
    w->parting++;
    pthread_cond_signal(&w->wake);
    return true;
}

void watch_remove(struct watch *w, struct line *l)
{
    pthread_mutex_lock(&w->lock);
    if (!l->unread || !parting_begin(w, l))
        line_drop(w, l);
    pthread_mutex_unlock(&w->lock);
}
