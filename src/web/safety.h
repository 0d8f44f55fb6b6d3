/* A client's safety in one look: what was told, clearances, consents, refusals.
 * Must never: say what the client has; only what was said.
 * Read next: web/gate.h.
 */
#pragma once
#include "web/gate.h"
#include "web/letter.h"

struct safety_line {
    struct str href, title, line;
    bool over; /* withdrawn or past */
};

struct safety_lines {
    struct safety_line *at;
    size_t n;
};

struct safety_view {
    struct frame frame;
    struct form_ids ids;
    struct id client;
    struct str name, history; /* history: when the questions were asked last */
    size_t due;
    struct gate_flags flags;
    struct safety_lines clearances, consents, refusals, written;
    struct gate_strip strip;
    struct letter_button letter;
};

struct told_view { /* every answer to one question */
    struct frame frame;
    struct id client;
    struct str name, words;
    struct safety_lines answers;
    bool has_site;
    int64_t number;
};
