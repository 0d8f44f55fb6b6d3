/* Renders every page of right.html with hostile values and compares the whole output.
 * Must never: compare a part only.
 * Read next: tests/tools/mktpl/right.html.
 *
 * Prints "ok NAME" or "not ok NAME" with what came out; tests/tools/mktpl_test.sh counts them.
 */
#include <stdio.h>

#include "web/right_html.h"

#define HOSTILE "\" onmouseover='x'></script><b>&"
#define HOSTILE_TEXT "&quot; onmouseover=&#39;x&#39;&gt;&lt;/script&gt;&lt;b&gt;&amp;"
#define HOSTILE_PART "%22%20onmouseover%3D%27x%27%3E%3C%2Fscript%3E%3Cb%3E%26"
#define ROW_LINKS "<a href=\"/up\">i</a><a href=\"/down\">i</a>\n"
#define ID_TEXT "01020304-0506-7708-890a-0b0c0d0e0f10"

static struct cell cells[] = {{STR_INIT("<1>")}, {STR_INIT("\"2\"")}};
static struct row rows[] = {
    {.id = {{1, 2, 3, 4, 5, 6, 0x77, 8, 0x89, 10, 11, 12, 13, 14, 15, 16}},
     .name = STR_INIT("<A>"), .nrs = 3, .cells = {cells, 2}},
    {.id = {{1, 2, 3, 4, 5, 6, 0x77, 8, 0x89, 10, 11, 12, 13, 14, 15, 16}},
     .name = STR_INIT("B"), .nrs = -1, .cells = {NULL, 0}},
};

static struct view hostile(void)
{
    return (struct view){.text = S(HOSTILE),
                         .url = S("javascript:alert(1)"),
                         .plain = "a<b",
                         .id = rows[0].id,
                         .real = 1.5,
                         .count = 7,
                         .rows = {rows, 2},
                         .fixed = {{{.nrs = 4}, {.nrs = 5}}, 2}};
}

static struct view switched(bool on, bool other, const char *text, const char *url)
{
    struct view v = hostile();
    v.on = on;
    v.other = other;
    v.text = str_from(text);
    v.url = str_from(url);
    return v;
}

static int check(const char *name, struct out *w, const char *expected)
{
    struct str got = out_str(w);
    bool same = str_eq(got, str_from(expected)) && !w->full;
    printf("%s %s\n", same ? "ok" : "not ok", name);
    if (!same)
        printf("# got:\n%.*s\n# expected:\n%s\n", STR_ARG(got), expected);
    w->n = 0;
    return same ? 0 : 1;
}

static int check_places(struct out *w)
{
    struct view v = hostile();
    int bad = 0;
    text(w, &v);
    bad += check("text", w, "<p>" HOSTILE_TEXT "|a&lt;b|7|1.5</p>");
    attribute(w, &v);
    bad += check("attribute", w,
                 "<p class=\"a " HOSTILE_TEXT "\" title='" HOSTILE_TEXT "' data-x=\"" HOSTILE_TEXT
                 "\" aria-label=\"7\">x</p>\n");
    rcdata(w, &v);
    bad += check("rcdata", w,
                 "<title>" HOSTILE_TEXT " \xe2\x80\x93 Tonus</title>"
                 "<textarea name=\"t\" rows=3>\n  " HOSTILE_TEXT "\n  two</textarea>\n");
    htmx(w, &v);
    bad += check("htmx", w,
                 "<div hx-get=\"/rows?after=" HOSTILE_PART "\" hx-trigger=\"revealed\" "
                 "hx-vals='{\"a\": 1}' hx-target:inherited=\"#t7\" hx-push-url=\"true\"></div>\n");
    drawing(w, &v);
    bad += check("drawing", w,
                 "<svg viewBox=\"0 0 7 9\" xmlns=\"http://www.w3.org/2000/svg\">"
                 "<title>" HOSTILE_TEXT "</title>\n"
                 "<circle cx=\"1.5\" cy=\"1\" r=\"2\" fill=\"red\"/>"
                 "<linearGradient id=\"g\"></linearGradient></svg>\n");
    return bad;
}

