/* Filling the visit's screen from a form that may hold anything.
 * Must never: pre-fill an outcome.
 * Read next: web/visit.html.
 */
#include "web/visit_view.h"

#include <math.h>

#include "domain/knowledge.h"
#include "web/bodymap.h"
#include "web/plan.h"
#include "web/review.h"
#include "web/visit_edit.h"
#include "web/visit_form.h"
#include "web/visit_sign.h"

enum { SHADES_MAX = 8192 };

struct str visit_typed(const struct visit_sources *s, struct str name)
{
    struct str value = form_get(s->form, name);
    return value.p ? value : S("");
}

struct str visit_field(const struct visit_sources *s, const char *group, size_t i, const char *name)
{
    return arena_fmt(s->a, "%s%zu.%s", group, i, name);
}

/* --- scores ---------------------------------------------------------------------------------- */

static struct scale asked_of(const struct visit_sources *s, struct str name, struct str legend,
                             const char *low, const char *high)
{
    return scale_of(s->a, name, legend, 0, str_from(low), str_from(high),
                    str_trim(visit_typed(s, name)), s->faults);
}

static struct scale complaint_score(const struct visit_sources *s, const struct complaint *c,
                                    const char *kind, const char *legend, const char *high)
{
    return asked_of(s, arena_fmt(s->a, "%s.%lld", kind, (long long)c->n), str_from(legend), "none",
                    high);
}

static void scores_fill(const struct visit_sources *s, struct visit_view *v)
{
    const struct complaint_list *list = &s->whole->complaints;
    v->complaints.at = ARENA_ARRAY(s->a, list->n + 1, struct complaint_scores);
    for (size_t i = 0; i < list->n && i < COMPLAINTS_MAX && !arena_failed(s->a); i++) {
        const struct complaint *c = &list->at[i];
        bool alone = list->n == 1;
        const char *worst = "worst imaginable";
        struct str after = alone ? S("Pain right after")
                                 : arena_fmt(s->a, "%.*s: pain right after", STR_ARG(c->label));
        v->complaints.at[v->complaints.n++] = (struct complaint_scores){
            c->label,
            alone,
            complaint_score(s, c, "now", "Pain now", worst),
            complaint_score(s, c, "week", "Pain on average, past week", worst),
            complaint_score(s, c, "tension", "Tension there", "tightest"),
            complaint_score(s, c, "after", arena_cstr(s->a, after), worst)};
    }
    v->stress = asked_of(s, S("stress"), S("Stress now"), "none", "highest");
    v->sleep = asked_of(s, S("sleep"), S("Sleep, past week"), "worst", "best");
}

/* --- body map -------------------------------------------------------------------------------- */

static struct choice_list layers_of(struct arena *a, struct str chosen)
{
    static const char *const labels[LAYERS] = {"Pain", "Tension", "Tingling", "Numbness"};
    struct choice *c = ARENA_ARRAY(a, LAYERS, struct choice);
    for (size_t i = 0; i < LAYERS; i++) {
        struct str value = str_from(layer_names[i]);
        c[i] = (struct choice){value, str_from(labels[i]), str_eq(value, chosen)};
    }
    return (struct choice_list){c, LAYERS};
}

static void map_fill(const struct visit_sources *s, struct visit_view *v)
{
    v->map.at = ARENA_ARRAY(s->a, s->form->n + 1, struct map_row);
    for (size_t i = 0; i < s->form->n && !arena_failed(s->a); i++) {
        const struct form_field *f = &s->form->at[i];
        if (str_eq(f->name, S("map.where"))) {
            v->map.at[v->map.n] = (struct map_row){v->map.n, f->value, S(""),
                                                   layers_of(s->a, S(""))};
            v->map.n++;
        } else if (str_eq(f->name, S("map.pain")) && v->map.n) {
            v->map.at[v->map.n - 1].pain = f->value;
        } else if (str_eq(f->name, S("map.layer")) && v->map.n) {
            v->map.at[v->map.n - 1].layers = layers_of(s->a, f->value);
        }
    }
    struct str where = fault_of(s->faults, S("map.where"));
    v->map_error = where.p ? where : fault_of(s->faults, S("map.pain"));
    v->last_map = S("");
    for (size_t i = 0; s->before && i < s->before->marks.n; i++) {
        const struct mark *m = &s->before->marks.at[i];
        v->last_map = arena_fmt(s->a, "%.*s%s%.*s=%lld=%.*s", STR_ARG(v->last_map), i ? ";" : "",
                                STR_ARG(m->region), (long long)m->value, STR_ARG(m->layer));
    }
}

