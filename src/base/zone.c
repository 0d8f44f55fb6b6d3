/* Zones of the machine's tzdata (TZif files, RFC 8536), and instants written in them.
 * Must never: follow a name out of the zone folder, or ask the C library for local time.
 * Read next: base/date.h.
 */
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"

#define ZONE_FOLDER "/usr/share/zoneinfo"

enum { FILE_MAX = 64 * 1024, NAME_MAX_ZONE = 64, CHANGES_MAX = 4096, RULES_UNTIL = 2100 };

struct change {
    int64_t at;     /* UTC second from which the offset holds */
    int32_t offset; /* seconds east of UTC */
};

struct zone {
    struct zone *next;
    char name[NAME_MAX_ZONE];
    int32_t first; /* offset before the first change */
    size_t n;
    struct change *changes;
};

static struct zone *zones;
static pthread_mutex_t zones_lock = PTHREAD_MUTEX_INITIALIZER;

static int64_t big_endian(const unsigned char *p, size_t n)
{
    uint64_t v = p[0] & 0x80 ? ~(uint64_t)0 : 0;
    for (size_t i = 0; i < n; i++)
        v = v << 8 | p[i];
    return (int64_t)v;
}

struct header {
    size_t isut, isstd, leap, times, types, chars;
};

static bool header_read(const unsigned char *p, size_t n, struct header *ret)
{
    if (n < 44 || memcmp(p, "TZif", 4) != 0)
        return false;
    size_t counts[6];
    for (size_t i = 0; i < 6; i++)
        counts[i] = (size_t)big_endian(p + 20 + 4 * i, 4);
    *ret = (struct header){counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]};
    return ret->times < CHANGES_MAX && ret->types > 0 && ret->types < 256 && ret->chars < 4096 &&
           ret->leap < 1000 && ret->isut < 256 && ret->isstd < 256;
}

static size_t block_size(const struct header *h, size_t time_size)
{
    return h->times * (time_size + 1) + h->types * 6 + h->chars + h->leap * (time_size + 4) +
           h->isstd + h->isut;
}

/* POSIX rule "Mm.w.d/time": the month's w-th (5 = last) weekday d (0 = Sunday). */
struct rule {
    int month, week, day;
    int32_t time;
};

struct rules {
    bool has;
    int32_t standard, summer; /* seconds east */
    struct rule begin, end;
};

