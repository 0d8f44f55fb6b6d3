/* The HTTP edge: libmicrohttpd's callbacks, limits, the watch over slow senders.
 * Must never: answer a request that two readers could understand differently.
 * Read next: http/headers.c.
 */
#include "http/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "http/internal.h"

enum {
    ARENA_MAX_DEFAULT = 4 * 1024 * 1024,
    IDLE_DEFAULT_S = 15,
    WHOLE_DEFAULT_S = 30,
    CONNECTIONS_DEFAULT = 1000,
    MHD_MEMORY = 40 * 1024,
    THREADS_MAX = 64,
    LINE_ARENA = 256
};

/* --- a request comes in ------------------------------------------------------------------------ */

static void *request_new(void *arg, const char *uri, struct MHD_Connection *conn)
{
    struct server *s = arg;
    struct arena *a = arena_new(s->c.arena_max);
    struct request *rq = ARENA_NEW(a, struct request);
    atomic_fetch_add(&s->in_flight, 1);
    rq->server = s;
    rq->conn = conn;
    rq->a = a;
    rq->faults = faults_new(a);
    rq->out = out_new(a, OUT_MAX);
    rq->target = arena_str(a, str_from(uri));
    rq->path = rq->target;
    rq->began_ns = clock_mono_ns();
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
    s->c.log(s->c.app, rq->method.n ? rq->method : S("-"),
             str_from(rq->route ? rq->route->path : "-"), rq->status, rq->sent,
             (clock_mono_ns() - rq->began_ns) / 1000);
    arena_free(rq->refusal ? rq->a : NULL);
    arena_free(rq->refusal ? rq->refusal : rq->a);
    *slot = NULL;
    atomic_fetch_sub(&s->in_flight, 1);
}

static bool has_hidden_slash(struct str path)
{
    for (size_t i = 0; i + 2 < path.n; i++)
        if (path.p[i] == '%' && path.p[i + 1] == '2' && (path.p[i + 2] | 0x20) == 'f')
            return true;
    return false;
}

static unsigned target_wrong(struct request *rq)
{
    size_t at = str_find(rq->target, '?');
    struct str path = str_slice(rq->target, 0, at);
    struct str query = str_slice(rq->target, at + 1, rq->target.n);
    if (!str_starts(path, S("/")) || has_hidden_slash(path))
        return 400;
    if (form_decode(rq->a, path, false, &rq->path) != OK ||
        form_parse(rq->a, query, REQUEST_FIELDS_MAX, &rq->query) != OK)
        return 400;
    return 0;
}

static bool method_set(struct request *rq, const char *method)
{
    rq->head = strcmp(method, "HEAD") == 0;
    rq->post = strcmp(method, "POST") == 0;
    rq->method = rq->post ? S("POST") : rq->head ? S("HEAD") : S("GET");
    return rq->head || rq->post || strcmp(method, "GET") == 0;
}

static unsigned route_wrong_for(struct request *rq)
{
    enum route_found found = route_find(rq->server->c.routes, rq->post ? ROUTE_POST : ROUTE_GET,
                                        rq->path, &rq->route, rq->params);
    size_t most = REQUEST_FORM_MAX;
    if (found == ROUTE_NO_METHOD)
        request_set(rq, S("Allow"), rq->post ? S("GET, HEAD") : S("POST"));
    if (found != ROUTE_FOUND)
        return found == ROUTE_NO_METHOD ? 405 : 404;
    if (rq->route->body_max)
        most = rq->route->body_max;
    return rq->body_max > most ? 413 : 0;
}

static unsigned head_wrong(struct request *rq, const char *method, const char *version)
{
    unsigned wrong = 0;
    if (!method_set(rq, method)) {
        request_set(rq, S("Allow"), S("GET, HEAD, POST"));
        wrong = 405;
    }
    wrong = wrong ? wrong : request_headers_wrong(rq, version);
    wrong = wrong ? wrong : target_wrong(rq);
    return wrong ? wrong : route_wrong_for(rq);
}

static void head_take(struct request *rq, const char *method, const char *version)
{
    unsigned wrong = head_wrong(rq, method, version);
    rq->stage = STAGE_BODY;
    if (!wrong && rq->post) {
        rq->body = arena_array(rq->a, rq->body_max + 1, 1);
        wrong = arena_failed(rq->a) ? 503 : 0;
    }
    if (wrong)
        request_refuse(rq, wrong, wrong != 404 && wrong != 503);
}

