/* Whom to ask today, with a place for the answer.
 * Must never: tell the desk what somebody is treated for.
 * Read next: practice/followup.h, web/followup.html.
 */
#pragma once
#include "practice/followup.h"
#include "web/layout.h"

struct followup_line {
    struct form_ids ids; /* each form has a key of its own */
    struct id client;
    int64_t complaint;
    struct str name, phone, when,
        until;     /* "three days after 22 Nov 2026", "till 26 Nov 2026, 09:00" */
    struct str at; /* the present, as a datetime field */
};

/* An answer that was just kept, and can be taken back. */
struct followup_kept {
    struct form_ids ids;
    struct str what; /* "Ada Test: 3 is kept."; empty: none was */
    struct str undo; /* where to */
};

struct followup_view {
    struct frame frame;
    struct followup_kept kept;
    bool may_open; /* the outcome's page */
    struct {
        struct followup_line *at;
        size_t n;
    } lines;
};
