/* The health history: handed out by a link or on the practice's tablet, answered page by page on a
 * browser that may see this one form and nothing else.
 * Must never: tell its holder anything that they have not written themselves.
 * Read next: domain/history.h, practice/answer.h.
 */
#pragma once
#include "domain/history.h"
#include "practice/answer.h"
#include "practice/consent.h"
#include "practice/gate.h"
#include "practice/practice.h"

enum { INTAKE_DAYS = 7, INTAKE_TABLET_S = 2 * 3600, INTAKE_TOKEN_CHARS = 32 };

enum intake_state { INTAKE_WAITS, INTAKE_OPEN, INTAKE_DONE, INTAKE_EXPIRED, INTAKE_CANCELLED };

struct intake {
    struct id client, asking;
    struct str how; /* link tablet */
    int64_t made_utc, expires_utc;
    struct maybe_int begun_utc, done_utc;
    enum intake_state state;
};

struct intake_list {
    struct intake *at;
    size_t n;
};

struct intake_make_cmd {
    struct id client;
    struct str how;
    struct str holder; /* tablet: the secret of its cookie */
};
/* Writing; earlier ones that are still open are cancelled. act->made is the asking. INVALID: `how`
 * is no such way. */
NODISCARD enum rc intake_make(struct act *act, void *intake_make_cmd);

/* The link's secret, the same whenever it is asked for. */
struct str intake_token(const struct practice *p, struct arena *a, struct id asking);
/* Reading. NOT_FOUND: there is no such link. */
NODISCARD enum rc intake_of_token(struct act *act, struct str token, struct intake *ret);

struct intake_begin_cmd {
    struct str token;
    struct str now_held; /* what the browser holds already; may be empty */
    struct str holder;   /* the secret of the cookie it gets */
    bool goes_on;        /* out: it holds the right one already */
};
/* Writing. DENIED: another browser has begun it; CONFLICT: done, expired or cancelled. */
NODISCARD enum rc intake_begin(struct act *act, void *intake_begin_cmd);

/* Reading: the form that this browser may fill in. NOT_FOUND: none. */
NODISCARD enum rc intake_of_holder(struct act *act, struct str holder, struct intake *ret);

enum { INTAKE_CLIENT_FIELDS = 5, INTAKE_WRITTEN_MAX = 40 };

struct intake_written {
    struct str field, value;
};

struct intake_answer_cmd {
    struct str holder;
    struct asking asking;
    struct intake_written written[INTAKE_WRITTEN_MAX]; /* history fields, and the client's own:
                                                          born occupation gp emergency phone */
    size_t n_written;
};
/* Writing; CONFLICT: the form is closed. To what somebody else was told since the form was begun it
 * can only add a yes. Faults as answers_keep, history_check, client_check. */
NODISCARD enum rc intake_answer(struct act *act, void *intake_answer_cmd);

struct intake_consent_cmd {
    struct str holder;
    struct consent_sign_cmd consent; /* client is filled */
};
/* Writing; as consent_sign. */
NODISCARD enum rc intake_consent(struct act *act, void *intake_consent_cmd);

/* Writing; cmd: struct str, the holder. INVALID while something is still to be asked. */
NODISCARD enum rc intake_finish(struct act *act, void *holder);

/* Newest first, the last ten. */
NODISCARD enum rc intake_all(struct act *act, struct id client, struct intake_list *ret);
NODISCARD enum rc history_all(struct act *act, struct id client, struct history_entry_list *ret);

/* Is this row still to be answered in this intake? */
bool intake_is_open(const struct gate_whole *w, const struct intake *i, const struct caution *row);
/* What the client said to it in this intake, if nobody was asked since; NULL. */
const struct answer *intake_said(const struct gate_whole *w, const struct intake *i,
                                 const struct caution *row);
/* Either of both: the row stands on its page. */
bool intake_asks(const struct gate_whole *w, const struct intake *i, const struct caution *row);
