/* The measured signs of the visit's screen.
 * Must never: pre-fill a value.
 * Read next: web/visit_sign.h, web/visit.html.
 */
#include "web/visit_sign.h"

#include <math.h>

#include "web/visit_form.h"

enum { RESULT_ROOM = 512, USUAL_ROOM = 512 };

/* --- which measures -------------------------------------------------------------------------- */

static const char *const kind_labels[] = {
    [MEASURE_ROM] = "Range of motion",     [MEASURE_LENGTH] = "Muscle length",
    [MEASURE_ENDURANCE] = "Endurance",     [MEASURE_STRENGTH] = "Strength",
    [MEASURE_TENDERNESS] = "Tenderness",   [MEASURE_GIRTH] = "Girth and swelling",
    [MEASURE_TEMPERATURE] = "Temperature", [MEASURE_VITAL] = "Heart rate, blood pressure",
    [MEASURE_BALANCE] = "Balance"};
enum { KINDS = sizeof kind_labels / sizeof kind_labels[0] };

static struct measure_option option_of(struct arena *a, const struct measure *m, struct str chosen)
{
    return (struct measure_option){str_from(m->id),
                                   str_from(m->label),
                                   str_from(m->unit),
                                   arena_fmt(a, "%g", m->step),
                                   arena_fmt(a, "%g", m->min),
                                   arena_fmt(a, "%g", m->max),
                                   str_eq(chosen, str_from(m->id)),
                                   m->paired,
                                   measure_target(m)};
}

static void groups_fill(struct arena *a, struct str chosen, struct sign_view *g)
{
    g->groups.at = ARENA_ARRAY(a, KINDS, struct measure_group);
    for (size_t k = 0; k < KINDS && !arena_failed(a); k++) {
        struct measure_group *x = &g->groups.at[g->groups.n++];
        x->label = str_from(kind_labels[k]);
        x->of.at = ARENA_ARRAY(a, measure_count, struct measure_option);
        for (size_t i = 0; i < measure_count && !arena_failed(a); i++)
            if (measure_all[i].kind == (enum measure_kind)k)
                x->of.at[x->of.n++] = option_of(a, &measure_all[i], chosen);
    }
}

/* --- beside the values ----------------------------------------------------------------------- */

static struct str value_text(struct arena *a, const struct maybe_real *v)
{
    return v->has ? arena_fmt(a, "%g", v->v) : S("–");
}

static struct str from_text(struct arena *a, const struct maybe_real *v)
{
    return v->has ? arena_fmt(a, "%g", v->v) : S("");
}

/* "last: left 60, right 65 (3 Nov, goniometer, Kim)" */
static struct str last_words(const struct visit_sources *s, const struct measure *m,
                             const struct measuring *last)
{
    const struct finding *f = &last->finding;
    struct str left = value_text(s->a, measuring_end(f, SIDE_LEFT));
    struct str right = value_text(s->a, measuring_end(f, SIDE_RIGHT));
    struct str day = day_human(s->a, s->zone, last->at_utc);
    const char *comma = f->device.n ? ", " : "";
    if (!m->paired)
        return arena_fmt(s->a, "last: %.*s (%.*s%s%.*s, %.*s)", STR_ARG(left), STR_ARG(day), comma,
                         STR_ARG(f->device), STR_ARG(last->who));
    return arena_fmt(s->a, "last: left %.*s, right %.*s (%.*s%s%.*s, %.*s)", STR_ARG(left),
                     STR_ARG(right), STR_ARG(day), comma, STR_ARG(f->device), STR_ARG(last->who));
}

static struct str even_words(struct arena *a, const struct finding *f, const struct finding *before)
{
    struct asymmetry x = asymmetry_of(f, before);
    const char *side = x.worse == SIDE_LEFT    ? "left is the worse side"
                       : x.worse == SIDE_RIGHT ? "right is the worse side"
                                               : "the sides differ";
    switch (x.state) {
    case EVEN:
        return arena_fmt(a, "Sides %+.0f %%: within error or the usual difference", x.pct);
    case UNEVEN_ONCE:
        return arena_fmt(a,
                         "Sides %+.0f %%: %s, at this visit. One measurement proves little: "
                         "measure again next time",
                         x.pct, side);
    case UNEVEN:
        return arena_fmt(a, "Sides %+.0f %%: %s, for the second visit", x.pct, side);
    case EVENNESS_UNKNOWN:
        break;
    }
    return S("");
}

static void norm_say(struct out *w, const char *who, double v)
{
    if (!isnan(v))
        out_fmt(w, "%s%s %g", w->n ? ", " : "", who, v);
}

/* Norms are context: published ones disagree. */
static struct str usual_words(struct arena *a, const struct measure *m)
{
    struct out w = out_new(a, USUAL_ROOM);
    norm_say(&w, "AAOS", m->norm_aaos);
    norm_say(&w, "AMA", m->norm_ama);
    norm_say(&w, "women 20–44", m->mean_f_20_44);
    norm_say(&w, "men 20–44", m->mean_m_20_44);
    norm_say(&w, "women 45–69", m->mean_f_45_69);
    norm_say(&w, "men 45–69", m->mean_m_45_69);
    norm_say(&w, "short or weak below", m->short_below);
    norm_say(&w, "out of the usual above", m->short_above);
    return out_str(&w);
}

