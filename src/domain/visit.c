/* Rules of a visit's sheet: ranges, places, what signing needs.
 * Must never: fill in an answer that nobody gave.
 * Read next: domain/soap.c.
 */
#include "domain/visit.h"

#include <math.h>

#include "base/fold.h"
#include "domain/check.h"
#include "domain/knowledge.h"
#include "domain/sign.h"

enum { SCORE_MAX = 10, PRESSURE_MAX = 5, BLOCK_MINUTES_MAX = 180, SECONDS_MAX = 24 * 3600 };

static bool fold_same(struct arena *a, struct str folded, const char *label)
{
    return str_eq(folded, fold_text(a, str_from(label)));
}

bool where_parse(struct arena *a, struct str typed, struct str *ret_region, struct str *ret_muscle)
{
    struct str folded = str_trim(fold_text(a, typed));
    for (size_t i = 0; i < region_count; i++) {
        if (str_eq(folded, str_from(region_all[i].id)) ||
            fold_same(a, folded, region_all[i].label)) {
            *ret_region = str_from(region_all[i].id);
            *ret_muscle = S("");
            return true;
        }
    }
    for (size_t i = 0; i < muscle_count; i++) {
        if (str_eq(folded, str_from(muscle_all[i].id)) ||
            fold_same(a, folded, muscle_all[i].name)) {
            *ret_muscle = str_from(muscle_all[i].id);
            *ret_region = S("");
            return true;
        }
    }
    return false;
}

static void range_check(const struct maybe_int *v, struct str field, int64_t high, struct faults *f)
{
    if (v->has && (v->v < 0 || v->v > high))
        fault_add(f, field, "Choose a number from 0 to %d.", (int)high);
}

static void scores_check(struct arena *a, const struct scores *s, struct faults *f)
{
    const struct {
        const char *name;
        const struct maybe_int *value;
    } asked[] = {
        {"now", &s->now}, {"week", &s->week}, {"tension", &s->tension}, {"after", &s->after}};
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++)
        range_check(asked[i].value, arena_fmt(a, "%s.%lld", asked[i].name, (long long)s->complaint),
                    SCORE_MAX, f);
}

static void finding_value_check(struct arena *a, const struct measure *m, const struct finding *g,
                                const char *name, const struct maybe_real *v, struct faults *f)
{
    if (v->has && (isnan(v->v) || v->v < m->min || v->v > m->max))
        fault_add(f, arena_fmt(a, "sign%lld.%s", (long long)g->n, name),
                  "%s lies between %g and %g %s.", m->label, m->min, m->max, m->unit);
}

static void target_check(struct arena *a, const struct measure *m, struct finding *g,
                         struct faults *f)
{
    enum target_kind kind = measure_target(m);
    struct str typed = g->target;
    g->target = target_parse(a, m, typed);
    if (kind == TARGET_NONE || g->target.n)
        return;
    fault_add(f, arena_fmt(a, "sign%lld.target", (long long)g->n),
              kind == TARGET_MOVEMENT ? "%s: choose the movement from the list."
                                      : "%s: choose the region or muscle from the list.",
              m->label);
}

/* What is taken of the midline, or of the whole person, has one value. */
static void sides_check(struct arena *a, const struct measure *m, const struct finding *g,
                        struct faults *f)
{
    bool right = g->before_right.has || g->after_right.has;
    if (!m->paired && right)
        fault_add(f, arena_fmt(a, "sign%lld.before_right", (long long)g->n),
                  "%s has no sides: use the first box only.", m->label);
    if (g->after_left.has && !g->before_left.has && g->before_right.has)
        fault_add(f, arena_fmt(a, "sign%lld.before_left", (long long)g->n),
                  "The left was tested after, but not before.");
    if (g->after_right.has && !g->before_right.has && g->before_left.has)
        fault_add(f, arena_fmt(a, "sign%lld.before_right", (long long)g->n),
                  "The right was tested after, but not before.");
}

