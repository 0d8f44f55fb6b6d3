/* Tasks: added, done, listed.
 * Must never: leave one out of the list without saying that there are more.
 * Read next: domain/task.h.
 */
#pragma once
#include "domain/task.h"
#include "practice/practice.h"

enum { TASKS_MOST = 100 };

/* Writing, by hand; faults as task_check. NOT_FOUND: no such client, or no such event of theirs.
 *   cmd   struct task; its id is made
 */
NODISCARD enum rc task_add(struct act *act, void *task);
/* Inside a write of something that a task follows from; t is as task_check wants it. */
NODISCARD enum rc task_make(struct act *act, const struct task *t);

struct task_done_cmd {
    struct id client, task;
    struct str how;
};
/* Writing; fault how. CONFLICT: done already. */
NODISCARD enum rc task_done(struct act *act, void *task_done_cmd);

struct open_task {
    struct task task;
    struct str client_name;
};

struct open_task_list {
    struct open_task *at;
    size_t n;
    bool more;
};
/* To be shown: the open ones of all clients, by the day they are due, `most` of them at most. */
NODISCARD enum rc task_open_all(struct act *act, int64_t most, struct open_task_list *ret);
/* Open ones first, TASKS_MOST of them at most. */
NODISCARD enum rc task_of_client(struct act *act, struct id client, struct task_list *ret);
/* To be shown. */
NODISCARD enum rc task_read(struct act *act, struct id client, struct id task, struct task *ret);
