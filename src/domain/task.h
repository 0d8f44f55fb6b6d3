/* Tasks: what is to be done for a client, until when.
 * Must never: be forgotten: a task stays open until somebody says how it was done.
 * Read next: practice/task.h.
 */
#pragma once
#include "base/date.h"
#include "base/fault.h"
#include "base/id.h"
#include "base/maybe.h"

enum { TASK_CHARS = 400 };

struct task {
    struct id client, id;
    struct str kind;   /* followup letter */
    struct str due;    /* day */
    struct str body;   /* what is to be done */
    struct id adverse; /* what it follows from; ID_NONE: nothing */
    struct maybe_int done_utc;
    struct str done_by_name, done_how;
};

struct task_list {
    struct task *at;
    size_t n;
};

/* Stored form, and faults by field name (kind due body).
 *   today   the practice's: nothing is due before it
 */
void task_check(struct arena *a, struct task *t, struct date today, struct faults *f);
