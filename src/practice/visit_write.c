/* Writing what a signed visit holds: note, structured parts, scores, seal.
 * Must never: be called for a visit that is signed already.
 * Read next: practice/visit_write.h.
 */
#include "practice/visit_write.h"

#include "domain/soap.h"
#include "store/sql_observation.h"
#include "store/sql_visit.h"

enum { LATE_S = 12 * 3600 };

static enum rc score_put(struct act *act, const struct visit *v, const struct sheet *s,
                         int64_t complaint, const char *kind, const char *phase,
                         const struct maybe_int *value)
{
    if (!value->has)
        return OK;
    int64_t at = s->started_utc;
    if (str_eq(str_from(phase), S("after")))
        at += (int64_t)(sheet_minutes(s) * 60) + RETEST_AFTER_S;
    return observation_put(
        act->tx, &(struct observation_put_in){v->client, complaint, str_from(kind), at,
                                              str_from(phase), (double)value->v, v->id, id_new()});
}

static enum rc scores_put(struct act *act, const struct visit *v, const struct sheet *s)
{
    enum rc rc = score_put(act, v, s, 0, "nrs_stress", "before", &s->stress);
    if (rc == OK)
        rc = score_put(act, v, s, 0, "nrs_sleep", "before", &s->sleep);
    for (size_t i = 0; i < s->n_scores && rc == OK; i++) {
        const struct scores *x = &s->scores[i];
        rc = score_put(act, v, s, x->complaint, "nrs_now", "before", &x->now);
        if (rc == OK)
            rc = score_put(act, v, s, x->complaint, "nrs_week", "before", &x->week);
        if (rc == OK)
            rc = score_put(act, v, s, x->complaint, "nrs_tension", "before", &x->tension);
        if (rc == OK)
            rc = score_put(act, v, s, x->complaint, "nrs_now", "after", &x->after);
    }
    return rc;
}

static enum rc structured_put(struct act *act, const struct visit *v, const struct sheet *s)
{
    enum rc rc = OK;
    for (size_t i = 0; i < s->n_findings && rc == OK; i++) {
        const struct finding *g = &s->findings[i];
        rc = finding_put(
            act->tx, &(struct finding_put_in){v->client, v->id, g->n, g->complaint, g->measure,
                                              g->target, g->device, v->therapist, g->before_left,
                                              g->before_right, g->after_left, g->after_right});
    }
    for (size_t i = 0; i < s->n_blocks && rc == OK; i++) {
        const struct block *b = &s->blocks[i];
        rc = block_put(act->tx, &(struct block_put_in){v->client, v->id, (int64_t)i + 1, b->region,
                                                       b->muscle, b->side, b->technique, b->tissue,
                                                       b->depth, b->minutes, b->pressure, b->pain,
                                                       b->response, b->reason});
    }
    for (size_t i = 0; i < s->n_marks && rc == OK; i++)
        rc = mark_put(act->tx, &(struct mark_put_in){v->client, v->id, s->marks[i].layer,
                                                     s->marks[i].region, s->marks[i].value});
    return rc == OK ? scores_put(act, v, s) : rc;
}

static struct note note_whole(struct arena *a, const struct sheet *s)
{
    struct soap soap = soap_compose(a, s);
    return (struct note){s->note.news,
                         soap_join(a, soap.subjective, s->note.subjective),
                         soap_join(a, soap.objective, s->note.objective),
                         soap_join(a, soap.assessment, s->note.assessment),
                         soap_join(a, soap.plan, s->note.plan),
                         s->note.advice};
}

static void visit_seal(struct act *act, struct visit *v, const struct sheet *s,
                       const struct note *n)
{
    const struct scores *main = sheet_scores(s, v->complaint);
    v->started_utc = s->started_utc ? s->started_utc : v->started_utc;
    v->late = v->entered_utc - v->started_utc > LATE_S;
    v->minutes = sheet_minutes(s);
    v->nrs_before = main ? main->now : (struct maybe_int){0};
    v->nrs_after = main ? main->after : (struct maybe_int){0};
    v->summary = sheet_summary(act->a, s);
    v->checkin_s = s->checkin_s;
    v->note_s = s->note_s;
    v->signed_utc = some_int(act->now_utc);
    v->signed_hash = visit_hash(act->a, v, n);
}

enum rc visit_write(struct act *act, struct visit *v, const struct sheet *s)
{
    struct note n = note_whole(act->a, s);
    visit_seal(act, v, s, &n);
    struct note_put_in in = {v->client,   v->id,        n.news, n.subjective,
                             n.objective, n.assessment, n.plan, n.advice};
    enum rc rc = note_put(act->tx, &in);
    if (rc == OK)
        rc = structured_put(act, v, s);
    return rc == OK ? visit_sign_row(act->tx, v) : rc;
}
