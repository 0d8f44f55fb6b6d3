/* What may be said of an answer.
 * Must never: say that sessions help where the doubtful prior does not agree.
 * Read next: evidence/decide.h.
 */
#include "evidence/decide.h"

enum { SCORES_LEAST = 4, SESSIONS_LEAST = 3, SESSIONS_TO_STOP = 6 };

static const double KNOWN_AT = 0.9; /* of the prior's spread */

struct ev_decisions ev_decide(const struct ev_series *s, const struct ev_answer *usual,
                              const struct ev_answer *sceptical, const struct ev_known *known)
{
    struct ev_decisions d = {.enough = s->n_scores >= SCORES_LEAST &&
                                       s->n_sessions >= SESSIONS_LEAST};
    bool many = s->n_sessions >= SESSIONS_TO_STOP;
    d.worse = known->worsened;
    if (!d.enough)
        return d;
    d.helping = usual->p_benefit_0 >= 0.95 && sceptical->p_benefit_0 >= 0.90;
    d.worthwhile = d.helping && usual->p_benefit_delta >= 0.80 &&
                   sceptical->p_benefit_delta >= 0.70;
    d.clearly_better = usual->p_change_mcid >= 0.90;
    d.review = many && usual->p_benefit_delta <= 0.20;
    d.unlikely = many && usual->p_benefit_delta <= 0.10;
    d.worse = d.worse || usual->p_worse_delta >= 0.80;
    return d;
}

static bool has_diary(const struct ev_series *s)
{
    for (size_t i = 0; i < s->n_scores; i++)
        if (s->scores[i].kind == SCORE_DIARY)
            return true;
    return false;
}

/* Is the 80 % range of h hardly narrower than before any data? */
static bool half_life_unknown(const struct ev_prior *p, const struct ev_value *h)
{
    double prior = 2 * 1.2815515655446004 * p->slh;
    return log(h->q[3] / h->q[1]) > KNOWN_AT * prior;
}

unsigned ev_why_not_of(const struct ev_series *s, const struct ev_prior *p,
                       const struct ev_answer *a, const struct ev_known *known)
{
    const struct {
        bool so;
        unsigned why;
    } all[] = {
        {s->n_scores < SCORES_LEAST, WHY_FEW_SCORES},
        {s->n_sessions < SESSIONS_LEAST, WHY_FEW_SESSIONS},
        {!has_diary(s), WHY_NO_DIARY},
        {half_life_unknown(p, &a->half_life), WHY_HALF_LIFE},
        {a->value[EV_C].sd > KNOWN_AT * p->sc, WHY_LASTING},
        {a->value[EV_A].sd > KNOWN_AT * p->sa, WHY_RELIEF},
        {known->recent, WHY_RECENT},
        {known->other, WHY_OTHER},
        {!a->settled, WHY_UNSETTLED},
    };
    unsigned why = 0;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        why |= all[i].so ? all[i].why : 0u;
    return why;
}

bool ev_may_say_because(unsigned why_not)
{
    return !(why_not & (WHY_FEW_SCORES | WHY_FEW_SESSIONS | WHY_RECENT | WHY_OTHER));
}

/* No sessions at all is the longest interval there is. */
static double length_of(double days)
{
    return days > 0 ? days : (double)INFINITY;
}

struct ev_advice ev_advise(const struct ev_question *q, const struct ev_answer *a)
{
    struct ev_advice ret = {EV_NO_INTERVAL, EV_NO_INTERVAL};
    for (size_t i = 0; i < a->n_intervals; i++) {
        double days = length_of(q->intervals[i]);
        if (a->interval_mean[i] <= q->target &&
            (ret.expected < 0 || days > length_of(q->intervals[ret.expected])))
            ret.expected = (int)i;
        if (a->interval_p[i] >= 0.8 &&
            (ret.likely < 0 || days > length_of(q->intervals[ret.likely])))
            ret.likely = (int)i;
    }
    return ret;
}
