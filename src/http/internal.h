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
    PARTING_MAX = 64,        /* lines that are parting at a time */
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
    bool unread;              /* the answer went out before the body had come in */
    bool parting;             /* the library has let go of it: it is read, and not listened to */
    bool used;                /* a request has come and gone on it */
    _Atomic int64_t until_ns; /* when what is being read must be there; 0: a whole request is */
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
    struct spool *spool; /* takes the body instead, when it holds a file; else NULL */
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
    pthread_mutex_t lock; /* guards all but whole_ns */
    pthread_cond_t wake;
    struct line *lines, *spare;
    int64_t whole_ns;
    size_t parting; /* so many of the lines */
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
/* 0 when the body is of the kind that the route takes, else the status to refuse with.
 *   ret_boundary   set where the route takes a file
 */
unsigned request_type_wrong(struct request *rq, struct str *ret_boundary);

/* For a body that holds a form and one file; `folder`: where the file is kept, without a name.
 * NULL when the arena has failed. */
struct spool *spool_new(struct arena *a, struct str folder, struct str boundary);
/* What is wrong with it is said at the end; from there on the rest is only passed over. */
void spool_take(struct spool *s, struct str piece);
/* 0 when the body was whole and sound, else the status to refuse with, and nothing is kept. */
unsigned spool_end(struct spool *s);
/* After spool_end: the fields as the other kind of form has them, and what request_body says. */
struct str spool_fields(const struct spool *s);
struct str spool_body(const struct spool *s);

/* `lines`: that many places, zeroed. */
void watch_start(struct watch *w, struct line *lines, size_t n, unsigned whole_s);
void watch_stop(struct watch *w);
/* NULL when there is no place left. */
struct line *watch_add(struct watch *w, MHD_socket fd);
/* Before the library closes its socket. Where a body was left unread, that would tell the sender's
 * machine to throw the answer away: such a socket stays open a little longer. */
void watch_remove(struct watch *w, struct line *l);
/* Has what is being read on this line taken too long? */
bool watch_late(const struct line *l);

/* Takes the address; false with *ret_why set when it cannot be had. */
bool door_make(struct door *d, const struct server_config *c, const char **ret_why);
void door_open(struct door *d, struct MHD_Daemon *daemon);
/* Nobody comes in after this. */
void door_close(struct door *d);
