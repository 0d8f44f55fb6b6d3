/* The HTTP edge over time: pauses, slow senders, the end of a server.
 * Must never: wait for longer than it must.
 * Read next: http/answer.c (request_pause).
 */
#include "base/clock.h"
#include "server_site.h"

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
static void check_drip(const char *head, const char *more)
{
    int64_t from = clock_mono_ns();
    int fd = dial();
    say(fd, head, strlen(head));
    while (send(fd, more, 1, MSG_NOSIGNAL) == 1 && clock_mono_ns() - from < 4000000000) {
        char c;
        usleep(50000);
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
    check_drip("", "G");
    check_drip("GET /plain HTTP/1.1\r\n" HOST "X-Long: ", "x");
    check_drip(POST("/form", "999", FORM, ""), "x");
    check_drip(GET("/nowhere") "GET /plain HTTP/1.1\r\nX: ", "x");
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

/* --- start and stop --------------------------------------------------------------------------- */

static void *release_soon(void *arg)
{
    usleep(300000);
    jobs_hold(false);
    return arg;
}

static void test_stop_finishes(void **state)
{
    (void)state;
    pthread_t later;
    int fd = dial();
    jobs_hold(true);
    say(fd, GET("/pause"), sizeof GET("/pause") - 1);
    usleep(100000);
    assert_int_equal(pthread_create(&later, NULL, release_soon, NULL), 0);
    server_stop(server, 5);
    pthread_join(later, NULL);
    struct reply *r = hear_one(fd, false);
    assert_string_equal(r->body, "resumed");
    assert_non_null(strstr(r->head, "Connection: close\r\n"));
    assert_true(is_closed(fd));
    close(fd);
}

/* Asks until the server is gone; what is answered is answered whole. */
static void *ask_on(void *arg)
{
    for (;;) {
        int fd = dial();
        if (fd < 0)
            return arg;
        for (struct reply *r = NULL; !r || r->status == 200;) {
            say(fd, GET("/pause"), sizeof GET("/pause") - 1);
            r = hear_one(fd, false);
            atomic_fetch_add((atomic_int *)arg,
                             r->status == 200 && strcmp(r->body, "resumed") != 0);
        }
        close(fd);
    }
}

static void test_stop_under_load(void **state)
{
    (void)state;
    for (size_t round = 0; round < 10; round++) {
        pthread_t threads[4];
        atomic_int halves = 0;
        server = start();
        for (size_t i = 0; i < 4; i++)
            assert_int_equal(pthread_create(&threads[i], NULL, ask_on, &halves), 0);
        usleep(50000);
        server_stop(server, 5);
        for (size_t i = 0; i < 4; i++)
            pthread_join(threads[i], NULL);
        assert_int_equal(halves, 0);
    }
}

static void test_too_many(void **state)
{
    (void)state;
    int fds[4];
    const char *why = "";
    struct server_config c = site_config();
    c.connections_max = 4;
    server = server_start(&c, &why);
    assert_non_null(server);
    port = server_port(server);
    for (size_t i = 0; i < 4; i++) {
        fds[i] = dial();
        say(fds[i], GET("/plain"), sizeof GET("/plain") - 1);
        assert_string_equal(hear_one(fds[i], false)->body, "hello");
    }
    int extra = dial();
    assert_true(is_closed(extra));
    close(extra);
    for (size_t i = 0; i < 4; i++)
        close(fds[i]);
    usleep(100000);
    check(GET("/plain"), 200, "hello");
    server_stop(server, 5);
}

static int group_start(void **state)
{
    (void)state;
    server = start();
    jobs_start();
    return 0;
}

static int group_end(void **state)
{
    (void)state;
    jobs_end();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pause_under_load),
        cmocka_unit_test(test_pause_alone),
        cmocka_unit_test(test_drips),
        cmocka_unit_test(test_long_work),
        cmocka_unit_test(test_stop_finishes), /* ends the server of the group */
        cmocka_unit_test(test_stop_under_load),
        cmocka_unit_test(test_too_many),
    };
    return cmocka_run_group_tests(tests, group_start, group_end);
}
