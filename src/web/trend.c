/* One measure over time: geometry and words.
 * Must never: draw a line through what was not measured, or show a gain inside the band as one.
 * Read next: web/trend.h.
 */
#include "web/trend.h"

#include <math.h>

#include "domain/score.h"

enum { LEFT = 34, RIGHT = 308, TOP = 10, BOTTOM = 78, DOTS_MAX = 120 };

struct scale_of_trend {
    double low, high;
    int64_t from, until;
};

static int x_of(const struct scale_of_trend *s, int64_t at)
{
    double span = (double)(s->until - s->from);
    double x = span > 0 ? (double)(at - s->from) / span : 0.5;
    return (int)(LEFT + x * (RIGHT - LEFT) + 0.5);
}

static int y_of(const struct scale_of_trend *s, double value)
{
    double y = fmin(fmax((value - s->low) / (s->high - s->low), 0), 1);
    return (int)(BOTTOM - y * (BOTTOM - TOP) + 0.5);
}

/* Scores on their whole scale, measures from a little below the least to a little above. */
static struct scale_of_trend scale_for(const struct trend *t)
{
    struct scale_of_trend s = {t->at[0].value, t->at[0].value, t->at[0].at_utc,
                               t->at[t->n - 1].at_utc};
    if (t->instrument) {
        s.low = t->instrument->min;
        s.high = t->instrument->max;
        return s;
    }
    double error = change_error(t->measure, t->at[0].value);
    double room = isnan(error) ? t->measure->step : error;
    for (size_t i = 0; i < t->n; i++) {
        s.low = fmin(s.low, t->at[i].value);
        s.high = fmax(s.high, t->at[i].value);
    }
    s.low = fmax(floor(s.low - room * 1.2), t->measure->min);
    s.high = fmin(ceil(s.high + room * 1.2), t->measure->max);
    return s;
}

struct str trend_name(struct arena *a, const struct trend *t,
                      const struct complaint_list *complaints)
{
    static const char *const sides[] = {
        [SIDE_NONE] = "", [SIDE_LEFT] = ", left", [SIDE_RIGHT] = ", right", [SIDE_BOTH] = ""};
    if (t->measure) {
        struct str name = sign_name(a, t->measure, t->of);
        return arena_fmt(a, "%.*s%s", STR_ARG(name), sides[t->side]);
    }
    struct str label = S("");
    for (size_t i = 0; i < complaints->n; i++)
        if (complaints->at[i].n == t->complaint)
            label = complaints->at[i].label;
    return arena_fmt(a, "%s%s%.*s%s%.*s", t->instrument->name, t->of.n ? ": " : "", STR_ARG(t->of),
                     label.n ? ": " : "", STR_ARG(label));
}

static struct str source_of(struct arena *a, struct id client, const struct trend *t,
                            const struct trend_point *p)
{
    struct str c = id_text(a, client), v = id_text(a, p->visit);
    if (!id_is_none(p->visit))
        return arena_fmt(a, "/clients/%.*s/visits/%.*s", STR_ARG(c), STR_ARG(v));
    if (!t->complaint)
        return arena_fmt(a, "/clients/%.*s/screenings", STR_ARG(c));
    return arena_fmt(a, "/clients/%.*s/complaints/%lld/review", STR_ARG(c),
                     (long long)t->complaint);
}

static struct str rating_words(struct arena *a, const struct zone *z, const struct trend *t)
{
    const struct trend_point *last = &t->at[t->n - 1];
    const struct band *b = score_band(str_from(t->instrument->id), "", last->value);
    struct str day = day_human(a, z, last->at_utc);
    return arena_fmt(a,
                     "Asked how it changed since the review before: %+g%s%s, on %.*s. Memory of "
                     "weeks ago is unreliable: it never stands alone.",
                     last->value, b ? ", " : "", b ? b->label : "", STR_ARG(day));
}

static struct str words_of(struct arena *a, const struct zone *z, const struct trend *t)
{
    struct str day = day_human(a, z, t->at[0].at_utc);
    const char *unit = t->measure ? t->measure->unit : "";
    if (trend_is_rating(t))
        return rating_words(a, z, t);
    if (t->n == 1)
        return arena_fmt(a, "Once: %.3g%s%s on %.*s. One value is no trend.", t->at[0].value,
                         *unit ? " " : "", unit, STR_ARG(day));
    return change_plain(a, &t->change);
}

/* The newest of very many; the first stays, for it is what the others are compared with. */
static bool is_drawn(const struct trend *t, size_t i)
{
    return i == 0 || t->n <= DOTS_MAX || i > t->n - DOTS_MAX;
}

static void drawing_fill(struct arena *a, const struct zone *z, struct id client,
                         const struct trend *t, struct trend_view *v)
{
    struct scale_of_trend s = scale_for(t);
    double error = t->change.error;
    v->has_drawing = t->n > 1 && s.high > s.low;
    v->has_band = t->n > 1 && !isnan(error);
    v->band_y = v->has_band ? y_of(&s, t->at[0].value + error) : 0;
    v->band_h = v->has_band ? y_of(&s, t->at[0].value - error) - v->band_y : 0;
    v->low = arena_fmt(a, "%g", s.low);
    v->high = arena_fmt(a, "%g", s.high);
    v->from = day_human(a, z, s.from);
    v->until = day_human(a, z, s.until);
    v->dots.at = ARENA_ARRAY(a, t->n + 1, struct trend_dot);
    for (size_t i = 0; i < t->n && !arena_failed(a); i++)
        if (is_drawn(t, i))
            v->dots.at[v->dots.n++] = (struct trend_dot){
                x_of(&s, t->at[i].at_utc), y_of(&s, t->at[i].value),
                day_human(a, z, t->at[i].at_utc), arena_fmt(a, "%.3g", t->at[i].value),
                source_of(a, client, t, &t->at[i])};
}

struct trend_view trend_view_of(struct arena *a, const struct zone *z, struct id client, size_t i,
                                const struct trend *t, const struct complaint_list *complaints)
{
    struct trend_view v = {.id = arena_fmt(a, "trend-%zu", i),
                           .name = trend_name(a, t, complaints),
                           .words = words_of(a, z, t),
                           .numbers = t->n > 1 ? change_numbers(a, &t->change) : S(""),
                           .weaker = t->weaker};
    drawing_fill(a, z, client, t, &v);
    return v;
}
