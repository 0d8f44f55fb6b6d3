/* Safety answers and consent of the sample practice.
 * Must never: leave a sample client whom the gate would not let in.
 * Read next: practice/answer.h, practice/consent.h.
 */
#include "practice/sample_safety.h"

#include "practice/answer.h"
#include "practice/clearance.h"
#include "practice/consent.h"
#include "practice/gate.h"

/* Told now and then; none of them stops a visit. */
static const struct {
    const char *caution, *sites;
    int one_in;
} told[] = {
    {"re_allergy", "", 8},
    {"re_htn_controlled", "", 6},
    {"re_breathing", "", 12},
    {"re_low_bp", "", 15},
    {"loc_varicose", "calf_l", 15},
    {"re_hypermobile", "", 20},
    {"re_antiplatelet", "", 15},
    {"re_spinal_metal", "", 30},
    {"re_diabetes", "", 25},
    {"re_epilepsy", "", 40},
    {"re_trauma_history", "sole_r;sole_l", 20},
};

static bool is_asked(const struct caution *row)
{
    return row->asked_of == ASKED_CLIENT || row->asked_of == ASKED_THERAPIST;
}

/*   at   room for every caution; it stays the caller's to change */
static struct asking all_no(struct arena *a, struct asked *at, struct id client)
{
    struct asking k = {.client = client, .how = S("staff"), .at = at};
    for (size_t i = 0; i < caution_count && !arena_failed(a); i++)
        if (is_asked(&caution_all[i]))
            at[k.n++] = (struct asked){str_from(caution_all[i].id), false, S(""), 0};
    return k;
}

static void say_yes(struct asked *at, size_t n, const char *caution, const char *sites)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(at[i].caution, str_from(caution)))
            at[i] = (struct asked){at[i].caution, true, str_from(sites), 0};
}

static enum rc consent_make(struct act *act, struct id client)
{
    struct consent_sign_cmd c = {
        .client = client,
        .kinds = {[CONSENT_TREATMENT] = true, [CONSENT_PRIVACY] = true},
        .signature = {S("Signed on paper, sample"), S("self"), S("typed"), S("")}};
    for (size_t i = 0; i < CONSENT_KINDS; i++)
        c.versions[i] = 1;
    return consent_sign(act, &c);
}

enum rc sample_safety(struct act *act, struct dice *dice, struct id client, struct str alert)
{
    struct asked *at = ARENA_ARRAY(act->a, caution_count, struct asked);
    struct asking k = all_no(act->a, at, client);
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
        if (dice_one_in(dice, told[i].one_in))
            say_yes(at, k.n, told[i].caution, told[i].sites);
    if (str_contains(alert, S("blood thinners")))
        say_yes(at, k.n, "re_anticoagulant", "");
    enum rc rc = answers_keep(act, &k, &act->made);
    return rc == OK ? consent_make(act, client) : rc;
}

static enum rc clearance_make(struct act *act, struct id client, const char *caution)
{
    int64_t today = act->now_utc / 86400;
    struct clearance_save s = {
        .client = client,
        .clearance = {.caution = str_from(caution),
                      .kind = S("call"),
                      .given_by = S("Dr A. Sample, Wrenfield Surgery"),
                      .given_day = date_text(act->a, date_from_days(today - 2)),
                      .allowed = S("Light to medium pressure, no percussion"),
                      .until_day = date_text(act->a, date_from_days(today + 90))}};
    return clearance_add(act, &s);
}

enum rc sample_tell(struct act *act, struct id client, const char *caution, bool cleared)
{
    const struct asked one = {str_from(caution), true, S(""), 0};
    struct asking k = {.client = client, .how = S("staff"), .at = &one, .n = 1};
    enum rc rc = answers_keep(act, &k, &act->made);
    return rc == OK && cleared ? clearance_make(act, client, caution) : rc;
}

enum rc sample_safety_again(struct act *act, struct id client)
{
    struct asked *at = ARENA_ARRAY(act->a, caution_count, struct asked);
    struct asking k = {.client = client, .how = S("staff"), .again = true, .at = at};
    struct gate_whole w;
    enum rc rc = gate_read(act, client, act->now_utc, NULL, &w);
    for (size_t i = 0; rc == OK && i < w.gate.due.n; i++)
        at[k.n++] = (struct asked){str_from(w.gate.due.at[i]->id), false, S(""),
                                   w.gate.due.at[i]->worded_utc};
    return rc == OK ? answers_keep(act, &k, &act->made) : rc;
}

enum rc sample_soften(struct act *act, struct id client, struct sheet *sheet)
{
    struct gate_whole w;
    enum rc rc = gate_read(act, client, sheet->started_utc, sheet, &w);
    for (size_t i = 0; rc == OK && i < sheet->n_blocks; i++) {
        struct block *b = &sheet->blocks[i];
        gate_fit(&w.gate, b);
        /* No row of `told` bans stroking. */
        b->technique = b->technique.n ? b->technique : S("effleurage");
    }
    return rc;
}
