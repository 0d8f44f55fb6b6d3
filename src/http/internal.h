/* A request and a server from the inside. Within the http floor only.
 * Must never: be included by a page.
 * Read next: http/server.c.
 */
#pragma once
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "http/form.h"
#include "http/server.h"

enum { PARAMS_MAX = 8, SET_MAX = 16, OUT_MAX = 2 * 1024 * 1024, REFUSAL_ARENA = 512 * 1024 };

enum stage {
    STAGE_HEADERS, /* nothing looked at yet */
    STAGE_BODY,    /* the body comes in */
    STAGE_HANDLER, /* a handler or a continuation runs */
    STAGE_PAUSED,
    STAGE_ANSWERED
};

struct set_header {
    const char *name, *value;
};

struct request {
    struct server *server;
    struct MHD_Connection *conn;
    struct arena *a;
    struct arena *refusal; /* where a refusal is written after `a` failed */
    struct faults *faults;
    void *slot;
    enum stage stage;
    bool head, post, close, refusing;
    struct str method, target, path;
    struct form query, form;
    const struct route *route;
    struct str params[PARAMS_MAX];
    char *body;
    size_t body_n, body_max;
    struct out out;
    struct set_header set[SET_MAX];
    size_t set_n;
    void (*then)(struct request *rq, void *arg);
    void *then_arg;
    unsigned status;
    size_t sent;
    int64_t began_ns;
};

/* One open connection, for the watch over slow senders. */
struct line {
    struct line *next, *before;
    struct arena *a; /* holds it */
    MHD_socket fd;
    int64_t reading_since_ns; /* 0: a whole request is in hand */
};

struct server {
    struct arena *a; /* holds it */
    struct server_config c;
    struct MHD_Daemon *daemon;
    atomic_int in_flight;
    pthread_t watch;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct line *lines;
    bool stopping;
    uint16_t port;
};

/* The page of a refusal, through the pages' own words; `close` ends the connection after it. */
void request_refuse(struct request *rq, unsigned status, bool close);
/* 0 when the headers are sound, else the status to refuse with. */
unsigned request_headers_wrong(struct request *rq, const char *version);
