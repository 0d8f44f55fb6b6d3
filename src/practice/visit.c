/* A visit: start, draft, sign, amend, void.
 * Must never: change a signed note, or lose what was typed into a draft.
 * Read next: practice/visit_read.c.
 */
#include "practice/visit.h"

#include "domain/check.h"
#include "practice/audit.h"
#include "practice/client.h"
#include "practice/course.h"
#include "practice/gate.h"
#include "practice/outcome.h"
#include "practice/visit_write.h"
#include "store/sql_observation.h"
#include "store/sql_visit.h"

enum { SAME_DAY_S = 12 * 3600, REASON_MAX = 400 };

static enum rc location_or_first(struct act *act, struct id *location)
{
    struct location_list all;
    enum rc rc = practice_locations(act, &all);
    if (rc != OK || !all.n)
        return rc == OK ? NOT_FOUND : rc;
    for (size_t i = 0; i < all.n; i++)
        if (id_eq(all.at[i].id, *location))
            return OK;
    if (!id_is_none(*location)) {
        fault_add(act->faults, S("location"), "Choose a location from the list.");
        return INVALID;
    }
    *location = all.at[0].id;
    return OK;
}

static enum rc complaint_or_only(struct act *act, struct id client, int64_t *n)
{
    struct complaint_list all;
    size_t open = 0;
    enum rc rc = complaint_all(act, client, &all);
    if (rc != OK)
        return rc;
    while (open < all.n && !all.at[open].closed_utc.has) {
        if (all.at[open].n == *n)
            return OK;
        open++;
    }
    if (*n == 0 && open == 1) {
        *n = all.at[0].n;
        return OK;
    }
    fault_add(act->faults, S("complaint"),
              open ? "Choose which complaint this visit is about."
                   : "Add what the client complains of first.");
    return INVALID;
}

/* One's own unsigned visit of the same complaint and day, if any. */
static enum rc same_draft(struct act *act, const struct visit_start *s, int64_t started,
                          struct id *ret)
{
    struct visit_list all;
    struct visit_by_client_in in = {s->client, started + SAME_DAY_S, 20};
    enum rc rc = visit_by_client(act->tx, act->a, &in, &all);
    *ret = ID_NONE;
    for (size_t i = 0; rc == OK && i < all.n; i++) {
        const struct visit *v = &all.at[i];
        if (str_eq(v->state, S("draft")) && v->complaint == s->complaint &&
            id_eq(v->therapist, act->who.user) && v->started_utc > started - SAME_DAY_S)
            *ret = v->id;
    }
    return rc;
}

static enum rc start_check(struct act *act, struct visit_start *s, int64_t started)
{
    struct client client;
    enum rc rc = client_read(act, s->client, &client);
    if (rc == OK && client.archived_utc.has) {
        fault_add(act->faults, S(""),
                  "This client is archived: bring them back first, under "
                  "Change details.");
        return INVALID;
    }
    if (rc == OK)
        rc = complaint_or_only(act, s->client, &s->complaint);
    if (rc == OK)
        rc = location_or_first(act, &s->location);
    if (rc == OK && started > act->now_utc + 60) {
        fault_add(act->faults, S("started"), "A visit cannot be written before it begins.");
        rc = INVALID;
    }
    return rc;
}

static enum rc visit_make(struct act *act, const struct visit_start *s, int64_t started)
{
    act->made = id_new();
    struct visit_put_in put = {s->client,    act->made, act->who.user, s->location,
                               s->complaint, started,   act->now_utc};
    struct draft_put_in draft = {s->client, act->made, s->form, act->now_utc};
    enum rc rc = visit_put(act->tx, &put);
    if (rc == OK)
        rc = draft_put(act->tx, &draft);
    return rc == OK ? audit_add(act, "visit.start", act->made, s->client, S("")) : rc;
}

enum rc visit_start(struct act *act, void *visit_start)
{
    struct visit_start *s = visit_start;
    struct id asking;
    struct gate_whole w;
    int64_t started = s->started_utc ? s->started_utc : act->now_utc;
    enum rc rc = start_check(act, s, started);
    if (rc == OK)
        rc = answers_keep(act, &s->asking, &asking);
    if (rc == OK)
        rc = gate_read(act, s->client, act->now_utc, NULL, &w);
    if (rc == OK && w.gate.verdict != GATE_OPEN)
        return gate_refuse(act, &w, "start", ID_NONE);
    if (rc == OK)
        rc = same_draft(act, s, started, &act->made);
    return rc == OK && id_is_none(act->made) ? visit_make(act, s, started) : rc;
}

