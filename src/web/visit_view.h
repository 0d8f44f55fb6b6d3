/* Filling the visit's screen from a form that may hold anything.
 * Must never: pre-fill an outcome.
 * Read next: web/visit.h.
 */
#pragma once
#include "http/form.h"
#include "practice/course.h"
#include "practice/measuring.h"
#include "practice/visit.h"
#include "web/visit.h"

struct visit_sources {
    struct arena *a;
    const struct zone *zone;
    const struct visit_whole *whole;
    const struct visit_before *before; /* NULL: there was none */
    const struct form *form;           /* what is shown: the draft, or what was sent just now */
    const struct faults *faults;
    const struct gate_whole *gate;
    const struct measuring_list *history;
    const struct course *course;
    int64_t now_utc;
};

/* The field's value as it was typed; empty when it was not sent. */
struct str visit_typed(const struct visit_sources *s, struct str name);
/* "b2.where", "sign1.measure" */
struct str visit_field(const struct visit_sources *s, const char *group, size_t i,
                       const char *name);

/* Everything but frame and ids. */
void visit_view_fill(const struct visit_sources *s, struct visit_view *v);
