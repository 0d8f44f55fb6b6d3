/* CSV (RFC 4180) for mkdata: a table with named columns, each row with its line.
 * Must never: guess a column by its place.
 * Read next: tools/mkdata.c.
 */
#pragma once
#include "common.h"

enum { COLUMNS_MAX = 40, ROWS_MAX = 400 };

struct table {
    char path[512];
    char *columns[COLUMNS_MAX];
    int column_n;
    struct {
        int line;
        char *cells[COLUMNS_MAX];
    } rows[ROWS_MAX];
    int n;
};

/* One cell, unquoted in place; leaves *p behind its separator, *ret_end '\n', ',' or '\0'. */
static char *cell_read(const char *path, char **p, int *line, char *ret_end)
{
    char *from = *p, *to = *p, *at = *p;
    int first = *line;
    bool quoted = *at == '"', closed = false;
    at += quoted;
    for (; *at && (quoted || (*at != ',' && *at != '\n')); at++) {
        *line += *at == '\n';
        if (quoted && *at == '"' && at[1] != '"') {
            quoted = false;
            closed = true;
            continue;
        }
        if (!quoted && (closed || *at == '"') && *at != '\r')
            die("%s:%d: a quote in the middle of a cell: quote the whole cell and write \"\" for it",
                path, *line);
        at += quoted && *at == '"';
        if (*at != '\r')
            *to++ = *at;
    }
    if (quoted)
        die("%s:%d: the quote that opens here is never closed", path, first);
    *ret_end = *at;
    *p = *at ? at + 1 : at;
    *to = '\0';
    return from;
}

static int row_read(const char *path, char **p, int *line, char **cells)
{
    int n = 0;
    char end = ',';
    while (end == ',') {
        if (n == COLUMNS_MAX)
            die("%s:%d: more than %d columns", path, *line, COLUMNS_MAX);
        cells[n++] = cell_read(path, p, line, &end);
    }
    ++*line;
    return n;
}

static void columns_check(const struct table *t)
{
    for (int i = 0; i < t->column_n; i++)
        for (int k = 0; k < i; k++)
            if (strcmp(t->columns[i], t->columns[k]) == 0)
                die("%s:1: column %s stands twice: rename one", t->path, t->columns[i]);
}

static void table_read(const char *folder, const char *name, struct table *t)
{
    size_t n;
    int line = 1;
    snprintf(t->path, sizeof t->path, "%s/%s.csv", folder, name);
    char *p = file_read(t->path, &n);
    if (strlen(p) != n)
        die("%s: holds a NUL byte: save it as UTF-8 text", t->path);
    t->column_n = row_read(t->path, &p, &line, t->columns);
    columns_check(t);
    while (*p) {
        if (t->n == ROWS_MAX)
            die("%s:%d: more than %d rows", t->path, line, ROWS_MAX);
        t->rows[t->n].line = line;
        if (row_read(t->path, &p, &line, t->rows[t->n].cells) != t->column_n)
            die("%s:%d: this row has not %d cells as the first line has: quote cells with commas",
                t->path, t->rows[t->n].line, t->column_n);
        t->n++;
    }
}

static int column(const struct table *t, const char *name)
{
    for (int i = 0; i < t->column_n; i++)
        if (strcmp(t->columns[i], name) == 0)
            return i;
    die("%s:1: there is no column %s: add it", t->path, name);
}

static const char *cell(const struct table *t, int row, const char *name)
{
    return t->rows[row].cells[column(t, name)];
}

/* The row whose `name` column holds the value, or -1. */
static int row_of(const struct table *t, const char *name, const char *value)
{
    int c = column(t, name);
    for (int i = 0; i < t->n; i++)
        if (strcmp(t->rows[i].cells[c], value) == 0)
            return i;
    return -1;
}

#define WRONG(t, row, ...) wrong_at((t), (row), __VA_ARGS__)

__attribute__((format(printf, 3, 4), noreturn)) static inline void
wrong_at(const struct table *t, int row, const char *format, ...)
{
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    die("%s:%d: %s", t->path, t->rows[row].line, text);
}

/* Calls for each word of a ';' list. */
static void each_word(const char *list, void (*call)(const char *word, void *arg), void *arg)
{
    char word[128];
    while (*list) {
        size_t n = strcspn(list, ";");
        if (n >= sizeof word)
            die("a word of more than %zu letters: %s", sizeof word - 1, list);
        memcpy(word, list, n);
        word[n] = '\0';
        if (n)
            call(word, arg);
        list += list[n] ? n + 1 : n;
    }
}
