/* Tasks as pages.
 * Must never: say by colour alone that one is overdue.
 * Read next: web/task.html.
 */
#include "web/task.h"

#include "practice/client.h"
#include "web/app.h"
#include "web/rooms.h"

/* --- rows ------------------------------------------------------------------------------------ */

static struct str due_words(struct arena *a, struct date due, struct date today)
{
    int64_t days = date_days(due) - date_days(today);
    struct str day = date_human(a, due);
    if (days == 0 || days == 1)
        return days ? S("due tomorrow") : S("due today");
    return arena_fmt(a, "%s %.*s", days < 0 ? "was due" : "due", STR_ARG(day));
}

static struct str done_words(struct arena *a, const struct task *t)
{
    if (!t->done_utc.has)
        return S("");
    return arena_fmt(a, "Done by %.*s: %.*s", STR_ARG(t->done_by_name), STR_ARG(t->done_how));
}

/*   i   numbers the form on its page
 */
static struct task_line line_of(struct request *rq, const struct task *t, struct date today,
                                size_t i)
{
    struct arena *a = request_arena(rq);
    struct date due = today;
    bool is_day = date_parse(t->due, &due);
    struct task_line l = {.ids = {app_seat(rq)->csrf, id_text(a, id_new())},
                          .client = t->client,
                          .id = t->id,
                          .adverse = t->adverse,
                          .name = S(""),
                          .body = t->body,
                          .due = is_day ? due_words(a, due, today) : t->due,
                          .done = done_words(a, t),
                          .overdue = !t->done_utc.has && date_cmp(due, today) < 0,
                          .has_adverse = !id_is_none(t->adverse),
                          .how = field_of("how", "What was done", "text", S(""), NULL)};
    l.how.form = arena_fmt(a, "-%zu", i);
    l.how.required = true;
    return l;
}

struct task_lines task_lines_of(struct request *rq, const struct task_list *tasks,
                                struct date today, const char *from)
{
    struct arena *a = request_arena(rq);
    struct task_lines all = {ARENA_ARRAY(a, tasks->n + 1, struct task_line), 0, false, from};
    for (size_t i = 0; i < tasks->n && !arena_failed(a); i++)
        all.at[all.n++] = line_of(rq, &tasks->at[i], today, i);
    return all;
}

struct task_lines task_lines_open(struct request *rq, const struct open_task_list *tasks,
                                  struct date today, const char *from)
{
    struct arena *a = request_arena(rq);
    struct task_lines all = {ARENA_ARRAY(a, tasks->n + 1, struct task_line), 0, tasks->more, from};
    for (size_t i = 0; i < tasks->n && !arena_failed(a); i++) {
        all.at[i] = line_of(rq, &tasks->at[i].task, today, i);
        all.at[i].name = tasks->at[i].client_name;
        all.n++;
    }
    return all;
}

struct task_form task_form_of(struct request *rq, struct id client, struct id adverse)
{
    struct task_form form = {.ids = {app_seat(rq)->csrf, id_text(request_arena(rq), id_new())},
                             .client = client,
                             .adverse = adverse,
                             .has_adverse = !id_is_none(adverse),
                             .body = field_of("body", "What is to be done", "text", S(""), NULL),
                             .due = field_of("due", "Due", "date", S(""), NULL)};
    form.body.form = form.due.form = S("-task");
    form.body.required = form.due.required = true;
    return form;
}

/* --- all that are open ----------------------------------------------------------------------- */

static void tasks_get(struct request *rq)
{
    struct act act;
    struct practice_facts facts;
    struct open_task_list all = {0};
    struct tasks_view v = {0};
    if (!app_read(rq, &act))
        return;
    enum rc rc = practice_facts(&act, &facts);
    if (rc == OK)
        rc = task_open_all(&act, TASKS_MOST, &all);
    v.frame = frame_of(rq, &act, S("To do"), "home");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.tasks = task_lines_open(rq, &all, zone_local(facts.zone, act.now_utc).date, "tasks");
    tasks_page(request_out(rq), &v);
    request_answer(rq, 200);
}

/* --- done ------------------------------------------------------------------------------------ */

/* Where one came from, in words of ours; anything else is the client's page. */
static const char *from_of(struct request *rq)
{
    static const char *const known[] = {"home", "tasks", "adverse"};
    struct str from = app_field(rq, S("from"));
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (str_eq(from, str_from(known[i])))
            return known[i];
    return "client";
}

static void go_back(struct request *rq, struct id client, struct id adverse)
{
    struct arena *a = request_arena(rq);
    struct str from = str_from(from_of(rq)), c = id_text(a, client), x = id_text(a, adverse);
    if (str_eq(from, S("home")) || str_eq(from, S("tasks")))
        request_redirect(rq, str_eq(from, S("home")) ? S("/") : S("/tasks"));
    else if (str_eq(from, S("adverse")) && !id_is_none(adverse))
        request_redirect(rq, arena_fmt(a, "/clients/%.*s/adverse/%.*s", STR_ARG(c), STR_ARG(x)));
    else
        request_redirect(rq, arena_fmt(a, "/clients/%.*s/adverse", STR_ARG(c)));
}

