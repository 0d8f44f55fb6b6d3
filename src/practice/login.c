/* Signing in and out.
 * Must never: tell an unknown address from a wrong password.
 * Read next: practice/login.h.
 */
#include "practice/login.h"

#include "base/clock.h"
#include "base/fold.h"
#include "practice/audit.h"
#include "store/store.h"
#include "store/sql_user.h"

enum { FORGET_S = 3600, AGENT_CHARS = 200 };

/* Failures are counted by address, so that one that is nobody's behaves as any other. */
static struct str address_hash(struct arena *a, struct str email)
{
    unsigned char *hash = arena_alloc(a, CRYPT_HASH);
    struct str folded = fold_text(a, str_trim(email));
    crypt_hash(NULL, arena_fmt(a, "address %.*s", STR_ARG(folded)), hash);
    return (struct str){(const char *)hash, CRYPT_HASH};
}

/* How often it failed; BUSY with a fault while the address is delayed. */
static enum rc failures_of(struct act *act, struct str email, int64_t *ret)
{
    struct failure_row row = {0};
    struct failure_get_in in = {address_hash(act->a, email)};
    enum rc rc = failure_get(act->tx, act->a, &in, &row);
    if (rc != OK && rc != NOT_FOUND)
        return rc;
    if (row.locked_until_utc > act->now_utc) {
        fault_add(act->faults, S(""),
                  "Too many wrong passwords. Wait %lld seconds, then try again.",
                  (long long)(row.locked_until_utc - act->now_utc));
        return BUSY;
    }
    *ret = row.failures;
    return OK;
}

enum rc login_look(struct act *act, struct login_attempt *l)
{
    struct user_secret_row row = {0};
    int64_t failures = 0;
    struct user_secret_in in = {fold_text(act->a, str_trim(l->email))};
    enum rc rc = failures_of(act, l->email, &failures);
    if (rc != OK)
        return rc;
    rc = user_secret(act->tx, act->a, &in, &row);
    l->user = row.id;
    l->stored = row.password;
    return rc == NOT_FOUND ? OK : rc;
}

/* A stored password that fits nothing, so that unknown addresses take as long. */
static struct str nobodys(struct arena *a)
{
    return arena_str(a, S("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
                          "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
}

void login_try(struct arena *a, struct login_attempt *l)
{
    bool has = l->stored.p != NULL;
    bool fits = crypt_password_fits(a, has ? l->stored : nobodys(a), l->password);
    l->fits = has && fits;
}

static int64_t delay_after(int64_t failures)
{
    int64_t delay = 1;
    if (failures < DELAY_FREE)
        return 0;
    for (int64_t i = DELAY_FREE; i < failures && delay < DELAY_MAX_S; i++)
        delay *= 2;
    return delay < DELAY_MAX_S ? delay : DELAY_MAX_S;
}

static enum rc count_failure(struct act *act, const struct login_attempt *l, int64_t before)
{
    int64_t failures = before + 1;
    struct failure_sweep_in sweep = {act->now_utc - FORGET_S};
    struct failure_put_in put = {address_hash(act->a, l->email), failures,
                                 act->now_utc + delay_after(failures)};
    enum rc rc = failure_sweep(act->tx, &sweep);
    if (rc == OK)
        rc = failure_put(act->tx, &put);
    if (rc != OK || id_is_none(l->user))
        return rc;
    act->who.user = l->user;
    return audit_add(act, "login.refused", l->user, ID_NONE, S(""));
}

enum rc login_forgive(struct act *act, struct str email)
{
    return failure_drop(act->tx, &(struct failure_drop_in){address_hash(act->a, email)});
}

static void token_make(struct act *act, struct login_attempt *l, unsigned char hash[CRYPT_HASH])
{
    unsigned char token[TOKEN_BYTES];
    crypt_random(token, sizeof token);
    l->token = crypt_hex(act->a, token, sizeof token);
    crypt_hash(NULL, l->token, hash);
    crypt_wipe(token, sizeof token);
}

static enum rc begin(struct act *act, struct login_attempt *l)
{
    unsigned char hash[CRYPT_HASH];
    token_make(act, l, hash);
    act->made = id_new();
    act->who.user = l->user;
    struct login_put_in put = {{(const char *)hash, sizeof hash},
                               act->made,
                               l->user,
                               act->now_utc,
                               str_first(l->agent.p ? l->agent : S(""), AGENT_CHARS)};
    struct login_sweep_in sweep = {act->now_utc - act->practice->whole_s,
                                   act->now_utc - act->practice->idle_s};
    enum rc rc = login_sweep(act->tx, &sweep);
    if (rc == OK)
        rc = practice_forget_keys(act);
    if (rc == OK)
        rc = login_forgive(act, l->email);
    if (rc == OK)
        rc = login_put(act->tx, &put);
    return rc == OK ? audit_add(act, "login.begin", act->made, ID_NONE, S("")) : rc;
}

/* Guesses may have been made side by side since login_look: what counts is what stands now. */
enum rc login_begin(struct act *act, void *attempt)
{
    struct login_attempt *l = attempt;
    int64_t failures = 0;
    enum rc rc = failures_of(act, l->email, &failures);
    if (rc != OK)
        return rc;
    return l->fits ? begin(act, l) : count_failure(act, l, failures);
}

enum rc login_who(struct act *act, struct str token, struct who *ret, bool *ret_stale)
{
    unsigned char hash[CRYPT_HASH];
    struct login_row row;
    if (token.n != 2 * TOKEN_BYTES)
        return NOT_FOUND;
    crypt_hash(NULL, token, hash);
    struct login_get_in in = {{(const char *)hash, sizeof hash}};
    enum rc rc = login_get(act->tx, act->a, &in, &row);
    if (rc != OK)
        return rc;
    if (act->now_utc - row.made_utc > act->practice->whole_s ||
        act->now_utc - row.seen_utc > act->practice->idle_s)
        return NOT_FOUND;
    *ret = (struct who){row.staff, row.id, row.name, row.roles};
    *ret_stale = act->now_utc - row.seen_utc >= SEEN_EVERY_S;
    return OK;
}

struct touch {
    struct store_job job;
    struct arena *a;
    struct id login;
    int64_t now_utc;
};

static enum rc touch_run(struct tx *tx, void *arg)
{
    struct touch *t = arg;
    return login_seen(tx, &(struct login_seen_in){t->login, t->now_utc});
}

static void touch_done(struct store_job *job, enum rc rc)
{
    struct touch *t = job->arg;
    (void)rc;
    arena_free(t->a);
}

void login_touch(struct practice *p, struct id login)
{
    struct arena *a = arena_new(1024);
    struct touch *t = ARENA_NEW(a, struct touch);
    *t = (struct touch){.a = a, .login = login, .now_utc = clock_utc()};
    t->job = (struct store_job){
        .run = touch_run, .done = touch_done, .arg = t, .patient = true, .again = true};
    if (store_submit(p->store, &t->job) != OK)
        arena_free(a);
}

enum rc login_end_own(struct act *act, void *login)
{
    struct id *id = login;
    if (!id_eq(*id, act->who.login))
        return DENIED;
    enum rc rc = login_end(act->tx, &(struct login_end_in){*id});
    return rc == OK ? audit_add(act, "login.end", *id, ID_NONE, S("")) : rc;
}
