/* Checks that many records share: lengths, days, e-mail addresses. Inside the domain floor.
 * Must never: change what a person typed beyond its stored form.
 * Read next: domain/client.c.
 */
#pragma once
#include "base/date.h"
#include "base/fault.h"

struct check_text {
    struct str field;
    struct str *value;
    const char *what; /* "a given name" */
    size_t chars_max;
    bool required;
};

/* Each text into stored form ("no value" becomes empty), then required and length. */
void check_texts(struct arena *a, const struct check_text *texts, size_t n, struct faults *f);
void check_email(struct str email, struct str field, struct faults *f);
/* Empty or a day that exists, from 1880 to `today`. */
void check_day(struct str *day, struct str field, const char *what, struct date today,
               struct faults *f);
