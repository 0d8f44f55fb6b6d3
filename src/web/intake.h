/* The health history as pages: handed out by staff, filled in by the client, one group a page.
 * Must never: show a client's browser anything beyond this one form.
 * Read next: practice/intake.h.
 */
#pragma once
#include "practice/intake.h"
#include "web/consent.h"
#include "web/gate.h"
#include "web/qr.h"
#include "web/question.h"

#define INTAKE_COOKIE "__Host-intake"

struct intake_hand_view { /* for staff: the link and its code */
    struct frame frame;
    struct form_ids ids;
    struct id client;
    struct str name, link, mail, state, until;
    struct qr qr;
    bool open;
};

struct intake_door_view { /* behind the link */
    struct frame frame;
    struct form_ids ids;
    struct str practice, to, words;
    bool open;
};

struct intake_fields {
    struct field *at;
    size_t n;
};

struct intake_page_view {
    struct frame frame;
    struct form_ids ids;
    int64_t n, of;
    struct str title, asked, asked_error, back; /* back: address of the page before; or empty */
    struct question_group group;
    struct intake_fields fields;
};

struct intake_consent_view {
    struct frame frame;
    struct form_ids ids;
    struct consent_form form;
};

struct intake_urgent_view {
    struct frame frame;
    struct gate_flags flags;
    const struct contact *emergency;
    bool call;
};

struct intake_thanks_view {
    struct frame frame;
    struct str back; /* of the tablet: where staff signs in again; empty: the client's own device */
};
