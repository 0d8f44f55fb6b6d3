/* The HTTP edge, spoken to in raw bytes over a socket.
 * Must never: go through a client library, which would mend what is to be refused.
 * Read next: http/server.c.
 */
#include <arpa/inet.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "http/server.h"

enum { REPLY_MAX = 64 * 1024, WORKERS = 4, QUEUE = 256, WAIT_S = 10 };

/* --- other threads that resume what has paused ------------------------------------------------ */

static struct {
    pthread_mutex_t lock;
    pthread_cond_t more;
    pthread_t threads[WORKERS];
    struct request *at[QUEUE];
    size_t n;
    bool held, ending;
} jobs = {.lock = PTHREAD_MUTEX_INITIALIZER, .more = PTHREAD_COND_INITIALIZER};

static void show_resumed(struct request *rq, void *arg)
{
    out_raw(request_out(rq), str_from(arg));
    request_answer(rq, 200);
}

static void *work(void *arg)
{
    pthread_mutex_lock(&jobs.lock);
    for (;;) {
        while ((!jobs.n || jobs.held) && !jobs.ending)
            pthread_cond_wait(&jobs.more, &jobs.lock);
        if (jobs.ending)
            break;
        struct request *rq = jobs.at[--jobs.n];
        pthread_mutex_unlock(&jobs.lock);
        void (**again)(struct request *, void *) = (void *)request_slot(rq);
        request_resume(rq, *again, "resumed");
        pthread_mutex_lock(&jobs.lock);
    }
    pthread_mutex_unlock(&jobs.lock);
    return arg;
}

static void jobs_hold(bool hold)
{
    pthread_mutex_lock(&jobs.lock);
    jobs.held = hold;
    pthread_cond_broadcast(&jobs.more);
    pthread_mutex_unlock(&jobs.lock);
}

static void pause_for(struct request *rq, void (**then)(struct request *, void *))
{
    *request_slot(rq) = (void *)then;
    request_pause(rq);
    pthread_mutex_lock(&jobs.lock);
    assert_true(jobs.n < QUEUE);
    jobs.at[jobs.n++] = rq;
    pthread_cond_signal(&jobs.more);
    pthread_mutex_unlock(&jobs.lock);
}

static void (*then_show)(struct request *, void *) = show_resumed;

static void pause_again(struct request *rq, void *arg)
{
    out_raw(request_out(rq), str_from(arg));
    out_raw(request_out(rq), S(" twice, "));
    pause_for(rq, &then_show);
}

static void (*then_again)(struct request *, void *) = pause_again;

/* --- pages -------------------------------------------------------------------------------------- */

static void plain_get(struct request *rq)
{
    out_raw(request_out(rq), S("hello"));
    request_answer(rq, 200);
}

static void echo_get(struct request *rq)
{
    out_fmt(request_out(rq), "%.*s|%.*s|%.*s|%.*s", STR_ARG(request_param(rq, S("x"))),
            STR_ARG(request_query(rq, S("q"))), STR_ARG(request_cookie(rq, S("c"))),
            STR_ARG(request_target(rq)));
    request_answer(rq, 200);
}

static void form_post(struct request *rq)
{
    struct str name, value;
    for (size_t i = 0; request_field_at(rq, i, &name, &value); i++)
        out_fmt(request_out(rq), "%.*s=%.*s;", STR_ARG(name), STR_ARG(value));
    request_answer(rq, 200);
}

static void size_post(struct request *rq)
{
    out_fmt(request_out(rq), "%zu", request_body(rq).n);
    request_answer(rq, 200);
}

static void pause_get(struct request *rq)
{
    pause_for(rq, &then_show);
}

/* Gives the other thread time to resume before this handler has returned. */
static void pause_slowly_get(struct request *rq)
{
    pause_for(rq, &then_show);
    usleep(2000);
}

static void pause_twice_get(struct request *rq)
{
    pause_for(rq, &then_again);
}

static void flood_get(struct request *rq)
{
    for (size_t i = 0; i < 600000; i++)
        out_raw(request_out(rq), S("filled up "));
    request_answer(rq, 200);
}

