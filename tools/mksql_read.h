/* Reading sql/ for mksql: queries with their in and out lists, migrations; and what is refused.
 * Must never: accept what one of the two databases would answer otherwise.
 * Read next: tools/mksql_c.h.
 */
#pragma once
#include "mksql_text.h"

enum { NAME_BYTES = 64, FIELDS_MAX = 40, QUERIES_MAX = 300, MIGRATIONS_MAX = 100 };

enum dialect { DIALECT_SQLITE, DIALECT_PG, DIALECTS };

enum kind { KIND_RUN, KIND_ONE, KIND_MANY };

struct field {
    char name[NAME_BYTES];
    int type; /* index into type_words */
    bool nullable;
};

struct record { /* the values of an in: or out: line */
    bool given;
    int line;                /* of the list */
    bool domain;             /* `struct client(...)`: lives in the domain */
    char name[NAME_BYTES];   /* of the struct */
    char header[NAME_BYTES]; /* of a domain struct: "client" */
    struct field fields[FIELDS_MAX];
    int n;
};

struct query {
    const char *file;
    int line; /* of its name */
    char word[NAME_BYTES]; /* of its file */
    char name[NAME_BYTES];
    enum kind kind;
    struct record in, out;
    char *text;
    int text_line; /* of its first line */
};

struct migration {
    int number;
    char name[NAME_BYTES * 2];
    char *text[DIALECTS];
};

static struct query queries[QUERIES_MAX];
static int query_n;
static struct migration migrations[MIGRATIONS_MAX], ledger; /* ledger: number 0 */
static int migration_n;

static const char *const type_words[] = {"int", "real", "text", "blob", "id"};
enum { TYPES = 5 };

/* How each database spells the words in a column's definition. */
static const struct {
    const char *word, *as[DIALECTS];
} spellings[TYPES] = {{"int", {"INTEGER", "BIGINT"}},
                      {"real", {"REAL", "DOUBLE PRECISION"}},
                      {"text", {"TEXT", "TEXT COLLATE \"C\""}}, /* ordered by bytes in both */
                      {"blob", {"BLOB", "BYTEA"}},
                      {"id", {"BLOB", "BYTEA"}}};

static const char *name_read(const char *file, int line, const char *p, char *to)
{
    size_t n = 0;
    p = skip_space(p);
    while (is_name_char(p[n]))
        n++;
    if (n == 0 || n >= NAME_BYTES)
        die("%s:%d: a name is missing or longer than %d letters", file, line, NAME_BYTES - 1);
    memcpy(to, p, n);
    to[n] = '\0';
    return skip_space(p + n);
}

static int type_of(const char *file, int line, const char *word)
{
    for (int i = 0; i < TYPES; i++)
        if (strcmp(word, type_words[i]) == 0)
            return i;
    die("%s:%d: there is no type %s: use int, real, text, blob or id", file, line, word);
}

static void field_check_new(const char *file, int line, const struct record *r)
{
    for (int i = 0; i < r->n; i++)
        if (strcmp(r->fields[i].name, r->fields[r->n].name) == 0)
            die("%s:%d: %s is listed twice: give one of them another name", file, line,
                r->fields[i].name);
}

static const char *fields_read(const char *file, int line, const char *p, struct record *r)
{
    char word[NAME_BYTES];
    for (bool more = true; more; r->n++) {
        if (r->n == FIELDS_MAX)
            die("%s:%d: more than %d values: split the query", file, line, FIELDS_MAX);
        p = name_read(file, line, p, r->fields[r->n].name);
        field_check_new(file, line, r);
        p = name_read(file, line, p, word);
        r->fields[r->n].type = type_of(file, line, word);
        r->fields[r->n].nullable = *p == '?';
        p = skip_space(*p == '?' ? p + 1 : p);
        more = *p == ',';
        p = more ? p + 1 : p;
    }
    return p;
}

