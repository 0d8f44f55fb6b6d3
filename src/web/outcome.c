/* What sessions do, as a page.
 * Must never: show a number without its doubt.
 * Read next: web/outcome.h.
 */
#include "web/outcome.h"

#include <math.h>

#include "practice/client.h"
#include "web/app.h"
#include "web/outcome_html.h"
#include "web/rooms.h"

/* The curve's band is as wide as eight of ten. */
static const double EIGHT_IN_TEN = 1.2815515655446004;

/* --- the answer ------------------------------------------------------------------------------------ */

static void prompts_fill(struct arena *a, const struct outcome *o, struct outcome_view *v)
{
    static const char *const tones[] = {[PROMPT_NONE] = "none",
                                        [PROMPT_GOOD] = "good",
                                        [PROMPT_REVIEW] = "review",
                                        [PROMPT_STOP] = "stop-line"};
    struct outcome_prompt all[OUTCOME_PROMPTS];
    size_t n = outcome_prompts(a, o, all);
    v->prompts.at = ARENA_ARRAY(a, n + 1, struct prompt_view);
    for (size_t i = 0; i < n && !arena_failed(a); i++)
        v->prompts.at[v->prompts.n++] = (struct prompt_view){all[i].text, all[i].reason,
                                                             str_from(tones[all[i].kind])};
}

/* Probabilities above 0.6 are too hopeful where many are helped: "about" stands before them. */
static struct str chance_words(struct arena *a, double p)
{
    double percent = round(p * 20) * 5;
    return percent < 5    ? S("under 5 %")
           : percent > 95 ? S("over 95 %")
                          : arena_fmt(a, "about %g %%", percent);
}

static void intervals_fill(struct arena *a, const struct outcome *o, struct outcome_view *v)
{
    const struct ev_scale *x = &o->series.scale;
    v->intervals.at = ARENA_ARRAY(a, o->usual.n_intervals + 1, struct interval_row);
    for (size_t i = 0; i < o->usual.n_intervals && !arena_failed(a); i++) {
        double pain = fmin(fmax(outcome_value(o, o->usual.interval_mean[i]), x->low), x->high);
        v->intervals.at[v->intervals.n++] = (struct interval_row){
            outcome_interval(a, o->question.intervals[i]), arena_fmt(a, "%.1f", pain),
            chance_words(a, o->usual.interval_p[i]), (int)i == o->advice.expected};
    }
}

static struct trajectory drawing_of(struct arena *a, const struct zone *z,
                                    const struct outcome_state *s)
{
    const struct outcome *o = &s->main;
    double *mean = ARENA_ARRAY(a, OUTCOME_LOOKS, double);
    double *low = ARENA_ARRAY(a, OUTCOME_LOOKS, double);
    double *high = ARENA_ARRAY(a, OUTCOME_LOOKS, double);
    struct traj_model m = {.n = o->usual.n_looks,
                           .at_utc = o->look_utc,
                           .mean = mean,
                           .low = low,
                           .high = high,
                           .target = o->target,
                           .now_utc = o->look_utc[OUTCOME_LOOKS - 1]};
    for (size_t i = 0; i < m.n && !arena_failed(a); i++) {
        mean[i] = outcome_value(o, o->usual.look_mean[i]);
        low[i] = outcome_value(o, o->usual.look_mean[i] - EIGHT_IN_TEN * o->usual.look_sd[i]);
        high[i] = outcome_value(o, o->usual.look_mean[i] + EIGHT_IN_TEN * o->usual.look_sd[i]);
    }
    return trajectory_of(a, z, s->complaint.n, &s->scores, o->decisions.enough ? &m : NULL);
}

static void others_fill(struct arena *a, const struct outcome_state *s, struct outcome_view *v)
{
    v->others.at = ARENA_ARRAY(a, s->n_others + 1, struct other_row);
    for (size_t i = 0; i < s->n_others && !arena_failed(a); i++) {
        const struct outcome *o = &s->others[i];
        v->others.at[v->others.n++] = (struct other_row){
            str_from(o->instrument->name), outcome_words_of(a, o).change, outcome_beside(a, o)};
    }
}

/* --- what it is made of ------------------------------------------------------------------------------ */

static void followups_fill(struct arena *a, const struct outcome_state *s, struct outcome_view *v)
{
    static const char *const states[] = {[FOLLOWUP_LATER] = "later",
                                         [FOLLOWUP_DUE] = "to ask now",
                                         [FOLLOWUP_ASKED] = "asked",
                                         [FOLLOWUP_MISSED] = "missed"};
    v->followups.at = ARENA_ARRAY(a, FOLLOWUPS, struct followup_row);
    for (size_t i = 0; i < s->n_followups && !arena_failed(a); i++)
        v->followups.at[v->followups.n++] = (struct followup_row){
            str_from(s->followups[i].when), day_human(a, s->zone, s->followups[i].from_utc),
            str_from(states[s->followups[i].state]), s->followups[i].state == FOLLOWUP_DUE};
}

