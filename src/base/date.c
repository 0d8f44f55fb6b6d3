/* Days that exist, and arithmetic on them (proleptic Gregorian calendar).
 * Must never: know a zone.
 * Read next: base/zone.c.
 */
#include "base/date.h"

static const char *const month_names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool date_is_valid(int year, int month, int day)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
        return false;
    return day <= lengths[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

bool date_parse(struct str s, struct date *ret)
{
    int64_t year, month, day;
    if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-')
        return false;
    if (!str_int(str_slice(s, 0, 4), 1, 9999, &year) ||
        !str_int(str_slice(s, 5, 2), 1, 12, &month) || !str_int(str_slice(s, 8, 2), 1, 31, &day) ||
        !date_is_valid((int)year, (int)month, (int)day))
        return false;
    *ret = (struct date){(int16_t)year, (int8_t)month, (int8_t)day};
    return true;
}

struct str date_text(struct arena *a, struct date d)
{
    return d.year ? arena_fmt(a, "%04d-%02d-%02d", d.year, d.month, d.day) : S("");
}

struct str date_human(struct arena *a, struct date d)
{
    return d.year ? arena_fmt(a, "%d %s %d", d.day, month_names[d.month - 1], d.year) : S("");
}

/* Years are counted from March, so that the leap day is the last of its year. */
int64_t date_days(struct date d)
{
    int64_t y = d.year - (d.month <= 2 ? 1 : 0);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t of_era = y - era * 400;
    int64_t of_year = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct date date_from_days(int64_t days)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t doe = days - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int64_t month = mp < 10 ? mp + 3 : mp - 9;
    return (struct date){(int16_t)(yoe + era * 400 + (month <= 2 ? 1 : 0)), (int8_t)month,
                         (int8_t)(doy - (153 * mp + 2) / 5 + 1)};
}

int date_cmp(struct date a, struct date b)
{
    int64_t x = date_days(a), y = date_days(b);
    return (x > y) - (x < y);
}

int date_age(struct date born, struct date on)
{
    bool before = on.month < born.month || (on.month == born.month && on.day < born.day);
    return on.year - born.year - (before ? 1 : 0);
}
