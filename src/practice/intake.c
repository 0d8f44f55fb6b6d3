/* The health history, handed out and answered.
 * Must never: tell its holder anything that they have not written themselves.
 * Read next: sql/intake.sql.
 */
#include "practice/intake.h"

#include "practice/audit.h"
#include "practice/client.h"
#include "practice/rule.h"
#include "store/sql_answer.h"
#include "store/sql_intake.h"

enum { INTAKES_MOST = 10 };

static struct str hash_of(struct arena *a, const char *what, struct str secret)
{
    unsigned char *hash = arena_alloc(a, CRYPT_HASH);
    crypt_hash(NULL, arena_fmt(a, "%s %.*s", what, STR_ARG(secret)), hash);
    return (struct str){(const char *)hash, CRYPT_HASH};
}

struct str intake_token(const struct practice *p, struct arena *a, struct id asking)
{
    unsigned char hash[CRYPT_HASH];
    struct str id = id_text(a, asking);
    crypt_hash(p->audit_key, arena_fmt(a, "intake %.*s", STR_ARG(id)), hash);
    return str_slice(crypt_hex(a, hash, sizeof hash), 0, INTAKE_TOKEN_CHARS);
}

static struct intake intake_of_row(const struct intake_row *r, int64_t now_utc)
{
    struct intake i = {r->client,      r->asking,    r->how,      r->made_utc,
                       r->expires_utc, r->begun_utc, r->done_utc, INTAKE_WAITS};
    if (r->begun_utc.has)
        i.state = INTAKE_OPEN;
    if (r->expires_utc <= now_utc)
        i.state = INTAKE_EXPIRED;
    if (r->cancelled_utc.has)
        i.state = INTAKE_CANCELLED;
    if (r->done_utc.has)
        i.state = INTAKE_DONE;
    return i;
}

/* --- hand out -------------------------------------------------------------------------------- */

static enum rc row_make(struct act *act, const struct intake_make_cmd *m)
{
    bool tablet = str_eq(m->how, S("tablet"));
    int64_t until = act->now_utc + (tablet ? INTAKE_TABLET_S : (int64_t)INTAKE_DAYS * 86400);
    struct str token = intake_token(act->practice, act->a, act->made);
    struct asking_put_in asking = {
        m->client, act->made, m->how, act->who.user, str_from(caution_version), act->now_utc};
    struct intake_put_in put = {m->client, act->made, hash_of(act->a, "link", token), act->now_utc,
                                until};
    struct intake_begin_row_in begin = {m->client, act->made, hash_of(act->a, "holder", m->holder),
                                        act->now_utc};
    enum rc rc = asking_put(act->tx, &asking);
    if (rc == OK)
        rc = intake_put(act->tx, &put);
    return rc == OK && tablet ? intake_begin_row(act->tx, &begin) : rc;
}

enum rc intake_make(struct act *act, void *intake_make_cmd)
{
    struct intake_make_cmd *m = intake_make_cmd;
    static const struct str ways[] = {STR_INIT("link"), STR_INIT("tablet")};
    struct client client;
    enum rc rc = client_read(act, m->client, &client);
    if (rc == OK && !str_among(m->how, ways, 2))
        rc = INVALID;
    if (rc == OK)
        rc = intake_cancel_open(act->tx, &(struct intake_cancel_open_in){m->client, act->now_utc});
    act->made = id_new();
    if (rc == OK)
        rc = row_make(act, m);
    return rc == OK ? audit_add(act, "intake.make", act->made, m->client, m->how) : rc;
}

/* --- find ------------------------------------------------------------------------------------ */

enum rc intake_of_token(struct act *act, struct str token, struct intake *ret)
{
    struct intake_row row;
    struct intake_by_token_in in = {hash_of(act->a, "link", token)};
    if (token.n != INTAKE_TOKEN_CHARS)
        return NOT_FOUND;
    enum rc rc = intake_by_token(act->tx, act->a, &in, &row);
    if (rc == OK)
        *ret = intake_of_row(&row, act->now_utc);
    return rc;
}

enum rc intake_of_holder(struct act *act, struct str holder, struct intake *ret)
{
    struct intake_row row;
    struct intake_by_holder_in in = {hash_of(act->a, "holder", holder)};
    if (!holder.n)
        return NOT_FOUND;
    enum rc rc = intake_by_holder(act->tx, act->a, &in, &row);
    if (rc == OK)
        *ret = intake_of_row(&row, act->now_utc);
    return rc;
}

enum rc intake_all(struct act *act, struct id client, struct intake_list *ret)
{
    struct intake_row_list rows;
    struct intake_by_client_in in = {client, INTAKES_MOST};
    enum rc rc = intake_by_client(act->tx, act->a, &in, &rows);
    if (rc != OK)
        return rc;
    *ret = (struct intake_list){ARENA_ARRAY(act->a, rows.n + 1, struct intake), 0};
    for (size_t i = 0; i < rows.n && !arena_failed(act->a); i++)
        ret->at[ret->n++] = intake_of_row(&rows.at[i], act->now_utc);
    return OK;
}

