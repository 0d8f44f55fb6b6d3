/* Connecting to PostgreSQL: our defaults below the string's own words, then what the server must be.
 * Must never: overrule what the string says.
 * Read next: store/pg.c.
 *
 * What the string leaves out: a standby is not written to (target_session_attrs), a server beyond
 * this machine proves who it is (sslmode=verify-full), and a dead one is noticed within seconds.
 */
#include "store/pg_connect.h"

#include <libpq-fe.h>

enum { PARTS_MAX = 64, VERSION_LEAST = 150000 };

static const char *const defaults[][2] = {
    {"connect_timeout", "3"},      {"tcp_user_timeout", "3000"},
    {"keepalives_idle", "3"},      {"keepalives_interval", "1"},
    {"keepalives_count", "3"},     {"target_session_attrs", "read-write"},
    {"application_name", "tonus"}, {"client_encoding", "UTF8"},
};

static const char session[] = "SET statement_timeout = '10s'; SET lock_timeout = '10s';"
                              "SET idle_in_transaction_session_timeout = '30s';"
                              "SELECT set_config('synchronous_commit', 'on', false)"
                              " WHERE current_setting('synchronous_commit') = 'off'";

struct str pg_line(struct arena *a, const char *message)
{
    struct str rest = str_from(message ? message : ""), line;
    struct str all = S("");
    while (str_next(&rest, '\n', &line)) {
        line = str_trim(line);
        if (line.n)
            all = all.n ? arena_fmt(a, "%.*s; %.*s", STR_ARG(all), STR_ARG(line)) : line;
    }
    return arena_str(a, all);
}

static struct str part_of(const PQconninfoOption *parts, const char *name)
{
    for (; parts->keyword; parts++)
        if (strcmp(parts->keyword, name) == 0)
            return str_from(parts->val ? parts->val : "");
    return S("");
}

static bool is_here(struct str host)
{
    return !host.n || host.p[0] == '/' || host.p[0] == '@' || str_eq(host, S("localhost")) ||
           str_starts(host, S("127.")) || str_eq(host, S("::1"));
}

static struct str or_environment(struct str said, const char *name)
{
    const char *value = said.n ? NULL : getenv(name);
    return value ? str_from(value) : said;
}

static bool all_here(const PQconninfoOption *parts)
{
    struct str hosts = or_environment(part_of(parts, "host"), "PGHOST"), host;
    struct str addresses = or_environment(part_of(parts, "hostaddr"), "PGHOSTADDR");
    bool here = !or_environment(part_of(parts, "service"), "PGSERVICE").n;
    while (str_next(&hosts, ',', &host))
        here = here && is_here(host);
    while (str_next(&addresses, ',', &host))
        here = here && is_here(host);
    return here;
}

static PGconn *connect_with(const PQconninfoOption *parts)
{
    const char *keys[PARTS_MAX + 1] = {NULL}, *values[PARTS_MAX + 1] = {NULL};
    size_t n = 0;
    for (; n < sizeof defaults / sizeof defaults[0]; n++) {
        keys[n] = defaults[n][0];
        values[n] = defaults[n][1];
    }
    if (!all_here(parts) && !getenv("PGSSLMODE")) {
        keys[n] = "sslmode";
        values[n++] = "verify-full";
    }
    for (const PQconninfoOption *p = parts; p->keyword && n < PARTS_MAX; p++) {
        if (!p->val)
            continue;
        keys[n] = p->keyword;
        values[n++] = p->val;
    }
    return PQconnectdbParams(keys, values, 0);
}

/* "no value" when it is one that Tonus can work with. */
static struct str fault_of_server(struct arena *a, PGconn *db)
{
    const char *encoding = PQparameterStatus(db, "server_encoding");
    int version = PQserverVersion(db);
    if (version < VERSION_LEAST)
        return arena_fmt(a, "the server is PostgreSQL %d: Tonus needs %d or newer", version / 10000,
                         VERSION_LEAST / 10000);
    if (!encoding || strcmp(encoding, "UTF8") != 0)
        return arena_fmt(a, "the database holds text as %s: make one with ENCODING 'UTF8'",
                         encoding ? encoding : "nothing known");
    PGresult *r = PQexec(db, session);
    bool fine = PQresultStatus(r) == PGRES_TUPLES_OK;
    PQclear(r);
    return fine ? (struct str){NULL, 0} : pg_line(a, PQerrorMessage(db));
}

/* Without what it quotes of the string, which may hold a password; an option's name may stand. */
static struct str fault_of_string(struct arena *a, const char *said)
{
    struct str line = pg_line(a, said);
    if (str_starts(line, S("invalid connection option")))
        return line;
    return str_trim(str_slice(line, 0, str_find(line, '"')));
}

struct pg_conn *pg_connect(struct arena *a, struct str db, enum store_open *ret_state,
                           struct str *ret_why)
{
    char *said = NULL;
    PQconninfoOption *parts = PQconninfoParse(arena_cstr(a, db), &said);
    if (!parts) {
        *ret_state = STORE_FOREIGN;
        struct str fault = fault_of_string(a, said);
        *ret_why = arena_fmt(a, "--db is no connection string: %.*s", STR_ARG(fault));
        PQfreemem(said);
        return NULL;
    }
    PGconn *c = connect_with(parts);
    PQconninfoFree(parts);
    *ret_state = STORE_AWAY;
    struct str fault = PQstatus(c) == CONNECTION_OK ? fault_of_server(a, c)
                                                    : pg_line(a, PQerrorMessage(c));
    if (!fault.p)
        return c;
    *ret_why = arena_fmt(a, "PostgreSQL: %.*s", STR_ARG(fault));
    PQfinish(c);
    return NULL;
}
