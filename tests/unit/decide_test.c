/* What may be said of an answer: each threshold just below and at it, each reason for silence, advice.
 * Must never: take the code's own thresholds for the expectation; they are evidence reference 5 and 9's.
 * Read next: evidence/decide.h.
 */
#include "unit_series.h"

#include "evidence/decide.h"

/* --- decisions ------------------------------------------------------------------------------- */

struct said { /* what decisions rest on */
    size_t scores, sessions;
    double help, worth;            /* P(B > 0), P(B >= delta) */
    double doubted, worth_doubted; /* the same under the sceptical prior */
    double better, worse;          /* P(Delta >= MCID), P(Delta <= -delta) */
    bool worsened;
};

enum {
    ENOUGH = 1,
    HELPING = 2,
    WORTHWHILE = 4,
    BETTER = 8,
    REVIEW = 16,
    UNLIKELY = 32,
    WORSE = 64
};

static int decided(const struct said *x)
{
    struct ev_series s = {.n_scores = x->scores, .n_sessions = x->sessions};
    struct ev_answer usual = {.p_benefit_0 = x->help,
                              .p_benefit_delta = x->worth,
                              .p_change_mcid = x->better,
                              .p_worse_delta = x->worse};
    struct ev_answer sceptical = {.p_benefit_0 = x->doubted, .p_benefit_delta = x->worth_doubted};
    struct ev_known known = {.worsened = x->worsened};
    struct ev_decisions d = ev_decide(&s, &usual, &sceptical, &known);
    return d.enough * ENOUGH + d.helping * HELPING + d.worthwhile * WORTHWHILE +
           d.clearly_better * BETTER + d.review * REVIEW + d.unlikely * UNLIKELY + d.worse * WORSE;
}

