/* The HTTP edge: libmicrohttpd's callbacks, limits, the way of a request.
 * Must never: answer a request that two readers could understand differently.
 * Read next: http/headers.c.
 */
#include "http/server.h"

#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "http/internal.h"
#include "http/upload.h"

enum {
    ARENA_MAX_DEFAULT = 4 * 1024 * 1024,
    IDLE_DEFAULT_S = 15,
    WHOLE_DEFAULT_S = 30,
    UPLOAD_DEFAULT_S = 300,
    CONNECTIONS_DEFAULT = 1000,
    /* Half of it is read into, so that heads a little too large still get our own refusal. */
    MHD_MEMORY = 48 * 1024,
    THREADS_MAX = 64,
    STOP_TICK_US = 1000
};

/* --- a request begins and ends --------------------------------------------------------------- */

static struct line *line_of(struct MHD_Connection *conn)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        conn, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

/* `ns` 0: nothing is waited for. */
static void read_until(struct line *l, int64_t ns)
{
    if (l)
        atomic_store(&l->until_ns, ns);
}

/* Called with the request line, before any header is there. */
static void *request_new(void *arg, const char *target, struct MHD_Connection *conn)
{
    struct server *s = arg;
    struct arena *a = arena_new(s->c.arena_max);
    struct request *rq = ARENA_NEW(a, struct request);
    atomic_fetch_add(&s->in_flight, 1);
    rq->server = s;
    rq->conn = conn;
    rq->line = line_of(conn);
    rq->own = rq->a = a;
    rq->faults = faults_new(a);
    rq->out = out_new(a, OUT_MAX);
    rq->raw = target;
    rq->target = arena_str(a, str_from(target));
    rq->path = rq->target;
    rq->method = S("-");
    rq->began_ns = clock_mono_ns();
    /* The pause between two requests is not this one's. */
    if (rq->line && rq->line->used)
        read_until(rq->line, rq->began_ns + s->watch.whole_ns);
    return rq;
}

static void request_end(void *arg, struct MHD_Connection *conn, void **slot,
                        enum MHD_RequestTerminationCode code)
{
    struct server *s = arg;
    struct request *rq = *slot;
    (void)conn;
    (void)code;
    if (!rq)
        return;
    s->c.log(s->c.app, rq->method, str_from(rq->route ? rq->route->path : "-"), rq->status,
             rq->sent, (clock_mono_ns() - rq->began_ns) / 1000);
    read_until(rq->line, clock_mono_ns() + s->watch.whole_ns);
    if (rq->line)
        rq->line->used = true;
    struct arena *own = rq->own, *fresh = rq->a != own ? rq->a : NULL;
    arena_free(fresh);
    arena_free(own);
    *slot = NULL;
    atomic_fetch_sub(&s->in_flight, 1);
}

/* --- its head -------------------------------------------------------------------------------- */

/* A "/" within a segment would look like two segments, a control character like a line's end. */
static bool is_path(struct str sent, struct str decoded)
{
    for (size_t i = 0; i + 2 < sent.n; i++)
        if (sent.p[i] == '%' && sent.p[i + 1] == '2' && (sent.p[i + 2] | 0x20) == 'f')
            return false;
    for (size_t i = 0; i < decoded.n; i++)
        if ((unsigned char)decoded.p[i] < ' ')
            return false;
    return true;
}

static unsigned target_wrong(struct request *rq)
{
    size_t at = str_find(rq->target, '?');
    struct str sent = str_slice(rq->target, 0, at);
    struct str query = str_slice(rq->target, at + 1, rq->target.n);
    enum rc rc = form_decode(rq->a, sent, false, &rq->path);
    if (rc == OK)
        rc = form_parse(rq->a, query, REQUEST_FIELDS_MAX, &rq->query);
    if (rc != OK)
        return rc == BUSY ? 503 : 400;
    return is_path(sent, rq->path) ? 0 : 400;
}

static unsigned method_wrong(struct request *rq, struct str method)
{
    rq->head = str_eq(method, S("HEAD"));
    rq->post = str_eq(method, S("POST"));
    if (rq->head || rq->post || str_eq(method, S("GET"))) {
        rq->method = rq->post ? S("POST") : rq->head ? S("HEAD") : S("GET");
        return 0;
    }
    request_set(rq, S("Allow"), S("GET, HEAD, POST"));
    return 405;
}

static unsigned route_wrong_for(struct request *rq)
{
    enum route_found found = route_find(rq->server->c.routes, rq->post ? ROUTE_POST : ROUTE_GET,
                                        rq->path, &rq->route, rq->params);
    if (found == ROUTE_NO_METHOD)
        request_set(rq, S("Allow"), rq->post ? S("GET, HEAD") : S("POST"));
    return found == ROUTE_FOUND ? 0 : found == ROUTE_NO_METHOD ? 405 : 404;
}

/* A file is not read from anyone who may not send it there; true also where none is expected. */
static bool is_welcome(struct request *rq)
{
    if (!route_takes_file(rq->route))
        return true;
    rq->close = true;
    bool may = rq->server->c.admit_upload(rq);
    if (may == (rq->stage == STAGE_ANSWERED))
        bug("admission to %s without an answer, or with one", rq->route->path);
    if (!may)
        return false;
    rq->close = false;
    read_until(rq->line, rq->began_ns + (int64_t)rq->server->c.upload_s * 1000000000);
    return true;
}

