/* Multipart bodies: what browsers send is taken, however it is cut; all else is refused.
 * Must never: test the server.
 * Read next: http/multipart.h.
 */
#include "unit.h"

#include "base/out.h"
#include "http/multipart.h"

enum { ENDED = 1, NOT_ENDED = 2, WRONG = 3 };

#define B "--b0\r\n"
#define END "\r\n--b0--\r\n"
#define FIELD(name) "Content-Disposition: form-data; name=\"" name "\"\r\n"
#define FILE_AS(name, file) \
    "Content-Disposition: form-data; name=\"" name "\"; filename=\"" file "\"\r\n"
#define HEAD(lines) B lines "\r\nx" END

/* Reads on, and writes what it says: "<name>" or "<name|file>", then content. */
static bool feed(struct multipart *m, struct str piece, struct out *w)
{
    struct str data = {NULL, 0};
    for (;;) {
        switch (multipart_next(m, &piece, &data)) {
        case MULTIPART_MORE:
            assert_int_equal(piece.n, 0);
            return true;
        case MULTIPART_PART:
            out_fmt(w, "<%.*s%s%.*s>", STR_ARG(m->name), m->file.p ? "|" : "", STR_ARG(m->file));
            break;
        case MULTIPART_DATA:
            assert_true(data.n > 0);
            out_raw(w, data);
            break;
        case MULTIPART_WRONG:
            return false;
        }
    }
}

/* The body cut into pieces of `step` bytes, the first of `first`. */
static int read_in(struct str body, size_t first, size_t step, struct out *w)
{
    struct multipart *m = ARENA_NEW(w->a, struct multipart);
    multipart_begin(m, S("b0"));
    for (size_t at = 0, n = first; at < body.n; at += n, n = step)
        if (!feed(m, str_slice(body, at, n), w)) {
            assert_false(feed(m, S("x"), w)); /* for good */
            assert_false(multipart_ended(m));
            return WRONG;
        }
    return multipart_ended(m) ? ENDED : NOT_ENDED;
}

static int read_whole(struct arena *a, struct str body, struct str *ret_said)
{
    struct out w = out_new(a, 10000);
    int how = read_in(body, body.n, 1, &w);
    *ret_said = out_str(&w);
    return how;
}

static void test_taken(void **state)
{
    static const struct {
        struct str body, want;
    } cases[] = {
        {STR_INIT("--b0--"), STR_INIT("")},
        {STR_INIT("--b0--\r\n"), STR_INIT("")},
        {STR_INIT(B FIELD("a") "\r\n1\r\n--b0--"), STR_INIT("<a>1")},
        {STR_INIT(B FIELD("a") "\r\n" END), STR_INIT("<a>")},
        {STR_INIT(B FIELD("a") "\r\n1\r\n" B FIELD("a") "\r\n2" END), STR_INIT("<a>1<a>2")},
        {STR_INIT(B FILE_AS("f", "x.pdf") "Content-Type: application/pdf\r\n\r\n%PDF" END),
         STR_INIT("<f|x.pdf>%PDF")},
        {STR_INIT(B "content-type:text/html\r\ncontent-disposition:Form-Data;NAME=\"f\" ;\t"
                    "Filename=\"\"\r\n\r\n" END),
         STR_INIT("<f|>")},
        {STR_INIT(HEAD(FIELD("a") "Content-Type: text/plain\r\n")), STR_INIT("<a>x")},
        {STR_INIT(HEAD(FIELD("a") "Content-Type: TEXT/plain; charset=UTF-8\r\n")),
         STR_INIT("<a>x")},
        /* What looks like a delimiter and is none. */
        {STR_INIT(B FIELD("a") "\r\n\r\r\n\r\n-\r\n--\r\n--b\r\n--b1\r" END),
         STR_INIT("<a>\r\r\n\r\n-\r\n--\r\n--b\r\n--b1\r")},
        {STR_INIT(B FIELD("a") "\r\n--b0\r\n-- b0\n--b0" END), STR_INIT("<a>--b0\r\n-- b0\n--b0")},
        /* Names. */
        {STR_INIT(HEAD(FIELD("a%22b%0D%0a%2522%41+"))), STR_INIT("<a\"b\r\n%2522%41+>x")},
        {STR_INIT(HEAD(FILE_AS("f", "C:\\a\\b;c=d, 100%.pdf"))),
         STR_INIT("<f|C:\\a\\b;c=d, 100%.pdf>x")},
        {STR_INIT(HEAD(FILE_AS("f", "\xe8\xa8\xba\xe6\x96\xad \xf0\x9f\xa6\xb4.jpg"))),
         STR_INIT("<f|\xe8\xa8\xba\xe6\x96\xad \xf0\x9f\xa6\xb4.jpg>x")},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str said;
        assert_int_equal(read_whole(*state, cases[i].body, &said), ENDED);
        assert_str(said, cases[i].want);
    }
}