static void hoard_get(struct request *rq)
{
    for (size_t i = 0; i < 1000; i++)
        arena_alloc(request_arena(rq), 10000);
    out_raw(request_out(rq), S("half a page"));
    request_answer(rq, 200);
}

static void hoard_away_get(struct request *rq)
{
    for (size_t i = 0; i < 1000; i++)
        arena_alloc(request_arena(rq), 10000);
    request_redirect(rq, S("/plain"));
}

static void away_get(struct request *rq)
{
    request_redirect(rq, S("/plain?a=1\r\nX: y"));
}

static void file_get(struct request *rq)
{
    request_set(rq, S("Cache-Control"), S("public, max-age=9"));
    request_send(rq, 200, S("text/css"), S("a{}"), true);
}

static void silent_get(struct request *rq)
{
    (void)rq;
}

static void twice_get(struct request *rq)
{
    request_answer(rq, 200);
    request_answer(rq, 200);
}

static void leave_get(struct request *rq)
{
    request_redirect(rq, S("//elsewhere"));
}

static const struct route room[] = {
    {ROUTE_GET, "/plain", 1, plain_get, 0},
    {ROUTE_GET, "/echo/:x", 1, echo_get, 0},
    {ROUTE_POST, "/form", 1, form_post, 0},
    {ROUTE_POST, "/small", 1, size_post, 16},
    {ROUTE_POST, "/large", 1, size_post, 1024 * 1024},
    {ROUTE_GET, "/pause", 1, pause_get, 0},
    {ROUTE_GET, "/pause/slowly", 1, pause_slowly_get, 0},
    {ROUTE_GET, "/pause/twice", 1, pause_twice_get, 0},
    {ROUTE_GET, "/flood", 1, flood_get, 0},
    {ROUTE_GET, "/hoard", 1, hoard_get, 0},
    {ROUTE_GET, "/hoard/away", 1, hoard_away_get, 0},
    {ROUTE_GET, "/away", 1, away_get, 0},
    {ROUTE_GET, "/file", 1, file_get, 0},
    {ROUTE_GET, "/silent", 1, silent_get, 0},
    {ROUTE_GET, "/twice", 1, twice_get, 0},
    {ROUTE_GET, "/leave", 1, leave_get, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
static const struct route *const rooms[] = {room, NULL};
static const struct route_table table = {rooms};

static bool admit(struct request *rq)
{
    if (!request_header(rq, S("X-Deny")).p)
        return true;
    out_fmt(request_out(rq), "denied %.*s", STR_ARG(request_field(rq, S("a"))));
    request_answer(rq, 403);
    return false;
}

static void refuse(struct request *rq, unsigned status)
{
    out_fmt(request_out(rq), "refused %u", status);
    request_answer(rq, status);
}

static struct {
    pthread_mutex_t lock;
    char line[200];
} seen = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void log_line(void *app, struct str method, struct str route, unsigned status, size_t bytes,
                     int64_t micros)
{
    assert_ptr_equal(app, &table);
    assert_true(micros >= 0);
    pthread_mutex_lock(&seen.lock);
    snprintf(seen.line, sizeof seen.line, "%.*s %.*s %u %zu", STR_ARG(method), STR_ARG(route),
             status, bytes);
    pthread_mutex_unlock(&seen.lock);
}

/* --- a client of bytes --------------------------------------------------------------------------- */

static struct server *server;

static struct server *start(void)
{
    const char *why = "";
    struct server *s = server_start(&(struct server_config){.address = S("127.0.0.1"),
                                                            .threads = 2,
                                                            .idle_s = 5,
                                                            .whole_s = 1,
                                                            .routes = &table,
                                                            .app = (void *)&table,
                                                            .admit = admit,
                                                            .refuse = refuse,
                                                            .log = log_line},
                                    &why);
    assert_string_equal(why, "");
    assert_non_null(s);
    return s;
}

static int dial(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(server_port(server))};
    struct timeval wait = {.tv_sec = WAIT_S};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    return fd;
}

static void say(int fd, const char *bytes, size_t n)
{
    while (n) {
        ssize_t took = send(fd, bytes, n, MSG_NOSIGNAL);
        if (took <= 0)
            return; /* refused on the way: the reply says why */
        bytes += took;
        n -= (size_t)took;
    }
}

struct reply {
    int status;
    size_t n; /* bytes of the body */
    char head[4096], body[REPLY_MAX];
};

/* One reply, no byte beyond it; `bare`: the answer to HEAD. Status 0 when the connection ends. */
static struct reply *hear_one(int fd, bool bare)
{
    static _Thread_local struct reply r;
    size_t n = 0;
    r = (struct reply){.status = 0};
    while (n < sizeof r.head - 1 && !strstr(r.head, "\r\n\r\n"))
        if (recv(fd, r.head + n++, 1, 0) != 1)
            return &r;
    const char *length = strcasestr(r.head, "Content-Length: ");
    assert_int_equal(sscanf(r.head, "HTTP/1.1 %d ", &r.status), 1);
    assert_non_null(length);
    r.n = bare ? 0 : (size_t)strtoul(length + 16, NULL, 10);
    assert_true(r.n < sizeof r.body);
    if (r.n)
        assert_int_equal(recv(fd, r.body, r.n, MSG_WAITALL), r.n);
    return &r;
}

static bool is_closed(int fd)
{
    char c;
    return recv(fd, &c, 1, 0) <= 0;
}

static void check_safe(const struct reply *r)
{
    static const char *const want[] = {
        "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
        "img-src 'self'; connect-src 'self'; font-src 'self'; manifest-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'\r\n",
        "X-Content-Type-Options: nosniff\r\n",
        "X-Frame-Options: DENY\r\n",
        "Referrer-Policy: same-origin\r\n",
        "Cross-Origin-Opener-Policy: same-origin\r\n",
        "Cross-Origin-Resource-Policy: same-origin\r\n",
        "Permissions-Policy: camera=(), microphone=(), geolocation=(), payment=()\r\n",
    };
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
        if (!strstr(r->head, want[i]))
            fail_msg("no %s in %s", want[i], r->head);
}

/* Asks on its own connection. */
static struct reply *ask(const char *bytes)
{
    int fd = dial();
    say(fd, bytes, strlen(bytes));
    struct reply *r = hear_one(fd, strncmp(bytes, "HEAD", 4) == 0);
    close(fd);
    return r;
}

static void check(const char *bytes, int status, const char *body)
{
    struct reply *r = ask(bytes);
    assert_int_equal(r->status, status);
    assert_string_equal(r->body, body);
    check_safe(r);
}

#define HOST "Host: a.example:8080\r\n"
#define GET(path) "GET " path " HTTP/1.1\r\n" HOST "\r\n"
#define POST(path, length, more, body) \
    "POST " path " HTTP/1.1\r\n" HOST "Content-Length: " length "\r\n" more "\r\n" body
#define FORM "Content-Type: application/x-www-form-urlencoded\r\n"

#include "server_probes.h"

/* --- tests ----------------------------------------------------------------------------------------- */

static void test_pages(void **state)
{
    (void)state;
    check(GET("/plain"), 200, "hello");
    assert_non_null(strstr(ask(GET("/plain"))->head, "Cache-Control: no-store\r\n"));
    assert_non_null(strstr(ask(GET("/plain"))->head, "Content-Type: text/html; charset=utf-8\r\n"));
    check("GET /echo/a%20%c3%A9+b?z=&q=1%2B+2 HTTP/1.1\r\n" HOST "Cookie: a=b; c=d\r\n\r\n", 200,
          "a \xc3\xa9+b|1+ 2|d|/echo/a%20%c3%A9+b?z=&q=1%2B+2");
    check("GET /plain HTTP/1.1\r\nhost:a\r\nX-Empty:\r\nX-Wide: \t b \t\r\n\r\n", 200, "hello");
    check("GET /plain HTTP/1.0\r\n\r\n", 200, "hello");
    check("GET /plain HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", 200, "hello");
    check(POST("/form", "14", FORM, "a=1&b=%c3%a9+x"), 200, "a=1;b=\xc3\xa9 x;");
    check(POST("/form", "3", "Content-Type: Application/X-WWW-Form-Urlencoded; charset=UTF-8\r\n",
               "a=1"),
          200, "a=1;");
    check(POST("/form", "0", "", ""), 200, "");
    check(POST("/small", "16", FORM, "a=34567890123456"), 200, "16");
    check(POST("/form", "3", FORM "X-Deny: 1\r\n", "a=1"), 403, "denied 1");
    check("POST /form HTTP/1.1\r\n" HOST FORM "Content-Length: 3\r\nX-Deny: 1\r\n\r\na=1", 403,
          "denied 1");
}

static void test_file_and_redirect(void **state)
{
    (void)state;
    struct reply *r = ask(GET("/file"));
    check_safe(r);
    assert_string_equal(r->body, "a{}");
    assert_non_null(strstr(r->head, "Content-Type: text/css\r\n"));
    assert_non_null(strstr(r->head, "Cache-Control: public, max-age=9\r\n"));
    r = ask(GET("/away"));
    check_safe(r);
    assert_int_equal(r->status, 303);
    assert_non_null(strstr(r->head, "Location: /plain?a=1%0D%0AX:%20y\r\n"));
}

static void test_head(void **state)
{
    (void)state;
    int fd = dial();
    const char two[] = "HEAD /plain HTTP/1.1\r\n" HOST "\r\n" GET("/plain");
    say(fd, two, sizeof two - 1);
    struct reply *r = hear_one(fd, true);
    assert_int_equal(r->status, 200);
    assert_non_null(strstr(r->head, "Content-Length: 5\r\n"));
    check_safe(r);
    r = hear_one(fd, false);
    assert_int_equal(r->status, 200);
    assert_string_equal(r->body, "hello");
    close(fd);
}

/* Kept alive and pipelined, with a refusal amid them that does not end the connection. */
static void test_pipelining(void **state)
{
    (void)state;
    static const char many[] = GET("/plain") POST("/form", "3", FORM, "a=1") GET("/none")
        GET("/pause") POST("/form", "3", FORM, "%zz") GET("/echo/last");
    static const struct {
        int status;
        const char *body;
    } want[] = {{200, "hello"},   {200, "a=1;"},        {404, "refused 404"},
                {200, "resumed"}, {400, "refused 400"}, {200, "last|||/echo/last"}};
    int fd = dial();
    say(fd, many, sizeof many - 1);
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        struct reply *r = hear_one(fd, false);
        assert_int_equal(r->status, want[i].status);
        assert_string_equal(r->body, want[i].body);
    }
    close(fd);
}

