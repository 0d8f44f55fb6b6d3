/* Tasks: added, done, listed.
 * Must never: leave one out of the list without saying that there are more.
 * Read next: practice/task.h.
 */
#include "practice/task.h"

#include "domain/check.h"
#include "practice/audit.h"
#include "practice/client.h"
#include "store/sql_adverse.h"
#include "store/sql_task.h"

/* --- writing --------------------------------------------------------------------------------- */

enum rc task_make(struct act *act, const struct task *t)
{
    struct task_put_in in = {t->client, t->id,      t->kind,       t->due,
                             t->body,   t->adverse, act->who.user, act->now_utc};
    enum rc rc = task_put(act->tx, &in);
    return rc == OK ? audit_add(act, "task.add", t->id, t->client, S("")) : rc;
}

enum rc task_add(struct act *act, void *task)
{
    struct task *t = task;
    struct client client;
    struct practice_facts facts;
    struct adverse adverse;
    struct adverse_get_in from = {t->client, t->adverse};
    enum rc rc = client_read(act, t->client, &client);
    if (rc == OK && !id_is_none(t->adverse))
        rc = adverse_get(act->tx, act->a, &from, &adverse);
    if (rc == OK)
        rc = practice_facts(act, &facts);
    if (rc != OK)
        return rc;
    task_check(act->a, t, zone_local(facts.zone, act->now_utc).date, act->faults);
    if (act->faults->n)
        return INVALID;
    t->id = act->made = id_new();
    return task_make(act, t);
}

enum rc task_done(struct act *act, void *task_done_cmd)
{
    struct task_done_cmd *c = task_done_cmd;
    const struct check_text how = {S("how"), &c->how, "what was done", TASK_CHARS, true};
    struct task t;
    int64_t changed = 0;
    enum rc rc = task_get(act->tx, act->a, &(struct task_get_in){c->client, c->task}, &t);
    if (rc != OK)
        return rc;
    check_texts(act->a, &how, 1, act->faults);
    if (act->faults->n)
        return INVALID;
    act->made = c->task;
    struct task_done_row_in in = {c->client, c->task, act->now_utc, act->who.user, c->how};
    rc = task_done_row_n(act->tx, &in, &changed);
    if (rc == OK && changed != 1) {
        fault_add(act->faults, S(""), "This is done already, by %.*s.", STR_ARG(t.done_by_name));
        return CONFLICT;
    }
    return rc == OK ? audit_add(act, "task.done", c->task, c->client, S("")) : rc;
}

/* --- reading --------------------------------------------------------------------------------- */

static struct open_task open_task_of(struct arena *a, const struct task_open_row *r)
{
    const struct client who = {.given = r->given, .family = r->family, .preferred = r->preferred};
    return (struct open_task){{.client = r->client,
                               .id = r->id,
                               .kind = r->kind,
                               .due = r->due,
                               .body = r->body,
                               .adverse = r->adverse},
                              client_name(a, &who)};
}

enum rc task_open_all(struct act *act, int64_t most, struct open_task_list *ret)
{
    struct task_open_row_list rows;
    enum rc rc = task_open(act->tx, act->a, &(struct task_open_in){most + 1}, &rows);
    if (rc != OK)
        return rc;
    size_t n = rows.n > (size_t)most ? (size_t)most : rows.n;
    struct open_task *at = ARENA_ARRAY(act->a, n + 1, struct open_task);
    for (size_t i = 0; i < n && !arena_failed(act->a); i++)
        at[i] = open_task_of(act->a, &rows.at[i]);
    *ret = (struct open_task_list){at, n, rows.n > n};
    return n ? audit_saw(act, "task.see", ID_NONE, ID_NONE) : OK;
}

enum rc task_of_client(struct act *act, struct id client, struct task_list *ret)
{
    struct task_by_client_in in = {client, TASKS_MOST};
    return task_by_client(act->tx, act->a, &in, ret);
}

enum rc task_read(struct act *act, struct id client, struct id task, struct task *ret)
{
    enum rc rc = task_get(act->tx, act->a, &(struct task_get_in){client, task}, ret);
    return rc == OK ? audit_saw(act, "task.see", task, client) : rc;
}
