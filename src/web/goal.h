/* Goals in words.
 * Must never: make a target up.
 * Read next: domain/complaint.h, web/goal.html.
 */
#pragma once
#include "base/date.h"
#include "base/out.h"
#include "domain/complaint.h"

struct goal_line {
    struct str label;
    struct str target; /* "Neck rotation 70 deg"; empty: none */
    struct str due;    /* "3 Mar 2027"; empty: no day */
};

struct goal_lines {
    struct goal_line *at;
    size_t n;
};

struct goal_lines goal_lines_of(struct arena *a, const struct goal_list *all);

/* Its templates, which other rooms call. */
#include "web/goal_html.h"
