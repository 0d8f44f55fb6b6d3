/* What was measured of a client over time.
 * Must never: compare two values without saying that tester or device changed.
 * Read next: domain/measuring.h.
 */
#include "domain/measuring.h"

static bool is_of(const struct finding *f, struct str measure, struct str target)
{
    return str_eq(f->measure, measure) && str_eq(f->target, target);
}

const struct measuring *measuring_last(const struct measuring_list *all, struct str measure,
                                       struct str target, int64_t until_utc)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->at[i].at_utc <= until_utc && is_of(&all->at[i].finding, measure, target))
            return &all->at[i];
    return NULL;
}

const struct measuring *measuring_first(const struct measuring_list *all, struct str measure,
                                        struct str target)
{
    for (size_t i = all->n; i-- > 0;)
        if (is_of(&all->at[i].finding, measure, target))
            return &all->at[i];
    return NULL;
}

const struct maybe_real *measuring_end(const struct finding *f, enum side side)
{
    const struct maybe_real *after = side == SIDE_RIGHT ? &f->after_right : &f->after_left;
    return after->has ? after : sign_value(f, side);
}

size_t measuring_kinds(const struct measuring_list *all, const struct measuring *ret[], size_t most)
{
    size_t n = 0;
    for (size_t i = 0; i < all->n && n < most; i++) {
        const struct finding *f = &all->at[i].finding;
        if (measuring_last(all, f->measure, f->target, INT64_MAX) == &all->at[i])
            ret[n++] = &all->at[i];
    }
    return n;
}

struct taken measuring_taken(const struct finding *f)
{
    return (struct taken){f->tester, f->device};
}
