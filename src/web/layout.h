/* What every page shares: head, bar, messages, forms' fields.
 * Must never: know what a page is about.
 * Read next: web/layout.html.
 */
#pragma once
#include "base/fault.h"
#include "base/out.h"
#include "http/request.h"
#include "practice/practice.h"

struct frame_alert {
    struct id client;
    struct str name;
};

struct frame {
    struct str title;
    const char *section; /* which entry of the bar is lit: "home" "clients" "users" ... */
    bool signed_in, therapist, owner;
    struct str name, csrf, practice;
    int64_t unsigned_n;
    struct {
        struct frame_alert *at;
        size_t n;
    } crises;                     /* clients for whom an outcome note is missing */
    struct faults *faults;        /* shown as a linked summary; may be NULL */
    struct str notice, notice_to; /* what was done, and where it is to be seen; empty: nothing */
    bool narrow;                  /* a page of one form */
    bool visit;                   /* the page of a visit has a style sheet of its own */
    bool finds;                   /* the page has a large search field; the bar has none then */
};

/* Fills what the request and the practice know. `act` may be NULL on pages before signing in. */
struct frame frame_of(struct request *rq, struct act *act, struct str title, const char *section);

struct field {
    const char *name, *label, *type; /* type: an input's, or "area" */
    struct str value;
    const char *hint;   /* NULL: none */
    struct str error;   /* "no value": none */
    bool required, off; /* off: readonly */
    const char *autocomplete;
    struct str form; /* behind its ids, where a page has the same field twice; mostly empty */
};

/* A field with the fault of that name. */
struct field field_of(const char *name, const char *label, const char *type, struct str value,
                      const struct faults *f);

struct choice {
    struct str value, label;
    bool on;
};

struct choice_list {
    struct choice *at;
    size_t n;
};

struct pick {
    const char *name, *label, *hint;
    struct choice_list of;
    struct str error;
};

/* A page of words only. */
struct plain {
    struct frame frame;
    struct str title, text;
    struct str to, to_label; /* a link that helps; empty: none */
};

/* What was not written because it stands otherwise now. */
struct conflict_field {
    struct str name, value;
};

struct conflict {
    struct frame frame;
    struct {
        struct conflict_field *at;
        size_t n;
    } typed;
};

/* Ids of the form that renders: the csrf token and a fresh idempotency key (or the one sent). */
struct form_ids {
    struct str csrf;
    struct str key;
};
struct form_ids form_ids_of(struct request *rq);

/* Its templates, which other rooms call. */
#include "web/layout_html.h"
