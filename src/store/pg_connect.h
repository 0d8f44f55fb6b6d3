/* From a connection string to a PostgreSQL session as Tonus wants it. Inside the store floor only.
 * Must never: put a password into a message; trust an unverified server beyond this machine unasked.
 * Read next: store/pg_connect.c.
 */
#pragma once
#include "store/conn.h"

struct pg_conn; /* libpq's PGconn */

/* NULL with *ret_state and *ret_why set when there is none to be had. Waits at most
 * connect_timeout (3 s unless the string says otherwise) for each host. */
struct pg_conn *pg_connect(struct arena *a, struct str db, enum store_open *ret_state,
                           struct str *ret_why);
/* libpq's or the server's words in one line. */
struct str pg_line(struct arena *a, const char *message);
