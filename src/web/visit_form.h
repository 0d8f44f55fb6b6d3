/* The visit's form: read into a sheet, and edited without script (one block more, one less).
 * Must never: drop what was typed, even when it makes no sense.
 * Read next: domain/visit.h.
 */
#pragma once
#include "base/fault.h"
#include "domain/complaint.h"
#include "domain/visit.h"
#include "http/form.h"
#include "practice/visit.h"

#define NO_SUCH_TIME "Enter a day and time that exist: 2026-11-25T14:00."

/* Fields: csrf key version do started location blocks news_none news now.N week.N tension.N after.N
 * stress sleep map.where map.pain map.layer signs signI.* bI.* last_stroke s o a p advice checkin_s note_s; N is a
 * complaint's number, I counts from 1 (signs) or 0 (blocks).
 *   complaints   the open ones, whose scores are read
 *   returns      false with a fault when a value cannot be read; ranges are sheet_check's
 */
bool visit_form_read(struct arena *a, const struct form *f, const struct complaint_list *complaints,
                     int64_t complaint, const struct zone *z, struct sheet *ret,
                     struct faults *faults);
/* The first field that is not the form's, or "no value". */
struct str visit_form_unknown(const struct form *f);
/* The form after the button `todo`: "block.add", "block.drop.2", "sign.add", "sign.drop.2", "map.add",
 * "map.drop.0", "stroke", "worth.test.12.left" and "worth.treat.12.left" (the muscle's number in the
 * file; no side: ""); others leave it as it is. Without csrf, key, version and do: what a draft keeps. "No value" when it
 * is too long to keep. */
struct str visit_form_after(struct arena *a, const struct form *f, struct str todo,
                            int64_t now_utc);
/* A first form: blocks and signs as last time, no outcome, no score. */
struct str visit_form_first(struct arena *a, const struct visit_before *before);
/* The values of sign `i`; those that cannot be read are left out. */
void visit_form_values(struct arena *a, const struct form *f, size_t i, struct finding *ret);
/* How many signs the form holds; at least 1. */
size_t visit_form_signs(struct arena *a, const struct form *f);
/* How many blocks the form holds; at least 1. */
size_t visit_form_blocks(struct arena *a, const struct form *f);
