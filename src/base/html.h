/* Escapers that compiled templates write through; the place decides which.
 * Must never: be called by hand in a page.
 * Read next: tools/mktpl.c.
 */
#pragma once
#include "base/id.h"
#include "base/out.h"

/* Text and quoted attribute values: & < > " ' escaped. */
void html_text_str(struct out *w, struct str s);
void html_text_cstr(struct out *w, const char *s);
void html_text_int(struct out *w, int64_t v);
void html_text_size(struct out *w, size_t v);
/* Up to 6 digits and 9 decimals, the whole part never cut, no exponent; nothing if not finite. */
void html_text_real(struct out *w, double v);
void html_text_float(struct out *w, float v);
void html_text_id(struct out *w, struct id v);
/* Start of a URL: "/..." (not "//", not "/\"), "https:", "mailto:", "tel:" and "#...", without
 * control characters; else "#blocked". */
void html_url_str(struct out *w, struct str s);
void html_url_cstr(struct out *w, const char *s);
/* Inside a URL: percent-encoded (path segment and query value alike). */
void html_part_str(struct out *w, struct str s);
void html_part_cstr(struct out *w, const char *s);

#define html_text(w, v) \
    _Generic((v),                                                                                  \
        struct str: html_text_str,                                                                 \
        const char *: html_text_cstr,                                                              \
        char *: html_text_cstr,                                                                    \
        double: html_text_real,                                                                    \
        float: html_text_float,                                                                    \
        struct id: html_text_id,                                                                   \
        int: html_text_int,                                                                        \
        unsigned: html_text_int,                                                                   \
        long: html_text_int,                                                                       \
        size_t: html_text_size,                                                                    \
        long long: html_text_int,                                                                  \
        short: html_text_int,                                                                      \
        unsigned short: html_text_int,                                                             \
        int8_t: html_text_int,                                                                     \
        uint8_t: html_text_int)(w, v)
#define html_url(w, v) \
    _Generic((v),                                                                                  \
        struct str: html_url_str,                                                                  \
        const char *: html_url_cstr,                                                               \
        char *: html_url_cstr)(w, v)
#define html_part(w, v) \
    _Generic((v),                                                                                  \
        struct str: html_part_str,                                                                 \
        const char *: html_part_cstr,                                                              \
        char *: html_part_cstr,                                                                    \
        struct id: html_text_id,                                                                   \
        double: html_text_real,                                                                    \
        int: html_text_int,                                                                        \
        unsigned: html_text_int,                                                                   \
        long: html_text_int,                                                                       \
        size_t: html_text_size,                                                                    \
        long long: html_text_int,                                                                  \
        short: html_text_int,                                                                      \
        unsigned short: html_text_int,                                                             \
        int8_t: html_text_int,                                                                     \
        uint8_t: html_text_int)(w, v)
