/* The practice's own facts and locations, for the owner.
 * Must never: offer what is not the owner's to change.
 * Read next: practice/practice.h.
 */
#pragma once
#include "web/layout.h"

enum { FACT_FIELDS = 4, PLACE_FIELDS = 3 };

struct place_form {
    struct id id;
    int64_t version;
    struct str title;
    struct field name, address, zone;
};

struct practice_view {
    struct frame frame;
    struct form_ids ids;
    struct id id;
    int64_t version;
    struct {
        struct field *at;
        size_t n;
    } facts;
    struct {
        struct place_form *at;
        size_t n;
    } places;
};