/* --- blocks ---------------------------------------------------------------------------------- */

static struct choice_list techniques_of(struct arena *a, struct str chosen)
{
    struct choice *c = ARENA_ARRAY(a, technique_count + 1, struct choice);
    size_t n = 0;
    c[n++] = (struct choice){S(""), S("choose"), !chosen.n};
    for (size_t i = 0; i < technique_count && !arena_failed(a); i++)
        if (technique_all[i].offered)
            c[n++] = (struct choice){str_from(technique_all[i].code),
                                     str_from(technique_all[i].label),
                                     str_eq(chosen, str_from(technique_all[i].code))};
    return (struct choice_list){c, n};
}

static struct choice_list tissues_of(struct arena *a, struct str chosen)
{
    struct choice *c = ARENA_ARRAY(a, tissue_count + 1, struct choice);
    size_t n = 0;
    c[n++] = (struct choice){S(""), S("not said"), !chosen.n};
    for (size_t i = 0; i < tissue_count && !arena_failed(a); i++)
        c[n++] = (struct choice){str_from(tissue_all[i].code), str_from(tissue_all[i].label),
                                 str_eq(chosen, str_from(tissue_all[i].code))};
    return (struct choice_list){c, n};
}

struct word {
    struct str value, label;
};

static const struct word sides[] = {{STR_INIT("left"), STR_INIT("Left")},
                                    {STR_INIT("right"), STR_INIT("Right")},
                                    {STR_INIT("both"), STR_INIT("Both")}};
static const struct word depths[] = {{STR_INIT("superficial"), STR_INIT("Superficial")},
                                     {STR_INIT("middle"), STR_INIT("Middle")},
                                     {STR_INIT("deep"), STR_INIT("Deep")}};
static const struct word pressures[] = {
    {STR_INIT("0"), STR_INIT("0 hold")},   {STR_INIT("1"), STR_INIT("1 light")},
    {STR_INIT("2"), STR_INIT("2")},        {STR_INIT("3"), STR_INIT("3 medium")},
    {STR_INIT("4"), STR_INIT("4 strong")}, {STR_INIT("5"), STR_INIT("5 deep")}};

static struct choice_list words_of(struct arena *a, const struct word *words, size_t n,
                                   struct str chosen)
{
    struct choice *c = ARENA_ARRAY(a, n, struct choice);
    for (size_t i = 0; i < n && !arena_failed(a); i++)
        c[i] = (struct choice){words[i].value, words[i].label, str_eq(words[i].value, chosen)};
    return (struct choice_list){c, n};
}

#define WORDS(a, list, chosen) words_of((a), (list), sizeof(list) / sizeof(list)[0], (chosen))

/* Are the block's values those that last time's block of the same place in the list had? */
static bool is_as_last(const struct visit_sources *s, size_t i, const struct form *first)
{
    static const char *const names[] = {"where", "side",    "technique", "tissue",
                                        "depth", "minutes", "pressure"};
    bool any = false;
    for (size_t k = 0; first && k < sizeof names / sizeof names[0]; k++) {
        struct str name = visit_field(s, "b", i, names[k]);
        struct str last = form_get(first, name);
        if (!str_eq(visit_typed(s, name), last.p ? last : S("")))
            return false;
        any = any || last.p;
    }
    return any;
}

static void block_errors(const struct visit_sources *s, size_t i, struct block_view *b)
{
    const struct {
        const char *name;
        struct str *to;
    } errors[] = {
        {"where", &b->where_error},       {"technique", &b->technique_error},
        {"minutes", &b->minutes_error},   {"pressure", &b->pressure_error},
        {"side", &b->side_error},         {"tissue", &b->tissue_error},
        {"depth", &b->depth_error},       {"pain", &b->pain_error},
        {"response", &b->response_error}, {"reason", &b->reason_error},
    };
    for (size_t k = 0; k < sizeof errors / sizeof errors[0]; k++)
        *errors[k].to = fault_of(s->faults, visit_field(s, "b", i, errors[k].name));
}

