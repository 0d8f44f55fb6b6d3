/* Consent: to what, in which words, signed how.
 * Must never: hold without a signature, or after it was withdrawn.
 * Read next: practice/consent.h.
 */
#pragma once
#include "base/date.h"
#include "base/fault.h"
#include "base/id.h"
#include "base/maybe.h"

enum consent_kind { CONSENT_TREATMENT, CONSENT_PRIVACY, CONSENT_PHOTO, CONSENT_GP, CONSENT_KINDS };
enum { ADULT_AGE = 18, STROKES_MAX = 24 * 1024, CONSENT_TEXT_MAX = 6000 };

struct consent_word {
    const char *word, *title; /* "treatment", "Treatment" */
    const char *body;         /* version 1 */
};

/* By enum consent_kind. */
extern const struct consent_word consent_words[CONSENT_KINDS];
/* CONSENT_KINDS when it is none. */
enum consent_kind consent_kind_of(struct str word);

struct consent {
    struct id id;
    struct str kind;
    int64_t version;
    struct str signer, relation, method; /* relation: self guardian; method: drawn typed */
    int64_t at_utc;
    struct maybe_int withdrawn_utc;
    struct str withdrawn_how;
};

struct consent_list {
    struct consent *at; /* newest first */
    size_t n;
};

/* The consent that stood at an instant; NULL: none. A minor's guardian signs; what a guardian
 * signed ends with the client's coming of age.
 *   born   year 0: not known, taken as of age
 *   zone   in which days are counted
 */
const struct consent *consent_at(const struct consent_list *all, enum consent_kind kind,
                                 int64_t at_utc, struct date born, const struct zone *zone);

struct signature {
    struct str signer, relation, method, strokes;
};

/* Stored form, and faults by field name (signer relation strokes).
 *   minor   on the day of signing
 */
void signature_check(struct arena *a, struct signature *s, bool minor, struct faults *f);
/* What was drawn as an SVG path's "d"; "no value" when it is no drawing. Strokes are "x,y x,y ..."
 * with ';' between, 0-600 by 0-200. */
struct str signature_path(struct arena *a, struct str strokes);
