/* Questionnaires about mood.
 * Must never: lose an answer above 0 to the last item of the PHQ-9, or show it in a list.
 * Read next: sql/screening.sql.
 */
#include "practice/screening.h"

#include "domain/check.h"
#include "domain/score.h"
#include "practice/audit.h"
#include "practice/client.h"
#include "practice/gate.h"
#include "practice/user.h"
#include "practice/wording.h"
#include "store/sql_observation.h"
#include "store/sql_screening.h"

enum { CONTACT_CHARS = 80, NOTE_CHARS = 2000, SHOWN_MOST = 30, ALERTS_MOST = 20 };

/* --- settings -------------------------------------------------------------------------------- */

enum rc screening_setting(struct act *act, struct screening_setting *ret)
{
    struct screening_setting_row row = {0};
    enum rc rc = screening_setting_get(act->tx, act->a, &row);
    if (rc != OK && rc != NOT_FOUND)
        return rc;
    *ret = (struct screening_setting){row.phq9, row.responsible, row.version};
    return OK;
}

static void contacts_of_country(struct str country, struct crisis_contacts *ret)
{
    static const char *const kinds[] = {"emergency", "crisis"};
    for (size_t i = 0; i < 2; i++) {
        const struct contact *c = contact_find(country, kinds[i]);
        if (c)
            ret->at[ret->n++] = (struct crisis_contact){str_from(c->name), str_from(c->phone)};
    }
}

enum rc crisis_contacts(struct act *act, struct crisis_contacts *ret)
{
    struct crisis_contact_row_list rows;
    struct practice_facts facts;
    struct crisis_contacts all = {.n = 0};
    enum rc rc = practice_facts(act, &facts);
    if (rc == OK)
        rc = crisis_contact_all(act->tx, act->a, &rows);
    if (rc != OK)
        return rc;
    for (size_t i = 0; i < rows.n && i < CONTACTS_MAX; i++)
        all.at[all.n++] = (struct crisis_contact){rows.at[i].name, rows.at[i].phone};
    if (!all.n)
        contacts_of_country(facts.country, &all);
    *ret = all;
    return OK;
}

static void contact_check(struct act *act, struct crisis_contact *c, size_t i)
{
    struct str field = arena_fmt(act->a, "contact.%zu", i);
    const struct check_text texts[] = {{field, &c->name, "a name", CONTACT_CHARS, false},
                                       {field, &c->phone, "a phone number", CONTACT_CHARS, false}};
    check_texts(act->a, texts, 2, act->faults);
    if ((c->name.n == 0) != (c->phone.n == 0))
        fault_add(act->faults, field, "A contact has a name and a phone number.");
}

static enum rc setting_check(struct act *act, struct screening_setting_save *s)
{
    struct user user;
    bool known = !id_is_none(s->setting.responsible) &&
                 user_read(act, s->setting.responsible, &user) == OK && !user.ended_utc.has;
    if (s->setting.phq9 && !known)
        fault_add(act->faults, S("responsible"),
                  "Name who answers for it: the PHQ-9 asks about self-harm.");
    for (size_t i = 0; i < CONTACTS_MAX; i++)
        contact_check(act, &s->contacts.at[i], i);
    return act->faults->n ? INVALID : OK;
}

static enum rc contacts_put(struct act *act, const struct crisis_contacts *all)
{
    enum rc rc = crisis_contact_drop(act->tx);
    for (size_t i = 0; i < CONTACTS_MAX && rc == OK; i++)
        if (all->at[i].name.n)
            rc = crisis_contact_put(act->tx, &(struct crisis_contact_put_in){
                                                 (int64_t)i, all->at[i].name, all->at[i].phone});
    return rc;
}

enum rc screening_setting_change(struct act *act, void *screening_setting_save)
{
    struct screening_setting_save *s = screening_setting_save;
    struct screening_setting now;
    int64_t changed = 0;
    enum rc rc = setting_check(act, s);
    if (rc == OK)
        rc = screening_setting(act, &now);
    if (rc == OK && now.version != s->setting.version)
        return CONFLICT;
    struct screening_setting_put_in in = {s->setting.phq9, s->setting.responsible,
                                          s->setting.version};
    if (rc == OK)
        rc = screening_setting_put_n(act->tx, &in, &changed);
    if (rc != OK || changed != 1)
        return rc == OK ? CONFLICT : rc;
    rc = contacts_put(act, &s->contacts);
    return rc == OK ? audit_add(act, "screening.setting", ID_NONE, ID_NONE, S("")) : rc;
}

