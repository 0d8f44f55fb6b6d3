/* Asking the safety questions, and keeping what was answered.
 * Must never: keep an answer without the exact words of its question and who asked.
 * Read next: domain/gate.h.
 */
#pragma once
#include "domain/gate.h"
#include "practice/practice.h"

struct asked {
    struct str caution;
    bool yes;
    struct str sites;   /* region ids, ';' between; "*": everywhere; empty: not said */
    int64_t worded_utc; /* of the row that was shown */
};

struct asking {
    struct id client;
    struct id id;          /* none: a new one is made */
    struct str how;        /* link tablet staff */
    bool again;            /* each-visit questions were shown in their short form */
    struct maybe_int seen; /* how many answers the form knew of; none: it may not be old */
    const struct asked *at;
    size_t n;
};

/* Does it say yes to what is not yes now? */
bool asked_adds(const struct answer_list *now, const struct asked *x);
/* In a write: nothing happens without answers. Faults on "asked" (a question that is none, or that
 * has other words by now; somebody has answered meanwhile) and "site.CAUTION". */
NODISCARD enum rc answers_keep(struct act *act, const struct asking *asking, struct id *ret_asking);
/* Writing; cmd: struct asking. act->made is the asking. */
NODISCARD enum rc answers_give(struct act *act, void *asking);

/* What is read to the client. */
struct str caution_wording(const struct caution *row, bool again);

struct answer_given {
    int64_t at_utc, yes;
    struct str sites, how, who, version, wording; /* who: the user who asked; may be empty */
};

struct answer_given_list {
    struct answer_given *at;
    size_t n;
};
/* To be shown: the last fifty answers to one question, newest first. */
NODISCARD enum rc answers_see(struct act *act, struct id client, const struct caution *row,
                              struct answer_given_list *ret);