static void test_probes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof probes / sizeof probes[0]; i++) {
        const struct probe *p = &probes[i];
        int fd = dial();
        say(fd, p->bytes, p->n);
        struct reply *r = hear_one(fd, false);
        if (p->status ? r->status != p->status : r->status / 100 == 2)
            fail_msg("%s: got %d", p->what, r->status);
        if (!is_closed(fd))
            fail_msg("%s: the connection stays", p->what);
        if (p->status)
            check_safe(r);
        if (p->also && !strstr(r->head, p->also))
            fail_msg("%s: no %s", p->what, p->also);
        close(fd);
    }
}

static void long_head(char *to, size_t most, const char *path, size_t headers_n)
{
    size_t n = (size_t)snprintf(to, most, "GET %s HTTP/1.1\r\n" HOST, path);
    for (size_t i = 0; i < headers_n; i++)
        n += (size_t)snprintf(to + n, most - n, "X-%zu: %0500d\r\n", i, 7);
    snprintf(to + n, most - n, "\r\n");
}

static void test_large_heads(void **state)
{
    (void)state;
    static char text[200 * 1024], path[4096] = "/echo/";
    long_head(text, sizeof text, "/plain", 30);
    check(text, 200, "hello");
    long_head(text, sizeof text, "/plain", 33);
    check(text, 431, "refused 431");
    long_head(text, sizeof text, "/plain", 200);
    assert_int_equal(ask(text)->status, 431);
    memset(path + 6, 'x', 2500);
    long_head(text, sizeof text, path, 1);
    check(text, 414, "refused 414");
}

