/* Answers to safety questions.
 * Must never: keep an answer without the exact words of its question and who asked.
 * Read next: sql/answer.sql.
 */
#include "practice/answer.h"

#include "practice/audit.h"
#include "practice/client.h"
#include "practice/rule.h"
#include "practice/screening.h"
#include "practice/wording.h"
#include "store/sql_answer.h"

enum { ANSWERS_MOST = 50 };

struct str caution_wording(const struct caution *row, bool again)
{
    bool is_short = again && row->reask_days == REASK_EACH_VISIT && *row->short_text &&
                    !caution_is_event(row);
    return str_from(is_short ? row->short_text : row->question);
}

struct keeping {
    const struct asking *asking;
    struct rules rules;
    struct answer_list now; /* what stands before it */
    bool stale;             /* more stands than the form has seen */
};

static const struct caution *question_of(const struct keeping *k, const struct asked *x)
{
    const struct caution *row = rules_find(&k->rules.standing, x->caution);
    return row && caution_is_asked(row) && row->worded_utc == x->worded_utc ? row : NULL;
}

static bool sites_are_regions(struct str sites)
{
    for (struct str id; str_next(&sites, ';', &id);)
        if (!region_find(id))
            return false;
    return true;
}

static void asked_check(struct act *act, const struct keeping *k, const struct asked *x)
{
    const struct caution *known = rules_find(&k->rules.known, x->caution);
    if (question_of(k, x))
        return;
    if (known && caution_is_asked(known))
        fault_add(act->faults, S("asked"),
                  "A question was changed or taken away since this page was opened: answer it as "
                  "it stands now.");
    else
        fault_add(act->faults, S("asked"), "A question is not one of this program's: reload.");
}

static bool asking_check(struct act *act, const struct keeping *k)
{
    for (size_t i = 0; i < k->asking->n; i++) {
        const struct asked *x = &k->asking->at[i];
        asked_check(act, k, x);
        if (x->sites.n && !str_eq(x->sites, S("*")) && !sites_are_regions(x->sites))
            fault_add(act->faults, arena_fmt(act->a, "site.%.*s", STR_ARG(x->caution)),
                      "Choose each region from the list.");
    }
    return act->faults->n == 0;
}

bool asked_adds(const struct answer_list *now, const struct asked *x)
{
    const struct answer *is = answer_standing(now, x->caution);
    return x->yes && !(is && is->yes);
}

/* Of an old page a yes counts that does not move places which stand by now. */
static bool counts(const struct keeping *keeping, const struct asked *x)
{
    return !keeping->stale || asked_adds(&keeping->now, x) || (x->yes && !x->sites.n);
}

/* Places that were marked since an old page was opened stay. */
static struct str sites_of(const struct keeping *keeping, const struct caution *row,
                           const struct asked *x)
{
    const struct answer *now = keeping->stale ? answer_standing(&keeping->now, x->caution) : NULL;
    if (!x->yes || row->scope != SCOPE_SITE)
        return S("");
    if (now && now->yes)
        return now->sites;
    return x->sites.p ? x->sites : S("");
}

static enum rc answer_keep(struct act *act, const struct keeping *keeping, const struct asked *x)
{
    const struct asking *k = keeping->asking;
    const struct caution *row = question_of(keeping, x);
    struct str hash, sites = sites_of(keeping, row, x);
    enum rc rc = wording_keep(act, caution_wording(row, k->again), &hash);
    struct answer_put_in put = {k->client, x->caution, act->now_utc, id_new(),
                                k->id,     x->yes,     sites,        hash};
    struct standing_put_in now = {
        k->client, x->caution,   x->yes,
        sites,     act->now_utc, x->yes ? some_int(act->now_utc) : (struct maybe_int){0},
        k->id};
    if (rc == OK)
        rc = answer_put(act->tx, &put);
    if (rc == OK)
        rc = standing_put(act->tx, &now);
    bool crisis = x->yes && row->action == ACTION_CRISIS && row->enforcement == ENFORCE_LIMITS;
    return rc == OK && crisis ? crisis_alert_raise(act, k->client, row) : rc;
}

/* A page that was opened before the last answers must not write over them: of its answers only
 * what it adds counts. */
static enum rc age_check(struct act *act, struct keeping *keeping)
{
    const struct asking *k = keeping->asking;
    struct standing_by_client_in in = {k->client};
    size_t counting = 0;
    if (!k->seen.has)
        return OK;
    enum rc rc = standing_by_client(act->tx, act->a, &in, &keeping->now);
    keeping->stale = rc == OK && answers_count(&keeping->now) != k->seen.v;
    for (size_t i = 0; i < k->n; i++)
        counting += counts(keeping, &k->at[i]);
    if (rc != OK || counting)
        return rc;
    fault_add(act->faults, S("asked"),
              "Some questions were answered meanwhile. What they say is taken into account "
              "below: look at it, then go on.");
    return INVALID;
}

/* A write may be run twice: what is given stays as it is. */
enum rc answers_keep(struct act *act, const struct asking *given, struct id *ret_asking)
{
    struct asking now = *given, *k = &now;
    struct keeping keeping = {.asking = k};
    if (!k->n)
        return OK;
    enum rc rc = rules_read(act, act->now_utc, &keeping.rules);
    if (rc != OK)
        return rc;
    if (!asking_check(act, &keeping))
        return INVALID;
    rc = age_check(act, &keeping);
    if (rc == OK && id_is_none(k->id)) {
        k->id = id_new();
        rc = asking_put(act->tx, &(struct asking_put_in){k->client, k->id, k->how, act->who.user,
                                                         str_from(caution_version), act->now_utc});
    }
    for (size_t i = 0; i < k->n && rc == OK; i++)
        if (counts(&keeping, &k->at[i]))
            rc = answer_keep(act, &keeping, &k->at[i]);
    if (rc == OK)
        *ret_asking = k->id;
    return rc == OK ? audit_add(act, "answers.give", k->id, k->client, S("")) : rc;
}

enum rc answers_give(struct act *act, void *asking)
{
    struct asking *k = asking;
    struct client client;
    enum rc rc = client_read(act, k->client, &client);
    if (rc == OK)
        rc = answers_keep(act, k, &act->made);
    return rc;
}

enum rc answers_see(struct act *act, struct id client, const struct caution *row,
                    struct answer_given_list *ret)
{
    struct answer_row_list rows;
    struct answer_of_caution_in in = {client, str_from(row->id), ANSWERS_MOST};
    enum rc rc = answer_of_caution(act->tx, act->a, &in, &rows);
    if (rc != OK)
        return rc;
    *ret = (struct answer_given_list){ARENA_ARRAY(act->a, rows.n + 1, struct answer_given), 0};
    for (size_t i = 0; i < rows.n && !arena_failed(act->a); i++) {
        const struct answer_row *r = &rows.at[i];
        ret->at[ret->n++] = (struct answer_given){
            r->at_utc, r->yes, r->sites, r->how, r->who.p ? r->who : S(""), r->cautions, r->body};
    }
    return audit_saw(act, "safety.see", client, client);
}