static void test_refused(void **state)
{
    static const struct {
        const char *what;
        struct str body;
    } cases[] = {
        {"something before", STR_INIT("x" HEAD(FIELD("a")))},
        {"a line before", STR_INIT("\r\n" HEAD(FIELD("a")))},
        {"another boundary", STR_INIT("--b1\r\n" FIELD("a") "\r\nx\r\n--b1--\r\n")},
        {"a longer boundary", STR_INIT(B FIELD("a") "\r\nx\r\n--b00\r\n" FIELD("b") "\r\nx" END)},
        {"a delimiter with a space", STR_INIT("--b0 \r\n" FIELD("a") "\r\nx" END)},
        {"one dash", STR_INIT(B FIELD("a") "\r\nx\r\n--b0-\r\n")},
        {"something behind", STR_INIT(HEAD(FIELD("a")) "x")},
        {"a line behind", STR_INIT(HEAD(FIELD("a")) "\r\n")},
        {"a part behind", STR_INIT(HEAD(FIELD("a")) HEAD(FIELD("b")))},
        {"a bare LF behind the boundary", STR_INIT("--b0\n" FIELD("a") "\r\nx" END)},
        {"a bare LF in the head", STR_INIT(HEAD("Content-Type: text/plain\n" FIELD("a")))},
        {"a bare CR in the head", STR_INIT(HEAD("Content-Type: a\rb\r\n" FIELD("a")))},
        {"no head", STR_INIT(HEAD(""))},
        {"no disposition", STR_INIT(HEAD("Content-Type: text/plain\r\n"))},
        {"two dispositions", STR_INIT(HEAD(FIELD("a") FIELD("b")))},
        {"two types",
         STR_INIT(HEAD(FILE_AS("a", "b") "Content-Type: a/b\r\nContent-Type: a/b\r\n"))},
        {"an empty type", STR_INIT(HEAD(FIELD("a") "Content-Type:\r\n"))},
        {"a folded line", STR_INIT(HEAD("Content-Disposition: form-data;\r\n name=\"a\"\r\n"))},
        {"a space before the colon", STR_INIT(HEAD(FIELD("a") "Content-Type : text/plain\r\n"))},
        {"a line without colon", STR_INIT(HEAD(FIELD("a") "Content-Type\r\n"))},
        {"an encoding", STR_INIT(HEAD(FIELD("a") "Content-Transfer-Encoding: base64\r\n"))},
        {"another line", STR_INIT(HEAD(FIELD("a") "X-A: Content-Type: text/plain\r\n"))},
        {"NUL in a line", STR_INIT(HEAD(FIELD("a\0b")))},
        {"a control character in a line", STR_INIT(HEAD(FIELD("a\x01")))},
        {"parts in a part",
         STR_INIT(HEAD(FILE_AS("a", "b") "Content-Type: Multipart/mixed; boundary=c\r\n"))},
        {"parts in a field", STR_INIT(HEAD(FIELD("a") "Content-Type: multipart/mixed\r\n"))},
        {"a field of another type", STR_INIT(HEAD(FIELD("a") "Content-Type: text/html\r\n"))},
        {"another character set", STR_INIT(HEAD(FIELD("a") "Content-Type: text/plain; "
                                                           "charset=utf-16\r\n"))},
        {"another disposition", STR_INIT(HEAD("Content-Disposition: attachment; name=\"a\"\r\n"))},
        {"no name", STR_INIT(HEAD("Content-Disposition: form-data\r\n"))},
        {"a file without name", STR_INIT(HEAD("Content-Disposition: form-data; "
                                              "filename=\"a\"\r\n"))},
        {"an empty name", STR_INIT(HEAD(FIELD("")))},
        {"a name without quotes", STR_INIT(HEAD("Content-Disposition: form-data; name=a\r\n"))},
        {"a file name without quotes",
         STR_INIT(HEAD("Content-Disposition: form-data; name=\"a\"; filename=b\r\n"))},
        {"two names", STR_INIT(HEAD("Content-Disposition: form-data; name=\"a\"; name=\"a\"\r\n"))},
        {"two file names", STR_INIT(HEAD("Content-Disposition: form-data; name=\"a\"; "
                                         "filename=\"a\"; filename=\"b\"\r\n"))},
        {"an encoded file name", STR_INIT(HEAD("Content-Disposition: form-data; name=\"a\"; "
                                               "filename*=utf-8''a\r\n"))},
        {"another parameter", STR_INIT(HEAD("Content-Disposition: form-data; name=\"a\"; "
                                            "size=\"1\"\r\n"))},
        {"an escaped quote", STR_INIT(HEAD(FILE_AS("a", "b\\\"; name=c")))},
        {"a name that does not end",
         STR_INIT(HEAD("Content-Disposition: form-data; name=\"a\r\n"))},
        {"something behind a name",
         STR_INIT(HEAD("Content-Disposition: form-data; name=\"a\"b\r\n"))},
        {"a comma", STR_INIT(HEAD("Content-Disposition: form-data; name=\"a\", name=\"b\"\r\n"))},
        {"a semicolon at the end",
         STR_INIT(HEAD("Content-Disposition: form-data; name=\"a\";\r\n"))},
        {"broken UTF-8 in a name", STR_INIT(HEAD(FIELD("\xc3(")))},
        {"broken UTF-8 in a file name", STR_INIT(HEAD(FILE_AS("a", "\xff.pdf")))},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str said;
        if (read_whole(*state, cases[i].body, &said) != WRONG)
            fail_msg("%s: taken", cases[i].what);
    }
}