enum rc history_all(struct act *act, struct id client, struct history_entry_list *ret)
{
    return history_by_client(act->tx, act->a, &(struct history_by_client_in){client}, ret);
}

/* --- begin ----------------------------------------------------------------------------------- */

static bool is_held(struct act *act, const struct intake_row *row, struct str held)
{
    struct str hash = hash_of(act->a, "holder", held);
    return row->holder_hash.n == hash.n && crypt_same(row->holder_hash.p, hash.p, hash.n);
}

enum rc intake_begin(struct act *act, void *intake_begin_cmd)
{
    struct intake_begin_cmd *b = intake_begin_cmd;
    struct intake_row row;
    int64_t changed = 0;
    enum rc rc = intake_by_token(
        act->tx, act->a, &(struct intake_by_token_in){hash_of(act->a, "link", b->token)}, &row);
    if (rc != OK)
        return rc;
    struct intake i = intake_of_row(&row, act->now_utc);
    b->goes_on = i.state == INTAKE_OPEN && is_held(act, &row, b->now_held);
    act->made = i.asking;
    if (b->goes_on)
        return OK;
    if (i.state != INTAKE_WAITS)
        return i.state == INTAKE_OPEN ? DENIED : CONFLICT;
    struct intake_begin_row_in in = {i.client, i.asking, hash_of(act->a, "holder", b->holder),
                                     act->now_utc};
    rc = intake_begin_row_n(act->tx, &in, &changed);
    if (rc != OK || changed != 1)
        return rc == OK ? DENIED : rc;
    return audit_add(act, "intake.begin", i.asking, i.client, S(""));
}

/* --- what is asked ---------------------------------------------------------------------------- */

bool intake_is_open(const struct gate_whole *w, const struct intake *i, const struct caution *row)
{
    const struct answer *x = answer_standing(&w->facts.answers, str_from(row->id));
    int64_t news = answers_news(&w->facts.rules, &w->facts.answers);
    if (row->asked_of != ASKED_CLIENT)
        return false;
    return !x || (answer_is_due(row, x, news, w->facts.at_utc) && x->at_utc < i->begun_utc.v);
}

const struct answer *intake_said(const struct gate_whole *w, const struct intake *i,
                                 const struct caution *row)
{
    const struct answer *x = answer_standing(&w->facts.answers, str_from(row->id));
    return x && row->asked_of == ASKED_CLIENT && id_eq(x->asking, i->asking) ? x : NULL;
}

bool intake_asks(const struct gate_whole *w, const struct intake *i, const struct caution *row)
{
    return intake_is_open(w, i, row) || intake_said(w, i, row);
}

/* --- answer ---------------------------------------------------------------------------------- */

/* What a client does is nobody's of the staff, whoever is signed in on that browser. */
static enum rc as_client(struct act *act, enum rc (*run)(struct act *, void *), void *cmd)
{
    struct who who = act->who;
    act->who = (struct who){.user = ID_NONE, .name = S("")};
    enum rc rc = run(act, cmd);
    act->who = who;
    return rc;
}

static enum rc open_of(struct act *act, struct str holder, struct intake *ret)
{
    enum rc rc = intake_of_holder(act, holder, ret);
    if (rc == OK && ret->state != INTAKE_OPEN)
        return CONFLICT;
    return rc;
}

/* The client's own fields; NULL: none of that name. */
static struct str *client_field(struct client *c, struct str name)
{
    const struct {
        struct str name;
        struct str *value;
    } fields[INTAKE_CLIENT_FIELDS] = {{S("born"), &c->born},
                                      {S("occupation"), &c->occupation},
                                      {S("gp"), &c->gp},
                                      {S("emergency"), &c->emergency},
                                      {S("phone"), &c->phone}};
    for (size_t i = 0; i < INTAKE_CLIENT_FIELDS; i++)
        if (str_eq(name, fields[i].name))
            return fields[i].value;
    return NULL;
}

/* What the practice has stays: the form asks only for what is missing, and may be older. */
static enum rc client_write(struct act *act, const struct intake_answer_cmd *c, struct id id)
{
    struct client_save s = {0};
    bool any = false;
    enum rc rc = client_read(act, id, &s.client);
    for (size_t i = 0; rc == OK && i < c->n_written; i++) {
        struct str *field = client_field(&s.client, c->written[i].field);
        struct str value = str_trim(c->written[i].value);
        if (!field || !value.n || field->n)
            continue;
        *field = value;
        any = true;
    }
    struct id made = act->made;
    rc = rc == OK && any ? client_save(act, &s) : rc;
    act->made = made;
    return rc;
}

