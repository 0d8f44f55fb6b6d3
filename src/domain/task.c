/* Tasks: the rules of one that is added.
 * Must never: be forgotten: a task stays open until somebody says how it was done.
 * Read next: domain/task.h.
 */
#include "domain/task.h"

#include "domain/check.h"

enum { AHEAD_DAYS_MAX = 2 * 366 };

static void due_check(struct task *t, struct date today, struct faults *f)
{
    struct date due;
    t->due = str_trim(t->due);
    if (!date_parse(t->due, &due))
        fault_add(f, S("due"),
                  "Enter the day it is due as year-month-day, a day that exists: 2027-02-28.");
    else if (date_cmp(due, today) < 0)
        fault_add(f, S("due"), "This day is over: enter today or a later day.");
    else if (date_days(due) - date_days(today) > AHEAD_DAYS_MAX)
        fault_add(f, S("due"), "Two years ahead at most: enter an earlier day.");
}

void task_check(struct arena *a, struct task *t, struct date today, struct faults *f)
{
    static const struct str kinds[] = {STR_INIT("followup"), STR_INIT("letter")};
    const struct check_text body = {S("body"), &t->body, "what is to be done", TASK_CHARS, true};
    check_texts(a, &body, 1, f);
    due_check(t, today, f);
    if (!str_among(t->kind, kinds, 2))
        fault_add(f, S("kind"), "Choose: a follow-up, or a letter.");
}