static void test_thresholds(void **state)
{
    (void)state;
    static const struct {
        struct said said;
        int want;
    } cases[] = {
        /* how much there must be */
        {{3, 3, 1, 1, 1, 1, 1, 1, false}, 0},
        {{4, 2, 1, 1, 1, 1, 1, 1, false}, 0},
        {{4, 3, .5, .5, .5, .5, .5, .5, false}, ENOUGH},
        {{0, 0, 1, 0, 1, 0, 1, 1, true}, WORSE},
        {{400, 2, 0, 0, 0, 0, 1, 1, true}, WORSE},
        /* helping: 0.95 and 0.90 */
        {{4, 3, .95, .5, .90, .5, .5, .5, false}, ENOUGH | HELPING},
        {{4, 3, .9499, .5, .90, .5, .5, .5, false}, ENOUGH},
        {{4, 3, .95, .5, .8999, .5, .5, .5, false}, ENOUGH},
        {{4, 3, 1, 1, 0, 1, .5, .5, false}, ENOUGH},
        /* worthwhile: helping, 0.80 and 0.70 */
        {{4, 3, .95, .80, .90, .70, .5, .5, false}, ENOUGH | HELPING | WORTHWHILE},
        {{4, 3, .95, .7999, .90, .70, .5, .5, false}, ENOUGH | HELPING},
        {{4, 3, .95, .80, .90, .6999, .5, .5, false}, ENOUGH | HELPING},
        {{4, 3, .94, .99, .90, .99, .5, .5, false}, ENOUGH},
        /* clearly better: 0.90 */
        {{4, 3, .5, .5, .5, .5, .90, .5, false}, ENOUGH | BETTER},
        {{4, 3, .5, .5, .5, .5, .8999, .5, false}, ENOUGH},
        /* review at 0.20, unlikely at 0.10, from 6 sessions on */
        {{4, 6, .5, .20, .5, .5, .5, .5, false}, ENOUGH | REVIEW},
        {{4, 6, .5, .2001, .5, .5, .5, .5, false}, ENOUGH},
        {{4, 6, .5, .10, .5, .5, .5, .5, false}, ENOUGH | REVIEW | UNLIKELY},
        {{4, 6, .5, .1001, .5, .5, .5, .5, false}, ENOUGH | REVIEW},
        {{4, 5, .5, .01, .5, .5, .5, .5, false}, ENOUGH},
        {{400, 5, .5, 0, .5, .5, .5, .5, false}, ENOUGH},
        /* worse: 0.80, or the alert */
        {{4, 3, .5, .5, .5, .5, .5, .80, false}, ENOUGH | WORSE},
        {{4, 3, .5, .5, .5, .5, .5, .7999, false}, ENOUGH},
        {{4, 3, .5, .5, .5, .5, .5, .5, true}, ENOUGH | WORSE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (decided(&cases[i].said) != cases[i].want)
            fail_msg("case %zu: have %#x, want %#x", i, decided(&cases[i].said), cases[i].want);
}

/* Whatever the numbers: worthwhile is helping, unlikely is review, not both ways. Seed 7. */
static void test_decisions_hang_together(void **state)
{
    (void)state;
    struct dice d = {7};
    for (int round = 0; round < 5000; round++) {
        double worth = dice_real(&d, 0, 1), help = dice_real(&d, worth, 1);
        struct said x = {dice_next(&d, 8),
                         dice_next(&d, 9),
                         help,
                         worth,
                         dice_real(&d, 0, 1),
                         dice_real(&d, 0, 1),
                         dice_real(&d, 0, 1),
                         dice_real(&d, 0, 1),
                         dice_next(&d, 2)};
        int have = decided(&x);
        assert_false((have & WORTHWHILE) && !(have & HELPING));
        assert_false((have & UNLIKELY) && !(have & REVIEW));
        assert_false((have & WORTHWHILE) && (have & REVIEW));
        assert_false((have & ~WORSE) && !(have & ENOUGH));
    }
}

/* A probability that is not known decides nothing. */
static void test_nan_decides_nothing(void **state)
{
    (void)state;
    const double none = (double)NAN;
    const struct said x = {9, 9, none, none, none, none, none, none, false};
    assert_int_equal(decided(&x), ENOUGH);
}

/* --- reasons for silence --------------------------------------------------------------------- */

/* An answer from which everything may be said; each case spoils one thing. */
struct well {
    struct ev_score scores[4];
    struct ev_series series;
    struct ev_prior prior;
    struct ev_answer answer;
    struct ev_known known;
};

/* The 80 % range of h, as a share of the prior's. */
static void half_life_set(struct well *w, double share)
{
    double reach = share * 1.2815515655446004 * w->prior.slh;
    w->answer.half_life.q[1] = 4 * exp(-reach);
    w->answer.half_life.q[3] = 4 * exp(reach);
}

static void well_fill(struct well *w)
{
    *w = (struct well){.prior = ev_prior_usual(), .answer = {.settled = true}};
    w->scores[3].kind = SCORE_DIARY;
    for (size_t i = 0; i < 3; i++)
        w->scores[i].kind = SCORE_PRE;
    w->series = (struct ev_series){.scores = w->scores, .n_scores = 4, .n_sessions = 3};
    w->answer.value[EV_C].sd = 0.9 * w->prior.sc;
    w->answer.value[EV_A].sd = 0.9 * w->prior.sa;
    half_life_set(w, 0.8999);
}

static void few_scores(struct well *w)
{
    w->series.n_scores = 3;
    w->series.scores = w->scores + 1;
}

static void few_sessions(struct well *w)
{
    w->series.n_sessions = 2;
}

static void no_diary(struct well *w)
{
    w->scores[3].kind = SCORE_POST;
}

static void half_life(struct well *w)
{
    half_life_set(w, 0.9001);
}

static void lasting(struct well *w)
{
    w->answer.value[EV_C].sd = 0.9001 * w->prior.sc;
}

static void relief(struct well *w)
{
    w->answer.value[EV_A].sd = 0.9001 * w->prior.sa;
}

static void recent(struct well *w)
{
    w->known.recent = true;
}

static void other(struct well *w)
{
    w->known.other = true;
}

static void unsettled(struct well *w)
{
    w->answer.settled = false;
}

static const struct {
    void (*spoil)(struct well *);
    unsigned why;
    bool because; /* may it still be said? */
} reasons[] = {{few_scores, WHY_FEW_SCORES, false}, {few_sessions, WHY_FEW_SESSIONS, false},
               {no_diary, WHY_NO_DIARY, true},      {half_life, WHY_HALF_LIFE, true},
               {lasting, WHY_LASTING, true},        {relief, WHY_RELIEF, true},
               {recent, WHY_RECENT, false},         {other, WHY_OTHER, false},
               {unsettled, WHY_UNSETTLED, true}};

enum { REASONS = sizeof reasons / sizeof reasons[0] };

/* Each alone, and any of them together, are the bits of just those. */
static void test_why_not(void **state)
{
    (void)state;
    for (unsigned set = 0; set < 1u << REASONS; set++) {
        struct well w;
        unsigned want = 0;
        bool because = true;
        well_fill(&w);
        for (unsigned i = 0; i < REASONS; i++)
            if (set >> i & 1) {
                reasons[i].spoil(&w);
                want |= reasons[i].why;
                because = because && reasons[i].because;
            }
        unsigned have = ev_why_not_of(&w.series, &w.prior, &w.answer, &w.known);
        assert_int_equal(have, want);
        assert_int_equal(ev_may_say_because(have), because);
    }
}

/* --- advice ---------------------------------------------------------------------------------- */

static void test_advice(void **state)
{
    (void)state;
    static const double days[] = {3, 7, 14, 28, 0};
    static const struct {
        double mean[5], p[5];
        int expected, likely;
    } cases[] = {
        {{1, 2, 3, 4, 5}, {.9, .8, .7, .6, .5}, 2, 1}, /* at the target is enough, at 0.8 too */
        {{1, 2, 3.001, 4, 5}, {.9, .7999, .7, .6, .5}, 1, 0},
        {{4, 4, 4, 4, 4}, {.1, .1, .1, .1, .1}, EV_NO_INTERVAL, EV_NO_INTERVAL},
        {{1, 1, 1, 1, 1}, {.9, .9, .9, .9, .9}, 4, 4}, /* no sessions is the longest */
        {{4, 4, 4, 4, 3}, {.1, .1, .1, .1, .8}, 4, 4},
        {{4, 2, 4, 2, 4}, {.9, .1, .9, .1, .1}, 3, 2}, /* the longest, whatever is between */
    };
    struct ev_question q = {.target = 3, .intervals = days, .n_intervals = 5};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ev_answer a = {.n_intervals = 5};
        memcpy(a.interval_mean, cases[i].mean, sizeof cases[i].mean);
        memcpy(a.interval_p, cases[i].p, sizeof cases[i].p);
        struct ev_advice have = ev_advise(&q, &a);
        assert_int_equal(have.expected, cases[i].expected);
        assert_int_equal(have.likely, cases[i].likely);
    }
}

/* The order of the grid does not matter. */
static void test_advice_of_any_order(void **state)
{
    (void)state;
    static const double days[] = {0, 28, 3, 14, 7};
    struct ev_question q = {.target = 3, .intervals = days, .n_intervals = 5};
    struct ev_answer a = {
        .n_intervals = 5, .interval_mean = {5, 4, 1, 3, 2}, .interval_p = {.5, .6, .9, .7, .8}};
    struct ev_advice have = ev_advise(&q, &a);
    assert_int_equal(have.expected, 3);
    assert_int_equal(have.likely, 4);
    a.n_intervals = 0;
    have = ev_advise(&q, &a);
    assert_int_equal(have.expected, EV_NO_INTERVAL);
    assert_int_equal(have.likely, EV_NO_INTERVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT(test_thresholds),
                                       UNIT(test_decisions_hang_together),
                                       UNIT(test_nan_decides_nothing),
                                       UNIT(test_why_not),
                                       UNIT(test_advice),
                                       UNIT(test_advice_of_any_order)};
    return cmocka_run_group_tests_name("decide", tests, NULL, NULL);
}
