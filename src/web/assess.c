/* What follows from the check-in and the tests.
 * Must never: diagnose, or leave out how poor the evidence is.
 * Read next: web/assess.h.
 */
#include "web/assess.h"

#include "base/out.h"
#include "domain/pattern.h"
#include "domain/worth.h"

enum { WORDS_ROOM = 2048 };

static const char *side_name(enum side side)
{
    return side == SIDE_LEFT ? "left" : side == SIDE_RIGHT ? "right" : "";
}

static void part_add(struct out *w, const char *between, struct str words)
{
    if (!words.n)
        return;
    if (w->n)
        out_raw(w, str_from(between));
    out_raw(w, words);
}

/* --- findings: of now, and the newest of what was not measured now ---------------------------- */

static bool is_measured_now(const struct sheet *s, const struct finding *f)
{
    for (size_t i = 0; i < s->n_findings; i++)
        if (str_eq(s->findings[i].measure, f->measure) && str_eq(s->findings[i].target, f->target))
            return true;
    return false;
}

static size_t findings_of(const struct sheet *s, const struct measuring_list *history,
                          struct finding ret[FINDINGS_MAX])
{
    const struct measuring *kinds[FINDINGS_MAX];
    size_t n = 0, n_kinds = measuring_kinds(history, kinds, FINDINGS_MAX);
    for (size_t i = 0; i < s->n_findings; i++)
        ret[n++] = s->findings[i];
    for (size_t i = 0; i < n_kinds && n < FINDINGS_MAX; i++)
        if (!is_measured_now(s, &kinds[i]->finding))
            ret[n++] = kinds[i]->finding;
    return n;
}

/* --- worth checking -------------------------------------------------------------------------- */

static struct str fit_words(struct arena *a, const struct worth *w, const struct finding *f)
{
    static const enum side sides[] = {SIDE_NONE, SIDE_LEFT, SIDE_RIGHT};
    static const char *const words[] = {
        [DEFICIT_SHORT] = "less than usual", [DEFICIT_WEAK] = "weak", [DEFICIT_TENDER] = "tender"};
    const struct measure *m = measure_find(f->measure);
    for (size_t i = 0; m && i < 3; i++) {
        enum side there = worth_side(w->muscle, f, sides[i]);
        if (there == SIDE_NONE || (there != SIDE_BOTH && w->side != SIDE_NONE && there != w->side))
            continue;
        struct str name = sign_name(a, m, f->target);
        const char *side = side_name(sides[i]);
        return arena_fmt(a, "%.*s%s%s %s", STR_ARG(name), *side ? " " : "", side,
                         words[sign_deficit(f, sides[i])]);
    }
    return S("");
}

static struct str why_words(struct arena *a, const struct worth *w)
{
    struct out out = out_new(a, WORDS_ROOM);
    for (size_t i = 0; i < w->n_hurts; i++)
        part_add(&out, ", ", str_from(w->hurts[i]->label));
    struct str hurts = out_str(&out);
    struct out why = out_new(a, WORDS_ROOM);
    if (hurts.n)
        part_add(&why, "; ", arena_fmt(a, "may refer pain to %.*s", STR_ARG(hurts)));
    for (size_t i = 0; i < w->n_fits; i++)
        part_add(&why, "; ", fit_words(a, w, w->fits[i]));
    return out_str(&why);
}

static bool is_flag(const struct caution *row)
{
    return row->category == CAUTION_RED_FLAG || row->category == CAUTION_AMBER_FLAG;
}

/* What to heed: today's limits first, then what is always so for this muscle. */
static struct str caution_list(struct arena *a, const struct worth *w, const struct gate *gate)
{
    struct out out = out_new(a, WORDS_ROOM);
    struct block b = {.muscle = str_from(w->muscle->id), .side = str_from(side_name(w->side))};
    const struct region *at[BLOCK_REGIONS_MAX];
    size_t n = block_regions(&b, at), none = 0;
    for (size_t i = 0; i < n; i++)
        none += gate_no_contact(gate, at[i]);
    if (none)
        part_add(&out, "; ", S("no contact there today"));
    for (const char *const *id = w->muscle->cautions; *id; id++) {
        const struct caution *row = caution_find(str_from(*id));
        if (row)
            part_add(&out, "; ", is_flag(row) ? caution_words(row) : str_from(row->condition));
    }
    return out_str(&out);
}

