/* Reading what was measured of a client over time.
 * Must never: count a voided visit's values.
 * Read next: sql/visit.sql.
 */
#include "practice/measuring.h"

#include "store/sql_visit.h"

enum { MEASURINGS_MOST = 2000 };

static struct measuring measuring_of(const struct measuring_row *r)
{
    return (struct measuring){
        .visit = r->visit,
        .at_utc = r->started_utc,
        .who = r->who,
        .finding = {.complaint = r->complaint,
                    .measure = r->measure,
                    .target = r->target,
                    .device = r->device,
                    .tester = id_is_none(r->tester) ? r->therapist : r->tester,
                    .before_left = r->before_left,
                    .before_right = r->before_right,
                    .after_left = r->after_left,
                    .after_right = r->after_right}};
}

enum rc measuring_read(struct act *act, struct id client, struct measuring_list *ret)
{
    struct measuring_row_list rows;
    struct finding_by_client_in in = {client, MEASURINGS_MOST};
    enum rc rc = finding_by_client(act->tx, act->a, &in, &rows);
    if (rc != OK)
        return rc;
    *ret = (struct measuring_list){ARENA_ARRAY(act->a, rows.n + 1, struct measuring), 0};
    for (size_t i = 0; i < rows.n && !arena_failed(act->a); i++)
        ret->at[ret->n++] = measuring_of(&rows.at[i]);
    return OK;
}
