/* The first-run page: only for a local visitor who knows the printed code, only once.
 * Must never: work after there is a user.
 * Read next: practice/user.h.
 */
#pragma once
#include "web/layout.h"

enum { SETUP_FIELDS = 9 };

struct setup_view {
    struct frame frame;
    struct {
        struct field *at;
        size_t n;
    } fields;
    struct choice_list zones;
    struct str zone, zone_error, key;
    bool treats;
};
