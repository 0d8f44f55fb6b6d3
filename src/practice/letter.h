/* Letters: drafted from the record, saved, signed and locked with their PDF, dropped.
 * Must never: change what was signed, or make a PDF on the writer thread or an event loop.
 * Read next: domain/letter.h, practice/letter_print.h.
 */
#pragma once
#include "domain/client.h"
#include "domain/letter.h"
#include "domain/task.h"
#include "practice/practice.h"

struct letter_draft_cmd {
    struct id client;
    enum letter_kind kind;
    struct id visit, adverse; /* what it is about; none */
};
/* Writing: composes the first text from the record. act->made is the letter. INVALID: no such kind. */
NODISCARD enum rc letter_draft(struct act *act, void *letter_draft_cmd);

struct letter_save_cmd {
    struct letter letter; /* client, id, the version seen, the four texts */
};
/* Writing; faults as letter_check. CONFLICT: saved by another meanwhile, or, with a fault that says
 * so, no draft any more. */
NODISCARD enum rc letter_save(struct act *act, void *letter_save_cmd);

struct letter_sign_cmd {
    struct letter letter; /* as for letter_save: these texts were printed, and are what is kept */
    struct str pdf, missing;
    int64_t at_utc; /* when it is signed, as the PDF says */
    bool despite;   /* although characters are missing */
};
/* Writing: texts, PDF, hash, who and when at once; locked from then on. Faults as letter_check, of the
 * whole form when consent to sharing is needed and missing, and "despite" when characters have no
 * font. CONFLICT as letter_save. */
NODISCARD enum rc letter_sign(struct act *act, void *letter_sign_cmd);

/* What else than fonts keeps a draft from being signed: letter_check, and consent.
 *   agreed   as in struct letter_whole
 */
void letter_sign_check(struct arena *a, struct letter *l, bool agreed, struct faults *f);

struct letter_void_cmd {
    struct id client, letter;
};
/* Writing, of a draft. CONFLICT as letter_save. */
NODISCARD enum rc letter_void(struct act *act, void *letter_void_cmd);

enum { LETTERS_MOST = 200 };
/* To be shown: the newest LETTERS_MOST. Leaves a row in the audit chain. */
NODISCARD enum rc letter_list(struct act *act, struct id client, struct letter_line_list *ret);

struct letter_whole {
    struct client client;
    struct practice_facts practice;
    struct letter letter;
    struct str author_name, signer_name; /* signer: empty of a draft */
    struct str pdf;                      /* of a signed one; else "no value" */
    bool hash_holds;                     /* of a signed one: texts and PDF are what was signed */
    bool agreed;                         /* consent to sharing stands, or is not needed */
    struct task_list owed;               /* of a signed one: open tasks to write about its event */
};
NODISCARD enum rc letter_read(struct act *act, struct id client, struct id letter,
                              struct letter_whole *ret);
/* Leaves a row in the audit chain: to be called when the letter or its PDF is shown to a person. */
NODISCARD enum rc letter_saw(const struct act *act, const struct letter *letter);
