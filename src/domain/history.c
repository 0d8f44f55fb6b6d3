/* The fields of the health history.
 * Must never: ask for what the practice knows already.
 * Read next: domain/history.h.
 */
#include "domain/history.h"

#include "domain/check.h"

enum { VALUE_CHARS = 2000, MONTH_CHARS = 7, YEAR_CHARS = 4 };

#define EVENT(word, n, label, page)                                               \
    {word "." n ".what", label " " n, NULL, HISTORY_LINE, page},                  \
    {                                                                             \
        word "." n ".when", "When", "Year, or year-month-day", HISTORY_WHEN, page \
    }

const struct history_field history_fields[] = {
    EVENT("injury", "1", "Injury", PAGE_BONES_JOINTS),
    EVENT("injury", "2", "Injury", PAGE_BONES_JOINTS),
    EVENT("injury", "3", "Injury", PAGE_BONES_JOINTS),
    {"allergies", "Allergies", "To what, and what happens", HISTORY_LINES, PAGE_SKIN_INFECTION},
    {"medicines", "Medicines that you take", "One a line; vitamins and herbs too", HISTORY_LINES,
     PAGE_MEDICINES},
    EVENT("surgery", "1", "Operation", PAGE_DEVICES_SURGERY),
    EVENT("surgery", "2", "Operation", PAGE_DEVICES_SURGERY),
    EVENT("surgery", "3", "Operation", PAGE_DEVICES_SURGERY),
    {"devices", "Devices in or on your body", "Such as: pump, hearing aid, plate", HISTORY_LINE,
     PAGE_DEVICES_SURGERY},
    {"pregnancy", "If you are pregnant: which week, and anything to know", NULL, HISTORY_LINE,
     PAGE_PREGNANCY},
    {"conditions", "Other conditions that a doctor has told you of", "One a line", HISTORY_LINES,
     PAGE_OTHER},
    {"activity", "Sport, hobbies, how active you are", NULL, HISTORY_LINE, PAGE_ABOUT},
    {"care", "What you have tried for it so far", "Such as: physio, medicines, massage",
     HISTORY_LINE, PAGE_ABOUT},
    {"others", "Others who treat you", "Such as: physio, specialist", HISTORY_LINE, PAGE_ABOUT},
};
const size_t history_field_count = sizeof history_fields / sizeof history_fields[0];

const struct history_field *history_field_find(struct str name)
{
    for (size_t i = 0; i < history_field_count; i++)
        if (str_eq(name, str_from(history_fields[i].name)))
            return &history_fields[i];
    return NULL;
}

/* A year or a month is taken as its first day. */
static bool when_parse(struct arena *a, struct str text, struct date *ret)
{
    if (text.n == YEAR_CHARS)
        text = arena_fmt(a, "%.*s-01-01", STR_ARG(text));
    else if (text.n == MONTH_CHARS)
        text = arena_fmt(a, "%.*s-01", STR_ARG(text));
    return date_parse(text, ret);
}

void history_check(struct arena *a, const struct history_field *field, struct str *value,
                   struct date today, struct faults *f)
{
    struct str name = str_from(field->name);
    struct date when;
    const struct check_text text = {name, value, "this", VALUE_CHARS, false};
    check_texts(a, &text, 1, f);
    if (field->kind != HISTORY_WHEN || !value->n)
        return;
    if (!when_parse(a, *value, &when))
        fault_add(f, name, "Enter a year such as 2019, or a day such as 2019-03-21.");
    else if (date_cmp(when, today) > 0)
        fault_add(f, name, "This is still to come: enter when it was.");
}

struct str history_value(const struct history_entry_list *all, const char *field)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->at[i].field, str_from(field)))
            return all->at[i].value;
    return S("");
}
