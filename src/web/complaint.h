/* The form of a complaint and its goals.
 * Must never: mix two complaints.
 * Read next: practice/client.h.
 */
#pragma once
#include "domain/complaint.h"
#include "web/layout.h"

struct goal_row {
    size_t i;
    struct field label, target, due;
    struct pick measure;
};

struct complaint_view {
    struct frame frame;
    struct form_ids ids;
    struct id client;
    struct str title, to;
    int64_t version;
    bool is_new, closed;
    struct field label, since, cause;
    struct {
        struct goal_row *at;
        size_t n;
    } goals;
};
