/* Bringing a database up to this program's schema, forward only.
 * Must never: touch a file that is not Tonus's, or one of a newer program.
 * Read next: sql/0001_start.sql.
 */
#include "store/migrate.h"

#include "base/clock.h"
#include "base/crypt.h"

/* "Tonu": what `file` and we look at to know our own. */
#define APPLICATION_ID "1416588917"

/* -1: the file cannot be read as a database */
static int64_t things_in(struct conn *c)
{
    return conn_number(c, "SELECT count(*) FROM sqlite_schema", -1);
}

static bool is_ours(struct conn *c)
{
    return conn_number(
               c, "SELECT (SELECT application_id FROM pragma_application_id()) = " APPLICATION_ID,
               0) == 1;
}

static struct str hash_of(struct arena *a, const struct migration *m)
{
    unsigned char hash[CRYPT_HASH];
    crypt_hash(NULL, str_from(m->text), hash);
    return crypt_hex(a, hash, sizeof hash);
}

static enum rc ledger_make(struct conn *c)
{
    return conn_exec(c, "BEGIN IMMEDIATE;"
                        "PRAGMA application_id=" APPLICATION_ID ";"
                        "CREATE TABLE migration (number INTEGER NOT NULL PRIMARY KEY,"
                        " name TEXT NOT NULL, hash TEXT NOT NULL, applied_utc INTEGER NOT NULL)"
                        " STRICT; COMMIT");
}

static bool recorded_differs(struct conn *c, struct arena *a, const struct migration *m)
{
    struct str text = arena_fmt(a, "SELECT hash FROM migration WHERE number = %d", m->number);
    struct str recorded = conn_text(c, a, arena_cstr(a, text));
    return recorded.p && !str_eq(recorded, hash_of(a, m));
}

static enum rc apply(struct conn *c, struct arena *a, const struct migration *m)
{
    struct str hash = hash_of(a, m);
    struct str record = arena_fmt(
        a,
        "INSERT INTO migration (number, name, hash, applied_utc) VALUES (%d, '%s', '%.*s', %lld)",
        m->number, m->name, STR_ARG(hash), (long long)clock_utc());
    enum rc rc = conn_exec(c, "BEGIN IMMEDIATE");
    if (rc == OK)
        rc = conn_exec(c, m->text);
    if (rc == OK)
        rc = conn_exec(c, arena_cstr(a, record));
    if (rc == OK)
        rc = conn_exec(c, "COMMIT");
    if (rc != OK && conn_in_transaction(c) && conn_exec(c, "ROLLBACK") != OK)
        return BROKEN;
    return rc;
}

static enum store_open check_ours(struct conn *c, struct arena *a, struct str *ret_detail)
{
    int64_t have = conn_number(c, "SELECT max(number) FROM migration", 0);
    if (have > (int64_t)migration_count) {
        *ret_detail = arena_fmt(a,
                                "the database has schema %lld, this program knows up to %zu: "
                                "install the newer program",
                                (long long)have, migration_count);
        return STORE_NEWER;
    }
    for (size_t i = 0; i < (size_t)have; i++) {
        if (recorded_differs(c, a, &migration_all[i])) {
            *ret_detail = arena_fmt(a, "migration %s was made by a different program",
                                    migration_all[i].name);
            return STORE_FOREIGN;
        }
    }
    return STORE_OPEN;
}

static enum store_open unusable(struct conn *c, struct arena *a, const char *what,
                                struct str *ret_detail)
{
    struct str why = conn_why(c, a);
    *ret_detail = arena_fmt(a, "%s: %.*s", what, STR_ARG(why));
    return STORE_UNUSABLE;
}

static enum store_open own(struct conn *c, struct arena *a, struct str *ret_detail)
{
    int64_t things = things_in(c);
    if (things < 0)
        return unusable(c, a, "the database file cannot be read", ret_detail);
    if (things > 0 && !is_ours(c)) {
        *ret_detail = S("the file holds another program's data: choose another folder");
        return STORE_FOREIGN;
    }
    if (conn_durable(c) != OK || (things == 0 && ledger_make(c) != OK))
        return unusable(c, a, "the database file cannot be written", ret_detail);
    return check_ours(c, a, ret_detail);
}

enum store_open migrate(struct conn *c, struct arena *a, struct str *ret_detail)
{
    enum store_open state = own(c, a, ret_detail);
    if (state != STORE_OPEN)
        return state;
    int64_t have = conn_number(c, "SELECT max(number) FROM migration", 0);
    for (size_t i = (size_t)have; i < migration_count; i++) {
        const struct migration *m = &migration_all[i];
        if (apply(c, a, m) != OK) {
            struct str what = arena_fmt(a, "migration %s failed", m->name);
            return unusable(c, a, arena_cstr(a, what), ret_detail);
        }
    }
    return STORE_OPEN;
}