static size_t body_most(const struct route *r)
{
    if (route_takes_file(r))
        return UPLOAD_MAX + UPLOAD_REST_MAX;
    return r->body_max ? r->body_max : REQUEST_FORM_MAX;
}

static unsigned body_make(struct request *rq)
{
    struct str boundary = {NULL, 0};
    unsigned wrong = rq->body_max ? request_type_wrong(rq, &boundary) : 0;
    if (wrong)
        return wrong;
    if (rq->body_max > body_most(rq->route))
        return 413;
    if (boundary.p)
        rq->spool = spool_new(rq->a, rq->server->c.upload_folder, boundary);
    else if (rq->post && !arena_failed(rq->a))
        rq->body = arena_array(rq->a, rq->body_max + 1, 1);
    return arena_failed(rq->a) ? 503 : 0;
}

static void head_look(struct request *rq, const char *method, const char *version)
{
    unsigned wrong = method_wrong(rq, str_from(method));
    wrong = wrong ? wrong : request_head_wrong(rq, method, version);
    wrong = wrong ? wrong : target_wrong(rq);
    wrong = wrong ? wrong : route_wrong_for(rq);
    if (!wrong && !is_welcome(rq))
        return;
    wrong = wrong ? wrong : body_make(rq);
    /* An answer before the end of a request makes the library close, which is right where the
     * request is ambiguous or a body follows. A page that is not there can wait for the end. */
    if (wrong == 404 && rq->body_max == 0)
        rq->absent = true;
    else if (wrong)
        request_refuse(rq, wrong, true);
}

static void head_take(struct request *rq, const char *method, const char *version)
{
    rq->stage = STAGE_BODY;
    head_look(rq, method, version);
    if (rq->line)
        rq->line->unread = rq->stage == STAGE_ANSWERED && rq->body_max > 0;
}

/* --- its body, its handler ------------------------------------------------------------------- */

/* In the middle of a body the library takes no answer: a late sender loses the connection. */
static enum MHD_Result body_take(struct request *rq, const char *p, size_t *n)
{
    if (*n > rq->body_max - rq->body_n || watch_late(rq->line)) {
        rq->status = 408;
        return MHD_NO;
    }
    if (rq->spool)
        spool_take(rq->spool, (struct str){p, *n});
    else
        memcpy(rq->body + rq->body_n, p, *n);
    rq->body_n += *n;
    *n = 0;
    return MHD_YES;
}

static unsigned form_wrong(struct request *rq)
{
    unsigned wrong = rq->spool ? spool_end(rq->spool) : 0;
    struct str fields = rq->spool ? spool_fields(rq->spool) : request_body(rq);
    if (wrong)
        return wrong;
    enum rc rc = form_parse(rq->a, fields, REQUEST_FIELDS_MAX, &rq->form);
    return rc == OK ? 0 : rc == BUSY ? 503 : 400;
}

static void handle(struct request *rq, void *arg)
{
    (void)arg;
    unsigned wrong = rq->absent ? 404 : form_wrong(rq);
    if (wrong)
        request_refuse(rq, wrong, rq->spool && wrong == 503);
    else if (rq->server->c.admit(rq))
        rq->route->handler(rq);
}

/* Once the server ends, nothing may start that could pause. */
static enum MHD_Result run(struct request *rq, void (*what)(struct request *rq, void *arg),
                           void *arg)
{
    struct server *s = rq->server;
    rq->stage = STAGE_HANDLER;
    atomic_fetch_add(&s->running, 1);
    if (atomic_load(&s->ending))
        request_refuse(rq, 503, true);
    else
        what(rq, arg);
    atomic_fetch_sub(&s->running, 1);
    if (rq->stage != STAGE_ANSWERED && rq->stage != STAGE_PAUSED)
        bug("a handler of %s did not answer", rq->route ? rq->route->path : "-");
    return rq->gone ? MHD_NO : MHD_YES;
}

static enum MHD_Result go_on(struct request *rq)
{
    void (*then)(struct request *, void *) = rq->then;
    if (!then)
        return MHD_YES;
    rq->then = NULL;
    return run(rq, then, rq->then_arg);
}

static enum MHD_Result access_handler(void *arg, struct MHD_Connection *conn, const char *url,
                                      const char *method, const char *version, const char *data,
                                      size_t *data_n, void **slot)
{
    struct request *rq = *slot;
    (void)arg;
    (void)conn;
    (void)url;
    switch (rq->stage) {
    case STAGE_HEADERS:
        head_take(rq, method, version);
        return rq->gone ? MHD_NO : MHD_YES;
    case STAGE_BODY:
        if (*data_n)
            return body_take(rq, data, data_n);
        read_until(rq->line, 0);
        return run(rq, handle, NULL);
    case STAGE_PAUSED:
        return go_on(rq);
    case STAGE_ANSWERED:
        *data_n = 0;
        return MHD_YES;
    case STAGE_HANDLER:
        break;
    }
    bug("a request in two places at once");
}

