/* Letters as PDF: what a reader's tools find in the file. Needs poppler-utils and DejaVu.
 * Must never: judge a letter by its bytes; only by its text, tags and pages.
 * Read next: practice/letter_pdf.h.
 */
#include <pthread.h>
#include <unistd.h>

#include "base/out.h"
#include "practice/letter_pdf.h"
#include "unit.h"

/* Fontconfig holds its patterns by offsets, not pointers, so that the sanitizer takes what this
 * thread's map of fonts still holds at the end for lost. Only that is let pass. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\n";
}

/* GLib locks by futex, in libraries that are not instrumented: the sanitizer sees no locks there. */
const char *__tsan_default_suppressions(void);
const char *__tsan_default_suppressions(void)
{
    return "race:libfontconfig\nrace:libpango\nrace:libharfbuzz\nrace:libglib\nrace:libcairo\n";
}

static struct letter_pdf letter(struct str body)
{
    return (struct letter_pdf){
        .title = S("About Þórdís O’Brien (first report)"),
        .author = S("Łukasz Müller"),
        .from = S("Riverside Massage\n1 High Street\r\nSydney NSW 2000"),
        .to = S("Dr Αναστασία Nguyễn\n12 Some Road"),
        .date = S("25 November 2026"),
        .body = body,
        .sign = S("Kind regards\n\nŁukasz Müller"),
        .foot = S("Riverside Massage · ABN 12 345 678 901"),
        .made_utc = 1764000000,
    };
}

static struct str make(struct arena *a, const struct letter_pdf *l, struct str missing)
{
    struct str pdf, have;
    assert_int_equal(letter_pdf_make(a, l, &pdf, &have), OK);
    assert_true(str_starts(pdf, S("%PDF-")));
    assert_str(have, missing);
    return pdf;
}

/* What `command` says of the file. */
static struct str ask(struct arena *a, const char *command, struct str pdf)
{
    char path[] = "/tmp/tonus-letter-XXXXXX", part[4096];
    int file = mkstemp(path);
    assert_true(file >= 0 && write(file, pdf.p, pdf.n) == (ssize_t)pdf.n);
    close(file);
    struct str line = arena_fmt(a, "%s '%s' %s 2>&1", command, path,
                                strstr(command, "totext") ? "-" : "");
    FILE *f = popen(arena_cstr(a, line), "r");
    struct out w = out_new(a, 1 << 20);
    assert_non_null(f);
    for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0;)
        out_raw(&w, (struct str){part, n});
    int status = pclose(f);
    unlink(path);
    if (status || w.full)
        fail_msg("%s: %.*s", command, STR_ARG(out_str(&w)));
    return out_str(&w);
}

#define assert_in_order(text, ...) \
    in_order((text), (const char *const[]){__VA_ARGS__, NULL}, __FILE__, __LINE__)

static void in_order(struct str text, const char *const *words, const char *file, int line)
{
    for (struct str rest = text; *words; words++) {
        struct str word = str_from(*words);
        const char *at = rest.n >= word.n ? memmem(rest.p, rest.n, word.p, word.n) : NULL;
        if (!at) {
            print_error("\"%s\" is missing, or not where it should be, in\n%.*s\n", *words,
                        STR_ARG(text));
            _fail(file, line);
        }
        rest = str_slice(rest, (size_t)(at - rest.p) + word.n, rest.n);
    }
}

static size_t count(struct str text, struct str part)
{
    size_t n = 0;
    for (size_t i = 0; i + part.n <= text.n; i++)
        n += str_starts(str_slice(text, i, text.n), part);
    return n;
}

#define FOUR                                                                                        \
    "Dear Dr Nguyễn,\n\nThank you for sending her. The first office visit went well, and so did " \
    "the five that followed it, so that this letter is also the last one.\n\n"                      \
    "# What was found\nRotation to the left went\nfrom 48 to 71 degrees.\n\n\n"                     \
    "We agreed on\n- a visit every month\r\n- ten minutes of exercises a day, with the sheet "      \
    "that "                                                                                         \
    "she was given and will bring along\n\nDo call me."

