/* What every page shares, filled.
 * Must never: know what a page is about.
 * Read next: web/layout.html.
 */
#include "web/layout.h"

#include "practice/screening.h"
#include "practice/visit.h"
#include "web/app.h"

static void crises_fill(struct act *act, struct frame *f)
{
    struct crisis_alert_list all = {0};
    if (crisis_alerts(act, &all) != OK)
        return;
    f->crises.at = ARENA_ARRAY(act->a, all.n + 1, struct frame_alert);
    for (size_t i = 0; i < all.n && !arena_failed(act->a); i++)
        f->crises.at[f->crises.n++] = (struct frame_alert){all.at[i].client, all.at[i].name};
}

struct frame frame_of(struct request *rq, struct act *act, struct str title, const char *section)
{
    const struct seat *seat = app_seat(rq);
    struct frame f = {.title = title,
                      .section = section,
                      .name = S(""),
                      .csrf = S(""),
                      .practice = S(""),
                      .notice = S(""),
                      .notice_to = S("")};
    struct practice_facts facts;
    if (!seat)
        return f;
    f.signed_in = true;
    f.therapist = (seat->who.roles & ROLE_THERAPIST) != 0;
    f.owner = (seat->who.roles & ROLE_OWNER) != 0;
    f.name = seat->who.name;
    f.csrf = seat->csrf;
    if (act && act->tx && practice_facts(act, &facts) == OK)
        f.practice = facts.name;
    if (act && act->tx && f.therapist && visit_unsigned_count(act, &f.unsigned_n) != OK)
        f.unsigned_n = 0;
    if (act && act->tx && f.therapist)
        crises_fill(act, &f);
    return f;
}

struct field field_of(const char *name, const char *label, const char *type, struct str value,
                      const struct faults *f)
{
    return (struct field){.name = name,
                          .label = label,
                          .type = type,
                          .value = value.p ? value : S(""),
                          .error = fault_of(f, str_from(name))};
}

struct form_ids form_ids_of(struct request *rq)
{
    const struct seat *seat = app_seat(rq);
    struct str sent = request_field(rq, S("key"));
    struct id id;
    return (struct form_ids){seat ? seat->csrf : S(""),
                             id_parse(sent, &id) ? sent : id_text(request_arena(rq), id_new())};
}
