/* A visit's sheet of the sample practice: scores, map, findings, blocks.
 * Must never: hold what the rules of a sheet refuse.
 * Read next: practice/sample_sheet.h.
 */
#include "practice/sample_sheet.h"

#include <math.h>

#include "base/fault.h"
#include "domain/knowledge.h"

int64_t sample_score(double v)
{
    return v < 0 ? 0 : v > 10 ? 10 : (int64_t)lround(v);
}

double sample_pain(const struct sample_course *c, double t)
{
    return t < 0.5 ? c->first + (c->middle - c->first) * t * 2
                   : c->middle + (c->last - c->middle) * (t - 0.5) * 2;
}

/* The region on the complaint's side: data names the right one. */
static struct str region_side(const struct sample_life *l, const char *id)
{
    const struct region *r = region_find(str_from(id));
    if (!r)
        bug("the sample names no region: %s", id);
    return str_from(l->left && r->mirror ? r->mirror->id : r->id);
}

static void marks_fill(const struct sample_life *l, struct sheet *s, double pain)
{
    for (size_t i = 0; i < 3 && l->ache->regions[i] && pain > (double)i; i++)
        s->marks[s->n_marks++] = (struct mark){
            S("pain"), region_side(l, l->ache->regions[i]),
            sample_score(pain - (double)i + dice_noise(l->dice) * 0.6)};
}

static void blocks_fill(const struct sample_life *l, struct sheet *s)
{
    static const struct {
        const char *technique, *tissue;
        int minutes, pressure;
    } ways[] = {{"effleurage", "muscle", 5, 2},
                {"petrissage", "muscle", 10, 3},
                {"trigger_point", "tender_point", 5, 4},
                {"myofascial", "fascia", 10, 3},
                {"deep", "muscle", 10, 4},
                {"stretch", "muscle_tendon", 5, 2}};
    int64_t n = l->big ? 1 : dice_between(l->dice, 2, 3);
    for (int64_t i = 0; i < n; i++) {
        size_t way = dice_roll(l->dice) % (sizeof ways / sizeof ways[0]);
        s->blocks[s->n_blocks++] = (struct block){
            .n = i,
            .region = S(""),
            .muscle = str_from(l->ache->muscles[i % 3]),
            .side = l->left ? S("left") : S("right"),
            .technique = str_from(ways[way].technique),
            .tissue = str_from(ways[way].tissue),
            .depth = dice_one_in(l->dice, 2) ? S("middle") : S(""),
            .minutes = ways[way].minutes + 5 * (double)dice_between(l->dice, 0, 2),
            .pressure = ways[way].pressure,
            .pain = dice_one_in(l->dice, 2) ? some_int(dice_between(l->dice, 1, 5))
                                            : (struct maybe_int){0},
            .response = dice_one_in(l->dice, 3) ? S("let go after the second pass") : S("")};
    }
}

/* A layer besides pain: where it hurts most it is tense, and for some it tingles. */
static void layers_fill(const struct sample_life *l, struct sheet *s, double pain)
{
    struct str region = region_side(l, l->ache->regions[0]);
    s->marks[s->n_marks++] = (struct mark){S("tension"), region,
                                           sample_score(pain + dice_noise(l->dice))};
    if (dice_one_in(l->dice, 6))
        s->marks[s->n_marks++] = (struct mark){S("tingling"), region, dice_between(l->dice, 1, 4)};
}

/* How tender the muscle is that is worked on most. */
static void tenderness_fill(const struct sample_life *l, struct sheet *s, double pain)
{
    double sore = fmin(4, fmax(0, round(pain / 2.2 + dice_noise(l->dice) * 0.6)));
    double eased = fmax(0, sore - (double)dice_between(l->dice, 0, 1));
    s->findings[s->n_findings++] = (struct finding){.n = 2,
                                                    .complaint = s->complaint,
                                                    .measure = S("palp.tenderness"),
                                                    .target = str_from(l->ache->muscles[0]),
                                                    .device = S("thumb"),
                                                    .before_left = some_real(l->left ? sore : 0),
                                                    .before_right = some_real(l->left ? 0 : sore),
                                                    .after_left = some_real(l->left ? eased : 0),
                                                    .after_right = some_real(l->left ? 0 : eased)};
}

/* The sore side falls short of its usual range, less so as pain goes down. */
static void finding_fill(const struct sample_life *l, struct sheet *s, double pain)
{
    double good = round(l->ache->normal + dice_noise(l->dice) * 2);
    double sore = round(l->ache->normal * (1 - 0.035 * pain) + dice_noise(l->dice) * 2);
    double gain = round(fabs(dice_noise(l->dice)) * 6);
    bool paired = measure_find(str_from(l->ache->sign))->paired;
    bool left = l->left || !paired;
    s->findings[s->n_findings++] = (struct finding){
        .n = 1,
        .complaint = s->complaint,
        .measure = str_from(l->ache->sign),
        .target = S(""),
        .device = S("goniometer"),
        .before_left = some_real(left ? sore : good),
        .before_right = {paired, left ? good : sore},
        .after_left = some_real(left ? sore + gain : good),
        .after_right = {paired, left ? good : sore + gain}};
}

struct sheet sample_sheet(const struct sample_life *l, int64_t at, double t)
{
    double pain = sample_pain(l->course, t) + dice_noise(l->dice) * 0.9;
    struct sheet s = {.complaint = l->complaint, .started_utc = at};
    s.note.news = dice_one_in(l->dice, 9) ? S("A cold last week, gone now") : S("Nothing new");
    s.note.advice = str_from(sample_advice[dice_roll(l->dice) % sample_advice_count]);
    s.note.assessment = dice_one_in(l->dice, 3) ? S("Settles as before; no sign of anything else.")
                                                : S("");
    s.note.plan = dice_one_in(l->dice, 2) ? S("Same areas next time, a little less pressure.")
                                          : S("");
    s.scores[s.n_scores++] = (struct scores){
        .complaint = l->complaint,
        .label = l->label,
        .now = some_int(sample_score(pain)),
        .week = some_int(sample_score(pain + dice_noise(l->dice) * 0.7)),
        .after = some_int(sample_score(pain - l->course->drop + dice_noise(l->dice) * 0.7))};
    if (!l->big) {
        s.scores[0].tension = some_int(sample_score(pain + dice_noise(l->dice)));
        s.stress = some_int(dice_between(l->dice, 2, 7));
        s.sleep = some_int(dice_between(l->dice, 3, 9));
        marks_fill(l, &s, pain);
        layers_fill(l, &s, pain);
        finding_fill(l, &s, pain);
        tenderness_fill(l, &s, pain);
    }
    s.checkin_s = some_int(dice_between(l->dice, 60, 170));
    s.note_s = some_int(dice_between(l->dice, 50, 190));
    blocks_fill(l, &s);
    return s;
}