static void side_result(struct arena *a, struct out *w, const struct measure *m, const char *side,
                        const struct maybe_real *before, const struct maybe_real *after)
{
    if (!before->has || !after->has)
        return;
    struct change c = change_measured(m, before->v, after->v);
    struct str words = change_sentence(a, &c);
    out_fmt(w, "%s%s%s%.*s", w->n ? ". " : "", side, *side ? " " : "", STR_ARG(words));
}

static struct str result_words(struct arena *a, const struct measure *m, const struct finding *f)
{
    struct out w = out_new(a, RESULT_ROOM);
    side_result(a, &w, m, m->paired ? "Left" : "", &f->before_left, &f->after_left);
    side_result(a, &w, m, "Right", &f->before_right, &f->after_right);
    return out_str(&w);
}

/* --- one sign -------------------------------------------------------------------------------- */

static const char *const value_names[] = {"measure",      "target",     "device",     "before_left",
                                          "before_right", "after_left", "after_right"};

static struct str error_of(const struct visit_sources *s, size_t i)
{
    for (size_t k = 0; k < sizeof value_names / sizeof value_names[0]; k++) {
        struct str error = fault_of(s->faults, visit_field(s, "sign", i, value_names[k]));
        if (error.p)
            return error;
    }
    return (struct str){NULL, 0};
}

static void measured_fill(const struct visit_sources *s, const struct measure *m,
                          struct sign_view *g)
{
    struct finding f = {.measure = str_from(m->id), .target = target_parse(s->a, m, g->target)};
    const struct visit *visit = &s->whole->visit;
    const struct measuring *last = measuring_last(s->history, f.measure, f.target,
                                                  visit->started_utc);
    visit_form_values(s->a, s->form, g->i, &f);
    g->unit = str_from(m->unit);
    g->step = arena_fmt(s->a, "%g", m->step);
    g->min = arena_fmt(s->a, "%g", m->min);
    g->max = arena_fmt(s->a, "%g", m->max);
    g->label = sign_name(s->a, m, f.target);
    g->needs = measure_target(m);
    g->chosen = true;
    g->paired = m->paired;
    g->usual = usual_words(s->a, m);
    g->even = even_words(s->a, &f, last ? &last->finding : NULL);
    g->result = result_words(s->a, m, &f);
    struct change c = change_measured(m, sign_value(&f, SIDE_LEFT)->v, 0);
    g->numbers = change_numbers(s->a, &c);
    if (!last)
        return;
    g->last = last_words(s, m, last);
    g->from_left = from_text(s->a, measuring_end(&last->finding, SIDE_LEFT));
    g->from_right = from_text(s->a, measuring_end(&last->finding, SIDE_RIGHT));
    struct taken then = measuring_taken(&last->finding), now = {visit->therapist, g->device};
    struct str weaker = change_weaker(&then, &now);
    if (weaker.n)
        g->last = arena_fmt(s->a, "%.*s; a weaker comparison: %.*s", STR_ARG(g->last),
                            STR_ARG(weaker));
}

static struct sign_view sign_of(const struct visit_sources *s, size_t i)
{
    struct str chosen = visit_typed(s, visit_field(s, "sign", i, "measure"));
    const struct measure *m = measure_find(chosen);
    struct sign_view g = {.i = i,
                          .target = visit_typed(s, visit_field(s, "sign", i, "target")),
                          .device = visit_typed(s, visit_field(s, "sign", i, "device")),
                          .before_left = visit_typed(s, visit_field(s, "sign", i, "before_left")),
                          .before_right = visit_typed(s, visit_field(s, "sign", i, "before_right")),
                          .after_left = visit_typed(s, visit_field(s, "sign", i, "after_left")),
                          .after_right = visit_typed(s, visit_field(s, "sign", i, "after_right")),
                          .step = S("1"),
                          .error = error_of(s, i),
                          .label = S("The sign, again"),
                          .paired = true,
                          .is_sign = i <= SIGNS_MAX,
                          .can_drop = i > 1 || chosen.n};
    groups_fill(s->a, chosen, &g);
    if (m)
        measured_fill(s, m, &g);
    return g;
}

void visit_signs_fill(const struct visit_sources *s, struct visit_view *v)
{
    size_t n = visit_form_signs(s->a, s->form);
    v->signs.at = ARENA_ARRAY(s->a, n, struct sign_view);
    for (size_t i = 1; i <= n && !arena_failed(s->a); i++)
        v->signs.at[v->signs.n++] = sign_of(s, i);
    v->can_measure = n < FINDINGS_MAX;
    v->movements.at = ARENA_ARRAY(s->a, movement_count, struct str);
    for (size_t i = 0; i < movement_count && !arena_failed(s->a); i++)
        v->movements.at[v->movements.n++] = movement_words(s->a, str_from(movement_all[i]));
}
