/* Is a request's head sound? What two readers could understand differently is refused.
 * Must never: mend what a sender got wrong.
 * Read next: http/server.c.
 *
 * The library takes bare line feeds, folded lines and NUL for well formed, and shows only what it
 * made of them. It leaves the head where it read it, though, with NUL for what separated its
 * parts. So each part must end exactly where the next begins, less ": " or CR LF: a head of any
 * other shape leaves a gap or an overlap. A library that kept heads otherwise would have every
 * request refused, never a bad one let in.
 */
#include "http/internal.h"
#include "http/multipart.h"

enum single { HOST, CONTENT_LENGTH, TRANSFER_ENCODING, SINGLE = 9 };

/* May stand once. */
static const struct str single[SINGLE] = {
    [HOST] = STR_INIT("Host"),
    [CONTENT_LENGTH] = STR_INIT("Content-Length"),
    [TRANSFER_ENCODING] = STR_INIT("Transfer-Encoding"),
    STR_INIT("Cookie"),
    STR_INIT("Content-Type"),
    STR_INIT("Authorization"),
    STR_INIT("Origin"),
    STR_INIT("Sec-Fetch-Site"),
    STR_INIT("Expect"),
};

struct look {
    const char *at; /* where the next line must begin */
    unsigned seen[SINGLE];
    bool wrong;
};

static bool is_letter_or_digit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Letters, digits and `more`, at least one. */
static bool is_made_of(struct str s, const char *more)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_letter_or_digit(s.p[i]) && !(s.p[i] && strchr(more, s.p[i])))
            return false;
    return s.n > 0;
}

static bool is_token(struct str s)
{
    return is_made_of(s, "!#$%&'*+-.^_`|~");
}

static bool is_value(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (((unsigned char)s.p[i] < 0x20 && s.p[i] != '\t') || s.p[i] == 0x7f)
            return false;
    return true;
}

/* NUL where the colon was, then white space, then the value. */
static bool is_joined(struct str key, struct str value)
{
    const char *p = key.p + key.n;
    if (value.p <= p || *p)
        return false;
    for (p++; p < value.p; p++)
        if (*p != ' ' && *p != '\t')
            return false;
    return true;
}

static enum MHD_Result look_at(void *arg, enum MHD_ValueKind kind, const char *key, size_t key_n,
                               const char *value, size_t value_n)
{
    struct look *l = arg;
    struct str k = {key, key_n}, v = {value, value_n};
    (void)kind;
    l->wrong = l->wrong || !value || key != l->at || !is_token(k) || !is_value(v) ||
               !is_joined(k, v);
    for (size_t i = 0; i < SINGLE; i++)
        l->seen[i] += str_eq_nocase(single[i], k);
    if (!l->wrong)
        l->at = value + value_n + 2;
    return l->wrong ? MHD_NO : MHD_YES;
}

static bool target_is_plain(struct str target)
{
    for (size_t i = 0; i < target.n; i++)
        if (target.p[i] <= ' ' || target.p[i] >= 0x7f)
            return false;
    return str_starts(target, S("/"));
}

/* The request line: one space between its parts, nothing before, CR LF behind. */
static bool first_line_is_joined(const struct request *rq, struct str method, struct str version)
{
    return method.p + method.n + 1 == rq->raw && rq->raw + rq->target.n + 1 == version.p;
}

static size_t head_size(struct request *rq)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        rq->conn, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info ? info->header_size : 0;
}

/* application/x-www-form-urlencoded, with no parameter but charset=utf-8. */
static bool is_form(struct request *rq)
{
    struct str rest = request_header(rq, S("Content-Type")), part;
    if (!str_next(&rest, ';', &part) ||
        !str_eq_nocase(str_trim(part), S("application/x-www-form-urlencoded")))
        return false;
    while (str_next(&rest, ';', &part)) {
        part = str_trim(part);
        if (!str_eq_nocase(part, S("charset=utf-8")) &&
            !str_eq_nocase(part, S("charset=\"utf-8\"")))
            return false;
    }
    return true;
}

unsigned request_type_wrong(struct request *rq, struct str *ret_boundary)
{
    if (!route_takes_file(rq->route))
        return is_form(rq) ? 0 : 415;
    enum rc rc = multipart_boundary(request_header(rq, S("Content-Type")), ret_boundary);
    return rc == OK ? 0 : rc == NOT_FOUND ? 415 : 400;
}

static unsigned length_wrong(struct request *rq, const struct look *l)
{
    struct str length = request_header(rq, S("Content-Length"));
    int64_t n = 0;
    if (l->seen[TRANSFER_ENCODING])
        return l->seen[CONTENT_LENGTH] ? 400 : 411;
    if (length.p && (!str_int(length, 0, INT64_MAX, &n) || length.p[0] == '-'))
        return 400;
    if (!rq->post)
        return n ? 400 : 0;
    if (!length.p)
        return 411;
    rq->body_max = (size_t)n;
    return 0;
}

/* Two lines that disagree, or a host that is none. */
static bool is_ambiguous(struct request *rq, const struct look *l, bool old)
{
    struct str host = request_header(rq, S("Host"));
    for (size_t i = 0; i < SINGLE; i++)
        if (l->seen[i] > 1)
            return true;
    return host.p ? !is_made_of(host, ".-_:[]") : !old;
}

unsigned request_head_wrong(struct request *rq, const char *method, const char *version)
{
    struct str m = str_from(method), v = str_from(version);
    struct look l = {.at = v.p + v.n + 2};
    bool old = str_eq(v, S("HTTP/1.0"));
    size_t size = head_size(rq);
    if (!old && !str_eq(v, S("HTTP/1.1")))
        return 400;
    if (rq->target.n > TARGET_MAX)
        return 414;
    if (size > REQUEST_HEADERS_MAX)
        return 431;
    MHD_get_connection_values_n(rq->conn, MHD_HEADER_KIND, look_at, &l);
    if (l.wrong || l.at + 2 != method + size || !first_line_is_joined(rq, m, v) ||
        !target_is_plain(rq->target) || is_ambiguous(rq, &l, old))
        return 400;
    return length_wrong(rq, &l);
}
