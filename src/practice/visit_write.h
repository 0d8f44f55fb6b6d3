/* Writing what a signed visit holds, and the hash that locks it. Inside the practice floor.
 * Must never: leave out a word that a reader sees as signed.
 * Read next: practice/visit.c.
 */
#pragma once
#include "domain/visit.h"
#include "practice/practice.h"

/* Fills the row of a draft (signed at act->now_utc) and writes note, findings, blocks, marks and
 * scores. The sheet has passed sheet_check and has its started_utc. */
NODISCARD enum rc visit_write(struct act *act, struct visit *v, const struct sheet *s);
/* BLAKE2b-256 in hex over the visit's facts and the note's texts, each with its length. */
struct str visit_hash(struct arena *a, const struct visit *v, const struct note *n);
