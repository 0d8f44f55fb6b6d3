/* Is a request's head sound? What two readers could understand differently is refused.
 * Must never: mend what a sender got wrong.
 * Read next: http/server.c.
 */
#include <strings.h>

#include "http/internal.h"

/* May stand once. */
static const char *const single[] = {"Host",   "Content-Length", "Transfer-Encoding",
                                     "Cookie", "Content-Type",   "Authorization", "Origin"};
enum { SINGLE = sizeof single / sizeof single[0] };

struct look {
    size_t bytes;
    unsigned seen[SINGLE];
    bool wrong;
};

static bool is_token(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!((p[i] >= '0' && p[i] <= '9') || (p[i] >= 'A' && p[i] <= 'Z') ||
              (p[i] >= 'a' && p[i] <= 'z') || (p[i] && strchr("!#$%&'*+-.^_`|~", p[i]))))
            return false;
    return n > 0;
}

static bool is_value(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (((unsigned char)p[i] < 0x20 && p[i] != '\t') || p[i] == 0x7f)
            return false;
    return true;
}

static enum MHD_Result look_at(void *arg, enum MHD_ValueKind kind, const char *key, size_t key_n,
                               const char *value, size_t value_n)
{
    struct look *l = arg;
    (void)kind;
    l->bytes += key_n + value_n + 4;
    l->wrong = l->wrong || !is_token(key, key_n) || !is_value(value, value_n);
    for (size_t i = 0; i < SINGLE; i++)
        l->seen[i] += str_from(single[i]).n == key_n && strncasecmp(single[i], key, key_n) == 0;
    return MHD_YES;
}

static bool is_form(struct request *rq)
{
    struct str type = request_header(rq, S("Content-Type"));
    struct str bare = str_trim(str_slice(type, 0, str_find(type, ';')));
    return bare.n == 33 && strncasecmp(bare.p, "application/x-www-form-urlencoded", 33) == 0;
}

static unsigned body_wrong(struct request *rq, const struct look *l)
{
    struct str length = request_header(rq, S("Content-Length"));
    int64_t n = 0;
    bool has_length = l->seen[1] > 0, chunked = l->seen[2] > 0;
    if (chunked)
        return has_length ? 400 : 411;
    if (has_length && !str_int(length, 0, INT64_MAX, &n))
        return 400;
    if (rq->post && !has_length)
        return 411;
    if (rq->post && n > 0 && !is_form(rq))
        return 415;
    rq->body_max = (size_t)n;
    return 0;
}

unsigned request_headers_wrong(struct request *rq, const char *version)
{
    struct look l = {0};
    bool old = strcmp(version, "HTTP/1.0") == 0;
    if (!old && strcmp(version, "HTTP/1.1") != 0)
        return 400;
    MHD_get_connection_values_n(rq->conn, MHD_HEADER_KIND, look_at, &l);
    if (l.bytes + rq->target.n > REQUEST_HEADERS_MAX)
        return 431;
    if (l.wrong || (!l.seen[0] && !old))
        return 400;
    for (size_t i = 0; i < SINGLE; i++)
        if (l.seen[i] > 1)
            return 400;
    return body_wrong(rq, &l);
}
