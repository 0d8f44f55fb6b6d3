/* Who works here: users, their roles, their logins.
 * Must never: carry a password or its hash to a page.
 * Read next: practice/login.h.
 */
#pragma once
#include "base/fault.h"
#include "base/id.h"
#include "base/maybe.h"

/* Bits: one person may be several. */
enum role { ROLE_DESK = 1, ROLE_THERAPIST = 2, ROLE_OWNER = 4 };
enum { ROLE_STAFF = ROLE_DESK | ROLE_THERAPIST | ROLE_OWNER };

enum { PASSWORD_MIN = 15, PASSWORD_MAX = 200 };

struct user {
    struct id id;
    struct str email, email_folded, name;
    int64_t roles;
    struct str qualification, association, association_number, provider_number;
    struct maybe_int ended_utc;
    int64_t version;
};

struct user_list {
    struct user *at;
    size_t n;
};

struct login {
    struct id id;
    struct id staff;
    int64_t made_utc, seen_utc;
    struct str agent;
};

struct login_list {
    struct login *at;
    size_t n;
};

/* Puts every text into stored form and reports what is wrong, by field name
 * (name email roles qualification association association_number provider_number). */
void user_check(struct arena *a, struct user *u, struct faults *f);
/* Reports a password that is too short, too long or everybody's, on `field`. */
void password_check(struct str password, struct str email, struct str field, struct faults *f);
/* "owner, therapist" */
struct str roles_text(struct arena *a, int64_t roles);
/* The one word of the highest role: "owner", "therapist", "desk". */
const char *role_word(int64_t roles);
