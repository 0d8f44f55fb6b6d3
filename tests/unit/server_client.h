/* A client of bytes: sends what it is given, reads one reply at a time.
 * Must never: mend what is to be refused.
 * Read next: server_test.c (which includes it).
 */
#pragma once
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/server.h"

enum { REPLY_MAX = 64 * 1024, WAIT_S = 10 };

static uint16_t port; /* of the server that is spoken to */

static int dial(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct timeval wait = {.tv_sec = WAIT_S};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    if (connect(fd, (struct sockaddr *)&to, sizeof to) == 0)
        return fd;
    close(fd);
    return -1;
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

/* Reads on until the other side closes; false when it does not. */
static bool is_closed(int fd)
{
    char c;
    ssize_t n;
    do
        n = recv(fd, &c, 1, 0);
    while (n == 1);
    return n == 0 || errno == ECONNRESET;
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

static inline void check(const char *bytes, int status, const char *body)
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
