/* Reviews of a complaint.
 * Must never: lose an answer because another is missing, or let an activity change once rated.
 * Read next: sql/review.sql.
 */
#include "practice/review.h"

#include "domain/check.h"
#include "practice/audit.h"
#include "practice/client.h"
#include "practice/course.h"
#include "practice/wording.h"
#include "store/sql_complaint.h"
#include "store/sql_observation.h"
#include "store/sql_review.h"

/* --- look at --------------------------------------------------------------------------------- */

static enum rc past_read(struct act *act, struct id client, int64_t complaint,
                         struct review_list *ret)
{
    struct review_row_list rows;
    struct review_item_list items;
    enum rc rc = review_by_complaint(act->tx, act->a,
                                     &(struct review_by_complaint_in){client, complaint}, &rows);
    if (rc == OK)
        rc = review_item_by_complaint(
            act->tx, act->a, &(struct review_item_by_complaint_in){client, complaint}, &items);
    if (rc != OK)
        return rc;
    *ret = (struct review_list){.at = ARENA_ARRAY(act->a, rows.n + 1, struct review)};
    size_t at = 0;
    for (size_t i = 0; i < rows.n && !arena_failed(act->a); i++) {
        struct review *r = &ret->at[ret->n++];
        *r = (struct review){rows.at[i].id, rows.at[i].at_utc, rows.at[i].who, {items.at + at, 0}};
        while (at < items.n && id_eq(items.at[at].review, r->id)) {
            r->items.n++;
            at++;
        }
    }
    return OK;
}

static enum rc activities_read(struct act *act, struct id client, int64_t complaint,
                               struct review_state *s)
{
    struct activity_row_list rows;
    struct activity_by_client_in in = {client, complaint};
    enum rc rc = activity_by_client(act->tx, act->a, &in, &rows);
    for (size_t i = 0; i < ACTIVITIES_MAX; i++)
        s->facts.activities[i] = S("");
    for (size_t i = 0; rc == OK && i < rows.n; i++)
        if (rows.at[i].n >= 1 && rows.at[i].n <= ACTIVITIES_MAX)
            s->facts.activities[rows.at[i].n - 1] = rows.at[i].label;
    s->fixed = rc == OK && rows.n > 0;
    return rc;
}

static enum rc state_read(struct act *act, struct id client, int64_t complaint,
                          struct review_state *ret)
{
    struct review_state s = {0};
    struct complaint_get_in in = {client, complaint};
    enum rc rc = complaint_get(act->tx, act->a, &in, &s.complaint);
    if (rc == OK)
        rc = goal_of_complaint(act->tx, act->a, &(struct goal_of_complaint_in){client, complaint},
                               &s.facts.goals);
    if (rc == OK)
        rc = activities_read(act, client, complaint, &s);
    if (rc == OK)
        rc = past_read(act, client, complaint, &s.past);
    s.facts.is_first = s.past.n == 0;
    for (size_t i = 0; i < ACTIVITIES_MAX; i++)
        s.past.activities += s.facts.activities[i].n > 0;
    if (rc == OK)
        *ret = s;
    return rc;
}

enum rc review_see(struct act *act, struct id client, int64_t complaint, struct review_state *ret)
{
    struct course course = {0};
    enum rc rc = state_read(act, client, complaint, ret);
    if (rc == OK)
        rc = course_read(act, client, complaint, &course);
    ret->due = course.due;
    return rc == OK ? audit_saw(act, "review.see", client, client) : rc;
}

/* --- give ------------------------------------------------------------------------------------ */

static const struct review_answer *answer_to(const struct review_give_cmd *c,
                                             const struct review_question *q)
{
    for (size_t i = 0; i < REVIEW_QUESTIONS_MAX; i++)
        if (c->answers[i].n == q->n && c->answers[i].value.has &&
            str_eq(c->answers[i].instrument, str_from(q->instrument->id)))
            return &c->answers[i];
    return NULL;
}

static struct str field_of_question(struct arena *a, const char *instrument, int64_t n)
{
    return arena_fmt(a, "%s.%lld", instrument, (long long)n);
}

