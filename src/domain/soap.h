/* Sentences of a note, made from the sheet: what was said, found, done, so that nobody types twice.
 * Must never: judge, diagnose, or state what the sheet does not hold.
 * Read next: domain/visit.h.
 */
#pragma once
#include "domain/visit.h"

struct soap {
    struct str subjective, objective, assessment, plan; /* may be empty */
};

struct soap soap_compose(struct arena *a, const struct sheet *s);
/* The composed sentences and what was typed below them, as one text. */
struct str soap_join(struct arena *a, struct str composed, struct str typed);