static void test_text_and_metadata(void **state)
{
    struct arena *a = *state;
    struct letter_pdf l = letter(S(FOUR));
    struct str pdf = make(a, &l, S(""));
    assert_in_order(ask(a, "pdftotext -layout", pdf), "Riverside Massage\n", "1 High Street\n",
                    "Dr Αναστασία Nguyễn", "25 November 2026", "About Þórdís O’Brien",
                    "Dear Dr Nguyễn,", "The first office visit", "last one.", "What was found",
                    "left went\n", "71 degrees.", "We agreed on", "• a visit every month", "• ten",
                    "Do call me.", "Kind regards", "Łukasz Müller", "ABN 12 345 678 901",
                    "page 1 of 1");
    assert_in_order(ask(a, "TZ=UTC pdfinfo -isodates", pdf), "About Þórdís O’Brien (first report)",
                    "Łukasz Müller", "2025-11-24T16:00:00Z", "yes", "(A4)");
    assert_in_order(ask(a, "pdffonts", pdf), "DejaVuSans-Bold", "yes yes", "DejaVuSans", "yes yes");
}

static void test_tags(void **state)
{
    struct arena *a = *state;
    struct letter_pdf l = letter(S(FOUR));
    struct str pdf = make(a, &l, S(""));
    struct str tags = ask(a, "pdfinfo -struct-text", pdf);
    /* a paragraph of several lines is whole, and lines do not run together */
    assert_in_order(tags, "Document", "P (", "Riverside Massage 1 High Street Sydney", "H1 (",
                    "About Þórdís", "P (", "so did the five that followed it, so that", "H2 (",
                    "What was found", "P (", "left went from", "L (", "LI (", "Lbl (", "LBody (",
                    "a visit", "LI (", "LBody (", "will bring along", "P (", "Do call me.");
    assert_int_equal(count(tags, S("H1 (")), 1);
    assert_int_equal(count(tags, S("  L (")), 1);
    assert_int_equal(count(tags, S("LI (")), 2);
    assert_false(str_contains(tags, S("page 1")));
}

static void test_names_of_all_scripts(void **state)
{
    struct arena *a = *state;
    struct letter_pdf l = letter(
        S("Þórdís\n\nŁukasz\n\nO’Brien\n\nΑναστασία\n\nעדי\n\nNguyễn\n\nעדי is Adi"
          "\n\nJose\xcc\x81 and a\xcc\xa7\xcc\x81\n\nhttps://a.example/office/"
          "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
          "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxend"));
    struct str pdf = make(a, &l, S("")), text = ask(a, "pdftotext -layout", pdf);
    assert_in_order(text, "Þórdís\n", "Łukasz\n", "O’Brien\n", "Αναστασία\n", "עדי", "Nguyễn\n",
                    "is Adi", "https://a.example/office/", "end\n");
    assert_true(str_contains(text, S("José")) || str_contains(text, S("Jose\xcc\x81")));
    /* a hyphen drawn where the address is broken would cut the paragraph off here */
    assert_in_order(ask(a, "pdfinfo -struct-text", pdf), "https://a.example/office/", "end\"");
}

static void test_characters_without_a_font(void **state)
{
    struct arena *a = *state;
    struct letter_pdf l = letter(S("\U00012000 and \U00012000\U00010000\n\n- \U00010000"));
    struct str pdf = make(a, &l, S("\U00012000\U00010000"));
    assert_in_order(ask(a, "pdftotext -layout", pdf), " and ", "page 1 of 1");
    l.body = S("none");
    l.foot = S("\U00012001");
    make(a, &l, l.foot);
}

static struct str lines(struct arena *a, int n, const char *format)
{
    struct out w = out_new(a, 1 << 20);
    for (int i = 1; i <= n; i++) {
        char line[200];
        int used = snprintf(line, sizeof line, "%s %d.\n", format, i);
        out_raw(&w, (struct str){line, (size_t)used});
    }
    return out_str(&w);
}

