/* Letters: saved, signed, dropped, read.
 * Must never: change what was signed.
 * Read next: practice/letter_facts.c (how one is drafted).
 */
#include "practice/letter.h"

#include "base/out.h"
#include "practice/audit.h"
#include "practice/client.h"
#include "practice/consent.h"
#include "practice/user.h"
#include "store/sql_letter.h"
#include "store/sql_task.h"

enum { HASHED_ROOM = 512, MISSING_SHOWN = 20 };

/* --- the seal -------------------------------------------------------------------------------- */

/* Over every text that a page shows, who signed it when, and the PDF. */
static struct str letter_hash(struct arena *a, const struct letter *l, struct str pdf)
{
    unsigned char file[CRYPT_HASH], whole[CRYPT_HASH];
    const struct str texts[] = {l->kind, l->recipient, l->address, l->subject, l->body, l->missing};
    size_t room = HASHED_ROOM;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        room += texts[i].n;
    struct out w = out_new(a, room);
    crypt_hash(NULL, pdf, file);
    out_raw(&w, (struct str){(const char *)file, sizeof file});
    out_raw(&w, (struct str){(const char *)l->client.b, sizeof l->client.b});
    out_raw(&w, (struct str){(const char *)l->id.b, sizeof l->id.b});
    out_raw(&w, (struct str){(const char *)l->signed_by.b, sizeof l->signed_by.b});
    out_fmt(&w, "%lld,", (long long)l->signed_utc.v);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        out_fmt(&w, "%zu:", texts[i].n);
        out_raw(&w, texts[i]);
    }
    crypt_hash(NULL, out_str(&w), whole);
    return crypt_hex(a, whole, sizeof whole);
}

/* --- writing --------------------------------------------------------------------------------- */

static enum rc draft_find(struct act *act, struct id client, struct id letter, struct letter *ret)
{
    enum rc rc = letter_get(act->tx, act->a, &(struct letter_get_in){client, letter}, ret);
    if (rc != OK || str_eq(ret->state, S("draft")))
        return rc;
    fault_add(act->faults, S(""), "This letter is %s already and stays as it is.",
              str_eq(ret->state, S("void")) ? "dropped" : "signed");
    return CONFLICT;
}

enum rc letter_save(struct act *act, void *letter_save_cmd)
{
    struct letter *l = &((struct letter_save_cmd *)letter_save_cmd)->letter;
    struct letter now;
    int64_t changed = 0;
    enum rc rc = draft_find(act, l->client, l->id, &now);
    if (rc != OK)
        return rc;
    letter_check(act->a, l, false, act->faults);
    if (act->faults->n)
        return INVALID;
    act->made = l->id;
    rc = letter_change_n(act->tx, l, &changed);
    if (rc != OK || changed != 1)
        return rc == OK ? CONFLICT : rc;
    return audit_add(act, "letter.save", l->id, l->client, S(""));
}

static enum rc agreed_read(struct act *act, const struct client *client, struct str kind, bool *ret)
{
    struct practice_facts facts;
    struct consent_list consents;
    struct date born = {0};
    enum letter_kind k = letter_kind_of(kind);
    *ret = k < LETTER_KINDS && !letter_words[k].needs_consent;
    if (*ret)
        return OK;
    enum rc rc = practice_facts(act, &facts);
    if (rc == OK)
        rc = consent_all(act, client->id, &consents);
    (void)date_parse(client->born, &born);
    *ret = rc == OK && consent_at(&consents, CONSENT_GP, act->now_utc, born, facts.zone);
    return rc;
}

static void missing_say(struct act *act, struct str missing)
{
    struct str first = str_first(missing, MISSING_SHOWN);
    fault_add(act->faults, S("despite"),
              "No installed font can draw: %.*s%s. Install one (a package such as fonts-noto-core) "
              "and start Tonus again, write it otherwise, or sign despite it.",
              STR_ARG(first), first.n < missing.n ? " …" : "");
}

void letter_sign_check(struct arena *a, struct letter *l, bool agreed, struct faults *f)
{
    letter_check(a, l, true, f);
    if (!agreed)
        fault_add(f, S(""),
                  "The client has not agreed to sharing with the doctor: have that consent signed, "
                  "then sign this letter.");
}

static enum rc sign_check(struct act *act, struct letter_sign_cmd *c, struct str kind)
{
    struct client client;
    bool agreed = false;
    enum rc rc = client_read(act, c->letter.client, &client);
    if (rc == OK)
        rc = agreed_read(act, &client, kind, &agreed);
    if (rc != OK)
        return rc;
    letter_sign_check(act->a, &c->letter, agreed, act->faults);
    if (c->missing.n && !c->despite)
        missing_say(act, c->missing);
    return act->faults->n ? INVALID : OK;
}

