/* What the engine's answer is called: one reviewed sentence per message, warning and marker.
 * Must never: take the code's own sentence as the expectation.
 * Read next: domain/outcome_words.h, tests/golden/outcome_words.tsv.
 */
#include "unit.h"

#include "domain/outcome_words.h"

static bool so(struct str words, const char *what)
{
    struct str rest = words, word;
    while (str_next(&rest, ' ', &word))
        if (str_eq(word, str_from(what)))
            return true;
    return false;
}

static void value_set(struct outcome *o, enum ev_functional f, double low, double middle,
                      double high)
{
    o->usual.value[f].q[1] = low;
    o->usual.value[f].q[2] = middle;
    o->usual.value[f].q[3] = high;
}

static const double every[] = {14, 0};

/* An outcome of pain in which that is so, and nothing else. */
static struct outcome outcome_made(struct str words)
{
    static const struct {
        const char *word;
        unsigned why;
    } whys[] = {{"half_life", WHY_HALF_LIFE}, {"lasting", WHY_LASTING}, {"relief", WHY_RELIEF},
                {"no_diary", WHY_NO_DIARY},   {"recent", WHY_RECENT},   {"other", WHY_OTHER},
                {"unsettled", WHY_UNSETTLED}};
    bool few = so(words, "few");
    struct outcome o = {
        .instrument = instrument_find(S("nrs_now")), .unit = S("points"), .target = 3};
    o.series.scale = (struct ev_scale){1, 5, 1, 1, 0, 10};
    o.series.n_scores = few ? 3 : 20;
    o.series.n_sessions = so(words, "untreated") ? 0 : few ? 2 : 8;
    o.decisions = (struct ev_decisions){.enough = so(words, "enough"),
                                        .helping = so(words, "helping"),
                                        .worthwhile = so(words, "worthwhile"),
                                        .clearly_better = so(words, "better"),
                                        .review = so(words, "review"),
                                        .unlikely = so(words, "unlikely"),
                                        .worse = so(words, "worse")};
    o.why_not = few ? WHY_FEW_SCORES | WHY_FEW_SESSIONS : 0;
    for (size_t i = 0; i < sizeof whys / sizeof whys[0]; i++)
        o.why_not |= so(words, whys[i].word) ? whys[i].why : 0u;
    value_set(&o, EV_BENEFIT, 0.5, 1.6, 2.8);
    value_set(&o, EV_IMMEDIATE, 1, 2.4, 3.5);
    value_set(&o, EV_LASTING, 0.2, 0.9, 1.7);
    value_set(&o, EV_CHANGE, 1.4, 2.9, 4.2);
    if (so(words, "risen"))
        value_set(&o, EV_CHANGE, -4.3, -3.1, -1.8);
    o.alert.worsened = so(words, "alarm");
    o.usual.half_life.q[1] = 2;
    o.usual.half_life.q[3] = 9;
    o.usual.p_benefit_0 = 0.97;
    o.usual.p_benefit_delta = 0.15;
    o.usual.p_change_mcid = 0.93;
    o.usual.p_worse_delta = 0.85;
    o.question.intervals = every;
    o.advice.expected = so(words, "every") ? 0 : so(words, "none") ? 1 : EV_NO_INTERVAL;
    return o;
}

static struct str sentence(struct arena *a, const struct outcome *o, struct str which)
{
    struct outcome_prompt prompts[OUTCOME_PROMPTS];
    struct outcome_words w = outcome_words_of(a, o);
    const struct {
        const char *name;
        struct str text;
    } all[] = {{"right_after", w.right_after}, {"fades", w.fades},       {"lasts", w.lasts},
               {"change", w.change},           {"interval", w.interval}, {"more", w.more}};
    if (str_eq(which, S("beside")))
        return outcome_beside(a, o);
    if (str_eq(which, S("prompt"))) {
        assert_true(outcome_prompts(a, o, prompts) >= 1);
        return arena_fmt(a, "%.*s: %.*s", STR_ARG(prompts[0].text), STR_ARG(prompts[0].reason));
    }
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (str_eq(which, str_from(all[i].name)))
            return all[i].text;
    fail_msg("there is no sentence %.*s", STR_ARG(which));
    return S("");
}

static void test_reviewed_sentences(void **state)
{
    FILE *f = fopen("tests/golden/outcome_words.tsv", "r");
    struct str cell[4];
    size_t n = 0;
    assert_non_null(f);
    for (; unit_golden(f, *state, cell, 4); n++) {
        struct outcome o = outcome_made(cell[0]);
        assert_str(sentence(*state, &o, cell[1]), cell[2]);
    }
    fclose(f);
    assert_true(n >= 30);
}

/* Whatever else is so: with recent pain or other care nothing is "because of". */
static void test_because_is_never_said_where_it_must_not_be(void **state)
{
    static const char *const marks[] = {"recent", "other", "few"};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        for (unsigned bits = 0; bits < 64; bits++) {
            struct outcome o = outcome_made(str_from(marks[i]));
            struct outcome_prompt prompts[OUTCOME_PROMPTS];
            bool enough = i < 2;
            o.decisions = (struct ev_decisions){enough,
                                                enough && bits & 1,
                                                enough && bits & 2,
                                                enough && bits & 4,
                                                enough && bits & 8,
                                                enough && bits & 16,
                                                bits & 32};
            size_t n = outcome_prompts(*state, &o, prompts);
            struct outcome_words w = outcome_words_of(*state, &o);
            for (size_t k = 0; k < n; k++)
                assert_false(str_contains(prompts[k].reason, S("because of")));
            assert_false(str_contains(w.change, S("because of")));
            assert_false(str_contains(outcome_said(outcome_bits(&o)), S("helping")));
        }
}

static void test_probabilities_are_never_certain(void **state)
{
    struct outcome o = outcome_made(S("enough better"));
    struct outcome_prompt prompts[OUTCOME_PROMPTS];
    o.usual.p_change_mcid = 1;
    (void)outcome_prompts(*state, &o, prompts);
    assert_str(prompts[0].reason, S("Probability of a change that matters more than 99 %."));
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT(test_reviewed_sentences),
                                       UNIT(test_because_is_never_said_where_it_must_not_be),
                                       UNIT(test_probabilities_are_never_certain)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
