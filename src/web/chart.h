/* The chart, shown: who, alerts, complaints, response, trajectory, body map, visits.
 * Must never: say what the numbers do not.
 * Read next: practice/chart.h.
 */
#pragma once
#include "practice/chart.h"
#include "web/bodymap.h"
#include "web/gate.h"
#include "web/goal.h"
#include "web/layout.h"
#include "web/trajectory.h"

struct complaint_card {
    int64_t n;
    struct str label, since, cause, response;
    struct str plan, place;   /* the plan in a line, and where its course stands; empty: none */
    struct str outcome, next; /* what the scores said at the last visit, and when to come again */
    struct str review;        /* why a review is due; empty: it is not */
    bool closed;
    struct goal_lines goals;
    struct trajectory trajectory;
};

struct visit_line {
    struct id client, id;
    struct str when, summary, scores, minutes, therapist;
    bool draft, voided, mine;
};

struct visit_lines {
    struct visit_line *at;
    size_t n;
};

struct chart_view {
    struct frame frame;
    struct form_ids ids;
    struct id id;
    struct str name, born, age, phone, email, occupation, gp, emergency, address, alert;
    bool archived, treats, has_map;
    struct {
        struct complaint_card *at;
        size_t n;
    } complaints, open;
    struct visit_lines visits;
    struct str older; /* address of the older ones; empty: none */
    struct gate_strip strip;
    enum gate_verdict verdict;
    struct bodymap map;
    struct str map_when;
    struct str now_field; /* for a back-dated visit: the present as a datetime field */
};
