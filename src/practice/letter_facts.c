/* A letter's first text: the record read, the text composed, the draft kept.
 * Must never: put into a letter what letter_tells keeps out of it.
 * Read next: domain/letter_text.c.
 */
#include "practice/audit.h"
#include "practice/client.h"
#include "practice/gate.h"
#include "practice/letter.h"
#include "store/sql_adverse.h"
#include "store/sql_answer.h"
#include "store/sql_letter.h"
#include "store/sql_visit.h"

enum { VISITS_LOOKED_AT = 40, VISITS_TOLD = 5, ANSWERS_LOOKED_AT = 20 };

/* --- what was told --------------------------------------------------------------------------- */

/* The last yes; of a flag that follows from the record there is none. */
static enum rc answer_find(struct act *act, const struct gate_whole *w, struct letter_told *t)
{
    struct answer_row_list rows;
    struct answer_of_caution_in in = {w->client.id, str_from(t->flag->row->id), ANSWERS_LOOKED_AT};
    enum rc rc = answer_of_caution(act->tx, act->a, &in, &rows);
    size_t i = 0;
    if (rc != OK)
        return rc;
    while (i < rows.n && !rows.at[i].yes)
        i++;
    if (i == rows.n)
        return OK;
    t->asked = rows.at[i].body;
    t->day = day_human(act->a, w->practice.zone, rows.at[i].at_utc);
    return OK;
}

static enum rc told_fill(struct act *act, const struct gate_whole *w, struct letter_facts *f)
{
    enum rc rc = OK;
    f->told.at = ARENA_ARRAY(act->a, w->gate.flags.n + 1, struct letter_told);
    for (size_t i = 0; i < w->gate.flags.n && rc == OK && !arena_failed(act->a); i++) {
        const struct flag *x = &w->gate.flags.at[i];
        if (!letter_tells(f->kind, x))
            continue;
        struct letter_told *t = &f->told.at[f->told.n++];
        *t = (struct letter_told){x, S(""), S("")};
        rc = answer_find(act, w, t);
    }
    return rc;
}

/* --- visits ---------------------------------------------------------------------------------- */

static struct str label_of(const struct complaint_list *all, int64_t n)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->at[i].n == n)
            return all->at[i].label;
    return S("");
}

static void visits_tell(struct act *act, const struct zone *zone, const struct visit_list *all,
                        struct letter_facts *f)
{
    f->visits.at = ARENA_ARRAY(act->a, VISITS_TOLD, struct letter_visit);
    for (size_t i = 0; i < all->n && f->visits.n < VISITS_TOLD && !arena_failed(act->a); i++) {
        const struct visit *v = &all->at[i];
        if (str_eq(v->state, S("signed")) && v->nrs_before.has)
            f->visits.at[f->visits.n++] = (struct letter_visit){
                day_human(act->a, zone, v->started_utc), label_of(&f->complaints, v->complaint),
                v->nrs_before.v, v->nrs_after, v->outcome};
    }
}

static enum rc visits_fill(struct act *act, const struct gate_whole *w, struct letter_facts *f)
{
    struct visit_list all;
    struct visit_span_row span;
    struct id client = w->client.id;
    const struct zone *zone = w->practice.zone;
    enum rc rc = visit_span(act->tx, act->a, &(struct visit_span_in){client}, &span);
    if (rc == OK)
        rc = visit_by_client(act->tx, act->a,
                             &(struct visit_by_client_in){client, INT64_MAX, VISITS_LOOKED_AT},
                             &all);
    if (rc != OK)
        return rc;
    f->visits_n = span.n;
    f->first_day = span.first_utc.has ? day_human(act->a, zone, span.first_utc.v) : S("");
    f->last_day = span.last_utc.has ? day_human(act->a, zone, span.last_utc.v) : S("");
    visits_tell(act, zone, &all, f);
    return OK;
}

/* --- the draft ------------------------------------------------------------------------------- */

static enum rc facts_read(struct act *act, const struct letter_draft_cmd *c,
                          struct letter_facts *ret)
{
    struct gate_whole *w = ARENA_NEW(act->a, struct gate_whole);
    struct letter_facts f = {.kind = c->kind};
    struct date born;
    enum rc rc = gate_read(act, c->client, act->now_utc, NULL, w);
    if (rc == OK)
        rc = complaint_all(act, c->client, &f.complaints);
    if (rc == OK)
        rc = told_fill(act, w, &f);
    if (rc == OK)
        rc = visits_fill(act, w, &f);
    if (rc != OK)
        return rc;
    const struct contact *emergency = contact_find(w->practice.country, "emergency");
    f.practice = w->practice.name;
    f.emergency = emergency ? str_from(emergency->phone) : S("the emergency number");
    f.client = client_name(act->a, &w->client);
    f.born = date_parse(w->client.born, &born) ? date_human(act->a, born) : S("");
    f.phone = w->client.phone;
    f.gp = w->client.gp;
    f.asked = w->facts.answers.n > 0;
    *ret = f;
    return OK;
}

static enum rc visit_is_there(struct act *act, struct id client, struct id visit)
{
    struct visit v;
    return id_is_none(visit)
               ? OK
               : visit_get(act->tx, act->a, &(struct visit_get_in){client, visit}, &v);
}

static enum rc event_fill(struct act *act, const struct letter_draft_cmd *c, struct letter_facts *f)
{
    struct adverse *x = ARENA_NEW(act->a, struct adverse);
    struct date began;
    if (id_is_none(c->adverse))
        return OK;
    enum rc rc = adverse_get(act->tx, act->a, &(struct adverse_get_in){c->client, c->adverse}, x);
    if (rc != OK)
        return rc;
    f->event = x;
    f->event_day = date_parse(x->began, &began) ? date_human(act->a, began) : x->began;
    return OK;
}

enum rc letter_draft(struct act *act, void *letter_draft_cmd)
{
    const struct letter_draft_cmd *c = letter_draft_cmd;
    struct letter_facts facts;
    enum rc rc = visit_is_there(act, c->client, c->visit);
    if (rc == OK)
        rc = facts_read(act, c, &facts);
    if (rc == OK)
        rc = event_fill(act, c, &facts);
    if (rc != OK || c->kind == LETTER_KINDS)
        return rc == OK ? INVALID : rc;
    struct letter l = letter_compose(act->a, &facts);
    l.client = c->client;
    l.id = act->made = id_new();
    l.visit = c->visit;
    l.adverse = c->adverse;
    l.author = act->who.user;
    l.made_utc = act->now_utc;
    rc = letter_put(act->tx, &l);
    return rc == OK ? audit_add(act, "letter.add", l.id, l.client, S("")) : rc;
}
