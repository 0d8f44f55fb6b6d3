/* Which muscles are worth checking.
 * Must never: be called a diagnosis; referral maps are expert observation.
 * Read next: domain/worth.h.
 */
#include "domain/worth.h"

static bool names(const char *const *list, struct str word)
{
    for (; *list; list++)
        if (str_eq(str_from(*list), word))
            return true;
    return false;
}

static enum side across(enum side side)
{
    return side == SIDE_LEFT ? SIDE_RIGHT : side == SIDE_RIGHT ? SIDE_LEFT : side;
}

/* --- one finding for one muscle -------------------------------------------------------------- */

enum turn { TURN_NOT, TURN_PLAIN, TURN_IPSI, TURN_CONTRA };

/* Does the muscle make that movement, and to which side? */
static enum turn turn_of(const struct muscle *m, struct str movement)
{
    for (const char *const *at = m->actions; *at; at++) {
        struct str rest = str_from(*at), name;
        if (!str_next(&rest, ':', &name) || !str_eq(name, movement))
            continue;
        return str_eq(rest, S("ipsi"))     ? TURN_IPSI
               : str_eq(rest, S("contra")) ? TURN_CONTRA
                                           : TURN_PLAIN;
    }
    return TURN_NOT;
}

/* A short muscle stops the movement that is opposite to its own. */
static enum side short_side(const struct muscle *m, const struct finding *f, enum side measured)
{
    if (!str_eq(f->measure, str_from(m->length_test)))
        return SIDE_NONE;
    return turn_of(m, f->measure) == TURN_IPSI ? across(measured) : measured;
}

static enum side weak_side(const struct muscle *m, const struct finding *f, enum side measured)
{
    if (!f->target.n)
        return str_eq(f->measure, str_from(m->strength_test)) ? measured : SIDE_NONE;
    enum turn turn = turn_of(m, f->target);
    if (turn == TURN_NOT)
        return SIDE_NONE;
    return turn == TURN_CONTRA ? across(measured) : measured;
}

static enum side tender_side(const struct muscle *m, const struct finding *f, enum side measured)
{
    bool here = f->target.n ? str_eq(f->target, str_from(m->id)) || names(m->lies_in, f->target)
                            : str_eq(f->measure, str_from(m->tenderness_test));
    return here ? measured : SIDE_NONE;
}

enum side worth_side(const struct muscle *m, const struct finding *f, enum side measured)
{
    enum deficit d = sign_deficit(f, measured);
    enum side seen = measured == SIDE_NONE ? SIDE_BOTH : measured;
    enum side side = d == DEFICIT_SHORT    ? short_side(m, f, seen)
                     : d == DEFICIT_WEAK   ? weak_side(m, f, seen)
                     : d == DEFICIT_TENDER ? tender_side(m, f, seen)
                                           : SIDE_NONE;
    return side != SIDE_NONE && !m->paired ? SIDE_BOTH : side;
}

/* --- one muscle ------------------------------------------------------------------------------ */

static bool speaks_for(const struct worth *w, enum side side)
{
    return side != SIDE_NONE && (side == SIDE_BOTH || w->side == SIDE_NONE || side == w->side);
}

static void pain_count(const struct worth_facts *facts, struct worth *w)
{
    size_t refers = 0;
    for (const char *const *at = w->muscle->referred; *at; at++)
        refers++;
    for (size_t i = 0; i < facts->n_marks; i++) {
        const struct mark *k = &facts->marks[i];
        const struct region *r = region_find(k->region);
        if (!r || k->value <= 0 || !str_eq(k->layer, str_from(layer_names[LAYER_PAIN])) ||
            !names(w->muscle->referred, str_from(r->base)) ||
            !speaks_for(w, r->side == SIDE_NONE ? SIDE_BOTH : r->side))
            continue;
        w->overlap++;
        w->pain += (double)k->value;
        if (w->n_hurts < WORTH_WHY_MAX)
            w->hurts[w->n_hurts++] = r;
    }
    w->share = refers ? (double)w->overlap / (double)refers : 0;
}

static bool finding_fits(const struct worth *w, const struct finding *f, enum deficit *ret)
{
    static const enum side sides[] = {SIDE_NONE, SIDE_LEFT, SIDE_RIGHT};
    for (size_t i = 0; i < 3; i++) {
        if (!speaks_for(w, worth_side(w->muscle, f, sides[i])))
            continue;
        *ret = sign_deficit(f, sides[i]);
        return true;
    }
    return false;
}

static void findings_count(const struct worth_facts *facts, struct worth *w)
{
    enum deficit d;
    for (size_t i = 0; i < facts->n_findings; i++) {
        if (!finding_fits(w, &facts->findings[i], &d))
            continue;
        if (d == DEFICIT_TENDER)
            w->tender++;
        else
            w->deficits++;
        if (w->n_fits < WORTH_WHY_MAX)
            w->fits[w->n_fits++] = &facts->findings[i];
    }
}

/* --- the order ------------------------------------------------------------------------------- */

static int by_number(double a, double b)
{
    return a > b ? 1 : a < b ? -1 : 0;
}

static bool is_before(const struct worth *a, const struct worth *b)
{
    const int orders[] = {by_number(a->overlap, b->overlap), by_number(a->deficits, b->deficits),
                          by_number(a->tender, b->tender), by_number(a->share, b->share),
                          by_number(a->pain, b->pain)};
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++)
        if (orders[i])
            return orders[i] > 0;
    return false;
}

static void insert(struct worth *ret, size_t *n, size_t most, const struct worth *w)
{
    size_t at = *n;
    while (at > 0 && is_before(w, &ret[at - 1]))
        at--;
    if (at == most)
        return;
    if (*n < most)
        ++*n;
    for (size_t i = *n - 1; i > at; i--)
        ret[i] = ret[i - 1];
    ret[at] = *w;
}

size_t worth_rank(const struct worth_facts *facts, struct worth *ret, size_t most)
{
    static const enum side sides[] = {SIDE_NONE, SIDE_LEFT, SIDE_RIGHT};
    size_t n = 0;
    for (size_t i = 0; i < muscle_count; i++)
        for (size_t k = 0; k < 3; k++) {
            struct worth w = {.muscle = &muscle_all[i], .side = sides[k]};
            if (w.muscle->paired == (w.side == SIDE_NONE))
                continue;
            pain_count(facts, &w);
            findings_count(facts, &w);
            if (w.overlap || w.deficits || w.tender)
                insert(ret, &n, most, &w);
        }
    return n;
}
