/* What unit tests of the store share: a fresh database by name, in SQLite or, with
 * TONUS_TEST_STORE=pg, in the server of TONUS_PG (tests/with_pg).
 * Must never: hold a test.
 * Read next: tests/unit/store_test.c.
 */
#pragma once
#include <libpq-fe.h>
#include <sqlite3.h>
#include <unistd.h>

#include "unit.h"

static inline bool unit_is_pg(void)
{
    const char *which = getenv("TONUS_TEST_STORE");
    return which && strcmp(which, "pg") == 0;
}

/* `said`: takes the first value of the answer, or is NULL. */
static inline void unit_pg(const char *where, const char *text, char said[200])
{
    PGconn *c = PQconnectdb(where);
    PGresult *r = PQexec(c, text);
    ExecStatusType status = PQresultStatus(r);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        fail_msg("%s: %s", text, PQerrorMessage(c));
    if (said)
        snprintf(said, 200, "%s", PQgetvalue(r, 0, 0));
    PQclear(r);
    PQfinish(c);
}

/* "" for SQLite; else the connection string of a database that is there from now on. */
static inline struct str unit_db(struct arena *a, const char *name)
{
    static char made[64][64];
    static size_t n;
    if (!unit_is_pg())
        return S("");
    const char *server = getenv("TONUS_PG");
    struct str database = arena_fmt(a, "unit %d %s", getpid(), name);
    struct str where = arena_fmt(a, "%s dbname='%.*s'", server, STR_ARG(database));
    for (size_t i = 0; i < n; i++)
        if (strcmp(made[i], name) == 0)
            return where;
    assert_true(n < 64);
    snprintf(made[n++], sizeof made[0], "%s", name);
    unit_pg(arena_cstr(a, arena_fmt(a, "%s dbname=postgres", server)),
            arena_cstr(a, arena_fmt(a, "CREATE DATABASE \"%.*s\"", STR_ARG(database))), NULL);
    return where;
}

static inline int unit_first_value(void *said, int n, char **values, char **names)
{
    (void)names;
    if (said)
        snprintf(said, 200, "%s", n && values[0] ? values[0] : "");
    return 0;
}

/* Behind the program's back. `file`: of SQLite, in unit_folder; `said`: as in unit_pg. */
static inline void unit_sql(struct arena *a, const char *name, const char *file, const char *text,
                            char said[200])
{
    sqlite3 *db = NULL;
    struct str where = unit_db(a, name);
    if (where.n) {
        unit_pg(arena_cstr(a, where), text, said);
        return;
    }
    const char *path = arena_cstr(a, arena_fmt(a, "%s/%s", unit_folder, file));
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, text, unit_first_value, said, NULL), SQLITE_OK);
    sqlite3_close(db);
}
