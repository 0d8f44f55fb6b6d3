/* The door: listens, and hands each new connection to the library.
 * Must never: wait for a connection's bytes.
 * Read next: http/server.c.
 *
 * The library could listen by itself, but 0.9.75 cannot then be told to stop listening: while its
 * pool of threads is busy, MHD_quiesce_daemon races with them and ends the process.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/internal.h"

enum { BACKLOG = 511, OUT_OF_FILES_MS = 50 };

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static bool address_fill(const struct server_config *c, union address *to)
{
    char text[INET6_ADDRSTRLEN] = "";
    *to = (union address){.v6 = {0}};
    if (!c->address.n || c->address.n >= sizeof text)
        return false;
    memcpy(text, c->address.p, c->address.n);
    if (inet_pton(AF_INET, text, &to->v4.sin_addr) == 1) {
        to->v4.sin_family = AF_INET;
        to->v4.sin_port = htons(c->port);
        return true;
    }
    to->v6.sin6_family = AF_INET6;
    to->v6.sin6_port = htons(c->port);
    return inet_pton(AF_INET6, text, &to->v6.sin6_addr) == 1;
}

/* SO_REUSEADDR starts again at once after a stop; two servers still cannot share a port. */
static bool address_take(int fd, union address *at)
{
    const int on = 1;
    bool six = at->any.sa_family == AF_INET6;
    socklen_t n = six ? sizeof at->v6 : sizeof at->v4;
    return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
           (!six || setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) == 0) &&
           bind(fd, &at->any, n) == 0 && listen(fd, BACKLOG) == 0 &&
           getsockname(fd, &at->any, &n) == 0;
}

bool door_make(struct door *d, const struct server_config *c, const char **ret_why)
{
    union address at;
    if (!address_fill(c, &at)) {
        *ret_why = "not an IPv4 or IPv6 address";
        return false;
    }
    d->fd = socket(at.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (d->fd < 0 || !address_take(d->fd, &at)) {
        *ret_why = strerror(errno);
        if (d->fd >= 0)
            close(d->fd);
        return false;
    }
    d->port = ntohs(at.any.sa_family == AF_INET6 ? at.v6.sin6_port : at.v4.sin_port);
    return true;
}

/* The library closes what is past its limit. */
static bool let_in(struct door *d)
{
    union address from;
    socklen_t n = sizeof from;
    int fd = accept4(d->fd, &from.any, &n, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0)
        (void)MHD_add_connection(d->daemon, fd, &from.any, n);
    return fd >= 0;
}

static void *door_run(void *arg)
{
    struct door *d = arg;
    struct pollfd at[] = {{.fd = d->bell, .events = POLLIN}, {.fd = d->fd, .events = POLLIN}};
    while (poll(at, 2, -1) < 0 || !at[0].revents) {
        while (let_in(d))
            continue;
        /* What waits would wake the next poll at once. */
        if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS)
            poll(at, 1, OUT_OF_FILES_MS);
    }
    return NULL;
}

void door_open(struct door *d, struct MHD_Daemon *daemon)
{
    d->daemon = daemon;
    d->bell = eventfd(0, EFD_CLOEXEC);
    if (d->bell < 0 || pthread_create(&d->thread, NULL, door_run, d) != 0)
        bug("no thread for the door");
}

void door_close(struct door *d)
{
    if (d->daemon) {
        if (eventfd_write(d->bell, 1) != 0)
            bug("the door cannot be closed");
        pthread_join(d->thread, NULL);
        close(d->bell);
    }
    close(d->fd);
}
