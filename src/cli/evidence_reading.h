/* What the readers of JSON and of plain tables share.
 * Must never: be used beyond them.
 * Read next: cli/evidence_case.c, cli/evidence_table.c.
 */
#pragma once
#include "cli/evidence_case.h"

#define NO_MEMORY "there is no memory for so large a case"
#define SCORE_MOST 1e6 /* either way, on the outcome's own scale */

struct reading {
    struct arena *a;
    struct str fault;                          /* the first; "no value": none */
    const size_t *score_lines, *session_lines; /* of a table; NULL: it is JSON */
};

/* Without the mark of UTF-8 that some programs begin a file with. */
struct str reading_text(struct str text);
/* Keeps the first text; false. */
bool reading_fail(struct reading *r, struct str text);
/* What ev_series_check says, in words, at the place that it says. */
bool reading_series_fine(struct reading *r, const struct evidence_case *c);
/* Priors and intervals as they are unless a case has its own; nothing else. */
void evidence_case_usual(struct evidence_case *c);
bool score_kind_parse(struct str word, enum score_kind *ret);