/* --- give ------------------------------------------------------------------------------------ */

static bool is_asked_here(const struct screening_setting *s, struct str instrument)
{
    for (size_t i = 0; i < 3; i++)
        if (str_eq(instrument, str_from(screening_instruments[i])))
            return s->phq9 || !str_eq(instrument, S("phq9"));
    return false;
}

static void values_check(struct act *act, const struct instrument *x,
                         const struct screening_give_cmd *c)
{
    bool any = false;
    for (int n = 1; n <= x->items && n <= SCREENING_ITEMS_MAX; n++) {
        const struct maybe_int *v = &c->values[n - 1];
        any = any || v->has;
        if (v->has && (v->v < 0 || v->v > 3))
            fault_add(act->faults, arena_fmt(act->a, "item.%d", n), "Choose one of the answers.");
    }
    if (!any)
        fault_add(act->faults, S("item.1"), "Nothing is answered yet.");
}

static enum rc items_put(struct act *act, const struct screening_give_cmd *c)
{
    enum rc rc = OK;
    for (int n = 1; n <= SCREENING_ITEMS_MAX && rc == OK; n++) {
        const struct item *item = score_item(c->instrument, n);
        struct str hash;
        if (!item || !c->values[n - 1].has)
            continue;
        rc = wording_keep(act, arena_fmt(act->a, "%s %s", item->stem, item->text), &hash);
        if (rc == OK)
            rc = screening_item_put(
                act->tx,
                &(struct screening_item_put_in){c->client, act->made, n, c->values[n - 1].v, hash});
    }
    return rc;
}

/* Rows that follow from an item of this questionnaire. */
static enum rc crisis_look(struct act *act, struct screening_give_cmd *c)
{
    enum rc rc = OK;
    for (size_t i = 0; i < caution_count && rc == OK; i++) {
        const struct caution *row = &caution_all[i];
        if (row->derived != DERIVED_ITEM ||
            !str_eq(c->instrument, str_from(row->derived_instrument)))
            continue;
        const struct maybe_int *v = &c->values[row->derived_limit - 1];
        if (!v->has || v->v == 0)
            continue;
        c->crisis = true;
        rc = crisis_alert_raise(act, c->client, row);
    }
    return rc;
}

static enum rc total_put(struct act *act, const struct screening_give_cmd *c, int64_t total)
{
    return observation_put(
        act->tx, &(struct observation_put_in){c->client, 0, c->instrument, act->now_utc,
                                              S("before"), (double)total, ID_NONE, act->made});
}

enum rc screening_give(struct act *act, void *screening_give_cmd)
{
    struct screening_give_cmd *c = screening_give_cmd;
    const struct instrument *x = instrument_find(c->instrument);
    struct screening_setting setting;
    struct client client;
    enum rc rc = client_read(act, c->client, &client);
    if (rc == OK)
        rc = screening_setting(act, &setting);
    if (rc != OK)
        return rc;
    if (!x || !is_asked_here(&setting, c->instrument)) {
        fault_add(act->faults, S("instrument"), "This questionnaire is not used here.");
        return INVALID;
    }
    values_check(act, x, c);
    if (act->faults->n)
        return INVALID;
    c->crisis = false;
    act->made = id_new();
    struct screening_score score = screening_score(x, c->values);
    struct screening_put_in put = {c->client,    act->made,     c->instrument,
                                   act->now_utc, act->who.user, score.total};
    rc = screening_put(act->tx, &put);
    if (rc == OK)
        rc = items_put(act, c);
    if (rc == OK && score.total.has)
        rc = total_put(act, c, score.total.v);
    if (rc == OK)
        rc = crisis_look(act, c);
    return rc == OK ? audit_add(act, "screening.give", act->made, c->client, S("")) : rc;
}

/* --- look at --------------------------------------------------------------------------------- */

/* The scores without the answers: one of them is nobody's to read in a list. */
static enum rc score_read(struct act *act, struct id client, struct screening_done *d)
{
    struct screening_item_row_list rows;
    struct maybe_int values[SCREENING_ITEMS_MAX] = {{0}};
    const struct instrument *x = instrument_find(d->instrument);
    enum rc rc = screening_items(act->tx, act->a, &(struct screening_items_in){client, d->id},
                                 &rows);
    for (size_t i = 0; rc == OK && i < rows.n; i++)
        if (rows.at[i].item >= 1 && rows.at[i].item <= SCREENING_ITEMS_MAX)
            values[rows.at[i].item - 1] = some_int(rows.at[i].value);
    if (rc == OK && x)
        d->score = screening_score(x, values);
    return rc;
}

