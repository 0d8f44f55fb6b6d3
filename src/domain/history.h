/* What a client writes of themselves beside the safety questions: conditions, operations, injuries,
 * medicines, allergies and so on, each on the page of its questions.
 * Must never: ask for what the practice knows already.
 * Read next: practice/intake.h.
 */
#pragma once
#include "base/date.h"
#include "base/fault.h"
#include "domain/knowledge.h"

enum history_kind {
    HISTORY_LINE,
    HISTORY_LINES, /* several lines */
    HISTORY_WHEN   /* a year, a month or a day, not to come: "2019", "2019-03", "2019-03-21" */
};

struct history_field {
    const char *name, *label, *hint; /* hint: NULL when none */
    enum history_kind kind;
    enum caution_page page;
};

extern const struct history_field history_fields[];
extern const size_t history_field_count;

struct history_entry {
    struct str field;
    int64_t at_utc;
    struct str value;
};

struct history_entry_list {
    struct history_entry *at;
    size_t n;
};

const struct history_field *history_field_find(struct str name);
/* Stored form; faults on the field's name: 2000 characters at most, no day to come. */
void history_check(struct arena *a, const struct history_field *field, struct str *value,
                   struct date today, struct faults *f);
/* The last value of a field; empty: nothing was written. */
struct str history_value(const struct history_entry_list *all, const char *field);
