/* Looking through SQL text for mksql: words, lines, and what strings and comments hide.
 * Must never: know a query or a migration; it sees text only.
 * Read next: tools/mksql_read.h.
 */
#pragma once
#include <ctype.h>

#include "common.h"

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static const char *skip_space(const char *p)
{
    while (*p == ' ' || *p == '\t')
        p++;
    return p;
}

/* How many lines further down than `text` does `at` stand? */
static int lines_to(const char *text, const char *at)
{
    int n = 0;
    for (; text < at; text++)
        n += *text == '\n';
    return n;
}

/* Length of the string, quoted name or comment that begins at p; 0 when none does. */
static size_t quiet_length(const char *p)
{
    const char *end = NULL;
    if (p[0] == '-' && p[1] == '-')
        return strcspn(p, "\n");
    if (p[0] == '/' && p[1] == '*')
        end = strstr(p + 2, "*/");
    else if (*p == '\'' || *p == '"')
        end = strchr(p + 1, *p);
    else
        return 0;
    return end ? (size_t)(end - p) + (*p == '/' ? 2 : 1) : strlen(p);
}

/* A copy where strings and comments are blanks and quoted names are _, so that words in them do
 * not count; every line stays where it is. */
static char *bare(const char *text)
{
    char *copy = need(strdup(text));
    for (char *p = copy; *p;) {
        size_t n = quiet_length(p);
        char fill = *p == '"' ? '_' : ' ';
        for (size_t i = 0; i < n; i++)
            p[i] = p[i] == '\n' ? '\n' : fill;
        p += n ? n : 1;
    }
    return copy;
}

/* Behind `word` if it stands at p, else NULL. A blank in it is any white space, and beside a sign
 * such as ( or * may be none. */
static const char *word_end(const char *p, const char *word)
{
    bool ends = is_name_char(word[strlen(word) - 1]);
    for (; *word; word++) {
        const char *q = p + strspn(p, " \t\n");
        if (*word == ' ') {
            if (q == p && is_name_char(word[1]))
                return NULL;
            p = q;
        } else if (tolower((unsigned char)*p++) != tolower((unsigned char)*word)) {
            return NULL;
        }
    }
    return ends && is_name_char(*p) ? NULL : p;
}

static const char *find_word(const char *text, const char *word)
{
    for (const char *p = text; *p; p++)
        if (word_end(p, word) &&
            (p == text || !is_name_char(word[0]) || !is_name_char(p[-1])))
            return p;
    return NULL;
}

static bool word_before(const char *text, const char *p, const char *word)
{
    size_t n = strlen(word);
    while (p > text && strchr(" \t\n", p[-1]))
        p--;
    return (size_t)(p - text) >= n && strncasecmp(p - n, word, n) == 0 &&
           (p - n == text || !is_name_char(p[-(ptrdiff_t)n - 1]));
}