/* The socket is still open, and stays so until the line has left the watch. */
static void line_changed(void *arg, struct MHD_Connection *conn, void **context,
                         enum MHD_ConnectionNotificationCode code)
{
    struct server *s = arg;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        conn, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (code == MHD_CONNECTION_NOTIFY_STARTED && info) {
        *context = watch_add(&s->watch, info->connect_fd);
        if (!*context)
            shutdown(info->connect_fd, SHUT_RDWR);
    } else if (*context) {
        watch_remove(&s->watch, *context);
        *context = NULL;
    }
}

/* --- start and stop -------------------------------------------------------------------------- */

/* Targets stay as they were sent; target_wrong decodes them. */
static size_t unescape_nothing(void *arg, struct MHD_Connection *conn, char *text)
{
    (void)arg;
    (void)conn;
    return str_from(text).n;
}

static void defaults_fill(struct server_config *c)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    c->threads = c->threads ? c->threads : cores > 0 ? (unsigned)cores : 1;
    c->threads = c->threads > THREADS_MAX ? THREADS_MAX : c->threads;
    c->arena_max = c->arena_max ? c->arena_max : ARENA_MAX_DEFAULT;
    c->arena_max = c->arena_max < ARENA_LEAST ? ARENA_LEAST : c->arena_max;
    c->idle_s = c->idle_s ? c->idle_s : IDLE_DEFAULT_S;
    c->whole_s = c->whole_s ? c->whole_s : WHOLE_DEFAULT_S;
    c->upload_s = c->upload_s ? c->upload_s : UPLOAD_DEFAULT_S;
    c->connections_max = c->connections_max ? c->connections_max : CONNECTIONS_DEFAULT;
}

static struct MHD_Daemon *daemon_start(struct server *s)
{
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET, 0,
        NULL, NULL, access_handler, s, MHD_OPTION_URI_LOG_CALLBACK, request_new, s,
        MHD_OPTION_NOTIFY_COMPLETED, request_end, s, MHD_OPTION_NOTIFY_CONNECTION, line_changed, s,
        MHD_OPTION_UNESCAPE_CALLBACK, unescape_nothing, NULL, MHD_OPTION_THREAD_POOL_SIZE,
        s->c.threads, MHD_OPTION_CONNECTION_LIMIT, s->c.connections_max,
        MHD_OPTION_CONNECTION_TIMEOUT, s->c.idle_s, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)MHD_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
}

static struct server *server_new(const struct server_config *given)
{
    struct server_config c = *given;
    defaults_fill(&c);
    /* A closed connection leaves the watch a little after its place at the library is free. */
    size_t n = (size_t)c.connections_max + THREADS_MAX + PARTING_MAX;
    struct arena *a = arena_new(sizeof(struct server) + (n + 1) * sizeof(struct line) + 64);
    struct server *s = ARENA_NEW(a, struct server);
    struct line *lines = ARENA_ARRAY(a, n, struct line);
    s->a = a;
    s->c = c;
    watch_start(&s->watch, lines, n, c.whole_s);
    return s;
}

static void server_free(struct server *s)
{
    watch_stop(&s->watch);
    arena_free(s->a);
}

struct server *server_start(const struct server_config *c, const char **ret_why)
{
    const struct route *wrong = route_wrong(c->routes);
    struct door door = {0};
    if (wrong)
        bug("the route %s has no role, no handler, or stands twice", wrong->path);
    if (!door_make(&door, c, ret_why))
        return NULL;
    struct server *s = server_new(c);
    s->door = door;
    s->daemon = daemon_start(s);
    if (!s->daemon) {
        *ret_why = "no threads or files are left";
        door_close(&s->door);
        server_free(s);
        return NULL;
    }
    door_open(&s->door, s->daemon);
    return s;
}

uint16_t server_port(const struct server *s)
{
    return s->door.port;
}

static void wait_for_none(const atomic_int *a, const atomic_int *b, int64_t until_ns)
{
    while ((atomic_load(a) > 0 || atomic_load(b) > 0) && clock_mono_ns() < until_ns)
        usleep(STOP_TICK_US);
}

void server_stop(struct server *s, unsigned grace_s)
{
    int64_t until = clock_mono_ns() + (int64_t)grace_s * 1000000000;
    atomic_store(&s->stopping, true);
    door_close(&s->door);
    wait_for_none(&s->in_flight, &s->paused, until);
    /* A kept connection may have sent one more just now: from here on it is refused. */
    atomic_store(&s->ending, true);
    wait_for_none(&s->running, &s->running, INT64_MAX);
    wait_for_none(&s->paused, &s->paused, until);
    int left = atomic_load(&s->paused);
    if (left > 0) {
        /* Another thread still holds them, so neither they nor the server may be freed; the
         * library ends the process with less grace when it is stopped now. */
        fprintf(stderr, "tonus: ended with %d requests unanswered after %u s\n", left, grace_s);
        _exit(EXIT_FAILURE);
    }
    MHD_stop_daemon(s->daemon);
    server_free(s);
}
