/* A client's safety in one look.
 * Must never: say what the client has; only what was said.
 * Read next: web/safety.html.
 */
#include "web/safety.h"

#include "practice/audit.h"
#include "practice/client.h"
#include "practice/intake.h"
#include "practice/rule.h"
#include "web/app.h"
#include "web/consent.h"
#include "web/rooms.h"
#include "web/safety_html.h"

static struct safety_lines lines_new(struct arena *a, size_t n)
{
    return (struct safety_lines){ARENA_ARRAY(a, n + 1, struct safety_line), 0};
}

static void line_add(struct safety_lines *lines, struct safety_line line)
{
    if (lines->at)
        lines->at[lines->n++] = line;
}

static struct str path_of(struct arena *a, struct id client, const char *what, struct id id)
{
    struct str c = id_text(a, client), x = id_text(a, id);
    return arena_fmt(a, "/clients/%.*s/%s/%.*s", STR_ARG(c), what, STR_ARG(x));
}

static void clearances_fill(struct arena *a, const struct gate_whole *w, struct safety_view *v)
{
    v->clearances = lines_new(a, w->facts.clearances.n);
    for (size_t i = 0; i < w->facts.clearances.n && !arena_failed(a); i++) {
        const struct clearance *c = &w->facts.clearances.at[i];
        const struct caution *row = rules_find(&w->known, c->caution);
        struct date until;
        bool dated = date_parse(c->until_day, &until);
        bool over = c->withdrawn_utc.has || !dated || date_cmp(until, w->facts.day) < 0;
        struct str day = dated ? date_human(a, until) : c->until_day;
        line_add(
            &v->clearances,
            (struct safety_line){path_of(a, v->client, "clearances", c->id),
                                 row ? caution_words(row) : c->caution,
                                 arena_fmt(a, "%.*s, until %.*s%s", STR_ARG(c->given_by),
                                           STR_ARG(day), c->withdrawn_utc.has ? ", withdrawn" : ""),
                                 over});
    }
}

static void consents_fill(struct arena *a, const struct gate_whole *w, struct safety_view *v)
{
    v->consents = lines_new(a, w->consents.n);
    for (size_t i = 0; i < w->consents.n && !arena_failed(a); i++) {
        const struct consent *c = &w->consents.at[i];
        enum consent_kind kind = consent_kind_of(c->kind);
        struct str line = consent_line(a, w->practice.zone, c);
        line_add(&v->consents,
                 (struct safety_line){
                     path_of(a, v->client, "consents", c->id),
                     kind < CONSENT_KINDS ? str_from(consent_words[kind].title) : c->kind,
                     c->withdrawn_utc.has ? arena_fmt(a, "Withdrawn. %.*s", STR_ARG(line)) : line,
                     c->withdrawn_utc.has});
    }
}

static struct str ids_words(struct arena *a, const struct rule_list *known, struct str ids)
{
    struct str words = S("");
    for (struct str id; str_next(&ids, ';', &id);) {
        const struct caution *row = rules_find(known, id);
        struct str one = row ? caution_words(row) : id;
        words = arena_fmt(a, "%.*s%s%.*s", STR_ARG(words), words.n ? "; " : "", STR_ARG(one));
    }
    return words.n ? words : S("no consent to treatment");
}

static enum rc refusals_fill(struct act *act, const struct gate_whole *w, struct safety_view *v)
{
    struct refusal_list all;
    struct arena *a = act->a;
    enum rc rc = gate_refusals(act, v->client, &all);
    if (rc != OK)
        return rc;
    v->refusals = lines_new(a, all.n);
    for (size_t i = 0; i < all.n && !arena_failed(a); i++) {
        struct str when = time_human(a, w->practice.zone, all.at[i].at_utc);
        struct str words = ids_words(a, &w->known, all.at[i].cautions);
        line_add(&v->refusals,
                 (struct safety_line){S(""), when,
                                      arena_fmt(a, "%.*s tried to %.*s a visit: %.*s",
                                                STR_ARG(all.at[i].who), STR_ARG(all.at[i].what),
                                                STR_ARG(words)),
                                      false});
    }
    return OK;
}

/* In the order of the questionnaire; an event's day stands behind it. */
static enum rc written_fill(struct act *act, struct safety_view *v)
{
    struct history_entry_list all;
    struct arena *a = act->a;
    enum rc rc = history_all(act, v->client, &all);
    if (rc != OK)
        return rc;
    v->written = lines_new(a, history_field_count);
    for (size_t i = 0; i < history_field_count && !arena_failed(a); i++) {
        const struct history_field *h = &history_fields[i];
        struct str value = history_value(&all, h->name);
        if (value.n && h->kind == HISTORY_WHEN && v->written.n)
            v->written.at[v->written.n - 1].line = arena_fmt(
                a, "%.*s (%.*s)", STR_ARG(v->written.at[v->written.n - 1].line), STR_ARG(value));
        else if (value.n)
            line_add(&v->written, (struct safety_line){S(""), str_from(h->label), value, false});
    }
    return OK;
}

