/* Copying table by table, page by page in the order of the keys, with a hash over all values; then
 * the target is read back and must give the same.
 * Must never: know a table by name.
 * Read next: tools/mksql_tables.h.
 */
#include "store/copy.h"

#include "base/crypt.h"
#include "base/out.h"
#include "store/conn.h"
#include "store/migrate.h"
#include "store/sql_migration.h"

enum { PAGE_ROWS = 500, PAGE_BYTES = 64 * 1024 * 1024, ROW_BYTES = 8 * 1024 * 1024 };

struct copying {
    struct copy *copy;
    struct conn *from, *to; /* to: NULL while verifying */
    struct arena *page;
    unsigned char hash[CRYPT_HASH]; /* over all so far */
    int64_t rows, done, all;
    struct str why;
};

static bool copy_failed(struct copying *k, struct arena *a, struct conn *c, const char *what)
{
    struct str why = c->backend->why(c, a);
    k->why = arena_fmt(a, "%s: %.*s", what, STR_ARG(why));
    return false;
}

/* --- one row --------------------------------------------------------------------------------- */

static void value_hash(struct out *w, const struct sql_field *f, const void *row)
{
    const void *at = (const unsigned char *)row + f->offset;
    const struct maybe_int *mi = at;
    const struct maybe_real *mr = at;
    const struct str *text = at;
    bool is_text = f->type == SQL_TEXT || f->type == SQL_BLOB;
    bool has = is_text ? text->p != NULL : !f->nullable || (f->type == SQL_INT ? mi->has : mr->has);
    if (!has)
        out_raw(w, S("-"));
    else if (is_text)
        out_fmt(w, "%zu:", text->n), out_raw(w, *text);
    else if (f->type == SQL_INT)
        out_fmt(w, "%lld,", (long long)(f->nullable ? mi->v : *(const int64_t *)at));
    else
        out_fmt(w, "%a,", f->nullable ? mr->v : *(const double *)at);
}

static bool row_hash(struct copying *k, const struct query *page, const void *row)
{
    struct out w = out_new(k->page, ROW_BYTES);
    out_raw(&w, (struct str){(const char *)k->hash, sizeof k->hash});
    out_raw(&w, str_from(page->name));
    for (uint8_t i = 0; i < page->n_out; i++)
        value_hash(&w, &page->out[i], row);
    crypt_hash(NULL, out_str(&w), k->hash);
    k->rows++;
    return !w.full && !arena_failed(k->page);
}

/* --- one page -------------------------------------------------------------------------------- */

/* The key's least value: every row stands behind it. */
static void *before_all(struct arena *a, const struct table *t)
{
    unsigned char *row = arena_alloc(a, t->page->out_size + TABLE_SLOT);
    for (uint8_t i = 0; i + 1 < t->page->n_in; i++) {
        void *at = row + t->page->in[i].offset;
        if (t->page->in[i].type == SQL_INT)
            *(int64_t *)at = INT64_MIN;
        else
            *(struct str *)at = S("");
    }
    return row;
}

static bool page_put(struct copying *k, const struct table *t, const struct rows *rows)
{
    struct tx tx = {k->to};
    enum rc rc = conn_say(k->to, CONN_BEGIN);
    for (size_t i = 0; i < rows->n && rc == OK; i++)
        rc = store_run(&tx, t->put, (unsigned char *)rows->at + i * t->page->out_size, NULL);
    return rc == OK && conn_say(k->to, CONN_COMMIT) == OK;
}

/* What the next page comes behind, in an arena that outlives this one. */
static void *key_keep(struct arena *a, const struct table *t, const struct rows *rows)
{
    const size_t size = t->page->out_size;
    unsigned char *key = arena_alloc(a, size + TABLE_SLOT);
    memcpy(key, (unsigned char *)rows->at + (rows->n - 1) * size, size);
    for (uint8_t i = 0; i + 1 < t->page->n_in; i++)
        if (t->page->in[i].type != SQL_INT && t->page->in[i].type != SQL_REAL) {
            struct str *text = (struct str *)(void *)(key + t->page->in[i].offset);
            *text = arena_str(a, *text);
        }
    return key;
}

static bool table_walk(struct copying *k, struct arena *a, const struct table *t)
{
    struct arena *keys[2] = {arena_new(ROW_BYTES), arena_new(ROW_BYTES)};
    void *key = before_all(keys[0], t);
    struct tx tx = {k->from};
    struct rows rows = {NULL, PAGE_ROWS};
    bool fine = true;
    for (int turn = 1; fine && rows.n == PAGE_ROWS; turn = !turn) {
        *(int64_t *)(void *)((unsigned char *)key + t->page->out_size) = PAGE_ROWS;
        fine = store_many(&tx, t->page, key, k->page, &rows) == OK ||
               copy_failed(k, a, k->from, t->name);
        for (size_t i = 0; i < rows.n && fine; i++)
            fine = row_hash(k, t->page, (unsigned char *)rows.at + i * t->page->out_size);
        if (fine && k->to && rows.n)
            fine = page_put(k, t, &rows) || copy_failed(k, a, k->to, t->name);
        arena_reset(keys[turn]);
        key = fine && rows.n ? key_keep(keys[turn], t, &rows) : key;
        k->done += (int64_t)rows.n;
        if (k->copy->progress)
            k->copy->progress(k->done, k->all);
        arena_reset(k->page);
    }
    arena_free(keys[0]);
    arena_free(keys[1]);
    return fine;
}

