/* Cookies in and out.
 * Must never: accept two cookies of one name (the first and the last disagree between readers).
 * Read next: http/request.h.
 */
#pragma once
#include "base/arena.h"

/* Value of the cookie `name` in a Cookie header; "no value" when absent, doubled or malformed. */
struct str cookie_get(struct str header, struct str name);
/* "NAME=VALUE; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=…"; max_age_s 0 forgets it. */
struct str cookie_make(struct arena *a, struct str name, struct str value, int64_t max_age_s);
