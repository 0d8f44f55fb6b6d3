/* The connections that read: as many as are read with at once, kept open. Inside the store floor only.
 * Must never: make an event loop wait for a database that cannot be reached.
 * Read next: store/pool.c.
 */
#pragma once
#include "store/conn.h"

struct pool;

/* Lives in `a`; keeps the configuration. */
struct pool *pool_start(struct arena *a, const struct store_config *c);
/* An idle connection, or a new one; NULL when there is none within a second, and at once while
 * the database cannot be reached. */
struct conn *pool_take(struct pool *p);
/* A lost one too: it is closed instead of being handed out again. */
void pool_give(struct pool *p, struct conn *c);
/* All connections must have been given back. */
void pool_stop(struct pool *p);