static const struct str long_one = STR_INIT(B FIELD("a") "\r\n1\r\n--b\r\n\r\n" B FILE_AS(
    "f", "C:\\x%22.pdf") "Content-Type: a/b\r\n\r\n\r\r\n--b\0\r\n--bx\r\n-"
                         "\r\n" B FIELD("b") "\r\n" END);

/* A body that ends early is not ended, and not wrong. */
static void test_cut_short(void **state)
{
    for (size_t n = 0; n <= long_one.n; n++) {
        struct str said;
        bool whole = n == long_one.n || n == long_one.n - 2;
        assert_int_equal(read_whole(*state, str_slice(long_one, 0, n), &said),
                         whole ? ENDED : NOT_ENDED);
    }
}

static void test_every_split(void **state)
{
    struct str want;
    assert_int_equal(read_whole(*state, long_one, &want), ENDED);
    assert_true(str_starts(want, S("<a>1\r\n--b\r\n<f|C:\\x\".pdf>\r\r\n--b")));
    for (size_t first = 1; first < long_one.n; first++)
        for (size_t step = 1; step < 80; step += 13) {
            struct arena *a = arena_new(UNIT_CEILING);
            struct out w = out_new(a, 10000);
            assert_int_equal(read_in(long_one, first, step, &w), ENDED);
            assert_str(out_str(&w), want);
            arena_free(a);
        }
}

/* The longest head that fits, and one byte more. */
static void test_long_head(void **state)
{
    static char body[2 * MULTIPART_HEAD_MAX];
    const size_t around = sizeof FIELD("") + 3; /* with both CR LF around it */
    for (size_t over = 0; over < 2; over++) {
        struct str said;
        size_t n = (size_t)snprintf(body, sizeof body, B "Content-Disposition: form-data; name=\"");
        memset(body + n, 'n', MULTIPART_HEAD_MAX - around + over);
        n += MULTIPART_HEAD_MAX - around + over;
        n += (size_t)snprintf(body + n, sizeof body - n, "\"\r\n\r\nx" END);
        assert_int_equal(read_whole(*state, (struct str){body, n}, &said), over ? WRONG : ENDED);
    }
}

#define TEN "0123456789"

static void test_boundary(void **state)
{
    static const struct {
        struct str type;
        enum rc rc;
        struct str want;
    } cases[] = {
        {STR_INIT("multipart/form-data; boundary=----WebKitFormBoundaryAbC09"), OK,
         STR_INIT("----WebKitFormBoundaryAbC09")},
        {STR_INIT("Multipart/Form-Data;Boundary=\"a'+_-.b\" "), OK, STR_INIT("a'+_-.b")},
        {STR_INIT("multipart/form-data; boundary=" TEN TEN TEN TEN TEN TEN TEN), OK,
         STR_INIT(TEN TEN TEN TEN TEN TEN TEN)},
        {STR_INIT("multipart/form-data; boundary=" TEN TEN TEN TEN TEN TEN TEN "0"), INVALID, {0}},
        {STR_INIT("multipart/form-data"), INVALID, {0}},
        {STR_INIT("multipart/form-data; boundary="), INVALID, {0}},
        {STR_INIT("multipart/form-data; boundary=\""), INVALID, {0}},
        {STR_INIT("multipart/form-data; boundary=\"\""), INVALID, {0}},
        {STR_INIT("multipart/form-data; boundary=\"a"), INVALID, {0}},
        {STR_INIT("multipart/form-data; boundary=a b"), INVALID, {0}},
        {STR_INIT("multipart/form-data; boundary=a; charset=utf-8"), INVALID, {0}},
        {STR_INIT("multipart/form-data; charset=utf-8; boundary=a"), INVALID, {0}},
        {STR_INIT("multipart/form-data; xboundary=a"), INVALID, {0}},
        {STR_INIT("multipart/form-data; boundary=a\\b"), INVALID, {0}},
        {STR_INIT("multipart/form-data; boundary=\xc3\xa9"), INVALID, {0}},
        {STR_INIT("multipart/form-datax; boundary=a"), NOT_FOUND, {0}},
        {STR_INIT("multipart/mixed; boundary=a"), NOT_FOUND, {0}},
        {STR_INIT("application/x-www-form-urlencoded"), NOT_FOUND, {0}},
        {STR_INIT(""), NOT_FOUND, {0}},
        {{NULL, 0}, NOT_FOUND, {0}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str have = {NULL, 0};
        assert_int_equal(multipart_boundary(cases[i].type, &have), cases[i].rc);
        assert_str(have, cases[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_taken),       UNIT(test_refused),   UNIT(test_cut_short),
        UNIT(test_every_split), UNIT(test_long_head), UNIT(test_boundary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
