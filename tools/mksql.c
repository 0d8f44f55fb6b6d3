/* The query generator: sql/WORD.sql to typed C calls, sql/0001_*.sql to migrations.
 * Must never: need a database, or guess what a statement means.
 * Read next: tools/mksql_read.h.
 *
 * usage: mksql FOLDER FILE.sql...
 */
#include <libgen.h>

#include "mksql_c.h"

/* The ledger belongs to each database itself and is not copied. */
static void schema_read(const char *path, const char *name)
{
    char *text = migration_read(path, name);
    if (strncmp(name, "0000", 4) != 0)
        tables_read(path, text);
    free(text);
}

static void read_one(const char *path)
{
    char *copy = need(strdup(path));
    char *name = basename(copy), *end = strrchr(name, '.');
    if (!end || strcmp(end, ".sql") != 0)
        die("%s: a file of queries ends in .sql", path);
    *end = '\0';
    if (name[0] >= '0' && name[0] <= '9')
        schema_read(path, name);
    else
        queries_read(path, name);
    free(copy);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        die("usage: mksql FOLDER sql/*.sql");
    for (int i = 2; i < argc; i++)
        read_one(argv[i]);
    for (int first = 0, end; first < query_n; first = end) {
        end = first + 1;
        while (end < query_n && strcmp(queries[end].word, queries[first].word) == 0)
            end++;
        header_write(argv[1], first, end);
    }
    tables_write(argv[1]);
    return 0;
}