/* url.html with `first` where a URL begins, `part` further in. */
static int check_url(struct out *w, const char *name, struct view v, const char *first,
                     const char *part)
{
    char expected[4096];
    url(w, &v);
    snprintf(expected, sizeof expected,
             "<a href=\"%1$s\">1</a><a href=\"%1$s/%2$s?q=%2$s#%2$s\">2</a>\n"
             "<a href=\"/clients/" ID_TEXT "/x?for=%2$s\">3</a><a href='?q=%2$s'>4</a>\n"
             "<form action=\"%1$s\" method=post><button formaction=\"/x/%2$s\" "
             "hx-post=\"%1$s\">5</button></form>\n"
             "<a href=\"https://example.org/%2$s\">6</a><a href=\"mailto:%2$s\">7</a>"
             "<a href=\"/\">8</a>\n<a href=\"java%2$s\">9</a><use href=\"#%2$s\"/>\n",
             first, part);
    return check(name, w, expected);
}

static int check_urls(struct out *w)
{
    return check_url(w, "url javascript:", hostile(), "#blocked", HOSTILE_PART) +
           check_url(w, "url //evil", switched(false, false, "/evil", "//evil"), "#blocked",
                     "%2Fevil") +
           check_url(w, "url script:", switched(false, false, "script:a(1)", "/\t/evil"),
                     "#blocked", "script%3Aa%281%29") +
           check_url(w, "url harmless", switched(false, false, "a.b", "/x?a=1&b='"),
                     "/x?a=1&amp;b=&#39;", "a.b");
}

static int check_branches(struct out *w)
{
    struct view on = switched(true, false, HOSTILE, ""), both = switched(true, true, "", ""),
                other = switched(false, true, HOSTILE, ""), none = hostile();
    int bad = 0;
    branches(w, &on);
    branches(w, &both);
    branches(w, &other);
    branches(w, &none);
    bad += check("branches", w, "<b>on</b>\n<b>on</b>!\n<i>other</i>!\nneither\n");
    links(w, &on);
    links(w, &other);
    links(w, &none);
    bad += check("links", w,
                 "<a href=\"/a\">a</a><a href='#blocked'>d</a>\n<a href=\"/e\">h</a>" ROW_LINKS
                 "<a href=b>b</a>\n<a href=f>h</a>" ROW_LINKS "c\n<a id=\"g\">h</a>" ROW_LINKS);
    flags(w, &on);
    bad += check("flags on", w,
                 "<input checked><input type=radio checked name=\"a\">\n"
                 "<option value=\"1\" selected>x\n<p class=\"a on z\" id=\"i\" title=\"t\"></p>\n"
                 "<a href=\"/x?q=" HOSTILE_PART "\">l</a><a href=\"/a\">m</a>\n");
    flags(w, &other);
    bad += check("flags off", w,
                 "<input ><input type=radio disabled name=\"a\">\n"
                 "<option value=\"1\" disabled>x\n"
                 "<p class=\"a " HOSTILE_TEXT " z\" title=\"t\"></p>\n"
                 "<a href=\"/x\">l</a><a href=\"/b/" HOSTILE_PART "\">m</a>\n");
    return bad;
}

static int check_structure(struct out *w)
{
    struct view v = hostile(), on = switched(true, false, HOSTILE, "");
    int bad = 0;
    loops(w, &v);
    bad += check("loops", w,
                 "<table><tr id=\"r" ID_TEXT "\"><td>&lt;A&gt;<td>3<td>&lt;1&gt;<td>&quot;2&quot;\n"
                 "<tr id=\"r" ID_TEXT "\"><td>B<td>-1\n</table><i>4</i><i>5</i>\n");
    calls(w, &on);
    bad += check("calls", w, "<p><em>" HOSTILE_TEXT "</em><em>(a</em></p>\n");
    document(w, &v);
    bad += check("document", w,
                 "<!doctype html>\n<!-- a comment - plain -->\n<html lang=\"en\"><head>"
                 "<meta charset=utf-8><link rel=\"stylesheet\" href=\"/a/1/tonus.css\">\n"
                 "<script src=\"/a/2/tonus.js\" type=\"module\"></script></head>\n"
                 "<body hx-boost=\"true\"\n      class=\"" HOSTILE_TEXT "\">   two   spaces\n"
                 "<br/>   <hr>\n</body></html>\n");
    white(w, &on);
    bad += check("white", w, "<pre>\n  kept\n</pre>\n<p>a  b\nc</p>\nx\n");
    literal(w, &on);
    bad += check("literal", w,
                 "\"q\" \\n ?" "?= %d {x} \xc3\xa9 \xf0\x9f\x91\x8d &quot;&lt;a&gt; { %\n");
    return bad;
}

int main(void)
{
    struct arena *a = arena_new(1 << 20);
    struct out w = out_new(a, 1 << 16);
    int bad = check_places(&w) + check_urls(&w) + check_branches(&w) + check_structure(&w);
    arena_free(a);
    return bad ? 1 : 0;
}