enum rc screening_see(struct act *act, struct id client, struct screening_done_list *ret)
{
    struct screening_row_list rows;
    struct screening_by_client_in in = {client, SHOWN_MOST};
    enum rc rc = screening_by_client(act->tx, act->a, &in, &rows);
    if (rc != OK)
        return rc;
    *ret = (struct screening_done_list){ARENA_ARRAY(act->a, rows.n + 1, struct screening_done), 0};
    for (size_t i = 0; rc == OK && i < rows.n && !arena_failed(act->a); i++) {
        struct screening_done *d = &ret->at[ret->n++];
        *d = (struct screening_done){rows.at[i].id,     rows.at[i].instrument, rows.at[i].who,
                                     rows.at[i].at_utc, rows.at[i].total,      {{0}, {0}, {0}}};
        rc = score_read(act, client, d);
    }
    return rc == OK ? audit_saw(act, "screening.see", client, client) : rc;
}

/* --- crisis ---------------------------------------------------------------------------------- */

enum rc crisis_alert_raise(struct act *act, struct id client, const struct caution *row)
{
    enum rc rc = crisis_alert_put(
        act->tx, &(struct crisis_alert_put_in){client, str_from(row->id), act->now_utc});
    return rc == OK ? audit_add(act, "crisis.alert", client, client, S("")) : rc;
}

enum rc crisis_note_add(struct act *act, void *crisis_note_cmd)
{
    struct crisis_note_cmd *c = crisis_note_cmd;
    const struct check_text body = {S("body"), &c->body, "what was done, and by whom", NOTE_CHARS,
                                    true};
    struct gate_whole w;
    bool any = false;
    enum rc rc = gate_read(act, c->client, act->now_utc, NULL, &w);
    check_texts(act->a, &body, 1, act->faults);
    if (rc != OK || act->faults->n)
        return rc != OK ? rc : INVALID;
    for (size_t i = 0; i < w.gate.flags.n && rc == OK; i++) {
        struct str caution = str_from(w.gate.flags.at[i].row->id);
        if (w.gate.flags.at[i].state != FLAG_CRISIS)
            continue;
        any = true;
        rc = crisis_note_put(act->tx,
                             &(struct crisis_note_put_in){c->client, id_new(), caution,
                                                          act->now_utc, act->who.user, c->body});
        if (rc == OK)
            rc = crisis_alert_drop(act->tx, &(struct crisis_alert_drop_in){c->client, caution});
    }
    if (rc != OK || !any)
        return rc == OK ? CONFLICT : rc;
    act->made = c->client;
    return audit_add(act, "crisis.note", c->client, c->client, S(""));
}

enum rc crisis_alerts(struct act *act, struct crisis_alert_list *ret)
{
    struct crisis_alert_row_list rows;
    enum rc rc = crisis_alert_all(act->tx, act->a, &(struct crisis_alert_all_in){ALERTS_MOST},
                                  &rows);
    if (rc != OK)
        return rc;
    *ret = (struct crisis_alert_list){ARENA_ARRAY(act->a, rows.n + 1, struct crisis_alert), 0};
    for (size_t i = 0; i < rows.n && !arena_failed(act->a); i++) {
        const struct crisis_alert_row *r = &rows.at[i];
        struct client c = {.given = r->given, .family = r->family, .preferred = r->preferred};
        ret->at[ret->n++] = (struct crisis_alert){r->client, client_name(act->a, &c), r->at_utc};
    }
    return OK;
}

enum rc screening_facts(struct act *act, struct id client, struct gate_facts *ret)
{
    struct item_reply_list found;
    enum rc rc = OK;
    ret->items = (struct item_reply_list){ARENA_ARRAY(act->a, caution_count, struct item_reply), 0};
    for (size_t i = 0; i < caution_count && rc == OK && !arena_failed(act->a); i++) {
        const struct caution *row = &caution_all[i];
        if (row->derived != DERIVED_ITEM)
            continue;
        struct screening_item_last_in in = {client, str_from(row->derived_instrument),
                                            row->derived_limit};
        rc = screening_item_last(act->tx, act->a, &in, &found);
        if (rc == OK && found.n)
            ret->items.at[ret->items.n++] = found.at[0];
    }
    if (rc != OK)
        return rc;
    return crisis_note_by_client(act->tx, act->a, &(struct crisis_note_by_client_in){client},
                                 &ret->notes);
}
