/* A locked note: read, print, amend, void.
 * Must never: show an amendment without what it amends.
 * Read next: web/note.h.
 */
#include "web/note.h"

#include "base/out.h"
#include "domain/sign.h"
#include "practice/visit.h"
#include "web/app.h"
#include "web/note_html.h"
#include "web/rooms.h"
#include "web/visit.h"

enum { CHANGE_ROOM = 512, SEAL_SHOWN = 16 };

/* --- scores and signs ------------------------------------------------------------------------ */

static struct str score_name(struct arena *a, const struct visit_whole *w,
                             const struct observation *o)
{
    const struct instrument *x = instrument_find(o->kind);
    struct str name = x ? str_from(x->name) : o->kind;
    for (size_t i = 0; i < w->complaints.n; i++)
        if (w->complaints.at[i].n == o->complaint)
            return arena_fmt(a, "%.*s: %.*s", STR_ARG(w->complaints.at[i].label), STR_ARG(name));
    return name;
}

/* The query orders by complaint, then by what was asked: a score and its retest are neighbours. */
static void scores_fill(struct arena *a, const struct visit_whole *w, struct note_view *v)
{
    const struct observation *last = NULL;
    v->scores.at = ARENA_ARRAY(a, w->scores.n + 1, struct note_score);
    for (size_t i = 0; i < w->scores.n && !arena_failed(a); i++) {
        const struct observation *o = &w->scores.at[i];
        if (!last || last->complaint != o->complaint || !str_eq(last->kind, o->kind))
            v->scores.at[v->scores.n++] = (struct note_score){score_name(a, w, o), S("–"), S("–")};
        struct note_score *row = &v->scores.at[v->scores.n - 1];
        *(str_eq(o->phase, S("after")) ? &row->after : &row->before) = arena_fmt(a, "%g", o->value);
        last = o;
    }
}

static struct str pair_text(struct arena *a, const char *unit, const struct maybe_real *before,
                            const struct maybe_real *after)
{
    if (!before->has)
        return S("–");
    if (!after->has)
        return arena_fmt(a, "%g %s", before->v, unit);
    return arena_fmt(a, "%g → %g %s", before->v, after->v, unit);
}

static void side_say(struct out *w, const struct measure *m, const char *side,
                     const struct maybe_real *before, const struct maybe_real *after)
{
    if (!before->has || !after->has)
        return;
    struct change c = change_measured(m, before->v, after->v);
    struct str words = change_words(&c);
    out_fmt(w, "%s%s%s%.*s", w->n ? "; " : "", side, *side ? " " : "", STR_ARG(words));
}

/* "left beyond error; right no change (error 7 deg)" */
static struct str against_error(struct arena *a, const struct measure *m, const struct finding *g)
{
    struct out w = out_new(a, CHANGE_ROOM);
    side_say(&w, m, m->paired ? "left" : "", &g->before_left, &g->after_left);
    side_say(&w, m, "right", &g->before_right, &g->after_right);
    if (!w.n)
        return S("not retested");
    const struct maybe_real *from = g->before_left.has ? &g->before_left : &g->before_right;
    struct change c = change_measured(m, from->v, from->v);
    struct str numbers = change_numbers(a, &c);
    out_fmt(&w, " (%.*s)", STR_ARG(numbers));
    return out_str(&w);
}

static void signs_fill(struct arena *a, const struct visit_whole *w, struct note_view *v)
{
    v->signs.at = ARENA_ARRAY(a, w->findings.n + 1, struct note_sign);
    for (size_t i = 0; i < w->findings.n && !arena_failed(a); i++) {
        const struct finding *g = &w->findings.at[i];
        const struct measure *m = measure_find(g->measure);
        if (m)
            v->signs.at[v->signs.n++] = (struct note_sign){
                sign_name(a, m, g->target), pair_text(a, m->unit, &g->before_left, &g->after_left),
                pair_text(a, m->unit, &g->before_right, &g->after_right), against_error(a, m, g)};
    }
}

/* --- words ----------------------------------------------------------------------------------- */

static void parts_fill(struct arena *a, const struct note *n, struct note_view *v)
{
    const struct note_part parts[] = {{S("Subjective"), n->subjective},
                                      {S("Objective"), n->objective},
                                      {S("Assessment"), n->assessment},
                                      {S("Plan"), n->plan}};
    v->parts.at = ARENA_ARRAY(a, 4, struct note_part);
    for (size_t i = 0; i < 4; i++)
        if (parts[i].text.n)
            v->parts.at[v->parts.n++] = parts[i];
}

static void amendments_fill(struct arena *a, const struct zone *z, const struct visit_whole *w,
                            struct note_view *v)
{
    v->amendments.at = ARENA_ARRAY(a, w->amendments.n + 1, struct note_amendment);
    for (size_t i = 0; i < w->amendments.n && !arena_failed(a); i++) {
        const struct amendment *m = &w->amendments.at[i];
        v->amendments.at[v->amendments.n++] = (struct note_amendment){
            m->author_name, time_human(a, z, m->at_utc), m->reason, m->body};
    }
}

