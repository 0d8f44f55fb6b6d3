/* The tables that all migrations together leave, and for each the queries by which a practice is
 * copied from one database to another: how many rows, the next page of them, one more row.
 * Must never: guess; a definition it cannot read ends the build.
 * Read next: src/store/copy.c.
 */
#pragma once
#include "mksql_read.h"

enum { TABLES_MAX = 100 };

struct table {
    char name[NAME_BYTES];
    struct field columns[FIELDS_MAX];
    int n, keys[FIELDS_MAX], n_keys; /* keys: in the key's order */
};

static struct table tables[TABLES_MAX];
static int table_n;

static struct table *table_find(const char *file, const char *name)
{
    for (int i = 0; i < table_n; i++)
        if (strcmp(tables[i].name, name) == 0)
            return &tables[i];
    die("%s: there is no table %s to alter", file, name);
}

static void key_add(const char *file, struct table *t, const char *name)
{
    for (int i = 0; i < t->n; i++) {
        if (strcmp(t->columns[i].name, name) != 0)
            continue;
        if (t->columns[i].nullable)
            die("%s: %s.%s is a key: say NOT NULL", file, t->name, name);
        t->keys[t->n_keys++] = i;
        return;
    }
    die("%s: %s has no column %s for its key", file, t->name, name);
}

static void keys_read(const char *file, struct table *t, const char *p)
{
    char name[NAME_BYTES];
    do {
        p = name_read(file, 0, p + 1 + strspn(p + 1, " \n"), name);
        key_add(file, t, name);
        p += strspn(p, " \n");
    } while (*p == ',');
}

static void column_read(const char *file, struct table *t, const char *p)
{
    char word[NAME_BYTES];
    struct field *f = &t->columns[t->n];
    if (t->n == FIELDS_MAX - 1)
        die("%s: %s has more than %d columns", file, t->name, FIELDS_MAX - 2);
    p = name_read(file, 0, p, f->name);
    p = name_read(file, 0, p, word);
    f->type = type_of(file, 0, word);
    f->nullable = !find_word(p, "NOT NULL");
    t->n++;
    if (find_word(p, "PRIMARY KEY"))
        key_add(file, t, f->name);
}

/* One definition between the commas of a table's parentheses. */
static void definition_read(const char *file, struct table *t, const char *p)
{
    static const char *const constraints[] = {"FOREIGN KEY", "UNIQUE", "CHECK", "CONSTRAINT"};
    p += strspn(p, " \n");
    if (word_end(p, "PRIMARY KEY")) {
        keys_read(file, t, need(strchr(p, '(')));
        return;
    }
    for (size_t i = 0; i < sizeof constraints / sizeof constraints[0]; i++)
        if (word_end(p, constraints[i]))
            return;
    column_read(file, t, p);
}

static void definitions_read(const char *file, struct table *t, char *p)
{
    int depth = 0;
    char *from = p + 1;
    for (; *p; p++) {
        depth += (*p == '(') - (*p == ')');
        if ((*p == ',' && depth == 1) || (*p == ')' && depth == 0)) {
            bool last = *p == ')';
            *p = '\0';
            definition_read(file, t, from);
            from = p + 1;
            if (last)
                return;
        }
    }
    die("%s: the table %s does not end", file, t->name);
}

static void table_new(const char *file, const char *p)
{
    struct table *t = &tables[table_n++];
    if (table_n > TABLES_MAX)
        die("%s: more than %d tables: raise TABLES_MAX", file, TABLES_MAX);
    p = name_read(file, 0, p + strspn(p, " \n"), t->name);
    definitions_read(file, t, need(strchr(p, '(')));
    if (!t->n_keys)
        die("%s: %s has no primary key", file, t->name);
}

static void column_added(const char *file, const char *p)
{
    char name[NAME_BYTES];
    p = name_read(file, 0, p + strspn(p, " \n"), name);
    const char *column = word_end(p, "ADD COLUMN");
    if (!column)
        die("%s: only ADD COLUMN alters a table here", file);
    column_read(file, table_find(file, name), column + strspn(column, " \n"));
}

static void table_drop(const char *file, const char *p)
{
    char name[NAME_BYTES];
    name_read(file, 0, p + strspn(p, " \n"), name);
    for (int i = 0, kept = 0; i < table_n; i++, kept++) {
        tables[kept] = tables[i];
        kept -= strcmp(tables[i].name, name) == 0;
        if (i + 1 == table_n) {
            table_n = kept + 1;
            return;
        }
    }
}

static void tables_read(const char *file, const char *text)
{
    char *blanked = bare(text);
    for (char *p = blanked, *end; (end = strchr(p, ';')); p = end + 1) {
        *end = '\0';
        p += strspn(p, " \n");
        const char *made = word_end(p, "CREATE TABLE"), *altered = word_end(p, "ALTER TABLE");
        const char *dropped = word_end(p, "DROP TABLE");
        if (dropped)
            table_drop(file, dropped);
        if (made)
            table_new(file, made);
        if (altered)
            column_added(file, altered);
    }
    free(blanked);
}

