/* Who did and saw what, for the owner.
 * Must never: change a row.
 * Read next: web/audit.h.
 */
#include "web/audit.h"

#include "http/form.h"
#include "practice/audit.h"
#include "practice/user.h"
#include "web/app.h"
#include "web/audit_html.h"
#include "web/rooms.h"

/* Words for people; an action that is not here stands as it is. */
static const struct {
    const char *action, *words;
} did[] = {
    {"chart.see", "saw the chart"},
    {"visits.see", "saw the older visits"},
    {"visit.see", "saw a visit"},
    {"client.see", "saw the client's details"},
    {"complaint.see", "saw a complaint"},
    {"visit.start", "started a visit"},
    {"draft.save", "kept a draft"},
    {"visit.sign", "signed a note"},
    {"visit.amend", "amended a note"},
    {"visit.void", "voided a note"},
    {"client.add", "added the client"},
    {"client.change", "changed the client's details"},
    {"client.archive", "archived the client"},
    {"client.restore", "brought the client back"},
    {"complaint.add", "added a complaint"},
    {"complaint.change", "changed a complaint"},
    {"safety.see", "saw what was told"},
    {"answers.give", "answered safety questions"},
    {"visit.refuse", "was refused a visit"},
    {"clearance.add", "recorded a clearance"},
    {"clearance.withdraw", "withdrew a clearance"},
    {"clearance.see", "saw a clearance"},
    {"document.add", "added a file"},
    {"document.see", "saw a file"},
    {"consent.sign", "had a consent signed"},
    {"consent.withdraw", "withdrew a consent"},
    {"consent.see", "saw a consent"},
    {"consent.text", "changed a consent text"},
    {"intake.make", "handed out the health history"},
    {"intake.begin", "began the health history"},
    {"intake.done", "finished the health history"},
    {"intake.see", "saw the health history's link"},
    {"screening.give", "kept a questionnaire"},
    {"screening.see", "saw questionnaires"},
    {"review.see", "saw reviews"},
    {"review.give", "kept a review"},
    {"review.void", "removed a review"},
    {"benefits.see", "saw the seven benefits"},
    {"maps.see", "saw the body maps"},
    {"responders.see", "saw the outcomes of the practice"},
    {"outcomes.recompute", "had the outcomes of the practice computed"},
    {"followups.see", "saw whom to ask"},
    {"outcome.see", "saw what sessions do"},
    {"score.add", "kept a score from home"},
    {"score.void", "removed a score from home"},
    {"other_care.add", "marked what else changed"},
    {"other_care.void", "removed a mark"},
    {"plan.see", "saw the plan"},
    {"plan.save", "changed the plan"},
    {"screening.setting", "changed questionnaires and contacts"},
    {"crisis.alert", "alerted the therapists"},
    {"crisis.see", "saw the crisis page"},
    {"crisis.note", "wrote an outcome note"},
    {"adverse.see", "saw adverse events"},
    {"adverse.add", "recorded an adverse event"},
    {"adverse.change", "added to an adverse event"},
    {"task.see", "saw what is to be done"},
    {"task.add", "put a task on the list"},
    {"task.done", "did a task"},
    {"letter.add", "drafted a letter"},
    {"letter.save", "kept a letter's draft"},
    {"letter.sign", "signed a letter"},
    {"letter.void", "dropped a letter's draft"},
    {"letter.see", "saw letters"},
    {"user.add", "added a user"},
    {"user.change", "changed a user"},
    {"user.end", "ended a user"},
    {"user.password", "set a password"},
    {"user.end_logins", "ended logins"},
    {"login.begin", "signed in"},
    {"login.refused", "wrong password"},
    {"login.end", "signed out"},
    {"practice.make", "made the practice"},
    {"practice.change", "changed the practice"},
    {"location.add", "added a location"},
    {"location.change", "changed a location"},
    {"rule.save", "saved a safety rule"},
    {"rule.end", "ended a safety rule"},
    {"rule.tighten", "tightened a safety rule"},
    {"rule.untighten", "took a tightening back"},
    {"rule.signoff", "recorded a clinical sign-off"},
};

static struct str words_of(struct str action)
{
    for (size_t i = 0; i < sizeof did / sizeof did[0]; i++)
        if (str_eq(action, str_from(did[i].action)))
            return str_from(did[i].words);
    return action;
}