static bool tables_walk(struct copying *k, struct arena *a)
{
    bool fine = conn_say(k->from, CONN_BEGIN) == OK || copy_failed(k, a, k->from, "the source");
    memset(k->hash, 0, sizeof k->hash);
    k->rows = 0;
    for (size_t i = 0; i < table_count && fine; i++)
        fine = table_walk(k, a, &table_all[i]);
    if (conn_say(k->from, CONN_ROLLBACK) != OK)
        fine = false;
    return fine;
}

/* --- the two databases ----------------------------------------------------------------------- */

static bool rows_count(struct copying *k, struct arena *a)
{
    struct tx tx = {k->from};
    bool fine = conn_say(k->from, CONN_BEGIN) == OK;
    for (size_t i = 0; i < table_count && fine; i++) {
        int64_t n = 0;
        fine = store_one(&tx, table_all[i].rows, NULL, k->page, &n) == OK;
        k->all += 2 * n;
    }
    fine = fine || copy_failed(k, a, k->from, "the source cannot be read");
    return conn_say(k->from, CONN_ROLLBACK) == OK && fine;
}

static bool mark(struct copying *k, struct arena *a, bool begins)
{
    struct conn *to = k->to;
    struct tx tx = {to};
    struct migration_put_in put = {MIGRATION_COPYING, S("copying"), S(""), 0};
    enum rc rc = conn_say(to, CONN_BEGIN);
    if (rc == OK)
        rc = begins ? migration_put(&tx, &put)
                    : migration_drop(&tx, &(struct migration_drop_in){MIGRATION_COPYING});
    if (rc == OK)
        rc = conn_say(to, CONN_COMMIT);
    return rc == OK || copy_failed(k, a, to, "the target cannot be written");
}

static bool verify(struct copying *k, struct arena *a)
{
    unsigned char hash[CRYPT_HASH];
    int64_t rows = k->rows;
    struct copying back = {
        .copy = k->copy, .from = k->to, .page = k->page, .done = k->done, .all = k->all};
    memcpy(hash, k->hash, sizeof hash);
    if (!tables_walk(&back, a)) {
        k->why = back.why;
        return false;
    }
    if (back.rows == rows && crypt_same(hash, back.hash, sizeof hash))
        return true;
    k->why = arena_fmt(a,
                       "the copy differs from its source (%lld rows against %lld): it cannot be "
                       "used; empty it and copy again",
                       (long long)back.rows, (long long)rows);
    return false;
}

static struct conn *target_open(struct arena *a, struct copy *c, enum store_open *ret_state,
                                struct str *ret_detail)
{
    const struct backend *backend = conn_backend(&c->to);
    struct conn *to = backend->open(a, &c->to, CONN_WRITE, ret_state, ret_detail);
    if (!to)
        return NULL;
    enum conn_owner owner = backend->owner(to);
    *ret_state = owner == OWNER_NOBODY ? migrate(to, a, false, ret_detail) : STORE_FOREIGN;
    if (owner != OWNER_NOBODY)
        *ret_detail = owner == OWNER_TONUS && migrate_check(to, a, ret_detail) != STORE_OPEN
                          ? arena_fmt(a, "the target %.*s", STR_ARG(*ret_detail))
                          : S("the target holds something already: choose an empty one");
    if (*ret_state == STORE_OPEN)
        return to;
    backend->close(to);
    return NULL;
}

static bool copy_all(struct copying *k, struct arena *a)
{
    return mark(k, a, true) && rows_count(k, a) && tables_walk(k, a) && verify(k, a) &&
           mark(k, a, false);
}

static enum store_open copy_between(struct arena *a, struct copy *c, struct conn *from,
                                    struct str *ret_detail)
{
    enum store_open state = migrate_check(from, a, ret_detail);
    struct conn *to = state == STORE_OPEN ? target_open(a, c, &state, ret_detail) : NULL;
    if (!to)
        return state;
    struct copying k = {.copy = c, .from = from, .to = to, .page = arena_new(PAGE_BYTES)};
    bool fine = copy_all(&k, a);
    c->ret_rows = k.rows;
    c->ret_hash = crypt_hex(a, k.hash, sizeof k.hash);
    *ret_detail = k.why;
    arena_free(k.page);
    to->backend->close(to);
    return fine ? STORE_OPEN : STORE_UNUSABLE;
}

enum store_open store_copy(struct arena *a, struct copy *c, struct str *ret_detail)
{
    enum store_open state;
    struct conn *from = conn_backend(&c->from)->open(a, &c->from, CONN_WRITE, &state, ret_detail);
    if (!from)
        return state;
    state = copy_between(a, c, from, ret_detail);
    from->backend->close(from);
    return state;
}
