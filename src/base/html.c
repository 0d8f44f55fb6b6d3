/* Escapers that compiled templates write through (see html.h).
 * Must never: write a byte of a value that the place could take for markup or for a scheme.
 * Read next: tools/mktpl.c.
 */
#include "base/html.h"

#include <math.h>
#include <stdio.h>

static const struct str entities[256] = {
    ['&'] = STR_INIT("&amp;"),  ['<'] = STR_INIT("&lt;"),   ['>'] = STR_INIT("&gt;"),
    ['"'] = STR_INIT("&quot;"), ['\''] = STR_INIT("&#39;"),
};

void html_text_str(struct out *w, struct str s)
{
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        struct str entity = entities[(unsigned char)s.p[i]];
        if (!entity.p)
            continue;
        out_raw(w, str_slice(s, from, i - from));
        out_raw(w, entity);
        from = i + 1;
    }
    out_raw(w, str_slice(s, from, s.n - from));
}

void html_text_cstr(struct out *w, const char *s)
{
    html_text_str(w, str_from(s));
}

void html_text_int(struct out *w, int64_t v)
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%lld", (long long)v);
    out_raw(w, (struct str){digits, (size_t)n});
}

void html_text_size(struct out *w, size_t v)
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%zu", v);
    out_raw(w, (struct str){digits, (size_t)n});
}

/* Digits behind the point that make six in all, the whole part never cut; at most nine. */
static int decimals_of(double v)
{
    double size = fabs(v);
    int decimals = 5;
    for (; size >= 10 && decimals > 0; size /= 10)
        decimals--;
    for (; size > 0 && size < 1 && decimals < 9; size *= 10)
        decimals++;
    return decimals;
}

void html_text_real(struct out *w, double v)
{
    char digits[400];
    if (!isfinite(v))
        return;
    int decimals = decimals_of(v);
    size_t n = (size_t)snprintf(digits, sizeof digits, "%.*f", decimals, v);
    while (decimals > 0 && digits[n - 1] == '0') {
        n--;
        decimals--;
    }
    if (digits[n - 1] == '.')
        n--;
    struct str text = {digits, n};
    out_raw(w, str_eq(text, S("-0")) ? S("0") : text);
}

void html_text_float(struct out *w, float v)
{
    html_text_real(w, (double)v);
}

void html_text_id(struct out *w, struct id v)
{
    out_raw(w, id_text(w->a, v));
}

/* Browsers drop tabs and line ends from a URL, so "/\t/host" would be another site's address. */
static bool has_control(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || s.p[i] == 127)
            return true;
    return false;
}

static bool url_is_safe(struct str s)
{
    static const struct str starts[] = {STR_INIT("https:"), STR_INIT("mailto:"), STR_INIT("tel:"),
                                        STR_INIT("#")};
    if (has_control(s))
        return false;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (str_starts(s, starts[i]))
            return true;
    return str_starts(s, S("/")) && !str_starts(s, S("//")) && !str_starts(s, S("/\\"));
}

void html_url_str(struct out *w, struct str s)
{
    if (url_is_safe(s))
        html_text_str(w, s);
    else
        out_raw(w, S("#blocked"));
}

void html_url_cstr(struct out *w, const char *s)
{
    html_url_str(w, str_from(s));
}

static bool is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("-._~", c));
}

void html_part_str(struct out *w, struct str s)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (is_unreserved(c)) {
            out_char(w, s.p[i]);
            continue;
        }
        out_char(w, '%');
        out_char(w, hex[c >> 4]);
        out_char(w, hex[c & 15]);
    }
}

void html_part_cstr(struct out *w, const char *s)
{
    html_part_str(w, str_from(s));
}
