/* Today: what is to be done, what waits for one's signature, whom one saw, how long notes take.
 * Must never: show another person's drafts.
 * Read next: practice/visit.h.
 */
#pragma once
#include "web/layout.h"
#include "web/task.h"

struct home_draft {
    struct id client, visit;
    struct str name, label, when, saved;
};

struct home_seen {
    struct id client;
    struct str name, summary, when;
};

struct home_view {
    struct frame frame;
    struct str greeting;
    struct {
        struct home_draft *at;
        size_t n;
    } drafts;
    struct {
        struct home_seen *at;
        size_t n;
    } seen;
    struct task_lines tasks; /* the first ones */
    bool has_timing, is_owner, may_treat;
    bool asks;          /* may ask clients how pain is */
    struct str timing;  /* sentence */
    struct str signoff; /* for the owner: what the safety rules lack; empty: nothing */
    int64_t clients;
};