static enum rc history_write(struct act *act, struct intake_answer_cmd *c, const struct intake *i)
{
    struct history_entry_list before;
    struct practice_facts facts;
    enum rc rc = practice_facts(act, &facts);
    if (rc == OK)
        rc = history_all(act, i->client, &before);
    for (size_t k = 0; rc == OK && k < c->n_written; k++) {
        const struct history_field *field = history_field_find(c->written[k].field);
        struct str *value = &c->written[k].value;
        if (!field)
            continue;
        history_check(act->a, field, value, zone_local(facts.zone, act->now_utc).date, act->faults);
        if (str_eq(*value, history_value(&before, field->name)))
            continue;
        struct history_put_in in = {i->client, c->written[k].field, act->now_utc,
                                    id_new(),  i->asking,           *value};
        rc = history_put(act->tx, &in);
    }
    return rc;
}

/* May this form say it? Where it does not ask any more it may only add a yes. */
static bool may_say(const struct gate_whole *w, const struct intake *i, const struct asked *x)
{
    const struct caution *row = rules_find(&w->facts.rules, x->caution);
    return !row || intake_asks(w, i, row) || asked_adds(&w->facts.answers, x);
}

/* Only what is the client's to say; what is no question at all is answers_keep's to refuse. */
static enum rc asked_pick(struct act *act, const struct gate_whole *w, const struct intake *i,
                          struct asking *k)
{
    struct asked *at = ARENA_ARRAY(act->a, k->n + 1, struct asked);
    size_t n = 0;
    if (arena_failed(act->a))
        return BUSY;
    for (size_t q = 0; q < k->n; q++) {
        const struct caution *row = rules_find(&w->facts.rules, k->at[q].caution);
        if (row && row->asked_of != ASKED_CLIENT) {
            fault_add(act->faults, S("asked"), "A question is not one of this form's: reload.");
            return INVALID;
        }
        if (may_say(w, i, &k->at[q]))
            at[n++] = k->at[q];
    }
    k->at = at;
    k->n = n;
    return OK;
}

static enum rc answers_write(struct act *act, const struct asking *given, const struct intake *i)
{
    struct asking k = *given;
    struct gate_whole w;
    struct id asking;
    k.client = i->client;
    k.id = i->asking;
    k.how = i->how;
    enum rc rc = gate_read(act, i->client, act->now_utc, NULL, &w);
    if (rc == OK)
        rc = asked_pick(act, &w, i, &k);
    return rc == OK ? answers_keep(act, &k, &asking) : rc;
}

static enum rc answer(struct act *act, void *intake_answer_cmd)
{
    struct intake_answer_cmd *c = intake_answer_cmd;
    struct intake i;
    enum rc rc = open_of(act, c->holder, &i);
    if (rc != OK)
        return rc;
    act->made = i.asking;
    rc = answers_write(act, &c->asking, &i);
    if (rc == OK)
        rc = history_write(act, c, &i);
    if (rc == OK && !act->faults->n)
        rc = client_write(act, c, i.client);
    return rc == OK && act->faults->n ? INVALID : rc;
}

static enum rc consent(struct act *act, void *intake_consent_cmd)
{
    struct intake_consent_cmd *c = intake_consent_cmd;
    struct intake i;
    enum rc rc = open_of(act, c->holder, &i);
    c->consent.client = i.client;
    return rc == OK ? consent_sign(act, &c->consent) : rc;
}

/* --- finish ---------------------------------------------------------------------------------- */

static enum rc finish(struct act *act, void *holder)
{
    struct str *secret = holder;
    struct gate_whole w;
    struct intake i;
    int64_t changed = 0;
    enum rc rc = open_of(act, *secret, &i);
    if (rc == OK)
        rc = gate_read(act, i.client, act->now_utc, NULL, &w);
    if (rc != OK)
        return rc;
    for (size_t k = 0; k < w.facts.rules.n && !act->faults->n; k++)
        if (intake_is_open(&w, &i, w.facts.rules.at[k]))
            fault_add(act->faults, S(""), "Some questions are not answered yet.");
    if (act->faults->n)
        return INVALID;
    act->made = i.asking;
    rc = intake_done_row_n(act->tx, &(struct intake_done_row_in){i.client, i.asking, act->now_utc},
                           &changed);
    if (rc != OK || changed != 1)
        return rc == OK ? CONFLICT : rc;
    return audit_add(act, "intake.done", i.asking, i.client, S(""));
}

enum rc intake_answer(struct act *act, void *intake_answer_cmd)
{
    return as_client(act, answer, intake_answer_cmd);
}

enum rc intake_consent(struct act *act, void *intake_consent_cmd)
{
    return as_client(act, consent, intake_consent_cmd);
}

enum rc intake_finish(struct act *act, void *holder)
{
    return as_client(act, finish, holder);
}
