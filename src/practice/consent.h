/* Consent: the texts in force, signing, withdrawing.
 * Must never: show or keep a signature without the words that were signed.
 * Read next: domain/consent.h.
 */
#pragma once
#include "domain/consent.h"
#include "practice/practice.h"

struct consent_text {
    enum consent_kind kind;
    int64_t version;
    struct str body;
};

/* The practice's latest, or version 1, which comes with the program. */
NODISCARD enum rc consent_text_read(struct act *act, enum consent_kind kind,
                                    struct consent_text *ret);

struct consent_text_save {
    enum consent_kind kind;
    int64_t version; /* the one seen; the new one is the next */
    struct str body;
};
/* Writing; fault body. CONFLICT: a newer one was written meanwhile. */
NODISCARD enum rc consent_text_change(struct act *act, void *consent_text_save);

struct consent_sign_cmd {
    struct id client;
    bool kinds[CONSENT_KINDS];       /* what is signed, all with one signature */
    int64_t versions[CONSENT_KINDS]; /* the texts that were shown */
    struct signature signature;
};
/* Writing; faults kinds and as signature_check. CONFLICT: a text was changed meanwhile. */
NODISCARD enum rc consent_sign(struct act *act, void *consent_sign_cmd);

struct consent_withdraw_cmd {
    struct id client, consent;
    struct str how; /* "by phone", ... */
};
/* Writing; fault how. CONFLICT: withdrawn already. */
NODISCARD enum rc consent_withdraw(struct act *act, void *consent_withdraw_cmd);

/* Newest first. */
NODISCARD enum rc consent_all(struct act *act, struct id client, struct consent_list *ret);

struct consent_whole {
    struct consent consent;
    struct str body, strokes, who; /* who: the user who was there; empty: nobody */
};
NODISCARD enum rc consent_read(struct act *act, struct id client, struct id consent,
                               struct consent_whole *ret);