static struct str history_words(struct arena *a, const struct gate_whole *w)
{
    int64_t last = 0;
    for (size_t i = 0; i < w->facts.answers.n; i++)
        last = w->facts.answers.at[i].at_utc > last ? w->facts.answers.at[i].at_utc : last;
    if (!last)
        return S("Nobody has asked yet.");
    struct str when = time_human(a, w->practice.zone, last);
    return arena_fmt(a, "Last asked on %.*s.", STR_ARG(when));
}

static enum rc safety_fill(struct act *act, struct safety_view *v)
{
    struct gate_whole w;
    enum rc rc = gate_read(act, v->client, act->now_utc, NULL, &w);
    if (rc == OK)
        rc = refusals_fill(act, &w, v);
    if (rc == OK)
        rc = written_fill(act, v);
    if (rc != OK)
        return rc;
    v->name = client_name(act->a, &w.client);
    v->history = history_words(act->a, &w);
    v->due = w.gate.due.n;
    v->flags = gate_flags_of(act->a, &w);
    v->strip = gate_strip_of(act->a, &w);
    clearances_fill(act->a, &w, v);
    consents_fill(act->a, &w, v);
    return audit_saw(act, "safety.see", v->client, v->client);
}

static void safety_get(struct request *rq)
{
    struct act act;
    struct safety_view v = {0};
    if (!app_param_id(rq, S("client"), &v.client)) {
        app_refuse(rq, 404);
        return;
    }
    if (!app_read(rq, &act))
        return;
    enum rc rc = safety_fill(&act, &v);
    v.frame = frame_of(rq, &act, S("Safety"), "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.ids = form_ids_of(rq);
    v.letter = letter_button_of(rq, v.client, "gp", "Write the GP", false);
    safety_page(request_out(rq), &v);
    request_answer(rq, 200);
}

/* --- every answer to one question ------------------------------------------------------------ */

static struct str asked_words(struct arena *a, const struct answer_given *x)
{
    if (str_eq(x->how, S("link")))
        return S("on the client's own device");
    return arena_fmt(a, "%s %.*s",
                     str_eq(x->how, S("tablet")) ? "tablet handed over by" : "asked by",
                     STR_ARG(x->who));
}

static struct str sites_words(struct arena *a, struct str sites)
{
    struct str words = str_eq(sites, S("*")) ? S("everywhere") : S("");
    for (struct str id; str_next(&sites, ';', &id);) {
        const struct region *r = region_find(id);
        if (r)
            words = arena_fmt(a, "%.*s%s%s", STR_ARG(words), words.n ? "; " : "", r->label);
    }
    return words;
}

static void answers_fill(struct arena *a, const struct zone *zone,
                         const struct answer_given_list *all, struct told_view *v)
{
    v->answers = lines_new(a, all->n);
    for (size_t i = 0; i < all->n && !arena_failed(a); i++) {
        const struct answer_given *x = &all->at[i];
        struct str when = time_human(a, zone, x->at_utc), who = asked_words(a, x);
        struct str sites = sites_words(a, x->sites);
        line_add(&v->answers, (struct safety_line){
                                  S(""),
                                  arena_fmt(a, "%s%s%.*s", x->yes ? "Yes" : "No",
                                            sites.n ? ": " : "", STR_ARG(sites)),
                                  arena_fmt(a, "%.*s, %.*s, questions %.*s: “%.*s”", STR_ARG(when),
                                            STR_ARG(who), STR_ARG(x->version), STR_ARG(x->wording)),
                                  false});
    }
}

static enum rc told_fill(struct request *rq, struct act *act, struct told_view *v)
{
    struct client client;
    struct practice_facts facts;
    struct rules rules;
    struct answer_given_list all;
    enum rc rc = client_read(act, v->client, &client);
    if (rc == OK)
        rc = practice_facts(act, &facts);
    if (rc == OK)
        rc = rules_read(act, act->now_utc, &rules);
    if (rc != OK)
        return rc;
    const struct caution *row = str_int(request_param(rq, S("n")), 1, INT32_MAX, &v->number)
                                    ? rules_numbered(&rules.known, v->number)
                                    : NULL;
    rc = row ? answers_see(act, v->client, row, &all) : NOT_FOUND;
    if (rc != OK)
        return rc;
    bool stands = rules_find(&rules.standing, str_from(row->id)) != NULL;
    v->name = client_name(act->a, &client);
    v->words = caution_words(row);
    v->has_site = stands && row->scope == SCOPE_SITE && all.n && all.at[0].yes;
    answers_fill(act->a, facts.zone, &all, v);
    return OK;
}

static void told_get(struct request *rq)
{
    struct act act;
    struct told_view v = {0};
    if (!app_param_id(rq, S("client"), &v.client)) {
        app_refuse(rq, 404);
        return;
    }
    if (!app_read(rq, &act))
        return;
    enum rc rc = told_fill(rq, &act, &v);
    v.frame = frame_of(rq, &act, S("What was told"), "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    told_page(request_out(rq), &v);
    request_answer(rq, 200);
}

const struct route safety_routes[] = {
    {ROUTE_GET, "/clients/:client/safety", ROLE_THERAPIST, safety_get, 0},
    {ROUTE_GET, "/clients/:client/safety/:n", ROLE_THERAPIST, told_get, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
