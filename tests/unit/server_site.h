/* A small site to try the server on: its pages, and threads that resume what pauses.
 * Must never: be more than the tests of the server need.
 * Read next: server_test.c, server_life_test.c (which include it).
 */
#pragma once
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>

#include <cmocka.h>

#include "server_client.h"

enum { WORKERS = 4, QUEUE = 256 };

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
        void (**again)(struct request *, void *) = *request_slot(rq);
        request_resume(rq, *again, "resumed");
        pthread_mutex_lock(&jobs.lock);
    }
    pthread_mutex_unlock(&jobs.lock);
    return arg;
}

static void jobs_start(void)
{
    for (size_t i = 0; i < WORKERS; i++)
        assert_int_equal(pthread_create(&jobs.threads[i], NULL, work, NULL), 0);
}

static void jobs_end(void)
{
    pthread_mutex_lock(&jobs.lock);
    jobs.ending = true;
    pthread_cond_broadcast(&jobs.more);
    pthread_mutex_unlock(&jobs.lock);
    for (size_t i = 0; i < WORKERS; i++)
        pthread_join(jobs.threads[i], NULL);
    assert_int_equal(jobs.n, 0);
}

static inline void jobs_hold(bool hold)
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

/* --- pages ------------------------------------------------------------------------------------ */

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
static int app; /* stands for what the pages are given */

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

static void log_line(void *given, struct str method, struct str route, unsigned status,
                     size_t bytes, int64_t micros)
{
    assert_ptr_equal(given, &app);
    assert_true(micros >= 0);
    pthread_mutex_lock(&seen.lock);
    snprintf(seen.line, sizeof seen.line, "%.*s %.*s %u %zu", STR_ARG(method), STR_ARG(route),
             status, bytes);
    pthread_mutex_unlock(&seen.lock);
}

static struct server *server;

static struct server_config site_config(void)
{
    return (struct server_config){.address = S("127.0.0.1"),
                                  .threads = 2,
                                  .idle_s = 5,
                                  .whole_s = 1,
                                  .routes = &table,
                                  .app = &app,
                                  .admit = admit,
                                  .refuse = refuse,
                                  .log = log_line};
}

static struct server *start(void)
{
    const char *why = "";
    struct server_config c = site_config();
    struct server *s = server_start(&c, &why);
    assert_string_equal(why, "");
    assert_non_null(s);
    port = server_port(s);
    return s;
}
