/* Opening a practice's data folder, and closing it.
 * Must never: be needed by a page; only the command line opens.
 * Read next: practice/practice.h.
 */
#pragma once
#include "practice/practice.h"
#include "store/store.h"

struct practice_config {
    struct str folder; /* the data folder: tonus.db, audit.key */
    struct str db;     /* a PostgreSQL connection string, instead of tonus.db; or empty */
    bool existing;     /* refuse to make one */
    bool no_group;     /* for measuring: a commit a write */
    int64_t idle_s;
};

/* Makes the folder and its key when they are not there.
 *   ret_detail   a line in words when the result is not STORE_OPEN
 */
enum store_open practice_open(struct arena *a, const struct practice_config *c,
                              struct practice **ret, struct str *ret_detail);
void practice_close(struct practice *p);
