/* Bringing a database up to this program's schema, forward only. Inside the store floor only.
 * Must never: touch a database that is not Tonus's, or one of a newer program.
 * Read next: store/migrate.c.
 */
#pragma once
#include "store/conn.h"
#include "store/store.h"

/* A row of the ledger while a copy into the database goes on: no program opens it then. */
enum { MIGRATION_COPYING = 1000000 };

/* Each migration is one transaction; its text's hash is recorded.
 *   existing     refuse an empty database
 *   ret_detail   a line in words when the result is not STORE_OPEN
 */
enum store_open migrate(struct conn *c, struct arena *a, bool existing, struct str *ret_detail);
/* The same without changing anything: an older schema is refused too. */
enum store_open migrate_check(struct conn *c, struct arena *a, struct str *ret_detail);
