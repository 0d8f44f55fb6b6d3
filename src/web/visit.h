/* The visit on one screen: check-in, test, treat, retest, note, sign.
 * Must never: pre-fill an outcome.
 * Read next: web/visit_form.h, web/visit.html.
 */
#pragma once
#include "domain/sign.h"
#include "domain/soap.h"
#include "http/request.h"
#include "web/assess.h"
#include "web/gate.h"
#include "web/layout.h"
#include "web/scale.h"

struct complaint_scores {
    struct str label;
    bool alone; /* the only complaint: its name need not stand there */
    struct scale now, week, tension, after;
};

struct map_row {
    size_t i;
    struct str where, pain;
    struct choice_list layers;
};

struct measure_option {
    struct str id, label, unit, step, min, max;
    bool on, paired;
    enum target_kind target;
};

struct measure_group { /* measures of one kind */
    struct str label;
    struct {
        struct measure_option *at;
        size_t n;
    } of;
};

struct sign_view {
    size_t i;
    struct {
        struct measure_group *at;
        size_t n;
    } groups;
    struct str target, device;
    struct str before_left, before_right, after_left, after_right;
    struct str from_left, from_right; /* the last values: where an empty box is counted from */
    struct str unit, step, min, max, error, last, label;
    struct str even;        /* of the sides, in words; empty: nothing to say */
    struct str usual;       /* norms, as context */
    struct str result;      /* of the retest, beside the error */
    struct str numbers;     /* behind it */
    enum target_kind needs; /* a target */
    bool chosen, paired, is_sign, can_drop;
};

struct block_view {
    size_t i, number; /* number: as people count */
    struct str where, minutes, pain, response, reason;
    struct str care; /* a place where one takes care: which; empty: none */
    struct choice_list techniques, tissues, sides, depths, pressures;
    struct str where_error, technique_error, minutes_error, pressure_error, side_error,
        tissue_error, depth_error, pain_error, response_error, reason_error;
    bool as_last; /* all its values are last time's */
};

struct typed_view {
    struct str news, s, o, a, p, advice;
    struct str s_error, o_error, a_error, p_error, advice_error;
    bool news_none;
    struct str checkin_s, note_s, last_stroke;
};

struct place_option { /* a region or a muscle */
    struct str label, id;
};

struct visit_view {
    struct frame frame;
    struct form_ids ids;
    struct id client, visit;
    int64_t version;
    struct str name, alert, complaint, when, started, saved, late; /* late: sentence or empty */
    struct str held_error;
    bool is_old, held; /* begun more than a day ago; it is confirmed that it took place then */
    struct str figure, figure_src, last_map; /* last_map: "neck_back_l=6;..." */
    struct str plan, place, home_care;       /* of the plan; empty: there is none */
    struct str review;                       /* why a review is due; empty: it is not */
    int64_t complaint_n;
    struct str last_when; /* day of the visit the defaults come from; empty: none */
    struct str news_error, started_error, map_error;
    struct {
        struct complaint_scores *at;
        size_t n;
    } complaints;
    struct scale stress, sleep;
    struct {
        struct map_row *at;
        size_t n;
    } map;
    struct {
        struct sign_view *at;
        size_t n;
    } signs; /* all that is measured; the first three are tested again */
    bool can_measure;
    struct {
        struct str *at;
        size_t n;
    } movements;
    struct str draft_to; /* where the form's smaller buttons go */
    struct assess_view assess;
    struct {
        struct block_view *at;
        size_t n;
    } blocks;
    bool can_add;
    struct {
        struct place_option *at;
        size_t n;
    } places;
    struct soap soap;
    struct gate_strip strip;
    struct str avoid, careful; /* region ids, ";" between: no contact; less than elsewhere */
    bool closed;               /* the gate would not let it be signed as it stands */
    struct typed_view typed;
    struct field void_reason;
};

/* Answers with the visit that the request's ":client" and ":visit" name, draft or note, and with
 * what is wrong. */
void visit_again(struct request *rq, unsigned status);

struct earlier_view {
    struct frame frame;
    struct form_ids ids;
    struct id client;
    struct str name;
    struct field started;
    struct pick complaint, location;
};
