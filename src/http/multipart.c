/* multipart/form-data, read piece by piece as it comes in.
 * Must never: take what two readers could understand differently.
 * Read next: http/multipart.h.
 *
 * A delimiter holds one CR, its first byte. So where a match breaks off, none of what had matched
 * can begin another, and all of it is content.
 */
#include "http/multipart.h"

static void skip(struct str *s, size_t n)
{
    *s = str_slice(*s, n, s->n);
}

/* --- the boundary ---------------------------------------------------------------------------- */

/* Fewer than RFC 2046 has: what would need quotes is used by nobody. */
static bool is_boundary(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i], low = (char)(c | 0x20);
        if (!(low >= 'a' && low <= 'z') && !(c >= '0' && c <= '9') && !(c && strchr("'+_-.", c)))
            return false;
    }
    return s.n && s.n <= MULTIPART_BOUNDARY_MAX;
}

enum rc multipart_boundary(struct str type, struct str *ret)
{
    const struct str key = S("boundary=");
    struct str kind = str_slice(type, 0, str_find(type, ';'));
    struct str rest = str_trim(str_slice(type, kind.n + 1, type.n));
    if (!str_eq_nocase(str_trim(kind), S("multipart/form-data")))
        return NOT_FOUND;
    if (!str_eq_nocase(str_slice(rest, 0, key.n), key))
        return INVALID;
    skip(&rest, key.n);
    if (rest.n > 2 && str_starts(rest, S("\"")) && str_ends(rest, S("\"")))
        rest = str_slice(rest, 1, rest.n - 2);
    if (!is_boundary(rest))
        return INVALID;
    *ret = rest;
    return OK;
}

/* --- a part's head --------------------------------------------------------------------------- */

/* Browsers write a quote and the line ends of a name so, and nothing else. */
static char unescaped(struct str s)
{
    if (str_eq(s, S("%22")))
        return '"';
    if (str_eq_nocase(s, S("%0d")))
        return '\r';
    return str_eq_nocase(s, S("%0a")) ? '\n' : '\0';
}

/* In its place within the head. */
static struct str unescape(struct multipart *m, struct str s)
{
    char *to = m->head + (s.p - m->head);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = unescaped(str_slice(s, i, 3));
        to[n++] = c ? c : s.p[i];
        i += c ? 2 : 0;
    }
    return (struct str){to, n};
}

/* Takes `; key="value"` off *rest. An escaped quote is a value's end to some readers only. */
static bool parameter_take(struct str *rest, struct str *ret_key, struct str *ret_value)
{
    struct str s = str_trim(str_slice(*rest, 1, rest->n));
    struct str key = str_slice(s, 0, str_find(s, '='));
    skip(&s, key.n + 1);
    if (!str_starts(*rest, S(";")) || !str_starts(s, S("\"")))
        return false;
    skip(&s, 1);
    struct str value = str_slice(s, 0, str_find(s, '"'));
    if (value.n == s.n || str_ends(value, S("\\")))
        return false;
    *rest = str_trim(str_slice(s, value.n + 1, s.n));
    *ret_key = key;
    *ret_value = value;
    return true;
}

static struct str *place_of(struct multipart *m, struct str key)
{
    if (str_eq_nocase(key, S("name")))
        return &m->name;
    return str_eq_nocase(key, S("filename")) ? &m->file : NULL;
}

static bool disposition_read(struct multipart *m, struct str value)
{
    struct str kind = str_slice(value, 0, str_find(value, ';'));
    struct str rest = str_slice(value, kind.n, value.n), key, text;
    m->name = m->file = (struct str){NULL, 0};
    if (!str_eq_nocase(str_trim(kind), S("form-data")))
        return false;
    while (rest.n) {
        if (!parameter_take(&rest, &key, &text))
            return false;
        struct str *to = place_of(m, key);
        if (!to || to->p)
            return false;
        *to = unescape(m, text);
    }
    return m->name.n && str_is_text(m->name) && str_is_text(m->file);
}

/* A file's own word for its type counts for nothing, but parts within a part would be two
 * readings; a field is text. */
static bool type_fits(const struct multipart *m, struct str type)
{
    const struct str parts = S("multipart/");
    if (m->file.p)
        return !str_eq_nocase(str_slice(type, 0, parts.n), parts);
    return !type.p || str_eq_nocase(type, S("text/plain")) ||
           str_eq_nocase(type, S("text/plain; charset=utf-8"));
}

static bool is_line(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (((unsigned char)s.p[i] < ' ' && s.p[i] != '\t') || s.p[i] == 0x7f)
            return false;
    return true;
}

struct head {
    struct str disposition, type;
};

static bool line_take(struct str line, struct head *h)
{
    struct str key = str_slice(line, 0, str_find(line, ':'));
    struct str value = str_trim(str_slice(line, key.n + 1, line.n));
    struct str *to = str_eq_nocase(key, S("Content-Disposition")) ? &h->disposition
                     : str_eq_nocase(key, S("Content-Type"))      ? &h->type
                                                                  : NULL;
    if (!to || to->p || !value.n || !is_line(line))
        return false;
    *to = value;
    return true;
}