static void test_pages(void **state)
{
    struct arena *a = *state;
    struct letter_pdf l = letter(lines(a, 300, "Line"));
    l.paper = PAPER_LETTER;
    struct str pdf = make(a, &l, S("")), text = ask(a, "pdftotext -layout", pdf);
    size_t pages = count(text, S("\f"));
    assert_in_range(pages, 5, 9);
    for (int i = 1; i <= (int)pages; i++)
        assert_in_order(text, arena_cstr(a, arena_fmt(a, "page %d of %zu\n", i, pages)));
    for (int i = 1; i <= 300; i++)
        assert_in_order(text, arena_cstr(a, arena_fmt(a, "Line %d.\n", i)));
    assert_in_order(ask(a, "pdfinfo", pdf), "612 x 792 pts");
    /* still one paragraph, told page by page */
    struct str tags = ask(a, "pdfinfo -struct-text", pdf);
    assert_int_equal(count(tags, S("Span (")), pages);
    assert_in_order(tags, "P (", "Span (", "Line 1. Line 2.", "Span (", "Line 300.", "P (");
}

static struct str page_last(struct str page)
{
    struct str last = S(""), line;
    while (str_next(&page, '\n', &line))
        if (str_trim(line).n && !str_contains(line, S("page ")))
            last = str_trim(line);
    return last;
}

/* Wherever the page ends: not in a heading, not after the first row of a paragraph nor before its
 * last one, not in a short paragraph, and no page holds the signature alone. */
static void test_page_ends(void **state)
{
    struct arena *a = *state;
    bool parted = false;
    for (int above = 14; above < 44; above++) {
        struct out w = out_new(a, 1 << 16);
        for (int i = 0; i < above; i++)
            out_raw(&w, S("Row.\n"));
        out_raw(&w, S("\n# Head\n\nOne.\nTwo.\nThree.\nFour.\n\n# Foot\nUno.\nDue.\nTre."));
        struct letter_pdf l = letter(out_str(&w));
        l.sign = S("Signed");
        struct str text = ask(a, "pdftotext -layout", make(a, &l, S(""))), page, second;
        assert_in_order(text, "Head", "One.", "Two.", "Three.", "Four.", "Foot", "Uno.", "Tre.",
                        "Signed");
        assert_true(str_next(&text, '\f', &page) && str_next(&text, '\f', &second));
        struct str last = page_last(page);
        assert_false(str_eq(last, S("Head")) || str_eq(last, S("Foot")));
        bool four = str_contains(page, S("Four.")), one = str_contains(page, S("Head"));
        assert_false(str_eq(last, S("Three.")) || (one && !four && !str_contains(page, S("Two."))));
        assert_int_equal(str_contains(page, S("Uno.")), str_contains(page, S("Tre.")));
        assert_true(!second.n || str_contains(second, S("Tre.")));
        parted |= str_eq(last, S("Two."));
    }
    assert_true(parted);
}

static void test_long_list_and_headings(void **state)
{
    struct arena *a = *state;
    struct letter_pdf l = letter(lines(a, 120, "- Item"));
    struct str tags = ask(a, "pdfinfo -struct", make(a, &l, S("")));
    assert_int_equal(count(tags, S("LI (")), 120);
    assert_int_equal(count(tags, S("  L (")), 1);
    l.body = lines(a, 120, "# Heading");
    assert_in_order(ask(a, "pdftotext -layout", make(a, &l, S(""))), "Heading 1.", "Heading 120.",
                    "page 6 of 6");
}

static void test_empty_fields(void **state)
{
    struct arena *a = *state;
    struct letter_pdf none = {.paper = PAPER_A4};
    assert_in_order(ask(a, "pdftotext -layout", make(a, &none, S(""))), "page 1 of 1");
    for (int i = 0; i < 8; i++) {
        struct letter_pdf l = letter(S("Body.\n\n- \n\n# \n\n-\n"));
        struct str *fields[] = {&l.title, &l.author, &l.from, &l.to,
                                &l.date,  &l.body,   &l.sign, &l.foot};
        *fields[i] = i % 2 ? S("") : S(" \n\r\n ");
        make(a, &l, S(""));
    }
}

