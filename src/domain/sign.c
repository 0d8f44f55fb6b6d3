/* What one measured value says.
 * Must never: take a published norm for a verdict; sides and cut-offs come first.
 * Read next: domain/sign.h, data/rom_norms.csv.
 */
#include "domain/sign.h"

#include <math.h>

#include "evidence/summary.h"

/* --- of what it is taken --------------------------------------------------------------------- */

enum target_kind measure_target(const struct measure *m)
{
    static const enum target_kind kinds[] = {[MEASURE_STRENGTH] = TARGET_MOVEMENT,
                                             [MEASURE_TENDERNESS] = TARGET_PLACE,
                                             [MEASURE_TEMPERATURE] = TARGET_PLACE,
                                             [MEASURE_GIRTH] = TARGET_PLACE,
                                             [MEASURE_BALANCE] = TARGET_NONE};
    return str_eq(str_from(m->region), S("any")) ? kinds[m->kind] : TARGET_NONE;
}

bool movement_is_known(struct str movement)
{
    for (size_t i = 0; i < movement_count; i++)
        if (str_eq(movement, str_from(movement_all[i])))
            return true;
    return false;
}

struct str movement_words(struct arena *a, struct str movement)
{
    char *words = arena_alloc(a, movement.n + 1);
    for (size_t i = 0; i < movement.n && !arena_failed(a); i++)
        words[i] = movement.p[i] == '.' || movement.p[i] == '_' ? ' ' : movement.p[i];
    return (struct str){words, arena_failed(a) ? 0 : movement.n};
}

static const struct region *region_of_base(struct str base)
{
    for (size_t i = 0; i < region_count; i++)
        if (str_eq(base, str_from(region_all[i].base)))
            return &region_all[i];
    return NULL;
}

/* A region's label without its side: "neck, back" of "neck, back, left". */
static struct str base_words(const struct region *r)
{
    struct str label = str_from(r->label);
    const char *behind = r->side == SIDE_LEFT ? ", left" : r->side == SIDE_RIGHT ? ", right" : "";
    size_t n = str_from(behind).n;
    return str_ends(label, str_from(behind)) ? str_slice(label, 0, label.n - n) : label;
}

struct str target_words(struct arena *a, const struct measure *m, struct str target)
{
    const struct muscle *muscle = muscle_find(target);
    const struct region *r = region_of_base(target);
    if (measure_target(m) == TARGET_MOVEMENT)
        return movement_words(a, target);
    return muscle ? str_from(muscle->name) : r ? base_words(r) : S("");
}

static struct str movement_parse(struct arena *a, struct str typed)
{
    for (size_t i = 0; i < movement_count; i++) {
        struct str id = str_from(movement_all[i]);
        if (str_eq_nocase(typed, id) || str_eq_nocase(typed, movement_words(a, id)))
            return id;
    }
    return S("");
}

static struct str place_parse(struct arena *a, struct str typed)
{
    struct str region = S(""), muscle = S("");
    for (size_t i = 0; i < region_count; i++)
        if (str_eq_nocase(typed, base_words(&region_all[i])) ||
            str_eq(typed, str_from(region_all[i].base)))
            return str_from(region_all[i].base);
    if (!where_parse(a, typed, &region, &muscle))
        return S("");
    const struct region *r = region_find(region);
    return r ? str_from(r->base) : muscle;
}

struct str target_parse(struct arena *a, const struct measure *m, struct str typed)
{
    enum target_kind kind = measure_target(m);
    if (kind == TARGET_NONE)
        return S("");
    return kind == TARGET_MOVEMENT ? movement_parse(a, str_trim(typed))
                                   : place_parse(a, str_trim(typed));
}

struct str sign_name(struct arena *a, const struct measure *m, struct str target)
{
    struct str words = target.n ? target_words(a, m, target) : S("");
    if (!words.n)
        return str_from(m->label);
    return arena_fmt(a, "%s: %.*s", m->label, STR_ARG(words));
}

