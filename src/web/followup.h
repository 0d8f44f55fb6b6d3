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

struct followup_view {
    struct frame frame;
    bool may_open; /* the outcome's page */
    struct {
        struct followup_line *at;
        size_t n;
    } lines;
};