static void test_large_bodies(void **state)
{
    (void)state;
    static char text[1200 * 1024];
    size_t n = (size_t)snprintf(text, sizeof text, "%s", POST("/large", "1048576", FORM, "a="));
    memset(text + n, 'b', 1048574);
    check(text, 200, "1048576");
    /* More fields than may be. */
    n = (size_t)snprintf(text, sizeof text, "%s", POST("/large", "4002", FORM, ""));
    for (size_t i = 0; i < 4002; i += 2)
        memcpy(text + n + i, "a&", 2);
    text[n + 4002] = 0;
    check(text, 400, "refused 400");
}

static void test_no_memory(void **state)
{
    (void)state;
    check(GET("/flood"), 503, "refused 503");
    check(GET("/hoard"), 503, "refused 503");
    check(GET("/hoard/away"), 503, "refused 503");
    check(GET("/plain"), 200, "hello");
}

static void *load(void *arg)
{
    static const char *const asks[] = {GET("/pause"), GET("/pause/slowly"), GET("/pause/twice"),
                                       GET("/plain")};
    static const char *const wants[] = {"resumed", "resumed", "resumed twice, resumed", "hello"};
    int fd = dial();
    for (size_t i = 0; i < 64; i++) {
        say(fd, asks[i % 4], strlen(asks[i % 4]));
        struct reply *r = hear_one(fd, false);
        if (r->status == 200 && strcmp(r->body, wants[i % 4]) == 0)
            atomic_fetch_add((atomic_int *)arg, 1);
    }
    close(fd);
    return NULL;
}

