/* The HTTP edge: libmicrohttpd, a pool of epoll threads, limits, refusals.
 * Must never: answer a request that two readers could understand differently
 * (both Content-Length and Transfer-Encoding, a doubled header that may stand once).
 * Read next: http/request.h.
 */
#pragma once
#include "http/route.h"

struct server;

struct server_config {
    struct str address;       /* IPv4 or IPv6 literal */
    uint16_t port;            /* 0: any free port */
    unsigned threads;         /* 0: as many as cores */
    size_t arena_max;         /* bytes a request may use; 0 = 4 MiB */
    unsigned idle_s;          /* seconds without progress; 0 = 15 */
    unsigned whole_s;         /* seconds for headers and body together; 0 = 30 */
    unsigned upload_s;        /* the same where the body may hold a file; 0 = 300 */
    unsigned connections_max; /* 0 = 1000 */
    const struct route_table *routes;
    struct str upload_folder; /* where files are kept, without a name, while they come in */
    void *app;
    /* May this request use that route? Answers by itself when not (sign-in page, 404). Runs before
     * the form is looked at by anyone but after it has been read whole. */
    bool (*admit)(struct request *rq);
    /* May this visitor send a file there? Answers by itself when not, and must not pause. Runs on
     * the head alone: a stranger's file is not read. admit runs too, when the form is there. */
    bool (*admit_upload)(struct request *rq);
    /* Writes the page for a refusal: 400, 404, 405, 411, 413, 414, 415, 431, 503. */
    void (*refuse)(struct request *rq, unsigned status);
    /* One line a request when it has ended: no path parameters, no query, no person.
     * route is the route's pattern or "-". */
    void (*log)(void *app, struct str method, struct str route, unsigned status, size_t bytes,
                int64_t micros);
};

/*   returns   NULL with *ret_why set when the address cannot be had
 */
struct server *server_start(const struct server_config *c, const char **ret_why);
uint16_t server_port(const struct server *s);
/* Takes no new connections, waits until what was accepted is answered (`grace_s` at most), ends.
 * Ends the process instead when a request is still paused by then: another thread holds it. */
void server_stop(struct server *s, unsigned grace_s);
