/* Adverse events: recorded, added to, read.
 * Must never: keep a severe one without its letter and its follow-up.
 * Read next: practice/adverse.h.
 */
#include "practice/adverse.h"

#include "practice/audit.h"
#include "practice/client.h"
#include "practice/consent.h"
#include "practice/task.h"
#include "store/sql_adverse.h"
#include "store/sql_task.h"
#include "store/sql_visit.h"

enum { VISITS_LOOKED_AT = 30, VISITS_OFFERED = 10 };

/* --- the visit it is tied to ----------------------------------------------------------------- */

static bool is_own_or_signed(const struct act *act, const struct visit *v)
{
    return str_eq(v->state, S("signed")) ||
           (str_eq(v->state, S("draft")) && id_eq(v->therapist, act->who.user));
}

enum rc adverse_visit(struct act *act, struct id client, struct id visit, struct visit *ret)
{
    struct visit v;
    enum rc rc = visit_get(act->tx, act->a, &(struct visit_get_in){client, visit}, &v);
    if (rc != OK)
        return rc;
    if (str_eq(v.state, S("void"))) {
        fault_add(act->faults, S(""),
                  "The note of this visit is voided: record the event without it.");
        return CONFLICT;
    }
    if (!is_own_or_signed(act, &v))
        return DENIED;
    *ret = v;
    return OK;
}

enum rc adverse_visits(struct act *act, struct id client, struct visit_list *ret)
{
    struct visit_by_client_in in = {client, INT64_MAX, VISITS_LOOKED_AT};
    enum rc rc = visit_by_client(act->tx, act->a, &in, ret);
    size_t kept = 0;
    for (size_t i = 0; rc == OK && i < ret->n && kept < VISITS_OFFERED; i++)
        if (is_own_or_signed(act, &ret->at[i]))
            ret->at[kept++] = ret->at[i];
    if (rc == OK)
        ret->n = kept;
    return rc;
}

/* Year 0: it is tied to none. */
static enum rc visit_day(struct act *act, struct id client, struct id visit,
                         const struct zone *zone, struct date *ret)
{
    struct visit v;
    enum rc rc = OK;
    *ret = (struct date){0};
    if (id_is_none(visit))
        return OK;
    rc = adverse_visit(act, client, visit, &v);
    if (rc == OK)
        *ret = zone_local(zone, v.started_utc).date;
    return rc;
}

/* --- recording ------------------------------------------------------------------------------- */

/* No clinical words: a task is read beside a name, and on the first page. */
static struct str task_words(struct arena *a, const struct adverse *x, const char *kind)
{
    struct date began;
    if (strcmp(kind, "letter") != 0 || !date_parse(x->began, &began))
        return S("Ask how the client is");
    struct str day = date_human(a, began);
    return arena_fmt(a, "Write to the GP about the adverse event of %.*s", STR_ARG(day));
}

static enum rc tasks_follow(struct act *act, struct id client, const struct adverse *x,
                            struct date today)
{
    enum rc rc = OK;
    for (size_t i = 0; i < ADVERSE_FOLLOWS && rc == OK; i++) {
        const struct adverse_follow *w = &adverse_follows[i];
        if (w->severity != severity_of(x->severity))
            continue;
        struct date due = date_from_days(date_days(today) + w->in_days);
        rc = task_make(act, &(struct task){.client = client,
                                           .id = id_new(),
                                           .kind = str_from(w->kind),
                                           .due = date_text(act->a, due),
                                           .body = task_words(act->a, x, w->kind),
                                           .adverse = act->made});
    }
    return rc;
}

static enum rc adverse_make(struct act *act, struct id client, const struct adverse *x,
                            struct date today)
{
    act->made = id_new();
    struct adverse_put_in in = {client,   act->made, x->visit, x->kind,       x->severity,
                                x->began, x->over,   x->body,  act->who.user, act->now_utc};
    enum rc rc = adverse_put(act->tx, &in);
    if (rc == OK)
        rc = tasks_follow(act, client, x, today);
    return rc == OK ? audit_add(act, "adverse.add", act->made, client, S("")) : rc;
}

enum rc adverse_add(struct act *act, void *adverse_save)
{
    struct adverse_save *s = adverse_save;
    struct client client;
    struct practice_facts facts;
    struct date day;
    enum rc rc = client_read(act, s->client, &client);
    if (rc == OK)
        rc = practice_facts(act, &facts);
    if (rc == OK)
        rc = visit_day(act, s->client, s->adverse.visit, facts.zone, &day);
    if (rc != OK)
        return rc;
    struct date today = zone_local(facts.zone, act->now_utc).date;
    adverse_check(act->a, &s->adverse, day, today, act->faults);
    return act->faults->n ? INVALID : adverse_make(act, s->client, &s->adverse, today);
}