/* Lines between the delimiter's CR LF and an empty one. */
static bool head_read(struct multipart *m)
{
    struct head h = {{NULL, 0}, {NULL, 0}};
    struct str rest = {m->head + 2, m->head_n - 4};
    while (rest.n) {
        struct str line = str_slice(rest, 0, str_find(rest, '\r'));
        skip(&rest, line.n);
        if (!str_starts(rest, S("\r\n")) || !line_take(line, &h))
            return false;
        skip(&rest, 2);
    }
    return disposition_read(m, h.disposition) && type_fits(m, h.type);
}

/* --- the body -------------------------------------------------------------------------------- */

static enum multipart_event match_on(struct multipart *m, struct str *rest, struct str *ret_data)
{
    while (rest->n && m->matched < m->delimiter_n && rest->p[0] == m->delimiter[m->matched]) {
        m->matched++;
        skip(rest, 1);
    }
    if (m->matched == m->delimiter_n) {
        m->state = MULTIPART_HEAD;
        m->head_n = m->matched = 0;
        return MULTIPART_MORE;
    }
    if (!rest->n)
        return MULTIPART_MORE;
    if (m->state == MULTIPART_BEFORE)
        return MULTIPART_WRONG;
    *ret_data = (struct str){m->delimiter, m->matched};
    m->matched = 0;
    return MULTIPART_DATA;
}

/* How much is content for sure: up to a delimiter, or to what may be the beginning of one. */
static size_t content_n(const struct multipart *m, struct str s)
{
    const char *at = memmem(s.p, s.n, m->delimiter, m->delimiter_n);
    if (at)
        return (size_t)(at - s.p);
    size_t most = m->delimiter_n - 1 < s.n ? m->delimiter_n - 1 : s.n;
    at = memrchr(s.p + s.n - most, '\r', most);
    size_t tail = at ? (size_t)(s.p + s.n - at) : 0;
    return tail && memcmp(at, m->delimiter, tail) == 0 ? s.n - tail : s.n;
}

static enum multipart_event content_next(struct multipart *m, struct str *rest,
                                         struct str *ret_data)
{
    size_t n = m->matched ? 0 : content_n(m, *rest);
    if (!n)
        return match_on(m, rest, ret_data);
    *ret_data = str_slice(*rest, 0, n);
    skip(rest, n);
    return MULTIPART_DATA;
}

/* Behind the boundary stands CR LF and a head, or "--" and the end. */
static enum multipart_event head_next(struct multipart *m, struct str *rest)
{
    while (rest->n && m->head_n < sizeof m->head) {
        m->head[m->head_n++] = rest->p[0];
        skip(rest, 1);
        struct str head = {m->head, m->head_n};
        if (str_eq(head, S("--"))) {
            m->state = MULTIPART_AFTER;
            return MULTIPART_MORE;
        }
        if (head.n == 2 && !str_eq(head, S("\r\n")))
            return MULTIPART_WRONG;
        if (str_ends(head, S("\r\n\r\n"))) {
            m->state = MULTIPART_CONTENT;
            return head_read(m) ? MULTIPART_PART : MULTIPART_WRONG;
        }
    }
    return rest->n ? MULTIPART_WRONG : MULTIPART_MORE;
}

static enum multipart_event after_next(struct multipart *m, struct str *rest)
{
    if (m->matched == 2 || rest->p[0] != "\r\n"[m->matched])
        return MULTIPART_WRONG;
    m->matched++;
    skip(rest, 1);
    return MULTIPART_MORE;
}

static enum multipart_event step(struct multipart *m, struct str *rest, struct str *ret_data)
{
    switch (m->state) {
    case MULTIPART_BEFORE:
        return match_on(m, rest, ret_data);
    case MULTIPART_HEAD:
        return head_next(m, rest);
    case MULTIPART_CONTENT:
        return content_next(m, rest, ret_data);
    case MULTIPART_AFTER:
        return after_next(m, rest);
    case MULTIPART_REFUSED:
        break;
    }
    return MULTIPART_WRONG;
}

void multipart_begin(struct multipart *m, struct str boundary)
{
    *m = (struct multipart){.state = MULTIPART_BEFORE, .delimiter = "\r\n--", .matched = 2};
    memcpy(m->delimiter + 4, boundary.p, boundary.n);
    m->delimiter_n = 4 + boundary.n;
}

enum multipart_event multipart_next(struct multipart *m, struct str *rest, struct str *ret_data)
{
    enum multipart_event e = MULTIPART_MORE;
    while (rest->n && e == MULTIPART_MORE)
        e = step(m, rest, ret_data);
    if (e == MULTIPART_WRONG)
        m->state = MULTIPART_REFUSED;
    return e;
}

bool multipart_ended(const struct multipart *m)
{
    return m->state == MULTIPART_AFTER && m->matched != 1;
}