/* --- sides ----------------------------------------------------------------------------------- */

const struct maybe_real *sign_value(const struct finding *f, enum side side)
{
    return side == SIDE_RIGHT ? &f->before_right : &f->before_left;
}

/* The difference that sides may have: the error, and what healthy people's sides differ by. */
static double usual_difference(const struct measure *m, double left, double right)
{
    double larger = fmax(fabs(left), fabs(right));
    double share = isnan(m->asym_pct_floor) ? 0 : larger * m->asym_pct_floor / 100;
    return fmax(share, change_error(m, larger));
}

static enum side worse_side(const struct measure *m, double left, double right)
{
    if (left == right || m->better == BETTER_NONE)
        return SIDE_NONE;
    return (left < right) == (m->better == BETTER_HIGHER) ? SIDE_LEFT : SIDE_RIGHT;
}

static struct asymmetry asymmetry_now(const struct measure *m, const struct finding *f)
{
    if (!m || !m->paired || !f->before_left.has || !f->before_right.has)
        return (struct asymmetry){0};
    double left = f->before_left.v, right = f->before_right.v;
    bool differs = fabs(left - right) > usual_difference(m, left, right);
    return (struct asymmetry){differs ? UNEVEN_ONCE : EVEN, summary_asymmetry_pct(left, right),
                              worse_side(m, left, right)};
}

struct asymmetry asymmetry_of(const struct finding *now, const struct finding *earlier)
{
    const struct measure *m = measure_find(now->measure);
    struct asymmetry x = asymmetry_now(m, now);
    struct asymmetry before = earlier ? asymmetry_now(m, earlier) : (struct asymmetry){0};
    bool same = (x.pct > 0) == (before.pct > 0);
    if (x.state == UNEVEN_ONCE && before.state == UNEVEN_ONCE && same)
        x.state = UNEVEN;
    return x;
}

/* --- what is amiss --------------------------------------------------------------------------- */

double measure_norm_low(const struct measure *m)
{
    const double norms[] = {m->norm_aaos,    m->norm_ama,     m->mean_f_20_44,
                            m->mean_m_20_44, m->mean_f_45_69, m->mean_m_45_69};
    double low = (double)NAN;
    for (size_t i = 0; i < sizeof norms / sizeof norms[0]; i++)
        low = fmin(low, norms[i]);
    return low;
}

static bool is_beyond_cutoff(const struct measure *m, double v)
{
    if (m->kind == MEASURE_TENDERNESS && m->better == BETTER_LOWER)
        return v - m->min > m->mdc_abs;
    return v < m->short_below || v > m->short_above;
}

static bool is_below_norm(const struct measure *m, double v)
{
    return !m->paired && m->better == BETTER_HIGHER && v + change_error(m, v) < measure_norm_low(m);
}

/* Of a girth, a temperature or a vital sign a side is neither short nor weak. */
static const enum deficit deficits[] = {
    [MEASURE_ROM] = DEFICIT_SHORT,     [MEASURE_LENGTH] = DEFICIT_SHORT,
    [MEASURE_STRENGTH] = DEFICIT_WEAK, [MEASURE_ENDURANCE] = DEFICIT_WEAK,
    [MEASURE_BALANCE] = DEFICIT_WEAK,  [MEASURE_TENDERNESS] = DEFICIT_TENDER};

enum deficit sign_deficit(const struct finding *f, enum side side)
{
    const struct measure *m = measure_find(f->measure);
    const struct maybe_real *v = sign_value(f, side);
    if (!m || !v->has || m->paired != (side != SIDE_NONE))
        return DEFICIT_NONE;
    struct asymmetry x = asymmetry_now(m, f);
    bool worse = x.state == UNEVEN_ONCE && x.worse == side;
    bool amiss = worse || is_beyond_cutoff(m, v->v) || is_below_norm(m, v->v);
    return amiss ? deficits[m->kind] : DEFICIT_NONE;
}
