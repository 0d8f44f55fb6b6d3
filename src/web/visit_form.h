/* The visit's form, read into a sheet.
 * Must never: drop what was typed, even when it makes no sense.
 * Read next: domain/visit.h, web/visit_edit.h.
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
/* The values of sign `i`; those that cannot be read are left out. */
void visit_form_values(struct arena *a, const struct form *f, size_t i, struct finding *ret);
/* How many signs the form holds; at least 1. */
size_t visit_form_signs(struct arena *a, const struct form *f);
/* How many blocks the form holds; at least 1. */
size_t visit_form_blocks(struct arena *a, const struct form *f);
/* A field of a numbered group, "b2.where"; empty when it was not sent. */
struct str visit_form_part(struct arena *a, const struct form *f, const char *group, size_t i,
                           const char *name);
bool visit_form_block_is_empty(struct arena *a, const struct form *f, size_t i);
bool visit_form_sign_is_empty(struct arena *a, const struct form *f, size_t i);
