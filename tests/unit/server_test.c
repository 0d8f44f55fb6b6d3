/* The HTTP edge: pages, refusals and limits, spoken to in raw bytes over a socket.
 * Must never: go through a client library, which would mend what is to be refused.
 * Read next: server_life_test.c.
 */
#include <signal.h>
#include <sys/wait.h>

#include "server_site.h"
#include "server_probes.h"

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
    static char text[200 * 1024], path[10000] = "/plain?";
    long_head(text, sizeof text, "/plain", 30);
    check(text, 200, "hello");
    long_head(text, sizeof text, "/plain", 33);
    check(text, 431, "refused 431");
    long_head(text, sizeof text, "/plain", 200);
    assert_int_equal(ask(text)->status, 431);
    memset(path + 7, 'x', 8000);
    long_head(text, sizeof text, path, 1);
    assert_int_equal(ask(text)->status, 200);
    memset(path + 7, 'x', 8500);
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

static void check_log(const char *bytes, const char *want)
{
    char line[200] = "";
    ask(bytes);
    for (size_t i = 0; i < 4000 && strcmp(line, want) != 0; i++) {
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
    check_log(GET("/echo/Jane%20Doe?q=secret"), "GET /echo/:x 200 42");
    check_log(GET("/nowhere/Jane"), "GET - 404 11");
    check_log("HEAD /plain HTTP/1.1\r\n" HOST "\r\n", "HEAD /plain 200 0");
    check_log("BREW / HTTP/1.1\r\n" HOST "\r\n", "- - 405 11");
}

/* What a process comes to that starts a server and asks it this; -SIGNAL or its exit status. */
static int end_after(const char *bytes, bool stop)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stderr))
            _exit(99);
        server = start();
        int fd = dial();
        say(fd, bytes, strlen(bytes));
        if (stop) {
            usleep(200000);
            server_stop(server, 1);
        }
        hear_one(fd, false);
        _exit(98);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void test_bugs(void **state)
{
    (void)state;
    assert_int_equal(end_after(GET("/plain"), false), 98);
    assert_int_equal(end_after(GET("/silent"), false), -SIGABRT);
    assert_int_equal(end_after(GET("/twice"), false), -SIGABRT);
    assert_int_equal(end_after(GET("/leave"), false), -SIGABRT);
    /* Nobody resumes it: the grace period ends the process. */
    assert_int_equal(end_after(GET("/pause"), true), EXIT_FAILURE);
}

static void test_start(void **state)
{
    (void)state;
    const char *why = NULL;
    server = start();
    struct server_config c = site_config();
    c.port = port;
    assert_null(server_start(&c, &why));
    assert_string_equal(why, "Address already in use");
    c.address = S("localhost");
    assert_null(server_start(&c, &why));
    assert_string_equal(why, "not an IPv4 or IPv6 address");
    jobs_start();
}

static void test_stop(void **state)
{
    (void)state;
    server_stop(server, 5);
    assert_int_equal(dial(), -1);
    jobs_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bugs), /* first: forks while there is one thread */
        cmocka_unit_test(test_start),
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_file_and_redirect),
        cmocka_unit_test(test_head),
        cmocka_unit_test(test_pipelining),
        cmocka_unit_test(test_probes),
        cmocka_unit_test(test_large_heads),
        cmocka_unit_test(test_large_bodies),
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_log),
        cmocka_unit_test(test_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
