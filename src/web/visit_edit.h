/* The visit's form, edited without script (one block more, one less), and the first one.
 * Must never: drop what was typed, or pre-fill an outcome.
 * Read next: web/visit_form.h.
 */
#pragma once
#include "domain/plan.h"
#include "http/form.h"
#include "practice/visit.h"

/* The form after the button `todo`: "block.add", "block.drop.2", "sign.add", "sign.drop.2",
 * "map.add", "map.drop.0", "stroke", "worth.test.12.left" and "worth.treat.12.left" (the muscle's
 * number in the file; no side: ""); others leave it as it is. Without csrf, key, version and do:
 * what a draft keeps. "No value" when it is too long to keep. */
struct str visit_edit_after(struct arena *a, const struct form *f, struct str todo,
                            int64_t now_utc);
/* A first form: blocks and signs as last time, else as the plan asks; no outcome, no score.
 *   plan   NULL: there is none
 */
struct str visit_edit_first(struct arena *a, const struct visit_before *before,
                            const struct plan *plan);