static void diary_fill(struct arena *a, const struct outcome_state *s, struct outcome_view *v)
{
    v->diary.at = ARENA_ARRAY(a, s->diary.n + 1, struct diary_row);
    for (size_t i = 0; i < s->diary.n && !arena_failed(a); i++)
        v->diary.at[v->diary.n++] = (struct diary_row){
            s->diary.at[i].id, time_human(a, s->zone, s->diary.at[i].at_utc),
            arena_fmt(a, "%g", s->diary.at[i].value)};
}

static const struct {
    const char *kind, *label;
} kinds[] = {{"medicine", "a medicine changed"},
             {"treatment", "another treatment began or ended"},
             {"other", "something else changed"}};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

static struct str kind_label(struct str kind)
{
    for (size_t i = 0; i < KINDS; i++)
        if (str_eq(kind, str_from(kinds[i].kind)))
            return str_from(kinds[i].label);
    return kind;
}

static void other_care_fill(struct arena *a, const struct outcome_state *s, struct outcome_view *v)
{
    v->other_care.at = ARENA_ARRAY(a, s->other_care.n + 1, struct care_row);
    for (size_t i = 0; i < s->other_care.n && !arena_failed(a); i++) {
        const struct other_care *o = &s->other_care.at[i];
        struct date d = {0};
        (void)date_parse(o->day, &d);
        v->other_care.at[v->other_care.n++] = (struct care_row){
            o->id, date_human(a, d), kind_label(o->kind), o->note, o->who};
    }
}

static void forms_fill(struct request *rq, const struct zone *z, int64_t now_utc,
                       struct outcome_view *v)
{
    struct arena *a = request_arena(rq);
    const struct faults *f = request_faults(rq);
    struct str at = app_field(rq, S("at")), kind = app_field(rq, S("kind"));
    struct choice *c = ARENA_ARRAY(a, KINDS, struct choice);
    v->value = scale_of(a, S("value"), S("Pain then"), 0, S("none"), S("worst imaginable"),
                        app_field(rq, S("value")), f);
    v->at = field_of("at", "When", "datetime-local", at.n ? at : time_field(a, z, now_utc), f);
    v->day = field_of("day", "On", "date", app_field(rq, S("day")), f);
    v->note = field_of("note", "What", "text", app_field(rq, S("note")), f);
    v->at.required = v->day.required = v->note.required = true;
    for (size_t i = 0; i < KINDS && !arena_failed(a); i++)
        c[i] = (struct choice){str_from(kinds[i].kind), str_from(kinds[i].label),
                               str_eq(kind, str_from(kinds[i].kind))};
    v->kind = (struct pick){"kind", "Kind", NULL, {c, KINDS}, fault_of(f, S("kind"))};
}

/* --- the page ------------------------------------------------------------------------------------------ */

static void state_fill(struct arena *a, const struct outcome_state *s, struct outcome_view *v)
{
    v->name = client_name(a, &s->client);
    v->label = s->complaint.label;
    v->has_main = s->has_main;
    v->recent = S("");
    followups_fill(a, s, v);
    diary_fill(a, s, v);
    other_care_fill(a, s, v);
    others_fill(a, s, v);
    if (!s->has_main) {
        v->trajectory = trajectory_of(a, s->zone, s->complaint.n, &s->scores, NULL);
        return;
    }
    const struct ev_series *e = &s->main.series;
    v->has_sessions = e->n_sessions > 0;
    v->counted = arena_fmt(a, "From %zu score%s of pain and %zu session%s.", e->n_scores,
                           e->n_scores == 1 ? "" : "s", e->n_sessions,
                           e->n_sessions == 1 ? "" : "s");
    if (s->main.why_not & WHY_RECENT)
        v->recent = S("This kind of pain often settles by itself.");
    prompts_fill(a, &s->main, v);
    v->words = outcome_words_of(a, &s->main);
    if (s->main.decisions.enough)
        intervals_fill(a, &s->main, v);
    v->trajectory = drawing_of(a, s->zone, s);
}

