/* Range of motion as an outcome.
 * Must never: mix sides, devices' units or complaints.
 * Read next: domain/range.h.
 */
#include "domain/range.h"

#include <math.h>

#include "domain/sign.h"

enum { KINDS_MOST = 64 };
/* Of a score of 0 to 10 an error of 0.8 points is one unit; a smallest change beyond error is 1.96 of
 * the difference of two. */
static const double UNIT_ERROR = 0.8, CHANGE_ERROR = 2.7718585822512662; /* 1.96 sqrt 2 */

/* --- values ---------------------------------------------------------------------------------- */

struct series {
    const struct measure *measure;
    enum side side;
    int64_t complaint;
};

static const struct maybe_real *value_of(const struct finding *f, enum side side, bool after)
{
    if (side == SIDE_RIGHT)
        return after ? &f->after_right : &f->before_right;
    return after ? &f->after_left : &f->before_left;
}

static bool is_of(const struct series *s, const struct measuring *m)
{
    return m->finding.complaint == s->complaint && !m->finding.target.n &&
           str_eq(m->finding.measure, str_from(s->measure->id));
}

/* The values in order of time; ret NULL: only how many there are. */
static size_t values_put(const struct measuring_list *all, const struct series *s,
                         struct observation *ret)
{
    size_t n = 0;
    for (size_t i = all->n; i-- > 0;)
        for (int after = 0; after < 2 && is_of(s, &all->at[i]); after++) {
            const struct maybe_real *v = value_of(&all->at[i].finding, s->side, after);
            if (v->has && ret)
                ret[n] = (struct observation){.complaint = s->complaint,
                                              .kind = str_from(s->measure->id),
                                              .at_utc = all->at[i].at_utc,
                                              .phase = after ? S("after") : S("before"),
                                              .value = v->v};
            n += v->has;
        }
    return n;
}

static struct observation_list values_of(struct arena *a, const struct measuring_list *all,
                                         const struct series *s)
{
    struct observation_list list = {NULL, values_put(all, s, NULL)};
    if (list.n < RANGE_VALUES)
        return (struct observation_list){NULL, 0};
    list.at = ARENA_ARRAY(a, list.n, struct observation);
    if (!arena_failed(a))
        (void)values_put(all, s, list.at);
    return list;
}

/* --- the scale ------------------------------------------------------------------------------- */

static double mean_of(const struct observation_list *values)
{
    double sum = 0;
    for (size_t i = 0; i < values->n; i++)
        sum += values->at[i].value;
    return sum / (double)values->n;
}

static struct str name_of(struct arena *a, const struct series *s)
{
    const char *side = s->side == SIDE_RIGHT ? ", right" : s->measure->paired ? ", left" : "";
    return arena_fmt(a, "%s%s", s->measure->label, side);
}

/* Its middle is the client's own: what is usual differs more between people than between weeks. */
static struct instrument scale_of(struct arena *a, const struct series *s,
                                  const struct observation_list *values)
{
    const struct measure *m = s->measure;
    struct str name = name_of(a, s);
    return (struct instrument){.id = m->id,
                               .name = arena_cstr(a, name),
                               .min = m->min,
                               .max = m->max,
                               .worse = m->better == BETTER_LOWER ? WORSE_HIGHER : WORSE_LOWER,
                               .mic_abs = m->mdc_abs,
                               .engine_mid = mean_of(values),
                               .engine_unit = m->mdc_abs / CHANGE_ERROR / UNIT_ERROR,
                               .engine_step = m->step,
                               .engine_lo = (double)NAN,
                               .engine_hi = (double)NAN};
}

static bool is_taken(const struct measure *m)
{
    return m && m->kind == MEASURE_ROM && m->mdc_abs > 0 && m->better != BETTER_NONE;
}

static struct str unit_of(const struct measure *m)
{
    return str_eq(str_from(m->unit), S("deg")) ? S("degrees") : str_from(m->unit);
}

size_t ranges_of(struct arena *a, const struct measuring_list *all, int64_t complaint,
                 struct range ret[RANGES_MOST])
{
    const struct measuring *kinds[KINDS_MOST];
    size_t n = 0, n_kinds = measuring_kinds(all, kinds, KINDS_MOST);
    for (size_t i = 0; i < 2 * n_kinds && n < RANGES_MOST && !arena_failed(a); i++) {
        const struct series s = {measure_find(kinds[i / 2]->finding.measure),
                                 i % 2 ? SIDE_RIGHT : SIDE_LEFT, complaint};
        if (!is_taken(s.measure) || kinds[i / 2]->finding.target.n)
            continue;
        struct observation_list values = values_of(a, all, &s);
        if (!values.n || arena_failed(a))
            continue;
        ret[n++] = (struct range){scale_of(a, &s, &values), unit_of(s.measure), values};
    }
    return n;
}
