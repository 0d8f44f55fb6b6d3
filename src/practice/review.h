/* Reviews of a complaint: what is to be asked, keeping the answers, looking back.
 * Must never: lose an answer because another is missing, or let an activity change once rated.
 * Read next: domain/review.h.
 */
#pragma once
#include "domain/review.h"
#include "practice/practice.h"

enum { REVIEWS_SHOWN = 12 };

/* What a review of that complaint is made of now. */
struct review_state {
    struct complaint complaint;
    struct review_facts facts;
    bool fixed; /* the activities are named and stay */
    struct review_list past;
    struct review_due due;
};
/* To be shown: leaves a row in the audit chain. NOT_FOUND: no such complaint. */
NODISCARD enum rc review_see(struct act *act, struct id client, int64_t complaint,
                             struct review_state *ret);

struct review_answer {
    struct str instrument; /* empty: no answer */
    int64_t n;
    struct maybe_real value;
};

struct review_give_cmd {
    struct id client;
    int64_t complaint;
    struct str activities[ACTIVITIES_MAX]; /* named now; of fixed ones empty */
    struct review_answer answers[REVIEW_QUESTIONS_MAX];
    struct str entry;      /* "rmdq", "dass21/1": instrument and subscale; empty: none */
    struct str total_text; /* as it was typed */
};
/* Writing; whatever was answered is kept, with a total only where enough was. Faults by question
 * ("peg.1"), activity.N, entry, total. CONFLICT: activities were named meanwhile. */
NODISCARD enum rc review_give(struct act *act, void *review_give_cmd);

struct review_void_cmd {
    struct id client, review;
};
/* Writing: entered in error; it counts no more. CONFLICT: it was so already. */
NODISCARD enum rc review_void(struct act *act, void *review_void_cmd);
