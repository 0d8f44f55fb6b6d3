/* Adverse events as pages: all of a client, record one, look at one and add to it.
 * Must never: say why it happened; or show a severe one without what is to be done.
 * Read next: practice/adverse.h.
 */
#pragma once
#include "domain/knowledge.h"
#include "practice/adverse.h"
#include "web/layout.h"
#include "web/task.h"

struct adverse_line {
    struct id client, id;
    struct str kind, severity, when, body; /* severity: lower case */
    bool severe;
};

struct adverse_lines {
    struct adverse_line *at;
    size_t n;
};

struct adverse_all_view {
    struct frame frame;
    struct id client;
    struct str name;
    struct adverse_lines lines;
    struct task_lines tasks;
    struct task_form task;
};

struct adverse_new_view {
    struct frame frame;
    struct form_ids ids;
    struct id client;
    struct str name, to;
    struct choice_list kinds, severities;
    struct {
        const struct adverse_word *at;
        size_t n;
    } meanings; /* of the severities */
    struct str kind_error, severity_error;
    struct pick visit;
    struct field began, over, body;
};

struct adverse_added {
    struct str line, body; /* line: who, when, the day it was over */
};

struct adverse_view {
    struct frame frame;
    struct form_ids ids;
    struct id client, adverse, visit;
    struct str name, kind, severity, when, body, recorded, visit_when;
    struct str gp; /* who is written to; empty: not known */
    bool severe, over, fresh, has_visit, gp_agreed, adding; /* adding: the form stands open */
    const struct contact *emergency;
    int64_t version;
    struct {
        struct adverse_added *at;
        size_t n;
    } added;
    struct task_lines tasks;
    struct task_form task;
    struct field over_day, more;
};

struct adverse_lines adverse_lines_of(struct arena *a, struct id client,
                                      const struct adverse_list *all);

/* Its templates, which other rooms call. */
#include "web/adverse_html.h"
