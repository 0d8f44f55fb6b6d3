/* Cookies in and out.
 * Must never: accept two cookies of one name.
 * Read next: http/cookie.h.
 */
#include "http/cookie.h"

static bool is_cookie_value(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c <= ' ' || c >= 0x7f || c == '"' || c == ',' || c == ';' || c == '\\')
            return false;
    }
    return true;
}

struct str cookie_get(struct str header, struct str name)
{
    struct str found = {NULL, 0}, part;
    while (str_next(&header, ';', &part)) {
        part = str_trim(part);
        size_t at = str_find(part, '=');
        if (at == part.n || !str_eq(str_slice(part, 0, at), name))
            continue;
        if (found.p)
            return (struct str){NULL, 0};
        found = str_slice(part, at + 1, part.n);
    }
    return is_cookie_value(found) ? found : (struct str){NULL, 0};
}

struct str cookie_make(struct arena *a, struct str name, struct str value, int64_t max_age_s)
{
    return arena_fmt(a, "%.*s=%.*s; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=%lld",
                     STR_ARG(name), STR_ARG(value), (long long)max_age_s);
}
