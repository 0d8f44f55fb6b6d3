/* Reviews of a complaint as pages.
 * Must never: show a question's text that may not be shown, or an answer as chosen that was not.
 * Read next: web/review.h.
 */
#include "web/review.h"

#include <math.h>

#include "practice/client.h"
#include "web/app.h"
#include "web/review_html.h"
#include "web/rooms.h"

static const char *const activity_names[ACTIVITIES_MAX] = {"activity.1", "activity.2",
                                                           "activity.3"};

static struct str review_path(struct arena *a, struct id client, int64_t complaint)
{
    struct str c = id_text(a, client);
    return arena_fmt(a, "/clients/%.*s/complaints/%lld/review", STR_ARG(c), (long long)complaint);
}

/* --- what is asked --------------------------------------------------------------------------- */

static struct review_asked asked_of(struct request *rq, const struct review_question *q)
{
    struct arena *a = request_arena(rq);
    struct str name = arena_fmt(a, "%s.%lld", q->instrument->id, (long long)q->n);
    return (struct review_asked){.scale = scale_of(a, name, q->text, (int)q->instrument->min,
                                                   q->low, q->high, app_field(rq, name),
                                                   request_faults(rq))};
}

static const struct {
    const char *instrument, *title, *hint;
} groups[] = {
    {"peg", "Pain and what it keeps from", ""},
    {"psfs", "What this problem makes hard",
     "Up to three things in the client's own words. They stay as they are named now: later reviews "
     "ask about the same."},
    {"nrs_goal", "Own goals", ""},
    {"pgic", "Change since the last review",
     "A rating of change is unreliable after a few weeks: it never stands alone."},
};
enum { GROUPS = sizeof groups / sizeof groups[0] };

static struct review_asked activity_to_name(struct request *rq, size_t i)
{
    struct review_question q = {instrument_find(S("psfs")), (int64_t)i + 1,
                                S("How well can it be done today?"), S("cannot do it"),
                                S("can do it as before")};
    struct review_asked asked = asked_of(rq, &q);
    asked.to_name = true;
    asked.name = field_of(activity_names[i], "Activity", "text",
                          app_field(rq, str_from(activity_names[i])), request_faults(rq));
    return asked;
}

static void group_fill(struct request *rq, const struct review_state *s, size_t g,
                       struct review_group *ret)
{
    struct review_question all[REVIEW_QUESTIONS_MAX];
    size_t n = review_questions(&s->facts, all);
    ret->title = str_from(groups[g].title);
    ret->hint = str_from(groups[g].hint);
    ret->of.at = ARENA_ARRAY(request_arena(rq), n + ACTIVITIES_MAX, struct review_asked);
    bool names = !s->fixed && str_eq(str_from(groups[g].instrument), S("psfs"));
    for (size_t i = 0; names && i < ACTIVITIES_MAX; i++)
        ret->of.at[ret->of.n++] = activity_to_name(rq, i);
    for (size_t i = 0; !names && i < n; i++)
        if (str_eq(str_from(all[i].instrument->id), str_from(groups[g].instrument)))
            ret->of.at[ret->of.n++] = asked_of(rq, &all[i]);
}

static void entry_fill(struct request *rq, struct review_page_view *v)
{
    struct arena *a = request_arena(rq);
    struct score_entry all[SCORE_ENTRIES_MAX];
    size_t n = score_entries(all);
    struct str typed = app_field(rq, S("entry"));
    struct choice *c = ARENA_ARRAY(a, n + 1, struct choice);
    c[0] = (struct choice){S(""), S("none"), !typed.n};
    for (size_t i = 0; i < n && !arena_failed(a); i++) {
        const struct score_entry *e = &all[i];
        struct str value = e->n ? arena_fmt(a, "%s/%d", e->instrument->id, e->n)
                                : str_from(e->instrument->id);
        c[i + 1] = (struct choice){value,
                                   arena_fmt(a, "%s%s%s (%g to %g)", e->instrument->name,
                                             *e->subscale ? ", " : "", e->subscale, e->low,
                                             e->high),
                                   str_eq(typed, value)};
    }
    v->entry = (struct pick){
        "entry", "Whose total", NULL, {c, n + 1}, fault_of(request_faults(rq), S("entry"))};
    v->total = field_of("total", "Total", "text", app_field(rq, S("total")), request_faults(rq));
}

