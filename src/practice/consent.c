/* Consent, signed and withdrawn.
 * Must never: show or keep a signature without the words that were signed.
 * Read next: practice/consent.h.
 */
#include "practice/consent.h"

#include "domain/check.h"
#include "practice/audit.h"
#include "practice/client.h"
#include "practice/wording.h"
#include "store/sql_consent.h"

enum { HOW_CHARS = 400 };

enum rc consent_text_read(struct act *act, enum consent_kind kind, struct consent_text *ret)
{
    const struct consent_word *word = &consent_words[kind];
    struct consent_text_row row = {1, str_from(word->body)};
    struct consent_text_latest_in in = {str_from(word->word)};
    enum rc rc = consent_text_latest(act->tx, act->a, &in, &row);
    if (rc != OK && rc != NOT_FOUND)
        return rc;
    *ret = (struct consent_text){kind, row.version, row.body};
    return OK;
}

enum rc consent_text_change(struct act *act, void *consent_text_save)
{
    struct consent_text_save *s = consent_text_save;
    struct consent_text now;
    const struct check_text body = {S("body"), &s->body, "what the client agrees to",
                                    CONSENT_TEXT_MAX, true};
    int64_t changed = 0;
    enum rc rc = consent_text_read(act, s->kind, &now);
    if (rc != OK)
        return rc;
    check_texts(act->a, &body, 1, act->faults);
    if (act->faults->n)
        return INVALID;
    if (now.version != s->version)
        return CONFLICT;
    struct consent_text_put_in in = {str_from(consent_words[s->kind].word), s->version + 1, s->body,
                                     act->who.user, act->now_utc};
    rc = consent_text_put_n(act->tx, &in, &changed);
    if (rc != OK || changed != 1)
        return rc == OK ? CONFLICT : rc;
    return audit_add(act, "consent.text", ID_NONE, ID_NONE, in.kind);
}

enum rc consent_all(struct act *act, struct id client, struct consent_list *ret)
{
    return consent_by_client(act->tx, act->a, &(struct consent_by_client_in){client}, ret);
}

static enum rc consent_keep(struct act *act, const struct consent_sign_cmd *c,
                            enum consent_kind kind)
{
    struct consent_text text;
    struct str hash;
    enum rc rc = consent_text_read(act, kind, &text);
    if (rc == OK && text.version != c->versions[kind])
        return CONFLICT;
    if (rc == OK)
        rc = wording_keep(act, text.body, &hash);
    if (rc != OK)
        return rc;
    const struct signature *s = &c->signature;
    struct consent_put_in in = {c->client,    id_new(),     str_from(consent_words[kind].word),
                                text.version, hash,         s->signer,
                                s->relation,  s->method,    s->strokes,
                                act->now_utc, act->who.user};
    rc = consent_put(act->tx, &in);
    return rc == OK ? audit_add(act, "consent.sign", in.id, c->client, in.kind) : rc;
}

enum rc consent_sign(struct act *act, void *consent_sign_cmd)
{
    struct consent_sign_cmd *c = consent_sign_cmd;
    struct practice_facts facts;
    struct client client;
    struct date born;
    size_t signed_n = 0;
    enum rc rc = client_read(act, c->client, &client);
    if (rc == OK)
        rc = practice_facts(act, &facts);
    if (rc != OK)
        return rc;
    bool minor = date_parse(client.born, &born) &&
                 date_age(born, zone_local(facts.zone, act->now_utc).date) < ADULT_AGE;
    signature_check(act->a, &c->signature, minor, act->faults);
    for (size_t i = 0; i < CONSENT_KINDS; i++)
        signed_n += c->kinds[i];
    if (!signed_n)
        fault_add(act->faults, S("kinds"), "Choose what is agreed to.");
    if (act->faults->n)
        return INVALID;
    act->made = c->client;
    for (size_t i = 0; i < CONSENT_KINDS && rc == OK; i++)
        if (c->kinds[i])
            rc = consent_keep(act, c, (enum consent_kind)i);
    return rc;
}

enum rc consent_withdraw(struct act *act, void *consent_withdraw_cmd)
{
    struct consent_withdraw_cmd *c = consent_withdraw_cmd;
    const struct check_text how = {S("how"), &c->how, "how the client said so", HOW_CHARS, true};
    int64_t changed = 0;
    check_texts(act->a, &how, 1, act->faults);
    if (act->faults->n)
        return INVALID;
    act->made = c->consent;
    struct consent_withdraw_row_in in = {c->client, c->consent, act->now_utc, act->who.user,
                                         c->how};
    enum rc rc = consent_withdraw_row_n(act->tx, &in, &changed);
    if (rc != OK || changed != 1)
        return rc == OK ? CONFLICT : rc;
    return audit_add(act, "consent.withdraw", c->consent, c->client, S(""));
}

enum rc consent_read(struct act *act, struct id client, struct id consent,
                     struct consent_whole *ret)
{
    struct consent_row row;
    struct consent_get_in in = {client, consent};
    enum rc rc = consent_get(act->tx, act->a, &in, &row);
    if (rc != OK)
        return rc;
    *ret = (struct consent_whole){{consent, row.kind, row.version, row.signer, row.relation,
                                   row.method, row.at_utc, row.withdrawn_utc, row.withdrawn_how},
                                  row.body,
                                  row.strokes,
                                  row.who.p ? row.who : S("")};
    return audit_saw(act, "consent.see", consent, client);
}
