/* The pages as one thing: what they share, who may come in, and the way from a form to a use case.
 * Must never: let a request reach a handler without its role, or a form without its token.
 * Read next: web/layout.h, then any room: web/client.c.
 */
#pragma once
#include <stdatomic.h>

#include "base/slow.h"
#include "http/server.h"
#include "practice/practice.h"

struct app {
    struct practice *practice;
    struct slow *slow;
    struct slow *background; /* one at a time, for minutes */
    atomic_bool ending;      /* what runs in the background ends early */
    struct str setup_code;   /* what the visitor of the first run must know; empty: none */
    bool behind_proxy;
};

/* Roles of routes: enum role's bits, or: */
enum { ROLE_ANYONE = 1 << 8 };

extern const struct route_table app_routes;
/* Where a form is to be filled in anew: its own path, if that shows a page, or the start. */
struct str app_form_page(struct request *rq);
bool app_admit(struct request *rq);
/* The same but for the form's token: on the head alone, before a file is read. */
bool app_admit_upload(struct request *rq);
void app_refuse(struct request *rq, unsigned status);
void app_log(void *app, struct str method, struct str route, unsigned status, size_t bytes,
             int64_t micros);

/* Who sits behind this request; never NULL in a handler whose row names a staff role. */
struct seat {
    struct who who;
    struct str token, csrf;
};
const struct seat *app_seat(struct request *rq);
/* The token that forms of this login carry. */
struct str app_csrf(struct arena *a, struct str token);

/* Begins a snapshot for reading. On failure it has answered, and returns false. */
bool app_read(struct request *rq, struct act *act);
void app_read_end(struct act *act);
/* The page for a result that the room has no better answer for. */
void app_fail(struct request *rq, enum rc rc);
/* After CONFLICT: was it another's save? Then there is a fault that says so, and the room shows its
 * form again with the version that stands now. Else the room leaves it to app_fail. */
bool app_meanwhile(struct request *rq);

/* Runs a writing use case with the form's key, then `done` on the request's own loop. */
void app_write(struct request *rq, enum rc (*run)(struct act *, void *), void *cmd,
               void (*done)(struct request *rq, struct write *w, enum rc rc));
/* The same for what a route does without a form's key (signing in). */
void app_write_keyless(struct request *rq, enum rc (*run)(struct act *, void *), void *cmd,
                       void (*done)(struct request *rq, struct write *w, enum rc rc));
/* Runs something slow off the event loop, then `done` on it. 503 when too much is waiting. */
void app_slow(struct request *rq, void (*run)(void *arg), void *arg,
              void (*done)(struct request *rq, void *arg));

/* Runs after the answer, in the background; false: something runs already.
 *   run   gets the app and `of`
 */
bool app_background(struct request *rq, void (*run)(struct app *app, struct id of), struct id of);

/* A path's ":name" as an id; false: it is none (the room answers 404). */
bool app_param_id(struct request *rq, struct str name, struct id *ret);
/* A path's ":client"; else it has answered 404. */
bool app_param_client(struct request *rq, struct id *ret);
/* A path's ":client" and ":n", a complaint; else it has answered 404. */
bool app_param_complaint(struct request *rq, struct id *ret_client, int64_t *ret_n);
bool app_field_id(struct request *rq, struct str name, struct id *ret);
/* A form's text; "no value" becomes empty. */
struct str app_field(struct request *rq, struct str name);
int64_t app_field_int(struct request *rq, struct str name, int64_t missing);
/* The form has only these fields (besides csrf and key); else it has answered 400. */
bool app_only_fields(struct request *rq, const struct str *names, size_t n);
