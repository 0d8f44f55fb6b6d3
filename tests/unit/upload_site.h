/* A small site that takes files, its client, and a look at what stays behind.
 * Must never: be more than the tests of uploads need.
 * Read next: upload_test.c, upload_life_test.c (which include it).
 */
#pragma once
#include <dirent.h>

#include "unit.h"
#include "server_client.h"

#include "http/form.h"
#include "http/upload.h"

enum { SMALL_ARENA = 512 * 1024, ECHO_MAX = 4000, MIB = 1024 * 1024, MANY = 20 };

static char big[UPLOAD_MAX + MIB];

/* --- a site that takes files ------------------------------------------------------------------- */

static void fields_show(struct request *rq)
{
    struct str name, value;
    for (size_t i = 0; request_field_at(rq, i, &name, &value); i++)
        out_fmt(request_out(rq), "%.*s=%.*s;", STR_ARG(name), STR_ARG(value));
}

static void content_show(struct request *rq, const struct upload *u)
{
    char piece[7];
    for (size_t at = 0; at < u->size; at += sizeof piece) {
        size_t n = u->size - at < sizeof piece ? u->size - at : sizeof piece;
        assert_int_equal(upload_read(u, at, piece, n), OK);
        out_raw(request_out(rq), (struct str){piece, n});
    }
    assert_int_equal(upload_read(u, u->size, piece, 0), OK);
    assert_int_equal(upload_read(u, u->size, piece, 1), INVALID);
    assert_int_equal(upload_read(u, u->size + 1, piece, 0), INVALID);
}

/* "fields|field|name|type|size|content", the content's hash where it is long. */
static void file_post(struct request *rq)
{
    const struct upload *u = request_upload(rq);
    struct arena *a = request_arena(rq);
    fields_show(rq);
    if (u) {
        struct str hash = crypt_hex(a, u->hash, sizeof u->hash);
        out_fmt(request_out(rq), "|%.*s|%.*s|%.*s|%zu|", STR_ARG(u->field), STR_ARG(u->name),
                STR_ARG(u->type), u->size);
        if (u->size < ECHO_MAX)
            content_show(rq, u);
        else
            out_raw(request_out(rq), hash);
    }
    request_answer(rq, 200);
}

static void body_post(struct request *rq)
{
    out_raw(request_out(rq), request_body(rq));
    request_answer(rq, 200);
}

static void size_post(struct request *rq)
{
    out_fmt(request_out(rq), "%zu fields, %zu bytes", request_form(rq)->n, request_body(rq).n);
    request_answer(rq, 200);
}

static void plain_get(struct request *rq)
{
    out_raw(request_out(rq), S("hello"));
    request_answer(rq, 200);
}

static const struct route room[] = {
    {ROUTE_POST, "/file", 1, file_post, ROUTE_UPLOAD},
    {ROUTE_POST, "/body", 1, body_post, ROUTE_UPLOAD},
    {ROUTE_POST, "/size", 1, size_post, ROUTE_UPLOAD},
    {ROUTE_POST, "/form", 1, file_post, 0},
    {ROUTE_GET, "/plain", 1, plain_get, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
static const struct route *const rooms[] = {room, NULL};
static const struct route_table table = {rooms};

static bool is_denied(struct request *rq, struct str mark, unsigned status)
{
    if (!request_header(rq, mark).p)
        return false;
    out_fmt(request_out(rq), "denied %.*s", STR_ARG(request_field(rq, S("a"))));
    request_answer(rq, status);
    return true;
}

static bool admit(struct request *rq)
{
    return !is_denied(rq, S("X-Deny"), 403);
}

static bool admit_upload(struct request *rq)
{
    return !is_denied(rq, S("X-Stranger"), 401);
}

static void refuse(struct request *rq, unsigned status)
{
    out_fmt(request_out(rq), "refused %u", status);
    request_answer(rq, status);
}

static void log_nothing(void *app, struct str method, struct str route, unsigned status,
                        size_t bytes, int64_t micros)
{
    (void)app;
    (void)method;
    (void)route;
    (void)status;
    (void)bytes;
    (void)micros;
}

static struct server *server;
static size_t open_at_rest; /* files and sockets, while nobody asks */

static struct server *start(struct str folder, size_t arena_max)
{
    const char *why = "";
    struct server_config c = {.address = S("127.0.0.1"),
                              .threads = 2,
                              .arena_max = arena_max,
                              .idle_s = 2,
                              .whole_s = 1,
                              .upload_s = 4,
                              .routes = &table,
                              .upload_folder = folder,
                              .admit = admit,
                              .admit_upload = admit_upload,
                              .refuse = refuse,
                              .log = log_nothing};
    struct server *s = server_start(&c, &why);
    assert_string_equal(why, "");
    assert_non_null(s);
    port = server_port(s);
    return s;
}

/* --- its client -------------------------------------------------------------------------------- */

#define MULTIPART "Content-Type: multipart/form-data; boundary=b0\r\n"
#define B "--b0\r\n"
#define END "\r\n--b0--\r\n"
#define FIELD(name) "Content-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define FILE_AS(file) "Content-Disposition: form-data; name=\"f\"; filename=\"" file "\"\r\n\r\n"

static void say_head(int fd, const char *path, const char *lines, size_t length)
{
    char head[1000];
    int n = snprintf(head, sizeof head, "POST %s HTTP/1.1\r\n" HOST "Content-Length: %zu\r\n%s\r\n",
                     path, length, lines);
    say(fd, head, (size_t)n);
}

static struct reply *send_body(const char *path, const char *lines, struct str body)
{
    int fd = dial();
    say_head(fd, path, lines, body.n);
    say(fd, body.p, body.n);
    struct reply *r = hear_one(fd, false);
    close(fd);
    return r;
}

static void check_sent(struct str body, int status, const char *want)
{
    struct reply *r = send_body("/file", MULTIPART, body);
    assert_string_equal(r->body, want);
    assert_int_equal(r->status, status);
    check_safe(r);
}

#define CHECK(body, want) check_sent(S(body), 200, want)

static size_t count_open(void)
{
    size_t n = 0;
    DIR *d = opendir("/proc/self/fd");
    while (readdir(d))
        n++;
    closedir(d);
    return n;
}

static bool is_folder_empty(void)
{
    size_t n = 0;
    DIR *d = opendir(unit_folder);
    while (readdir(d))
        n++;
    closedir(d);
    return n == 2;
}

/* Connections are given back a little after their last byte; of some who leave in the middle, the
 * library hears only when they have been silent for long enough (2 s). */
static void check_nothing_stays(void)
{
    for (size_t i = 0; i < 1600 && count_open() != open_at_rest; i++)
        usleep(5000);
    assert_int_equal(count_open(), open_at_rest);
    assert_true(is_folder_empty());
}

/* A body in `big` whose file has n bytes. */
static inline struct str body_of(size_t n)
{
    size_t at = (size_t)snprintf(big, sizeof big, B FIELD("a") "1\r\n" B FILE_AS("big.bin"));
    for (size_t i = 0; i < n; i++)
        big[at + i] = i % 5 ? (char)(i * 31 >> 3) : "\r\n-b"[i / 5 % 4];
    memcpy(big + at + n, END, sizeof END - 1);
    return (struct str){big, at + n + sizeof END - 1};
}

static int group_start(void **state)
{
    crypt_start();
    if (unit_folder_make(state) != 0)
        return -1;
    server = start(str_from(unit_folder), SMALL_ARENA);
    open_at_rest = count_open();
    return 0;
}