static void finding_check(struct arena *a, struct finding *g, struct faults *f)
{
    const struct measure *m = measure_find(g->measure);
    if (!m) {
        fault_add(f, arena_fmt(a, "sign%lld.measure", (long long)g->n),
                  "Choose a test from the list.");
        return;
    }
    const struct check_text device = {arena_fmt(a, "sign%lld.device", (long long)g->n), &g->device,
                                      "the device", LINE_MAX_CHARS, false};
    check_texts(a, &device, 1, f);
    target_check(a, m, g, f);
    sides_check(a, m, g, f);
    finding_value_check(a, m, g, "before_left", &g->before_left, f);
    finding_value_check(a, m, g, "before_right", &g->before_right, f);
    finding_value_check(a, m, g, "after_left", &g->after_left, f);
    finding_value_check(a, m, g, "after_right", &g->after_right, f);
    bool retested = g->after_left.has || g->after_right.has;
    if (retested && !g->before_left.has && !g->before_right.has)
        fault_add(f, arena_fmt(a, "sign%lld.before_left", (long long)g->n),
                  "A retest needs the value from before the treatment.");
}

/* One measure of one thing stands once: which value would count? */
static void findings_check(struct arena *a, struct sheet *s, struct faults *f)
{
    for (size_t i = 0; i < s->n_findings; i++) {
        struct finding *g = &s->findings[i];
        finding_check(a, g, f);
        for (size_t j = 0; j < i; j++)
            if (str_eq(g->measure, s->findings[j].measure) &&
                str_eq(g->target, s->findings[j].target))
                fault_add(f, arena_fmt(a, "sign%lld.measure", (long long)g->n),
                          "This test stands twice: keep one.");
    }
}

static struct str block_field(struct arena *a, const struct block *b, const char *name)
{
    return arena_fmt(a, "b%lld.%s", (long long)b->n, name);
}

static bool side_is_known(struct str side)
{
    return !side.n || str_eq(side, S("left")) || str_eq(side, S("right")) ||
           str_eq(side, S("both"));
}

static void block_words_check(struct arena *a, struct block *b, struct faults *f)
{
    const struct technique *t = technique_find(b->technique);
    const struct region *r = region_find(b->region);
    if (!r && !muscle_find(b->muscle))
        fault_add(f, block_field(a, b, "where"), "Choose a region or muscle from the list.");
    if (!t || !t->offered)
        fault_add(f, block_field(a, b, "technique"), "Choose a technique from the list.");
    if (b->tissue.n && !tissue_find(b->tissue))
        fault_add(f, block_field(a, b, "tissue"), "Choose a tissue from the list.");
    if (!side_is_known(b->side))
        fault_add(f, block_field(a, b, "side"), "Choose left, right or both.");
    if (r)
        b->side = r->side == SIDE_LEFT ? S("left") : r->side == SIDE_RIGHT ? S("right") : S("");
    const struct check_text texts[] = {
        {block_field(a, b, "response"), &b->response, "a response", LINE_MAX_CHARS, false},
        {block_field(a, b, "reason"), &b->reason, "a reason", LINE_MAX_CHARS, false},
    };
    check_texts(a, texts, 2, f);
}

static void block_check(struct arena *a, struct block *b, struct faults *f)
{
    static const struct str depths[] = {STR_INIT(""), STR_INIT("superficial"), STR_INIT("middle"),
                                        STR_INIT("deep")};
    block_words_check(a, b, f);
    if (!str_among(b->depth, depths, sizeof depths / sizeof depths[0]))
        fault_add(f, block_field(a, b, "depth"), "Choose superficial, middle or deep.");
    if (!(b->minutes > 0 && b->minutes <= BLOCK_MINUTES_MAX))
        fault_add(f, block_field(a, b, "minutes"), "Enter the minutes, more than 0, at most %d.",
                  BLOCK_MINUTES_MAX);
    if (b->pressure < 0 || b->pressure > PRESSURE_MAX)
        fault_add(f, block_field(a, b, "pressure"), "Choose a pressure from 0 to 5.");
    range_check(&b->pain, block_field(a, b, "pain"), SCORE_MAX, f);
}

const char *const layer_names[LAYERS] = {"pain", "tension", "tingling", "numbness"};