/* What a form says of the event it stands beside; none when it says nothing. */
static struct id adverse_field(struct request *rq)
{
    struct id id = ID_NONE;
    return app_field_id(rq, S("adverse"), &id) ? id : ID_NONE;
}

/* The form once more, with what was typed and what to mend. */
static void done_show(struct request *rq, const struct task_done_cmd *c)
{
    struct act act;
    struct client client;
    struct practice_facts facts;
    struct task t;
    struct task_done_view v = {.from = from_of(rq)};
    if (!app_read(rq, &act))
        return;
    enum rc rc = client_read(&act, c->client, &client);
    if (rc == OK)
        rc = practice_facts(&act, &facts);
    if (rc == OK)
        rc = task_read(&act, c->client, c->task, &t);
    v.frame = frame_of(rq, &act, S("Done"), "home");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.frame.narrow = true;
    v.frame.faults = request_faults(rq);
    v.task = line_of(rq, &t, zone_local(facts.zone, act.now_utc).date, 0);
    v.task.ids = form_ids_of(rq);
    v.task.name = client_name(act.a, &client);
    v.task.how = field_of("how", "What was done", "text", app_field(rq, S("how")),
                          request_faults(rq));
    v.task.how.required = true;
    task_done_page(request_out(rq), &v);
    request_answer(rq, 422);
}

static void done(struct request *rq, struct write *w, enum rc rc)
{
    const struct task_done_cmd *c = w->cmd;
    if (rc == OK)
        go_back(rq, c->client, adverse_field(rq));
    else if (rc == INVALID)
        done_show(rq, c);
    else
        app_fail(rq, rc);
}

static void done_post(struct request *rq)
{
    static const struct str names[] = {STR_INIT("how"), STR_INIT("from"), STR_INIT("adverse")};
    struct task_done_cmd *c = ARENA_NEW(request_arena(rq), struct task_done_cmd);
    if (!app_only_fields(rq, names, 3))
        return;
    c->how = app_field(rq, S("how"));
    if (app_param_id(rq, S("client"), &c->client) && app_param_id(rq, S("task"), &c->task))
        app_write(rq, task_done, c, done);
    else
        app_refuse(rq, 404);
}

/* --- added by hand --------------------------------------------------------------------------- */

/* With what was typed and what to mend. */
static struct task_form typed_form(struct request *rq, const struct task *t)
{
    const struct faults *f = request_faults(rq);
    struct task_form form = task_form_of(rq, t->client, t->adverse);
    form.ids = form_ids_of(rq);
    form.body = field_of("body", form.body.label, "text", app_field(rq, S("body")), f);
    form.due = field_of("due", form.due.label, "date", app_field(rq, S("due")), f);
    form.body.required = form.due.required = true;
    return form;
}

static void new_show(struct request *rq, const struct task *t)
{
    struct act act;
    struct client client;
    struct task_new_view v = {.from = from_of(rq)};
    if (!app_read(rq, &act))
        return;
    enum rc rc = client_read(&act, t->client, &client);
    v.frame = frame_of(rq, &act, S("Add a task"), "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.frame.narrow = true;
    v.frame.faults = request_faults(rq);
    v.name = client_name(act.a, &client);
    v.form = typed_form(rq, t);
    task_new_page(request_out(rq), &v);
    request_answer(rq, 422);
}

static void added(struct request *rq, struct write *w, enum rc rc)
{
    const struct task *t = w->cmd;
    if (rc == OK)
        go_back(rq, t->client, t->adverse);
    else if (rc == INVALID)
        new_show(rq, t);
    else
        app_fail(rq, rc);
}

static void new_post(struct request *rq)
{
    static const struct str names[] = {STR_INIT("body"), STR_INIT("due"), STR_INIT("from"),
                                       STR_INIT("adverse")};
    struct task *t = ARENA_NEW(request_arena(rq), struct task);
    if (!app_only_fields(rq, names, 4))
        return;
    *t = (struct task){.kind = S("followup"),
                       .due = app_field(rq, S("due")),
                       .body = app_field(rq, S("body")),
                       .adverse = adverse_field(rq)};
    if (app_param_id(rq, S("client"), &t->client))
        app_write(rq, task_add, t, added);
    else
        app_refuse(rq, 404);
}

const struct route task_routes[] = {
    {ROUTE_GET, "/tasks", ROLE_THERAPIST, tasks_get, 0},
    {ROUTE_POST, "/clients/:client/tasks", ROLE_THERAPIST, new_post, 0},
    {ROUTE_POST, "/clients/:client/tasks/:task/done", ROLE_THERAPIST, done_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
