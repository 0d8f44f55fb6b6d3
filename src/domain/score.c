/* Scoring of questionnaires.
 * Must never: give a total that rests on fewer answers than the instrument's own rule asks for.
 * Read next: domain/score.h.
 */
#include "domain/score.h"

#include <math.h>

const struct item *score_item(struct str instrument, int n)
{
    for (size_t i = 0; i < item_count; i++)
        if (str_eq(instrument, str_from(item_all[i].instrument)) && item_all[i].n == n)
            return &item_all[i];
    return NULL;
}

static bool belongs(const struct instrument *x, const char *subscale, int n)
{
    const struct item *item = *subscale ? score_item(str_from(x->id), n) : NULL;
    return !*subscale || (item && str_eq(str_from(item->subscale), str_from(subscale)));
}

struct score_total score_of(const struct instrument *x, const char *subscale,
                            const struct maybe_real *values)
{
    struct score_total t = {{0}, 0};
    double sum = 0;
    int items = 0;
    for (int n = 1; n <= x->items && n <= SCORE_ITEMS_MAX; n++) {
        if (!belongs(x, subscale, n))
            continue;
        items++;
        t.answered += values[n - 1].has;
        sum += values[n - 1].has ? values[n - 1].v : 0;
    }
    int needed = *subscale ? items : x->min_answered;
    if (items > 0 && t.answered >= needed)
        t.total = some_real(x->rule == SCORE_MEAN ? sum / t.answered : sum);
    return t;
}

bool score_is_rating(const struct instrument *x)
{
    return str_eq(str_from(x->recall), S("since last review"));
}

static bool is_band_of(const struct band *b, struct str instrument, const char *subscale)
{
    return str_eq(instrument, str_from(b->instrument)) &&
           str_eq(str_from(subscale), str_from(b->subscale));
}

const struct band *score_band(struct str instrument, const char *subscale, double total)
{
    double whole = floor(total);
    for (size_t i = 0; i < band_count; i++)
        if (is_band_of(&band_all[i], instrument, subscale) && whole >= band_all[i].low &&
            whole <= band_all[i].high)
            return &band_all[i];
    return NULL;
}

/* --- totals that are typed in ---------------------------------------------------------------- */

static bool has_whole(const struct instrument *x)
{
    bool any = false;
    for (size_t i = 0; i < band_count; i++) {
        if (is_band_of(&band_all[i], str_from(x->id), ""))
            return true;
        any = any || str_eq(str_from(band_all[i].instrument), str_from(x->id));
    }
    return !any; /* bands of subscales only: there is no whole that means anything */
}

static size_t subscales_add(const struct instrument *x, struct score_entry *ret, size_t room)
{
    size_t n = 0;
    for (size_t i = 0; i < band_count; i++) {
        const struct band *b = &band_all[i];
        if (!str_eq(str_from(b->instrument), str_from(x->id)) || !*b->subscale)
            continue;
        struct score_entry *last = n ? &ret[n - 1] : NULL;
        if (last && str_eq(str_from(last->subscale), str_from(b->subscale)))
            last->high = b->high;
        else if (n < room) {
            ret[n] = (struct score_entry){x, b->subscale, (int)n + 1, b->low, b->high};
            n++;
        }
    }
    return n;
}

size_t score_entries(struct score_entry ret[SCORE_ENTRIES_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < instrument_count; i++) {
        const struct instrument *x = &instrument_all[i];
        if (x->licence != LICENCE_TOTAL_ONLY)
            continue;
        if (has_whole(x) && n < SCORE_ENTRIES_MAX)
            ret[n++] = (struct score_entry){x, "", 0, x->min, x->max};
        n += subscales_add(x, ret + n, SCORE_ENTRIES_MAX - n);
    }
    return n;
}

const char *score_subscale(const struct instrument *x, int64_t n)
{
    struct score_entry all[SCORE_ENTRIES_MAX];
    size_t count = score_entries(all);
    for (size_t i = 0; i < count; i++)
        if (all[i].instrument == x && all[i].n == n)
            return all[i].subscale;
    return "";
}