static void test_refusals(void **state)
{
    struct arena *a = *state, *small = arena_new(40 * 1024);
    struct letter_pdf l = letter(S("not \xff text"));
    struct str pdf = S("untouched"), missing = S("untouched");
    assert_int_equal(letter_pdf_make(a, &l, &pdf, &missing), INVALID);
    l.body = S("\xef\xbf\xbf");
    assert_int_equal(letter_pdf_make(a, &l, &pdf, &missing), INVALID);
    char *long_text = arena_array(a, LETTER_TEXT_MAX + 1, 1);
    memset(long_text, 'a', LETTER_TEXT_MAX + 1);
    l.body = (struct str){long_text, LETTER_TEXT_MAX + 1};
    assert_int_equal(letter_pdf_make(a, &l, &pdf, &missing), INVALID);
    l.body = S(FOUR);
    assert_int_equal(letter_pdf_make(small, &l, &pdf, &missing), BUSY);
    assert_int_equal(letter_pdf_make(small, &l, &pdf, &missing), BUSY);
    assert_str(pdf, S("untouched"));
    assert_str(missing, S("untouched"));
    arena_free(small);
}

/* Wherever the arena ends, the answer is BUSY and nothing is held (the sanitizer would tell). */
static void test_every_ceiling(void **state)
{
    (void)state;
    struct letter_pdf l = letter(S(FOUR "\n\n\U00012000"));
    enum rc rc = BUSY;
    for (size_t ceiling = 0; rc == BUSY; ceiling += ceiling < 8192 ? 509 : 16381) {
        struct arena *a = arena_new(ceiling);
        struct str pdf, missing;
        rc = letter_pdf_make(a, &l, &pdf, &missing);
        arena_free(a);
    }
    assert_int_equal(rc, OK);
}

static void test_too_large(void **state)
{
    (void)state;
    struct arena *a = arena_new(64 * 1024 * 1024);
    struct out w = out_new(a, LETTER_TEXT_MAX);
    while (w.n + 3 <= LETTER_TEXT_MAX)
        out_raw(&w, S("a\n\n"));
    struct letter_pdf l = letter(out_str(&w));
    struct str pdf, missing;
    assert_int_equal(letter_pdf_make(a, &l, &pdf, &missing), INVALID);
    arena_free(a);
}

struct writer {
    pthread_t thread;
    struct arena *a;
    struct str pdf, missing;
    enum rc rc;
};

static void *write_letter(void *ptr)
{
    struct writer *w = ptr;
    struct letter_pdf l = letter(S(FOUR "\n\nעדי \U00012000"));
    for (int i = 0; i < 5 && w->rc == OK; i++) {
        arena_reset(w->a);
        w->rc = letter_pdf_make(w->a, &l, &w->pdf, &w->missing);
    }
    return NULL;
}

static void test_threads(void **state)
{
    struct arena *a = *state;
    struct writer w[10];
    struct str first = S("");
    for (size_t i = 0; i < 10; i++) {
        w[i] = (struct writer){.a = arena_new(UNIT_CEILING)};
        assert_int_equal(pthread_create(&w[i].thread, NULL, write_letter, &w[i]), 0);
    }
    for (size_t i = 0; i < 10; i++) {
        pthread_join(w[i].thread, NULL);
        assert_int_equal(w[i].rc, OK);
        assert_str(w[i].missing, S("\U00012000"));
        struct str text = ask(a, "pdftotext -layout", w[i].pdf);
        first = i ? first : text;
        assert_str(text, first);
        arena_free(w[i].a);
    }
    assert_in_order(first, "Dear Dr Nguyễn", "Do call me.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_text_and_metadata),
        UNIT(test_tags),
        UNIT(test_names_of_all_scripts),
        UNIT(test_characters_without_a_font),
        UNIT(test_pages),
        UNIT(test_page_ends),
        UNIT(test_long_list_and_headings),
        UNIT(test_empty_fields),
        UNIT(test_refusals),
        UNIT(test_every_ceiling),
        UNIT(test_too_large),
        UNIT(test_threads),
    };
    return cmocka_run_group_tests_name("letter_pdf", tests, NULL, NULL);
}
