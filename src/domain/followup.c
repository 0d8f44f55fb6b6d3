/* What is asked between visits, and what else happened.
 * Must never: take a score of another time for an answer.
 * Read next: domain/followup.h.
 */
#include "domain/followup.h"

const char *const other_care_kinds[3] = {"medicine", "treatment", "other"};

enum { HOUR_S = 3600, DAY_S = 86400, WEEK = 7, FIRST_HOUR = 9, HOURS = 10 };

bool other_care_stands(const struct other_care_list *all, struct date today)
{
    for (size_t i = 0; i < all->n; i++) {
        struct date d;
        if (date_parse(all->at[i].day, &d) && date_days(today) - date_days(d) <= OTHER_CARE_DAYS)
            return true;
    }
    return false;
}

bool outcome_is_recent(struct str since, struct date today)
{
    struct date d;
    return date_parse(since, &d) && date_days(today) - date_days(d) < RECENT_DAYS;
}

static enum followup_state state_of(const struct followup *f, const struct diary_score_list *scores,
                                    int64_t now_utc)
{
    for (size_t i = 0; i < scores->n; i++)
        if (scores->at[i].at_utc >= f->from_utc && scores->at[i].at_utc < f->until_utc)
            return FOLLOWUP_ASKED;
    if (now_utc < f->from_utc)
        return FOLLOWUP_LATER;
    return now_utc < f->until_utc ? FOLLOWUP_DUE : FOLLOWUP_MISSED;
}

/* From six o'clock on the day after, at the place's own time. */
static int64_t morning_of(int64_t visit_utc, const struct zone *z)
{
    struct civil at = zone_local(z, visit_utc);
    return zone_utc(z, (struct civil){.date = date_from_days(date_days(at.date) + 1), .hour = 6});
}

void followups_of(int64_t visit_utc, const struct zone *z, const struct diary_score_list *scores,
                  int64_t now_utc, struct followup ret[FOLLOWUPS])
{
    int64_t morning = morning_of(visit_utc, z);
    const struct followup all[FOLLOWUPS] = {
        {visit_utc + 90 * 60, visit_utc + 5 * HOUR_S, "an hour after", FOLLOWUP_LATER},
        {morning, morning + 6 * HOUR_S, "the next morning", FOLLOWUP_LATER},
        {visit_utc + 5 * DAY_S / 2, visit_utc + 7 * DAY_S / 2, "three days after", FOLLOWUP_LATER},
        {visit_utc + 6 * DAY_S, visit_utc + 8 * DAY_S, "seven days after", FOLLOWUP_LATER},
    };
    for (size_t i = 0; i < FOLLOWUPS; i++) {
        ret[i] = all[i];
        ret[i].state = state_of(&ret[i], scores, now_utc);
    }
}

/* The same for the same client, complaint and week; else as good as drawn. */
static uint64_t drawn(struct id client, int64_t complaint, int64_t week)
{
    uint64_t x = (uint64_t)complaint * 1000003u + (uint64_t)week;
    for (size_t i = 0; i < sizeof client.b; i++)
        x = (x ^ client.b[i]) * 1099511628211u;
    x ^= x >> 33;
    x *= 0xff51afd7ed558ccdu;
    return x ^ x >> 33;
}

bool followup_random(struct id client, int64_t complaint, int64_t visit_utc, const struct zone *z,
                     const struct diary_score_list *scores, int64_t now_utc, struct followup *ret)
{
    int64_t visited = date_days(zone_local(z, visit_utc).date);
    int64_t since = date_days(zone_local(z, now_utc).date) - visited - RANDOM_FIRST_DAYS;
    if (since < 0 || since > RANDOM_LAST_DAYS - RANDOM_FIRST_DAYS)
        return false;
    uint64_t at = drawn(client, complaint, since / WEEK);
    int64_t day = visited + RANDOM_FIRST_DAYS + since / WEEK * WEEK + (int64_t)(at % WEEK);
    signed char hour = (signed char)(FIRST_HOUR + at / WEEK % HOURS);
    int64_t from = zone_utc(z, (struct civil){.date = date_from_days(day), .hour = hour});
    *ret = (struct followup){from, from + DAY_S / 2, "at a random time after", FOLLOWUP_LATER};
    ret->state = state_of(ret, scores, now_utc);
    return ret->state == FOLLOWUP_DUE;
}
