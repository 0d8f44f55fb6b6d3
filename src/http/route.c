/* Finding a row of the route table.
 * Must never: let a ":x" segment win over a literal one.
 * Read next: http/route.h.
 *
 * Rows are compared byte by byte, so that most are left at their first differing letter.
 */
#include "http/route.h"

enum { PARAMS_MAX = 8 };

/* Takes a whole segment off `path` at *i; false when it is empty. */
static bool segment_take(struct str path, size_t *i, struct str *ret)
{
    struct str rest = str_slice(path, *i, path.n);
    *ret = str_slice(rest, 0, str_find(rest, '/'));
    *i += ret->n;
    return ret->n > 0;
}

/*   ret_rank   one bit a segment, leftmost first, set for a literal one: the greater wins
 */
static bool fits(const char *pattern, struct str path, struct str params[PARAMS_MAX],
                 uint64_t *ret_rank)
{
    size_t i = 0, n = 0;
    uint64_t rank = 1;
    for (const char *p = pattern; *p;) {
        if (*p == ':' && p > pattern && p[-1] == '/') {
            if (n == PARAMS_MAX || !segment_take(path, &i, &params[n++]))
                return false;
            rank &= ~UINT64_C(1);
            while (*p && *p != '/')
                p++;
            continue;
        }
        if (i == path.n || path.p[i] != *p)
            return false;
        rank = *p == '/' ? rank << 1 | 1 : rank;
        p++;
        i++;
    }
    *ret_rank = rank;
    return i == path.n;
}

enum route_found route_find(const struct route_table *t, enum route_method method, struct str path,
                            const struct route **ret_route, struct str ret_params[8])
{
    enum route_found found = ROUTE_NO_PATH;
    uint64_t best = 0, rank = 0;
    for (const struct route *const *room = t->rooms; *room; room++) {
        for (const struct route *r = *room; r->path; r++) {
            struct str params[PARAMS_MAX] = {{NULL, 0}};
            if (!fits(r->path, path, params, &rank))
                continue;
            if (r->method != method) {
                found = found == ROUTE_FOUND ? found : ROUTE_NO_METHOD;
            } else if (found != ROUTE_FOUND || rank > best) {
                found = ROUTE_FOUND;
                best = rank;
                *ret_route = r;
                memcpy(ret_params, params, sizeof params);
            }
        }
    }
    return found;
}

bool route_takes_file(const struct route *r)
{
    return r && r->body_max == ROUTE_UPLOAD;
}

/* "/a/:x" and "/a/:y" are the same path. */
static bool same_path(struct str a, struct str b)
{
    struct str x, y;
    for (;;) {
        bool more = str_next(&a, '/', &x);
        if (str_next(&b, '/', &y) != more)
            return false;
        if (!more)
            return true;
        if (!(str_starts(x, S(":")) && str_starts(y, S(":"))) && !str_eq(x, y))
            return false;
    }
}

static bool doubled(const struct route_table *t, const struct route *x)
{
    unsigned same = 0;
    for (const struct route *const *room = t->rooms; *room; room++)
        for (const struct route *r = *room; r->path; r++)
            same += r->method == x->method && same_path(str_from(r->path), str_from(x->path));
    return same > 1;
}

static bool too_many_params(struct str path)
{
    struct str part;
    size_t n = 0;
    while (str_next(&path, '/', &part))
        n += str_starts(part, S(":"));
    return n > PARAMS_MAX;
}

const struct route *route_wrong(const struct route_table *t)
{
    for (const struct route *const *room = t->rooms; *room; room++)
        for (const struct route *r = *room; r->path; r++)
            if (!r->roles || !r->handler || r->path[0] != '/' ||
                too_many_params(str_from(r->path)) || doubled(t, r))
                return r;
    return NULL;
}
