/* Outcomes of a complaint.
 * Must never: let a score lie in the future, or be lost.
 * Read next: practice/outcome.h, sql/outcome.sql.
 */
#include "practice/outcome.h"

#include "domain/check.h"
#include "domain/range.h"
#include "practice/audit.h"
#include "practice/client.h"
#include "practice/measuring.h"
#include "store/sql_complaint.h"
#include "store/sql_estimate.h"
#include "store/sql_observation.h"
#include "store/sql_outcome.h"
#include "store/sql_visit.h"

enum { VISITS_MOST = 2000, NOTE_CHARS = 200, REFRESH_MAX = 64 * 1024 * 1024 };

/* --- look at --------------------------------------------------------------------------------------- */

/* Signed ones, newest first.
 *   complaint   0: of all
 */
static enum rc visits_read(struct act *act, struct id client, int64_t complaint,
                           struct visit_list *ret)
{
    struct visit_list all;
    struct visit_by_client_in in = {client, INT64_MAX, VISITS_MOST};
    enum rc rc = visit_by_client(act->tx, act->a, &in, &all);
    if (rc != OK)
        return rc;
    size_t kept = 0;
    for (size_t i = 0; i < all.n; i++)
        if ((!complaint || all.at[i].complaint == complaint) &&
            str_eq(all.at[i].state, S("signed")))
            all.at[kept++] = all.at[i];
    *ret = (struct visit_list){all.at, kept};
    return OK;
}

static struct maybe_real target_of(const struct goal_list *goals, const struct instrument *x)
{
    for (size_t i = 0; i < goals->n; i++)
        if (str_eq(goals->at[i].measure, str_from(x->id)))
            return goals->at[i].target;
    return (struct maybe_real){0};
}

static enum rc scores_read(struct act *act, struct id client, int64_t complaint,
                           const struct instrument *x, struct observation_list *ret)
{
    struct observation_of_kind_in in = {client, complaint, str_from(x->id)};
    return observation_of_kind(act->tx, act->a, &in, ret);
}

/* What all outcomes of a complaint share. */
struct shared {
    struct visit_list visits;
    struct goal_list goals;
    struct ev_known known;
    bool brief;
    struct ev_work *work;
};

static bool outcome_read(struct act *act, const struct shared *s, const struct instrument *x,
                         const struct observation_list *scores, struct str unit,
                         struct outcome *ret)
{
    const struct outcome_facts f = {.instrument = x,
                                    .scores = *scores,
                                    .visits = s->visits,
                                    .target = target_of(&s->goals, x),
                                    .known = s->known,
                                    .now_utc = act->now_utc,
                                    .brief = s->brief,
                                    .unit = unit,
                                    .work = s->work};
    return outcome_of(act->a, &f, ret);
}

/* Those of `kinds` that were asked of this complaint (0: of the whole person) and that the engine
 * takes. */
static enum rc asked_read(struct act *act, struct id client, int64_t complaint,
                          const struct shared *s, const char *const *kinds,
                          struct outcome_state *ret)
{
    enum rc rc = OK;
    for (; *kinds && rc == OK; kinds++) {
        const struct instrument *x = instrument_find(str_from(*kinds));
        struct observation_list scores;
        if (!x || !outcome_is_taken(x))
            continue;
        rc = scores_read(act, client, complaint, x, &scores);
        if (rc == OK && outcome_read(act, s, x, &scores, S("points"), &ret->others[ret->n_others]))
            ret->n_others++;
    }
    return rc;
}

/* Besides pain now. What belongs to the whole person is held against all sessions. */
static enum rc others_read(struct act *act, struct id client, const struct shared *s,
                           struct outcome_state *ret)
{
    static const char *const of_complaint[] = {"nrs_tension", "peg", "psfs", NULL};
    static const char *const of_person[] = {"nrs_stress", "nrs_sleep", "phq4", NULL};
    struct shared all = *s;
    enum rc rc = asked_read(act, client, ret->complaint.n, s, of_complaint, ret);
    if (rc == OK)
        rc = visits_read(act, client, 0, &all.visits);
    if (rc == OK)
        rc = asked_read(act, client, 0, &all, of_person, ret);
    return rc;
}

static enum rc ranges_read(struct act *act, struct id client, const struct shared *s,
                           struct outcome_state *ret)
{
    struct measuring_list all;
    struct range *ranges = ARENA_ARRAY(act->a, RANGES_MOST, struct range);
    enum rc rc = measuring_read(act, client, &all);
    if (rc != OK)
        return rc;
    size_t n = ranges_of(act->a, &all, ret->complaint.n, ranges);
    for (size_t i = 0; i < n && ret->n_others < OTHER_OUTCOMES; i++)
        if (outcome_read(act, s, &ranges[i].scale, &ranges[i].values, ranges[i].unit,
                         &ret->others[ret->n_others]))
            ret->n_others++;
    return OK;
}

