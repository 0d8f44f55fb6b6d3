/* One outcome through the engine: what is taken, the target, what is left out, the bits that are kept.
 * Must never: take the code's own result as the expectation.
 * Read next: domain/outcome.h, tests/unit/answer_test.c.
 */
#include "unit_series.h"

#include "domain/outcome.h"

enum { SCORES = 24, VISITS = 8 };

static const int64_t DAY = 86400, NOW = 1700000000;

struct told {
    struct observation scores[SCORES];
    struct visit visits[VISITS];
    struct outcome_facts facts;
};

/* A run of scores from the bad end half way to the good one. */
static void told_fill(struct told *t, const struct instrument *x)
{
    static const struct str phases[] = {STR_INIT("before"), STR_INIT("after"), STR_INIT("diary")};
    double bad = x->worse == WORSE_LOWER ? x->min : x->max;
    double good = x->worse == WORSE_LOWER ? x->max : x->min;
    *t = (struct told){.facts = {.instrument = x, .now_utc = NOW}};
    for (int i = 0; i < SCORES; i++)
        t->scores[i] = (struct observation){1, str_from(x->id), NOW - (SCORES - i) * 3 * DAY,
                                            phases[i % 3], bad + (good - bad) * i / SCORES / 2};
    for (int i = 0; i < VISITS; i++) /* newest first */
        t->visits[i] = (struct visit){.started_utc = NOW - (1 + i) * 7 * DAY, .minutes = 60};
    t->facts.scores = (struct observation_list){t->scores, SCORES};
    t->facts.visits = (struct visit_list){t->visits, VISITS};
}

static bool is_unknown(const struct outcome *o)
{
    return isnan(o->usual.p_change_mcid) || isnan(o->usual.value[EV_PAIN_NOW].mean);
}

/* Every instrument that is taken and whose change that matters is known has a whole answer. */
static void test_every_instrument(void **state)
{
    size_t taken = 0;
    for (size_t i = 0; i < instrument_count; i++) {
        const struct instrument *x = &instrument_all[i];
        struct told t;
        struct outcome o;
        if (!outcome_is_taken(x) || isnan(x->mic_abs))
            continue;
        told_fill(&t, x);
        assert_true(outcome_of(*state, &t.facts, &o));
        assert_false(is_unknown(&o));
        answer_fine(&o.usual);
        assert_true(o.series.n_scores == SCORES && o.series.n_sessions == VISITS);
        assert_true(o.usual.value[EV_CHANGE].mean > 0); /* it went toward the good end */
        assert_true(outcome_bits(&o) & OUTCOME_ENOUGH);
        taken++;
        arena_reset(*state);
    }
    assert_true(taken >= 10);
}

/* Mild is 30 % from the good end, unless a goal says otherwise. */
static void test_target(void **state)
{
    static const struct {
        const char *instrument;
        double goal, want;
    } cases[] = {{"nrs_now", (double)NAN, 3},
                 {"psfs", (double)NAN, 7},
                 {"odi", (double)NAN, 30},
                 {"nrs_now", 1, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct told t;
        struct outcome o;
        told_fill(&t, instrument_find(str_from(cases[i].instrument)));
        t.facts.brief = true;
        if (!isnan(cases[i].goal))
            t.facts.target = some_real(cases[i].goal);
        assert_true(outcome_of(*state, &t.facts, &o));
        assert_near(o.target, cases[i].want, 1e-12);
        assert_near(outcome_value(&o, o.question.target), cases[i].want, 1e-12);
        assert_int_equal(o.usual.n_looks, 0);
    }
}

/* What lies after now is left out, visits without minutes too; a day's treatment is cut. */
static void test_left_out(void **state)
{
    struct told t;
    struct outcome o;
    told_fill(&t, instrument_find(S("nrs_now")));
    t.scores[5].at_utc = NOW + 1;
    t.visits[0].started_utc = NOW + 1;
    t.visits[1].minutes = 0;
    t.visits[2].minutes = 600;
    assert_true(outcome_of(*state, &t.facts, &o));
    assert_int_equal(o.series.n_scores, SCORES - 1);
    assert_int_equal(o.series.n_sessions, VISITS - 2);
    assert_true(o.series.sessions[VISITS - 3].minutes == EV_MINUTES_MAX);
    for (size_t i = 1; i < o.series.n_sessions; i++)
        assert_true(o.series.sessions[i - 1].t < o.series.sessions[i].t);
    assert_int_equal(o.usual.n_looks, OUTCOME_LOOKS);
    assert_int_equal(o.look_utc[OUTCOME_LOOKS - 1], NOW);
}

static void test_nothing_to_say(void **state)
{
    struct told t;
    struct outcome o;
    told_fill(&t, instrument_find(S("nrs_now")));
    t.scores[3].value = 11;
    assert_false(outcome_of(*state, &t.facts, &o));
    t.scores[3].value = (double)NAN;
    assert_false(outcome_of(*state, &t.facts, &o));
    t.facts.scores.n = 0;
    assert_false(outcome_of(*state, &t.facts, &o));
    assert_false(outcome_is_taken(instrument_find(S("pgic"))));
    assert_false(outcome_is_taken(instrument_find(S("promis"))));
    struct arena *small = arena_new(4096);
    told_fill(&t, instrument_find(S("nrs_now")));
    assert_false(outcome_of(small, &t.facts, &o));
    arena_free(small);
}

static void test_bits(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits < 256; bits++) {
        struct outcome o = {.why_not = bits & 128 ? WHY_OTHER : WHY_LASTING};
        o.decisions = (struct ev_decisions){bits & 1,  bits & 2,  bits & 4, bits & 8,
                                            bits & 16, bits & 32, bits & 64};
        assert_int_equal(outcome_bits(&o), bits);
    }
}

static void test_days(void **state)
{
    (void)state;
    static const double days[] = {7, 0};
    struct outcome o = {.advice = {.expected = 0}, .question = {.intervals = days}};
    assert_false(outcome_days(&o).has);
    o.decisions.enough = true;
    assert_true(outcome_days(&o).has && outcome_days(&o).v == 7);
    o.advice.expected = 1;
    assert_true(outcome_days(&o).has && outcome_days(&o).v == 0);
    o.advice.expected = EV_NO_INTERVAL;
    assert_false(outcome_days(&o).has);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_every_instrument), UNIT(test_target), UNIT(test_left_out),
        UNIT(test_nothing_to_say),   UNIT(test_bits),   UNIT(test_days)};
    return cmocka_run_group_tests_name("outcome", tests, NULL, NULL);
}
