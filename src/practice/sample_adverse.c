/* Adverse events of the sample practice.
 * Must never: be written otherwise than a therapist records them.
 * Read next: practice/sample_adverse.h.
 */
#include "practice/sample_adverse.h"

#include "practice/adverse.h"
#include "store/sql_client.h"
#include "store/sql_visit.h"

enum { DAY_S = 86400, LONG_AGO_S = 7 * DAY_S, LOOKED_AT = 40 };

static const struct event {
    const char *kind, *severity, *body;
    int began_after, over_after; /* days after the visit; 0: not yet over */
    int recorded_before_s;       /* before now */
} events[] = {
    {"soreness", "mild",
     "Sore between the shoulder blades, went to work as usual. Told on the phone: warmth, gentle "
     "movement, call again if it is not better in two days.",
     1, 4, 2 * 3600},
    {"nerve", "severe",
     "Tingling down the arm to the thumb since the morning after, cannot lift the kettle. Asked to "
     "see the GP the same day; no further visit until the doctor has answered.",
     2, 0, DAY_S},
};
enum { EVENTS = sizeof events / sizeof events[0] };

static struct str day_after(struct arena *a, struct date day, int days)
{
    return days ? date_text(a, date_from_days(date_days(day) + days)) : S("");
}

static enum rc event_make(const struct act *act, const struct zone *zone, const struct visit *v,
                          const struct event *e)
{
    struct act then = *act;
    struct date day = zone_local(zone, v->started_utc).date;
    struct adverse_save s = {.client = v->client};
    s.adverse = (struct adverse){.visit = v->id,
                                 .kind = str_from(e->kind),
                                 .severity = str_from(e->severity),
                                 .began = day_after(act->a, day, e->began_after),
                                 .over = day_after(act->a, day, e->over_after),
                                 .body = str_from(e->body)};
    then.now_utc = act->now_utc - e->recorded_before_s;
    then.who.user = v->therapist;
    return adverse_add(&then, &s);
}

enum rc sample_adverse(struct act *act, void *cmd)
{
    (void)cmd;
    struct client_list clients;
    struct practice_facts facts;
    struct client_page_in page = {S(""), ID_NONE, LOOKED_AT};
    size_t made = 0;
    enum rc rc = practice_facts(act, &facts);
    if (rc == OK)
        rc = client_page(act->tx, act->a, &page, &clients);
    for (size_t i = 0; rc == OK && i < clients.n && made < EVENTS; i++) {
        struct visit_list last;
        struct visit_by_client_in in = {clients.at[i].id, INT64_MAX, 1};
        rc = visit_by_client(act->tx, act->a, &in, &last);
        if (rc == OK && last.n && str_eq(last.at[0].state, S("signed")) &&
            last.at[0].started_utc < act->now_utc - LONG_AGO_S)
            rc = event_make(act, facts.zone, &last.at[0], &events[made++]);
    }
    return rc;
}
