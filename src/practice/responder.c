/* Reading the outcomes of a practice.
 * Must never: name a client.
 * Read next: sql/outcome.sql.
 */
#include "practice/responder.h"

#include "practice/audit.h"
#include "store/sql_outcome.h"

enum { DAY_S = 86400 };

enum rc responders_see(struct act *act, struct responder_list *ret)
{
    struct responder_row_list rows;
    struct responder_counts_in in = {act->now_utc - RESPONDER_DAYS * DAY_S,
                                     act->now_utc - AWAY_DAYS * DAY_S};
    enum rc rc = responder_counts(act->tx, act->a, &in, &rows);
    if (rc != OK)
        return rc;
    *ret = responders_of(act->a, &rows);
    return audit_saw(act, "responders.see", ID_NONE, ID_NONE);
}
