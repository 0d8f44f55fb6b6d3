/* Bringing a database up to this program's schema, forward only. Inside the store floor only.
 * Must never: touch a file that is not Tonus's, or one of a newer program.
 * Read next: store/migrate.c.
 */
#pragma once
#include "store/conn.h"
#include "store/store.h"

/* Each migration is one transaction; its text's hash is recorded.
 *   ret_detail   a line in words when the result is not STORE_OPEN
 */
enum store_open migrate(struct conn *c, struct arena *a, struct str *ret_detail);
