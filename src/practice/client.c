/* Clients and their complaints.
 * Must never: overwrite what someone else changed meanwhile.
 * Read next: practice/client.h.
 */
#include "practice/client.h"

#include "practice/audit.h"
#include "practice/outcome.h"
#include "store/sql_client.h"
#include "store/sql_complaint.h"

/* Words from `prefix` up to the last that begins with it. */
static struct str prefix_end(struct arena *a, struct str prefix)
{
    return arena_fmt(a, "%.*s\xf4\x8f\xbf\xbf", STR_ARG(prefix));
}

static enum rc find_typed(struct act *act, struct client_search *s, bool month_first)
{
    struct str terms[SEARCH_TERMS_MAX];
    size_t n = client_search_terms(act->a, s->typed, month_first, terms);
    struct client_find_in in = {.most = FIND_MOST + 1};
    struct {
        struct str *from, *to;
    } range[SEARCH_TERMS_MAX] = {{&in.from_1, &in.to_1},
                                 {&in.from_2, &in.to_2},
                                 {&in.from_3, &in.to_3},
                                 {&in.from_4, &in.to_4},
                                 {&in.from_5, &in.to_5}};
    s->found = (struct client_list){0};
    if (n == 0)
        return OK;
    for (size_t i = 0; i < SEARCH_TERMS_MAX; i++) {
        *range[i].from = i < n ? terms[i] : S("");
        *range[i].to = i < n ? prefix_end(act->a, terms[i]) : S("");
    }
    return client_find(act->tx, act->a, &in, &s->found);
}

static enum rc find_all(struct act *act, struct client_search *s)
{
    struct client_page_in in = {s->after_name.p ? s->after_name : S(""), s->after_id,
                                FIND_MOST + 1};
    return client_page(act->tx, act->a, &in, &s->found);
}

enum rc client_search(struct act *act, struct client_search *s)
{
    struct client_count_row count;
    struct practice_facts facts;
    enum rc rc = practice_facts(act, &facts);
    if (rc == OK)
        rc = client_count(act->tx, act->a, &count);
    if (rc != OK)
        return rc;
    s->all = count.n;
    s->typed = str_trim(s->typed);
    rc = s->typed.n ? find_typed(act, s, str_eq(facts.country, S("US"))) : find_all(act, s);
    s->more = rc == OK && s->found.n > FIND_MOST;
    if (s->more)
        s->found.n = FIND_MOST;
    return rc;
}

enum rc client_read(struct act *act, struct id client, struct client *ret)
{
    return client_get(act->tx, act->a, &(struct client_get_in){client}, ret);
}

enum rc client_see(struct act *act, struct id client, struct client *ret)
{
    enum rc rc = client_read(act, client, ret);
    return rc == OK ? audit_saw(act, "client.see", client, client) : rc;
}

static enum rc words_put(struct act *act, const struct client *c)
{
    struct str words[CLIENT_WORDS_MAX];
    size_t n = client_words(act->a, c, words);
    enum rc rc = client_word_drop(act->tx, &(struct client_word_drop_in){c->id});
    for (size_t i = 0; i < n && rc == OK; i++)
        rc = client_word_put(act->tx, &(struct client_word_put_in){words[i], c->id});
    return rc;
}

static enum rc client_add(struct act *act, struct client_save *s)
{
    struct client *c = &s->client;
    struct client_alike_in alike = {c->born, c->name_folded, c->phone_digits, c->id};
    enum rc rc = client_alike(act->tx, act->a, &alike, &s->alike);
    if (rc != OK)
        return rc;
    if (s->alike.n && !s->despite)
        return CONFLICT;
    struct client fresh = *c;
    fresh.id = act->made = id_new();
    fresh.made_utc = act->now_utc;
    rc = client_put(act->tx, &fresh);
    if (rc == OK)
        rc = words_put(act, &fresh);
    return rc == OK ? audit_add(act, "client.add", fresh.id, fresh.id, S("")) : rc;
}

enum rc client_save(struct act *act, void *client_save)
{
    struct client_save *s = client_save;
    struct practice_facts facts;
    int64_t changed = 0;
    enum rc rc = practice_facts(act, &facts);
    if (rc != OK)
        return rc;
    client_check(act->a, &s->client, zone_local(facts.zone, act->now_utc).date, act->faults);
    if (act->faults->n)
        return INVALID;
    if (id_is_none(s->client.id))
        return client_add(act, s);
    act->made = s->client.id;
    rc = client_change_n(act->tx, &s->client, &changed);
    if (rc == OK && changed != 1)
        return CONFLICT;
    if (rc == OK)
        rc = words_put(act, &s->client);
    return rc == OK ? audit_add(act, "client.change", s->client.id, s->client.id, S("")) : rc;
}

