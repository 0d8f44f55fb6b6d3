/* Writing what mksql read as C: headers with typed calls, one file of tables.
 * Must never: write a binding by hand; two generic functions in the store read the tables.
 * Read next: tools/mksql_tables.h, src/store/query.h.
 */
#pragma once
#include "mksql_tables.h"

static const char *const c_types[] = {"int64_t", "double", "struct str", "struct str", "struct id"};
static const char *const c_maybes[] = {"struct maybe_int", "struct maybe_real", "struct str",
                                       "struct str", "struct id"};
static const char *const c_enums[] = {"SQL_INT", "SQL_REAL", "SQL_TEXT", "SQL_BLOB", "SQL_ID"};

static const char *c_type(const struct field *f)
{
    return f->nullable ? c_maybes[f->type] : c_types[f->type];
}

static bool same_record(const struct record *a, const struct record *b)
{
    if (a->n != b->n)
        return false;
    for (int i = 0; i < a->n; i++)
        if (strcmp(a->fields[i].name, b->fields[i].name) != 0 ||
            a->fields[i].type != b->fields[i].type ||
            a->fields[i].nullable != b->fields[i].nullable)
            return false;
    return true;
}

/* A struct belongs to the header of one file, and a second use there must agree. */
static void struct_check(const struct query *q, const struct query *owner, const struct record *r,
                         const struct record *first)
{
    if (owner->file != q->file)
        die("%s:%d: struct %s stands in %s already: give it another name", q->file, r->line,
            r->name, owner->file);
    if (!same_record(first, r))
        die("%s:%d: struct %s has other values in line %d: give it another name", q->file, r->line,
            r->name, first->line);
}

static void struct_write(FILE *f, const struct query *q, const struct record *r, bool list)
{
    static struct {
        const struct query *owner;
        const struct record *record;
        bool listed;
    } written[2 * QUERIES_MAX];
    static int n;
    int at = 0;
    if (!r->given || r->domain)
        return;
    while (at < n && strcmp(written[at].record->name, r->name) != 0)
        at++;
    if (at < n) {
        struct_check(q, written[at].owner, r, written[at].record);
    } else {
        fprintf(f, "struct %s {\n", r->name);
        for (int i = 0; i < r->n; i++)
            fprintf(f, "    %s %s;\n", c_type(&r->fields[i]), r->fields[i].name);
        fprintf(f, "};\n\n");
        written[n].owner = q;
        written[n++].record = r;
    }
    if (list && !written[at].listed) {
        fprintf(f, "struct %s_list {\n    struct %s *at;\n    size_t n;\n};\n\n", r->name, r->name);
        written[at].listed = true;
    }
}

static void call_one(FILE *f, const struct query *q, const char *in, const char *pass)
{
    fprintf(f,
            "NODISCARD static inline enum rc %s(struct tx *tx, struct arena *a%s, "
            "struct %s *ret)\n{\n    return store_one(tx, &%s_query, %s, a, ret);\n}\n\n",
            q->name, in, q->out.name, q->name, pass);
}

static void call_many(FILE *f, const struct query *q, const char *in, const char *pass)
{
    fprintf(f,
            "NODISCARD static inline enum rc %s(struct tx *tx, struct arena *a%s, "
            "struct %s_list *ret)\n{\n    struct rows rows;\n"
            "    enum rc rc = store_many(tx, &%s_query, %s, a, &rows);\n"
            "    if (rc == OK)\n        *ret = (struct %s_list){rows.at, rows.n};\n"
            "    return rc;\n}\n\n",
            q->name, in, q->out.name, q->name, pass, q->out.name);
}

static void call_run(FILE *f, const struct query *q, const char *in, const char *pass)
{
    fprintf(f,
            "NODISCARD static inline enum rc %s(struct tx *tx%s)\n{\n"
            "    return store_run(tx, &%s_query, %s, NULL);\n}\n\n"
            "NODISCARD static inline enum rc %s_n(struct tx *tx%s, int64_t *ret_changed)\n{\n"
            "    return store_run(tx, &%s_query, %s, ret_changed);\n}\n\n",
            q->name, in, q->name, pass, q->name, in, q->name, pass);
}

static void call_write(FILE *f, const struct query *q)
{
    static void (*const calls[])(FILE *, const struct query *, const char *, const char *) = {
        call_run, call_one, call_many};
    char in[NAME_BYTES + 32] = "";
    if (q->in.given)
        snprintf(in, sizeof in, ", const struct %s *in", q->in.name);
    fprintf(f, "extern const struct query %s_query;\n", q->name);
    if (q->kind != KIND_RUN)
        fprintf(f,
                "static inline void %s_ask(struct tx *tx, struct arena *a%s)\n{\n"
                "    store_ask(tx, &%s_query, %s, a);\n}\n\n",
                q->name, in, q->name, q->in.given ? "in" : "NULL");
    calls[q->kind](f, q, in, q->in.given ? "in" : "NULL");
}

static FILE *file_begin(const char *path, const char *what)
{
    FILE *f = fopen(path, "w");
    if (!f)
        die("%s: cannot be made", path);
    fprintf(f, "/* %s Written by tools/mksql.c from sql/; change that. */\n", what);
    return f;
}

