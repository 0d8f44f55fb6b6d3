/* Sentences of a note, made from the sheet.
 * Must never: judge, diagnose, or state what the sheet does not hold.
 * Read next: domain/soap.h.
 */
#include "domain/soap.h"

#include "base/out.h"
#include "domain/sign.h"

/* More than any sheet that may be signed can fill. */
enum { SOAP_MAX = 64 * 1024 };

static void score_say(struct out *w, const char *what, const struct maybe_int *v)
{
    if (v->has)
        out_fmt(w, " %s %lld/10.", what, (long long)v->v);
}

/* "Body map: neck, back, left (6). Tingling: thumb, left (3)." */
static void marks_say(struct out *w, const struct sheet *s)
{
    static const char *const titles[LAYERS] = {
        "Body map: ", "Tension: ", "Tingling: ", "Numbness: "};
    for (size_t layer = 0; layer < LAYERS; layer++) {
        size_t n = 0;
        for (size_t i = 0; i < s->n_marks; i++) {
            const struct region *r = region_find(s->marks[i].region);
            if (r && str_eq(s->marks[i].layer, str_from(layer_names[layer])))
                out_fmt(w, "%s%s (%lld)", n++ ? "; " : titles[layer], r->label,
                        (long long)s->marks[i].value);
        }
        if (n)
            out_raw(w, S(". "));
    }
}

static struct str subjective(struct arena *a, const struct sheet *s)
{
    struct out w = out_new(a, SOAP_MAX);
    if (s->note.news.n) {
        out_raw(&w, S("Anything new: "));
        out_raw(&w, s->note.news);
        out_raw(&w, S("\n"));
    }
    for (size_t i = 0; i < s->n_scores; i++) {
        const struct scores *c = &s->scores[i];
        if (!c->now.has && !c->week.has && !c->tension.has)
            continue;
        out_raw(&w, c->label);
        out_raw(&w, S(":"));
        score_say(&w, "pain now", &c->now);
        score_say(&w, "past week", &c->week);
        score_say(&w, "tension", &c->tension);
        out_raw(&w, S("\n"));
    }
    if (s->stress.has || s->sleep.has) {
        out_raw(&w, S("Whole person:"));
        score_say(&w, "stress", &s->stress);
        score_say(&w, "sleep quality", &s->sleep);
        out_raw(&w, S("\n"));
    }
    marks_say(&w, s);
    return str_trim(out_str(&w));
}

static void sides_say(struct out *w, const struct measure *m, const struct maybe_real *left,
                      const struct maybe_real *right)
{
    if (!m->paired) {
        if (left->has)
            out_fmt(w, " %g %s", left->v, m->unit);
        return;
    }
    if (left->has)
        out_fmt(w, " left %g %s", left->v, m->unit);
    if (right->has)
        out_fmt(w, "%s right %g %s", left->has ? "," : "", right->v, m->unit);
}

static void change_say(struct arena *a, struct out *w, const struct measure *m, const char *side,
                       const struct maybe_real *before, const struct maybe_real *after)
{
    if (!before->has || !after->has)
        return;
    struct change c = change_measured(m, before->v, after->v);
    struct str words = change_sentence(a, &c);
    out_fmt(w, " %s%s%.*s.", side, *side ? " " : "", STR_ARG(words));
}

static void finding_say(struct arena *a, struct out *w, const struct finding *g)
{
    const struct measure *m = measure_find(g->measure);
    if (!m || (!g->before_left.has && !g->before_right.has))
        return;
    struct str name = sign_name(a, m, g->target);
    out_fmt(w, "%.*s:", STR_ARG(name));
    sides_say(w, m, &g->before_left, &g->before_right);
    if (g->after_left.has || g->after_right.has) {
        out_raw(w, S("; retest"));
        sides_say(w, m, &g->after_left, &g->after_right);
        out_raw(w, S("."));
        change_say(a, w, m, m->paired ? "Left" : "", &g->before_left, &g->after_left);
        change_say(a, w, m, "Right", &g->before_right, &g->after_right);
        out_raw(w, S("\n"));
        return;
    }
    out_raw(w, S(".\n"));
}

static void block_say(struct arena *a, struct out *w, const struct block *b)
{
    const struct technique *t = technique_find(b->technique);
    const struct tissue *tissue = tissue_find(b->tissue);
    struct str where = block_where(a, b);
    if (!where.n || !t)
        return; /* not told yet: a draft */
    out_raw(w, where);
    out_fmt(w, ": %s", t->label);
    if (tissue)
        out_fmt(w, ", %s", tissue->label);
    if (b->depth.n)
        out_raw(w, arena_fmt(a, ", %.*s layer", STR_ARG(b->depth)));
    out_fmt(w, ", %g min, pressure %lld/5", b->minutes, (long long)b->pressure);
    if (b->pain.has)
        out_fmt(w, ", pain during %lld/10", (long long)b->pain.v);
    if (b->response.n)
        out_raw(w, arena_fmt(a, "; %.*s", STR_ARG(b->response)));
    if (b->reason.n)
        out_raw(w, arena_fmt(a, "; reason: %.*s", STR_ARG(b->reason)));
    out_raw(w, S(".\n"));
}

static struct str objective(struct arena *a, const struct sheet *s)
{
    struct out w = out_new(a, SOAP_MAX);
    for (size_t i = 0; i < s->n_findings; i++)
        finding_say(a, &w, &s->findings[i]);
    for (size_t i = 0; i < s->n_blocks; i++)
        block_say(a, &w, &s->blocks[i]);
    if (s->n_blocks)
        out_fmt(&w, "Hands-on time %g min.", sheet_minutes(s));
    return str_trim(out_str(&w));
}

/* The figures only: whether a change matters is for the person, with the error beside it. */
static struct str assessment(struct arena *a, const struct sheet *s)
{
    const struct instrument *nrs = instrument_find(S("nrs_now"));
    struct out w = out_new(a, SOAP_MAX);
    for (size_t i = 0; i < s->n_scores && nrs; i++) {
        const struct scores *c = &s->scores[i];
        if (!c->now.has || !c->after.has)
            continue;
        struct change by = change_scored(nrs, 0, (double)c->now.v, (double)c->after.v);
        struct str words = change_sentence(a, &by);
        out_raw(&w, c->label);
        out_fmt(&w, ": pain %lld before, %lld right after (%.*s).\n", (long long)c->now.v,
                (long long)c->after.v, STR_ARG(words));
    }
    return str_trim(out_str(&w));
}

struct soap soap_compose(struct arena *a, const struct sheet *s)
{
    struct str advice = s->note.advice.n ? arena_fmt(a, "Advice: %.*s", STR_ARG(s->note.advice))
                                         : S("");
    return (struct soap){subjective(a, s), objective(a, s), assessment(a, s),
                         soap_join(a, s->planned, advice)};
}

struct str soap_join(struct arena *a, struct str composed, struct str typed)
{
    if (!composed.n || !typed.n)
        return composed.n ? composed : typed.n ? typed : S("");
    return arena_fmt(a, "%.*s\n%.*s", STR_ARG(composed), STR_ARG(typed));
}