/* Activities that are named now: each with its rating, none twice. */
static void activities_check(struct act *act, const struct review_give_cmd *c,
                             struct review_state *s)
{
    for (size_t i = 0; i < ACTIVITIES_MAX; i++) {
        struct str field = arena_fmt(act->a, "activity.%zu", i + 1), named = c->activities[i];
        const struct check_text text = {field, &named, "an activity", ACTIVITY_CHARS, false};
        struct review_question q = {instrument_find(S("psfs")), (int64_t)i + 1, {0}, {0}, {0}};
        check_texts(act->a, &text, 1, act->faults);
        bool rated = answer_to(c, &q) != NULL;
        if (rated && !named.n)
            fault_add(act->faults, field, "Name the activity that is rated beside it.");
        if (named.n && !rated)
            fault_add(act->faults, field_of_question(act->a, "psfs", q.n),
                      "Rate it too: it is what later reviews are compared with.");
        for (size_t k = 0; named.n && k < i; k++)
            if (str_eq(named, s->facts.activities[k]))
                fault_add(act->faults, field, "This activity is named twice.");
        s->facts.activities[i] = named;
    }
}

static void value_check(struct act *act, const struct review_question *q,
                        const struct review_answer *answer)
{
    const struct instrument *x = q->instrument;
    double v = answer->value.v;
    if (v < x->min || v > x->max || v != (double)(int64_t)v)
        fault_add(act->faults, field_of_question(act->a, x->id, q->n),
                  "Choose one of the steps of the scale.");
}

static bool entry_find(struct str typed, struct score_entry *ret)
{
    struct score_entry all[SCORE_ENTRIES_MAX];
    size_t n = score_entries(all);
    size_t slash = str_find(typed, '/');
    int64_t sub = 0;
    struct str id = str_slice(typed, 0, slash);
    if (slash < typed.n && !str_int(str_slice(typed, slash + 1, typed.n), 1, 9, &sub))
        return false;
    for (size_t i = 0; i < n; i++)
        if (str_eq(id, str_from(all[i].instrument->id)) && all[i].n == sub) {
            *ret = all[i];
            return true;
        }
    return false;
}

/* A total that was typed in; false: none. */
static bool entry_check(struct act *act, const struct review_give_cmd *c, struct score_entry *ret,
                        double *ret_total)
{
    struct str typed = str_trim(c->total_text);
    if (!c->entry.n && !typed.n)
        return false;
    if (!c->entry.n || !entry_find(c->entry, ret)) {
        fault_add(act->faults, S("entry"), "Choose whose total it is.");
        return false;
    }
    if (!str_real(typed, ret->low, ret->high, ret_total)) {
        fault_add(act->faults, S("total"), "Enter the total, %g to %g.", ret->low, ret->high);
        return false;
    }
    return true;
}

static enum rc item_put(struct act *act, struct id client, const char *instrument, int64_t item,
                        double value, struct str wording)
{
    struct str hash;
    enum rc rc = wording_keep(act, wording, &hash);
    return rc == OK ? review_item_put(act->tx, &(struct review_item_put_in){client, act->made,
                                                                            str_from(instrument),
                                                                            item, value, hash})
                    : rc;
}

static enum rc total_put(struct act *act, const struct review_give_cmd *c, const char *instrument,
                         double total)
{
    return observation_put(act->tx, &(struct observation_put_in){
                                        c->client, c->complaint, str_from(instrument), act->now_utc,
                                        S("before"), total, ID_NONE, act->made});
}

static enum rc activities_put(struct act *act, const struct review_give_cmd *c)
{
    enum rc rc = OK;
    for (size_t i = 0; i < ACTIVITIES_MAX && rc == OK; i++)
        if (c->activities[i].n)
            rc = activity_put(act->tx,
                              &(struct activity_put_in){c->client, c->complaint, (int64_t)i + 1,
                                                        c->activities[i], act->now_utc});
    return rc;
}

/* What was checked, ready to be kept. */
struct review_checked {
    struct review_question questions[REVIEW_QUESTIONS_MAX];
    size_t n;
    int activities;
    struct score_entry entry;
    double total;
    bool has_entry;
};

static enum rc answers_put(struct act *act, const struct review_give_cmd *c,
                           const struct review_checked *k)
{
    struct review r = {.items = {ARENA_ARRAY(act->a, k->n + 1, struct review_item), 0}};
    enum rc rc = OK;
    for (size_t i = 0; i < k->n && rc == OK && !arena_failed(act->a); i++) {
        const struct review_question *q = &k->questions[i];
        const struct review_answer *answer = answer_to(c, q);
        if (!answer)
            continue;
        rc = item_put(act, c->client, q->instrument->id, q->n, answer->value.v, q->text);
        r.items.at[r.items.n++] = (struct review_item){act->made, str_from(q->instrument->id), q->n,
                                                       answer->value.v, q->text};
    }
    for (size_t i = 0; i < k->n && rc == OK; i++) {
        const struct instrument *x = k->questions[i].instrument;
        bool again = i > 0 && k->questions[i - 1].instrument == x;
        struct maybe_real total = review_total(&r, x, k->activities).total;
        if (!again && total.has && !str_eq(str_from(x->id), S("nrs_goal")))
            rc = total_put(act, c, x->id, total.v);
    }
    return rc;
}

