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
enum { INTAKE_PAGES = PAGE_VISIT_START }; /* those of the client's questions, in their order */

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

/* Shared by the client's pages. */
/* The cookie's secret; empty: this browser holds no form. */
struct str intake_holder(struct request *rq);
struct form_ids intake_ids(struct request *rq);
struct frame intake_frame(struct request *rq, struct str title);
/* A form of ours carries the token that belongs to this browser's cookie. */
bool intake_is_ours(struct request *rq);
/* In a snapshot: the open form of this browser, with all that the gate knows. NOT_FOUND: none. */
NODISCARD enum rc intake_open_read(struct request *rq, struct act *act, struct intake *ret,
                                   struct gate_whole *ret_gate);
/* This browser has no open form. */
void intake_closed(struct request *rq, unsigned status);
void intake_fail(struct request *rq, enum rc rc);
/* Sends the form as it is answered; to its first page while something is still to be asked. */
void intake_send(struct request *rq);
/* Leads to a place to mark, the next open page, consent, or the end.
 *   ends   the form may end here
 */
void intake_go_on(struct request *rq, bool ends);
