/* Uploads over a socket: what comes out, each limit, and that nothing stays behind.
 * Must never: go through a client library, which would mend what is to be refused.
 * Read next: http/upload.h.
 */
#include <dirent.h>
#include <linux/fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "unit.h"
#include "server_client.h"

#include "base/clock.h"
#include "http/form.h"
#include "http/upload.h"

enum { SMALL_ARENA = 512 * 1024, ECHO_MAX = 4000, MIB = 1024 * 1024, MANY = 20 };

static char big[UPLOAD_MAX + MIB];

/* --- a site that takes files ------------------------------------------------------------------- */

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

/* --- what comes out ---------------------------------------------------------------------------- */

static void test_form_and_file(void **state)
{
    (void)state;
    CHECK(B FIELD("a") "1 +%41\r\n" B FILE_AS("x.txt") "abc" END, "a=1 +%41;|f|x.txt||3|abc");
    CHECK(B FILE_AS("x.txt") "a\r\n-\r\n--b\r\n\r\n" B FIELD("a") "\xc3\xa9\r\n\t&=" END,
          "a=\xc3\xa9\r\n\t&=;|f|x.txt||11|a\r\n-\r\n--b\r\n");
    CHECK(B FIELD("a") "1\r\n" B FIELD("b") "2\r\n" B FIELD("a") "3" END, "a=1;b=2;a=3;");
    CHECK(B FIELD("f") "1\r\n" B FILE_AS("x") "2" END, "f=1;|f|x||1|2");
    CHECK("--b0--\r\n", "");
    /* Left empty, and an empty file. */
    CHECK(B FILE_AS("") END, "");
    CHECK(B FILE_AS("") "\r\n" B FILE_AS("x") "1\r\n" B FILE_AS("") END, "|f|x||1|1");
    CHECK(B FILE_AS("none.txt") END, "|f|none.txt||0|");
    check_sent(S(B FILE_AS("") "1" END), 400, "refused 400");
    check_sent(S(B FILE_AS("x") "1\r\n" B FILE_AS("y") "2" END), 400, "refused 400");
    check_sent(S(B FILE_AS("x") "1\r\n" B FILE_AS("y") END), 400, "refused 400");
    /* No body at all is a form without fields, as of the other kind. */
    assert_string_equal(send_body("/file", "", S(""))->body, "");
}

/* What comes in two pieces reads as one, wherever they are cut. */
static void test_every_split(void **state)
{
    static const struct str body = STR_INIT(B FIELD("a") "1\r\n--b\r\n" B FILE_AS(
        "C:\\x%22.pdf") "%PDF\r\r\n--b\r\n-\r\n" B FIELD("b") "\r\n--b0--\r\n");
    const int on = 1;
    (void)state;
    for (size_t at = 1; at < body.n; at++) {
        int fd = dial();
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        say_head(fd, "/file", MULTIPART, body.n);
        say(fd, body.p, at);
        usleep(2000);
        say(fd, body.p + at, body.n - at);
        assert_string_equal(hear_one(fd, false)->body,
                            "a=1\r\n--b;b=;|f|x\".pdf||13|%PDF\r\r\n--b\r\n-");
        close(fd);
    }
}

