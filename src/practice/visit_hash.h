/* The hash that locks a signed note.
 * Must never: leave out a word that a reader sees as signed.
 * Read next: practice/visit.c.
 */
#pragma once
#include "domain/visit.h"

/* BLAKE2b-256 in hex over the visit's facts and the note's texts, each with its length. */
struct str visit_hash(struct arena *a, const struct visit *v, const struct note *n);