/* Where the block is a place to take care, whatever is done there. */
static struct str care_of(const struct visit_sources *s, struct str where, struct str side)
{
    struct block b = {.side = side, .technique = S("all"), .pressure = CAP_NONE + 1};
    const struct region *at[BLOCK_REGIONS_MAX];
    if (!where_parse(s->a, where, &b.region, &b.muscle))
        return S("");
    size_t n = block_regions(&b, at);
    for (size_t i = 0; i < n; i++) {
        const struct caution *row = gate_endangers(&s->gate->facts.rules, at[i], &b);
        if (row && row->pressure_cap < CAP_NONE)
            return arena_fmt(s->a, "%s: usually pressure %d at most", row->condition,
                             row->pressure_cap);
        if (row)
            return str_from(row->condition);
    }
    return S("");
}

static struct block_view block_of(const struct visit_sources *s, size_t i, const struct form *first)
{
    struct arena *a = s->a;
    struct block_view b = {
        .i = i,
        .number = i + 1,
        .where = visit_typed(s, visit_field(s, "b", i, "where")),
        .minutes = visit_typed(s, visit_field(s, "b", i, "minutes")),
        .pain = visit_typed(s, visit_field(s, "b", i, "pain")),
        .response = visit_typed(s, visit_field(s, "b", i, "response")),
        .techniques = techniques_of(a, visit_typed(s, visit_field(s, "b", i, "technique"))),
        .tissues = tissues_of(a, visit_typed(s, visit_field(s, "b", i, "tissue"))),
        .sides = WORDS(a, sides, visit_typed(s, visit_field(s, "b", i, "side"))),
        .depths = WORDS(a, depths, visit_typed(s, visit_field(s, "b", i, "depth"))),
        .pressures = WORDS(a, pressures, visit_typed(s, visit_field(s, "b", i, "pressure"))),
        .reason = visit_typed(s, visit_field(s, "b", i, "reason")),
        .as_last = is_as_last(s, i, first)};
    b.care = care_of(s, b.where, visit_typed(s, visit_field(s, "b", i, "side")));
    block_errors(s, i, &b);
    return b;
}

static void blocks_fill(const struct visit_sources *s, struct visit_view *v)
{
    struct form first, *last = NULL;
    size_t n = visit_form_blocks(s->a, s->form);
    if (s->before && form_parse(s->a, visit_edit_first(s->a, s->before, NULL), 500, &first) == OK)
        last = &first;
    v->blocks.at = ARENA_ARRAY(s->a, n, struct block_view);
    for (size_t i = 0; i < n && !arena_failed(s->a); i++)
        v->blocks.at[v->blocks.n++] = block_of(s, i, last);
    v->can_add = n < BLOCKS_MAX;
}

/* --- texts and lists ------------------------------------------------------------------------- */

static void places_fill(const struct visit_sources *s, struct visit_view *v)
{
    v->places.at = ARENA_ARRAY(s->a, region_count + muscle_count, struct place_option);
    if (arena_failed(s->a))
        return;
    for (size_t i = 0; i < region_count; i++)
        v->places.at[v->places.n++] = (struct place_option){str_from(region_all[i].label),
                                                            str_from(region_all[i].id)};
    for (size_t i = 0; i < muscle_count; i++)
        v->places.at[v->places.n++] = (struct place_option){str_from(muscle_all[i].name),
                                                            str_from(muscle_all[i].id)};
}

static void texts_fill(const struct visit_sources *s, struct visit_view *v)
{
    v->typed = (struct typed_view){.news = visit_typed(s, S("news")),
                                   .s = visit_typed(s, S("s")),
                                   .o = visit_typed(s, S("o")),
                                   .a = visit_typed(s, S("a")),
                                   .p = visit_typed(s, S("p")),
                                   .advice = visit_typed(s, S("advice")),
                                   .s_error = fault_of(s->faults, S("s")),
                                   .o_error = fault_of(s->faults, S("o")),
                                   .a_error = fault_of(s->faults, S("a")),
                                   .p_error = fault_of(s->faults, S("p")),
                                   .advice_error = fault_of(s->faults, S("advice")),
                                   .news_none = form_get(s->form, S("news_none")).p != NULL,
                                   .checkin_s = visit_typed(s, S("checkin_s")),
                                   .note_s = visit_typed(s, S("note_s")),
                                   .last_stroke = visit_typed(s, S("last_stroke"))};
    v->news_error = fault_of(s->faults, S("news"));
    v->started_error = fault_of(s->faults, S("started"));
}

