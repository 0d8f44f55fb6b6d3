/* Uploads over a socket: what comes out of a form with a file, and each limit.
 * Must never: go through a client library, which would mend what is to be refused.
 * Read next: upload_life_test.c.
 */
#include <netinet/tcp.h>

#include "upload_site.h"

#include "base/clock.h"

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

static int group_end(void **state)
{
    server_stop(server, 5);
    return unit_folder_drop(state);
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
        cmocka_unit_test(test_expect),
        cmocka_unit_test(test_large_fields),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, group_start, group_end);
}
