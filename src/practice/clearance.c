/* Clearances, recorded and withdrawn.
 * Must never: lift a red flag.
 * Read next: practice/clearance.h.
 */
#include "practice/clearance.h"

#include "domain/check.h"
#include "practice/audit.h"
#include "practice/gate.h"
#include "store/sql_clearance.h"

enum {
    GIVEN_BY_CHARS = 200,
    ALLOWED_CHARS = 1000,
    WHY_CHARS = 400,
    CLEARANCE_DAYS_MAX = 2 * 366,
    GIVEN_DAYS_MAX = 92
};

static bool is_clearable(const struct gate *g, struct str caution)
{
    for (size_t i = 0; i < g->flags.n; i++) {
        enum flag_state state = g->flags.at[i].state;
        if (str_eq(caution, str_from(g->flags.at[i].row->id)))
            return state == FLAG_STOPS || state == FLAG_CLEARED;
    }
    return false;
}

static void until_check(struct clearance *c, struct date today, struct faults *f)
{
    struct date until, given;
    c->until_day = str_trim(c->until_day);
    if (!date_parse(c->until_day, &until)) {
        fault_add(f, S("until_day"),
                  "Enter the last day it holds as year-month-day, a day that exists: 2027-02-28.");
        return;
    }
    if (date_parse(c->given_day, &given) && date_cmp(until, given) < 0)
        fault_add(f, S("until_day"), "This is before the day it was given: mend one of them.");
    else if (date_cmp(until, today) < 0)
        fault_add(f, S("until_day"), "This day is over: the clearance would not hold.");
    else if (date_days(until) - date_days(today) > CLEARANCE_DAYS_MAX)
        fault_add(f, S("until_day"), "Two years at most: then ask again.");
}

static void given_check(const struct clearance *c, struct date today, struct faults *f)
{
    struct date given;
    if (!c->given_day.n)
        fault_add(f, S("given_day"), "Enter the day it was given.");
    else if (date_parse(c->given_day, &given) &&
             date_days(today) - date_days(given) > GIVEN_DAYS_MAX)
        fault_add(f, S("given_day"), "This is more than three months ago: ask the doctor anew.");
}

static void clearance_check(struct act *act, const struct gate_whole *w, struct clearance_save *s)
{
    struct clearance *c = &s->clearance;
    struct faults *f = act->faults;
    struct date today = zone_local(w->practice.zone, act->now_utc).date;
    const struct check_text texts[] = {
        {S("given_by"), &c->given_by, "who gave it, and of which practice", GIVEN_BY_CHARS, true},
        {S("allowed"), &c->allowed, "what was allowed, in their words", ALLOWED_CHARS, true},
    };
    check_texts(act->a, texts, 2, f);
    if (!is_clearable(&w->gate, c->caution))
        fault_add(f, S("caution"),
                  "There is nothing of this kind that a clearance lifts. Red flags, and what "
                  "puts a visit off to another day, are never lifted here.");
    if (!str_eq(c->kind, S("letter")) && !str_eq(c->kind, S("call")))
        fault_add(f, S("kind"), "Choose: a letter, or a call.");
    check_day(&c->given_day, S("given_day"), "the day it was given", today, f);
    given_check(c, today, f);
    if (str_eq(c->kind, S("letter")) && !s->letter.name.n)
        fault_add(f, S("document"), "Choose the letter: a scan or a photo of it, up to 10 MiB.");
    if (c->cap.has && (c->cap.v < 0 || c->cap.v > CAP_NONE))
        fault_add(f, S("cap"), "A pressure goes from 0 to 5.");
    until_check(c, today, f);
}

enum rc clearance_add(struct act *act, void *clearance_save)
{
    struct clearance_save *s = clearance_save;
    struct clearance *c = &s->clearance;
    struct gate_whole w;
    enum rc rc = gate_read(act, s->client, act->now_utc, NULL, &w);
    if (rc != OK)
        return rc;
    clearance_check(act, &w, s);
    if (act->faults->n)
        return INVALID;
    if (s->letter.name.n)
        rc = document_add(act, s->client, &s->letter, &c->document);
    if (rc != OK)
        return rc;
    act->made = id_new();
    struct clearance_put_in in = {s->client,    act->made,    c->caution,    c->kind,
                                  c->given_by,  c->given_day, c->allowed,    c->cap,
                                  c->until_day, c->document,  act->who.user, act->now_utc};
    rc = clearance_put(act->tx, &in);
    return rc == OK ? audit_add(act, "clearance.add", act->made, s->client, S("")) : rc;
}

enum rc clearance_withdraw(struct act *act, void *clearance_withdraw_cmd)
{
    struct clearance_withdraw_cmd *c = clearance_withdraw_cmd;
    const struct check_text why = {S("why"), &c->why, "why it no longer holds", WHY_CHARS, true};
    int64_t changed = 0;
    check_texts(act->a, &why, 1, act->faults);
    if (act->faults->n)
        return INVALID;
    act->made = c->clearance;
    struct clearance_withdraw_row_in in = {c->client, c->clearance, act->now_utc, act->who.user,
                                           c->why};
    enum rc rc = clearance_withdraw_row_n(act->tx, &in, &changed);
    if (rc != OK || changed != 1)
        return rc == OK ? CONFLICT : rc;
    return audit_add(act, "clearance.withdraw", c->clearance, c->client, S(""));
}