static void test_pause_under_load(void **state)
{
    (void)state;
    pthread_t threads[16];
    atomic_int good = 0;
    for (size_t i = 0; i < 16; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, load, &good), 0);
    for (size_t i = 0; i < 16; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(good, 16 * 64);
}

/* The client leaves while its request is paused. */
static void test_pause_alone(void **state)
{
    (void)state;
    struct linger hard = {1, 0};
    jobs_hold(true);
    for (size_t i = 0; i < 20; i++) {
        int fd = dial();
        say(fd, GET("/pause"), sizeof GET("/pause") - 1);
        usleep(5000);
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        close(fd);
    }
    jobs_hold(false);
    check(GET("/pause"), 200, "resumed");
}

/* One byte at a time, never silent: ends soon after whole_s (1 s). */
static void drip(const char *bytes)
{
    int64_t from = clock_mono_ns();
    int fd = dial();
    char c;
    for (size_t i = 0; bytes[i]; i++) {
        if (send(fd, bytes + i, 1, MSG_NOSIGNAL) != 1)
            break;
        usleep(60000);
        if (recv(fd, &c, 1, MSG_DONTWAIT) == 0)
            break;
    }
    assert_true(is_closed(fd));
    int64_t took = clock_mono_ns() - from;
    assert_true(took > 900000000 && took < 2500000000);
    close(fd);
}

static void test_drips(void **state)
{
    (void)state;
    drip("GET /plain HTTP/1.1\r\n" HOST "X-Long: abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvw");
    drip(POST("/form", "999", FORM, "") + 0);
}

/* A request that is whole may be worked on for longer than it may take to arrive. */
static void test_long_work(void **state)
{
    (void)state;
    int fd = dial();
    jobs_hold(true);
    say(fd, GET("/pause"), sizeof GET("/pause") - 1);
    usleep(1600000);
    jobs_hold(false);
    assert_string_equal(hear_one(fd, false)->body, "resumed");
    say(fd, GET("/plain"), sizeof GET("/plain") - 1);
    assert_string_equal(hear_one(fd, false)->body, "hello");
    close(fd);
}

static void check_log(const char *bytes, const char *want)
{
    char line[200] = "";
    ask(bytes);
    for (size_t i = 0; i < 200 && strcmp(line, want) != 0; i++) {
        usleep(5000);
        pthread_mutex_lock(&seen.lock);
        memcpy(line, seen.line, sizeof line);
        pthread_mutex_unlock(&seen.lock);
    }
    assert_string_equal(line, want);
}

static void test_log(void **state)
{
    (void)state;
    check_log(GET("/echo/Jane%20Doe?q=secret"), "GET /echo/:x 200 37");
    check_log(GET("/nowhere/Jane"), "GET - 404 11");
    check_log("HEAD /plain HTTP/1.1\r\n" HOST "\r\n", "HEAD /plain 200 0");
    check_log("BREW / HTTP/1.1\r\n" HOST "\r\n", "- - 405 11");
}
