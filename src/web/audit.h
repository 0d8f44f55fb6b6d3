/* Who did and saw what, for the owner.
 * Must never: change a row.
 * Read next: practice/audit.h.
 */
#pragma once
#include "web/layout.h"

struct audit_line_view {
    struct str when, who, did, client_name;
    struct id client;
    bool has_client;
};

struct audit_view {
    struct frame frame;
    struct str from, to, from_error, to_error;
    struct str client, user; /* kept in the form; empty: all */
    struct str about;        /* sentence */
    struct choice_list users;
    struct {
        struct audit_line_view *at;
        size_t n;
    } lines;
    struct str more; /* address of the next page */
};