/* One's own draft; the same answers for draft_save, sign and void. */
static enum rc own_draft(struct act *act, struct id client, struct id visit, struct visit *ret)
{
    enum rc rc = visit_get(act->tx, act->a, &(struct visit_get_in){client, visit}, ret);
    if (rc != OK)
        return rc;
    if (!str_eq(ret->state, S("draft"))) {
        fault_add(act->faults, S(""), "This note is %s already.",
                  str_eq(ret->state, S("void")) ? "voided" : "signed");
        return CONFLICT;
    }
    return id_eq(ret->therapist, act->who.user) ? OK : DENIED;
}

static enum rc overtaken_say(struct act *act)
{
    fault_add(act->faults, S(""),
              "This visit was saved in another window meanwhile. Here is what you typed in this "
              "one: keep it, and it takes the other's place.");
    return CONFLICT;
}

enum rc draft_save(struct act *act, void *draft_save)
{
    struct draft_save *d = draft_save;
    struct visit visit;
    int64_t changed = 0;
    enum rc rc = own_draft(act, d->client, d->visit, &visit);
    d->overtaken = false;
    if (rc != OK)
        return rc;
    struct draft_change_in in = {d->client, d->visit, d->form, act->now_utc, d->version};
    rc = draft_change_n(act->tx, &in, &changed);
    if (rc == OK && changed != 1) {
        d->overtaken = true;
        return overtaken_say(act);
    }
    d->ret_version = d->version + 1;
    act->made = d->visit;
    return rc == OK ? audit_add(act, "draft.save", d->visit, d->client, S("")) : rc;
}

/* The note is read back as it will be shown, inside the same transaction. */
static enum rc read_back(struct act *act, const struct visit *v)
{
    struct note kept;
    enum rc rc = note_get(act->tx, act->a, &(struct note_get_in){v->client, v->id}, &kept);
    if (rc != OK)
        return rc;
    return str_eq(visit_hash(act->a, v, &kept), v->signed_hash) ? OK : BROKEN;
}

/* When the gate judges: as the visit was begun here, or later when the note says that it was later.
 * An earlier time moves nothing. */
static int64_t judged_utc(const struct visit *v, const struct sheet *s)
{
    return s->started_utc > v->entered_utc ? s->started_utc : v->entered_utc;
}

static bool is_old(const struct act *act, const struct visit *v)
{
    return act->now_utc - v->entered_utc > EACH_VISIT_S;
}

/* What a note says of its time: a draft that was left open may have become another visit. */
static void time_check(struct act *act, const struct visit_sign_cmd *c, const struct visit *v,
                       const struct gate_whole *w)
{
    const struct zone *zone = w->practice.zone;
    struct str when = time_human(act->a, zone, c->sheet.started_utc);
    if (w->facts.born.year &&
        date_cmp(zone_local(zone, c->sheet.started_utc).date, w->facts.born) < 0)
        fault_add(act->faults, S("started"), "This is before the client was born.");
    if (is_old(act, v) && !c->held)
        fault_add(act->faults, S("held"),
                  "This note was begun more than a day ago: confirm that the visit took place on "
                  "%.*s. For a visit today, start a new one.",
                  STR_ARG(when));
}

/* An old draft may be written on for a visit of today: what closes today's is waited for. */
static enum rc today_check(struct act *act, const struct visit *v, const struct visit_sign_cmd *c)
{
    struct gate_whole now;
    if (!is_old(act, v))
        return OK;
    enum rc rc = gate_read(act, c->client, act->now_utc, NULL, &now);
    for (size_t i = 0; rc == OK && i < now.gate.flags.n; i++) {
        const struct flag *x = &now.gate.flags.at[i];
        struct str said = caution_words(x->row);
        if (x->state >= FLAG_STOPS && x->last_utc > act->now_utc - EACH_VISIT_S)
            fault_add(act->faults, S(""),
                      "Since yesterday the client has said: %.*s. This older note can be signed "
                      "when a day has passed.",
                      STR_ARG(said));
    }
    return rc;
}

