/* One request, from its first header to its last byte: what came in, what goes out.
 * Must never: know a client, a note or a database.
 * Read next: http/route.h.
 *
 * A handler reads the request, then does exactly one of: request_answer, request_redirect,
 * request_send, or request_pause (and later, from any thread, request_resume, whose function
 * then does one of these on the request's own event loop).
 */
#pragma once
#include "base/fault.h"
#include "base/out.h"
#include "base/rc.h"

struct form;
struct request;
struct route;

enum { REQUEST_HEADERS_MAX = 16 * 1024, REQUEST_FORM_MAX = 64 * 1024, REQUEST_FIELDS_MAX = 2000 };

struct arena *request_arena(struct request *rq);
struct faults *request_faults(struct request *rq);
/* What server_start was given. */
void *request_app(struct request *rq);
/* A place for the pages' own view of this request (who is signed in); NULL at first. */
void **request_slot(struct request *rq);
const struct route *request_route(struct request *rq);

bool request_is_post(struct request *rq);
struct str request_path(struct request *rq);                   /* decoded, without query */
struct str request_target(struct request *rq);                 /* path and query as sent */
struct str request_param(struct request *rq, struct str name); /* ":name" of the route's path */
struct str request_query(struct request *rq, struct str name); /* decoded; "no value" if absent */
/* From this machine itself: the peer is, and no proxy says it speaks for another. */
bool request_is_local(struct request *rq);
struct str request_header(struct request *rq, struct str name);
struct str request_cookie(struct request *rq, struct str name);

/* Form fields, decoded, valid text (else the server has answered 400 already): those of
 * application/x-www-form-urlencoded, or where the row takes a file, of multipart/form-data. */
struct str request_field(struct request *rq, struct str name); /* first of that name */
bool request_field_at(struct request *rq, size_t i, struct str *ret_name, struct str *ret_value);
/* All of them. */
const struct form *request_form(struct request *rq);
/* The form as it was sent, still encoded. A multipart one as the other kind would have been, and
 * behind it FIELD=NAME=SIZE=HASH of the file that came along: it tells one such form from another. */
struct str request_body(struct request *rq);

/* The page that is being written. */
struct out *request_out(struct request *rq);
/* Adds a response header; name and value must be free of line ends (bug() otherwise). */
void request_set(struct request *rq, struct str name, struct str value);
/* Sends request_out as text/html with the security headers and no-store. */
void request_answer(struct request *rq, unsigned status);
/* 303 See Other; `to` must begin with "/". */
void request_redirect(struct request *rq, struct str to);
/* Sends a body of another kind. `lasting`: a body that is there until the request has ended, as one
 * in its arena is, and is not copied. Cache headers are the caller's. */
void request_send(struct request *rq, unsigned status, struct str type, struct str body,
                  bool lasting);

/* Pause first, then hand the request to another thread, then return without touching it again.
 * request_resume is called once a pause, from any thread, also before the handler has returned;
 * `then` may pause again. It does not run when the client has left meanwhile. */
void request_pause(struct request *rq);
void request_resume(struct request *rq, void (*then)(struct request *rq, void *arg), void *arg);
