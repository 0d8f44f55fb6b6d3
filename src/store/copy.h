/* A practice from one database into another, verified.
 * Must never: change the source; leave a target that looks usable before it is verified.
 * Read next: store/copy.c.
 */
#pragma once
#include "store/store.h"

struct copy {
    struct store_config from, to;
    /* Called now and then; `all` rows are read twice, for writing and for verifying. */
    void (*progress)(int64_t done, int64_t all);
    int64_t ret_rows;
    struct str ret_hash; /* over every value of every table: the same in either database */
};

/* The source keeps every writer out meanwhile. The target must be empty; until it has been read back
 * and compared, no tonus opens it.
 *   ret_detail   a line in words when the result is not STORE_OPEN
 */
enum store_open store_copy(struct arena *a, struct copy *c, struct str *ret_detail);
