/* Reading body maps.
 * Must never: count a voided visit's map.
 * Read next: sql/visit.sql.
 */
#include "practice/bodymap.h"

#include "practice/audit.h"
#include "store/sql_visit.h"

enum rc bodymap_see(struct act *act, struct id client, struct marked_list *ret)
{
    struct mark_by_client_in in = {client, act->now_utc - BODYMAP_PERIODS * BODYMAP_PERIOD_S};
    enum rc rc = mark_by_client(act->tx, act->a, &in, ret);
    return rc == OK ? audit_saw(act, "maps.see", client, client) : rc;
}
