/* The pain trajectory: geometry and words.
 * Must never: draw a line through what was not measured, or claim a cause.
 * Read next: web/trajectory.h.
 */
#include "web/trajectory.h"

enum {
    LEFT = 40,
    RIGHT = 626,
    TOP = 12,
    BOTTOM = 180,
    NEWEST = 240,
    X_TICKS = 5,
    MODEL_ROOM = 8192
};

struct scale {
    int64_t from, to;
};

static int x_of(const struct scale *s, int64_t at)
{
    double span = (double)(s->to - s->from);
    double x = span > 0 ? (double)(at - s->from) / span : 0.5;
    return (int)(LEFT + x * (RIGHT - LEFT) + 0.5);
}

static int y_of(double value)
{
    return (int)(BOTTOM - value / 10 * (BOTTOM - TOP) + 0.5);
}

static bool is_phase(const struct observation *o, struct str phase)
{
    return str_eq(o->phase, phase);
}

static struct str phase_words(const struct observation *o)
{
    if (is_phase(o, S("before")))
        return S("before a visit");
    return is_phase(o, S("after")) ? S("right after") : S("at home");
}

static void points_fill(struct arena *a, const struct zone *z, const struct scale *s,
                        const struct observation_list *pain, struct trajectory *t)
{
    struct out line = out_new(a, (size_t)32 * 1024);
    t->points.at = ARENA_ARRAY(a, pain->n + 1, struct traj_point);
    t->rows.at = ARENA_ARRAY(a, pain->n + 1, struct traj_row);
    for (size_t i = 0; i < pain->n && !arena_failed(a); i++) {
        const struct observation *o = &pain->at[i];
        struct str when = time_human(a, z, o->at_utc), words = phase_words(o);
        int x = x_of(s, o->at_utc), y = y_of(o->value);
        t->points.at[t->points.n++] = (struct traj_point){
            x, y, o->phase,
            arena_fmt(a, "%.*s, %.*s: %g", STR_ARG(when), STR_ARG(words), o->value)};
        t->rows.at[t->rows.n++] = (struct traj_row){when, words, arena_fmt(a, "%g", o->value)};
        if (!is_phase(o, S("after")))
            out_fmt(&line, "%s%d,%d", line.n ? " " : "", x, y);
    }
    t->line = out_str(&line);
}

/* A visit is marked where it has a score before; the fall is drawn when it has one after too. */
static void sessions_fill(struct arena *a, const struct zone *z, const struct scale *s,
                          const struct observation_list *pain, struct trajectory *t)
{
    t->sessions.at = ARENA_ARRAY(a, pain->n + 1, struct traj_tick);
    t->falls.at = ARENA_ARRAY(a, pain->n + 1, struct traj_fall);
    for (size_t i = 0; i < pain->n && !arena_failed(a); i++) {
        const struct observation *o = &pain->at[i];
        const struct observation *next = i + 1 < pain->n ? &pain->at[i + 1] : NULL;
        if (!is_phase(o, S("before")))
            continue;
        struct str day = day_human(a, z, o->at_utc);
        int x = x_of(s, o->at_utc);
        t->sessions.at[t->sessions.n++] = (struct traj_tick){
            x, arena_fmt(a, "Visit, %.*s", STR_ARG(day))};
        if (next && is_phase(next, S("after")))
            t->falls.at[t->falls.n++] = (struct traj_fall){x, y_of(o->value), y_of(next->value)};
    }
}

static void ticks_fill(struct arena *a, const struct zone *z, const struct scale *s,
                       struct trajectory *t)
{
    t->y_ticks.at = ARENA_ARRAY(a, 3, struct traj_tick);
    for (int value = 0; value <= 10; value += 5)
        t->y_ticks.at[t->y_ticks.n++] = (struct traj_tick){y_of(value), arena_fmt(a, "%d", value)};
    t->x_ticks.at = ARENA_ARRAY(a, X_TICKS, struct traj_tick);
    int64_t days = (s->to - s->from) / 86400;
    size_t n = days < 4 ? 1 : X_TICKS;
    for (size_t i = 0; i < n; i++) {
        int64_t at = n == 1 ? s->from : s->from + (s->to - s->from) * (int64_t)i / (X_TICKS - 1);
        int x = x_of(s, at);
        x = x < LEFT + 24 ? LEFT + 24 : x > RIGHT - 30 ? RIGHT - 30 : x;
        t->x_ticks.at[t->x_ticks.n++] = (struct traj_tick){x, day_human(a, z, at)};
    }
}

static struct str headline_of(struct arena *a, const struct zone *z,
                              const struct observation_list *pain)
{
    const struct observation *first = NULL, *last = NULL;
    size_t n = 0;
    for (size_t i = 0; i < pain->n; i++) {
        if (is_phase(&pain->at[i], S("after")))
            continue;
        first = first ? first : &pain->at[i];
        last = &pain->at[i];
        n++;
    }
    if (n == 0)
        return S("No pain scores yet");
    struct str from = day_human(a, z, first->at_utc), to = day_human(a, z, last->at_utc);
    if (n == 1)
        return arena_fmt(a, "Pain %g on %.*s; one score is no trend yet", first->value,
                         STR_ARG(from));
    return arena_fmt(a, "Pain %g on %.*s, %g on %.*s (%zu scores before visits and at home)",
                     first->value, STR_ARG(from), last->value, STR_ARG(to), n);
}

static void point_put(struct out *w, const struct scale *s, int64_t at, double value)
{
    out_fmt(w, "%s%d,%d", w->n ? " " : "", x_of(s, at),
            y_of(value < 0    ? 0
                 : value > 10 ? 10
                              : value));
}

/* Forth along the upper edge of the band, back along the lower. */
static void model_fill(struct arena *a, const struct scale *s, const struct traj_model *m,
                       struct trajectory *t)
{
    struct out curve = out_new(a, MODEL_ROOM), band = out_new(a, MODEL_ROOM);
    for (size_t i = 0; i < m->n; i++)
        if (m->at_utc[i] >= s->from) {
            point_put(&curve, s, m->at_utc[i], m->mean[i]);
            point_put(&band, s, m->at_utc[i], m->high[i]);
        }
    for (size_t i = m->n; i-- > 0;)
        if (m->at_utc[i] >= s->from)
            point_put(&band, s, m->at_utc[i], m->low[i]);
    t->curve = out_str(&curve);
    t->band = out_str(&band);
    t->has_target = true;
    t->target_y = y_of(m->target);
}

struct trajectory trajectory_of(struct arena *a, const struct zone *z, int64_t n,
                                const struct observation_list *pain, const struct traj_model *model)
{
    struct trajectory t = {.id = arena_fmt(a, "t%lld", (long long)n)};
    struct observation_list shown = *pain;
    t.headline = headline_of(a, z, pain);
    if (pain->n < 2)
        return t;
    if (shown.n > NEWEST)
        shown = (struct observation_list){pain->at + (pain->n - NEWEST), NEWEST};
    struct scale s = {shown.at[0].at_utc, shown.at[shown.n - 1].at_utc};
    t.has = true;
    if (model) {
        s.to = model->now_utc > s.to ? model->now_utc : s.to;
        model_fill(a, &s, model, &t);
    }
    points_fill(a, z, &s, &shown, &t);
    sessions_fill(a, z, &s, &shown, &t);
    ticks_fill(a, z, &s, &t);
    return t;
}
