/* The health history beside its pages: where a thing is, what is urgent, consent, thanks.
 * Must never: say that all is well.
 * Read next: web/intake_hand.c.
 */
#include "practice/client.h"
#include "web/app.h"
#include "web/intake.h"
#include "web/intake_html.h"
#include "web/rooms.h"

static void where_show(struct request *rq, unsigned status)
{
    struct act act;
    struct gate_whole w;
    struct intake i;
    struct where_view v = {.name = S(""), .carry = S("")};
    if (!app_read(rq, &act))
        return;
    enum rc rc = intake_open_read(rq, &act, &i, &w);
    app_read_end(&act);
    if (rc != OK) {
        intake_fail(rq, rc);
        return;
    }
    const struct caution *row = where_row_of(rq, &w.facts.rules);
    if (!row) {
        app_refuse(rq, 404);
        return;
    }
    const struct answer *said = intake_said(&w, &i, row);
    if (!said || !said->yes) {
        intake_go_on(rq, false);
        return;
    }
    v.frame = intake_frame(rq, S("Where is it?"));
    v.frame.visit = true;
    v.ids = intake_ids(rq);
    v.to = request_path(rq);
    where_fill(rq, row, &w, &v);
    where_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void where_get(struct request *rq)
{
    where_show(rq, 200);
}

static void placed(struct request *rq, struct write *w, enum rc rc)
{
    (void)w;
    if (rc == OK)
        intake_go_on(rq, true);
    else if (rc == INVALID)
        where_show(rq, 422);
    else
        intake_fail(rq, rc);
}

static void where_post(struct request *rq)
{
    struct intake_answer_cmd *c = ARENA_NEW(request_arena(rq), struct intake_answer_cmd);
    struct asked *x = ARENA_NEW(request_arena(rq), struct asked);
    if (!intake_is_ours(rq)) {
        intake_closed(rq, 403);
        return;
    }
    if (!where_fields_known(rq))
        return;
    const struct caution *row = where_row_read(rq);
    if (!row)
        return;
    *x = where_asked(rq, row);
    c->holder = intake_holder(rq);
    c->asking.at = x;
    c->asking.n = 1;
    if (request_faults(rq)->n)
        where_show(rq, 422);
    else
        app_write(rq, intake_answer, c, placed);
}

/* Only what this form itself said. */
static struct gate_flags urgent_of(struct arena *a, const struct gate_whole *w,
                                   const struct intake *i, bool *ret_call)
{
    struct gate_flags all = gate_flags_of(a, w), kept = {all.at, 0};
    for (size_t k = 0; k < w->gate.flags.n; k++) {
        const struct flag *x = &w->gate.flags.at[k];
        if (x->row->category != CAUTION_RED_FLAG || !intake_said(w, i, x->row))
            continue;
        *ret_call = *ret_call || x->row->action == ACTION_CALL_EMERGENCY;
        kept.at[kept.n++] = all.at[k];
    }
    return kept;
}

static void urgent_get(struct request *rq)
{
    struct act act;
    struct gate_whole w;
    struct intake i;
    struct intake_urgent_view v = {0};
    if (!app_read(rq, &act))
        return;
    enum rc rc = intake_open_read(rq, &act, &i, &w);
    app_read_end(&act);
    if (rc != OK) {
        intake_fail(rq, rc);
        return;
    }
    v.frame = intake_frame(rq, S("Please get help"));
    v.emergency = contact_find(w.practice.country, "emergency");
    v.flags = urgent_of(act.a, &w, &i, &v.call);
    if (!v.flags.n) {
        request_redirect(rq, S("/intake"));
        return;
    }
    intake_urgent_page(request_out(rq), &v);
    request_answer(rq, 200);
}

static void consent_show(struct request *rq, unsigned status)
{
    struct act act;
    struct gate_whole w;
    struct intake i;
    struct intake_consent_view v = {0};
    if (!app_read(rq, &act))
        return;
    enum rc rc = intake_open_read(rq, &act, &i, &w);
    if (rc == OK)
        rc = consent_form_fill(rq, &act, &w.client, &v.form);
    app_read_end(&act);
    if (rc != OK) {
        intake_fail(rq, rc);
        return;
    }
    v.frame = intake_frame(rq, S("Your agreement"));
    v.ids = intake_ids(rq);
    intake_consent_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void consent_get(struct request *rq)
{
    consent_show(rq, 200);
}

static void consented(struct request *rq, struct write *w, enum rc rc)
{
    (void)w;
    if (rc == OK)
        intake_go_on(rq, true);
    else if (rc == INVALID)
        consent_show(rq, 422);
    else if (rc == CONFLICT && app_meanwhile(rq))
        consent_show(rq, 409);
    else
        intake_fail(rq, rc);
}

static void consent_post(struct request *rq)
{
    struct intake_consent_cmd *c = ARENA_NEW(request_arena(rq), struct intake_consent_cmd);
    if (!intake_is_ours(rq)) {
        intake_closed(rq, 403);
        return;
    }
    if (!consent_fields_known(rq))
        return;
    c->holder = intake_holder(rq);
    consent_form_read(rq, &c->consent);
    app_write(rq, intake_consent, c, consented);
}

/* Without signing: agreeing may wait for the practice. */
static void later_post(struct request *rq)
{
    if (!intake_is_ours(rq))
        intake_closed(rq, 403);
    else if (app_only_fields(rq, NULL, 0))
        intake_send(rq);
}

static void thanks_get(struct request *rq)
{
    struct act act;
    struct intake i;
    struct intake_thanks_view v = {.back = S("")};
    if (!app_read(rq, &act))
        return;
    enum rc rc = intake_of_holder(&act, intake_holder(rq), &i);
    app_read_end(&act);
    if (rc != OK || i.state != INTAKE_DONE) {
        intake_closed(rq, 410);
        return;
    }
    struct str id = id_text(act.a, i.client);
    if (str_eq(i.how, S("tablet")))
        v.back = arena_fmt(act.a, "/sign-in?next=%%2Fclients%%2F%.*s%%2Fstart", STR_ARG(id));
    v.frame = intake_frame(rq, S("Thank you"));
    intake_thanks_page(request_out(rq), &v);
    request_answer(rq, 200);
}

const struct route intake_end_routes[] = {
    {ROUTE_GET, "/intake/where/:n", ROLE_ANYONE, where_get, 0},
    {ROUTE_POST, "/intake/where/:n", ROLE_ANYONE, where_post, 0},
    {ROUTE_GET, "/intake/urgent", ROLE_ANYONE, urgent_get, 0},
    {ROUTE_GET, "/intake/consent", ROLE_ANYONE, consent_get, 0},
    {ROUTE_POST, "/intake/consent", ROLE_ANYONE, consent_post, 0},
    {ROUTE_POST, "/intake/later", ROLE_ANYONE, later_post, 0},
    {ROUTE_GET, "/intake/thanks", ROLE_ANYONE, thanks_get, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
