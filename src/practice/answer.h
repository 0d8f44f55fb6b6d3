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
    struct str sites; /* region ids, ';' between; "*": everywhere; empty: not said */
};

struct asking {
    struct id client;
    struct id id;   /* none: a new one is made */
    struct str how; /* link tablet staff */
    bool again;     /* each-visit questions were shown in their short form */
    const struct asked *at;
    size_t n;
};

/* In a write: nothing happens without answers. Faults on "asked" (a question that is none) and
 * "site.CAUTION". */
NODISCARD enum rc answers_keep(struct act *act, struct asking *asking);
/* Writing; cmd: struct asking. act->made is the asking. */
NODISCARD enum rc answers_give(struct act *act, void *asking);

/* What is read to the client. */
struct str caution_wording(const struct caution *row, bool again);
