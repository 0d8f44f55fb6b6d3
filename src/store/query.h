/* What the query generator writes: a statement, and tables that say where its values live.
 * Must never: be written by hand outside sql/.
 * Read next: tools/mksql.c, sql/client.sql.
 */
#pragma once
#include "base/id.h"
#include "base/maybe.h"
#include "base/str.h"

enum sql_type {
    SQL_INT,  /* int64_t */
    SQL_REAL, /* double */
    SQL_TEXT, /* struct str; p == NULL is NULL */
    SQL_BLOB, /* struct str; p == NULL is NULL */
    SQL_ID    /* struct id, 16 bytes; all zero is NULL */
};

struct sql_field {
    const char *name; /* in: the placeholder "$1"; out: the column's name */
    enum sql_type type;
    bool nullable; /* SQL_INT and SQL_REAL: maybe_int, maybe_real; others: may be "none" */
    uint16_t offset;
};

struct query {
    const char *name;
    const char *text;
    const struct sql_field *in, *out;
    uint8_t n_in, n_out;
    uint16_t index; /* dense, 0 .. QUERY_COUNT-1: where a connection keeps it prepared */
    size_t out_size;
};

struct rows {
    void *at;
    size_t n;
};

/* How the two databases want a table's definition spelled; queries are one text for both. */
enum dialect { DIALECT_SQLITE, DIALECT_PG, DIALECTS };

struct migration {
    int number;
    const char *name;
    const char *text[DIALECTS];
};

/* A row's values stand TABLE_SLOT bytes apart, whatever they are; behind a page's key, in the slot
 * after the last column, stands how many rows it may have. An id is SQL_BLOB here. */
enum { TABLE_SLOT = 16 };

struct table {
    const char *name;
    const struct query *page, *put,
        *rows; /* the next rows in the key's order; one more; how many */
};

/* Generated (build/gen/store/tables.c). */
extern const struct query *const query_all[];
extern const size_t query_count;
extern const struct table table_all[]; /* a table stands behind those it points to */
extern const size_t table_count;
extern const struct migration migration_ledger; /* number 0: the table of migrations itself */
extern const struct migration migration_all[];
extern const size_t migration_count;
