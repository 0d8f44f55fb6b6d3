/* Plans and reviews of the sample practice.
 * Must never: be written otherwise than a therapist writes them.
 * Read next: practice/sample_care.h.
 */
#include "practice/sample_care.h"

#include <math.h>

#include "practice/plan.h"
#include "practice/review.h"

static int64_t step(double v)
{
    return v < 0 ? 0 : v > 10 ? 10 : (int64_t)lround(v);
}

enum rc sample_plan(struct act *act, struct dice *dice, const struct sample_care *care)
{
    static const char *const ways[] = {"petrissage;trigger_point", "effleurage;petrissage;stretch",
                                       "myofascial;deep"};
    struct plan_save_cmd c = {.client = care->client, .plan = plan_usual()};
    c.plan.complaint = care->complaint;
    c.plan.techniques = str_from(ways[dice_roll(dice) % 3]);
    c.plan.areas = care->areas;
    c.plan.home_care = S("Warmth in the evening; the neck or back moved gently every hour");
    c.plan.reason = S("");
    if (!care->first) {
        c.plan.n = 1;
        c.plan.interval_days = 14;
        c.plan.visits = 12;
        c.plan.review_after = 8;
        c.plan.reason = S("Pain stays low between visits: less often is enough");
    }
    return plan_save(act, &c);
}

enum rc sample_review(struct act *act, struct dice *dice, const struct sample_care *care)
{
    struct review_give_cmd c = {.client = care->client, .complaint = care->complaint};
    size_t n = 0;
    for (int64_t i = 1; i <= 3; i++)
        c.answers[n++] = (struct review_answer){
            S("peg"), i, some_real((double)step(care->pain + dice_noise(dice)))};
    c.answers[n++] = (struct review_answer){
        S("psfs"), 1, some_real((double)step(9 - care->pain + dice_noise(dice)))};
    c.answers[n++] = (struct review_answer){
        S("nrs_goal"), 1, some_real((double)step(8 - care->pain + dice_noise(dice)))};
    if (care->first)
        c.activities[0] = care->activity;
    else
        c.answers[n++] = (struct review_answer){
            S("pgic"), 1, some_real((double)dice_between(dice, care->pain < 4 ? 1 : -1, 3))};
    for (size_t i = 1; i < ACTIVITIES_MAX; i++)
        c.activities[i] = S("");
    return review_give(act, &c);
}