enum rc client_set_archived(struct act *act, void *client_archive)
{
    struct client_archive *c = client_archive;
    int64_t changed = 0;
    struct maybe_int at = c->archived ? some_int(act->now_utc) : (struct maybe_int){0};
    act->made = c->client;
    enum rc rc = client_archive_n(act->tx, &(struct client_archive_in){c->client, at}, &changed);
    if (rc != OK || changed != 1)
        return rc == OK ? NOT_FOUND : rc;
    return audit_add(act, c->archived ? "client.archive" : "client.restore", c->client, c->client,
                     S(""));
}

static enum rc goals_put(struct act *act, const struct complaint *c, const struct goal_list *goals)
{
    enum rc rc = goal_drop(act->tx, &(struct goal_drop_in){c->client, c->n});
    for (size_t i = 0; i < goals->n && rc == OK; i++) {
        const struct goal *g = &goals->at[i];
        rc = goal_put(act->tx, &(struct goal_put_in){c->client, c->n, g->n, g->label, g->measure,
                                                     g->target, g->due});
    }
    return rc;
}

enum rc complaint_all(struct act *act, struct id client, struct complaint_list *ret)
{
    return complaint_by_client(act->tx, act->a, &(struct complaint_by_client_in){client}, ret);
}

/* The next number, and whether there is room for one more open complaint. */
static enum rc complaint_next(struct act *act, struct id client, int64_t *ret_n)
{
    struct complaint_list all;
    size_t open = 0;
    int64_t last = 0;
    enum rc rc = complaint_all(act, client, &all);
    for (size_t i = 0; rc == OK && i < all.n; i++) {
        open += !all.at[i].closed_utc.has;
        last = all.at[i].n > last ? all.at[i].n : last;
    }
    if (rc == OK && open >= COMPLAINTS_MAX)
        fault_add(act->faults, S("label"), "%d complaints are open: close one first.",
                  COMPLAINTS_MAX);
    *ret_n = last + 1;
    return rc;
}

static enum rc complaint_add(struct act *act, struct complaint fresh, const struct goal_list *goals)
{
    struct client owner;
    enum rc rc = client_read(act, fresh.client, &owner);
    if (rc == OK)
        rc = complaint_next(act, fresh.client, &fresh.n);
    if (rc != OK || act->faults->n)
        return rc != OK ? rc : INVALID;
    fresh.made_utc = act->now_utc;
    rc = complaint_put(act->tx, &fresh);
    if (rc == OK)
        rc = goals_put(act, &fresh, goals);
    return rc == OK ? audit_add(act, "complaint.add", ID_NONE, fresh.client, S("")) : rc;
}

/* One that is closed already stays closed since then. */
static enum rc complaint_close(struct act *act, struct complaint_save *s)
{
    struct complaint now;
    struct complaint_get_in in = {s->complaint.client, s->complaint.n};
    enum rc rc = complaint_get(act->tx, act->a, &in, &now);
    s->complaint.closed_utc = !s->closed                       ? (struct maybe_int){0}
                              : rc == OK && now.closed_utc.has ? now.closed_utc
                                                               : some_int(act->now_utc);
    return rc;
}

enum rc complaint_save(struct act *act, void *complaint_save)
{
    struct complaint_save *s = complaint_save;
    struct goal goals[GOALS_MAX];
    struct goal_list list = {goals, GOALS_MAX};
    struct practice_facts facts;
    int64_t changed = 0;
    enum rc rc = practice_facts(act, &facts);
    if (rc != OK)
        return rc;
    memcpy(goals, s->goals, sizeof goals);
    complaint_check(act->a, &s->complaint, &list, zone_local(facts.zone, act->now_utc).date,
                    act->faults);
    if (act->faults->n)
        return INVALID;
    act->made = s->complaint.client;
    if (s->complaint.n == 0)
        return complaint_add(act, s->complaint, &list);
    rc = complaint_close(act, s);
    if (rc == OK)
        rc = complaint_change_n(act->tx, &s->complaint, &changed);
    if (rc == OK && changed != 1)
        return CONFLICT;
    if (rc == OK)
        rc = goals_put(act, &s->complaint, &list);
    if (rc == OK)
        rc = outcome_refresh(act, s->complaint.client, s->complaint.n);
    return rc == OK ? audit_add(act, "complaint.change", ID_NONE, s->complaint.client, S("")) : rc;
}

enum rc complaint_see(struct act *act, struct id client, int64_t n, struct complaint_save *ret)
{
    struct complaint_save s = {0};
    struct goal_list goals;
    enum rc rc = complaint_get(act->tx, act->a, &(struct complaint_get_in){client, n},
                               &s.complaint);
    if (rc == OK)
        rc = goal_by_client(act->tx, act->a, &(struct goal_by_client_in){client}, &goals);
    if (rc != OK)
        return rc;
    for (size_t i = 0, kept = 0; i < goals.n && kept < GOALS_MAX; i++)
        if (goals.at[i].complaint == n)
            s.goals[kept++] = goals.at[i];
    s.closed = s.complaint.closed_utc.has;
    *ret = s;
    return audit_saw(act, "complaint.see", client, client);
}
