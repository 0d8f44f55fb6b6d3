/* A client: stored form, faults, and the words a client is found by.
 * Must never: refuse a name because of its script, its apostrophe or its length of one.
 * Read next: sql/client.sql.
 */
#include "domain/client.h"

#include "base/fold.h"
#include "domain/check.h"

void client_check(struct arena *a, struct client *c, struct date today, struct faults *f)
{
    const struct check_text texts[] = {
        {S("given"), &c->given, "a given name", 100, true},
        {S("family"), &c->family, "a family name", 100, false},
        {S("preferred"), &c->preferred, "a preferred name", 100, false},
        {S("phone"), &c->phone, "a phone number", 40, false},
        {S("email"), &c->email, "an e-mail address", 200, false},
        {S("address"), &c->address, "an address", 400, false},
        {S("occupation"), &c->occupation, "an occupation", 200, false},
        {S("gp"), &c->gp, "the doctor's name", 200, false},
        {S("emergency"), &c->emergency, "an emergency contact", 200, false},
        {S("alert"), &c->alert, "an alert", 400, false},
    };
    check_texts(a, texts, sizeof texts / sizeof texts[0], f);
    check_email(c->email, S("email"), f);
    check_day(&c->born, S("born"), "the date of birth", today, f);
    c->phone_digits = fold_digits(a, c->phone);
    if (c->phone.n && c->phone_digits.n < 4)
        fault_add(f, S("phone"), "A phone number needs at least 4 digits.");
    if (!str_eq(c->figure, S("b")))
        c->figure = S("a");
    struct str both = arena_fmt(a, "%.*s %.*s", STR_ARG(c->family), STR_ARG(c->given));
    c->name_folded = str_trim(fold_text(a, both));
}

struct str client_name(struct arena *a, const struct client *c)
{
    if (c->preferred.n && !str_eq(c->preferred, c->given))
        return str_trim(arena_fmt(a, "%.*s (%.*s) %.*s", STR_ARG(c->given), STR_ARG(c->preferred),
                                  STR_ARG(c->family)));
    return str_trim(arena_fmt(a, "%.*s %.*s", STR_ARG(c->given), STR_ARG(c->family)));
}

static size_t word_add(struct str *words, size_t n, size_t max, struct str word)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(words[i], word))
            return n;
    if (word.n == 0 || n == max)
        return n;
    words[n] = word;
    return n + 1;
}

static size_t words_split(struct str text, struct str *words, size_t n, size_t max)
{
    for (struct str part; str_next(&text, ' ', &part);)
        n = word_add(words, n, max, str_trim(part));
    return n;
}

/* "o'brien-muller" is also found by "obrien" and "muller". */
static size_t words_of_name(struct arena *a, struct str name, struct str *words, size_t n,
                            size_t max)
{
    struct str folded = fold_text(a, name);
    char *joined = arena_alloc(a, folded.n + 1), *apart = arena_alloc(a, folded.n + 1);
    size_t j = 0;
    if (arena_failed(a))
        return n;
    for (size_t i = 0; i < folded.n; i++) {
        if (folded.p[i] != '\'')
            joined[j++] = folded.p[i];
        apart[i] = folded.p[i];
        if (folded.p[i] == '-')
            apart[i] = ' ';
    }
    n = words_split(folded, words, n, max);
    n = words_split((struct str){joined, j}, words, n, max);
    return words_split((struct str){apart, folded.n}, words, n, max);
}

enum { PHONE_WORDS = 12, PHONE_END_MIN = 4 };

size_t client_words(struct arena *a, const struct client *c, struct str ret[CLIENT_WORDS_MAX])
{
    size_t n = 0, room = CLIENT_WORDS_MAX - PHONE_WORDS - 1;
    n = words_of_name(a, c->given, ret, n, room);
    n = words_of_name(a, c->family, ret, n, room);
    n = words_of_name(a, c->preferred, ret, n, room);
    n = word_add(ret, n, CLIENT_WORDS_MAX, c->born);
    for (size_t i = 0; i < PHONE_WORDS && c->phone_digits.n >= PHONE_END_MIN + i; i++)
        n = word_add(ret, n, CLIENT_WORDS_MAX, str_slice(c->phone_digits, i, c->phone_digits.n));
    return n;
}

/* "12/3/1980", "12.3.1980", "1980-3-12" as a day; false when it is none. */
static bool typed_day(struct arena *a, struct str s, bool month_first, struct str *ret)
{
    int64_t part[3] = {0, 0, 0};
    char separator = str_contains(s, S("/")) ? '/' : str_contains(s, S(".")) ? '.' : '-';
    size_t n = 0;
    for (struct str piece; str_next(&s, separator, &piece); n++)
        if (n == 3 || !str_int(piece, 1, 9999, &part[n]))
            return false;
    if (n != 3)
        return false;
    bool year_first = part[0] > 31;
    int64_t year = year_first ? part[0] : part[2];
    int64_t month = year_first ? part[1] : month_first ? part[0] : part[1];
    int64_t day = year_first ? part[2] : month_first ? part[1] : part[0];
    if (!date_is_valid((int)year, (int)month, (int)day))
        return false;
    *ret = arena_fmt(a, "%04d-%02d-%02d", (int)year, (int)month, (int)day);
    return true;
}

static bool is_phone_piece(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!str_contains(S("0123456789+()-./"), str_slice(s, i, 1)))
            return false;
    return s.n > 0;
}

static struct str without_zeros(struct str digits)
{
    while (digits.n > PHONE_END_MIN && digits.p[0] == '0')
        digits = str_slice(digits, 1, digits.n);
    return digits;
}

size_t client_search_terms(struct arena *a, struct str typed, bool month_first,
                           struct str ret[SEARCH_TERMS_MAX])
{
    struct str rest = fold_text(a, typed), phone = S("");
    size_t n = 0;
    for (struct str piece, day; str_next(&rest, ' ', &piece) && n + 1 < SEARCH_TERMS_MAX;) {
        if (typed_day(a, piece, month_first, &day))
            n = word_add(ret, n, SEARCH_TERMS_MAX, day);
        else if (is_phone_piece(piece))
            phone = arena_fmt(a, "%.*s%.*s", STR_ARG(phone), STR_ARG(fold_digits(a, piece)));
        else
            n = word_add(ret, n, SEARCH_TERMS_MAX, piece);
    }
    n = word_add(ret, n, SEARCH_TERMS_MAX, without_zeros(phone));
    for (size_t i = 1; i < n; i++) {
        if (ret[i].n > ret[0].n) {
            struct str longest = ret[i];
            ret[i] = ret[0];
            ret[0] = longest;
        }
    }
    return n;
}