struct str review_words(struct arena *a, const struct review_due *d)
{
    if (!d->due)
        return S("");
    if (d->is_first)
        return S("No review yet: without first values no later one says anything.");
    return arena_fmt(a, "A review is due: %lld visits since the last one.", (long long)d->visits);
}

static struct str due_words(struct arena *a, const struct review_due *d)
{
    if (d->due)
        return review_words(a, d);
    return arena_fmt(a, "Not due yet: %lld visit%s since the last review.", (long long)d->visits,
                     d->visits == 1 ? "" : "s");
}

/* --- what was answered ----------------------------------------------------------------------- */

static struct review_result result_of(struct arena *a, const struct zone *z,
                                      const struct review_line *l)
{
    struct review_result r = {l->name, arena_fmt(a, "%.3g", l->value),
                              l->band ? str_from(l->band->label) : S(""), S(""), S("")};
    if (!l->first_utc.has)
        return r;
    struct str day = day_human(a, z, l->first_utc.v), words = change_sentence(a, &l->change);
    r.since = arena_fmt(a, "was %.3g on %.*s: %.*s", l->change.from, STR_ARG(day), STR_ARG(words));
    r.numbers = change_numbers(a, &l->change);
    return r;
}

static void past_fill(struct arena *a, const struct zone *z, const struct review_list *past,
                      struct review_page_view *v)
{
    size_t shown = past->n < REVIEWS_SHOWN ? past->n : REVIEWS_SHOWN;
    v->past.at = ARENA_ARRAY(a, shown + 1, struct review_done);
    for (size_t i = 0; i < shown && !arena_failed(a); i++) {
        struct review_line lines[REVIEW_LINES_MAX];
        size_t n = review_lines(a, past, i, lines);
        struct review_done *d = &v->past.at[v->past.n++];
        *d = (struct review_done){past->at[i].id,
                                  time_human(a, z, past->at[i].at_utc),
                                  past->at[i].who,
                                  {ARENA_ARRAY(a, n + 1, struct review_result), 0}};
        for (size_t k = 0; k < n && !arena_failed(a); k++)
            d->results.at[d->results.n++] = result_of(a, z, &lines[k]);
    }
}

/* --- the page -------------------------------------------------------------------------------- */

static enum rc page_fill(struct request *rq, struct act *act, struct review_page_view *v)
{
    struct review_state s;
    struct practice_facts facts;
    struct client client;
    enum rc rc = client_read(act, v->client, &client);
    if (rc == OK)
        rc = practice_facts(act, &facts);
    if (rc == OK)
        rc = review_see(act, v->client, v->complaint, &s);
    if (rc != OK)
        return rc;
    v->name = client_name(act->a, &client);
    v->label = s.complaint.label;
    v->due = due_words(act->a, &s.due);
    v->groups.at = ARENA_ARRAY(act->a, GROUPS, struct review_group);
    for (size_t g = 0; g < GROUPS && !arena_failed(act->a); g++) {
        struct review_group *group = &v->groups.at[v->groups.n];
        group_fill(rq, &s, g, group);
        v->groups.n += group->of.n > 0;
    }
    past_fill(act->a, facts.zone, &s.past, v);
    return OK;
}

