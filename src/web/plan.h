/* The plan of a complaint as a page: the form, where its course stands, earlier versions.
 * Must never: change a version.
 * Read next: practice/plan.h, web/plan.html.
 */
#pragma once
#include "practice/plan.h"
#include "web/goal.h"
#include "web/layout.h"

struct plan_version {
    struct str when, who, reason, words,
        changes; /* changes: from the one before; empty: the first */
};

struct plan_view {
    struct frame frame;
    struct form_ids ids;
    struct id client;
    int64_t complaint, version;
    struct str name, label, place; /* place: where the course stands, in a sentence */
    struct choice_list techniques;
    struct str techniques_error;
    struct field areas, minutes, interval_days, visits, review_after, home_care, reason;
    bool restart, is_first;
    struct goal_lines goals;
    struct {
        struct plan_version *at;
        size_t n;
    } versions;
};

/* "Visit 3 of 6: review at this one" */
struct str plan_place_words(struct arena *a, const struct course *c);