static void body_take(struct request *rq, const char *p, size_t *n)
{
    size_t room = rq->body_max - rq->body_n;
    size_t take = *n < room ? *n : room;
    if (rq->body)
        memcpy(rq->body + rq->body_n, p, take);
    rq->body_n += rq->body ? take : 0;
    *n = 0;
}

static void must_have_answered(const struct request *rq)
{
    if (rq->stage != STAGE_ANSWERED && rq->stage != STAGE_PAUSED)
        bug("a handler of %s did not answer", rq->route ? rq->route->path : "-");
}

static void handle(struct request *rq)
{
    rq->stage = STAGE_HANDLER;
    enum rc rc = form_parse(rq->a, request_body(rq), REQUEST_FIELDS_MAX, &rq->form);
    if (rc != OK)
        request_refuse(rq, rc == BUSY ? 503 : 400, false);
    else if (rq->server->c.admit(rq))
        rq->route->handler(rq);
    must_have_answered(rq);
}

static void go_on(struct request *rq)
{
    void (*then)(struct request *, void *) = rq->then;
    rq->then = NULL;
    rq->stage = STAGE_HANDLER;
    then(rq, rq->then_arg);
    must_have_answered(rq);
}

static struct line *line_of(struct MHD_Connection *conn)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(conn, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static void reading(struct server *s, struct line *l, int64_t since_ns)
{
    if (!l)
        return;
    pthread_mutex_lock(&s->lock);
    l->reading_since_ns = since_ns;
    pthread_mutex_unlock(&s->lock);
}

static enum MHD_Result access_handler(void *arg, struct MHD_Connection *conn, const char *url,
                                      const char *method, const char *version, const char *data,
                                      size_t *data_n, void **slot)
{
    struct request *rq = *slot;
    (void)url;
    switch (rq->stage) {
    case STAGE_HEADERS:
        head_take(rq, method, version);
        return MHD_YES;
    case STAGE_BODY:
        if (*data_n) {
            body_take(rq, data, data_n);
            return MHD_YES;
        }
        reading(arg, line_of(conn), 0);
        handle(rq);
        return MHD_YES;
    case STAGE_PAUSED:
        if (rq->then)
            go_on(rq);
        return MHD_YES;
    case STAGE_ANSWERED:
        *data_n = 0;
        return MHD_YES;
    case STAGE_HANDLER:
        break;
    }
    bug("a request in two places at once");
}

static void request_end_and_read_on(void *arg, struct MHD_Connection *conn, void **slot,
                                    enum MHD_RequestTerminationCode code)
{
    request_end(arg, conn, slot, code);
    reading(arg, line_of(conn), clock_mono_ns());
}

/* --- the watch over slow senders ------------------------------------------------------------------ */

static void line_changed(void *arg, struct MHD_Connection *conn, void **context,
                         enum MHD_ConnectionNotificationCode code)
{
    struct server *s = arg;
    struct line *l = *context;
    pthread_mutex_lock(&s->lock);
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(conn, MHD_CONNECTION_INFO_CONNECTION_FD);
        struct arena *a = arena_new(LINE_ARENA);
        l = arena_alloc(a, sizeof *l);
        *l = (struct line){.next = s->lines, .fd = info->connect_fd, .a = a,
                           .reading_since_ns = clock_mono_ns()};
        if (s->lines)
            s->lines->before = l;
        s->lines = *context = l;
    } else if (l) {
        *(l->before ? &l->before->next : &s->lines) = l->next;
        if (l->next)
            l->next->before = l->before;
        *context = NULL;
        arena_free(l->a);
    }
    pthread_mutex_unlock(&s->lock);
}

