/* The gate, read and recorded.
 * Must never: be left out of a write that starts or signs a visit.
 * Read next: domain/gate.c.
 */
#include "practice/gate.h"

#include "base/out.h"
#include "practice/audit.h"
#include "practice/client.h"
#include "practice/consent.h"
#include "practice/rule.h"
#include "practice/screening.h"
#include "store/sql_answer.h"
#include "store/sql_clearance.h"

enum { REFUSALS_MOST = 20, CAUTIONS_MAX = 4096 };

/* What is said more than a day after a visit says nothing of it. */
static enum rc answers_read(struct act *act, struct id client, int64_t at_utc,
                            const struct standing_by_client_in *standing, struct answer_list *ret)
{
    struct reply_list log;
    struct answer_until_in in = {client, at_utc + EACH_VISIT_S};
    enum rc rc = standing_by_client(act->tx, act->a, standing, ret);
    if (rc != OK || in.until_utc >= act->now_utc)
        return rc;
    rc = answer_until(act->tx, act->a, &in, &log);
    if (rc == OK)
        *ret = answers_of(act->a, &log);
    return rc;
}

static enum rc facts_read(struct act *act, struct id client, struct gate_whole *w)
{
    struct standing_by_client_in answers = {client};
    struct clearance_by_client_in clearances = {client};
    struct rules rules;
    standing_by_client_ask(act->tx, act->a, &answers);
    clearance_by_client_ask(act->tx, act->a, &clearances);
    rules_ask(act);
    enum rc rc = client_read(act, client, &w->client);
    if (rc == OK)
        rc = practice_facts(act, &w->practice);
    if (rc == OK)
        rc = consent_all(act, client, &w->consents);
    if (rc == OK)
        rc = answers_read(act, client, w->facts.at_utc, &answers, &w->facts.answers);
    if (rc == OK)
        rc = clearance_by_client(act->tx, act->a, &clearances, &w->facts.clearances);
    if (rc == OK)
        rc = rules_read(act, w->facts.at_utc, &rules);
    if (rc != OK)
        return rc;
    w->facts.rules = rules.standing;
    w->known = rules.known;
    return screening_facts(act, client, &w->facts);
}

enum rc gate_read(struct act *act, struct id client, int64_t at_utc, const struct sheet *sheet,
                  struct gate_whole *ret)
{
    struct gate_whole w = {.facts = {.at_utc = at_utc}};
    enum rc rc = facts_read(act, client, &w);
    if (rc != OK)
        return rc;
    const struct zone *zone = w.practice.zone;
    w.facts.day = zone_local(zone, at_utc).date;
    (void)date_parse(w.client.born, &w.facts.born);
    w.facts.consented = consent_at(&w.consents, CONSENT_TREATMENT, at_utc, w.facts.born, zone);
    if (sheet) {
        w.facts.findings = sheet->findings;
        w.facts.n_findings = sheet->n_findings;
    }
    w.gate = gate_judge(act->a, &w.facts);
    if (arena_failed(act->a))
        return BUSY;
    *ret = w;
    return OK;
}

static bool is_closing(enum flag_state state)
{
    return state >= FLAG_STOPS;
}

static struct str closing_ids(struct arena *a, const struct gate *g)
{
    struct out w = out_new(a, CAUTIONS_MAX);
    for (size_t i = 0; i < g->flags.n && is_closing(g->flags.at[i].state); i++)
        out_fmt(&w, "%s%s", i ? ";" : "", g->flags.at[i].row->id);
    return out_str(&w);
}

enum rc gate_refuse(struct act *act, const struct gate_whole *w, const char *what, struct id target)
{
    struct refusal_put_in in = {w->client.id, id_new(),       act->who.user,
                                act->now_utc, str_from(what), closing_ids(act->a, &w->gate)};
    act->refused = true;
    if (w->gate.verdict == GATE_ASK)
        return OK; /* nobody was asked yet: nothing was refused */
    enum rc rc = refusal_put(act->tx, &in);
    return rc == OK ? audit_add(act, "visit.refuse", target, w->client.id, in.what) : rc;
}

static const char *stop_words(enum flag_state state)
{
    if (state == FLAG_REFUSES)
        return "No treatment";
    return state == FLAG_POSTPONES ? "Not today" : "Not without a clearance";
}

void gate_say(const struct gate *g, struct faults *f)
{
    for (size_t i = 0; i < g->flags.n && is_closing(g->flags.at[i].state); i++) {
        struct str said = caution_words(g->flags.at[i].row);
        fault_add(f, S(""), "%s: %.*s", stop_words(g->flags.at[i].state), STR_ARG(said));
    }
    if (g->no_consent)
        fault_add(f, S(""), "There is no valid consent to treatment: have it signed first.");
    if (g->no_birth_date)
        fault_add(f, S(""), "The birth date is missing: add it under Change details.");
    if (g->due.n)
        fault_add(f, S(""), "%zu safety question%s to be asked first: start the visit again.",
                  g->due.n, g->due.n == 1 ? " is" : "s are");
}

enum rc gate_refusals(struct act *act, struct id client, struct refusal_list *ret)
{
    struct refusal_row_list rows;
    struct refusal_by_client_in in = {client, REFUSALS_MOST};
    enum rc rc = refusal_by_client(act->tx, act->a, &in, &rows);
    if (rc != OK)
        return rc;
    *ret = (struct refusal_list){ARENA_ARRAY(act->a, rows.n + 1, struct refusal), 0};
    for (size_t i = 0; i < rows.n && !arena_failed(act->a); i++)
        ret->at[ret->n++] = (struct refusal){rows.at[i].at_utc, rows.at[i].what,
                                             rows.at[i].cautions, rows.at[i].who};
    return OK;
}