/* What follows from the sheet as it stands: sentences, and what is worth checking. */
static void follow_fill(const struct visit_sources *s, struct visit_view *v)
{
    struct sheet *sheet = ARENA_NEW(s->a, struct sheet);
    struct faults *ignored = faults_new(s->a);
    (void)visit_form_read(s->a, s->form, &s->whole->complaints, s->whole->visit.complaint, s->zone,
                          sheet, ignored);
    sheet_check(s->a, sheet, INT64_MAX - 60, ignored);
    if (s->course->has_plan)
        sheet->planned = plan_note(s->a, &s->course->plan, s->course->done);
    v->soap = soap_compose(s->a, sheet);
    v->assess = assess_of(s->a, sheet, s->history, s->gate);
}

/* Is there less to be done here than on the body as a whole, or more to be thought of? */
static bool is_careful(const struct visit_sources *s, const struct region *r)
{
    const struct flag *by;
    const struct gate *g = &s->gate->gate;
    struct block hard = {.technique = S("deep"), .pressure = CAP_NONE + 1};
    return gate_cap(g, r, &by) < gate_cap(g, NULL, &by) ||
           gate_endangers(&s->gate->facts.rules, r, &hard);
}

static void shades_fill(const struct visit_sources *s, struct visit_view *v)
{
    struct out avoid = out_new(s->a, SHADES_MAX), careful = out_new(s->a, SHADES_MAX);
    for (size_t i = 0; i < region_count; i++) {
        bool none = gate_no_contact(&s->gate->gate, &region_all[i]);
        struct out *w = none ? &avoid : is_careful(s, &region_all[i]) ? &careful : NULL;
        if (w)
            out_fmt(w, "%s%s", w->n ? ";" : "", region_all[i].id);
    }
    v->avoid = out_str(&avoid);
    v->careful = out_str(&careful);
}

static void course_fill(const struct visit_sources *s, struct visit_view *v)
{
    const struct course *c = s->course;
    v->plan = c->has_plan ? plan_words(s->a, &c->plan) : S("");
    v->place = c->has_plan ? plan_place_words(s->a, c) : S("");
    v->home_care = c->has_plan ? c->plan.home_care : S("");
    v->review = review_words(s->a, &c->due);
}

enum { LATE_S = 12 * 3600 };

void visit_view_fill(const struct visit_sources *s, struct visit_view *v)
{
    const struct visit *visit = &s->whole->visit;
    struct str started = visit_typed(s, S("started"));
    v->client = visit->client;
    v->visit = visit->id;
    v->version = s->whole->draft_version;
    v->name = client_name(s->a, &s->whole->client);
    v->alert = s->whole->client.alert;
    v->figure = s->whole->client.figure;
    v->figure_src = bodymap_src(v->figure);
    v->complaint = s->whole->complaint.label;
    v->when = time_human(s->a, s->zone, visit->started_utc);
    v->started = started.n ? started : time_field(s->a, s->zone, visit->started_utc);
    struct str client = id_text(s->a, v->client), id = id_text(s->a, v->visit);
    v->draft_to = arena_fmt(s->a, "/clients/%.*s/visits/%.*s/draft", STR_ARG(client), STR_ARG(id));
    v->saved = str_slice(time_text(s->a, s->zone, s->whole->draft_saved_utc), 11, 5);
    v->complaint_n = visit->complaint;
    course_fill(s, v);
    v->last_when = s->before ? day_human(s->a, s->zone, s->before->started_utc) : S("");
    v->is_old = s->now_utc - visit->entered_utc > EACH_VISIT_S;
    v->held = visit_typed(s, S("held")).n > 0;
    v->held_error = fault_of(s->faults, S("held"));
    v->late = S("");
    if (visit->entered_utc - visit->started_utc > LATE_S)
        v->late = arena_fmt(s->a, "Entered later: the visit was on %.*s. The note will say so.",
                            STR_ARG(v->when));
    scores_fill(s, v);
    map_fill(s, v);
    visit_signs_fill(s, v);
    blocks_fill(s, v);
    places_fill(s, v);
    texts_fill(s, v);
    follow_fill(s, v);
    v->strip = gate_strip_of(s->a, s->gate);
    shades_fill(s, v);
    v->closed = s->gate->gate.verdict != GATE_OPEN;
}