static void domain_include(FILE *f, const struct record *r, char seen[][NAME_BYTES], int *n)
{
    if (!r->domain)
        return;
    for (int i = 0; i < *n; i++)
        if (strcmp(seen[i], r->header) == 0)
            return;
    snprintf(seen[(*n)++], NAME_BYTES, "%s", r->header);
    fprintf(f, "#include \"domain/%s.h\"\n", r->header);
}

static void header_write(const char *folder, int first, int end)
{
    char path[4096], seen[2 * QUERIES_MAX][NAME_BYTES];
    int n = 0;
    snprintf(path, sizeof path, "%s/sql_%s.h", folder, queries[first].word);
    FILE *f = file_begin(path, "Typed calls of one word's queries.");
    fprintf(f, "#pragma once\n");
    for (int i = first; i < end; i++) {
        domain_include(f, &queries[i].in, seen, &n);
        domain_include(f, &queries[i].out, seen, &n);
    }
    fprintf(f, "#include \"store/store.h\"\n\n");
    for (int i = first; i < end; i++) {
        struct_write(f, &queries[i], &queries[i].in, false);
        struct_write(f, &queries[i], &queries[i].out, queries[i].kind == KIND_MANY);
        call_write(f, &queries[i]);
    }
    if (fclose(f) != 0)
        die("%s: cannot be written", path);
}

static void c_string(FILE *f, const char *text)
{
    fputs("    \"", f);
    for (const char *p = text; *p; p++) {
        if (*p == '\n')
            fputs(p[1] ? "\\n\"\n    \"" : "\\n", f);
        else if (strchr("\"\\?", *p)) /* ? because of trigraphs */
            fprintf(f, "\\%c", *p);
        else
            fputc(*p, f);
    }
    fputc('"', f);
}

static void fields_write(FILE *f, const struct query *q, const struct record *r, const char *which)
{
    if (!r->given)
        return;
    for (int i = 0; i < r->n; i++)
        fprintf(f,
                "_Static_assert(_Generic(((struct %s *)0)->%s, %s: 1, default: 0), "
                "\"%s:%d: %s must be %s\");\n",
                r->name, r->fields[i].name, c_type(&r->fields[i]), q->file, r->line,
                r->fields[i].name, c_type(&r->fields[i]));
    fprintf(f, "static const struct sql_field %s_%s[] = {\n", q->name, which);
    for (int i = 0; i < r->n; i++) {
        char name[NAME_BYTES] = "";
        snprintf(name, sizeof name, "%s", r->fields[i].name);
        if (r == &q->in)
            snprintf(name, sizeof name, "$%d", i + 1);
        fprintf(f, "    {\"%s\", %s, %s, offsetof(struct %s, %s)},\n", name,
                c_enums[r->fields[i].type], r->fields[i].nullable ? "true" : "false", r->name,
                r->fields[i].name);
    }
    fprintf(f, "};\n");
}

static void query_write(FILE *f, const struct query *q, int index)
{
    fields_write(f, q, &q->in, "in");
    fields_write(f, q, &q->out, "out");
    fprintf(f, "const struct query %s_query = {\n    .name = \"%s\",\n    .text =\n", q->name,
            q->name);
    c_string(f, q->text);
    fprintf(f, ",\n    .index = %d,\n", index);
    if (q->in.given)
        fprintf(f, "    .in = %s_in,\n    .n_in = %d,\n", q->name, q->in.n);
    if (q->out.given)
        fprintf(f, "    .out = %s_out,\n    .n_out = %d,\n    .out_size = sizeof(struct %s),\n",
                q->name, q->out.n, q->out.name);
    fprintf(f, "};\n\n");
}

static void migration_write(FILE *f, const struct migration *m)
{
    fprintf(f, "%d, \"%s\", {\n", m->number, m->name);
    for (int d = 0; d < DIALECTS; d++) {
        c_string(f, m->text[d] ? m->text[d] : "");
        fprintf(f, d + 1 < DIALECTS ? ",\n" : "}");
    }
}

static void tables_write(const char *folder)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/tables.c", folder);
    FILE *f = file_begin(path, "All queries and migrations.");
    fprintf(f, "#include <stddef.h>\n\n");
    for (int i = 0; i < query_n; i++)
        if (i == 0 || strcmp(queries[i].word, queries[i - 1].word) != 0)
            fprintf(f, "#include \"store/sql_%s.h\"\n", queries[i].word);
    fprintf(f, "\n");
    for (int i = 0; i < query_n; i++)
        query_write(f, &queries[i], i);
    table_queries_write(f, query_n);
    fprintf(f, "const struct query *const query_all[] = {\n");
    for (int i = 0; i < query_n; i++)
        fprintf(f, "    &%s_query,\n", queries[i].name);
    for (int i = 0; i < table_n; i++)
        fprintf(f, "    &copy_%s_page,\n    &copy_%s_put_row,\n    &copy_%s_rows,\n", tables[i].name,
                tables[i].name, tables[i].name);
    fprintf(f, "};\nconst size_t query_count = %d;\n\n", query_n + 3 * table_n);
    fprintf(f, "const struct migration migration_ledger = {");
    migration_write(f, &ledger);
    fprintf(f, "};\n\nconst struct migration migration_all[] = {\n");
    for (int i = 0; i < migration_n; i++) {
        fprintf(f, "    {");
        migration_write(f, &migrations[i]);
        fprintf(f, "},\n");
    }
    fprintf(f, "};\nconst size_t migration_count = %d;\n", migration_n);
    if (fclose(f) != 0)
        die("%s: cannot be written", path);
}