/* --- writing --------------------------------------------------------------------------------- */

static const char *slot_enum(const struct field *f)
{
    static const char *const enums[] = {"SQL_INT", "SQL_REAL", "SQL_TEXT", "SQL_BLOB", "SQL_BLOB"};
    return enums[f->type];
}

static void slot_write(FILE *f, const struct field *column, const char *name, int slot)
{
    fprintf(f, "    {\"%s\", %s, %s, %d * TABLE_SLOT},\n", name, slot_enum(column),
            column->nullable ? "true" : "false", slot);
}

static void slots_write(FILE *f, const struct table *t)
{
    char name[NAME_BYTES];
    fprintf(f, "static const struct sql_field copy_%s_row[] = {\n", t->name);
    for (int i = 0; i < t->n; i++)
        slot_write(f, &t->columns[i], t->columns[i].name, i);
    fprintf(f, "};\nstatic const struct sql_field copy_%s_values[] = {\n", t->name);
    for (int i = 0; i < t->n; i++) {
        snprintf(name, sizeof name, "$%d", i + 1);
        slot_write(f, &t->columns[i], name, i);
    }
    fprintf(f, "};\nstatic const struct sql_field copy_%s_after[] = {\n", t->name);
    for (int i = 0; i < t->n_keys; i++) {
        snprintf(name, sizeof name, "$%d", i + 1);
        slot_write(f, &t->columns[t->keys[i]], name, t->keys[i]);
    }
    fprintf(f, "    {\"$%d\", SQL_INT, false, %d * TABLE_SLOT},\n};\n", t->n_keys + 1, t->n);
}

static void columns_list(FILE *f, const struct table *t)
{
    for (int i = 0; i < t->n; i++)
        fprintf(f, "%s%s", i ? ", " : "", t->columns[i].name);
}

static void keys_list(FILE *f, const struct table *t)
{
    for (int i = 0; i < t->n_keys; i++)
        fprintf(f, "%s%s", i ? ", " : "", t->columns[t->keys[i]].name);
}

static void dollars_list(FILE *f, int n)
{
    for (int i = 0; i < n; i++)
        fprintf(f, "%s$%d", i ? ", " : "", i + 1);
}

static void page_write(FILE *f, const struct table *t, int index)
{
    fprintf(f, "static const struct query copy_%s_page = {\n    .name = \"%s (copy)\",\n    .text = \"SELECT ",
            t->name, t->name);
    columns_list(f, t);
    fprintf(f, " FROM %s WHERE (", t->name);
    keys_list(f, t);
    fprintf(f, ") > (");
    dollars_list(f, t->n_keys);
    fprintf(f, ") ORDER BY ");
    keys_list(f, t);
    fprintf(f, " LIMIT $%d\",\n    .index = %d,\n    .in = copy_%s_after,\n    .n_in = %d,\n"
               "    .out = copy_%s_row,\n    .n_out = %d,\n    .out_size = %d * TABLE_SLOT,\n};\n",
            t->n_keys + 1, index, t->name, t->n_keys + 1, t->name, t->n, t->n);
}

static void put_write(FILE *f, const struct table *t, int index)
{
    fprintf(f, "static const struct query copy_%s_put_row = {\n    .name = \"%s (copy)\",\n"
               "    .text = \"INSERT INTO %s (", t->name, t->name, t->name);
    columns_list(f, t);
    fprintf(f, ") VALUES (");
    dollars_list(f, t->n);
    fprintf(f, ")\",\n    .index = %d,\n    .in = copy_%s_values,\n    .n_in = %d,\n};\n", index, t->name,
            t->n);
}

static void count_write(FILE *f, const struct table *t, int index)
{
    fprintf(f, "static const struct query copy_%s_rows = {\n    .name = \"%s (copy)\",\n"
               "    .text = \"SELECT count(*) AS n FROM %s\",\n    .index = %d,\n"
               "    .out = rows_out,\n    .n_out = 1,\n    .out_size = sizeof(int64_t),\n};\n\n",
            t->name, t->name, t->name, index);
}

/* `index`: the first free one. */
static void table_queries_write(FILE *f, int index)
{
    if (table_n)
        fprintf(f, "static const struct sql_field rows_out[] = {{\"n\", SQL_INT, false, 0}};\n\n");
    for (int i = 0; i < table_n; i++, index += 3) {
        slots_write(f, &tables[i]);
        page_write(f, &tables[i], index);
        put_write(f, &tables[i], index + 1);
        count_write(f, &tables[i], index + 2);
    }
    fprintf(f, "const struct table table_all[] = {\n");
    for (int i = 0; i < table_n; i++)
        fprintf(f, "    {\"%s\", &copy_%s_page, &copy_%s_put_row, &copy_%s_rows},\n", tables[i].name,
                tables[i].name, tables[i].name, tables[i].name);
    fprintf(f, "%s};\nconst size_t table_count = %d;\n\n", table_n ? "" : "    {0}\n", table_n);
}
