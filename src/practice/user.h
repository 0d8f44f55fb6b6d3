/* The owner's business with users, and everybody's with their own password.
 * Must never: leave a practice without an owner who can sign in.
 * Read next: practice/login.h.
 */
#pragma once
#include "practice/practice.h"

NODISCARD enum rc user_list_all(struct act *act, struct user_list *ret);
NODISCARD enum rc user_read(struct act *act, struct id user, struct user *ret);
NODISCARD enum rc user_logins(struct act *act, struct id user, struct login_list *ret);

struct user_save {
    struct user user;    /* none id: a new one */
    struct str password; /* of a new one, as typed */
    struct str stored;   /* its Argon2id text, made off the event loop */
    bool ended;          /* may no longer sign in */
};
/* Writing. Faults as user_check and password_check; CONFLICT when changed meanwhile. Ending a user
 * or taking the last owner's role away is INVALID. */
NODISCARD enum rc user_save(struct act *act, void *user_save);

struct password_set {
    struct id user;
    struct str stored; /* Argon2id text */
};
/* Writing; ends the user's other logins. */
NODISCARD enum rc user_set_password(struct act *act, void *password_set);
/* Writing; cmd: struct id of the user. Ends all logins but the one that asks. */
NODISCARD enum rc user_end_logins(struct act *act, void *user);

/* Is there anybody yet? */
NODISCARD enum rc user_any(struct act *act, bool *ret);

struct first_run {
    struct practice_facts facts;
    struct location location;
    struct user_save owner;
};
/* Writing: the practice, its first location and its owner. CONFLICT when there is one already. */
NODISCARD enum rc first_run(struct act *act, void *first_run);

/* The Argon2id text of a user's password (for checking it once more); NOT_FOUND when none. */
NODISCARD enum rc user_stored_password(struct act *act, struct id user, struct str *ret);
NODISCARD enum rc user_find_email(struct act *act, struct str email, struct user *ret);
