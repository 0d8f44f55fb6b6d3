/* The practice's own safety rules, tightenings, sign-offs.
 * Must never: change or take away what stood once; every change is a version.
 * Read next: practice/gate.c.
 */
#include "practice/rule.h"

#include "base/crypt.h"
#include "practice/audit.h"
#include "store/sql_rule.h"

enum { NUMBER_LEAST = 100000000, NUMBERS = 900000000 };

void rules_ask(struct act *act)
{
    own_rule_all_ask(act->tx, act->a);
    tightening_all_ask(act->tx, act->a);
}

enum rc rule_book_read(struct act *act, struct rule_book *ret)
{
    struct rule_book book;
    enum rc rc = own_rule_all(act->tx, act->a, &book.own);
    if (rc == OK)
        rc = tightening_all(act->tx, act->a, &book.tightenings);
    if (rc == OK)
        *ret = book;
    return rc;
}

enum rc rules_read(struct act *act, int64_t at_utc, struct rules *ret)
{
    struct rule_book book;
    enum rc rc = rule_book_read(act, &book);
    if (rc == OK)
        *ret = rules_at(act->a, &book, at_utc);
    return rc;
}

enum rc signoff_read(struct act *act, struct signoff_list *ret)
{
    return signoff_all(act->tx, act->a, ret);
}

/* --- own rows -------------------------------------------------------------------------------- */

/* Nine digits, which no number of a row in the file has. */
static struct str id_make(struct arena *a)
{
    uint32_t random;
    crypt_random(&random, sizeof random);
    return arena_fmt(a, "%s%u", CAUTION_OWN, NUMBER_LEAST + random % NUMBERS);
}

static bool is_full(const struct own_rule_list *all)
{
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++)
        n += own_rule_last(all, all->at[i].id) == &all->at[i] && !all->at[i].ended;
    return n >= RULE_OWN_MAX;
}

/* The next version after `now`, which says what `r` says. */
static enum rc rule_put(struct act *act, const struct own_rule *r, const struct own_rule *now,
                        bool ends)
{
    struct own_rule next = *r;
    int64_t changed = 0;
    next.id = now ? now->id : id_make(act->a);
    next.version = now ? now->version + 1 : 1;
    next.ended = ends;
    next.author = act->who.user;
    next.at_utc = act->now_utc;
    enum rc rc = own_rule_put_n(act->tx, &next, &changed);
    if (rc != OK || changed != 1)
        return rc == OK ? CONFLICT : rc;
    return audit_add(act, ends ? "rule.end" : "rule.save", ID_NONE, ID_NONE, next.id);
}

enum rc rule_save(struct act *act, void *own_rule)
{
    struct own_rule *r = own_rule;
    struct rule_book book;
    enum rc rc = rule_book_read(act, &book);
    if (rc != OK)
        return rc;
    const struct own_rule *now = own_rule_last(&book.own, r->id);
    if (r->id.n && !now)
        return NOT_FOUND;
    own_rule_check(act->a, r, act->faults);
    if ((!now || now->ended) && is_full(&book.own))
        fault_add(act->faults, S(""), "%d rules of your own are the most: end one first.",
                  RULE_OWN_MAX);
    if (act->faults->n)
        return INVALID;
    return now && now->version != r->version ? CONFLICT : rule_put(act, r, now, false);
}

enum rc rule_end(struct act *act, void *rule_end_cmd)
{
    struct rule_end_cmd *c = rule_end_cmd;
    struct rule_book book;
    enum rc rc = rule_book_read(act, &book);
    if (rc != OK)
        return rc;
    const struct own_rule *now = own_rule_last(&book.own, c->id);
    if (!now)
        return NOT_FOUND;
    if (now->version != c->version || now->ended)
        return CONFLICT;
    return rule_put(act, now, now, true);
}

/* --- tightenings ----------------------------------------------------------------------------- */

/* The version that stands, and its row in the file; `version` 0 when there is none. */
static enum rc tightening_now(struct act *act, struct str caution, const struct caution **ret_row,
                              struct tightening *ret)
{
    struct rule_book book;
    enum rc rc = rule_book_read(act, &book);
    *ret_row = caution_find(caution);
    if (rc != OK || !*ret_row)
        return rc == OK ? NOT_FOUND : rc;
    const struct tightening *last = tightening_last(&book.tightenings, caution);
    *ret = last ? *last : (struct tightening){.banned = S("")};
    return OK;
}

static enum rc tightening_next(struct act *act, struct tightening t, const char *action)
{
    int64_t changed = 0;
    t.version++;
    t.author = act->who.user;
    t.at_utc = act->now_utc;
    enum rc rc = tightening_put_n(act->tx, &t, &changed);
    if (rc != OK || changed != 1)
        return rc == OK ? CONFLICT : rc;
    return audit_add(act, action, ID_NONE, ID_NONE, t.caution);
}

enum rc tightening_save(struct act *act, void *tightening)
{
    struct tightening *t = tightening, now;
    const struct caution *row;
    enum rc rc = tightening_now(act, t->caution, &row, &now);
    if (rc != OK)
        return rc;
    tightening_check(act->a, t, row, act->faults);
    if (act->faults->n)
        return INVALID;
    return now.version == t->version ? tightening_next(act, *t, "rule.tighten") : CONFLICT;
}

enum rc tightening_drop(struct act *act, void *tightening_drop_cmd)
{
    struct tightening_drop_cmd *c = tightening_drop_cmd;
    struct tightening now;
    const struct caution *row;
    enum rc rc = tightening_now(act, c->caution, &row, &now);
    if (rc != OK)
        return rc;
    if (now.version != c->version || tightening_is_empty(&now))
        return CONFLICT;
    struct tightening none = {
        .caution = c->caution, .version = now.version, .banned = S(""), .rationale = S("")};
    return tightening_next(act, none, "rule.untighten");
}

/* --- sign-off -------------------------------------------------------------------------------- */

enum rc signoff_add(struct act *act, void *signoff)
{
    struct signoff *s = signoff;
    struct practice_facts facts;
    enum rc rc = practice_facts(act, &facts);
    if (rc != OK)
        return rc;
    signoff_check(act->a, s, zone_local(facts.zone, act->now_utc).date, act->faults);
    if (act->faults->n)
        return INVALID;
    if (!str_eq(s->cautions, str_from(caution_version)))
        return CONFLICT;
    struct signoff put = *s;
    put.id = act->made = id_new();
    put.author = act->who.user;
    put.at_utc = act->now_utc;
    rc = signoff_put(act->tx, &put);
    return rc == OK ? audit_add(act, "rule.signoff", put.id, ID_NONE, put.cautions) : rc;
}
