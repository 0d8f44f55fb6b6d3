/* All rows of the route table.
 * Must never: hold a row itself.
 * Read next: web/rooms.h.
 */
#include "web/app.h"
#include "web/rooms.h"

static const struct route *const rooms[] = {
    asset_routes,        login_routes,        setup_routes,
    home_routes,         client_routes,       complaint_routes,
    chart_routes,        visit_routes,        note_routes,
    gate_routes,         where_routes,        safety_routes,
    intake_routes,       screening_routes,    crisis_routes,
    intake_page_routes,  intake_end_routes,   intake_hand_routes,
    consent_routes,      clearance_routes,    letter_routes,
    document_routes,     adverse_routes,      adverse_new_routes,
    task_routes,         user_routes,         audit_routes,
    practice_routes,     rule_routes,         rule_form_routes,
    rule_tighten_routes, review_routes,       plan_routes,
    benefit_routes,      bodymap_time_routes, outcome_routes,
    responder_routes,    followup_routes,     NULL,
};

const struct route_table app_routes = {rooms};
