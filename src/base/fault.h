/* What is wrong with an input, field by field, in words that say how to mend it.
 * Must never: hold more than FAULTS_MAX; later ones are counted, not kept.
 * Read next: base/rc.h.
 */
#pragma once
#include "base/arena.h"

enum { FAULTS_MAX = 40 };

struct fault {
    struct str field; /* name of the form field; empty: the whole form */
    struct str text;
};

struct faults {
    struct arena *a;
    struct fault at[FAULTS_MAX];
    size_t n, more;
};

struct faults *faults_new(struct arena *a);
void fault_add(struct faults *f, struct str field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The first fault of a field, or "no value". */
struct str fault_of(const struct faults *f, struct str field);

/* A broken invariant: says where on standard error and ends the process. */
_Noreturn void bug(const char *format, ...) __attribute__((format(printf, 1, 2)));
