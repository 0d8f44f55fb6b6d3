/* Text with its length. Bytes are UTF-8 and not owned; an arena or a literal holds them.
 * Must never: be assumed to end in NUL (see arena_cstr).
 * Read next: base/arena.h.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* p == NULL is "no value" (SQL NULL, field not sent); p != NULL with n == 0 is empty text. */
struct str {
    const char *p;
    size_t n;
};

#define S(literal) ((struct str){"" literal, sizeof(literal) - 1})
/* clang-format off */
#define STR_INIT(literal) {"" literal, sizeof(literal) - 1}
/* clang-format on */
/* for printf: "%.*s" */
#define STR_ARG(s) (int)(s).n, (s).p ? (s).p : ""

/* Wraps a NUL-terminated text; NULL gives "no value". */
struct str str_from(const char *text);
bool str_eq(struct str a, struct str b);
/* Equal but for the case of ASCII letters. */
bool str_eq_nocase(struct str a, struct str b);
/* Byte order, shorter first: <0, 0, >0. */
int str_cmp(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* Is s one of the n texts of the list? */
bool str_among(struct str s, const struct str *list, size_t n);
/* Position of the first byte c, or s.n when there is none. */
size_t str_find(struct str s, char c);
bool str_contains(struct str s, struct str part);
/* From byte `from` on, `n` bytes at most; clipped to s. */
struct str str_slice(struct str s, size_t from, size_t n);
/* Without ASCII white space at both ends. */
struct str str_trim(struct str s);
/* Takes the part before `separator` off *rest; false when *rest is used up ("no value"). */
bool str_next(struct str *rest, char separator, struct str *ret_part);
/* Whole text as a decimal integer in [low, high]; false and *ret untouched otherwise. */
bool str_int(struct str s, int64_t low, int64_t high, int64_t *ret);
/* Whole text as a plain decimal number (optional sign, digits, optional point and digits)
 * in [low, high]; false and *ret untouched otherwise. */
bool str_real(struct str s, double low, double high, double *ret);
/* Valid UTF-8 without NUL and without control characters other than tab, line feed
 * and carriage return. */
bool str_is_text(struct str s);
/* The first `chars` code points, or all when there are fewer. */
struct str str_first(struct str s, size_t chars);
/* Number of Unicode code points of valid UTF-8. */
size_t str_chars(struct str s);
