/* Folding text for search: case, accents and compatibility forms away.
 * Must never: be shown to anyone; it is for comparing.
 * Read next: base/str.h.
 */
#pragma once
#include "base/arena.h"

/* "O’Brien-Müller" -> "o'brien-muller"; "ﬁ" -> "fi". Input must be valid UTF-8. */
struct str fold_text(struct arena *a, struct str s);
/* Only the digits 0-9 of s (any script's decimal digits become ASCII). */
struct str fold_digits(struct arena *a, struct str s);
/* Canonical composition (NFC) without trailing white space: how text is stored. */
struct str fold_store(struct arena *a, struct str s);
