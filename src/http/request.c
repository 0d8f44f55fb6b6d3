/* One request: what came in, what goes out.
 * Must never: send half a page.
 * Read next: http/server.c.
 */
#include "http/request.h"


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
            MHD_YES || !value)
        return (struct str){NULL, 0};
    return (struct str){value, n};
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

struct str request_body(struct request *rq)
{
    return (struct str){rq->body ? rq->body : "", rq->body_n};
}

struct out *request_out(struct request *rq)
{
    return &rq->out;
}

void request_set(struct request *rq, struct str name, struct str value)
{
    if (str_contains(name, S("\n")) || str_contains(value, S("\n")) ||
        str_contains(value, S("\r")) || rq->set_n == SET_MAX)
        bug("a response header that cannot be");
    rq->set[rq->set_n++] = (struct set_header){arena_cstr(rq->a, name), arena_cstr(rq->a, value)};
}

/* On every response, pages and files alike. */
static const struct set_header always[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
     "font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
     "frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"},
};

static void respond(struct request *rq, unsigned status, const char *type, struct str body)
{
    union {
        const char *from;
        void *to;
    } bytes = {.from = body.p};
    struct MHD_Response *r =
        MHD_create_response_from_buffer(body.n, bytes.to, MHD_RESPMEM_PERSISTENT);
    if (!r)
        bug("out of memory");
    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++)
        MHD_add_response_header(r, always[i].name, always[i].value);
    if (type)
        MHD_add_response_header(r, "Content-Type", type);
    for (size_t i = 0; i < rq->set_n; i++)
        MHD_add_response_header(r, rq->set[i].name, rq->set[i].value);
    if (rq->close)
        MHD_add_response_header(r, "Connection", "close");
    if (rq->stage == STAGE_ANSWERED)
        bug("a request answered twice");
    rq->stage = STAGE_ANSWERED;
    rq->status = status;
    rq->sent = body.n;
    /* When the client has gone meanwhile there is nobody to tell. */
    (void)MHD_queue_response(rq->conn, status, r);
    MHD_destroy_response(r);
}

void request_refuse(struct request *rq, unsigned status, bool close)
{
    if (rq->refusing) {
        respond(rq, status, "text/plain; charset=utf-8", S("This cannot be done now.\n"));
        return;
    }
    rq->refusing = true;
    rq->close = rq->close || close;
    rq->out = out_new(rq->a, OUT_MAX);
    rq->server->c.refuse(rq, status);
    if (rq->stage != STAGE_ANSWERED)
        bug("a refusal without an answer");
}

/* The request's own memory is used up: the refusal is written into a fresh one. */
static void refuse_afresh(struct request *rq)
{
    rq->set_n = 0;
    rq->refusal = rq->a;
    rq->a = arena_new(REFUSAL_ARENA);
    rq->faults = faults_new(rq->a);
    rq->slot = NULL;
    request_refuse(rq, 503, false);
}

void request_answer(struct request *rq, unsigned status)
{
    if ((arena_failed(rq->a) || rq->out.full) && !rq->refusal) {
        refuse_afresh(rq);
        return;
    }
    request_set(rq, S("Cache-Control"), S("no-store"));
    respond(rq, status, "text/html; charset=utf-8", out_str(&rq->out));
}

void request_redirect(struct request *rq, struct str to)
{
    if (!str_starts(to, S("/")) || str_starts(to, S("//")))
        bug("a redirect that leaves this site");
    request_set(rq, S("Cache-Control"), S("no-store"));
    request_set(rq, S("Location"), to);
    respond(rq, 303, NULL, S(""));
}

void request_send(struct request *rq, unsigned status, struct str type, struct str body,
                  bool lasting)
{
    struct str kept = lasting ? body : arena_str(rq->a, body);
    if (arena_failed(rq->a))
        refuse_afresh(rq);
    else
        respond(rq, status, arena_cstr(rq->a, type), kept);
}

void request_pause(struct request *rq)
{
    rq->stage = STAGE_PAUSED;
    MHD_suspend_connection(rq->conn);
}

void request_resume(struct request *rq, void (*then)(struct request *rq, void *arg), void *arg)
{
    rq->then_arg = arg;
    rq->then = then;
    MHD_resume_connection(rq->conn);
}
