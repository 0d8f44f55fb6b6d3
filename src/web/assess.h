/* What follows from the check-in and the tests: muscles worth checking, patterns.
 * Must never: diagnose, or leave out how poor the evidence is.
 * Read next: domain/worth.h, domain/pattern.h, web/assess.html.
 */
#pragma once
#include "domain/measuring.h"
#include "practice/gate.h"
#include "web/layout.h"

struct worth_row {
    struct str name; /* "Trapezius, upper, left" */
    struct str why, cautions, test, antagonists;
    struct str do_test, do_treat; /* values of the visit's button "do"; do_test empty: no test */
};

struct pattern_row {
    struct str name, count; /* "3 of 4 measured signs present" */
    struct {
        struct str *at;
        size_t n;
    } signs;
};

struct assess_view {
    struct {
        struct worth_row *at;
        size_t n;
    } worth;
    struct {
        struct pattern_row *at;
        size_t n;
    } patterns;
};

/* Of a visit's sheet, and of what was measured at earlier visits where it was not measured now. */
struct assess_view assess_of(struct arena *a, const struct sheet *s,
                             const struct measuring_list *history, const struct gate_whole *gate);

/* Its templates, which other rooms call. */
#include "web/assess_html.h"
