/* Signing in, signing out, and what happens to a form whose login ran out.
 * Must never: lose what was typed because a login ended.
 * Read next: practice/login.h.
 */
#pragma once
#include "web/layout.h"

#define LOGIN_COOKIE "__Host-login"

struct sign_in_view {
    struct frame frame;
    struct str email, next, carry; /* carry: the form that waits, as it was sent */
    const struct faults *faults;
    bool ended; /* a login ran out */
    bool file;  /* a form with a file was sent; it is not kept */
};

struct carried {
    struct str name, value;
};

struct carried_list {
    struct carried *at;
    size_t n;
};

struct resume_view {
    struct frame frame;
    struct str to, key;
    struct carried_list fields;
    bool afresh; /* the page was stale, not the login */
};

/* Asks a stranger to sign in: a GET comes back to where it was, a form is carried along, unless it
 * has a file. */
void login_ask(struct request *rq);
/* A signed-in person's form whose token no longer fits: offers to send it again; one with a file
 * has to be filled in again. */
void login_stale_form(struct request *rq);