/* "id id, born text?" | "row(id id)" | "struct client(id id)" | "struct login@user(id id)" */
static void record_read(struct query *q, int line, const char *p, struct record *r)
{
    const char *open = strchr(p, '(');
    if (r->given)
        die("%s:%d: %s has such a list already: join the two", q->file, line, q->name);
    r->given = true;
    r->line = line;
    p = skip_space(p);
    if (!open) {
        snprintf(r->name, sizeof r->name, "%.58s_in", q->name);
    } else {
        r->domain = strncmp(p, "struct ", 7) == 0;
        p = name_read(q->file, line, r->domain ? p + 7 : p, r->name);
        snprintf(r->header, sizeof r->header, "%s", r->name);
        if (*p == '@')
            p = name_read(q->file, line, p + 1, r->header);
        if (*p != '(')
            die("%s:%d: expected ( behind %s", q->file, line, r->name);
        p++;
    }
    p = fields_read(q->file, line, p, r);
    if (open && *p != ')')
        die("%s:%d: the list of values breaks off at '%s': end it with )", q->file, line, p);
    p = skip_space(open ? p + 1 : p);
    if (*p)
        die("%s:%d: drop '%s' behind the list of values", q->file, line, p);
}

static enum kind kind_of(const char *file, int line, const char *word)
{
    static const char *const words[] = {":run", ":one", ":many"};
    for (int i = 0; i < 3; i++)
        if (strcmp(word, words[i]) == 0)
            return (enum kind)i;
    die("%s:%d: '%s' is no kind of query: use :one, :many or :run", file, line, word);
}

static struct query *query_new(const char *file, int line, const char *word, const char *p)
{
    struct query *q = &queries[query_n];
    if (query_n == QUERIES_MAX)
        die("%s:%d: more than %d queries: raise QUERIES_MAX", file, line, QUERIES_MAX);
    q->file = file;
    q->line = line;
    snprintf(q->word, sizeof q->word, "%s", word);
    p = name_read(file, line, p, q->name);
    q->kind = kind_of(file, line, p);
    for (int i = 0; i < query_n; i++)
        if (strcmp(queries[i].name, q->name) == 0)
            die("%s:%d: %s stands in %s already: choose another name", file, line, q->name,
                queries[i].file);
    query_n++;
    q->text = need(calloc(1, 1));
    return q;
}

/* A comment left out leaves its line, empty: complaints count lines. */
static void text_add(struct query *q, int number, const char *line)
{
    size_t n = strlen(q->text), more = strlen(line);
    if (n == 0)
        q->text_line = number;
    size_t gap = (size_t)(number - q->text_line - lines_to(q->text, q->text + n));
    q->text = need(realloc(q->text, n + gap + more + 2));
    memset(q->text + n, '\n', gap);
    memcpy(q->text + n + gap, line, more);
    memcpy(q->text + n + gap + more, "\n", 2);
}

/* --- what is refused ------------------------------------------------------------------------- */

static const struct {
    const char *word, *mend;
} banned[] = {
    {"::", "write CAST(x AS ...)"},
    {"ILIKE", "fold in C and compare"},
    {"LIKE", "fold in C and compare ranges"},
    {"string_agg", "join in C"},
    {"group_concat", "join in C"},
    {"octet_length", "measure in C"},
    {"date_trunc", "reckon dates in C"},
    {"strftime", "reckon dates in C"},
    {"julianday", "reckon dates in C"},
    {"datetime (", "reckon dates in C"},
    {"round (", "round in C"},
    {"lower (", "fold in C"},
    {"upper (", "fold in C"},
    {"AUTOINCREMENT", "ids are made by the program"},
    {"FOR UPDATE", "the one writer needs no row locks"},
    {"INSERT OR", "use ON CONFLICT"},
    {"ifnull (", "use coalesce"},
    {"rowid", "name the key's columns"},
    {"PRAGMA", "the store's business"},
    {"ANY (", "use IN or a join"},
    {"SELECT *", "name the columns"},
    {"DISTINCT *", "name the columns"},
    {"RETURNING *", "name the columns"},
    {". *", "name the columns"},
    {", *", "name the columns"},
};

static int text_line(const struct query *q, const char *text, const char *at)
{
    return q->text_line + lines_to(text, at);
}

static void words_check(const struct query *q, const char *text)
{
    for (size_t i = 0; i < sizeof banned / sizeof banned[0]; i++) {
        const char *at = find_word(text, banned[i].word);
        if (at)
            die("%s:%d: %s: %s is not in the common dialect: %s", q->file, text_line(q, text, at),
                q->name, banned[i].word, banned[i].mend);
    }
}

