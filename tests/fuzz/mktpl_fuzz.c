/* libFuzzer entry: any bytes as a template.
 * Must never: write a file; the compiler's core works in memory.
 * Read next: tools/mktpl.c.
 *
 * What is taken must be C whose blocks close; what is refused must say why, at a line that exists.
 */
#define MKTPL_CORE_ONLY
#include "../../tools/mktpl.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check(bool holds)
{
    if (!holds)
        abort();
}

/* Open braces at the end; strings, characters and # lines are left out. */
static long open_braces(const char *s)
{
    const char *from = s;
    long depth = 0;
    while (s && *s) {
        if (*s == '#' && s > from && s[-1] == '\n') {
            s = strchr(s, '\n');
        } else if (*s == '"' || *s == '\'') {
            s = skip_quoted(s);
        } else {
            depth += (*s == '{') - (*s == '}');
            check(depth >= 0);
            s++;
        }
    }
    check(s != NULL);
    return depth;
}

static unsigned count_lines(const char *s, size_t n)
{
    unsigned lines = 1;
    for (size_t i = 0; i < n; i++)
        lines += s[i] == '\n';
    return lines;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    char *text = need(malloc(n + 1));
    if (n > 0)
        memcpy(text, data, n);
    text[n] = '\0';
    struct tpl t = {.file = "fuzz.html", .word = "fuzz"};
    bool taken = tpl_compile(&t, text, n);
    check(t.line >= 1 && t.line <= count_lines(text, n));
    if (taken)
        check(t.depth == 0 && open_braces(t.c.p) == 0);
    else
        check(t.walk.message[0] != '\0');
    tpl_free(&t);
    free(text);
    return 0;
}