static enum rc facts_read(struct act *act, struct id client, int64_t complaint,
                          struct outcome_state *s, struct shared *shared)
{
    struct practice_facts facts;
    enum rc rc = client_read(act, client, &s->client);
    if (rc == OK)
        rc = practice_facts(act, &facts);
    if (rc == OK)
        rc = complaint_get(act->tx, act->a, &(struct complaint_get_in){client, complaint},
                           &s->complaint);
    if (rc == OK)
        rc = goal_of_complaint(act->tx, act->a, &(struct goal_of_complaint_in){client, complaint},
                               &shared->goals);
    if (rc == OK)
        rc = visits_read(act, client, complaint, &shared->visits);
    if (rc == OK)
        rc = other_care_by_client(act->tx, act->a, &(struct other_care_by_client_in){client},
                                  &s->other_care);
    if (rc != OK)
        return rc;
    struct date today = zone_local(facts.zone, act->now_utc).date;
    s->zone = facts.zone;
    shared->known.recent = outcome_is_recent(s->complaint.since, today);
    shared->known.other = other_care_stands(&s->other_care, today);
    return OK;
}

/* Scores from home, and what is asked there since the last visit. */
static enum rc home_read(struct act *act, struct id client, int64_t complaint,
                         const struct visit_list *visits, struct outcome_state *s)
{
    struct diary_by_complaint_in in = {client, complaint, S("nrs_now"), DIARY_SHOWN};
    enum rc rc = diary_by_complaint(act->tx, act->a, &in, &s->diary);
    if (rc != OK || !visits->n)
        return rc;
    followups_of(visits->at[0].started_utc, s->zone, &s->diary, act->now_utc, s->followups);
    s->n_followups = FOLLOWUPS;
    return OK;
}

enum rc outcome_see(struct act *act, struct id client, int64_t complaint, struct outcome_state *ret)
{
    struct shared shared = {.visits = {NULL, 0}};
    const struct instrument *pain = instrument_find(S("nrs_now"));
    enum rc rc = facts_read(act, client, complaint, ret, &shared);
    if (rc == OK)
        rc = home_read(act, client, complaint, &shared.visits, ret);
    if (rc == OK)
        rc = scores_read(act, client, complaint, pain, &ret->scores);
    if (rc != OK)
        return rc;
    shared.work = engine_work(act->a, 0);
    if (!shared.work)
        return BUSY;
    ret->has_main = outcome_read(act, &shared, pain, &ret->scores, S("points"), &ret->main);
    shared.brief = true;
    rc = others_read(act, client, &shared, ret);
    if (rc == OK)
        rc = ranges_read(act, client, &shared, ret);
    return rc == OK ? audit_saw(act, "outcome.see", client, client) : rc;
}

static int64_t last_of(const struct observation_list *scores, const struct visit_list *visits)
{
    int64_t last = visits->n ? visits->at[0].started_utc : 0;
    for (size_t i = 0; i < scores->n; i++)
        last = scores->at[i].at_utc > last ? scores->at[i].at_utc : last;
    return last;
}

enum rc outcome_case(struct act *act, struct arena *keep, const struct treated *t,
                     struct outcome *ret, int64_t *ret_last_utc, bool *ret_any)
{
    struct outcome_facts f = {.instrument = instrument_find(S("nrs_now")), .brief = true};
    enum rc rc = visits_read(act, t->client, t->complaint, &f.visits);
    if (rc == OK)
        rc = scores_read(act, t->client, t->complaint, f.instrument, &f.scores);
    if (rc != OK)
        return rc;
    f.now_utc = *ret_last_utc = last_of(&f.scores, &f.visits);
    *ret_any = outcome_ask(keep, &f, ret);
    return OK;
}

static size_t treated_count_of(const struct visit_list *visits)
{
    size_t n = 0;
    for (size_t i = 0; i < visits->n; i++)
        n += visits->at[i].minutes > 0;
    return n;
}

static enum rc refresh(struct act *act, struct id client, int64_t complaint)
{
    struct shared shared = {.brief = true};
    struct outcome_state *s = ARENA_NEW(act->a, struct outcome_state);
    const struct instrument *pain = instrument_find(S("nrs_now"));
    struct maybe_real days = {0};
    int64_t bits = 0;
    if (arena_failed(act->a))
        return BUSY;
    enum rc rc = facts_read(act, client, complaint, s, &shared);
    if (rc == OK && treated_count_of(&shared.visits) < ESTIMATE_SESSIONS)
        rc = estimate_drop(act->tx, &(struct estimate_drop_in){client, complaint});
    if (rc == OK && shared.visits.n)
        rc = scores_read(act, client, complaint, pain, &s->scores);
    if (rc != OK || !shared.visits.n)
        return rc;
    if (outcome_read(act, &shared, pain, &s->scores, S("points"), &s->main)) {
        days = outcome_days(&s->main);
        bits = outcome_bits(&s->main);
    }
    return visit_outcome_put(
        act->tx, &(struct visit_outcome_put_in){client, shared.visits.at[0].id, days, bits});
}

enum rc outcome_refresh(struct act *act, struct id client, int64_t complaint)
{
    struct act own = *act;
    own.a = arena_new(REFRESH_MAX);
    enum rc rc = refresh(&own, client, complaint);
    arena_free(own.a);
    return rc;
}

