/* The measured signs of the visit's screen: fields, last values, sides, result of the retest.
 * Must never: pre-fill a value.
 * Read next: web/visit_view.h, domain/sign.h.
 */
#pragma once
#include "web/visit_view.h"

void visit_signs_fill(const struct visit_sources *s, struct visit_view *v);
