/* Uploads over time: slow senders, those that leave or are refused in the middle, a full disk, the
 * end of the server; no descriptor and no file stays behind.
 * Must never: wait for longer than it must.
 * Read next: http/upload.c.
 */
#include <linux/fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "upload_site.h"

#include "base/clock.h"

static atomic_bool no_nameless_files;

/* In place of the C library's: a file system that may not know files without a name. */
int open(const char *path, int flags, ...);
int open(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    unsigned mode = va_arg(args, unsigned);
    va_end(args);
    if (no_nameless_files && (flags & O_TMPFILE) == O_TMPFILE) {
        errno = EOPNOTSUPP;
        return -1;
    }
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

/* --- slow senders, and those that leave --------------------------------------------------------- */

/* A piece every 100 ms, `n` times or until the connection ends. */
static int64_t drip(int fd, size_t n)
{
    int64_t from = clock_mono_ns();
    char c;
    for (size_t i = 0; i < n && send(fd, "x", 1, MSG_NOSIGNAL) == 1; i++) {
        usleep(100000);
        if (recv(fd, &c, 1, MSG_DONTWAIT) == 0)
            break;
    }
    return (clock_mono_ns() - from) / 1000000;
}

/* Longer than other requests may take (1 s), not longer than an upload may (4 s). */
static void test_slow(void **state)
{
    static const struct str head = STR_INIT(B FILE_AS("x"));
    int fd = dial();
    (void)state;
    say_head(fd, "/file", MULTIPART, head.n + 18 + sizeof END - 1);
    say(fd, head.p, head.n);
    assert_true(drip(fd, 18) > 1600);
    say(fd, END GET("/plain"), sizeof END GET("/plain") - 1);
    assert_string_equal(hear_one(fd, false)->body, "|f|x||18|xxxxxxxxxxxxxxxxxx");
    assert_string_equal(hear_one(fd, false)->body, "hello");
    close(fd);

    fd = dial();
    say_head(fd, "/file", MULTIPART, 9999);
    say(fd, head.p, head.n);
    int64_t took = drip(fd, 99);
    assert_true(took > 3800 && took < 5500);
    assert_true(is_closed(fd));
    close(fd);
    check_nothing_stays();
}

static void test_silent(void **state)
{
    int fd = dial();
    (void)state;
    say_head(fd, "/file", MULTIPART, 9999);
    say(fd, B FILE_AS("x") "1", sizeof B FILE_AS("x") "1" - 1);
    int64_t from = clock_mono_ns();
    assert_true(is_closed(fd));
    assert_true(clock_mono_ns() - from < 3900000000);
    close(fd);
    check_nothing_stays();
}

/* With and without files that have no name. */
static void test_leaving(void **state)
{
    const struct linger hard = {1, 0};
    (void)state;
    for (size_t round = 0; round < 2; round++) {
        int fds[MANY];
        no_nameless_files = round == 1;
        struct str body = body_of(MIB);
        for (size_t i = 0; i < MANY; i++) {
            fds[i] = dial();
            say_head(fds[i], "/file", MULTIPART, body.n);
            say(fds[i], body.p, i % 2 ? body.n - 1 : 200);
        }
        /* The client's ends, the server's ends, the files. */
        for (size_t i = 0; i < 400 && count_open() != open_at_rest + 3 * MANY; i++)
            usleep(5000);
        assert_int_equal(count_open(), open_at_rest + 3 * MANY);
        assert_true(is_folder_empty());
        for (size_t i = 0; i < MANY; i++) {
            if (i % 3)
                setsockopt(fds[i], SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
            close(fds[i]);
        }
        check_nothing_stays();
        assert_int_equal(send_body("/file", MULTIPART, body_of(10))->status, 200);
    }
    no_nameless_files = false;
}

static void *send_many(void *arg)
{
    static const struct str body = STR_INIT(B FIELD("a") "1\r\n" B FILE_AS("x") "12345678" END);
    for (size_t i = 0; i < 50; i++) {
        struct reply *r = send_body("/file", MULTIPART, body);
        atomic_fetch_add((atomic_int *)arg, strcmp(r->body, "a=1;|f|x||8|12345678") == 0);
    }
    return NULL;
}

static void test_at_once(void **state)
{
    pthread_t threads[8];
    atomic_int good = 0;
    (void)state;
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, send_many, &good), 0);
    for (size_t i = 0; i < 8; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(good, 8 * 50);
}

/* Who sends on all the same can do so to the end, and then reads the answer. */
static void test_read_at_the_end(void **state)
{
    struct str body = body_of(UPLOAD_MAX);
    (void)state;
    for (size_t i = 0; i < 10; i++) {
        int fd = dial();
        say_head(fd, "/file", MULTIPART "X-Stranger: 1\r\n", body.n);
        for (struct str rest = body; rest.n;) {
            ssize_t n = send(fd, rest.p, rest.n, MSG_NOSIGNAL);
            assert_true(n > 0);
            rest = str_slice(rest, (size_t)n, rest.n);
        }
        assert_string_equal(hear_one(fd, false)->body, "denied ");
        assert_true(is_closed(fd));
        close(fd);
    }
    check_nothing_stays();
}

/* Of many who were refused and stay, only some are heard out; nobody else is kept waiting. */
static void test_many_refused(void **state)
{
    int fds[4 * MANY];
    (void)state;
    for (size_t i = 0; i < 4 * MANY; i++) {
        fds[i] = dial();
        say_head(fds[i], "/file", MULTIPART "X-Stranger: 1\r\n", UPLOAD_MAX);
        assert_int_equal(hear_one(fds[i], false)->status, 401);
        assert_true(is_closed(fds[i]));
    }
    CHECK(B FIELD("a") "1" END, "a=1;");
    for (size_t i = 0; i < 4 * MANY; i++)
        close(fds[i]);
    check_nothing_stays();
}

/* --- a disk that has no room, and the end ------------------------------------------------------- */

static void check_no_room(struct str body)
{
    int fd = dial();
    say_head(fd, "/file", MULTIPART, body.n);
    say(fd, body.p, body.n);
    struct reply *r = hear_one(fd, false);
    assert_string_equal(r->body, "refused 503");
    assert_int_equal(r->status, 503);
    assert_non_null(strstr(r->head, "Connection: close\r\n"));
    assert_true(is_closed(fd));
    close(fd);
}

/* Files of this process may not grow beyond 1 MiB: writing fails as on a full disk. */
static void test_full_disk(void **state)
{
    struct rlimit was, small;
    (void)state;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    small = (struct rlimit){MIB, was.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    check_no_room(body_of(3 * MIB));
    check_no_room(body_of(MIB + 1));
    assert_int_equal(send_body("/file", MULTIPART, body_of(MIB))->status, 200);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
    check_nothing_stays();
}

static void test_no_folder(void **state)
{
    (void)state;
    server_stop(server, 5);
    server = start(S("/nowhere/at/all"), SMALL_ARENA);
    check_no_room(S(B FILE_AS("x") "1" END));
    CHECK(B FIELD("a") "1" END, "a=1;");
}

/* Fields that the limit allows and the request's memory does not. */
static void test_no_memory(void **state)
{
    const size_t n = REQUEST_FORM_MAX - 2;
    (void)state;
    server_stop(server, 5);
    server = start(str_from(unit_folder), 1);
    size_t at = (size_t)snprintf(big, sizeof big, B FILE_AS("x") "1\r\n" B FIELD("a"));
    memset(big + at, 'x', n);
    memcpy(big + at + n, END, sizeof END - 1);
    check_no_room((struct str){big, at + n + sizeof END - 1});
    CHECK(B FIELD("a") "1\r\n" B FILE_AS("x") "2" END, "a=1;|f|x||1|2");
}

/* Who is in the middle of sending when the time is over, is left. */
static void test_stop(void **state)
{
    (void)state;
    server_stop(server, 5);
    open_at_rest = count_open();
    server = start(str_from(unit_folder), SMALL_ARENA);
    int fd = dial();
    say_head(fd, "/file", MULTIPART, 9999);
    say(fd, B FILE_AS("x") "1", sizeof B FILE_AS("x") "1" - 1);
    usleep(100000);
    server_stop(server, 1);
    assert_true(is_closed(fd));
    close(fd);
    check_nothing_stays();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slow),
        cmocka_unit_test(test_silent),
        cmocka_unit_test(test_leaving),
        cmocka_unit_test(test_at_once),
        cmocka_unit_test(test_read_at_the_end),
        cmocka_unit_test(test_many_refused),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_no_folder), /* ends the server of the group */
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_stop),
    };
    return cmocka_run_group_tests(tests, group_start, unit_folder_drop);
}