static void *watch(void *arg)
{
    struct server *s = arg;
    pthread_mutex_lock(&s->lock);
    while (!s->stopping) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += 1;
        pthread_cond_timedwait(&s->wake, &s->lock, &until);
        int64_t latest = clock_mono_ns() - (int64_t)s->c.whole_s * 1000000000;
        for (struct line *l = s->lines; l; l = l->next)
            if (l->reading_since_ns && l->reading_since_ns < latest)
                shutdown(l->fd, SHUT_RDWR);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

/* --- start and stop ---------------------------------------------------------------------------------- */

/* Paths stay as they were sent; target_wrong decodes them. */
static size_t unescape_nothing(void *arg, struct MHD_Connection *conn, char *text)
{
    (void)arg;
    (void)conn;
    return str_from(text).n;
}

static bool address_fill(const struct server_config *c, struct sockaddr_storage *to)
{
    struct arena *a = arena_new(4096);
    const char *text = arena_cstr(a, c->address);
    struct sockaddr_in *v4 = (struct sockaddr_in *)to;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)to;
    bool fine = true;
    *to = (struct sockaddr_storage){0};
    if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(c->port);
    } else if (inet_pton(AF_INET6, text, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(c->port);
    } else {
        fine = false;
    }
    arena_free(a);
    return fine;
}

static void defaults_fill(struct server_config *c)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    c->threads = c->threads ? c->threads : cores > 0 ? (unsigned)cores : 1;
    c->threads = c->threads > THREADS_MAX ? THREADS_MAX : c->threads;
    c->arena_max = c->arena_max ? c->arena_max : ARENA_MAX_DEFAULT;
    c->idle_s = c->idle_s ? c->idle_s : IDLE_DEFAULT_S;
    c->whole_s = c->whole_s ? c->whole_s : WHOLE_DEFAULT_S;
    c->connections_max = c->connections_max ? c->connections_max : CONNECTIONS_DEFAULT;
}

static struct MHD_Daemon *daemon_start(struct server *s, const struct sockaddr_storage *address)
{
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
    if (address->ss_family == AF_INET6)
        flags |= MHD_USE_IPv6;
    return MHD_start_daemon(
        flags, s->c.port, NULL, NULL, access_handler, s, MHD_OPTION_SOCK_ADDR, address,
        MHD_OPTION_URI_LOG_CALLBACK, request_new, s, MHD_OPTION_NOTIFY_COMPLETED,
        request_end_and_read_on, s, MHD_OPTION_NOTIFY_CONNECTION, line_changed, s,
        MHD_OPTION_UNESCAPE_CALLBACK, unescape_nothing, NULL, MHD_OPTION_THREAD_POOL_SIZE,
        s->c.threads, MHD_OPTION_CONNECTION_LIMIT, s->c.connections_max,
        MHD_OPTION_CONNECTION_TIMEOUT, s->c.idle_s, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)MHD_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_LISTENING_ADDRESS_REUSE, 1U,
        MHD_OPTION_END);
}

static struct server *server_fail(struct server *s, const char *why, const char **ret_why)
{
    *ret_why = why;
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->wake);
    arena_free(s->a);
    return NULL;
}

struct server *server_start(const struct server_config *c, const char **ret_why)
{
    struct sockaddr_storage address;
    struct arena *a = arena_new((size_t)64 * 1024);
    struct server *s = ARENA_NEW(a, struct server);
    const struct route *wrong = route_wrong(c->routes);
    if (wrong)
        bug("the route %s has no role, no handler, or stands twice", wrong->path);
    s->a = a;
    s->c = *c;
    defaults_fill(&s->c);
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->wake, NULL);
    if (!address_fill(c, &address))
        return server_fail(s, "not an IPv4 or IPv6 address", ret_why);
    errno = 0;
    s->daemon = daemon_start(s, &address);
    if (!s->daemon)
        return server_fail(s, errno ? strerror(errno) : "the address cannot be had", ret_why);
    s->port = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    if (pthread_create(&s->watch, NULL, watch, s) != 0)
        bug("no thread for the watch");
    return s;
}

uint16_t server_port(const struct server *s)
{
    return s->port;
}

void server_stop(struct server *s, unsigned grace_s)
{
    MHD_socket listening = MHD_quiesce_daemon(s->daemon);
    int64_t until = clock_mono_ns() + (int64_t)grace_s * 1000000000;
    if (listening != MHD_INVALID_SOCKET)
        close(listening);
    while (atomic_load(&s->in_flight) > 0 && clock_mono_ns() < until)
        usleep(2000);
    pthread_mutex_lock(&s->lock);
    s->stopping = true;
    pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->watch, NULL);
    MHD_stop_daemon(s->daemon);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->wake);
    arena_free(s->a);
}
