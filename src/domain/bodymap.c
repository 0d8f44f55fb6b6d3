/* Body maps over time.
 * Must never: count a visit without a map as one where nothing was felt.
 * Read next: domain/bodymap.h.
 */
#include "domain/bodymap.h"

#include <math.h>
#include <stdlib.h>

static bool is_first_of_visit(const struct marked_list *all, size_t i)
{
    return i == 0 || !id_eq(all->at[i].visit, all->at[i - 1].visit);
}

static bool is_on(const struct marked *m, enum layer layer)
{
    return str_eq(m->layer, str_from(layer_names[layer])) && m->value > 0;
}

/* --- periods --------------------------------------------------------------------------------- */

static struct bodymap_mean *mean_of(struct bodymap_period *p, const struct region *r)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->at[i].region == r)
            return &p->at[i];
    p->at[p->n] = (struct bodymap_mean){.region = r};
    return &p->at[p->n++];
}

static int stronger(const void *x, const void *y)
{
    const struct bodymap_mean *a = x, *b = y;
    if (a->mean != b->mean)
        return a->mean < b->mean ? 1 : -1;
    return a->region < b->region ? -1 : 1;
}

static struct bodymap_period period_of(struct arena *a, const struct marked_list *all,
                                       enum layer layer, int64_t from_utc)
{
    struct bodymap_period p = {.from_utc = from_utc, .until_utc = from_utc + BODYMAP_PERIOD_S};
    p.at = ARENA_ARRAY(a, region_count + 1, struct bodymap_mean);
    for (size_t i = 0; i < all->n && !arena_failed(a); i++) {
        const struct marked *m = &all->at[i];
        const struct region *r = region_find(m->region);
        if (m->at_utc <= from_utc || m->at_utc > p.until_utc)
            continue;
        p.maps += is_first_of_visit(all, i);
        if (!r || !is_on(m, layer))
            continue;
        struct bodymap_mean *mean = mean_of(&p, r);
        mean->mean += (double)m->value;
        mean->marked++;
    }
    for (size_t i = 0; i < p.n; i++)
        p.at[i].mean /= p.maps;
    if (p.n)
        qsort(p.at, p.n, sizeof *p.at, stronger);
    return p;
}

size_t bodymap_periods(struct arena *a, const struct marked_list *all, enum layer layer,
                       int64_t now_utc, struct bodymap_period ret[BODYMAP_PERIODS])
{
    size_t n = 0;
    for (int64_t back = BODYMAP_PERIODS; all->n && back > 0; back--) {
        struct bodymap_period p = period_of(a, all, layer, now_utc - back * BODYMAP_PERIOD_S);
        if (n || p.maps)
            ret[n++] = p;
    }
    return n;
}

/* --- the newest beside the one before --------------------------------------------------------- */

/* Of pain and tension it is known how much answers vary; of tingling and numbness it is not. */
static struct change change_of(enum layer layer, int64_t from, int64_t to)
{
    static const char *const kinds[LAYERS] = {
        [LAYER_PAIN] = "nrs_now", [LAYER_TENSION] = "nrs_tension"};
    const struct instrument *x = kinds[layer] ? instrument_find(str_from(kinds[layer])) : NULL;
    if (x)
        return change_scored(x, 0, (double)from, (double)to);
    return (struct change){.from = (double)from,
                           .to = (double)to,
                           .error = (double)NAN,
                           .enough = (double)NAN,
                           .unit = "",
                           .gain = from > to   ? 1
                                   : from < to ? -1
                                               : 0};
}

static int64_t value_at(const struct marked_list *all, struct id visit, enum layer layer,
                        const struct region *r)
{
    for (size_t i = 0; i < all->n; i++)
        if (id_eq(all->at[i].visit, visit) && is_on(&all->at[i], layer) &&
            str_eq(all->at[i].region, str_from(r->id)))
            return all->at[i].value;
    return 0;
}

static int greater(const void *x, const void *y)
{
    const struct bodymap_change *a = x, *b = y;
    double da = fabs(a->change.to - a->change.from), db = fabs(b->change.to - b->change.from);
    if (da != db)
        return da < db ? 1 : -1;
    return a->region < b->region ? -1 : 1;
}

struct bodymap_changes bodymap_changes_of(struct arena *a, const struct marked_list *all,
                                          enum layer layer)
{
    struct bodymap_changes c = {.at = ARENA_ARRAY(a, region_count + 1, struct bodymap_change)};
    size_t i = all->n;
    while (i > 0 && id_eq(all->at[i - 1].visit, all->at[all->n - 1].visit))
        i--;
    if (i == 0 || arena_failed(a))
        return c;
    struct id last = all->at[all->n - 1].visit, before = all->at[i - 1].visit;
    c.from_utc = all->at[i - 1].at_utc;
    c.to_utc = all->at[all->n - 1].at_utc;
    for (size_t k = 0; k < region_count; k++) {
        const struct region *r = &region_all[k];
        int64_t from = value_at(all, before, layer, r), to = value_at(all, last, layer, r);
        if (from != to)
            c.at[c.n++] = (struct bodymap_change){r, change_of(layer, from, to)};
    }
    if (c.n)
        qsort(c.at, c.n, sizeof *c.at, greater);
    return c;
}
