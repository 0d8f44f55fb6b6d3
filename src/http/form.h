/* application/x-www-form-urlencoded, read and written.
 * Must never: accept what is not text, or more than its limit.
 * Read next: http/request.h.
 */
#pragma once
#include "base/out.h"
#include "base/rc.h"

struct form_field {
    struct str name, value;
};

struct form {
    struct form_field *at;
    size_t n;
};

/* Percent-decoding; `plus`: '+' is a space. INVALID on a broken escape, NUL or broken UTF-8. */
NODISCARD enum rc form_decode(struct arena *a, struct str s, bool plus, struct str *ret);
/*   fields_max   more fields are INVALID
 */
NODISCARD enum rc form_parse(struct arena *a, struct str body, size_t fields_max, struct form *ret);
/* First field of that name; "no value" when there is none. */
struct str form_get(const struct form *f, struct str name);
/* Writes name=value, with '&' before all but the first of `w`. */
void form_write(struct out *w, struct str name, struct str value);
/* More of the value that was written last. */
void form_write_more(struct out *w, struct str more);
