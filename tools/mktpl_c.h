/* C text for the template compiler: buffers, string literals, and which expressions may pass.
 * Must never: let an expression through that could end before its closing bracket does.
 * Read next: tools/mktpl.c.
 */
#pragma once
#include "common.h"
#include <ctype.h>

struct buf {
    char *p;
    size_t n, cap;
};

static inline void buf_add(struct buf *b, const char *p, size_t n)
{
    if (b->n + n + 1 > b->cap) {
        b->cap = (b->n + n + 1) * 2;
        b->p = need(realloc(b->p, b->cap));
    }
    memcpy(b->p + b->n, p, n);
    b->n += n;
    b->p[b->n] = '\0';
}

static inline void buf_text(struct buf *b, const char *s)
{
    buf_add(b, s, strlen(s));
}

static inline void buf_number(struct buf *b, unsigned v)
{
    char digits[16];
    snprintf(digits, sizeof digits, "%u", v);
    buf_text(b, digits);
}

/* As the inside of a C string; ? is escaped because ?? begins a trigraph. */
static inline void buf_c_string(struct buf *b, const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        char octal[8];
        if (c == '\n')
            buf_text(b, "\\n");
        else if (strchr("\"\\?", c))
            buf_add(b, (char[]){'\\', (char)c}, 2);
        else if (c < ' ' || c >= 127)
            buf_add(b, octal, (size_t)snprintf(octal, sizeof octal, "\\%03o", c));
        else
            buf_add(b, p + i, 1);
    }
}

/* --- expressions ----------------------------------------------------------------------------- */
/* Past the closing quote, or NULL. */
static inline const char *skip_quoted(const char *s)
{
    char quote = *s++;
    while (*s && *s != quote)
        s += s[0] == '\\' && s[1] ? 2 : 1;
    return *s ? s + 1 : NULL;
}

/* The brackets that wait for their end, innermost last. */
struct waiting {
    size_t n;
    char closer[64];
};

static inline bool take_bracket(struct waiting *open, char c)
{
    if (c == ')' || c == ']')
        return open->n > 0 && open->closer[--open->n] == c;
    if (c != '(' && c != '[')
        return true;
    if (open->n == sizeof open->closer)
        return false;
    open->closer[open->n++] = c == '(' ? ')' : ']';
    return true;
}

static inline bool is_balanced(const char *s)
{
    struct waiting open = {0};
    while (s && *s) {
        if (*s == '"' || *s == '\'')
            s = skip_quoted(s);
        else if (!take_bracket(&open, *s++))
            return false;
    }
    return s && open.n == 0;
}

/* What could make more than one expression of an expression; NULL when there is none. */
static inline const char *expr_banned(const char *s)
{
    static const char *const banned[] = {";", "{", "}", "//", "/*", "??", "<%", "%>", "<:"};
    for (size_t i = 0; i < sizeof banned / sizeof *banned; i++)
        if (strstr(s, banned[i]))
            return banned[i];
    return NULL;
}

/* Length of the identifier or keyword that s begins with, 0 when there is none. */
static inline size_t ident_len(const char *s)
{
    size_t n = 0;
    while (isalnum((unsigned char)s[n]) || s[n] == '_')
        n++;
    return isdigit((unsigned char)*s) ? 0 : n;
}

/* In place, without white space at both ends. */
static inline char *trim(char *s)
{
    s += strspn(s, " \t\r\n");
    size_t n = strlen(s);
    while (n > 0 && strchr(" \t\r\n", s[n - 1]))
        n--;
    s[n] = '\0';
    return s;
}

struct for_parts {
    char *type, *name, *list;
};

/* "const struct row *x in v->rows", cut at * and "in"; false when it is not of that shape. */
static inline bool split_for(char *rest, struct for_parts *ret)
{
    char *in = strstr(rest, " in "), *star = strchr(rest, '*');
    if (!in || !star || star > in)
        return false;
    *in = *star = '\0';
    *ret = (struct for_parts){rest, trim(star + 1), trim(in + 4)};
    size_t n = ident_len(ret->name);
    while (ident_len(rest) > 0)
        rest += ident_len(rest) + strspn(rest + ident_len(rest), " ");
    return n > 0 && ret->name[n] == '\0' && rest > ret->type && *rest == '\0';
}