static void page_show(struct request *rq, unsigned status)
{
    struct act act;
    struct review_page_view v = {.complaint = 0};
    if (!app_param_complaint(rq, &v.client, &v.complaint) || !app_read(rq, &act))
        return;
    enum rc rc = page_fill(rq, &act, &v);
    v.frame = frame_of(rq, &act, S("Review"), "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.frame.visit = true;
    v.frame.faults = request_faults(rq);
    if (request_query(rq, S("kept")).p)
        v.frame.notice = S("The review is kept.");
    if (request_query(rq, S("removed")).p)
        v.frame.notice = S("The review is removed: it counts no more.");
    v.ids = form_ids_of(rq);
    entry_fill(rq, &v);
    review_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void review_get(struct request *rq)
{
    page_show(rq, 200);
}

static void given(struct request *rq, struct write *w, enum rc rc)
{
    const struct review_give_cmd *c = w->cmd;
    struct arena *a = request_arena(rq);
    struct str path = review_path(a, c->client, c->complaint);
    if (rc == OK)
        request_redirect(rq, arena_fmt(a, "%.*s?kept=1", STR_ARG(path)));
    else if (rc == INVALID)
        page_show(rq, 422);
    else if (rc == CONFLICT && app_meanwhile(rq))
        page_show(rq, 409);
    else
        app_fail(rq, rc);
}

/* "peg.2" is the answer to item 2 of the PEG; false: it is not such a field. */
static bool answer_typed(struct str name, struct str value, struct review_answer *ret)
{
    size_t dot = str_find(name, '.');
    const struct instrument *x = instrument_find(str_slice(name, 0, dot));
    int64_t n = 0, v = 0;
    if (!x || !str_int(str_slice(name, dot + 1, name.n), 1, SCORE_ITEMS_MAX, &n))
        return false;
    bool fine = str_int(value, (int64_t)x->min, (int64_t)x->max, &v);
    *ret = (struct review_answer){str_from(x->id), n,
                                  some_real(fine ? (double)v : (double)INFINITY)};
    return true;
}

/* Three of each group's, what names activities, and the total. */
static bool fields_known(struct request *rq)
{
    struct str names[2 + ACTIVITIES_MAX * (GROUPS + 1)] = {S("entry"), S("total")};
    size_t n = 2;
    for (size_t i = 0; i < ACTIVITIES_MAX; i++) {
        names[n++] = str_from(activity_names[i]);
        for (size_t g = 0; g < GROUPS; g++)
            names[n++] = arena_fmt(request_arena(rq), "%s.%zu", groups[g].instrument, i + 1);
    }
    return app_only_fields(rq, names, n);
}

static void form_read(struct request *rq, struct review_give_cmd *c)
{
    struct str name, value;
    size_t n = 0;
    for (size_t i = 0; i < ACTIVITIES_MAX; i++)
        c->activities[i] = app_field(rq, str_from(activity_names[i]));
    c->entry = app_field(rq, S("entry"));
    c->total_text = app_field(rq, S("total"));
    for (size_t i = 0; request_field_at(rq, i, &name, &value) && n < REVIEW_QUESTIONS_MAX; i++)
        n += answer_typed(name, value, &c->answers[n]);
}

static void review_post(struct request *rq)
{
    struct review_give_cmd *c = ARENA_NEW(request_arena(rq), struct review_give_cmd);
    if (!fields_known(rq) || !app_param_complaint(rq, &c->client, &c->complaint))
        return;
    form_read(rq, c);
    app_write(rq, review_give, c, given);
}

static void voided(struct request *rq, struct write *w, enum rc rc)
{
    const struct review_void_cmd *c = w->cmd;
    struct arena *a = request_arena(rq);
    int64_t complaint = 0;
    (void)str_int(request_param(rq, S("n")), 1, 1000000, &complaint);
    struct str path = review_path(a, c->client, complaint);
    if (rc == OK)
        request_redirect(rq, arena_fmt(a, "%.*s?removed=1", STR_ARG(path)));
    else
        app_fail(rq, rc);
}

static void void_post(struct request *rq)
{
    struct review_void_cmd *c = ARENA_NEW(request_arena(rq), struct review_void_cmd);
    int64_t complaint = 0;
    if (!app_only_fields(rq, NULL, 0) || !app_param_complaint(rq, &c->client, &complaint))
        return;
    if (!app_param_id(rq, S("review"), &c->review)) {
        app_refuse(rq, 404);
        return;
    }
    app_write(rq, review_void, c, voided);
}

const struct route review_routes[] = {
    {ROUTE_GET, "/clients/:client/complaints/:n/review", ROLE_THERAPIST, review_get, 0},
    {ROUTE_POST, "/clients/:client/complaints/:n/review", ROLE_THERAPIST, review_post, 0},
    {ROUTE_POST, "/clients/:client/complaints/:n/reviews/:review/void", ROLE_THERAPIST, void_post,
     0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
