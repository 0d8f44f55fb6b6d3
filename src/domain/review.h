/* A review: questionnaires about one complaint, asked together every 4 to 6 visits.
 * Must never: change an activity after it was rated first, or compare different questions.
 * Read next: domain/score.h, domain/change.h.
 *
 *   source   clinical reference 1.1 and 7 (rule A): PEG, own activities (PSFS), own goals, global
 *            change (PGIC); totals of instruments whose text may not be shown
 */
#pragma once
#include "domain/change.h"
#include "domain/complaint.h"
#include "domain/score.h"

enum {
    ACTIVITIES_MAX = 3,
    ACTIVITY_CHARS = 120,
    REVIEW_AFTER = 4, /* visits, where no plan says otherwise */
    REVIEW_QUESTIONS_MAX = 12,
    REVIEW_LINES_MAX = 12
};

/* One question of a review, in the words that are kept with its answer. */
struct review_question {
    const struct instrument *instrument;
    int64_t n;                  /* item; of an activity or a goal its number */
    struct str text, low, high; /* low, high: words of the ends of its scale */
};

struct review_facts {
    struct str activities[ACTIVITIES_MAX]; /* empty: not named */
    struct goal_list goals;
    bool is_first; /* there is none before: change cannot be asked for */
};

/* In the order they are asked; returns how many. Activities without a name are left out. */
size_t review_questions(const struct review_facts *facts,
                        struct review_question ret[REVIEW_QUESTIONS_MAX]);

struct review_item {
    struct id review;
    struct str instrument;
    int64_t item; /* 0: a total */
    double value;
    struct str wording; /* what was asked */
};

struct review_item_list {
    struct review_item *at;
    size_t n;
};

struct review {
    struct id id;
    int64_t at_utc;
    struct str who;
    struct review_item_list items;
};

struct review_list { /* newest first */
    struct review *at;
    size_t n;
    int activities; /* that are named */
};

struct review_last {
    int64_t complaint, at_utc;
};

struct review_last_list {
    struct review_last *at;
    size_t n;
};

/* One result of a review, beside the first of the same question. */
struct review_line {
    const struct instrument *instrument;
    struct str name; /* "PEG", "Progress to own goal: sleep through" */
    double value;
    const struct band *band; /* NULL: none */
    struct maybe_int first_utc;
    struct change change; /* since the first, when there is one before */
};
/* Of the review at[i]; returns how many. */
size_t review_lines(struct arena *a, const struct review_list *all, size_t i,
                    struct review_line ret[REVIEW_LINES_MAX]);

/* The total of an instrument whose items were asked; and of how many items. Of the activities all
 * that are named must be rated: else two totals would not be of the same.
 *   activities   that are named
 */
struct score_total review_total(const struct review *r, const struct instrument *x, int activities);

struct review_due {
    bool due;
    bool is_first;  /* none yet: the values to compare with */
    int64_t visits; /* since the last one */
};
/*   visits   signed ones of the complaint since the last review
 *   after    visits, from the plan; 0: REVIEW_AFTER
 */
struct review_due review_due_of(bool any, int64_t visits, int64_t after);