enum rc outcome_refresh_all(struct act *act, struct id client)
{
    struct complaint_list all;
    enum rc rc = complaint_all(act, client, &all);
    for (size_t i = 0; rc == OK && i < all.n; i++)
        rc = outcome_refresh(act, client, all.at[i].n);
    return rc;
}

/* --- scores from home ---------------------------------------------------------------------------------- */

enum rc score_add(struct act *act, void *score_add_cmd)
{
    struct score_add_cmd *c = score_add_cmd;
    struct practice_facts facts;
    struct complaint complaint;
    int64_t at = 0, value = 0;
    enum rc rc = practice_facts(act, &facts);
    if (rc == OK)
        rc = complaint_get(act->tx, act->a, &(struct complaint_get_in){c->client, c->complaint},
                           &complaint);
    if (rc != OK)
        return rc;
    if (!str_int(str_trim(c->value), 0, 10, &value))
        fault_add(act->faults, S("value"), "Choose a number from 0 to 10.");
    if (!time_field_parse(facts.zone, c->at, &at))
        fault_add(act->faults, S("at"), "Enter a day and time that exist.");
    else if (at > act->now_utc + 60)
        fault_add(act->faults, S("at"), "A score cannot be of later than now.");
    else if (at < act->now_utc - (int64_t)SCORE_BACK_DAYS * 86400)
        fault_add(act->faults, S("at"),
                  "A score can be entered up to %d days afterwards. Check the year.",
                  SCORE_BACK_DAYS);
    if (act->faults->n)
        return INVALID;
    act->made = id_new();
    rc = observation_put(act->tx, &(struct observation_put_in){c->client, c->complaint,
                                                               S("nrs_now"), at, S("diary"),
                                                               (double)value, ID_NONE, act->made});
    if (rc == OK)
        rc = outcome_refresh(act, c->client, c->complaint);
    return rc == OK ? audit_add(act, "score.add", act->made, c->client, S("")) : rc;
}

enum rc score_void(struct act *act, void *score_void_cmd)
{
    struct score_void_cmd *c = score_void_cmd;
    struct client client;
    int64_t changed = 0;
    enum rc rc = client_read(act, c->client, &client);
    if (rc == OK)
        rc = diary_void_n(act->tx,
                          &(struct diary_void_in){c->client, c->complaint, c->score, c->since},
                          &changed);
    if (rc != OK || changed != 1)
        return rc == OK ? CONFLICT : rc;
    act->made = c->score;
    rc = outcome_refresh(act, c->client, c->complaint);
    return rc == OK ? audit_add(act, "score.void", c->score, c->client, S("")) : rc;
}

enum rc score_read(struct act *act, const struct score_void_cmd *which, struct diary_score *ret)
{
    const struct diary_get_in in = {which->client, which->complaint, which->score, which->since};
    return diary_get(act->tx, act->a, &in, ret);
}

/* --- what else changed ------------------------------------------------------------------------------------ */

static void other_care_check(struct act *act, struct other_care_cmd *c, struct date today)
{
    bool known = false;
    const struct check_text note = {S("note"), &c->note, "what changed", NOTE_CHARS, true};
    check_texts(act->a, &note, 1, act->faults);
    check_day(&c->day, S("day"), "the day it changed", today, act->faults);
    if (!c->day.n)
        fault_add(act->faults, S("day"), "Enter the day it changed.");
    for (size_t i = 0; i < sizeof other_care_kinds / sizeof other_care_kinds[0]; i++)
        known = known || str_eq(c->kind, str_from(other_care_kinds[i]));
    if (!known)
        fault_add(act->faults, S("kind"), "Choose what kind of change it is.");
}

enum rc other_care_add(struct act *act, void *other_care_cmd)
{
    struct other_care_cmd *c = other_care_cmd;
    struct practice_facts facts;
    struct client client;
    enum rc rc = practice_facts(act, &facts);
    if (rc == OK)
        rc = client_read(act, c->client, &client);
    if (rc != OK)
        return rc;
    other_care_check(act, c, zone_local(facts.zone, act->now_utc).date);
    if (act->faults->n)
        return INVALID;
    act->made = id_new();
    rc = other_care_put(act->tx, &(struct other_care_put_in){c->client, act->made, c->day, c->kind,
                                                             c->note, act->now_utc, act->who.user});
    if (rc == OK)
        rc = outcome_refresh_all(act, c->client);
    return rc == OK ? audit_add(act, "other_care.add", act->made, c->client, S("")) : rc;
}

enum rc other_care_remove(struct act *act, void *other_care_void_cmd)
{
    struct other_care_void_cmd *c = other_care_void_cmd;
    struct client client;
    int64_t changed = 0;
    struct other_care_void_in in = {c->client, c->mark, act->now_utc};
    enum rc rc = client_read(act, c->client, &client);
    if (rc == OK)
        rc = other_care_void_n(act->tx, &in, &changed);
    if (rc != OK || changed != 1)
        return rc == OK ? CONFLICT : rc;
    act->made = c->mark;
    rc = outcome_refresh_all(act, c->client);
    return rc == OK ? audit_add(act, "other_care.void", c->mark, c->client, S("")) : rc;
}