static const char *rule_name(const char *p)
{
    if (*p == '<') {
        while (*p && *p != '>')
            p++;
        return *p ? p + 1 : p;
    }
    while ((*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z'))
        p++;
    return p;
}

/* [+-]h[h[h]][:mm[:ss]] in seconds. */
static const char *rule_time(const char *p, int32_t *ret)
{
    int sign = *p == '-' ? -1 : 1;
    int32_t part[3] = {0, 0, 0};
    if (*p == '-' || *p == '+')
        p++;
    for (int i = 0; i < 3; i++) {
        while (*p >= '0' && *p <= '9' && part[i] < 1000)
            part[i] = part[i] * 10 + (*p++ - '0');
        if (*p != ':')
            break;
        p++;
    }
    *ret = sign * (part[0] * 3600 + part[1] * 60 + part[2]);
    return p;
}

static const char *rule_day(const char *p, struct rule *ret, bool *ok)
{
    int used = 0;
    *ok = *ok && sscanf(p, ",M%d.%d.%d%n", &ret->month, &ret->week, &ret->day, &used) == 3;
    if (!*ok)
        return p;
    p += used;
    ret->time = 7200;
    return *p == '/' ? rule_time(p + 1, &ret->time) : p;
}

static struct rules rules_read(const char *p)
{
    struct rules r = {0};
    int32_t west;
    bool ok = true;
    p = rule_time(rule_name(p), &west);
    r.standard = -west;
    if (!*p)
        return r;
    p = rule_name(p);
    r.summer = r.standard + 3600;
    if (*p && *p != ',') {
        p = rule_time(p, &west);
        r.summer = -west;
    }
    p = rule_day(p, &r.begin, &ok);
    rule_day(p, &r.end, &ok);
    r.has = ok;
    return r;
}

static int64_t rule_instant(const struct rule *r, int year, int32_t offset)
{
    struct date first = {(int16_t)year, (int8_t)r->month, 1};
    int64_t days = date_days(first);
    int64_t weekday = ((days + 4) % 7 + 7) % 7; /* 0 = Sunday */
    days += (r->day - weekday + 7) % 7 + 7 * (int64_t)(r->week - 1);
    while (date_from_days(days).month != r->month)
        days -= 7;
    return days * 86400 + r->time - offset;
}

static void change_add(struct zone *z, int64_t at, int32_t offset)
{
    if (z->n < CHANGES_MAX && (z->n == 0 || at > z->changes[z->n - 1].at))
        z->changes[z->n++] = (struct change){at, offset};
}

/* The footer's rule, written out year by year so that a lookup is one search. */
static void rules_unroll(struct zone *z, const struct rules *r)
{
    int64_t last = z->n ? z->changes[z->n - 1].at : 0;
    for (int year = 1970; r->has && year < RULES_UNTIL; year++) {
        int64_t begin = rule_instant(&r->begin, year, r->standard);
        int64_t end = rule_instant(&r->end, year, r->summer);
        bool north = begin < end;
        int64_t early = north ? begin : end, late = north ? end : begin;
        if (early > last)
            change_add(z, early, north ? r->summer : r->standard);
        if (late > last)
            change_add(z, late, north ? r->standard : r->summer);
    }
}

static bool zone_parse(struct zone *z, const unsigned char *p, size_t n)
{
    struct header h;
    if (!header_read(p, n, &h) || p[4] < '2')
        return false;
    size_t skip = 44 + block_size(&h, 4);
    if (skip >= n || !header_read(p + skip, n - skip, &h))
        return false;
    p += skip + 44;
    n -= skip + 44;
    size_t size = block_size(&h, 8);
    if (size > n)
        return false;
    const unsigned char *kind = p + 8 * h.times, *types = kind + h.times;
    z->first = (int32_t)big_endian(types, 4);
    for (size_t i = 0; i < h.times; i++) {
        if (kind[i] >= h.types)
            return false;
        change_add(z, big_endian(p + 8 * i, 8), (int32_t)big_endian(types + 6 * kind[i], 4));
    }
    char footer[128] = "";
    size_t length = n - size;
    if (length > 2 && length < sizeof footer) {
        memcpy(footer, p + size + 1, length - 2);
        struct rules r = rules_read(footer);
        rules_unroll(z, &r);
    }
    return true;
}

static bool is_zone_name(struct str name)
{
    if (name.n == 0 || name.n >= NAME_MAX_ZONE || name.p[0] < 'A' || name.p[0] > 'Z')
        return false;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool fine = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                    c == '/' || c == '_' || c == '-' || c == '+';
        if (!fine)
            return false;
    }
    return true;
}

static struct zone *zone_load(struct str name)
{
    static unsigned char bytes[FILE_MAX]; /* under zones_lock */
    char path[sizeof ZONE_FOLDER + NAME_MAX_ZONE + 1];
    snprintf(path, sizeof path, ZONE_FOLDER "/%.*s", STR_ARG(name));
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    ssize_t n = read(fd, bytes, sizeof bytes);
    close(fd);
    struct zone *z = calloc(1, sizeof *z);
    struct change *changes = calloc(CHANGES_MAX, sizeof *changes);
    if (z && changes) {
        memcpy(z->name, name.p, name.n);
        z->changes = changes;
        if (n > 0 && zone_parse(z, bytes, (size_t)n))
            return z;
    }
    free(changes);
    free(z);
    return NULL;
}

const struct zone *zone_find(struct str name)
{
    if (!is_zone_name(name))
        return NULL;
    pthread_mutex_lock(&zones_lock);
    struct zone *z = zones;
    while (z && !str_eq(str_from(z->name), name))
        z = z->next;
    if (!z && (z = zone_load(name))) {
        z->next = zones;
        zones = z;
    }
    pthread_mutex_unlock(&zones_lock);
    return z;
}

static int32_t offset_at(const struct zone *z, int64_t utc)
{
    size_t low = 0, high = z->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (z->changes[middle].at <= utc)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? z->changes[low - 1].offset : z->first;
}

struct civil zone_local(const struct zone *z, int64_t utc)
{
    int64_t local = utc + offset_at(z, utc);
    int64_t days = local / 86400 - (local % 86400 < 0 ? 1 : 0);
    int64_t second = local - days * 86400;
    return (struct civil){date_from_days(days), (int8_t)(second / 3600), (int8_t)(second / 60 % 60),
                          (int8_t)(second % 60), (int8_t)(((days + 3) % 7 + 7) % 7)};
}

int64_t zone_utc(const struct zone *z, struct civil local)
{
    int64_t wall = date_days(local.date) * 86400 + local.hour * 3600 + local.minute * 60 +
                   local.second;
    int32_t before = offset_at(z, wall - 86400), after = offset_at(z, wall + 86400);
    if (offset_at(z, wall - before) == before)
        return wall - before;
    return offset_at(z, wall - after) == after ? wall - after : wall - before;
}

static bool name_is_listed(const char *name)
{
    return name[0] >= 'A' && name[0] <= 'Z' && strcmp(name, "Etc") != 0;
}

struct names {
    struct arena *a;
    struct str *at;
    size_t n;
};

enum { NAMES_MAX = 1000 };

static void names_in(struct names *list, const char *area)
{
    char path[sizeof ZONE_FOLDER + NAME_MAX_ZONE + 1];
    snprintf(path, sizeof path, ZONE_FOLDER "/%s", area);
    DIR *dir = opendir(path);
    for (struct dirent *e; dir && (e = readdir(dir)) && list->n < NAMES_MAX;)
        if (name_is_listed(e->d_name) && e->d_type != DT_DIR)
            list->at[list->n++] = arena_fmt(list->a, "%s/%s", area, e->d_name);
    if (dir)
        closedir(dir);
}

static int name_order(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

void zone_names(struct arena *a, struct str **ret_names, size_t *ret_n)
{
    static const char *const areas[] = {"Africa",    "America", "Antarctica", "Asia",   "Atlantic",
                                        "Australia", "Europe",  "Indian",     "Pacific"};
    struct names list = {a, ARENA_ARRAY(a, NAMES_MAX, struct str), 0};
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++)
        names_in(&list, areas[i]);
    qsort(list.at, list.n, sizeof list.at[0], name_order);
    *ret_names = list.at;
    *ret_n = list.n;
}

struct str time_text(struct arena *a, const struct zone *z, int64_t utc)
{
    struct civil c = zone_local(z, utc);
    return arena_fmt(a, "%04d-%02d-%02d %02d:%02d", c.date.year, c.date.month, c.date.day, c.hour,
                     c.minute);
}

struct str day_human(struct arena *a, const struct zone *z, int64_t utc)
{
    return date_human(a, zone_local(z, utc).date);
}

struct str time_human(struct arena *a, const struct zone *z, int64_t utc)
{
    struct civil c = zone_local(z, utc);
    struct str day = date_human(a, c.date);
    return arena_fmt(a, "%.*s, %02d:%02d", STR_ARG(day), c.hour, c.minute);
}

struct str time_field(struct arena *a, const struct zone *z, int64_t utc)
{
    struct civil c = zone_local(z, utc);
    return arena_fmt(a, "%04d-%02d-%02dT%02d:%02d", c.date.year, c.date.month, c.date.day, c.hour,
                     c.minute);
}

bool time_field_parse(const struct zone *z, struct str s, int64_t *ret_utc)
{
    struct civil c = {0};
    int64_t hour, minute;
    if (s.n < 16 || s.p[10] != 'T' || s.p[13] != ':' || !date_parse(str_slice(s, 0, 10), &c.date) ||
        !str_int(str_slice(s, 11, 2), 0, 23, &hour) ||
        !str_int(str_slice(s, 14, 2), 0, 59, &minute) || (s.n != 16 && s.n != 19))
        return false;
    c.hour = (int8_t)hour;
    c.minute = (int8_t)minute;
    *ret_utc = zone_utc(z, c);
    return true;
}
