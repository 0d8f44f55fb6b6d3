/* One request: what came in.
 * Must never: hand out what was not checked (http/headers.c, form_parse).
 * Read next: http/answer.c.
 */
#include "http/request.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "http/cookie.h"
#include "http/internal.h"

struct arena *request_arena(struct request *rq)
{
    return rq->a;
}

struct faults *request_faults(struct request *rq)
{
    return rq->faults;
}

void *request_app(struct request *rq)
{
    return rq->server->c.app;
}

void **request_slot(struct request *rq)
{
    return &rq->slot;
}

const struct route *request_route(struct request *rq)
{
    return rq->route;
}

bool request_is_post(struct request *rq)
{
    return rq->post;
}

struct str request_path(struct request *rq)
{
    return rq->path;
}

struct str request_target(struct request *rq)
{
    return rq->target;
}

struct str request_param(struct request *rq, struct str name)
{
    struct str pattern = str_from(rq->route ? rq->route->path : ""), part;
    size_t n = 0;
    while (str_next(&pattern, '/', &part)) {
        if (!part.n || part.p[0] != ':')
            continue;
        if (str_eq(str_slice(part, 1, part.n), name))
            return rq->params[n];
        n++;
    }
    return (struct str){NULL, 0};
}

struct str request_query(struct request *rq, struct str name)
{
    return form_get(&rq->query, name);
}

struct str request_header(struct request *rq, struct str name)
{
    const char *value = NULL;
    size_t n = 0;
    if (MHD_lookup_connection_value_n(rq->conn, MHD_HEADER_KIND, name.p, name.n, &value, &n) !=
            MHD_YES ||
        !value)
        return (struct str){NULL, 0};
    return (struct str){value, n};
}

static bool is_loopback(const struct sockaddr *peer)
{
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)peer;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)peer;
    if (peer->sa_family == AF_INET)
        return ntohl(v4->sin_addr.s_addr) >> IN_CLASSA_NSHIFT == IN_LOOPBACKNET;
    return peer->sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
}

bool request_is_local(struct request *rq)
{
    static const struct str marks[] = {STR_INIT("X-Forwarded-For"), STR_INIT("Forwarded"),
                                       STR_INIT("X-Real-IP"), STR_INIT("Via")};
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        rq->conn, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (request_header(rq, marks[i]).p)
            return false;
    return info && info->client_addr && is_loopback(info->client_addr);
}

struct str request_cookie(struct request *rq, struct str name)
{
    return cookie_get(request_header(rq, S("Cookie")), name);
}

struct str request_field(struct request *rq, struct str name)
{
    return form_get(&rq->form, name);
}

bool request_field_at(struct request *rq, size_t i, struct str *ret_name, struct str *ret_value)
{
    if (i >= rq->form.n)
        return false;
    *ret_name = rq->form.at[i].name;
    *ret_value = rq->form.at[i].value;
    return true;
}

const struct form *request_form(struct request *rq)
{
    return &rq->form;
}

struct str request_body(struct request *rq)
{
    if (rq->spool)
        return spool_body(rq->spool);
    return (struct str){rq->body ? rq->body : "", rq->body_n};
}