/* Has the UPDATE or DELETE at p a WHERE of its own, not only one in a query nested in it? */
static bool has_where(const char *p)
{
    for (int depth = 0; *p && depth >= 0; p++) {
        depth += (*p == '(') - (*p == ')');
        if (depth == 0 && !is_name_char(p[0]) && word_end(p + 1, "WHERE"))
            return true;
    }
    return false;
}

static void where_check(const struct query *q, const char *text, const char *verb)
{
    for (const char *p = text; (p = find_word(p, verb)); p += strlen(verb))
        if (!word_before(text, p, "DO") && !has_where(p))
            die("%s:%d: %s: say WHERE: this %s would touch every row", q->file,
                text_line(q, text, p), q->name, verb);
}

static void form_check(const struct query *q, const char *text)
{
    const char *end = strchr(text, ';'), *sign = strpbrk(text, "?:");
    if (!*text)
        die("%s:%d: %s: the statement is missing", q->file, q->line, q->name);
    if (!end)
        die("%s:%d: %s: end the statement with ;", q->file, q->text_line, q->name);
    const char *more = end + 1 + strspn(end + 1, " \t\n");
    if (*more)
        die("%s:%d: %s: a second statement: give it a name of its own", q->file,
            text_line(q, text, more), q->name);
    if (sign)
        die("%s:%d: %s: name placeholders $1, $2, ...", q->file, text_line(q, text, sign), q->name);
}

static void placeholders_check(const struct query *q, const char *text)
{
    bool used[FIELDS_MAX + 1] = {false};
    for (const char *p = text; (p = strchr(p, '$')); p++) {
        long n = p[1] == '0' ? 0 : strtol(p + 1, NULL, 10);
        if (!isdigit((unsigned char)p[1]) || n < 1 || n > q->in.n)
            die("%s:%d: %s: %.*s has no value: in: names %d", q->file, text_line(q, text, p),
                q->name, 1 + (int)strspn(p + 1, "0123456789"), p, q->in.n);
        used[n] = true;
    }
    for (int i = 1; i <= q->in.n; i++)
        if (!used[i])
            die("%s:%d: %s: %s ($%d) is never used: drop it", q->file, q->in.line, q->name,
                q->in.fields[i - 1].name, i);
}

static void query_check(const struct query *q)
{
    char *text = bare(q->text);
    if ((q->kind == KIND_RUN) == q->out.given)
        die("%s:%d: %s: :one and :many say out:, :run does not", q->file, q->line, q->name);
    words_check(q, text);
    form_check(q, text);
    where_check(q, text, "UPDATE");
    where_check(q, text, "DELETE");
    placeholders_check(q, text);
    free(text);
}

/* --- files ----------------------------------------------------------------------------------- */

static void query_line(struct query **q, const char *file, int line, const char *word, char *p)
{
    if (strncmp(p, "-- name:", 8) == 0)
        *q = query_new(file, line, word, p + 8);
    else if (*q && strncmp(p, "-- in:", 6) == 0)
        record_read(*q, line, p + 6, &(*q)->in);
    else if (*q && strncmp(p, "-- out:", 7) == 0)
        record_read(*q, line, p + 7, &(*q)->out);
    else if (*q && strncmp(p, "--", 2) != 0 && *skip_space(p))
        text_add(*q, line, p);
    else if (!*q && strncmp(p, "--", 2) != 0 && *skip_space(p))
        die("%s:%d: a statement without a name: put -- name: above it", file, line);
}

static void queries_read(const char *file, const char *word)
{
    size_t n;
    char *text = file_read(file, &n);
    struct query *q = NULL;
    int line = 1, first = query_n;
    for (char *p = text, *end; *p; p = end + 1, line++) {
        end = strchr(p, '\n');
        if (!end)
            die("%s:%d: end the last line", file, line);
        *end = '\0';
        query_line(&q, file, line, word, p);
    }
    for (int i = first; i < query_n; i++)
        query_check(&queries[i]);
    free(text);
}