static enum rc entry_put(struct act *act, const struct review_give_cmd *c,
                         const struct review_checked *k)
{
    const struct instrument *x = k->entry.instrument;
    if (!k->has_entry)
        return OK;
    struct str name = *k->entry.subscale ? arena_fmt(act->a, "%s, %s", x->name, k->entry.subscale)
                                         : str_from(x->name);
    enum rc rc = item_put(act, c->client, x->id, k->entry.n, k->total, name);
    return rc == OK && !k->entry.n ? total_put(act, c, x->id, k->total) : rc;
}

/* Of a goal that is gone meanwhile, say. */
static void answers_check(struct act *act, const struct review_give_cmd *c,
                          const struct review_checked *k)
{
    for (size_t i = 0; i < REVIEW_QUESTIONS_MAX; i++) {
        const struct review_answer *answer = &c->answers[i];
        bool asked = !answer->value.has;
        for (size_t q = 0; q < k->n && !asked; q++)
            asked = answer->n == k->questions[q].n &&
                    str_eq(answer->instrument, str_from(k->questions[q].instrument->id));
        bool unnamed = str_eq(answer->instrument, S("psfs")) && act->faults->n;
        if (!asked && !unnamed)
            fault_add(act->faults, S(""), "A question is asked no more: open the page anew.");
    }
}

static void review_check(struct act *act, struct review_give_cmd *c, struct review_state *s,
                         struct review_checked *k)
{
    bool any = false;
    if (!s->fixed)
        activities_check(act, c, s);
    k->n = review_questions(&s->facts, k->questions);
    for (size_t i = 0; i < ACTIVITIES_MAX; i++)
        k->activities += s->facts.activities[i].n > 0;
    for (size_t i = 0; i < k->n; i++) {
        const struct review_answer *answer = answer_to(c, &k->questions[i]);
        any = any || answer;
        if (answer)
            value_check(act, &k->questions[i], answer);
    }
    answers_check(act, c, k);
    k->has_entry = entry_check(act, c, &k->entry, &k->total);
    if (!any && !k->has_entry && !act->faults->n)
        fault_add(act->faults, S("peg.1"), "Nothing is answered yet.");
}

enum rc review_give(struct act *act, void *review_give_cmd)
{
    struct review_give_cmd *c = review_give_cmd;
    struct review_state s;
    struct review_checked k = {.n = 0};
    enum rc rc = state_read(act, c->client, c->complaint, &s);
    if (rc != OK)
        return rc;
    bool names = false;
    for (size_t i = 0; i < ACTIVITIES_MAX; i++)
        names = names || c->activities[i].n;
    if (names && s.fixed)
        return CONFLICT;
    review_check(act, c, &s, &k);
    if (act->faults->n)
        return INVALID;
    act->made = id_new();
    rc = review_put(act->tx, &(struct review_put_in){c->client, act->made, c->complaint,
                                                     act->now_utc, act->who.user});
    if (rc == OK && names)
        rc = activities_put(act, c);
    if (rc == OK)
        rc = answers_put(act, c, &k);
    if (rc == OK)
        rc = entry_put(act, c, &k);
    return rc == OK ? audit_add(act, "review.give", act->made, c->client, S("")) : rc;
}

enum rc review_void(struct act *act, void *review_void_cmd)
{
    struct review_void_cmd *c = review_void_cmd;
    struct client client;
    int64_t changed = 0;
    struct review_void_row_in in = {c->client, c->review, act->now_utc};
    enum rc rc = client_read(act, c->client, &client);
    if (rc == OK)
        rc = review_void_row_n(act->tx, &in, &changed);
    if (rc != OK || changed != 1)
        return rc == OK ? CONFLICT : rc;
    act->made = c->review;
    rc = observation_void_one(act->tx, &(struct observation_void_one_in){c->client, c->review});
    if (rc == OK)
        rc = activity_drop_unrated(act->tx, &(struct activity_drop_unrated_in){c->client});
    return rc == OK ? audit_add(act, "review.void", c->review, c->client, S("")) : rc;
}
