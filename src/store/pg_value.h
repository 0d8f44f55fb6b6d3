/* Values between C and PostgreSQL's binary form, by the generated tables. Inside the store floor only.
 * Must never: talk to a server.
 * Read next: store/pg_value.c.
 */
#pragma once
#include "store/conn.h"

struct pg_result; /* libpq's PGresult */

enum { PG_PARAMETERS_MAX = 40 };

/* A query's values as they travel. */
struct pg_bound {
    int n;
    const char *values[PG_PARAMETERS_MAX];
    int lengths[PG_PARAMETERS_MAX], formats[PG_PARAMETERS_MAX];
    unsigned char numbers[PG_PARAMETERS_MAX][8];
};

/* Points into `in`. */
void pg_bind(struct pg_bound *b, const struct query *q, const void *in);
/* Copies into `a` what it points to. */
void pg_bound_keep(struct pg_bound *b, struct arena *a);
/* Of the same query. */
bool pg_bound_same(const struct pg_bound *a, const struct pg_bound *b);
/* Calls `row` with each row's values in `a`.
 *   values   room for one row (conn_row_room)
 */
void pg_rows(const struct query *q, const struct pg_result *r, void *values, struct arena *a,
             conn_row *row, void *to);
/* A described statement against the tables; "no value" when they agree, else what differs. */
struct str pg_described(const struct pg_result *r, struct arena *a, const struct query *q);