/* The draft goes; only the one that was seen. */
static enum rc draft_end(struct act *act, struct visit_sign_cmd *c)
{
    struct draft_drop_in in = {c->client, c->visit, c->version};
    int64_t changed = 0;
    enum rc rc = draft_drop_n(act->tx, &in, &changed);
    c->overtaken = rc == OK && changed != 1;
    return c->overtaken ? overtaken_say(act) : rc;
}

enum rc visit_sign(struct act *act, void *visit_sign_cmd)
{
    struct visit_sign_cmd *c = visit_sign_cmd;
    struct visit v;
    struct course course;
    enum rc rc = own_draft(act, c->client, c->visit, &v);
    if (rc != OK)
        return rc;
    c->sheet.started_utc = c->sheet.started_utc ? c->sheet.started_utc : v.started_utc;
    sheet_check(act->a, &c->sheet, act->now_utc, act->faults);
    struct gate_whole w;
    rc = gate_read(act, c->client, judged_utc(&v, &c->sheet), &c->sheet, &w);
    if (rc == OK && w.gate.verdict != GATE_OPEN) {
        gate_say(&w.gate, act->faults);
        return gate_refuse(act, &w, "sign", v.id);
    }
    if (rc != OK)
        return rc;
    gate_sheet_check(act->a, &w.gate, &w.facts.rules, &c->sheet, act->faults);
    time_check(act, c, &v, &w);
    rc = today_check(act, &v, c);
    if (rc != OK || act->faults->n)
        return rc != OK ? rc : INVALID;
    act->made = v.id;
    rc = draft_end(act, c);
    if (rc == OK)
        rc = course_read(act, v.client, v.complaint, &course);
    if (rc != OK)
        return rc;
    c->sheet.planned = course.has_plan ? plan_note(act->a, &course.plan, course.done) : S("");
    rc = visit_write(act, &v, &c->sheet);
    if (rc == OK)
        rc = outcome_refresh_all(act, v.client);
    if (rc == OK)
        rc = read_back(act, &v);
    return rc == OK ? audit_add(act, "visit.sign", v.id, v.client, S("")) : rc;
}

enum rc visit_amend(struct act *act, void *visit_amend_cmd)
{
    struct visit_amend_cmd *c = visit_amend_cmd;
    struct visit v;
    const struct check_text texts[] = {
        {S("reason"), &c->reason, "why the note is amended", REASON_MAX, true},
        {S("body"), &c->body, "what is to be added or corrected", TEXT_MAX, true},
    };
    enum rc rc = visit_get(act->tx, act->a, &(struct visit_get_in){c->client, c->visit}, &v);
    if (rc != OK)
        return rc;
    check_texts(act->a, texts, sizeof texts / sizeof texts[0], act->faults);
    if (act->faults->n)
        return INVALID;
    if (!str_eq(v.state, S("signed"))) {
        fault_add(act->faults, S(""), "Only a signed note can be amended.");
        return CONFLICT;
    }
    act->made = v.id;
    struct id id = id_new();
    rc = amendment_put(act->tx, &(struct amendment_put_in){c->client, c->visit, id, act->who.user,
                                                           act->now_utc, c->reason, c->body});
    return rc == OK ? audit_add(act, "visit.amend", c->visit, c->client, S("")) : rc;
}

enum rc visit_void(struct act *act, void *visit_void_cmd)
{
    struct visit_void_cmd *c = visit_void_cmd;
    struct visit v;
    int64_t changed = 0;
    const struct check_text reason = {S("reason"), &c->reason, "why it does not belong here",
                                      REASON_MAX, true};
    enum rc rc = visit_get(act->tx, act->a, &(struct visit_get_in){c->client, c->visit}, &v);
    if (rc != OK)
        return rc;
    check_texts(act->a, &reason, 1, act->faults);
    if (act->faults->n)
        return INVALID;
    if (str_eq(v.state, S("draft")) && !id_eq(v.therapist, act->who.user))
        return DENIED;
    act->made = v.id;
    struct visit_void_row_in in = {c->client, c->visit, act->now_utc, act->who.user, c->reason};
    rc = visit_void_row_n(act->tx, &in, &changed);
    if (rc == OK && changed != 1)
        return CONFLICT;
    if (rc == OK)
        rc = observation_void(act->tx, &(struct observation_void_in){c->client, c->visit});
    if (rc == OK)
        rc = outcome_refresh_all(act, c->client);
    return rc == OK ? audit_add(act, "visit.void", c->visit, c->client, S("")) : rc;
}
