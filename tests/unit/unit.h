/* What unit tests share: cmocka, an arena for each test, text compared as text.
 * Must never: hold a test.
 * Read next: tests/unit/str_test.c.
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"

enum { UNIT_CEILING = 16 * 1024 * 1024 };

static inline int unit_arena_make(void **state)
{
    *state = arena_new(UNIT_CEILING);
    return 0;
}

static inline int unit_arena_end(void **state)
{
    arena_free(*state);
    return 0;
}

#define UNIT(test) cmocka_unit_test_setup_teardown(test, unit_arena_make, unit_arena_end)

#define assert_str(have, want) unit_assert_str((have), (want), __FILE__, __LINE__)

static inline void unit_assert_str(struct str have, struct str want, const char *file, int line)
{
    if ((have.p == NULL) == (want.p == NULL) && str_eq(have, want))
        return;
    print_error("have \"%.*s\", want \"%.*s\"\n", STR_ARG(have), STR_ARG(want));
    _fail(file, line);
}

/* A text of n letters. */
static inline struct str unit_long(struct arena *a, size_t n)
{
    char *p = arena_alloc(a, n);
    memset(p, 'x', n);
    return (struct str){p, n};
}

/* The folder of a group of tests that need files. */
__attribute__((unused)) static char unit_folder[64];

static inline int unit_folder_make(void **state)
{
    (void)state;
    snprintf(unit_folder, sizeof unit_folder, "/tmp/tonus-unit-XXXXXX");
    return mkdtemp(unit_folder) ? 0 : -1;
}

static inline int unit_folder_drop(void **state)
{
    char command[128];
    (void)state;
    snprintf(command, sizeof command, "rm -rf '%s'", unit_folder);
    return system(command);
}

/* The next line of a golden table, split at tabs; false at its end. Lines from # are comments. */
static inline bool unit_golden(FILE *f, struct arena *a, struct str cell[], size_t cells)
{
    char line[2048];
    do {
        if (!fgets(line, sizeof line, f))
            return false;
    } while (line[0] == '#' || line[0] == '\n');
    line[strcspn(line, "\n")] = '\0';
    struct str rest = arena_str(a, str_from(line));
    for (size_t i = 0; i < cells; i++)
        if (!str_next(&rest, '\t', &cell[i]))
            fail_msg("a golden line has %zu cells instead of %zu: %s", i, cells, line);
    return true;
}
