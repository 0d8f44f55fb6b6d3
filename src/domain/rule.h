/* The rules that a practice adds to those of data/contraindications.csv, and how it tightens these.
 * Must never: loosen a row of the file, or pass over one of the practice's that it cannot read.
 * Read next: domain/gate.h, practice/rule.h.
 *
 * Every change is a version. A visit is judged by the versions that stood when it was entered, so
 * that a rule made at noon does not keep the morning's notes from being signed.
 */
#pragma once
#include "base/fault.h"
#include "domain/gate.h"

enum {
    RULE_OWN_MAX = 100, /* of a practice's own, at one time */
    CONDITION_LEAST = 3,
    CONDITION_MAX = 120,
    QUESTION_LEAST = 10,
    QUESTION_MAX = 400,
    SHORT_MAX = 150,
    RATIONALE_MAX = 600,
    REASK_DAYS_MAX = 3650
};

/* A version of a practice's own row, in the words of the file. What it blocks, how firmly, and its
 * category follow from its action; no action makes a red flag. */
struct own_rule {
    struct str id; /* CAUTION_OWN and its number; empty: a new one */
    int64_t version;
    struct str condition, asked_of, page, question, short_text, action;
    struct str scope; /* "whole", "site", or region bases with ';' between */
    struct maybe_int pressure_cap;
    struct str banned; /* technique codes, ';' between */
    int64_t reask_days;
    struct str rationale;
    int64_t ended; /* 1: from this version on it is no longer asked */
    struct id author;
    int64_t at_utc;
};

struct own_rule_list {
    struct own_rule *at;
    size_t n;
};

/* A version of what a practice adds to a row of the file. With no cap, no ban and no stop it adds
 * nothing: the row is the file's again. */
struct tightening {
    struct str caution;
    int64_t version;
    struct maybe_int pressure_cap;
    struct str banned; /* technique codes, ';' between */
    int64_t stops;     /* 1: the visit, until there is a clearance */
    struct str rationale;
    struct id author;
    int64_t at_utc;
};

struct tightening_list {
    struct tightening *at;
    size_t n;
};

/* All versions of all that a practice has written. */
struct rule_book {
    struct own_rule_list own;           /* by id, then version */
    struct tightening_list tightenings; /* by row, then version */
};

struct rules {
    struct rule_list standing; /* the file's, tightened, then the practice's own */
    struct rule_list known;    /* these, then own ones that do not stand: for what was recorded */
};

/* The words of these enumerators in the file, by enumerator; NULL: not for a practice's own row. */
extern const char *const own_asked_words[ASKED_NEVER + 1];
extern const char *const own_page_words[PAGE_NONE + 1];
extern const char *const own_action_words[ACTION_NOTE + 1];

/* Stored form, and faults by field (condition asked_of page question short_text action scope
 * pressure_cap banned reask_days rationale), as tools/mkdata_check.h has them for the file. */
void own_rule_check(struct arena *a, struct own_rule *r, struct faults *f);
/* As the gate has it. What this program does not know of it, it takes in the strictest way: a newer
 * program may have other techniques, areas or words. */
struct caution own_rule_caution(struct arena *a, const struct own_rule *r);

/* Stored form, and faults by field (pressure_cap banned stops rationale): what is not stricter than
 * the file. */
void tightening_check(struct arena *a, struct tightening *t, const struct caution *row,
                      struct faults *f);
bool tightening_is_empty(const struct tightening *t);
/* The stricter of both in every respect. */
const struct caution *caution_tightened(struct arena *a, const struct caution *row,
                                        const struct tightening *t);
/* May a stop be added? Not to what stops already, nobody is asked, or is met with help. */
bool caution_may_stop(const struct caution *row);
/* May a cap or bans be added? */
bool caution_may_limit(const struct caution *row);

/* The rules of that instant. */
struct rules rules_at(struct arena *a, const struct rule_book *book, int64_t at_utc);
/* NULL: there is none in the list. */
const struct caution *rules_find(const struct rule_list *rules, struct str id);
const struct caution *rules_numbered(const struct rule_list *rules, int64_t number);

/* The newest version; NULL: none. */
const struct own_rule *own_rule_last(const struct own_rule_list *all, struct str id);
const struct tightening *tightening_last(const struct tightening_list *all, struct str caution);

/* A clinician has looked through the file. */
struct signoff {
    struct id id;
    struct str cautions; /* the version of the file */
    struct str name, qualification, registration;
    struct str day, remark;
    struct id author;
    int64_t at_utc;
};

struct signoff_list {
    struct signoff *at; /* newest first */
    size_t n;
};

/* Of the file that is compiled in; NULL: none yet. */
const struct signoff *signoff_current(const struct signoff_list *all);
/* Stored form, and faults by field (name qualification registration day remark). */
void signoff_check(struct arena *a, struct signoff *s, struct date today, struct faults *f);
