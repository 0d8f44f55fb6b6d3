/* How one measure went over time.
 * Must never: mix complaints, sides or questions in one series, or show a gain inside the error.
 * Read next: domain/trend.h.
 */
#include "domain/trend.h"

#include "domain/score.h"

enum { KINDS_MAX = 200, SERIES_MAX = 400 };

static bool holds(const char *const *list, struct str word)
{
    for (; *list; list++)
        if (str_eq(word, str_from(*list)))
            return true;
    return false;
}

bool benefit_has_instrument(int benefit, const struct instrument *x)
{
    const char digit[] = {(char)('0' + benefit), 0};
    return !str_eq(str_from(x->id), S("phq9")) && holds(x->benefits, str_from(digit));
}

bool benefit_has_measure(int benefit, const struct measure *m)
{
    static const char *const kinds[] = {
        [MEASURE_ROM] = "rom",
        [MEASURE_LENGTH] = "length",
        [MEASURE_ENDURANCE] = "endurance",
        [MEASURE_STRENGTH] = "strength",
        [MEASURE_TENDERNESS] = "tenderness",
        [MEASURE_GIRTH] = "girth",
        [MEASURE_TEMPERATURE] = "temperature",
        [MEASURE_VITAL] = "vital",
        [MEASURE_BALANCE] = "balance",
    };
    for (size_t i = 0; i < claim_count; i++)
        if (claim_all[i].benefit == benefit && holds(claim_all[i].kinds, str_from(kinds[m->kind])))
            return true;
    return false;
}

bool trend_is_rating(const struct trend *t)
{
    return t->instrument && score_is_rating(t->instrument);
}

/* --- of scores ------------------------------------------------------------------------------- */

static bool is_same_series(const struct trend_score *a, const struct trend_score *b)
{
    return a->complaint == b->complaint && str_eq(a->kind, b->kind) && str_eq(a->of, b->of);
}

static struct trend scored(struct arena *a, const struct trend_score *s, size_t n,
                           const struct instrument *x)
{
    struct trend t = {.instrument = x, .complaint = s->complaint, .of = s->of, .weaker = S("")};
    t.at = ARENA_ARRAY(a, n, struct trend_point);
    for (size_t i = 0; i < n && !arena_failed(a); i++)
        t.at[t.n++] = (struct trend_point){s[i].at_utc, s[i].value, s[i].visit};
    if (t.n > 1)
        t.change = change_scored(x, s->items, t.at[0].value, t.at[t.n - 1].value);
    return t;
}

static void scored_add(struct arena *a, const struct trend_score_list *all,
                       const struct instrument *x, struct trend_list *ret)
{
    for (size_t i = 0, n; i < all->n && ret->n < SERIES_MAX; i += n) {
        for (n = 1; i + n < all->n && is_same_series(&all->at[i], &all->at[i + n]);)
            n++;
        if (str_eq(all->at[i].kind, str_from(x->id)) && !arena_failed(a))
            ret->at[ret->n++] = scored(a, &all->at[i], n, x);
    }
}

/* --- of measures ----------------------------------------------------------------------------- */

static bool is_of(const struct finding *f, const struct finding *like)
{
    return str_eq(f->measure, like->measure) && str_eq(f->target, like->target);
}

/* What the visit began with counts: what was gained on the table may be gone. */
static struct trend measured(struct arena *a, const struct measuring_list *all,
                             const struct finding *like, enum side side)
{
    const struct measure *m = measure_find(like->measure);
    struct trend t = {.measure = m, .of = like->target, .side = side, .weaker = S("")};
    const struct finding *first = NULL, *last = NULL;
    t.at = ARENA_ARRAY(a, all->n, struct trend_point);
    for (size_t i = all->n; i-- > 0 && !arena_failed(a);) {
        const struct finding *f = &all->at[i].finding;
        const struct maybe_real *v = sign_value(f, side);
        if (!is_of(f, like) || !v->has)
            continue;
        first = first ? first : f;
        last = f;
        t.at[t.n++] = (struct trend_point){all->at[i].at_utc, v->v, all->at[i].visit};
    }
    if (t.n < 2)
        return t;
    struct taken from = measuring_taken(first), to = measuring_taken(last);
    t.weaker = change_weaker(&from, &to);
    t.change = change_measured(m, t.at[0].value, t.at[t.n - 1].value);
    return t;
}