static void lines_fill(struct arena *a, const struct zone *z, const struct visit_whole *w,
                       struct note_view *v)
{
    const struct visit *x = &w->visit;
    v->signed_line = v->late = v->voided = v->seal_start = v->seal_rest = S("");
    if (x->signed_utc.has) {
        struct str when = time_human(a, z, x->signed_utc.v);
        v->signed_line = arena_fmt(a, "Signed by %.*s, %.*s.", STR_ARG(w->therapist_name),
                                   STR_ARG(when));
        v->seal_start = str_slice(x->signed_hash, 0, SEAL_SHOWN);
        v->seal_rest = str_slice(x->signed_hash, SEAL_SHOWN, x->signed_hash.n);
    }
    if (x->late) {
        struct str when = time_human(a, z, x->entered_utc);
        v->late = arena_fmt(a, "Entered later than the visit, on %.*s.", STR_ARG(when));
    }
    if (x->voided_utc.has) {
        struct str when = time_human(a, z, x->voided_utc.v);
        v->voided = arena_fmt(a, "Voided by %.*s, %.*s: %.*s", STR_ARG(w->voided_by_name),
                              STR_ARG(when), STR_ARG(x->void_reason));
    }
}

static void view_fill(struct request *rq, const struct zone *z, const struct visit_whole *w,
                      struct note_view *v)
{
    struct arena *a = request_arena(rq);
    const struct faults *f = request_faults(rq);
    struct date born;
    v->client = w->client.id;
    v->visit = w->visit.id;
    v->name = client_name(a, &w->client);
    v->born = date_parse(w->client.born, &born) ? date_human(a, born) : S("");
    v->when = time_human(a, z, w->visit.started_utc);
    v->complaint = w->complaint.label;
    v->therapist = w->therapist_name;
    v->qualification = w->therapist_qualification;
    v->location = w->location_name;
    v->minutes = arena_fmt(a, "%g min hands-on", w->visit.minutes);
    v->is_signed = str_eq(w->visit.state, S("signed"));
    v->hash_fails = v->is_signed && !w->hash_holds;
    v->has_map = w->marks.n > 0;
    v->map = bodymap_of(a, w->client.figure, &w->marks);
    scores_fill(a, w, v);
    signs_fill(a, w, v);
    parts_fill(a, &w->note, v);
    amendments_fill(a, z, w, v);
    lines_fill(a, z, w, v);
    bool voiding = str_ends(request_path(rq), S("/void"));
    struct str typed = app_field(rq, S("reason"));
    v->reason = field_of("reason", "Reason", "text", voiding ? S("") : typed, voiding ? NULL : f);
    v->body = field_of("body", "What is added or corrected", "area", app_field(rq, S("body")), f);
    v->void_reason = field_of("reason", "Reason", "text", voiding ? typed : S(""),
                              voiding ? f : NULL);
    *(voiding ? &v->reason.form : &v->void_reason.form) = S("-other");
}

void note_show(struct request *rq, unsigned status)
{
    struct act act;
    struct note_view v = {0};
    struct visit_whole *w = ARENA_NEW(request_arena(rq), struct visit_whole);
    struct practice_facts facts;
    struct adverse_list adverse;
    struct id client, visit;
    if (!app_param_id(rq, S("client"), &client) || !app_param_id(rq, S("visit"), &visit)) {
        app_refuse(rq, 404);
        return;
    }
    if (!app_read(rq, &act))
        return;
    enum rc rc = visit_read(&act, client, visit, w);
    if (rc == OK)
        rc = practice_facts(&act, &facts);
    if (rc == OK)
        rc = adverse_of_visit(&act, client, visit, &adverse);
    if (rc == OK && !request_is_post(rq))
        rc = visit_saw(&act, &w->visit);
    v.frame = frame_of(rq, &act, S("Note"), "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    view_fill(rq, facts.zone, w, &v);
    v.adverse = adverse_lines_of(act.a, client, &adverse);
    v.ids = form_ids_of(rq);
    v.frame.faults = request_faults(rq);
    note_page(request_out(rq), &v);
    request_answer(rq, status);
}

/* --- amend and void -------------------------------------------------------------------------- */

static void done(struct request *rq, struct write *w, enum rc rc)
{
    (void)w;
    struct arena *a = request_arena(rq);
    if (rc == OK && str_ends(request_path(rq), S("/void")))
        request_redirect(rq,
                         arena_fmt(a, "/clients/%.*s", STR_ARG(request_param(rq, S("client")))));
    else if (rc == OK)
        request_redirect(rq, arena_fmt(a, "/clients/%.*s/visits/%.*s",
                                       STR_ARG(request_param(rq, S("client"))),
                                       STR_ARG(request_param(rq, S("visit")))));
    else if (rc == INVALID)
        visit_again(rq, 422);
    else
        app_fail(rq, rc);
}

static void amend_post(struct request *rq)
{
    static const struct str names[] = {STR_INIT("reason"), STR_INIT("body")};
    struct visit_amend_cmd *c = ARENA_NEW(request_arena(rq), struct visit_amend_cmd);
    if (!app_only_fields(rq, names, 2))
        return;
    c->reason = app_field(rq, S("reason"));
    c->body = app_field(rq, S("body"));
    if (app_param_id(rq, S("client"), &c->client) && app_param_id(rq, S("visit"), &c->visit))
        app_write(rq, visit_amend, c, done);
    else
        app_refuse(rq, 404);
}

static void void_post(struct request *rq)
{
    static const struct str names[] = {STR_INIT("reason")};
    struct visit_void_cmd *c = ARENA_NEW(request_arena(rq), struct visit_void_cmd);
    if (!app_only_fields(rq, names, 1))
        return;
    c->reason = app_field(rq, S("reason"));
    if (app_param_id(rq, S("client"), &c->client) && app_param_id(rq, S("visit"), &c->visit))
        app_write(rq, visit_void, c, done);
    else
        app_refuse(rq, 404);
}

const struct route note_routes[] = {
    {ROUTE_POST, "/clients/:client/visits/:visit/amend", ROLE_THERAPIST, amend_post, 0},
    {ROUTE_POST, "/clients/:client/visits/:visit/void", ROLE_THERAPIST, void_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