static struct str antagonist_words(struct arena *a, const struct muscle *m)
{
    struct out out = out_new(a, WORDS_ROOM);
    for (const char *const *id = m->antagonists; *id; id++) {
        const struct muscle *other = muscle_find(str_from(*id));
        if (other)
            part_add(&out, ", ", str_from(other->name));
    }
    return out_str(&out);
}

static struct worth_row worth_row_of(struct arena *a, const struct worth *w,
                                     const struct gate *gate)
{
    const struct muscle *m = w->muscle;
    const char *id = *m->length_test     ? m->length_test
                     : *m->strength_test ? m->strength_test
                                         : m->tenderness_test;
    const struct measure *test = measure_find(str_from(id));
    long long number = m - muscle_all + 1;
    const char *side = side_name(w->side);
    return (struct worth_row){
        .name = *side ? arena_fmt(a, "%s, %s", m->name, side) : str_from(m->name),
        .why = why_words(a, w),
        .cautions = caution_list(a, w, gate),
        .test = test ? str_from(test->label) : S(""),
        .antagonists = antagonist_words(a, m),
        .do_test = test ? arena_fmt(a, "worth.test.%lld.%s", number, side) : S(""),
        .do_treat = arena_fmt(a, "worth.treat.%lld.%s", number, side)};
}

/* --- patterns -------------------------------------------------------------------------------- */

static struct str pattern_sign_words(struct arena *a, const struct pattern_sign *s)
{
    const struct measure *m = measure_find(s->finding->measure);
    struct str name = m ? sign_name(a, m, s->finding->target) : S("");
    const char *side = side_name(s->side);
    if (!s->present)
        return arena_fmt(a, "not present: %.*s", STR_ARG(name));
    if (!s->muscle)
        return arena_fmt(a, "uneven: %.*s%s%s", STR_ARG(name), *side ? ", worse " : "", side);
    return arena_fmt(a, "present: %s %s (%.*s%s%s)", s->muscle->name, s->muscle->tendency,
                     STR_ARG(name), *side ? ", " : "", side);
}

static struct pattern_row pattern_row_of(struct arena *a, const struct pattern *p)
{
    struct pattern_row r = {.name = str_from(p->name),
                            .count = arena_fmt(a, "%zu of %zu measured %s present", p->present,
                                               p->measured, p->measured == 1 ? "sign" : "signs")};
    r.signs.at = ARENA_ARRAY(a, p->measured, struct str);
    for (size_t i = 0; i < p->measured && !arena_failed(a); i++)
        r.signs.at[r.signs.n++] = pattern_sign_words(a, &p->signs[i]);
    return r;
}

struct assess_view assess_of(struct arena *a, const struct sheet *s,
                             const struct measuring_list *history, const struct gate_whole *gate)
{
    struct assess_view v = {0};
    struct finding *findings = ARENA_ARRAY(a, FINDINGS_MAX, struct finding);
    struct pattern *patterns = ARENA_ARRAY(a, PATTERNS, struct pattern);
    struct worth ranked[WORTH_MAX];
    size_t n_findings = findings_of(s, history, findings);
    const struct worth_facts facts = {s->marks, s->n_marks, findings, n_findings};
    size_t n = worth_rank(&facts, ranked, WORTH_MAX);
    v.worth.at = ARENA_ARRAY(a, n, struct worth_row);
    for (size_t i = 0; i < n && !arena_failed(a); i++)
        v.worth.at[v.worth.n++] = worth_row_of(a, &ranked[i], &gate->gate);
    patterns_of(findings, n_findings, patterns);
    v.patterns.at = ARENA_ARRAY(a, PATTERNS, struct pattern_row);
    for (size_t i = 0; i < PATTERNS && !arena_failed(a); i++)
        if (patterns[i].measured)
            v.patterns.at[v.patterns.n++] = pattern_row_of(a, &patterns[i]);
    return v;
}