/* Does the statement around p define columns? */
static bool is_table_place(const char *text, const char *p)
{
    while (p > text && p[-1] != ';')
        p--;
    p += strspn(p, " \t\n");
    return word_end(p, "CREATE TABLE") || word_end(p, "ALTER TABLE");
}

/* How many parentheses of its statement are open at `at`? */
static int parens_depth(const char *text, size_t at)
{
    int depth = 0;
    while (at > 0 && text[at - 1] != ';')
        at--, depth += (text[at] == '(') - (text[at] == ')');
    return depth;
}

/* Is the word at p a column's type: a word after a name, itself after ( or , or ADD COLUMN? */
static bool is_type_place(const char *text, const char *p)
{
    const char *q = p;
    while (q > text && strchr(" \t\n", q[-1]))
        q--;
    const char *name_end = q;
    while (q > text && is_name_char(q[-1]))
        q--;
    if (q == name_end || !is_table_place(text, p))
        return false;
    while (q > text && strchr(" \t\n", q[-1]))
        q--;
    return q > text && (q[-1] == '(' || q[-1] == ',' || word_before(text, q, "ADD COLUMN"));
}

static const char *spelled(const char *text, const char *blanked, size_t at, size_t n,
                           enum dialect dialect)
{
    for (int i = 0; i < TYPES; i++)
        if (strlen(spellings[i].word) == n && strncmp(text + at, spellings[i].word, n) == 0 &&
            is_type_place(blanked, blanked + at))
            return spellings[i].as[dialect];
    return NULL;
}

/* Length of the table options at p, which only one of the two knows. */
static size_t options_length(const char *text, const char *p, enum dialect dialect)
{
    bool is_behind = dialect == DIALECT_PG && p > text && p[-1] == ')' &&
                     is_table_place(text, p) && parens_depth(text, (size_t)(p - text)) == 0;
    return is_behind ? strcspn(p, ";") : 0;
}

static char *migration_spell(const char *text, enum dialect dialect)
{
    char *blanked = bare(text);
    char *to = need(malloc(strlen(text) * 3 + 1)), *w = to;
    for (size_t i = 0; text[i];) {
        size_t n = 0;
        i += options_length(blanked, blanked + i, dialect);
        while (is_name_char(blanked[i + n]))
            n++;
        const char *word = n ? spelled(text, blanked, i, n, dialect) : NULL;
        n = n ? n : 1;
        if (word)
            w = stpcpy(w, word);
        else
            w = mempcpy(w, text + i, n);
        i += n;
    }
    *w = '\0';
    free(blanked);
    return to;
}

/* The options of a table stand between its last ) and its ; */
static bool is_strict(const char *table)
{
    const char *end = strchr(table, ';');
    const char *options = end ? memrchr(table, ')', (size_t)(end - table)) : NULL;
    const char *strict = options ? find_word(options, "STRICT") : NULL;
    return strict && strict < end;
}

static void migration_check(const char *file, const char *text)
{
    char *blanked = bare(text);
    const char *at = find_word(blanked, "AUTOINCREMENT");
    if (at)
        die("%s:%d: AUTOINCREMENT: ids are made by the program", file, 1 + lines_to(blanked, at));
    for (const char *p = blanked; (p = find_word(p, "CREATE TABLE")); p++)
        if (!is_strict(p))
            die("%s:%d: end the table with ) STRICT;", file, 1 + lines_to(blanked, p));
    free(blanked);
}

/* The text as written, which the caller frees. */
static char *migration_read(const char *file, const char *name)
{
    size_t n;
    char *text = file_read(file, &n);
    bool first = strncmp(name, "0000", 4) == 0;
    struct migration *m = first ? &ledger : &migrations[migration_n];
    if (strspn(name, "0123456789") != 4)
        die("%s:1: begin a migration's name with four digits", file);
    m->number = atoi(name);
    if (migration_n == MIGRATIONS_MAX || (!first && m->number != migration_n + 1))
        die("%s:1: migrations are numbered 1, 2, 3 without gap or double; expected %04d", file,
            migration_n + 1);
    snprintf(m->name, sizeof m->name, "%s", name);
    migration_check(file, text);
    for (int d = 0; d < DIALECTS; d++)
        m->text[d] = migration_spell(text, (enum dialect)d);
    migration_n += !first;
    return text;
}
