/* application/x-www-form-urlencoded, read and written.
 * Must never: accept what is not text.
 * Read next: http/form.h.
 */
#include "http/form.h"

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that "%XX" at the start of s stands for, -1 when it is no such escape. */
static int escape_value(struct str s)
{
    int high = s.n > 2 ? hex_value(s.p[1]) : -1;
    int low = s.n > 2 ? hex_value(s.p[2]) : -1;
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

enum rc form_decode(struct arena *a, struct str s, bool plus, struct str *ret)
{
    size_t n = 0;
    if (!str_contains(s, S("%")) && !(plus && str_contains(s, S("+")))) {
        if (!str_is_text(s))
            return INVALID;
        *ret = s.n ? s : S("");
        return OK;
    }
    char *to = arena_array(a, s.n + 1, 1);
    if (arena_failed(a))
        return BUSY;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '%') {
            to[n++] = plus && s.p[i] == '+' ? ' ' : s.p[i];
            continue;
        }
        int byte = escape_value(str_slice(s, i, 3));
        if (byte < 0)
            return INVALID;
        to[n++] = (char)byte;
        i += 2;
    }
    if (!str_is_text((struct str){to, n}))
        return INVALID;
    *ret = (struct str){to, n};
    return OK;
}

static size_t count_fields(struct str body)
{
    size_t n = body.n > 0;
    for (size_t i = 0; i < body.n; i++)
        n += body.p[i] == '&';
    return n;
}

enum rc form_parse(struct arena *a, struct str body, size_t fields_max, struct form *ret)
{
    size_t n = count_fields(body);
    struct str part;
    if (n > fields_max)
        return INVALID;
    struct form f = {ARENA_ARRAY(a, n + 1, struct form_field), 0};
    if (arena_failed(a))
        return BUSY;
    while (body.n && str_next(&body, '&', &part)) {
        size_t at = str_find(part, '=');
        struct form_field *x = &f.at[f.n];
        if (!part.n)
            continue;
        enum rc rc = form_decode(a, str_slice(part, 0, at), true, &x->name);
        if (rc == OK)
            rc = form_decode(a, str_slice(part, at + 1, part.n), true, &x->value);
        if (rc != OK)
            return rc;
        f.n++;
    }
    *ret = f;
    return OK;
}

struct str form_get(const struct form *f, struct str name)
{
    for (size_t i = 0; i < f->n; i++)
        if (str_eq(f->at[i].name, name))
            return f->at[i].value;
    return (struct str){NULL, 0};
}

static bool is_plain(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '.' || c == '_' || c == '*';
}

void form_write_more(struct out *w, struct str more)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < more.n; i++) {
        unsigned char c = (unsigned char)more.p[i];
        if (is_plain(more.p[i])) {
            out_char(w, more.p[i]);
        } else if (c == ' ') {
            out_char(w, '+');
        } else {
            out_char(w, '%');
            out_char(w, digits[c >> 4]);
            out_char(w, digits[c & 15]);
        }
    }
}

void form_write(struct out *w, struct str name, struct str value)
{
    if (w->n)
        out_char(w, '&');
    form_write_more(w, name);
    out_char(w, '=');
    form_write_more(w, value);
}
