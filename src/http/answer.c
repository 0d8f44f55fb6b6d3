/* One request: what goes out, at once or after a pause.
 * Must never: send half a page.
 * Read next: http/server.c.
 */
#include "http/internal.h"

struct out *request_out(struct request *rq)
{
    return &rq->out;
}

static bool has_line_end(struct str s)
{
    return str_find(s, '\n') < s.n || str_find(s, '\r') < s.n || str_find(s, '\0') < s.n;
}

void request_set(struct request *rq, struct str name, struct str value)
{
    if (!name.n || !value.n || has_line_end(name) || has_line_end(value) || rq->set_n == SET_MAX)
        bug("a response header that cannot be");
    rq->set[rq->set_n++] = (struct set_header){arena_cstr(rq->a, name), arena_cstr(rq->a, value)};
}

/* On every response, pages and files alike. same-origin, not no-referrer: browsers send
 * "Origin: null" with forms of a page that gives no referrer. */
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

/* Of a 503: seconds after which it is worth asking again. */
static const struct set_header later = {"Retry-After", "5"};

static void headers_add(struct MHD_Response *r, const struct set_header *at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (MHD_add_response_header(r, at[i].name, at[i].value) != MHD_YES)
            bug("the response header %s cannot be", at[i].name);
}

/* Exactly one answer, and not while another thread may still hold the request. */
static void must_be_open(const struct request *rq)
{
    if (rq->stage == STAGE_ANSWERED)
        bug("a request answered twice");
    if (rq->stage == STAGE_PAUSED)
        bug("a request answered while it is paused");
}

static void respond(struct request *rq, unsigned status, const char *type, struct str body)
{
    union {
        const char *from;
        void *to;
    } bytes = {.from = body.n ? body.p : ""};
    must_be_open(rq);
    struct MHD_Response *r = MHD_create_response_from_buffer(body.n, bytes.to,
                                                             MHD_RESPMEM_PERSISTENT);
    if (!r)
        bug("out of memory");
    headers_add(r, always, sizeof always / sizeof always[0]);
    headers_add(r, rq->set, rq->set_n);
    if (type)
        headers_add(r, &(struct set_header){"Content-Type", type}, 1);
    if (status == 503)
        headers_add(r, &later, 1);
    if (rq->close || atomic_load(&rq->server->stopping))
        headers_add(r, &(struct set_header){"Connection", "close"}, 1);
    rq->stage = STAGE_ANSWERED;
    rq->status = status;
    rq->sent = rq->head ? 0 : body.n;
    /* Refused when the connection is lost meanwhile: nobody is left to tell. */
    rq->gone = MHD_queue_response(rq->conn, status, r) != MHD_YES;
    MHD_destroy_response(r);
}

static bool is_spent(const struct request *rq)
{
    return arena_failed(rq->a) || rq->out.full;
}

/* The request's own memory is used up: what is said about it is written into fresh one. When that
 * does not hold it either, a line must do. */
static void refuse_afresh(struct request *rq, unsigned status)
{
    bool first = rq->a == rq->own;
    rq->set_n = 0;
    rq->slot = NULL;
    if (!first) {
        rq->set[rq->set_n++] = (struct set_header){"Cache-Control", "no-store"};
        respond(rq, status, "text/plain; charset=utf-8", S("This cannot be done now.\n"));
        return;
    }
    rq->a = arena_new(REFUSAL_ARENA);
    rq->faults = faults_new(rq->a);
    request_refuse(rq, status, false);
}

void request_refuse(struct request *rq, unsigned status, bool close)
{
    rq->close = rq->close || close;
    rq->out = out_new(rq->a, OUT_MAX);
    if (is_spent(rq)) {
        refuse_afresh(rq, status);
        return;
    }
    rq->server->c.refuse(rq, status);
    if (rq->stage != STAGE_ANSWERED)
        bug("a refusal without an answer");
}

void request_answer(struct request *rq, unsigned status)
{
    must_be_open(rq);
    request_set(rq, S("Cache-Control"), S("no-store"));
    if (is_spent(rq))
        refuse_afresh(rq, 503);
    else
        respond(rq, status, "text/html; charset=utf-8", out_str(&rq->out));
}

/* A header holds printable ASCII only; `to` may come from what a person typed. */
static struct str location_of(struct arena *a, struct str to)
{
    struct out w = out_new(a, (size_t)TARGET_MAX * 3);
    for (size_t i = 0; i < to.n; i++) {
        if (to.p[i] > ' ' && to.p[i] < 0x7f)
            out_char(&w, to.p[i]);
        else
            out_fmt(&w, "%%%02X", (unsigned char)to.p[i]);
    }
    return w.full ? S("/") : out_str(&w);
}

void request_redirect(struct request *rq, struct str to)
{
    must_be_open(rq);
    /* Browsers read "/\" as "//": another site. */
    if (!str_starts(to, S("/")) || str_starts(to, S("//")) || str_starts(to, S("/\\")))
        bug("a redirect that leaves this site");
    request_set(rq, S("Cache-Control"), S("no-store"));
    request_set(rq, S("Location"), location_of(rq->a, to));
    if (arena_failed(rq->a))
        refuse_afresh(rq, 503);
    else
        respond(rq, 303, NULL, S(""));
}

void request_send(struct request *rq, unsigned status, struct str type, struct str body,
                  bool lasting)
{
    must_be_open(rq);
    const char *kind = arena_cstr(rq->a, type);
    struct str kept = lasting || arena_failed(rq->a) ? body : arena_str(rq->a, body);
    if (arena_failed(rq->a))
        refuse_afresh(rq, 503);
    else
        respond(rq, status, kind, kept);
}

/* --- pause and resume ------------------------------------------------------------------------ */

/* The order is: pause, then hand the request to another thread, then return. The connection is
 * suspended before anyone can resume it, and a resume that comes before the handler has returned
 * waits in the library until it has. After handing over, the handler must not touch the request. */
void request_pause(struct request *rq)
{
    if (rq->stage != STAGE_HANDLER)
        bug("a pause where no handler runs, or after its answer");
    rq->stage = STAGE_PAUSED;
    atomic_fetch_add(&rq->server->paused, 1);
    MHD_suspend_connection(rq->conn);
}

void request_resume(struct request *rq, void (*then)(struct request *rq, void *arg), void *arg)
{
    struct server *s = rq->server;
    if (rq->stage != STAGE_PAUSED || rq->then || !then)
        bug("a resume without its pause");
    rq->then_arg = arg;
    rq->then = then;
    /* The request may be over before this returns; the server is not, while `paused` counts it. */
    MHD_resume_connection(rq->conn);
    atomic_fetch_sub(&s->paused, 1);
}
