/* The views of right.html, and of the templates that only a C compiler refuses.
 * Must never: hold a harmless value where a hostile one would show more (see right.c).
 * Read next: tests/tools/mktpl/right.html.
 */
#pragma once
#include "base/id.h"
#include "base/out.h"

struct cell {
    struct str text;
};

struct row {
    struct id id;
    struct str name;
    int nrs;
    struct {
        struct cell *at;
        size_t n;
    } cells;
};

struct view {
    struct str text, url;
    const char *plain;
    struct id id;
    bool on, other;
    double real;
    size_t count;
    struct {
        struct row *at;
        size_t n;
    } rows;
    struct {
        struct row at[2];
        size_t n;
    } fixed;
};
