/* What was told, and the limits that follow, as a letter says them: parts of its first text.
 * Must never: be known to any file but letter_told.c and letter_text.c.
 * Read next: domain/letter_told.c.
 */
#pragma once
#include "base/out.h"
#include "domain/letter.h"

/* How many flags the part of what was told has. */
size_t letter_told_count(const struct letter_facts *f);
/* Does one of them want the emergency number called? */
bool letter_is_emergency(const struct letter_facts *f);
void letter_told_say(struct arena *a, struct out *w, const struct letter_facts *f);
void letter_limits_say(struct arena *a, struct out *w, const struct letter_facts *f);