static void test_names(void **state)
{
    static const struct {
        const char *sent, *want; /* NULL: refused */
    } cases[] = {
        {"a b.pdf", "a b.pdf"},
        {"100% of a%20b.pdf", "100% of a%20b.pdf"},
        {"say %22ah%22.pdf", "say \"ah\".pdf"},
        {"two%0D%0Alines\tof.pdf", "two  lines of.pdf"},
        {"it's; name=x.pdf", "it's; name=x.pdf"},
        {"\xd0\xa0\xd0\xb5\xd0\xbd\xd1\x82\xd0\xb3\xd0\xb5\xd0\xbd.jpg",
         "\xd0\xa0\xd0\xb5\xd0\xbd\xd1\x82\xd0\xb3\xd0\xb5\xd0\xbd.jpg"},
        {"\xe8\xa8\xba\xe6\x96\xad\xe6\x9b\xb8.pdf", "\xe8\xa8\xba\xe6\x96\xad\xe6\x9b\xb8.pdf"},
        {"C:\\Users\\Mira\\a.pdf", "a.pdf"},
        {"../../etc/passwd", "passwd"},
        {"/home/mira/ a.pdf ", "a.pdf"},
        {"a/..", NULL},
        {".", NULL},
        {"a\\", NULL},
        {"a/", NULL},
        {" ", NULL},
        {"a\\\"b.pdf", NULL},
        {"a\"b.pdf", NULL},
        {"\xe9.pdf", NULL},
        {"a\x01.pdf", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char body[400], want[400] = "refused 400";
        int n = snprintf(body, sizeof body, B FILE_AS("%s") "1" END, cases[i].sent);
        if (cases[i].want)
            snprintf(want, sizeof want, "|f|%s||1|1", cases[i].want);
        check_sent((struct str){body, (size_t)n}, cases[i].want ? 200 : 400, want);
    }
}

/* Cut after 200 characters, not bytes. */
static void test_long_name(void **state)
{
    char name[2 * 250 + 1], body[1000], want[1000];
    (void)state;
    for (size_t i = 0; i < 250; i++)
        memcpy(name + 2 * i, "\xc3\xa9", 3);
    int n = snprintf(body, sizeof body, B FILE_AS("%s") "1" END, name);
    snprintf(want, sizeof want, "|f|%.400s||1|1", name);
    check_sent((struct str){body, (size_t)n}, 200, want);
}

#define FTYP(n, brands) "\0\0\0" n "ftyp" brands

static void test_types(void **state)
{
    static const struct {
        const char *name, *type;
        struct str content;
    } cases[] = {
        {"a.pdf", "application/pdf", STR_INIT("%PDF-1.7\n")},
        {"a.html", "application/pdf", STR_INIT("%PDF-")},
        {"a.pdf", "", STR_INIT("<!doctype html><script>alert(1)</script>")},
        {"a.pdf", "", STR_INIT("%PDF")},
        {"a.pdf", "", STR_INIT("\n%PDF-1.7")},
        {"a.jpg", "image/jpeg", STR_INIT("\xff\xd8\xff\xe0JFIF")},
        {"a.jpg", "", STR_INIT("\xff\xd8")},
        {"a.gif", "image/png", STR_INIT("\x89PNG\r\n\x1a\n\0\0\0\rIHDR")},
        {"a.png", "", STR_INIT("\x89PNG\n\x1a\n\0\0\0\rIHDR")},
        {"a.gif", "", STR_INIT("GIF89a")},
        {"a.webp", "image/webp", STR_INIT("RIFF\x10\0\0\0WEBPVP8 ")},
        {"a.wav", "", STR_INIT("RIFF\x10\0\0\0WAVEfmt ")},
        {"a.heic", "image/heic", STR_INIT(FTYP("\x18", "heic\0\0\0\0mif1heic") "x")},
        {"a.heic", "image/heic", STR_INIT(FTYP("\x18", "mif1\0\0\0\0mif1heic") "x")},
        {"a.avif", "", STR_INIT(FTYP("\x1c", "avif\0\0\0\0avifmif1miaf") "x")},
        {"a.heic", "", STR_INIT(FTYP("\x14", "mif1\0\0\0\0mif1") "heic")},
        {"a.heic", "", STR_INIT(FTYP("\x14", "mif1heicmif1") "x")},
        {"a.heic", "",
         STR_INIT("\1\0\0\x18"
                  "ftypheic\0\0\0\0mif1heic")},
        {"a.heic", "", STR_INIT(FTYP("\x18", ""))},
        {"a.mp4", "", STR_INIT(FTYP("\x18", "isom\0\0\0\0isommp42") "x")},
        {"a.svg", "", STR_INIT("<svg xmlns=\"http://www.w3.org/2000/svg\"/>")},
        {"a.zip", "", STR_INIT("PK\3\4")},
        {"a.pdf", "", STR_INIT("")},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char body[400], want[100];
        size_t n = (size_t)snprintf(
            body, sizeof body,
            B "Content-Disposition: form-data; name=\"f\"; filename=\"%s\"\r\n"
              "Content-Type: application/pdf\r\n\r\n",
            cases[i].name);
        memcpy(body + n, cases[i].content.p, cases[i].content.n);
        n += cases[i].content.n;
        memcpy(body + n, END, sizeof END);
        n += sizeof END - 1;
        snprintf(want, sizeof want, "|f|%s|%s|%zu|", cases[i].name, cases[i].type,
                 cases[i].content.n);
        struct reply *r = send_body("/file", MULTIPART, (struct str){body, n});
        assert_int_equal(r->status, 200);
        r->body[strlen(want)] = 0; /* the content behind it may hold NUL */
        assert_string_equal(r->body, want);
    }
}

/* One text for one form: it tells whether a form was sent before. */
static void test_body(void **state)
{
    static char first[REPLY_MAX];
    struct reply *r = send_body("/body", MULTIPART,
                                S(B FILE_AS("x y.pdf") "abc\r\n" B FIELD("a&") "1 2" END));
    (void)state;
    assert_string_equal(r->body,
                        "a%26=1+2&f=x+y.pdf=3="
                        "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    memcpy(first, r->body, sizeof first);
    r = send_body("/body", MULTIPART, S(B FIELD("a&") "1 2\r\n" B FILE_AS("x y.pdf") "abc" END));
    assert_string_equal(r->body, first);
    r = send_body("/body", MULTIPART, S(B FILE_AS("x y.pdf") "abd\r\n" B FIELD("a&") "1 2" END));
    assert_string_not_equal(r->body, first);
    r = send_body("/body", MULTIPART, S(B FIELD("f") "x y.pdf=3=bddd" END));
    assert_string_equal(r->body, "f=x+y.pdf%3D3%3Dbddd");
    r = send_body("/body", MULTIPART, S(B FILE_AS("") "\r\n" B FIELD("a") "" END));
    assert_string_equal(r->body, "a=");
}

/* --- limits ------------------------------------------------------------------------------------ */

/* A body in `big` whose file has n bytes. */
static struct str body_of(size_t n)
{
    size_t at = (size_t)snprintf(big, sizeof big, B FIELD("a") "1\r\n" B FILE_AS("big.bin"));
    for (size_t i = 0; i < n; i++)
        big[at + i] = i % 5 ? (char)(i * 31 >> 3) : "\r\n-b"[i / 5 % 4];
    memcpy(big + at + n, END, sizeof END - 1);
    return (struct str){big, at + n + sizeof END - 1};
}

static void test_largest(void **state)
{
    unsigned char hash[CRYPT_HASH];
    struct str body = body_of(UPLOAD_MAX);
    crypt_hash(NULL, str_slice(body, body.n - UPLOAD_MAX - sizeof END + 1, UPLOAD_MAX), hash);
    struct str hex = crypt_hex(*state, hash, sizeof hash);
    struct str want = arena_fmt(*state, "a=1;|f|big.bin||%d|%.*s", UPLOAD_MAX, STR_ARG(hex));
    int64_t from = clock_mono_ns();
    check_sent(body, 200, want.p);
    print_message("# 10 MiB in %lld ms\n", (long long)(clock_mono_ns() - from) / 1000000);
    check_sent(body_of(UPLOAD_MAX + 1), 413, "refused 413");
    check_nothing_stays();
}

/* What cannot be taken is refused before any of it is read. */
static void check_at_head(const char *lines, size_t length, int status, const char *want)
{
    int fd = dial();
    say_head(fd, "/file", lines, length);
    struct reply *r = hear_one(fd, false);
    assert_string_equal(r->body, want);
    assert_int_equal(r->status, status);
    assert_non_null(strstr(r->head, "Connection: close\r\n"));
    assert_true(is_closed(fd));
    close(fd);
}

static void test_heads(void **state)
{
    const size_t most = UPLOAD_MAX + UPLOAD_REST_MAX;
    (void)state;
    check_at_head(MULTIPART, most + 1, 413, "refused 413");
    check_at_head(MULTIPART "X-Stranger: 1\r\n", most, 401, "denied ");
    check_at_head(MULTIPART "X-Stranger: 1\r\n", most + 1, 401, "denied ");
    check_at_head(MULTIPART "X-Stranger: 1\r\nExpect: 100-continue\r\n", most, 401, "denied ");
    check_at_head(FORM "X-Stranger: 1\r\n", 3, 401, "denied ");
    check_at_head(FORM, 3, 415, "refused 415");
    check_at_head("", 3, 415, "refused 415");
    check_at_head("Content-Type: multipart/mixed; boundary=b0\r\n", 3, 415, "refused 415");
    check_at_head("Content-Type: multipart/form-data\r\n", 3, 400, "refused 400");
    check_at_head("Content-Type: multipart/form-data; boundary=b0; boundary=b1\r\n", 3, 400,
                  "refused 400");
    assert_int_equal(send_body("/form", MULTIPART, S(B FIELD("a") "1" END))->status, 415);
    struct reply *r = send_body("/file", MULTIPART "X-Deny: 1\r\n", S(B FIELD("a") "1" END));
    assert_int_equal(r->status, 403);
    assert_string_equal(r->body, "denied 1");
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

/* A body that waits to be asked for. */
static void test_expect(void **state)
{
    static const struct str body = STR_INIT(B FILE_AS("x") "1" END);
    const char want[] = "HTTP/1.1 100 Continue\r\n\r\n";
    char have[sizeof want] = "";
    int fd = dial();
    (void)state;
    say_head(fd, "/file", MULTIPART "Expect: 100-continue\r\n", body.n);
    assert_int_equal(recv(fd, have, sizeof want - 1, MSG_WAITALL), sizeof want - 1);
    assert_string_equal(have, want);
    say(fd, body.p, body.n);
    assert_string_equal(hear_one(fd, false)->body, "|f|x||1|1");
    close(fd);
}

/* The fields' own limit is that of other forms, counted as they would have been sent there. */
static void test_large_fields(void **state)
{
    (void)state;
    for (size_t over = 0; over < 2; over++) {
        size_t n = REQUEST_FORM_MAX - 2 + over;
        size_t at = (size_t)snprintf(big, sizeof big, B FILE_AS("x") "1\r\n" B FIELD("a"));
        memset(big + at, 'x', n);
        memcpy(big + at + n, END, sizeof END - 1);
        struct reply *r = send_body("/size", MULTIPART, (struct str){big, at + n + sizeof END - 1});
        assert_int_equal(r->status, over ? 413 : 200);
        assert_string_equal(r->body, over ? "refused 413" : "1 fields, 65607 bytes");
    }
    for (size_t over = 0; over < 2; over++) {
        size_t n = 0;
        for (size_t i = 0; i < REQUEST_FIELDS_MAX + over; i++)
            n += (size_t)snprintf(big + n, sizeof big - n, "%s" B FIELD("a"), i ? "\r\n" : "");
        memcpy(big + n, END, sizeof END - 1);
        struct reply *r = send_body("/size", MULTIPART, (struct str){big, n + sizeof END - 1});
        assert_int_equal(r->status, over ? 400 : 200);
        assert_string_equal(r->body, over ? "refused 400" : "2000 fields, 5999 bytes");
    }
}

/* Said when all of it has come in; then the connection goes on. */
static void test_refused(void **state)
{
    static const struct str bodies[] = {
        STR_INIT(B FIELD("a") "\0" END),
        STR_INIT(B FIELD("a") "\x01" END),
        STR_INIT(B FIELD("a") "\xc3(" END),
        STR_INIT(B FIELD("a\xc3(") "1" END),
        STR_INIT(B FIELD("") "1" END),
        STR_INIT(B FILE_AS("x") "1\r\n" B FIELD("a") "\xff" END),
        STR_INIT(B FILE_AS("x") "1"),
        STR_INIT(B FILE_AS("x") "1\r\n--b0"),
        STR_INIT(B FILE_AS("x") "1\r\n--b0--\r"),
        STR_INIT(B FILE_AS("x") "1" END GET("/plain")),
        STR_INIT("x" B FILE_AS("x") "1" END),
        STR_INIT("\r\n"),
        STR_INIT("a=1&b=2"),
    };
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        int fd = dial();
        say_head(fd, "/file", MULTIPART, bodies[i].n);
        say(fd, bodies[i].p, bodies[i].n);
        say(fd, GET("/plain"), sizeof GET("/plain") - 1);
        struct reply *r = hear_one(fd, false);
        assert_string_equal(r->body, "refused 400");
        assert_int_equal(r->status, 400);
        assert_string_equal(hear_one(fd, false)->body, "hello");
        close(fd);
    }
    check_nothing_stays();
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

static int group_start(void **state)
{
    crypt_start();
    if (unit_folder_make(state) != 0)
        return -1;
    server = start(str_from(unit_folder), SMALL_ARENA);
    open_at_rest = count_open();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_form_and_file),
        cmocka_unit_test(test_every_split),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_long_name),
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_body),
        UNIT(test_largest),
        cmocka_unit_test(test_heads),
        cmocka_unit_test(test_read_at_the_end),
        cmocka_unit_test(test_many_refused),
        cmocka_unit_test(test_expect),
        cmocka_unit_test(test_large_fields),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_slow),
        cmocka_unit_test(test_silent),
        cmocka_unit_test(test_leaving),
        cmocka_unit_test(test_at_once),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_no_folder), /* ends the server of the group */
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_stop),
    };
    return cmocka_run_group_tests(tests, group_start, unit_folder_drop);
}
