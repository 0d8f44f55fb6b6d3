/* Bringing a database up to this program's schema, forward only.
 * Must never: touch a database that is not Tonus's, or one of a newer program.
 * Read next: sql/0000_ledger.sql, sql/0001_start.sql.
 */
#include "store/migrate.h"

#include "base/clock.h"
#include "base/crypt.h"
#include "store/sql_migration.h"

/* One for both spellings, so that a copy in the other database is known again. */
static struct str hash_of(struct arena *a, const struct migration *m)
{
    unsigned char hash[CRYPT_HASH];
    crypt_hash(NULL, str_from(m->text[DIALECT_SQLITE]), hash);
    return crypt_hex(a, hash, sizeof hash);
}

static enum rc apply(struct conn *c, struct arena *a, const struct migration *m)
{
    struct tx tx = {c};
    struct migration_put_in put = {m->number, str_from(m->name), hash_of(a, m), clock_utc()};
    enum rc rc = c->backend->script(c, m->text[c->backend->dialect]);
    return rc == OK ? migration_put(&tx, &put) : rc;
}

static enum rc ledger_make(struct conn *c)
{
    enum rc rc = c->backend->script(c, migration_ledger.text[c->backend->dialect]);
    return rc == OK ? c->backend->claim(c) : rc;
}

static enum store_open unusable(struct conn *c, struct arena *a, struct str what,
                                struct str *ret_detail)
{
    struct str why = c->backend->why(c, a);
    *ret_detail = arena_fmt(a, "%.*s: %.*s", STR_ARG(what), STR_ARG(why));
    (void)conn_say(c, CONN_ROLLBACK);
    return STORE_UNUSABLE;
}

static enum store_open newer(struct arena *a, const struct migration_row *last,
                             struct str *ret_detail)
{
    if (last->number == MIGRATION_COPYING) {
        *ret_detail = S("holds a copy that was broken off: empty it, then copy again");
        return STORE_FOREIGN;
    }
    *ret_detail = arena_fmt(a,
                            "the database has schema %lld, this program knows up to %zu: install "
                            "the newer program",
                            (long long)last->number, migration_count);
    return STORE_NEWER;
}

static enum store_open check_done(struct arena *a, const struct migration_row_list *done,
                                  struct str *ret_detail)
{
    if (done->n && done->at[done->n - 1].number > (int64_t)migration_count)
        return newer(a, &done->at[done->n - 1], ret_detail);
    for (size_t i = 0; i < done->n; i++) {
        if (!str_eq(done->at[i].hash, hash_of(a, &migration_all[i]))) {
            *ret_detail = arena_fmt(a, "migration %s was made by a different program",
                                    migration_all[i].name);
            return STORE_FOREIGN;
        }
    }
    return STORE_OPEN;
}

static enum store_open check_owner(struct conn *c, struct arena *a, bool existing,
                                   struct str *ret_detail)
{
    enum conn_owner owner = c->backend->owner(c);
    if (owner == OWNER_UNREADABLE)
        return unusable(c, a, S("the database cannot be read"), ret_detail);
    if (owner == OWNER_OTHER) {
        *ret_detail = S("holds another program's data: choose another folder or database");
        return STORE_FOREIGN;
    }
    if (owner == OWNER_NOBODY && existing) {
        *ret_detail = S("there is no practice in this database: check --db, or make one with tonus "
                        "init");
        return STORE_UNUSABLE;
    }
    return STORE_OPEN;
}

/* One step in one transaction: the ledger, or the next migration. *ret_more: something was done. */
static enum store_open step(struct conn *c, struct arena *a, struct str *ret_detail, bool *ret_more)
{
    struct migration_row_list done = {0};
    enum rc rc = conn_say(c, CONN_BEGIN_SCHEMA);
    enum conn_owner owner = rc == OK ? c->backend->owner(c) : OWNER_NOBODY;
    if (rc == OK)
        rc = owner == OWNER_NOBODY ? ledger_make(c) : migration_done(&(struct tx){c}, a, &done);
    if (rc != OK)
        return unusable(c, a, S("the database cannot be written"), ret_detail);
    enum store_open state = check_done(a, &done, ret_detail);
    *ret_more = owner == OWNER_NOBODY || done.n < migration_count;
    if (state != STORE_OPEN) {
        (void)conn_say(c, CONN_ROLLBACK);
        return state;
    }
    if (owner != OWNER_NOBODY && *ret_more)
        rc = apply(c, a, &migration_all[done.n]);
    if (rc == OK)
        rc = conn_say(c, CONN_COMMIT);
    if (rc != OK)
        return unusable(c, a, arena_fmt(a, "migration %s failed", migration_all[done.n].name),
                        ret_detail);
    return STORE_OPEN;
}

enum store_open migrate(struct conn *c, struct arena *a, bool existing, struct str *ret_detail)
{
    enum store_open state = check_owner(c, a, existing, ret_detail);
    if (state != STORE_OPEN)
        return state;
    if (c->backend->settle(c) != OK)
        return unusable(c, a, S("the database cannot be written"), ret_detail);
    for (bool more = true; more && state == STORE_OPEN;)
        state = step(c, a, ret_detail, &more);
    return state;
}

enum store_open migrate_check(struct conn *c, struct arena *a, struct str *ret_detail)
{
    struct migration_row_list done = {0};
    enum store_open state = check_owner(c, a, true, ret_detail);
    if (state != STORE_OPEN)
        return state;
    if (c->backend->settle(c) != OK)
        return unusable(c, a, S("the database cannot be read"), ret_detail);
    enum rc rc = conn_say(c, CONN_BEGIN);
    if (rc == OK)
        rc = migration_done(&(struct tx){c}, a, &done);
    if (rc != OK)
        return unusable(c, a, S("the database cannot be read"), ret_detail);
    (void)conn_say(c, CONN_ROLLBACK);
    state = check_done(a, &done, ret_detail);
    if (state == STORE_OPEN && done.n < migration_count) {
        *ret_detail = S("the database has an older schema: run tonus check on it first");
        return STORE_FOREIGN;
    }
    return state;
}