/* --- adding to it ---------------------------------------------------------------------------- */

static enum rc entry_keep(struct act *act, const struct adverse_change_cmd *c,
                          const struct adverse_entry *e)
{
    int64_t changed = 0;
    struct adverse_change_row_in row = {c->client, c->adverse, e->over.p ? e->over : e->over_was,
                                        c->version};
    struct adverse_entry_put_in put = {c->client,   c->adverse, c->version,    e->over,
                                       e->over_was, e->body,    act->who.user, act->now_utc};
    enum rc rc = adverse_change_row_n(act->tx, &row, &changed);
    if (rc == OK && changed != 1)
        return CONFLICT;
    if (rc == OK)
        rc = adverse_entry_put(act->tx, &put);
    return rc == OK ? audit_add(act, "adverse.change", c->adverse, c->client, S("")) : rc;
}

enum rc adverse_change(struct act *act, void *adverse_change_cmd)
{
    struct adverse_change_cmd *c = adverse_change_cmd;
    struct adverse x;
    struct practice_facts facts;
    enum rc rc = adverse_get(act->tx, act->a, &(struct adverse_get_in){c->client, c->adverse}, &x);
    if (rc == OK)
        rc = practice_facts(act, &facts);
    if (rc != OK)
        return rc;
    if (x.version != c->version)
        return CONFLICT;
    struct adverse_entry e = {.over = c->over, .body = c->body};
    adverse_entry_check(act->a, &x, &e, zone_local(facts.zone, act->now_utc).date, act->faults);
    if (act->faults->n)
        return INVALID;
    act->made = c->adverse;
    return entry_keep(act, c, &e);
}

/* --- reading --------------------------------------------------------------------------------- */

enum rc adverse_list(struct act *act, struct id client, struct adverse_list *ret)
{
    enum rc rc = adverse_by_client(act->tx, act->a, &(struct adverse_by_client_in){client}, ret);
    return rc == OK ? audit_saw(act, "adverse.see", client, client) : rc;
}

enum rc adverse_of_visit(struct act *act, struct id client, struct id visit,
                         struct adverse_list *ret)
{
    enum rc rc = adverse_by_client(act->tx, act->a, &(struct adverse_by_client_in){client}, ret);
    size_t kept = 0;
    for (size_t i = 0; rc == OK && i < ret->n; i++)
        if (id_eq(ret->at[i].visit, visit))
            ret->at[kept++] = ret->at[i];
    if (rc == OK)
        ret->n = kept;
    return rc;
}

static enum rc gp_agreed(struct act *act, const struct client *client, bool *ret)
{
    struct practice_facts facts;
    struct consent_list all;
    struct date born = {0};
    enum rc rc = practice_facts(act, &facts);
    if (rc == OK)
        rc = consent_all(act, client->id, &all);
    if (rc != OK)
        return rc;
    if (!date_parse(client->born, &born))
        born.year = 0;
    *ret = consent_at(&all, CONSENT_GP, act->now_utc, born, facts.zone) != NULL;
    return OK;
}

/* What goes with the event. */
static enum rc rest_read(struct act *act, struct adverse_whole *w)
{
    struct id client = w->client.id;
    struct visit visit = {0};
    struct visit_get_in seen = {client, w->adverse.visit};
    struct task_by_adverse_in tasks = {client, w->adverse.id};
    struct adverse_entry_by_adverse_in entries = {client, w->adverse.id};
    enum rc rc = adverse_entry_by_adverse(act->tx, act->a, &entries, &w->entries);
    if (rc == OK)
        rc = task_by_adverse(act->tx, act->a, &tasks, &w->tasks);
    if (rc == OK && !id_is_none(w->adverse.visit))
        rc = visit_get(act->tx, act->a, &seen, &visit);
    w->visit_utc = visit.started_utc;
    return rc == OK ? gp_agreed(act, &w->client, &w->gp_agreed) : rc;
}

enum rc adverse_read(struct act *act, struct id client, struct id adverse,
                     struct adverse_whole *ret)
{
    struct adverse_whole w = {0};
    struct adverse_get_in in = {client, adverse};
    enum rc rc = client_read(act, client, &w.client);
    if (rc == OK)
        rc = adverse_get(act->tx, act->a, &in, &w.adverse);
    if (rc == OK)
        rc = rest_read(act, &w);
    if (rc == OK)
        rc = audit_saw(act, "adverse.see", adverse, client);
    if (rc == OK)
        *ret = w;
    return rc;
}
