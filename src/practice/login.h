/* Signing in and out: who is behind a token, and how long.
 * Must never: tell an unknown address from a wrong password, in words or in time.
 * Read next: base/crypt.h.
 *
 * Signing in takes three steps, because the middle one is slow: login_look (reading),
 * login_try (no store; about 0.1 s), login_begin (writing).
 */
#pragma once
#include "practice/practice.h"

enum { TOKEN_BYTES = 32, DELAY_FREE = 3, DELAY_MAX_S = 15 * 60, SEEN_EVERY_S = 60 };

struct login_attempt {
    struct str email, password, agent;
    /* login_look */
    struct id user;
    struct str stored;
    /* login_try */
    bool fits;
    /* login_begin, when it fits */
    struct str token; /* 64 hex characters, for the cookie */
};

/* Reading. BUSY with faults while the address, a user's or not, is delayed after failures. */
NODISCARD enum rc login_look(struct act *act, struct login_attempt *l);
void login_try(struct arena *a, struct login_attempt *l);
/* Writing. OK also when it did not fit, so that the counted failure is kept: look at `fits`.
 * BUSY with faults when other guesses have brought the delay meanwhile. */
NODISCARD enum rc login_begin(struct act *act, void *attempt);

/* Writing. Ends the delay of an address. */
NODISCARD enum rc login_forgive(struct act *act, struct str email);

/* Who holds this token. NOT_FOUND: nobody, ended or expired.
 *   ret_stale   the login's "last seen" should be renewed (login_touch)
 */
NODISCARD enum rc login_who(struct act *act, struct str token, struct who *ret, bool *ret_stale);
/* Renews a login's "last seen" without waiting. */
void login_touch(struct practice *p, struct id login);
/* Writing; cmd: struct id of the login, which must be one's own. */
NODISCARD enum rc login_end_own(struct act *act, void *login);
