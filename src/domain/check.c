/* Checks that many records share.
 * Must never: be stricter than the world: addresses and names come in all forms.
 * Read next: domain/check.h.
 */
#include "domain/check.h"

#include "base/fold.h"

/* U+202A-202E and U+2066-2069: what follows one of them reads in another order than it is written. */
static bool turns_order(struct str s)
{
    for (size_t i = 0; i + 2 < s.n; i++) {
        unsigned char b = (unsigned char)s.p[i + 1], c = (unsigned char)s.p[i + 2];
        if ((unsigned char)s.p[i] == 0xE2 &&
            ((b == 0x80 && c >= 0xAA && c <= 0xAE) || (b == 0x81 && c >= 0xA6 && c <= 0xA9)))
            return true;
    }
    return false;
}

void check_texts(struct arena *a, const struct check_text *texts, size_t n, struct faults *f)
{
    for (size_t i = 0; i < n; i++) {
        const struct check_text *t = &texts[i];
        *t->value = t->value->n ? fold_store(a, *t->value) : S("");
        size_t chars = str_chars(*t->value);
        /* Folding drops what nobody can see. */
        if (t->required && str_trim(fold_text(a, *t->value)).n == 0)
            fault_add(f, t->field, "Enter %s.", t->what);
        if (turns_order(*t->value))
            fault_add(f, t->field,
                      "A hidden mark in this turns the reading order: type it anew, without "
                      "pasting.");
        if (chars > t->chars_max)
            fault_add(f, t->field, "Shorten this to %zu characters; it has %zu.", t->chars_max,
                      chars);
    }
}

void check_email(struct str email, struct str field, struct faults *f)
{
    size_t at = str_find(email, '@');
    bool fine = at > 0 && at + 1 < email.n && !str_contains(email, S(" ")) &&
                !str_contains(str_slice(email, at + 1, email.n), S("@"));
    if (email.n && !fine)
        fault_add(f, field, "Enter an address like name@example.org, or leave it empty.");
}

void check_day(struct str *day, struct str field, const char *what, struct date today,
               struct faults *f)
{
    struct date d;
    *day = str_trim(*day);
    if (!day->n) {
        *day = S("");
        return;
    }
    if (!date_parse(*day, &d))
        fault_add(f, field, "Enter %s as year-month-day, a day that exists: 1980-02-28.", what);
    else if (date_cmp(d, today) > 0)
        fault_add(f, field, "Enter %s; this day is still to come.", what);
    else if (d.year < 1880)
        fault_add(f, field, "Enter %s from 1880 on.", what);
}
