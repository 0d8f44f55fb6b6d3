/* Finding a row of the route table.
 * Must never: let a ":x" segment win over a literal one.
 * Read next: http/route.h.
 */
#include "http/route.h"

enum { PARAMS_MAX = 8 };

/* Does the path fit the pattern? Counts literal segments, so that the more literal row wins. */
static bool fits(struct str pattern, struct str path, struct str params[PARAMS_MAX],
                 unsigned *ret_literal)
{
    struct str want, have;
    size_t n = 0;
    *ret_literal = 0;
    for (;;) {
        bool more = str_next(&pattern, '/', &want);
        if (str_next(&path, '/', &have) != more)
            return false;
        if (!more)
            return true;
        if (want.n && want.p[0] == ':') {
            if (!have.n || n == PARAMS_MAX)
                return false;
            params[n++] = have;
        } else if (str_eq(want, have)) {
            ++*ret_literal;
        } else {
            return false;
        }
    }
}

enum route_found route_find(const struct route_table *t, enum route_method method, struct str path,
                            const struct route **ret_route, struct str ret_params[8])
{
    enum route_found found = ROUTE_NO_PATH;
    unsigned best = 0;
    for (const struct route *const *room = t->rooms; *room; room++) {
        for (const struct route *r = *room; r->path; r++) {
            struct str params[PARAMS_MAX];
            unsigned literal;
            if (!fits(str_from(r->path), path, params, &literal))
                continue;
            if (r->method != method) {
                found = found == ROUTE_FOUND ? found : ROUTE_NO_METHOD;
            } else if (found != ROUTE_FOUND || literal > best) {
                found = ROUTE_FOUND;
                best = literal;
                *ret_route = r;
                memcpy(ret_params, params, sizeof params);
            }
        }
    }
    return found;
}

static bool doubled(const struct route_table *t, const struct route *x)
{
    unsigned same = 0;
    for (const struct route *const *room = t->rooms; *room; room++)
        for (const struct route *r = *room; r->path; r++)
            same += r->method == x->method && str_eq(str_from(r->path), str_from(x->path));
    return same > 1;
}

const struct route *route_wrong(const struct route_table *t)
{
    for (const struct route *const *room = t->rooms; *room; room++)
        for (const struct route *r = *room; r->path; r++)
            if (!r->roles || !r->handler || doubled(t, r))
                return r;
    return NULL;
}
