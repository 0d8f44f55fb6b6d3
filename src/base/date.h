/* Days, instants and zones.
 * Must never: do arithmetic on local time; instants are UTC seconds, days are civil dates.
 * Read next: base/clock.h.
 */
#pragma once
#include "base/arena.h"

struct date {
    int16_t year; /* 1..9999; 0 = no date */
    int8_t month, day;
};

struct civil { /* wall time in some zone */
    struct date date;
    int8_t hour, minute, second;
    int8_t weekday; /* 0 = Monday */
};

/* "YYYY-MM-DD", a day that exists; false and *ret untouched otherwise. */
bool date_parse(struct str s, struct date *ret);
bool date_is_valid(int year, int month, int day);
struct str date_text(struct arena *a, struct date d);  /* 2026-11-25; empty when none */
struct str date_human(struct arena *a, struct date d); /* 25 Nov 2026; empty when none */
/* Days since 1970-01-01. */
int64_t date_days(struct date d);
struct date date_from_days(int64_t days);
/* Full years from `born` to `on`. */
int date_age(struct date born, struct date on);
int date_cmp(struct date a, struct date b);

struct zone;

/* IANA name such as "Australia/Sydney", from the machine's tzdata. Cached for the process.
 *   returns   NULL when the name is unknown or the file unreadable
 */
const struct zone *zone_find(struct str name);
struct civil zone_local(const struct zone *z, int64_t utc);
/* The instant of a wall time. In a gap: the instant as if the clock had not moved yet;
 * of two: the first. */
int64_t zone_utc(const struct zone *z, struct civil local);
/* All names this machine knows, sorted ("Australia/Sydney"); for a choice list. */
void zone_names(struct arena *a, struct str **ret_names, size_t *ret_n);

struct str time_text(struct arena *a, const struct zone *z, int64_t utc);  /* 2026-11-25 14:05 */
struct str time_human(struct arena *a, const struct zone *z, int64_t utc); /* 25 Nov 2026, 14:05 */
struct str day_human(struct arena *a, const struct zone *z, int64_t utc);  /* 25 Nov 2026 */
/* "YYYY-MM-DDTHH:MM" (a datetime-local field) in the zone. */
struct str time_field(struct arena *a, const struct zone *z, int64_t utc);
bool time_field_parse(const struct zone *z, struct str s, int64_t *ret_utc);
