/* Text with its length: comparing, cutting, reading numbers.
 * Must never: allocate, or read past n.
 * Read next: base/str.h.
 */
#include "base/str.h"

#include <strings.h>

struct str str_from(const char *text)
{
    return (struct str){text, text ? strlen(text) : 0};
}

int str_cmp(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && str_cmp(a, b) == 0;
}

bool str_eq_nocase(struct str a, struct str b)
{
    return a.n == b.n && (!a.n || strncasecmp(a.p, b.p, a.n) == 0);
}

bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && str_eq(str_slice(s, 0, prefix.n), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.n >= suffix.n && str_eq(str_slice(s, s.n - suffix.n, suffix.n), suffix);
}

bool str_among(struct str s, const struct str *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(s, list[i]))
            return true;
    return false;
}

size_t str_find(struct str s, char c)
{
    const char *at = s.n ? memchr(s.p, c, s.n) : NULL;
    return at ? (size_t)(at - s.p) : s.n;
}

bool str_contains(struct str s, struct str part)
{
    if (part.n == 0)
        return true;
    return s.n >= part.n && memmem(s.p, s.n, part.p, part.n) != NULL;
}

struct str str_slice(struct str s, size_t from, size_t n)
{
    if (from > s.n)
        from = s.n;
    if (n > s.n - from)
        n = s.n - from;
    return (struct str){s.p ? s.p + from : NULL, n};
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    while (s.n && is_space(s.p[0]))
        s = str_slice(s, 1, s.n);
    while (s.n && is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

bool str_next(struct str *rest, char separator, struct str *ret_part)
{
    if (!rest->p)
        return false;
    size_t at = str_find(*rest, separator);
    *ret_part = str_slice(*rest, 0, at);
    *rest = at < rest->n ? str_slice(*rest, at + 1, rest->n) : (struct str){NULL, 0};
    return true;
}

bool str_int(struct str s, int64_t low, int64_t high, int64_t *ret)
{
    bool minus = s.n && s.p[0] == '-';
    size_t i = minus ? 1 : 0;
    int64_t value = 0;
    if (i == s.n)
        return false;
    for (; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        int digit = s.p[i] - '0';
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, minus ? -digit : digit, &value))
            return false;
    }
    if (value < low || value > high)
        return false;
    *ret = value;
    return true;
}

bool str_real(struct str s, double low, double high, double *ret)
{
    size_t i = s.n && (s.p[0] == '-' || s.p[0] == '+') ? 1 : 0;
    double value = 0, scale = 1;
    bool digits = false, point = false;
    if (s.n > 30)
        return false;
    for (; i < s.n; i++) {
        if (s.p[i] == '.' && !point) {
            point = true;
        } else if (s.p[i] >= '0' && s.p[i] <= '9') {
            digits = true;
            value = value * 10 + (s.p[i] - '0');
            scale *= point ? 10 : 1;
        } else {
            return false;
        }
    }
    value = (s.n && s.p[0] == '-' ? -value : value) / scale;
    if (!digits || value < low || value > high)
        return false;
    *ret = value;
    return true;
}

/* Length of the valid UTF-8 sequence at p (n bytes left), 0 when it is not one. */
static size_t utf8_step(const unsigned char *p, size_t n)
{
    static const struct {
        unsigned char low, high, length, second_low, second_high;
    } kinds[] = {
        {0x00, 0x7f, 1, 0, 0},       {0xc2, 0xdf, 2, 0x80, 0xbf}, {0xe0, 0xe0, 3, 0xa0, 0xbf},
        {0xe1, 0xec, 3, 0x80, 0xbf}, {0xed, 0xed, 3, 0x80, 0x9f}, {0xee, 0xef, 3, 0x80, 0xbf},
        {0xf0, 0xf0, 4, 0x90, 0xbf}, {0xf1, 0xf3, 4, 0x80, 0xbf}, {0xf4, 0xf4, 4, 0x80, 0x8f},
    };
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        if (p[0] < kinds[k].low || p[0] > kinds[k].high)
            continue;
        if (kinds[k].length > n)
            return 0;
        if (kinds[k].length > 1 && (p[1] < kinds[k].second_low || p[1] > kinds[k].second_high))
            return 0;
        for (size_t i = 2; i < kinds[k].length; i++)
            if ((p[i] & 0xc0) != 0x80)
                return 0;
        return kinds[k].length;
    }
    return 0;
}

bool str_is_text(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    for (size_t i = 0; i < s.n;) {
        bool control = (p[i] < 0x20 && p[i] != '\t' && p[i] != '\n' && p[i] != '\r') ||
                       p[i] == 0x7f;
        size_t step = control ? 0 : utf8_step(p + i, s.n - i);
        if (!step)
            return false;
        i += step;
    }
    return true;
}

static bool begins_char(char c)
{
    return ((unsigned char)c & 0xc0) != 0x80;
}

struct str str_first(struct str s, size_t chars)
{
    for (size_t i = 0; i < s.n; i++)
        if (begins_char(s.p[i]) && chars-- == 0)
            return str_slice(s, 0, i);
    return s;
}

size_t str_chars(struct str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
    return n;
}
