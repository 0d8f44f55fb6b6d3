#!/bin/sh
# The query generator: what it must take, what it must refuse, and where it says so. Speaks TAP.
# Must never: leave anything outside its temporary folder; run from the root of the checkout.
# Read next: tests/tools/mksql/right.sql, wrong.sql, taken.sql, compiler.sql.
set -u
CC=${CC:-cc}
here=tests/tools/mksql
tool=${MKSQL:-build/tools/mksql}
strict="-std=c17 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow
 -Wstrict-prototypes -Wmissing-prototypes -Wcast-qual -Wundef -Wdouble-promotion -Werror
 -Wno-overlength-strings"
. tests/tap.sh

# The domain's half of right.sql and compiler.sql; the order of fields is not that of the lists.
domain_write()
{
    cat > "$tmp/domain/body.h" <<'END'
#pragma once
#include "base/id.h"
#include "base/maybe.h"
struct body {
    int64_t version;
    struct maybe_real weight;
    struct id id;
    struct str given, photo;
};
struct body_list {
    struct body *at;
    size_t n;
};
struct card {
    struct str label;
    int64_t n;
};
END
}

# split FILE FOLDER: each case as a file of its own, with its mark in the .want beside it.
split()
{
    mkdir -p "$2" && awk -v to="$2" '
        /^--[:!] / {
            if (file != "") close(file)
            file = sprintf(substr($0, 3, 1) == ":" ? "%s/case%03d.sql" : "%s/0001_%03d.sql",
                to, cases++)
            want = file; sub(/sql$/, "want", want)
            print substr($0, 5) > want; close(want)
            printf "" > file
            next
        }
        file != "" { print > file }' "$1"
}

# generate FILE...: into an empty folder.
generate()
{
    rm -rf "$tmp/store" && mkdir "$tmp/store" && "$tool" "$tmp/store" "$@" > "$tmp/said" 2>&1
}

# As strictly as the program is compiled.
compile()
{
    # shellcheck disable=SC2086
    "$CC" $strict -I"$tmp" -Isrc -c -o "$tmp/${2:-out}.o" "$1" > "$tmp/said" 2>&1
}

# refuses WORDS FILE...: exit 1, the words said, nothing written that make could take for made.
refuses()
{
    words=$1
    shift
    generate "$@"
    [ $? = 1 ] && grep -qF -- "$words" "$tmp/said" && [ ! -e "$tmp/store/tables.c" ]
}

# says FILE: does what was said name the file and line, and hold the words wanted?
says()
{
    read -r line words < "${1%sql}want"
    grep -qF -- "$1:$line:" "$tmp/said" && grep -qF -- "$words" "$tmp/said"
}

