/* The escapers: hostile values at every place that a template can put them.
 * Must never: pass because a value was dropped; the whole output is compared.
 * Read next: src/base/html.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/html.h"

struct fixture {
    struct arena *a;
    struct out w;
};

static int start(void **state)
{
    static struct fixture f;
    f.a = arena_new(1 << 20);
    f.w = out_new(f.a, 1 << 16);
    *state = &f;
    return 0;
}

static int end(void **state)
{
    struct fixture *f = *state;
    arena_free(f->a);
    return 0;
}

/* What was written since the last look. */
static const char *written(struct fixture *f)
{
    const char *text = arena_cstr(f->a, out_str(&f->w));
    f->w.n = 0;
    return text;
}

static void test_text(void **state)
{
    struct fixture *f = *state;
    html_text(&f->w, S("<b>\"A\" & 'B'</b>"));
    assert_string_equal(written(f), "&lt;b&gt;&quot;A&quot; &amp; &#39;B&#39;&lt;/b&gt;");
    html_text(&f->w, "&&plain&amp;");
    assert_string_equal(written(f), "&amp;&amp;plain&amp;amp;");
    html_text(&f->w, S("Zo\xc3\xab \xe2\x80\x94 \xf0\x9f\x91\x8d"));
    assert_string_equal(written(f), "Zo\xc3\xab \xe2\x80\x94 \xf0\x9f\x91\x8d");
    html_text(&f->w, S(""));
    html_text(&f->w, ((struct str){NULL, 0}));
    html_text(&f->w, (const char *)NULL);
    assert_string_equal(written(f), "");
}

static void test_text_stops_at_n(void **state)
{
    struct fixture *f = *state;
    html_text(&f->w, ((struct str){"ab<cd", 2}));
    assert_string_equal(written(f), "ab");
}

static void test_whole_numbers(void **state)
{
    struct fixture *f = *state;
    html_text(&f->w, INT64_MIN);
    assert_string_equal(written(f), "-9223372036854775808");
    html_text(&f->w, SIZE_MAX);
    assert_string_equal(written(f), "18446744073709551615");
    html_text(&f->w, (uint8_t)200);
    html_text(&f->w, (int8_t)-7);
    html_text(&f->w, (short)-8);
    html_text(&f->w, (uint16_t)65535);
    html_text(&f->w, 4000000000u);
    assert_string_equal(written(f), "200-7-8655354000000000");
    html_part(&f->w, -12);
    html_part(&f->w, (size_t)34);
    assert_string_equal(written(f), "-1234");
}

static void test_reals(void **state)
{
    static const struct {
        double v;
        const char *text;
    } rows[] = {
        {0, "0"},
        {-0.0, "0"},
        {1, "1"},
        {-2.5, "-2.5"},
        {10, "10"},
        {100, "100"},
        {0.1 + 0.2, "0.3"},
        {2.0 / 3, "0.666667"},
        {100.0 / 3, "33.3333"},
        {1234567, "1234567"},
        {1234567.89, "1234568"},
        {999999.7, "1000000"},
        {0.00001234, "0.00001234"},
        {1e-12, "0"},
        {-1e-12, "0"},
        {1e15, "1000000000000000"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        html_text(&f->w, rows[i].v);
        assert_string_equal(written(f), rows[i].text);
    }
    html_text(&f->w, 0.5f);
    assert_string_equal(written(f), "0.5");
    html_text(&f->w, 0.0 / 0.0);
    html_text(&f->w, 1.0 / 0.0);
    assert_string_equal(written(f), "");
    html_text(&f->w, 1e300);
    assert_int_equal(f->w.n, 301);
}

static void test_id(void **state)
{
    struct fixture *f = *state;
    struct id id;
    assert_true(id_parse(S("0190a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b"), &id));
    html_text(&f->w, id);
    html_part(&f->w, id);
    assert_string_equal(written(f), "0190a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b"
                                    "0190a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b");
}

static void test_url_allowed(void **state)
{
    static const char *const rows[][2] = {
        {"/", "/"},
        {"/clients?a=1&b=2", "/clients?a=1&amp;b=2"},
        {"/a\"b'c<d>", "/a&quot;b&#39;c&lt;d&gt;"},
        {"#note", "#note"},
        {"https://example.org/x", "https://example.org/x"},
        {"mailto:a@example.org", "mailto:a@example.org"},
        {"tel:+61212345678", "tel:+61212345678"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        html_url(&f->w, rows[i][0]);
        assert_string_equal(written(f), rows[i][1]);
    }
}

static void test_url_blocked(void **state)
{
    static const char *const rows[] = {
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "http://evil",
        "//evil",
        "/\\evil",
        "/\t/evil",
        "/\n/evil",
        "\\\\evil",
        "evil",
        "",
        "?q",
        "https",
        " /x",
        "/x\x7f",
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        html_url(&f->w, rows[i]);
        assert_string_equal(written(f), "#blocked");
    }
    html_url(&f->w, ((struct str){NULL, 0}));
    assert_string_equal(written(f), "#blocked");
    html_url(&f->w, ((struct str){"/\0/evil", 7}));
    assert_string_equal(written(f), "#blocked");
}

static void test_part(void **state)
{
    struct fixture *f = *state;
    html_part(&f->w, S("aZ09-._~"));
    assert_string_equal(written(f), "aZ09-._~");
    html_part(&f->w, S("a/b?c=d&e#f%\"'<> :\\\n"));
    assert_string_equal(written(f), "a%2Fb%3Fc%3Dd%26e%23f%25%22%27%3C%3E%20%3A%5C%0A");
    html_part(&f->w, "\xc3\xab");
    assert_string_equal(written(f), "%C3%AB");
    html_part(&f->w, ((struct str){"a\0b", 3}));
    assert_string_equal(written(f), "a%00b");
    html_part(&f->w, 1.5);
    assert_string_equal(written(f), "1.5");
}

/* No byte that ends a quoted value or begins a tag comes through, whatever the input. */
static void test_every_byte(void **state)
{
    struct fixture *f = *state;
    for (int c = 0; c < 256; c++) {
        char all[3] = {'/', (char)c, 'x'};
        html_text(&f->w, ((struct str){all, 3}));
        html_url(&f->w, ((struct str){all, 3}));
        html_part(&f->w, ((struct str){all, 3}));
        for (size_t i = 0; i < f->w.n; i++)
            assert_null(f->w.p[i] ? strchr("<>\"'", f->w.p[i]) : NULL);
        f->w.n = 0;
    }
}

static void test_full_stays_full(void **state)
{
    struct fixture *f = *state;
    struct out small = out_new(f->a, 6);
    html_text(&small, S("ab<c"));
    assert_true(small.n <= 6);
    html_text(&small, S("&&&"));
    assert_true(small.full);
    assert_true(small.n <= 6);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_text),         CASE(test_text_stops_at_n), CASE(test_whole_numbers),
        CASE(test_reals),        CASE(test_id),              CASE(test_url_allowed),
        CASE(test_url_blocked),  CASE(test_part),            CASE(test_every_byte),
        CASE(test_full_stays_full),
    };
    return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
