/* Values between C and PostgreSQL's binary form, by the generated tables.
 * Must never: talk to a server.
 * Read next: store/pg.c.
 */
#include "store/pg_value.h"

#include <endian.h>
#include <libpq-fe.h>

enum { OID_INT = 20, OID_REAL = 701, OID_TEXT = 25, OID_BYTES = 17 };

static void bind_number(struct pg_bound *b, int i, const struct sql_field *f, const void *at)
{
    const struct maybe_int *mi = at;
    const struct maybe_real *mr = at;
    bool is_int = f->type == SQL_INT;
    bool has = !f->nullable || (is_int ? mi->has : mr->has);
    uint64_t bits = 0;
    if (has && is_int)
        bits = (uint64_t)(f->nullable ? mi->v : *(const int64_t *)at);
    else if (has)
        memcpy(&bits, f->nullable ? &mr->v : (const double *)at, sizeof bits);
    bits = htobe64(bits);
    memcpy(b->numbers[i], &bits, sizeof bits);
    b->values[i] = has ? (const char *)b->numbers[i] : NULL;
    b->lengths[i] = (int)sizeof bits;
}

static void bind_one(struct pg_bound *b, int i, const struct sql_field *f, const void *in)
{
    const void *at = (const unsigned char *)in + f->offset;
    const struct id *id = at;
    const struct str *text = at;
    b->formats[i] = 1;
    switch (f->type) {
    case SQL_INT:
    case SQL_REAL:
        bind_number(b, i, f, at);
        return;
    case SQL_ID:
        b->values[i] = id_is_none(*id) ? NULL : (const char *)id->b;
        b->lengths[i] = (int)sizeof id->b;
        return;
    case SQL_TEXT:
    case SQL_BLOB:
        b->values[i] = text->p;
        b->lengths[i] = (int)text->n;
        return;
    }
}

void pg_bind(struct pg_bound *b, const struct query *q, const void *in)
{
    b->n = q->n_in;
    for (uint8_t i = 0; i < q->n_in; i++)
        bind_one(b, i, &q->in[i], in);
}

void pg_bound_keep(struct pg_bound *b, struct arena *a)
{
    for (int i = 0; i < b->n; i++)
        if (b->values[i] && b->values[i] != (const char *)b->numbers[i])
            b->values[i] = arena_str(a, (struct str){b->values[i], (size_t)b->lengths[i]}).p;
}

bool pg_bound_same(const struct pg_bound *a, const struct pg_bound *b)
{
    for (int i = 0; i < a->n; i++) {
        if (!a->values[i] != !b->values[i])
            return false;
        if (a->values[i] && (a->lengths[i] != b->lengths[i] ||
                             memcmp(a->values[i], b->values[i], (size_t)a->lengths[i]) != 0))
            return false;
    }
    return true;
}

static void column_number(const struct pg_result *r, int row, int i, const struct sql_field *f,
                          void *at)
{
    bool has = !PQgetisnull(r, row, i);
    uint64_t bits = 0;
    double real;
    if (has)
        memcpy(&bits, PQgetvalue(r, row, i), sizeof bits);
    bits = be64toh(bits);
    memcpy(&real, &bits, sizeof real);
    if (f->type == SQL_INT && f->nullable)
        *(struct maybe_int *)at = (struct maybe_int){has, (int64_t)bits};
    else if (f->type == SQL_INT)
        *(int64_t *)at = (int64_t)bits;
    else if (f->nullable)
        *(struct maybe_real *)at = (struct maybe_real){has, real};
    else
        *(double *)at = real;
}

static void column_one(const struct pg_result *r, int row, int i, const struct sql_field *f,
                       struct arena *a, void *values)
{
    void *at = (unsigned char *)values + f->offset;
    struct str v = {PQgetvalue(r, row, i), (size_t)PQgetlength(r, row, i)};
    switch (f->type) {
    case SQL_INT:
    case SQL_REAL:
        column_number(r, row, i, f, at);
        return;
    case SQL_ID:
        if (v.n == sizeof(struct id))
            memcpy(at, v.p, v.n);
        return;
    case SQL_TEXT:
    case SQL_BLOB:
        if (!PQgetisnull(r, row, i))
            *(struct str *)at = v.n ? arena_str(a, v) : S("");
        return;
    }
}

void pg_rows(const struct query *q, const struct pg_result *r, void *values, struct arena *a,
             conn_row *row, void *to)
{
    for (int i = 0; i < PQntuples(r); i++) {
        memset(values, 0, q->out_size);
        for (uint8_t k = 0; k < q->n_out; k++)
            column_one(r, i, k, &q->out[k], a, values);
        if (!row(to, values))
            return;
    }
}

static bool type_fits(Oid have, enum sql_type type)
{
    static const Oid oids[] = {OID_INT, OID_REAL, OID_TEXT, OID_BYTES, OID_BYTES};
    return have == oids[type];
}

struct str pg_described(const struct pg_result *r, struct arena *a, const struct query *q)
{
    if (PQnparams(r) != q->n_in)
        return arena_fmt(a, "%s: takes %d values, the table has %d", q->name, PQnparams(r),
                         q->n_in);
    if (PQnfields(r) != q->n_out)
        return arena_fmt(a, "%s: gives %d columns, the table has %d", q->name, PQnfields(r),
                         q->n_out);
    for (uint8_t i = 0; i < q->n_in; i++)
        if (!type_fits(PQparamtype(r, i), q->in[i].type))
            return arena_fmt(a, "%s: $%d is of type %u, not as the table says", q->name, i + 1,
                             PQparamtype(r, i));
    for (uint8_t i = 0; i < q->n_out; i++)
        if (strcmp(PQfname(r, i), q->out[i].name) != 0 || !type_fits(PQftype(r, i), q->out[i].type))
            return arena_fmt(a, "%s: column %s of type %u is not as the table says: %s", q->name,
                             PQfname(r, i), PQftype(r, i), q->out[i].name);
    return (struct str){NULL, 0};
}
