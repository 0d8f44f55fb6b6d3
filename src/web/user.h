/* Users for the owner; one's own account.
 * Must never: show a password, or let the last owner go.
 * Read next: practice/user.h.
 */
#pragma once
#include "domain/user.h"
#include "web/layout.h"

struct user_row {
    struct id id;
    struct str name, email, roles;
    bool ended;
};

struct login_row_view {
    struct str agent, made, seen;
    bool own;
};

enum { USER_FIELDS = 6 };

struct user_view {
    struct frame frame;
    struct form_ids ids;
    struct id id; /* none: a new one */
    struct str title, to, notice;
    int64_t version;
    bool desk, therapist, owner, ended;
    struct str roles_error;
    struct {
        struct user_row *at;
        size_t n;
    } users;
    struct {
        struct field *at;
        size_t n;
    } fields;
    struct field password, password_now;
    struct {
        struct login_row_view *at;
        size_t n;
    } logins;
};