test_wrong()
{
    split $here/wrong.sql "$tmp/wrong"
    for case in "$tmp"/wrong/*.sql; do
        refuses "" "$case" && says "$case"
        report $? "mksql refuses: $(cat "${case%sql}want")"
    done
}

# The C is complete, and holds what the mark says once its lines are joined.
test_taken()
{
    split $here/taken.sql "$tmp/taken"
    for case in "$tmp"/taken/*.sql; do
        generate "$case" &&
            sed 's/\\n"$//; s/^ *"//' "$tmp/store/tables.c" > "$tmp/said" &&
            grep -qF -- "$(cat "${case%sql}want")" "$tmp/said"
        report $? "mksql takes: $(cat "${case%sql}want")"
    done
}

test_compiler()
{
    split $here/compiler.sql "$tmp/compiler"
    for case in "$tmp"/compiler/*.sql; do
        generate $here/0001_right.sql "$case" && ! compile "$tmp/store/tables.c" && says "$case"
        report $? "cc refuses: $(cat "${case%sql}want")"
    done
}

# Calls every wrapper on a store that keeps what it was given; reads every table.
right_write()
{
    cat > "$tmp/right.c" <<'END'
#include <sqlite3.h>
#include <stdio.h>
#include "store/sql_right.h"

static const struct query *got;
static const void *got_in;
static struct count_row row = {7};
static struct visit_row two[2];

enum rc store_one(struct tx *tx, const struct query *q, const void *in, struct arena *a, void *ret)
{
    got = tx || a ? NULL : q;
    got_in = in;
    if (q->out_size != sizeof row)
        return NOT_FOUND;
    memcpy(ret, &row, sizeof row);
    return OK;
}

enum rc store_many(struct tx *tx, const struct query *q, const void *in, struct arena *a,
                   struct rows *ret)
{
    got = tx || a ? NULL : q;
    got_in = in;
    *ret = (struct rows){two, 2};
    return in ? OK : BROKEN;
}

enum rc store_run(struct tx *tx, const struct query *q, const void *in, int64_t *ret_changed)
{
    got = tx ? NULL : q;
    got_in = in;
    if (ret_changed)
        *ret_changed = 3;
    return CONFLICT;
}

static void check(bool well, const char *name)
{
    printf("%sok - %s\n", well ? "" : "not ", name);
}

static void calls(void)
{
    struct body body = {.version = 5};
    struct count_row count = {0};
    const struct visit_key key = {.n = 1};
    const struct body_get_in id = {0};
    const struct visit_since_in since = {.since = some_int(1), .low = some_real(2)};
    struct visit_row_list list = {NULL, 0};
    struct body_list none = {NULL, 9};
    int64_t changed = 0;
    check(body_get(NULL, NULL, &id, &body) == NOT_FOUND && body.version == 5 &&
          got == &body_get_query && got_in == &id, ":one hands on NOT_FOUND");
    check(visit_count(NULL, NULL, &key, &count) == OK && count.n == 7 &&
          got == &visit_count_query && got_in == &key, ":one fills the row");
    check(body_count(NULL, NULL, &count) == OK && !got_in, ":one without in");
    check(visit_since(NULL, NULL, &since, &list) == OK && list.at == two && list.n == 2 &&
          got_in == &since, ":many fills the list");
    check(body_all(NULL, NULL, &none) == BROKEN && none.n == 9, ":many leaves it when it fails");
    check(visit_drop_n(NULL, &key, &changed) == CONFLICT && changed == 3 &&
          got == &visit_drop_query && got_in == &key, ":run with the number of rows");
    check(visit_drop(NULL, &key) == CONFLICT && body_put(NULL, &body) == CONFLICT &&
          got == &body_put_query && got_in == &body, ":run");
    check(visit_sweep(NULL) == CONFLICT && !got_in, ":run without in");
}

static bool is_field(const struct sql_field *f, const char *name, enum sql_type type,
                     bool nullable, size_t offset)
{
    return strcmp(f->name, name) == 0 && f->type == type && f->nullable == nullable &&
           f->offset == offset;
}

static void tables(void)
{
    const struct sql_field *in = visit_since_query.in, *out = visit_since_query.out;
    check(visit_since_query.n_in == 4 &&
          is_field(&in[0], "$1", SQL_INT, true, offsetof(struct visit_since_in, since)) &&
          is_field(&in[1], "$2", SQL_ID, false, offsetof(struct visit_since_in, body)) &&
          is_field(&in[2], "$3", SQL_TEXT, true, offsetof(struct visit_since_in, but)) &&
          is_field(&in[3], "$4", SQL_REAL, true, offsetof(struct visit_since_in, low)), "in");
    check(visit_since_query.n_out == 5 && visit_since_query.out_size == sizeof(struct visit_row) &&
          is_field(&out[0], "n", SQL_INT, false, offsetof(struct visit_row, n)) &&
          is_field(&out[1], "body", SQL_ID, true, offsetof(struct visit_row, body)) &&
          is_field(&out[4], "twice", SQL_INT, true, offsetof(struct visit_row, twice)), "out");
    in = body_put_query.in;
    check(is_field(&in[0], "$1", SQL_TEXT, false, offsetof(struct body, given)) &&
          is_field(&in[3], "$4", SQL_BLOB, true, offsetof(struct body, photo)),
          "in of a domain struct follows the list");
    check(!body_count_query.in && body_count_query.n_in == 0 && !visit_sweep_query.out &&
          visit_sweep_query.out_size == 0, "no list, no table");
    bool dense = query_count == 9 + 3 * table_count;
    for (size_t i = 0; i < query_count; i++)
        dense = dense && query_all[i]->index == i;
    check(dense && query_all[0] == &body_get_query &&
          strcmp(query_all[8]->name, "visit_sweep") == 0, "indexes are dense");
}

/* SQLite itself takes every text, and knows each placeholder and column by its name. */
static bool prepares(sqlite3 *db, const struct query *q)
{
    sqlite3_stmt *s = NULL;
    bool well = sqlite3_prepare_v2(db, q->text, -1, &s, NULL) == SQLITE_OK &&
                sqlite3_bind_parameter_count(s) == q->n_in &&
                sqlite3_column_count(s) == q->n_out;
    for (int i = 0; well && i < q->n_in; i++)
        well = sqlite3_bind_parameter_index(s, q->in[i].name) > 0;
    for (int i = 0; well && i < q->n_out; i++)
        well = strcmp(sqlite3_column_name(s, i), q->out[i].name) == 0;
    sqlite3_finalize(s);
    return well;
}

static void texts(void)
{
    sqlite3 *db = NULL;
    bool well = sqlite3_open(":memory:", &db) == SQLITE_OK;
    check(migration_count == 2 && migration_all[0].number == 1 && migration_all[1].number == 2 &&
          strcmp(migration_all[1].name, "0002_right") == 0, "migrations by number and name");
    for (size_t i = 0; i < migration_count; i++)
        check(sqlite3_exec(db, migration_all[i].text[DIALECT_SQLITE], NULL, NULL, NULL) == SQLITE_OK,
              migration_all[i].name);
    for (size_t i = 0; i < query_count; i++)
        check(well && prepares(db, query_all[i]), query_all[i]->name);
    const char *first = migration_all[0].text[DIALECT_SQLITE];
    const char *second = migration_all[1].text[DIALECT_SQLITE];
    check(strstr(first, "    id BLOB NOT NULL PRIMARY KEY,\n"
                        "    given TEXT NOT NULL DEFAULT 'a text, id int;',   "
                        "-- text of a person's name, id\n    weight REAL,\n") &&
          strstr(first, "    text TEXT NOT NULL CHECK (text <> 'real \"blob\" text'),\n") &&
          strstr(first, "    version INTEGER NOT NULL\n) STRICT, WITHOUT ROWID;\n") &&
          strstr(first, "(body BLOB NOT NULL REFERENCES body (id), n INTEGER NOT NULL, "
                        "note TEXT,\n"),
          "types are spelled, and nothing else");
    const char *pg = migration_all[0].text[DIALECT_PG];
    check(strstr(pg, "    id BYTEA NOT NULL PRIMARY KEY,\n"
                     "    given TEXT COLLATE \"C\" NOT NULL DEFAULT 'a text, id int;',   ") &&
          strstr(pg, "    weight DOUBLE PRECISION,\n") &&
          strstr(pg, "    version BIGINT NOT NULL\n);\nCREATE TABLE visit") &&
          !strstr(pg, "STRICT") && !strstr(pg, "ROWID"), "and for PostgreSQL");
    check(strcmp(second, "ALTER TABLE visit ADD COLUMN pain REAL;\n"
                         "ALTER TABLE visit ADD COLUMN int INTEGER;\n") == 0, "added columns");
    check(strstr(body_put_query.text, "'it''s LIKE round(?) :x $7; -- \"'") != NULL,
          "strings stay as they are");
    sqlite3_close(db);
}

int main(void)
{
    calls();
    tables();
    texts();
    return 0;
}
END
}

