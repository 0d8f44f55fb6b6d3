/* A signed (or voided) note, shown and printed; amendments; voiding.
 * Must never: show an amendment without what it amends.
 * Read next: practice/visit.h.
 */
#pragma once
#include "http/request.h"
#include "web/adverse.h"
#include "web/bodymap.h"
#include "web/layout.h"

struct note_score {
    struct str what, before, after;
};

struct note_sign {
    struct str label, left, right, change;
};

struct note_amendment {
    struct str who, when, reason, body;
};

struct note_part {
    struct str title, text;
};

struct note_view {
    struct frame frame;
    struct form_ids ids;
    struct id client, visit;
    struct str name, born, when, complaint, therapist, qualification, location, minutes;
    struct str signed_line, late, voided; /* sentences; empty: not so */
    struct str seal_start, seal_rest;     /* a screen shows the start, paper the whole */
    bool is_signed, hash_fails, has_map;
    struct {
        struct note_part *at;
        size_t n;
    } parts;
    struct {
        struct note_score *at;
        size_t n;
    } scores;
    struct {
        struct note_sign *at;
        size_t n;
    } signs;
    struct {
        struct note_amendment *at;
        size_t n;
    } amendments;
    struct adverse_lines adverse; /* that are tied to the visit */
    struct bodymap map;
    struct field reason, body, void_reason;
};

/* Answers with the note that the request's ":client" and ":visit" name. */
void note_show(struct request *rq, unsigned status);
