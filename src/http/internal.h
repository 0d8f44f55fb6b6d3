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

enum {
    PARAMS_MAX = 8,
    SET_MAX = 16,
    TARGET_MAX = 8 * 1024,
    OUT_MAX = 2 * 1024 * 1024,
    ARENA_LEAST = 64 * 1024, /* a request's own struct must always fit */
    REFUSAL_ARENA = 512 * 1024
};

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

/* One open connection, for the watch over slow senders. */
struct line {
    struct line *next, *before;
    MHD_socket fd;
    bool used;                        /* a request has come and gone on it */
    _Atomic int64_t reading_since_ns; /* 0: a whole request is in hand */
};

struct request {
    struct server *server;
    struct MHD_Connection *conn;
    struct line *line; /* NULL: unwatched */
    struct arena *own; /* what holds this struct */
    struct arena *a;   /* own, or a fresh one for the refusal after own failed */
    const char *raw;   /* the target where the library keeps it, up to its first NUL */
    struct faults *faults;
    void *slot;
    enum stage stage;
    bool head, post;
    bool absent; /* no such page: said when the request is whole */
    bool close;  /* the connection ends with this answer */
    bool gone;   /* the connection was lost before the answer */
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

struct watch {
    pthread_t thread;
    pthread_mutex_t lock; /* guards lines, spare and ending */
    pthread_cond_t wake;
    struct line *lines, *spare;
    int64_t whole_ns;
    bool ending;
};

struct door {
    struct MHD_Daemon *daemon; /* NULL: nothing is let in yet */
    pthread_t thread;
    int fd, bell; /* bell: rung once, to close */
    uint16_t port;
};

struct server {
    struct arena *a; /* holds it */
    struct server_config c;
    struct MHD_Daemon *daemon;
    struct door door;
    struct watch watch;
    atomic_int in_flight; /* requests begun and not ended */
    atomic_int running;   /* handlers and continuations that run now */
    atomic_int paused;    /* suspended; counted until request_resume is through with the server */
    atomic_bool stopping; /* answers say "Connection: close" */
    atomic_bool ending;   /* no handler starts any more */
};

/* The page of a refusal, through the pages' own words; `close` ends the connection after it. */
void request_refuse(struct request *rq, unsigned status, bool close);
/* 0 when the head is sound, else the status to refuse with. method and version as the library
 * gave them: their places in memory matter. */
unsigned request_head_wrong(struct request *rq, const char *method, const char *version);

/* `lines`: that many places, zeroed. */
void watch_start(struct watch *w, struct line *lines, size_t n, unsigned whole_s);
void watch_stop(struct watch *w);
/* NULL when there is no place left. */
struct line *watch_add(struct watch *w, MHD_socket fd);
void watch_remove(struct watch *w, struct line *l);
/* Has what is being read on this line taken too long? */
bool watch_late(const struct watch *w, const struct line *l);

/* Takes the address; false with *ret_why set when it cannot be had. */
bool door_make(struct door *d, const struct server_config *c, const char **ret_why);
void door_open(struct door *d, struct MHD_Daemon *daemon);
/* Nobody comes in after this. */
void door_close(struct door *d);