build_right()
{
    generate $here/0001_right.sql $here/0002_right.sql $here/right.sql &&
        compile "$tmp/store/tables.c" tables && compile "$tmp/right.c" right &&
        "$CC" -o "$tmp/right" "$tmp/right.o" "$tmp/tables.o" -lsqlite3 > "$tmp/said" 2>&1
}

test_right()
{
    build_right
    status=$?
    report $status "right.sql compiles"
    [ $status = 0 ] || return
    "$tmp/right" > "$tmp/lines" || report 1 "right.sql's program ends well"
    while IFS= read -r line; do
        status=1
        case $line in "ok - "*) status=0 ;; esac
        report $status "right.sql: ${line#*ok - }"
    done < "$tmp/lines"
}

# Every call says so when its answer is dropped.
test_nodiscard()
{
    printf '#include "store/sql_right.h"\nvoid f(struct tx *tx);\n%s\n' \
        'void f(struct tx *tx) { visit_sweep(tx); }' > "$tmp/drop.c"
    generate $here/0001_right.sql $here/right.sql && ! compile "$tmp/drop.c" &&
        grep -q unused-result "$tmp/said"
    report $? "an answer dropped does not compile"
}

# All of sql/, and each header alone.
test_real()
{
    generate sql/*.sql && compile "$tmp/store/tables.c"
    report $? "sql/ compiles"
    for header in "$tmp"/store/sql_*.h; do
        name=$(basename "$header")
        printf '#include "store/%s"\nextern int empty;\n' "$name" > "$tmp/alone.c"
        compile "$tmp/alone.c"
        report $? "$name compiles alone"
    done
}

# migration NAME: an empty change under that name.
migration()
{
    echo 'DROP TABLE t;' > "$tmp/$1.sql"
    echo "$tmp/$1.sql"
}

test_numbers()
{
    one=$(migration 0001_one) other=$(migration 0001_other) two=$(migration 0002_two)
    three=$(migration 0003_three)
    generate "$one" "$two" "$three"
    report $? "numbers without gap"
    refuses "$other:1: " "$one" "$other" "$two"
    report $? "a number doubled is refused"
    refuses "$three:1: " "$one" "$three"
    report $? "a gap is refused"
    refuses "$two:1: " "$two"
    report $? "a first number other than 1 is refused"
    refuses "four digits" "$(migration 1_one)"
    report $? "a number of fewer digits is refused"
}

test_files()
{
    refuses "usage: "
    report $? "usage without arguments"
    refuses "$tmp/none.sql" "$tmp/none.sql"
    report $? "a file that is not there is refused"
    refuses ".sql" $here
    report $? "a file by another name is refused"
    printf -- '-- name: a :run\nDELETE FROM t WHERE x = 1;' > "$tmp/short.sql"
    refuses "$tmp/short.sql:2: end the last line" "$tmp/short.sql"
    report $? "a last line without end is refused"
    printf -- '-- name: a :run\nDELETE FROM t WHERE x = 1;\n' | tee "$tmp/one.sql" > "$tmp/two.sql"
    refuses "$tmp/two.sql:1: a stands in $tmp/one.sql already" "$tmp/one.sql" "$tmp/two.sql"
    report $? "a name in two files is refused"
    printf -- '-- name: a :one\n-- out: r(y int)\nSELECT y FROM t;\n' > "$tmp/one.sql"
    sed 's/: a/: b/' "$tmp/one.sql" > "$tmp/two.sql"
    refuses "$tmp/two.sql:2: struct r stands in $tmp/one.sql already" "$tmp/one.sql" "$tmp/two.sql"
    report $? "a struct in two files is refused"
}

if [ -z "${MKSQL:-}" ] && ! make -s $tool > "$tmp/said" 2>&1; then
    sed 's/^/# /' "$tmp/said"
    echo "Bail out! no $tool"
    exit 1
fi
mkdir -p "$tmp/domain" "$tmp/store"
: > "$tmp/said"
domain_write
right_write
test_files
test_numbers
test_right
test_nodiscard
test_real
test_taken
test_wrong
test_compiler
echo "1..$n"
