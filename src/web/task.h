/* Tasks as pages: what is to be done, added, done; and their rows on other pages.
 * Must never: say by colour alone that one is overdue.
 * Read next: practice/task.h.
 */
#pragma once
#include "practice/task.h"
#include "web/layout.h"

struct task_line {
    struct form_ids ids; /* each form its own key */
    struct id client, id, adverse;
    struct str name;            /* the client's; empty on a page that is theirs */
    struct str body, due, done; /* due: "due today"; done: by whom, how; empty: it is open */
    bool overdue, has_adverse;
    struct field how;
};

struct task_lines {
    struct task_line *at;
    size_t n;
    bool more;
    const char *from; /* the page that one comes back to: "home" "tasks" "client" "adverse" */
};

/* The form for one that is added by hand. */
struct task_form {
    struct form_ids ids;
    struct id client, adverse;
    bool has_adverse;
    struct field body, due;
};

struct tasks_view {
    struct frame frame;
    struct task_lines tasks;
};

struct task_done_view {
    struct frame frame;
    struct task_line task;
    const char *from;
};

struct task_new_view {
    struct frame frame;
    struct task_form form;
    struct str name;
    const char *from;
};

struct task_lines task_lines_of(struct request *rq, const struct task_list *tasks,
                                struct date today, const char *from);
/* With the clients' names. */
struct task_lines task_lines_open(struct request *rq, const struct open_task_list *tasks,
                                  struct date today, const char *from);
struct task_form task_form_of(struct request *rq, struct id client, struct id adverse);

/* Its templates, which other rooms call. */
#include "web/task_html.h"
