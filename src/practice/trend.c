/* Reading series.
 * Must never: count a voided visit or review.
 * Read next: sql/observation.sql, sql/review.sql.
 */
#include "practice/trend.h"

#include "practice/audit.h"
#include "practice/measuring.h"
#include "store/sql_observation.h"
#include "store/sql_review.h"

static int activities_of(const struct activity_count_row_list *all, const struct series_row *r)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->at[i].complaint == r->complaint && str_eq(r->kind, S("psfs")))
            return (int)all->at[i].n;
    return 0;
}

static enum rc scores_read(struct act *act, struct id client, struct trend_score_list *ret)
{
    struct series_row_list scores;
    struct review_series_row_list goals;
    struct activity_count_row_list activities;
    struct review_series_in in = {client, S("nrs_goal")};
    enum rc rc = observation_series(act->tx, act->a, &(struct observation_series_in){client},
                                    &scores);
    if (rc == OK)
        rc = activity_count(act->tx, act->a, &(struct activity_count_in){client}, &activities);
    if (rc == OK)
        rc = review_series(act->tx, act->a, &in, &goals);
    if (rc != OK)
        return rc;
    *ret = (struct trend_score_list){
        ARENA_ARRAY(act->a, scores.n + goals.n + 1, struct trend_score), 0};
    for (size_t i = 0; i < scores.n && !arena_failed(act->a); i++) {
        const struct series_row *r = &scores.at[i];
        ret->at[ret->n++] = (struct trend_score){r->complaint,
                                                 r->kind,
                                                 S(""),
                                                 r->at_utc,
                                                 r->value,
                                                 r->visit,
                                                 activities_of(&activities, r)};
    }
    for (size_t i = 0; i < goals.n && !arena_failed(act->a); i++) {
        const struct review_series_row *r = &goals.at[i];
        ret->at[ret->n++] = (struct trend_score){r->complaint, in.instrument, r->wording, r->at_utc,
                                                 r->value,     ID_NONE,       0};
    }
    return OK;
}

enum rc trend_see(struct act *act, struct id client, struct trend_facts *ret)
{
    struct trend_facts f = {.scores = {NULL, 0}};
    enum rc rc = scores_read(act, client, &f.scores);
    if (rc == OK)
        rc = measuring_read(act, client, &f.measurings);
    if (rc != OK)
        return rc;
    *ret = f;
    return audit_saw(act, "benefits.see", client, client);
}
