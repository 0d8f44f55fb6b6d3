/* What both kinds of connection share.
 * Must never: know a database.
 * Read next: store/sqlite.c, store/pg.c.
 */
#include "store/conn.h"

#include <stdio.h>

const struct backend *conn_backend(const struct store_config *c)
{
    return c->db.n ? &backend_pg : &backend_sqlite;
}

void *conn_row_room(struct arena *a)
{
    size_t size = 8;
    for (size_t i = 0; i < query_count; i++)
        size = query_all[i]->out_size > size ? query_all[i]->out_size : size;
    return arena_alloc(a, size);
}

void conn_log(struct conn *c, const char *what)
{
    struct arena *a = arena_new((size_t)64 * 1024);
    struct str why = c->backend->why(c, a);
    fprintf(stderr, "tonus: store: %s: %.*s\n", what, STR_ARG(why));
    arena_free(a);
}