static struct str notice_of(struct request *rq)
{
    static const struct {
        const char *query, *words;
    } all[] = {
        {"kept", "The score is kept."},
        {"removed", "It is removed: it counts no more."},
        {"marked", "The mark is kept: for four weeks nothing is called the sessions' doing."}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (request_query(rq, str_from(all[i].query)).p)
            return str_from(all[i].words);
    return S("");
}

static void page_show(struct request *rq, unsigned status)
{
    struct act act;
    struct outcome_state *s = ARENA_NEW(request_arena(rq), struct outcome_state);
    struct outcome_view v = {.complaint = 0};
    if (!app_param_complaint(rq, &v.client, &v.complaint) || !app_read(rq, &act))
        return;
    enum rc rc = outcome_see(&act, v.client, v.complaint, s);
    v.frame = frame_of(rq, &act, S("What sessions do"), "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.frame.visit = true;
    v.frame.faults = request_faults(rq);
    v.frame.notice = notice_of(rq);
    v.ids = form_ids_of(rq);
    state_fill(act.a, s, &v);
    forms_fill(rq, s->zone, act.now_utc, &v);
    outcome_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void outcome_get(struct request *rq)
{
    page_show(rq, 200);
}

/* Back to the page, saying what was done. */
static void done(struct request *rq, enum rc rc, const char *said)
{
    struct arena *a = request_arena(rq);
    struct id client;
    int64_t complaint;
    if (rc == INVALID)
        page_show(rq, 422);
    else if (rc != OK)
        app_fail(rq, rc);
    else if (app_param_complaint(rq, &client, &complaint)) {
        struct str c = id_text(a, client);
        request_redirect(rq, arena_fmt(a, "/clients/%.*s/complaints/%lld/outcome?%s=1", STR_ARG(c),
                                       (long long)complaint, said));
    }
}

static void score_added(struct request *rq, struct write *w, enum rc rc)
{
    (void)w;
    done(rq, rc, "kept");
}

static void removed(struct request *rq, struct write *w, enum rc rc)
{
    (void)w;
    done(rq, rc, "removed");
}

static void marked(struct request *rq, struct write *w, enum rc rc)
{
    (void)w;
    done(rq, rc, "marked");
}

static void score_post(struct request *rq)
{
    static const struct str names[] = {STR_INIT("at"), STR_INIT("value")};
    struct score_add_cmd *c = ARENA_NEW(request_arena(rq), struct score_add_cmd);
    if (!app_only_fields(rq, names, 2) || !app_param_complaint(rq, &c->client, &c->complaint))
        return;
    c->at = app_field(rq, S("at"));
    c->value = app_field(rq, S("value"));
    app_write(rq, score_add, c, score_added);
}

static void score_void_post(struct request *rq)
{
    struct score_void_cmd *c = ARENA_NEW(request_arena(rq), struct score_void_cmd);
    if (!app_only_fields(rq, NULL, 0) || !app_param_complaint(rq, &c->client, &c->complaint))
        return;
    if (app_param_id(rq, S("score"), &c->score))
        app_write(rq, score_void, c, removed);
    else
        app_refuse(rq, 404);
}

static void other_care_post(struct request *rq)
{
    static const struct str names[] = {STR_INIT("day"), STR_INIT("kind"), STR_INIT("note")};
    struct other_care_cmd *c = ARENA_NEW(request_arena(rq), struct other_care_cmd);
    int64_t complaint;
    if (!app_only_fields(rq, names, 3) || !app_param_complaint(rq, &c->client, &complaint))
        return;
    c->day = app_field(rq, S("day"));
    c->kind = app_field(rq, S("kind"));
    c->note = app_field(rq, S("note"));
    app_write(rq, other_care_add, c, marked);
}

static void other_care_void_post(struct request *rq)
{
    struct other_care_void_cmd *c = ARENA_NEW(request_arena(rq), struct other_care_void_cmd);
    int64_t complaint;
    if (!app_only_fields(rq, NULL, 0) || !app_param_complaint(rq, &c->client, &complaint))
        return;
    if (app_param_id(rq, S("mark"), &c->mark))
        app_write(rq, other_care_remove, c, removed);
    else
        app_refuse(rq, 404);
}

const struct route outcome_routes[] = {
    {ROUTE_GET, "/clients/:client/complaints/:n/outcome", ROLE_THERAPIST, outcome_get, 0},
    {ROUTE_POST, "/clients/:client/complaints/:n/scores", ROLE_THERAPIST, score_post, 0},
    {ROUTE_POST, "/clients/:client/complaints/:n/scores/:score/void", ROLE_THERAPIST,
     score_void_post, 0},
    {ROUTE_POST, "/clients/:client/complaints/:n/other-care", ROLE_THERAPIST, other_care_post, 0},
    {ROUTE_POST, "/clients/:client/complaints/:n/other-care/:mark/void", ROLE_THERAPIST,
     other_care_void_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