static struct str query_text(struct request *rq, struct str name)
{
    struct str value = request_query(rq, name);
    return value.p ? str_trim(value) : S("");
}

/* A day of the query as its first second in the zone; `plus` days later. */
static bool day_instant(const struct zone *z, struct str day, int plus, int64_t *ret)
{
    struct civil c = {0};
    if (!date_parse(day, &c.date))
        return false;
    c.date = date_from_days(date_days(c.date) + plus);
    *ret = zone_utc(z, c);
    return true;
}

static void question_read(struct request *rq, const struct zone *z, struct audit_view *v,
                          struct audit_question *q)
{
    static const char mend[] = "Enter a day as year-month-day, one that exists.";
    *q = (struct audit_question){.from_utc = 0, .to_utc = INT64_MAX};
    v->from = query_text(rq, S("from"));
    v->to = query_text(rq, S("to"));
    v->client = query_text(rq, S("client"));
    v->user = query_text(rq, S("user"));
    if (v->from.n && !day_instant(z, v->from, 0, &q->from_utc))
        v->from_error = str_from(mend);
    if (v->to.n && !day_instant(z, v->to, 1, &q->to_utc))
        v->to_error = str_from(mend);
    if (!id_parse(v->client, &q->client))
        v->client = S("");
    if (v->client.n || !id_parse(v->user, &q->user))
        v->user = S("");
    (void)str_int(request_query(rq, S("below")), 1, INT64_MAX, &q->below_seq);
}

static void lines_fill(struct arena *a, const struct zone *z, const struct audit_entries *e,
                       struct audit_view *v)
{
    v->lines.at = ARENA_ARRAY(a, e->n + 1, struct audit_line_view);
    for (size_t i = 0; i < e->n && i < AUDIT_PAGE && !arena_failed(a); i++) {
        const struct audit_entry *x = &e->at[i];
        v->lines.at[v->lines.n++] = (struct audit_line_view){
            time_human(a, z, x->at_utc), x->who, words_of(x->action), x->client_name, x->client,
            !id_is_none(x->client)};
    }
}

static void users_fill(struct act *act, struct audit_view *v)
{
    struct user_list users = {0};
    if (user_list_all(act, &users) != OK)
        return;
    v->users.at = ARENA_ARRAY(act->a, users.n + 1, struct choice);
    for (size_t i = 0; i < users.n && !arena_failed(act->a); i++) {
        struct str id = id_text(act->a, users.at[i].id);
        v->users.at[v->users.n++] = (struct choice){id, users.at[i].name, str_eq(id, v->user)};
    }
}

static struct str more_of(struct arena *a, const struct audit_view *v,
                          const struct audit_entries *e)
{
    if (e->n <= AUDIT_PAGE)
        return S("");
    struct out w = out_new(a, 2048);
    form_write(&w, S("below"), arena_fmt(a, "%lld", (long long)e->at[AUDIT_PAGE - 1].seq));
    form_write(&w, S("client"), v->client);
    form_write(&w, S("user"), v->user);
    form_write(&w, S("from"), v->from);
    form_write(&w, S("to"), v->to);
    struct str query = out_str(&w);
    return arena_fmt(a, "/audit?%.*s", STR_ARG(query));
}

static void audit_get(struct request *rq)
{
    struct act act;
    struct audit_view v = {0};
    struct audit_question q;
    struct audit_entries entries = {0};
    struct practice_facts facts;
    if (!app_read(rq, &act))
        return;
    enum rc rc = practice_facts(&act, &facts);
    if (rc == OK) {
        question_read(rq, facts.zone, &v, &q);
        if (!v.from_error.p && !v.to_error.p)
            rc = audit_read(&act, &q, &entries);
        users_fill(&act, &v);
    }
    v.frame = frame_of(rq, &act, S("Who did and saw what"), "practice");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    lines_fill(act.a, facts.zone, &entries, &v);
    v.more = more_of(act.a, &v, &entries);
    v.about = v.client.n && entries.n
                  ? arena_fmt(act.a, "Of %.*s, newest first", STR_ARG(entries.at[0].client_name))
                  : S("Newest first");
    audit_page_show(request_out(rq), &v);
    request_answer(rq, v.from_error.p || v.to_error.p ? 422 : 200);
}

const struct route audit_routes[] = {
    {ROUTE_GET, "/audit", ROLE_OWNER, audit_get, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