static void measured_add(struct arena *a, const struct measuring_list *all,
                         const struct finding *like, struct trend_list *ret)
{
    static const enum side both[] = {SIDE_LEFT, SIDE_RIGHT}, none[] = {SIDE_NONE};
    bool paired = measure_find(like->measure)->paired;
    const enum side *sides = paired ? both : none;
    for (size_t i = 0; i < (paired ? 2 : 1) && ret->n < SERIES_MAX && !arena_failed(a); i++) {
        struct trend t = measured(a, all, like, sides[i]);
        if (t.n)
            ret->at[ret->n++] = t;
    }
}

struct trend_list trends_of(struct arena *a, const struct trend_facts *facts, int benefit)
{
    struct trend_list all = {ARENA_ARRAY(a, SERIES_MAX, struct trend), 0};
    const struct measuring *kinds[KINDS_MAX];
    size_t n = measuring_kinds(&facts->measurings, kinds, KINDS_MAX);
    for (size_t i = 0; i < instrument_count; i++)
        if (benefit_has_instrument(benefit, &instrument_all[i]))
            scored_add(a, &facts->scores, &instrument_all[i], &all);
    for (size_t i = 0; i < n; i++) {
        const struct measure *m = measure_find(kinds[i]->finding.measure);
        if (m && benefit_has_measure(benefit, m))
            measured_add(a, &facts->measurings, &kinds[i]->finding, &all);
    }
    return all;
}

/* --- signs ----------------------------------------------------------------------------------- */

/* What both visits can tell: where one of them lacks the other side, neither is judged by it. */
static void judge_alike(struct finding *a, struct finding *b, enum side side)
{
    struct maybe_real *x = side == SIDE_LEFT ? &a->before_right : &a->before_left;
    struct maybe_real *y = side == SIDE_LEFT ? &b->before_right : &b->before_left;
    if (side != SIDE_NONE && x->has != y->has)
        x->has = y->has = false;
}

static void sign_count(const struct finding *first, const struct finding *last, enum side side,
                       struct trend_signs *ret)
{
    struct finding a = *first, b = *last;
    judge_alike(&a, &b, side);
    const struct measure *m = measure_find(first->measure);
    struct change c = change_measured(m, sign_value(&a, side)->v, sign_value(&b, side)->v);
    bool was = sign_deficit(&a, side) != DEFICIT_NONE;
    bool is = sign_deficit(&b, side) != DEFICIT_NONE;
    ret->measured++;
    ret->first += sign_deficit(first, side) != DEFICIT_NONE;
    ret->gone += was && !is && c.beyond_error;
    ret->fresh += !was && is && c.beyond_error;
}

/* Of the same measure and target, the first visit at which that side was measured and the last. */
static void side_count(const struct measuring_list *all, const struct finding *like, enum side side,
                       struct trend_signs *ret)
{
    const struct finding *first = NULL, *last = NULL;
    for (size_t i = 0; i < all->n; i++) {
        const struct finding *f = &all->at[i].finding;
        if (!is_of(f, like) || !sign_value(f, side)->has)
            continue;
        last = last ? last : f;
        first = f;
    }
    if (first != last)
        sign_count(first, last, side, ret);
}

struct trend_signs trend_signs_of(const struct measuring_list *all)
{
    struct trend_signs s = {0};
    const struct measuring *kinds[KINDS_MAX];
    size_t n = measuring_kinds(all, kinds, KINDS_MAX);
    for (size_t i = 0; i < n; i++) {
        const struct finding *like = &kinds[i]->finding;
        const struct measure *m = measure_find(like->measure);
        if (!m)
            continue;
        if (!m->paired)
            side_count(all, like, SIDE_NONE, &s);
        for (enum side side = SIDE_LEFT; m->paired && side <= SIDE_RIGHT; side++)
            side_count(all, like, side, &s);
    }
    return s;
}