static enum rc sign_row(struct act *act, const struct letter_sign_cmd *c)
{
    const struct letter *l = &c->letter;
    int64_t changed = 0;
    struct letter_sign_row_in in = {l->client,    l->id,      l->version, l->recipient,
                                    l->address,   l->subject, l->body,    l->signed_utc.v,
                                    l->signed_by, l->hash,    l->missing, c->pdf};
    enum rc rc = letter_sign_row_n(act->tx, &in, &changed);
    return rc == OK && changed != 1 ? CONFLICT : rc;
}

enum rc letter_sign(struct act *act, void *letter_sign_cmd)
{
    struct letter_sign_cmd *c = letter_sign_cmd;
    struct letter *l = &c->letter, now;
    enum rc rc = draft_find(act, l->client, l->id, &now);
    if (rc == OK && now.version != l->version)
        rc = CONFLICT;
    if (rc == OK)
        rc = sign_check(act, c, now.kind);
    if (rc != OK)
        return rc;
    act->made = l->id;
    l->kind = now.kind;
    l->missing = c->missing;
    l->signed_by = act->who.user;
    l->signed_utc = some_int(c->at_utc);
    l->hash = letter_hash(act->a, l, c->pdf);
    rc = sign_row(act, c);
    return rc == OK ? audit_add(act, "letter.sign", l->id, l->client, S("")) : rc;
}

enum rc letter_void(struct act *act, void *letter_void_cmd)
{
    struct letter_void_cmd *c = letter_void_cmd;
    struct letter now;
    enum rc rc = draft_find(act, c->client, c->letter, &now);
    if (rc != OK)
        return rc;
    act->made = c->letter;
    rc = letter_void_row(act->tx, &(struct letter_void_row_in){c->client, c->letter});
    return rc == OK ? audit_add(act, "letter.void", c->letter, c->client, S("")) : rc;
}

/* --- reading --------------------------------------------------------------------------------- */

enum rc letter_list(struct act *act, struct id client, struct letter_line_list *ret)
{
    struct letter_by_client_in in = {client, LETTERS_MOST};
    enum rc rc = letter_by_client(act->tx, act->a, &in, ret);
    return rc == OK ? audit_saw(act, "letter.see", client, client) : rc;
}

static struct str name_of_user(struct act *act, struct id id)
{
    struct user u;
    return !id_is_none(id) && user_read(act, id, &u) == OK ? u.name : S("");
}

static enum rc file_read(struct act *act, struct letter_whole *w)
{
    const struct letter *l = &w->letter;
    struct letter_file_row row = {{NULL, 0}};
    if (!str_eq(l->state, S("signed")))
        return OK;
    enum rc rc = letter_file(act->tx, act->a, &(struct letter_file_in){l->client, l->id}, &row);
    w->pdf = row.pdf;
    w->hash_holds = rc == OK && row.pdf.p && str_eq(letter_hash(act->a, l, row.pdf), l->hash);
    return rc;
}

static enum rc owed_read(struct act *act, struct letter_whole *w)
{
    const struct letter *l = &w->letter;
    struct task_list all;
    if (!str_eq(l->state, S("signed")) || id_is_none(l->adverse))
        return OK;
    struct task_by_adverse_in in = {l->client, l->adverse};
    enum rc rc = task_by_adverse(act->tx, act->a, &in, &all);
    if (rc != OK)
        return rc;
    w->owed.at = ARENA_ARRAY(act->a, all.n + 1, struct task);
    for (size_t i = 0; i < all.n && !arena_failed(act->a); i++)
        if (!all.at[i].done_utc.has && str_eq(all.at[i].kind, S("letter")))
            w->owed.at[w->owed.n++] = all.at[i];
    return OK;
}

enum rc letter_read(struct act *act, struct id client, struct id letter, struct letter_whole *ret)
{
    struct letter_whole w = {.pdf = {NULL, 0}};
    enum rc rc = client_read(act, client, &w.client);
    if (rc == OK)
        rc = practice_facts(act, &w.practice);
    if (rc == OK)
        rc = letter_get(act->tx, act->a, &(struct letter_get_in){client, letter}, &w.letter);
    if (rc == OK)
        rc = agreed_read(act, &w.client, w.letter.kind, &w.agreed);
    if (rc == OK)
        rc = file_read(act, &w);
    if (rc == OK)
        rc = owed_read(act, &w);
    if (rc != OK)
        return rc;
    w.author_name = name_of_user(act, w.letter.author);
    w.signer_name = name_of_user(act, w.letter.signed_by);
    if (arena_failed(act->a))
        return BUSY;
    *ret = w;
    return OK;
}

enum rc letter_saw(const struct act *act, const struct letter *letter)
{
    return audit_saw(act, "letter.see", letter->id, letter->client);
}