static bool layer_is_known(struct str layer)
{
    for (size_t i = 0; i < LAYERS; i++)
        if (str_eq(layer, str_from(layer_names[i])))
            return true;
    return false;
}

static void marks_check(const struct sheet *s, struct faults *f)
{
    for (size_t i = 0; i < s->n_marks; i++) {
        if (!region_find(s->marks[i].region))
            fault_add(f, S("map.where"), "Choose each region of the body map from the list.");
        if (!layer_is_known(s->marks[i].layer))
            fault_add(f, S("map.layer"), "Choose pain, tension, tingling or numbness.");
        if (s->marks[i].value < 0 || s->marks[i].value > SCORE_MAX)
            fault_add(f, S("map.pain"), "A mark on the body map goes from 0 to 10.");
        for (size_t j = 0; j < i; j++)
            if (str_eq(s->marks[i].region, s->marks[j].region) &&
                str_eq(s->marks[i].layer, s->marks[j].layer))
                fault_add(f, S("map.where"), "A region stands twice on the body map: keep one.");
    }
}

static void texts_check(struct arena *a, struct note *n, struct faults *f)
{
    const struct check_text texts[] = {
        {S("news"), &n->news, "what is new", TEXT_MAX, false},
        {S("s"), &n->subjective, "what the client says", TEXT_MAX, false},
        {S("o"), &n->objective, "what you found", TEXT_MAX, false},
        {S("a"), &n->assessment, "your assessment", TEXT_MAX, false},
        {S("p"), &n->plan, "the plan", TEXT_MAX, false},
        {S("advice"), &n->advice, "the advice", TEXT_MAX, false},
    };
    check_texts(a, texts, sizeof texts / sizeof texts[0], f);
}

void sheet_check(struct arena *a, struct sheet *s, int64_t now_utc, struct faults *f)
{
    texts_check(a, &s->note, f);
    if (!s->note.news.n)
        fault_add(f, S("news"), "Ask whether anything is new; choose \"Nothing new\" if not.");
    for (size_t i = 0; i < s->n_scores; i++)
        scores_check(a, &s->scores[i], f);
    range_check(&s->stress, S("stress"), SCORE_MAX, f);
    range_check(&s->sleep, S("sleep"), SCORE_MAX, f);
    findings_check(a, s, f);
    for (size_t i = 0; i < s->n_blocks; i++)
        block_check(a, &s->blocks[i], f);
    marks_check(s, f);
    if (!s->n_blocks && !s->note.assessment.n)
        fault_add(f, S("b0.where"),
                  "Record a treatment block, or say under Assessment why nothing was treated.");
    if (s->started_utc > now_utc + 60)
        fault_add(f, S("started"), "A visit cannot be signed before it begins.");
    range_check(&s->checkin_s, S("checkin_s"), SECONDS_MAX, f);
    range_check(&s->note_s, S("note_s"), SECONDS_MAX, f);
}

double sheet_minutes(const struct sheet *s)
{
    double minutes = 0;
    for (size_t i = 0; i < s->n_blocks; i++)
        minutes += s->blocks[i].minutes;
    return minutes;
}

struct str block_where(struct arena *a, const struct block *b)
{
    const struct region *r = region_find(b->region);
    const struct muscle *m = muscle_find(b->muscle);
    if (r)
        return str_from(r->label);
    if (!m)
        return S("");
    if (!b->side.n)
        return str_from(m->name);
    return arena_fmt(a, "%s, %.*s%s", m->name, STR_ARG(b->side),
                     str_eq(b->side, S("both")) ? " sides" : "");
}

struct str sheet_summary(struct arena *a, const struct sheet *s)
{
    struct str line = S("");
    for (size_t i = 0; i < s->n_blocks; i++) {
        struct str where = block_where(a, &s->blocks[i]);
        if (!str_contains(line, where))
            line = arena_fmt(a, "%.*s%s%.*s", STR_ARG(line), line.n ? "; " : "", STR_ARG(where));
    }
    return line;
}

const struct scores *sheet_scores(const struct sheet *s, int64_t complaint)
{
    for (size_t i = 0; i < s->n_scores; i++)
        if (s->scores[i].complaint == complaint)
            return &s->scores[i];
    return NULL;
}
