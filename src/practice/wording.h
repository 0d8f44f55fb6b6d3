/* Exact texts that somebody was shown, kept once each.
 * Must never: be changed; a new text is a new one.
 * Read next: sql/answer.sql.
 */
#pragma once
#include "practice/practice.h"

/* In a write.
 *   ret_hash   by which it is found again
 */
NODISCARD enum rc wording_keep(struct act *act, struct str body, struct str *ret_hash);
