/* A visit from its start to its signature, and after: draft, sign, amend, void.
 * Must never: change a signed note, or lose what was typed into a draft.
 * Read next: domain/visit.h, sql/visit.sql.
 */
#pragma once
#include "domain/client.h"
#include "domain/observation.h"
#include "domain/visit.h"
#include "practice/answer.h"
#include "practice/practice.h"

struct visit_start {
    struct id client;
    int64_t complaint;    /* 0: the client's only open one */
    struct id location;   /* none: the practice's first */
    int64_t started_utc;  /* 0: now; earlier is a back-dated entry */
    struct str form;      /* the sheet as it is shown first */
    struct asking asking; /* answers given with it; they are kept even when the gate refuses */
};
/* Writing, behind the gate (act->refused); the one who does it is the therapist. An unsigned visit of the same therapist, client and
 * complaint from the same day is taken up again instead of a second one. */
NODISCARD enum rc visit_start(struct act *act, void *visit_start);

struct draft_save {
    struct id client, visit;
    struct str form;
    int64_t version;     /* the one seen */
    int64_t ret_version; /* the new one */
    bool overtaken;      /* out, with CONFLICT: saved in another window meanwhile */
};
/* Writing. CONFLICT: saved elsewhere meanwhile (two tabs); DENIED: another therapist's;
 * NOT_FOUND: no such draft any more. */
NODISCARD enum rc draft_save(struct act *act, void *draft_save);

struct visit_sign_cmd {
    struct id client, visit;
    struct sheet sheet;
    int64_t version; /* of the draft that was seen */
    bool held;       /* it is confirmed that the visit took place then */
    bool overtaken;  /* out, with CONFLICT: saved in another window meanwhile */
};
/* Writing, behind the gate (act->refused, with faults that say why); faults as sheet_check and
 * gate_sheet_check; held: the draft is older than a day. The note is locked: its hash is kept. CONFLICT: signed or voided
 * already. */
NODISCARD enum rc visit_sign(struct act *act, void *visit_sign_cmd);

struct visit_amend_cmd {
    struct id client, visit;
    struct str reason, body;
};
/* Writing, of a signed note; faults reason body. */
NODISCARD enum rc visit_amend(struct act *act, void *visit_amend_cmd);

struct visit_void_cmd {
    struct id client, visit;
    struct str reason;
};
/* Writing, of a draft or a signed note; fault reason. Its scores no longer count. */
NODISCARD enum rc visit_void(struct act *act, void *visit_void_cmd);

/* All of a visit, for showing it. */
struct visit_whole {
    struct client client;
    struct visit visit;
    struct complaint complaint;
    struct str therapist_name, therapist_qualification, location_name, voided_by_name;
    struct str draft_form; /* of a draft: the form; else "no value" */
    int64_t draft_saved_utc, draft_version;
    struct complaint_list complaints; /* of a draft: its own and the open ones; else all */
    struct note note;
    struct finding_list findings;
    struct block_list blocks;
    struct mark_list marks;
    struct observation_list scores;
    struct amendment_list amendments;
    bool hash_holds; /* of a signed note: what is shown is what was signed */
};
/* Another therapist's draft is DENIED. */
NODISCARD enum rc visit_read(struct act *act, struct id client, struct id visit,
                             struct visit_whole *ret);

/* Leaves a row in the audit chain: to be called when a visit is shown to a person. */
NODISCARD enum rc visit_saw(const struct act *act, const struct visit *visit);

/* The last signed visit of the complaint, for defaults; NOT_FOUND when there is none. */
struct visit_before {
    int64_t started_utc;
    struct block_list blocks;
    struct finding_list findings;
    struct mark_list marks;
    struct str plan;
};
NODISCARD enum rc visit_before(struct act *act, struct id client, int64_t complaint,
                               struct visit_before *ret);

struct unsigned_visit {
    struct id client, visit;
    struct str name, label;
    int64_t started_utc, saved_utc;
};

struct unsigned_list {
    struct unsigned_visit *at;
    size_t n;
};
/* One's own drafts, oldest first. */
NODISCARD enum rc visit_unsigned(struct act *act, struct unsigned_list *ret);
NODISCARD enum rc visit_unsigned_count(struct act *act, int64_t *ret);

struct seen_visit {
    struct id client;
    struct str name, summary;
    int64_t started_utc;
};

struct seen_list {
    struct seen_visit *at;
    size_t n;
};
/* One's own signed visits, newest first, of the last 60 days. */
NODISCARD enum rc visit_seen(struct act *act, struct seen_list *ret);
