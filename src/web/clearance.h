/* Clearances as pages: record a letter or a call, withdraw one.
 * Must never: offer to clear a red flag.
 * Read next: practice/clearance.h.
 */
#pragma once
#include "practice/clearance.h"
#include "web/layout.h"

enum { CLEARANCE_FIELDS = 5 };

struct clearance_new_view {
    struct frame frame;
    struct form_ids ids;
    struct id client;
    struct str name, to, kind_error, document_error;
    bool again; /* a file was sent, and has to be chosen again */
    struct pick caution;
    bool is_call, none; /* none: nothing is to be cleared */
    struct {
        struct field *at;
        size_t n;
    } fields;
};

struct clearance_view {
    struct frame frame;
    struct form_ids ids;
    struct id client, clearance, document; /* document: none when it was a call */
    struct str name, title, allowed, line, withdrawn;
    struct field why;
};
