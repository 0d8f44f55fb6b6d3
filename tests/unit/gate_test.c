/* The gate: a test made from every row of data/contraindications.csv, every pair of rows, and the
 * rules that hold between answers, clearances, consent and blocks.
 * Must never: take its expectation from the compiled table; the file is read again here.
 * Read next: domain/gate.h.
 */
#include "unit.h"

#include "domain/rule.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wmissing-noreturn"
#include "../../tools/mkdata_csv.h"
#pragma GCC diagnostic pop

enum { NOW = 1764079500, DAY = 86400, TESTS_MAX = 512 };

static struct table file;

/* --- a client who has answered everything with no ------------------------------------------- */

struct client_facts {
    struct gate_facts f;
    struct answer *answers;
    struct finding finding;
};

/* As the store keeps it: the last answer, and since when it is the same. */
static void answer_add(struct client_facts *c, const char *id, bool yes, int64_t at,
                       const char *sites)
{
    size_t i = 0;
    while (i < c->f.answers.n && !str_eq(c->answers[i].caution, str_from(id)))
        i++;
    struct answer *x = &c->answers[i];
    if (i == c->f.answers.n)
        *x = (struct answer){.caution = str_from(id), .yes = !yes};
    c->f.answers.n += i == c->f.answers.n;
    x->since_utc = x->yes == yes ? x->since_utc : at;
    x->yes_utc = yes ? some_int(at) : x->yes_utc;
    x->yes = yes;
    x->at_utc = at;
    x->sites = str_from(sites);
}

static struct client_facts healthy(struct arena *a)
{
    struct client_facts c = {.answers = ARENA_ARRAY(a, 3 * ROWS_MAX, struct answer)};
    const struct rule_book nothing = {0};
    c.f = (struct gate_facts){.rules = rules_at(a, &nothing, NOW).standing,
                              .answers = {c.answers, 0},
                              .born = {1980, 2, 28},
                              .day = {2025, 11, 26},
                              .consented = true,
                              .at_utc = NOW};
    for (int row = 0; row < file.n; row++)
        if (strcmp(cell(&file, row, "asked_of"), "client") == 0 ||
            strcmp(cell(&file, row, "asked_of"), "therapist") == 0)
            answer_add(&c, cell(&file, row, "id"), false, NOW - 60, "");
    return c;
}

/* What makes a row apply: a yes to it, or what it is derived from. */
static bool make_apply(struct arena *a, struct client_facts *c, const char *id)
{
    const char *asked = cell(&file, row_of(&file, "id", id), "asked_of");
    if (strcmp(asked, "built_in") == 0)
        return false;
    if (strcmp(id, "re_minor") == 0) {
        c->f.born = (struct date){2010, 1, 1};
    } else if (strcmp(id, "ab_htn_measured") == 0) {
        c->finding = (struct finding){.measure = S("vital.bp_systolic"),
                                      .before_left = some_real(180)};
        c->f.findings = &c->finding;
        c->f.n_findings = 1;
    } else if (strcmp(id, "rf_suicide") == 0) {
        c->f.items = (struct item_reply_list){ARENA_NEW(a, struct item_reply), 1};
        c->f.items.at[0] = (struct item_reply){S("phq9"), 9, 1, NOW - 60, some_int(NOW - 60)};
    } else if (strcmp(asked, "derived") == 0) {
        char from[64];
        assert_int_equal(sscanf(cell(&file, row_of(&file, "id", id), "screen_question"),
                                "Derived from: %63s answered yes.", from),
                         1);
        answer_add(c, cell(&file, row_of(&file, "id", from), "id"), true, NOW - 60, "");
    } else {
        answer_add(c, id, true, NOW - 60, "");
    }
    return true;
}

static const struct flag *flag_of(const struct gate *g, const char *id)
{
    for (size_t i = 0; i < g->flags.n; i++)
        if (strcmp(g->flags.at[i].row->id, id) == 0)
            return &g->flags.at[i];
    return NULL;
}

static bool is(int row, const char *column, const char *word)
{
    return strcmp(cell(&file, row, column), word) == 0;
}

/* A region that the row covers when it is answered without a site; NULL: any. */
static const struct region *region_in(int row)
{
    char base[64];
    const char *scope = cell(&file, row, "scope");
    if (is(row, "scope", "whole") || is(row, "scope", "site"))
        return NULL;
    snprintf(base, sizeof base, "%.*s", (int)strcspn(scope, ";"), scope);
    for (size_t i = 0; i < region_count; i++)
        if (strcmp(region_all[i].base, base) == 0)
            return &region_all[i];
    fail_msg("no region of base %s", base);
    return NULL;
}

/* --- a test for every row -------------------------------------------------------------------- */

static enum gate_verdict verdict_wanted(int row)
{
    bool red = is(row, "action", "call_emergency") || is(row, "action", "urgent_medical_same_day");
    if (!is(row, "blocks", "visit"))
        return GATE_OPEN;
    if (is(row, "action", "postpone"))
        return GATE_POSTPONED;
    return red ? GATE_REFUSED : GATE_CLEARANCE;
}

static void clearance_give(struct arena *a, struct client_facts *c, const char *id,
                           const char *until)
{
    c->f.clearances = (struct clearance_list){ARENA_NEW(a, struct clearance), 1};
    c->f.clearances.at[0] = (struct clearance){.caution = str_from(id),
                                               .kind = S("letter"),
                                               .until_day = str_from(until),
                                               .at_utc = NOW - 30};
}

static void bans_check(const struct gate *g, int row, const struct region *r)
{
    char list[512];
    snprintf(list, sizeof list, "%s", cell(&file, row, "banned_techniques"));
    for (char *code = strtok(list, ";"); code; code = strtok(NULL, ";")) {
        const struct technique *t = technique_find(str_from(code));
        const struct flag *by = gate_ban(g, r, t);
        assert_non_null(t);
        assert_true(is(row, "enforcement", "warn")
                        ? !by
                        : by && strcmp(by->row->id, cell(&file, row, "id")) == 0);
    }
}

static bool has_derived(const char *id)
{
    for (size_t i = 0; i < caution_count; i++)
        if (caution_all[i].derived_from && strcmp(caution_all[i].derived_from->id, id) == 0)
            return true;
    return false;
}

static void limits_check(const struct gate *g, int row)
{
    const struct region *r = region_in(row);
    const struct flag *by;
    const char *cap = cell(&file, row, "pressure_cap");
    if (is(row, "enforcement", "warn") || !*cap)
        assert_int_equal(gate_cap(g, r, &by), CAP_NONE);
    else
        assert_int_equal(gate_cap(g, r, &by), atoi(cap));
    bans_check(g, row, r);
    if (r && !has_derived(cell(&file, row, "id")))
        assert_int_equal(gate_cap(g, NULL, &by), CAP_NONE);
}

/* Asked anew after its period, and not a second before. */
static void reask_check(struct arena *a, int row)
{
    const char *id = cell(&file, row, "id"), *reask = cell(&file, row, "reask");
    int64_t period = strcmp(reask, "each_visit") == 0 ? DAY : (int64_t)atoi(reask) * DAY;
    const struct caution *c = caution_find(str_from(id));
    struct answer old = {.caution = str_from(id), .at_utc = NOW - period};
    bool asked = is(row, "asked_of", "client") || is(row, "asked_of", "therapist");
    assert_int_equal(answer_is_due(c, &old, NEWS_NEVER, NOW), false);
    old.at_utc--;
    assert_int_equal(answer_is_due(c, &old, NEWS_NEVER, NOW), asked);
    assert_int_equal(answer_is_due(c, NULL, NEWS_NEVER, NOW), asked);
    struct client_facts f = healthy(a);
    f.f.at_utc = NOW + period;
    assert_true(gate_judge(a, &f.f).verdict == GATE_ASK || !asked);
}

static void clearance_check(struct arena *a, int row, struct client_facts *c)
{
    const char *id = cell(&file, row, "id");
    enum gate_verdict wanted = verdict_wanted(row);
    clearance_give(a, c, id, "2025-11-26");
    struct gate g = gate_judge(a, &c->f);
    assert_int_equal(g.verdict, wanted == GATE_CLEARANCE ? GATE_OPEN : wanted);
    limits_check(&g, row);
    clearance_give(a, c, id, "2025-11-25");
    assert_int_equal(gate_judge(a, &c->f).verdict, wanted);
    clearance_give(a, c, id, "2025-11-26");
    c->f.clearances.at[0].withdrawn_utc = some_int(NOW);
    assert_int_equal(gate_judge(a, &c->f).verdict, wanted);
}

static void test_row(void **state)
{
    struct arena *a = arena_new(UNIT_CEILING);
    int row = (int)(intptr_t)*state;
    const char *id = cell(&file, row, "id");
    struct client_facts c = healthy(a);
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_OPEN);
    if (make_apply(a, &c, id)) {
        struct gate g = gate_judge(a, &c.f);
        const struct flag *flag = flag_of(&g, id);
        assert_non_null(flag);
        assert_int_equal(g.verdict, is(row, "asked_of", "derived") && g.verdict != GATE_OPEN
                                        ? g.verdict
                                        : verdict_wanted(row));
        assert_int_equal(flag->state == FLAG_REFUSES, verdict_wanted(row) == GATE_REFUSED);
        assert_int_equal(flag->state == FLAG_POSTPONES, verdict_wanted(row) == GATE_POSTPONED);
        assert_int_equal(flag->state == FLAG_STOPS, verdict_wanted(row) == GATE_CLEARANCE);
        assert_int_equal(flag->state == FLAG_CRISIS,
                         is(row, "action", "crisis_support") && is(row, "enforcement", "enforce"));
        if (!is(row, "asked_of", "derived")) {
            limits_check(&g, row);
            clearance_check(a, row, &c);
        }
    }
    reask_check(a, row);
    arena_free(a);
}

/* What a red flag is called never names an illness. */
static void test_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < caution_count; i++) {
        const struct caution *row = &caution_all[i];
        struct str words = caution_words(row);
        assert_true(words.n > 0);
        bool flag = row->category == CAUTION_RED_FLAG || row->category == CAUTION_AMBER_FLAG;
        if (flag && row->action != ACTION_CRISIS && !str_eq(words, str_from(row->short_text)) &&
            !str_eq(words, str_from(row->question)))
            fail_msg("%s is called by its illness", row->id);
    }
}

/* --- every pair ------------------------------------------------------------------------------ */

static void pair_check(struct arena *a, int i, int j)
{
    struct client_facts one = healthy(a), two = healthy(a), both = healthy(a);
    const char *x = cell(&file, i, "id"), *y = cell(&file, j, "id");
    if (!make_apply(a, &one, x) || !make_apply(a, &two, y))
        return;
    assert_true(make_apply(a, &both, x) && make_apply(a, &both, y));
    struct gate g1 = gate_judge(a, &one.f), g2 = gate_judge(a, &two.f), g = gate_judge(a, &both.f);
    const struct region *places[] = {NULL, region_in(i), region_in(j), region_find(S("calf_l"))};
    const struct flag *by;
    assert_int_equal(g.verdict, g1.verdict > g2.verdict ? g1.verdict : g2.verdict);
    for (size_t k = 0; k < 4; k++) {
        int c1 = gate_cap(&g1, places[k], &by), c2 = gate_cap(&g2, places[k], &by);
        assert_int_equal(gate_cap(&g, places[k], &by), c1 < c2 ? c1 : c2);
        for (size_t t = 0; t < technique_count; t++)
            assert_int_equal(gate_ban(&g, places[k], &technique_all[t]) != NULL,
                             gate_ban(&g1, places[k], &technique_all[t]) ||
                                 gate_ban(&g2, places[k], &technique_all[t]));
    }
}

static void test_pairs(void **state)
{
    (void)state;
    for (int i = 0; i < file.n; i++)
        for (int j = i + 1; j < file.n; j++) {
            struct arena *a = arena_new(UNIT_CEILING);
            pair_check(a, i, j);
            arena_free(a);
        }
}

/* --- between answers ------------------------------------------------------------------------- */

static void test_red_flag_stands_for_a_day(void **state)
{
    struct arena *a = *state;
    struct client_facts c = healthy(a);
    answer_add(&c, "rf_cauda", true, NOW - 60, "");
    answer_add(&c, "rf_cauda", false, NOW - 30, "");
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_REFUSED);
    c.f.at_utc = NOW - 60 + DAY;
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_REFUSED);
    c.f.at_utc++;
    struct gate g = gate_judge(a, &c.f);
    assert_null(flag_of(&g, "rf_cauda"));
}

/* A yes does not go stale: it stands until somebody is asked again. */
static void test_old_yes_stands(void **state)
{
    struct arena *a = *state;
    static const char *const ids[] = {"rf_cauda", "re_anticoagulant", "ab_dvt_current"};
    for (size_t i = 0; i < 3; i++) {
        struct client_facts c = healthy(a);
        answer_add(&c, ids[i], true, NOW - 60, "");
        c.f.at_utc = NOW + (int64_t)1000 * DAY;
        struct gate g = gate_judge(a, &c.f);
        assert_non_null(flag_of(&g, ids[i]));
    }
}

static void test_later_no_lifts_the_rest(void **state)
{
    struct arena *a = *state;
    const struct flag *by;
    struct client_facts c = healthy(a);
    answer_add(&c, "re_steroid", true, NOW - 60, "");
    answer_add(&c, "ab_fever", true, NOW - 60, "");
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_POSTPONED);
    answer_add(&c, "re_steroid", false, NOW - 30, "");
    answer_add(&c, "ab_fever", false, NOW - 30, "");
    struct gate g = gate_judge(a, &c.f);
    assert_null(flag_of(&g, "re_steroid"));
    assert_int_equal(g.verdict, GATE_POSTPONED);
    clearance_give(a, &c, "ab_fever", "2025-12-01");
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_POSTPONED);
    c.f.clearances.n = 0;
    for (int days = -3; days <= 3; days += 6) { /* of a visit that was begun on another day */
        c.f.at_utc = NOW + days * DAY;
        g = gate_judge(a, &c.f);
        assert_null(flag_of(&g, "ab_fever"));
    }
    c.f.at_utc = NOW;
    g = gate_judge(a, &c.f);
    assert_int_equal(gate_cap(&g, NULL, &by), 0);
}

/* A clearance holds for what was said before it, and for the yeses that follow without a no. */
static void test_clearance_of_its_run(void **state)
{
    struct arena *a = *state;
    struct client_facts c = healthy(a);
    answer_add(&c, "ab_dvt_current", true, NOW - 10 * DAY, "");
    clearance_give(a, &c, "ab_dvt_current", "2026-01-01");
    c.f.clearances.at[0].at_utc = NOW - 9 * DAY;
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_OPEN);
    answer_add(&c, "ab_dvt_current", true, NOW - 60, "");
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_OPEN);
    answer_add(&c, "ab_dvt_current", false, NOW - 50, "");
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_CLEARANCE);
    answer_add(&c, "ab_dvt_current", true, NOW - 40, "");
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_CLEARANCE);
}

/* An operation is asked for in the whole question's words. The same one stays cleared; news since the
 * letter may be another. */
static void test_clearance_of_an_event(void **state)
{
    struct arena *a = *state;
    struct client_facts c = healthy(a);
    assert_true(caution_is_event(caution_find(S("re_surgery"))));
    assert_false(caution_is_event(caution_find(S("re_concussion"))));
    answer_add(&c, "re_surgery", true, NOW - 10 * DAY, "calf_l");
    clearance_give(a, &c, "re_surgery", "2026-01-01");
    c.f.clearances.at[0].at_utc = NOW - 9 * DAY;
    answer_add(&c, "re_surgery", true, NOW - 60, "calf_l");
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_OPEN);
    answer_add(&c, "re_anything_new", true, NOW - 60, "");
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_CLEARANCE);
    c.f.clearances.at[0].at_utc = NOW - 60;
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_OPEN);
}

/* A letter may come late; one that is withdrawn more than a day after a visit covered it. News told
 * after a visit was begun are for the next one. */
static void test_what_comes_after_the_visit(void **state)
{
    struct arena *a = *state;
    struct client_facts c = healthy(a);
    answer_add(&c, "ab_seizure", true, NOW - 60, "");
    clearance_give(a, &c, "ab_seizure", "2026-01-01");
    c.f.clearances.at[0].at_utc = NOW + 3 * DAY;
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_OPEN);
    c.f.clearances.at[0].withdrawn_utc = some_int(NOW + DAY + 1);
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_OPEN);
    c.f.clearances.at[0].withdrawn_utc = some_int(NOW + DAY);
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_CLEARANCE);
    c = healthy(a);
    answer_add(&c, "re_glaucoma", false, NOW - 2 * DAY, "");
    answer_add(&c, "re_anything_new", true, NOW, "");
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_ASK);
    answer_add(&c, "re_anything_new", true, NOW + 1, "");
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_OPEN);
}

/* A no while the yes stood for its day lifts nothing: it is asked again after the day. */
static void test_an_early_no_is_asked_again(void **state)
{
    struct arena *a = *state;
    struct client_facts c = healthy(a);
    answer_add(&c, "rf_stroke", true, NOW - 25 * 3600, "");
    answer_add(&c, "rf_stroke", false, NOW - 16 * 3600, "");
    struct gate g = gate_judge(a, &c.f);
    assert_int_equal(g.verdict, GATE_ASK);
    assert_int_equal(g.due.n, 1);
    answer_add(&c, "rf_stroke", false, NOW - 60, "");
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_OPEN);
    answer_add(&c, "re_steroid", true, NOW - 25 * 3600, "");
    answer_add(&c, "re_steroid", false, NOW - 16 * 3600, "");
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_OPEN);
}

/* The log, folded: the last answer, since when it is the same, and the last yes. */
static void test_answers_of_a_log(void **state)
{
    struct arena *a = *state;
    struct reply log[] = {{S("ab_fever"), 1, S(""), 10, ID_NONE},
                          {S("ab_fever"), 0, S(""), 20, ID_NONE},
                          {S("ab_fever"), 0, S(""), 30, ID_NONE},
                          {S("loc_lump"), 1, S("calf_l"), 15, ID_NONE}};
    struct answer_list all = answers_of(a, &(struct reply_list){log, 4});
    assert_int_equal(all.n, 2);
    assert_true(!all.at[0].yes && all.at[0].since_utc == 20 && all.at[0].at_utc == 30);
    assert_true(all.at[0].yes_utc.has && all.at[0].yes_utc.v == 10 && all.at[0].times == 3);
    assert_true(all.at[1].yes && all.at[1].yes_utc.v == 15);
    assert_str(all.at[1].sites, S("calf_l"));
    struct arena *small = arena_new(16);
    (void)answers_of(small, &(struct reply_list){log, 4});
    assert_true(arena_failed(small));
    arena_free(small);
}

/* The newest decides, in whatever order they come. */
static void test_older_clearance_is_not_revived(void **state)
{
    struct arena *a = *state;
    for (int order = 0; order < 2; order++) {
        struct client_facts c = healthy(a);
        struct clearance two[2] = {0};
        answer_add(&c, "ab_seizure", true, NOW - 10 * DAY, "");
        for (int i = 0; i < 2; i++)
            two[i] = (struct clearance){.caution = S("ab_seizure"),
                                        .until_day = S("2026-01-01"),
                                        .at_utc = NOW - (i == order ? 9 : 1) * DAY};
        c.f.clearances = (struct clearance_list){two, 2};
        assert_int_equal(gate_judge(a, &c.f).verdict, GATE_OPEN);
        two[1 - order].until_day = S("2025-11-20");
        assert_int_equal(gate_judge(a, &c.f).verdict, GATE_CLEARANCE);
        two[1 - order].until_day = S("2026-01-01");
        two[1 - order].withdrawn_utc = some_int(NOW - 60);
        assert_int_equal(gate_judge(a, &c.f).verdict, GATE_CLEARANCE);
    }
}

/* A row that follows from an answer stands as that answer does, once it is made to stop visits. */
static void test_derived_row_that_stops(void **state)
{
    struct arena *a = *state;
    struct client_facts c = healthy(a);
    struct caution row = *caution_find(S("re_aneurysm_general"));
    const struct caution *rows[] = {&row};
    row.blocks = BLOCKS_VISIT;
    c.f.rules = (struct rule_list){rows, 1};
    answer_add(&c, "re_aneurysm_known", true, NOW - 20 * DAY, "");
    clearance_give(a, &c, row.id, "2026-01-01");
    c.f.clearances.at[0].at_utc = NOW - 19 * DAY;
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_OPEN);
    answer_add(&c, "re_aneurysm_known", false, NOW - 10 * DAY, "");
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_OPEN);
    answer_add(&c, "re_aneurysm_known", true, NOW - 60, "");
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_CLEARANCE);
    answer_add(&c, "re_aneurysm_known", false, NOW - 30, "");
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_CLEARANCE);
}

static void test_clearance_lowers_the_cap(void **state)
{
    struct arena *a = *state;
    const struct flag *by;
    struct client_facts c = healthy(a);
    answer_add(&c, "re_heart", true, NOW - 60, "");
    clearance_give(a, &c, "re_heart", "2026-01-01");
    struct gate g = gate_judge(a, &c.f);
    assert_int_equal(gate_cap(&g, NULL, &by), 3);
    c.f.clearances.at[0].cap = some_int(1);
    g = gate_judge(a, &c.f);
    assert_int_equal(gate_cap(&g, NULL, &by), 1);
    c.f.clearances.at[0].cap = some_int(5);
    g = gate_judge(a, &c.f);
    assert_int_equal(gate_cap(&g, NULL, &by), 3);
}

static void test_consent_and_birth_date(void **state)
{
    struct arena *a = *state;
    struct client_facts c = healthy(a);
    c.f.consented = false;
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_CONSENT);
    answer_add(&c, "ab_fever", true, NOW - 60, "");
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_POSTPONED);
    c = healthy(a);
    c.f.born = (struct date){0};
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_ASK);
    c.f.born = (struct date){2007, 11, 26};
    struct gate g = gate_judge(a, &c.f);
    assert_null(flag_of(&g, "re_minor"));
    c.f.born = (struct date){2007, 11, 27};
    g = gate_judge(a, &c.f);
    assert_non_null(flag_of(&g, "re_minor"));
}

static void test_reading_is_the_latest(void **state)
{
    struct arena *a = *state;
    struct client_facts c = healthy(a);
    c.finding = (struct finding){.measure = S("vital.bp_diastolic"), .before_left = some_real(112)};
    c.f.findings = &c.finding;
    c.f.n_findings = 1;
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_POSTPONED);
    c.finding.after_left = some_real(109);
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_OPEN);
    c.finding.after_left = some_real(110);
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_POSTPONED);
}

/* --- places ---------------------------------------------------------------------------------- */

static void test_site(void **state)
{
    struct arena *a = *state;
    const struct region *left = region_find(S("calf_l")), *right = region_find(S("calf_r"));
    struct client_facts c = healthy(a);
    answer_add(&c, "loc_wound", true, NOW - 60, "calf_l;shin_l");
    struct gate g = gate_judge(a, &c.f);
    assert_true(gate_no_contact(&g, left));
    assert_false(gate_no_contact(&g, right));
    assert_false(gate_no_contact(&g, NULL));
    answer_add(&c, "loc_wound", true, NOW - 30, "");
    g = gate_judge(a, &c.f);
    assert_true(gate_no_contact(&g, right) && gate_no_contact(&g, NULL));
}

static bool lies_in(const struct block *b, const char *region)
{
    const struct region *at[BLOCK_REGIONS_MAX];
    size_t n = block_regions(b, at);
    for (size_t i = 0; i < n; i++)
        if (strcmp(at[i]->id, region) == 0)
            return true;
    return false;
}

static void test_block_regions(void **state)
{
    (void)state;
    struct block b = {.region = S("calf_l"), .muscle = S(""), .side = S("left")};
    assert_true(lies_in(&b, "calf_l") && !lies_in(&b, "calf_r"));
    b = (struct block){.region = S(""), .muscle = S("gluteus_maximus"), .side = S("left")};
    assert_true(lies_in(&b, "buttock_l") && !lies_in(&b, "buttock_r"));
    assert_true(lies_in(&b, "sacrum_m"));
    b.side = S("both");
    assert_true(lies_in(&b, "buttock_l") && lies_in(&b, "buttock_r"));
    b.side = S("");
    assert_true(lies_in(&b, "buttock_l") && lies_in(&b, "buttock_r"));
    b.technique = S("traction");
    assert_false(lies_in(&b, "neck_back_l"));
    b.muscle = S("no_such");
    assert_false(lies_in(&b, "buttock_l"));
    b = (struct block){.region = S("jaw_l"), .muscle = S(""), .technique = S("stretch")};
    assert_true(lies_in(&b, "neck_back_l") && lies_in(&b, "jaw_l"));
    b.technique = S("effleurage");
    assert_false(lies_in(&b, "neck_back_l"));
    b = (struct block){.region = S("calf_l"), .muscle = S(""), .technique = S("stretch")};
    assert_false(lies_in(&b, "neck_back_l"));
    b.technique = S("neck_mobilisation");
    assert_true(lies_in(&b, "neck_back_l") && !lies_in(&b, "jaw_l"));
    b = (struct block){.region = S(""), .muscle = S("gluteus_maximus"), .side = S("left")};
    for (size_t i = 0; i < muscle_count; i++) {
        const struct region *at[BLOCK_REGIONS_MAX];
        b.muscle = str_from(muscle_all[i].id);
        size_t n = block_regions(&b, at);
        assert_true(n > 0 && n < BLOCK_REGIONS_MAX);
    }
}

/* --- sheets ---------------------------------------------------------------------------------- */

static struct str fault_for(struct arena *a, struct client_facts *c, struct block b,
                            const char *field)
{
    struct sheet s = {.n_blocks = 1};
    struct faults *f = faults_new(a);
    struct gate g = gate_judge(a, &c->f);
    s.blocks[0] = b;
    s.note.news = S("Nothing new");
    gate_sheet_check(a, &g, &c->f.rules, &s, f);
    return fault_of(f, str_from(field));
}

static void test_sheet(void **state)
{
    struct arena *a = *state;
    struct client_facts c = healthy(a);
    struct block b = {.region = S("calf_l"),
                      .muscle = S(""),
                      .technique = S("petrissage"),
                      .pressure = 3,
                      .reason = S("")};
    assert_null(fault_for(a, &c, b, "b0.pressure").p);
    b.pressure = 9; /* no pressure at all: sheet_check says so */
    b.technique = S("no such");
    assert_null(fault_for(a, &c, b, "b0.pressure").p);
    b.pressure = 3;
    b.technique = S("petrissage");
    answer_add(&c, "re_anticoagulant", true, NOW - 60, "");
    assert_str(fault_for(a, &c, b, "b0.pressure"),
               S("Pressure 2 at most at calf, left: Anticoagulant medicine."));
    b.pressure = 2;
    assert_null(fault_for(a, &c, b, "b0.pressure").p);
    b.technique = S("trigger_point");
    assert_non_null(fault_for(a, &c, b, "b0.technique").p);
    b.technique = S("petrissage");
    answer_add(&c, "loc_bruise", true, NOW - 60, "calf_l");
    assert_str(fault_for(a, &c, b, "b0.where"),
               S("No contact at calf, left: Fresh bruise or muscle tear. Take the block out."));
    b.region = S("calf_r");
    assert_null(fault_for(a, &c, b, "b0.where").p);
    b.region = S("");
    b.muscle = S("gastrocnemius");
    b.side = S("left");
    assert_non_null(fault_for(a, &c, b, "b0.where").p);
    b.side = S("right");
    assert_null(fault_for(a, &c, b, "b0.where").p);
    answer_add(&c, "re_anything_new", true, NOW - 60, "");
    assert_non_null(fault_for(a, &c, b, "news").p);
}

static void test_endangerment(void **state)
{
    struct arena *a = *state;
    struct client_facts c = healthy(a);
    struct block b = {.region = S("throat_m"),
                      .muscle = S(""),
                      .technique = S("effleurage"),
                      .pressure = 1,
                      .reason = S("")};
    if (!region_find(b.region))
        b.region = S("throat_l");
    assert_non_null(region_find(b.region));
    assert_null(fault_for(a, &c, b, "b0.reason").p);
    b.pressure = 2;
    assert_non_null(fault_for(a, &c, b, "b0.reason").p);
    b.reason = S("  ");
    assert_non_null(fault_for(a, &c, b, "b0.reason").p);
    b.reason = S("Scalene release, asked for by the surgeon");
    assert_null(fault_for(a, &c, b, "b0.reason").p);
    b = (struct block){.region = S("low_back_l"),
                       .muscle = S(""),
                       .technique = S("tapotement"),
                       .pressure = 2,
                       .reason = S("")};
    assert_non_null(fault_for(a, &c, b, "b0.reason").p);
}

/* An outcome note from after it closes a crisis; an older one does not. */
static void test_crisis(void **state)
{
    struct arena *a = *state;
    struct crisis_note note = {S("rf_suicide_said"), NOW - 61, S("Called."), ID_NONE};
    struct client_facts c = healthy(a);
    answer_add(&c, "rf_suicide_said", true, NOW - 60, "");
    struct gate g = gate_judge(a, &c.f);
    assert_true(g.crisis && g.verdict == GATE_OPEN);
    c.f.notes = (struct crisis_note_list){&note, 1};
    assert_true(gate_judge(a, &c.f).crisis);
    note.at_utc++;
    assert_false(gate_judge(a, &c.f).crisis);
    note.caution = S("rf_suicide");
    assert_true(gate_judge(a, &c.f).crisis);
    struct sheet s = {.note.news = S("Nothing new")};
    struct faults *f = faults_new(a);
    g = gate_judge(a, &c.f);
    gate_sheet_check(a, &g, &c.f.rules, &s, f);
    assert_int_equal(f->n, 1);
}

/* What was done is owed though the next answer is no. */
static void test_crisis_outlives_a_no(void **state)
{
    struct arena *a = *state;
    struct crisis_note note = {S("rf_suicide_said"), NOW - 50, S("Called."), ID_NONE};
    struct client_facts c = healthy(a);
    answer_add(&c, "rf_suicide_said", true, NOW - 60, "");
    answer_add(&c, "rf_suicide_said", false, NOW - 55, "");
    assert_true(gate_judge(a, &c.f).crisis);
    c.f.notes = (struct crisis_note_list){&note, 1};
    struct gate g = gate_judge(a, &c.f);
    assert_null(flag_of(&g, "rf_suicide_said"));
    struct item_reply item = {S("phq9"), 9, 0, NOW - 60, some_int(NOW - 90 * DAY)};
    c.f.items = (struct item_reply_list){&item, 1};
    assert_true(gate_judge(a, &c.f).crisis);
    note = (struct crisis_note){S("rf_suicide"), NOW - 90 * DAY, S("Called."), ID_NONE};
    g = gate_judge(a, &c.f);
    assert_null(flag_of(&g, "rf_suicide"));
}

/* News: everything that was answered more than a day before them is asked again. */
static void test_news_ask_again(void **state)
{
    struct arena *a = *state;
    struct client_facts c = healthy(a);
    answer_add(&c, "re_glaucoma", false, NOW - 2 * DAY, "");
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_OPEN);
    answer_add(&c, "re_anything_new", true, NOW - 60, "");
    struct gate g = gate_judge(a, &c.f);
    assert_int_equal(g.verdict, GATE_ASK);
    assert_int_equal(g.due.n, 1);
    answer_add(&c, "re_glaucoma", false, NOW - 50, "");
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_OPEN);
    answer_add(&c, "re_anything_new", false, NOW - 40, "");
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_OPEN);
}

/* --- by another name ------------------------------------------------------------------------- */

static const struct {
    const char *caution, *region, *technique, *depth;
    int64_t pressure;
    const char *field; /* of the fault; NULL: none */
} guise_cases[] = {
    {"re_postpartum", "abdomen_lower_l", "petrissage", "middle", 2, "b0.technique"},
    {"re_postpartum", "abdomen_lower_l", "effleurage", "superficial", 1, NULL},
    {"re_postpartum", "abdomen_lower_l", "petrissage", "middle", 1, NULL},
    {"re_postpartum", "shoulder_front_l", "petrissage", "middle", 2, NULL},
    {"re_neck_instability", "neck_back_l", "joint_mobilisation", "", 2, "b0.technique"},
    {"re_neck_instability", "neck_back_l", "petrissage", "", 2, NULL},
    {"re_neck_instability", "jaw_l", "neck_mobilisation", "", 1, "b0.technique"},
    {"re_neck_instability", "jaw_l", "traction", "", 1, "b0.technique"},
    {"re_neck_instability", "shoulder_top_l", "end_range_stretch", "", 1, "b0.technique"},
    {"re_neck_instability", "jaw_l", "petrissage", "", 1, NULL},
    {"re_neck_instability", "calf_l", "end_range_stretch", "", 2, NULL},
    {"re_neck_instability", "calf_l", "joint_mobilisation", "", 2, NULL},
    {"re_migraine_now", "calf_l", "petrissage", "", 4, "b0.technique"},
    {"re_migraine_now", "calf_l", "petrissage", "deep", 2, "b0.technique"},
    {"re_migraine_now", "calf_l", "petrissage", "middle", 2, NULL},
};

static void test_by_another_name(void **state)
{
    struct arena *a = *state;
    for (size_t i = 0; i < sizeof guise_cases / sizeof guise_cases[0]; i++) {
        struct client_facts c = healthy(a);
        struct block b = {.region = str_from(guise_cases[i].region),
                          .muscle = S(""),
                          .technique = str_from(guise_cases[i].technique),
                          .depth = str_from(guise_cases[i].depth),
                          .pressure = guise_cases[i].pressure,
                          .reason = S("Asked for")};
        assert_non_null(region_find(b.region));
        answer_add(&c, guise_cases[i].caution, true, NOW - 60, "");
        bool faulty = fault_for(a, &c, b, "b0.technique").p != NULL;
        if (faulty != (guise_cases[i].field != NULL))
            fail_msg("case %zu: %s", i, faulty ? "banned" : "let through");
        struct gate g = gate_judge(a, &c.f);
        gate_fit(&g, &b);
        assert_null(fault_for(a, &c, b, "b0.technique").p);
    }
}

/* --- corners --------------------------------------------------------------------------------- */

/* One rule of one's own and its answer, if any. */
static struct gate judged_alone(struct arena *a, const struct caution *row, struct answer *answer,
                                struct gate_facts f)
{
    const struct caution **rows = ARENA_NEW(a, const struct caution *);
    rows[0] = row;
    f.rules = (struct rule_list){rows, 1};
    f.answers = (struct answer_list){answer, answer != NULL};
    f.born = (struct date){1980, 2, 28};
    f.day = (struct date){2025, 11, 26};
    f.at_utc = NOW;
    f.consented = true;
    return gate_judge(a, &f);
}

static const char *const ban_all[] = {"all", NULL}, *const ban_none[] = {NULL};

static struct caution own_rule(void)
{
    return (struct caution){.id = "own_x",
                            .condition = "Own",
                            .category = CAUTION_RELATIVE,
                            .asked_of = ASKED_CLIENT,
                            .question = "Own?",
                            .short_text = "",
                            .action = ACTION_MODIFY,
                            .blocks = BLOCKS_TECHNIQUE,
                            .enforcement = ENFORCE_LIMITS,
                            .scope = SCOPE_SITE,
                            .pressure_cap = 0,
                            .banned = ban_none,
                            .reask_days = 30};
}

static void test_a_question_is_due(void **state)
{
    struct arena *a = *state;
    struct caution row = own_rule();
    struct answer no = {S("own_x"), 0, S(""), NOW - 60, NOW - 60, {0}, 1, ID_NONE};
    assert_int_equal(judged_alone(a, &row, NULL, (struct gate_facts){0}).verdict, GATE_ASK);
    assert_int_equal(judged_alone(a, &row, &no, (struct gate_facts){0}).verdict, GATE_OPEN);
    row.worded_utc = NOW - 30; /* its words were changed since */
    assert_int_equal(judged_alone(a, &row, &no, (struct gate_facts){0}).verdict, GATE_ASK);
    assert_int_equal(answers_count(&(struct answer_list){&no, 1}), 1);
}

static void test_sites_and_contact(void **state)
{
    struct arena *a = *state;
    struct caution row = own_rule();
    struct answer yes = {S("own_x"), 1, S("*"), NOW - 60, NOW - 60, some_int(NOW - 60), 1, ID_NONE};
    const struct region *calf = region_find(S("calf_l"));
    struct gate g = judged_alone(a, &row, &yes, (struct gate_facts){0});
    assert_false(gate_no_contact(&g, calf)); /* no pressure, yet not every touch is banned */
    row.banned = ban_all;
    g = judged_alone(a, &row, &yes, (struct gate_facts){0});
    assert_true(gate_no_contact(&g, calf) && gate_no_contact(&g, NULL));
    row.pressure_cap = 1; /* every touch banned, and a cap that is none: a contradiction */
    g = judged_alone(a, &row, &yes, (struct gate_facts){0});
    assert_false(gate_no_contact(&g, calf));
    yes.sites = S("shin_l;calf_l");
    g = judged_alone(a, &row, &yes, (struct gate_facts){0});
    assert_non_null(gate_ban(&g, calf, technique_find(S("heat"))));
    assert_null(gate_ban(&g, calf, technique_find(S("prone"))));
    assert_null(gate_ban(&g, NULL, technique_find(S("heat"))));
    assert_null(gate_ban(&g, region_find(S("calf_r")), technique_find(S("heat"))));
}

static void test_readings_and_items(void **state)
{
    struct arena *a = *state;
    struct caution row = own_rule();
    row.asked_of = ASKED_DERIVED;
    row.scope = SCOPE_WHOLE;
    row.derived = DERIVED_READING;
    row.readings[0] = (struct caution_reading){"vital.bp_systolic", 180};
    struct finding empty = {.measure = S("vital.bp_systolic")};
    struct finding other = {.measure = S("neck.rotation"), .before_left = some_real(200)};
    struct gate_facts f = {.findings = &empty, .n_findings = 1};
    assert_int_equal(judged_alone(a, &row, NULL, f).flags.n, 0);
    f.findings = &other;
    assert_int_equal(judged_alone(a, &row, NULL, f).flags.n, 0);
    row.derived = DERIVED_ITEM;
    row.derived_instrument = "phq9";
    row.derived_limit = 9;
    struct item_reply items[] = {{S("gad7"), 9, 1, NOW, some_int(NOW)},
                                 {S("phq9"), 8, 1, NOW, some_int(NOW)},
                                 {S("phq9"), 9, 0, NOW, {0}}};
    for (size_t i = 0; i < 3; i++) {
        f.items = (struct item_reply_list){&items[i], 1};
        assert_int_equal(judged_alone(a, &row, NULL, f).flags.n, 0);
    }
    items[2].value = 1;
    items[2].above_utc = some_int(NOW);
    assert_int_equal(judged_alone(a, &row, NULL, f).flags.n, 1);
}

static void test_clearance_that_is_none(void **state)
{
    struct arena *a = *state;
    struct client_facts c = healthy(a);
    answer_add(&c, "ab_seizure", true, NOW - 60, "");
    clearance_give(a, &c, "ab_seizure", "soon");
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_CLEARANCE);
    clearance_give(a, &c, "re_heart", "2026-01-01");
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_CLEARANCE);
}

static void news_says(struct arena *a, struct client_facts *c, const char *news, size_t faults)
{
    struct sheet s = {.note.news = str_from(news)};
    struct faults *f = faults_new(a);
    struct gate g = gate_judge(a, &c->f);
    gate_sheet_check(a, &g, &c->f.rules, &s, f);
    assert_int_equal(f->n, faults);
}

static void test_news(void **state)
{
    struct arena *a = *state;
    struct client_facts c = healthy(a);
    news_says(a, &c, "", 0);
    answer_add(&c, "re_allergy", true, NOW - 60, "");
    answer_add(&c, "re_anticoagulant", true, NOW - 60, "");
    news_says(a, &c, "Nothing new", 0);
    answer_add(&c, "re_anything_new", true, NOW - 60, "");
    news_says(a, &c, "", 1);
    news_says(a, &c, "Nothing new", 1);
    news_says(a, &c, "nothing new", 1);
    news_says(a, &c, "A fall on Monday", 0);
    struct caution row = own_rule();
    struct answer yes = {S("own_x"), 1, S(""), NOW - 60, NOW - 60, some_int(NOW - 60), 1, ID_NONE};
    struct sheet s = {.note.news = S("")};
    struct faults *f = faults_new(a);
    struct gate g = judged_alone(a, &row, &yes, (struct gate_facts){0});
    gate_sheet_check(a, &g, &c.f.rules, &s, f);
    assert_int_equal(f->n, 0);
}

/* What is proposed from last time is brought within today's limits. */
static void test_fit(void **state)
{
    struct arena *a = *state;
    struct client_facts c = healthy(a);
    struct block b = {
        .region = S("calf_l"), .muscle = S(""), .technique = S("deep"), .pressure = 4};
    struct gate g = gate_judge(a, &c.f);
    gate_fit(&g, &b);
    assert_str(b.technique, S("deep"));
    assert_int_equal(b.pressure, 4);
    answer_add(&c, "re_anticoagulant", true, NOW - 60, "");
    g = gate_judge(a, &c.f);
    gate_fit(&g, &b);
    assert_str(b.technique, S(""));
    assert_int_equal(b.pressure, 2);
}

/* The gate says no, rather than nothing, when it has no room to think. */
static void test_no_memory(void **state)
{
    struct arena *a = *state;
    struct client_facts c = healthy(a);
    struct arena *small = arena_new(64);
    assert_int_equal(gate_judge(small, &c.f).verdict, GATE_REFUSED);
    arena_free(small);
}

int main(void)
{
    static struct CMUnitTest tests[TESTS_MAX];
    static const struct CMUnitTest more[] = {
        UNIT(test_words),
        UNIT(test_pairs),
        UNIT(test_red_flag_stands_for_a_day),
        UNIT(test_old_yes_stands),
        UNIT(test_later_no_lifts_the_rest),
        UNIT(test_clearance_of_its_run),
        UNIT(test_clearance_of_an_event),
        UNIT(test_what_comes_after_the_visit),
        UNIT(test_an_early_no_is_asked_again),
        UNIT(test_answers_of_a_log),
        UNIT(test_older_clearance_is_not_revived),
        UNIT(test_derived_row_that_stops),
        UNIT(test_clearance_lowers_the_cap),
        UNIT(test_consent_and_birth_date),
        UNIT(test_reading_is_the_latest),
        UNIT(test_site),
        UNIT(test_block_regions),
        UNIT(test_sheet),
        UNIT(test_endangerment),
        UNIT(test_crisis),
        UNIT(test_crisis_outlives_a_no),
        UNIT(test_news_ask_again),
        UNIT(test_by_another_name),
        UNIT(test_a_question_is_due),
        UNIT(test_sites_and_contact),
        UNIT(test_readings_and_items),
        UNIT(test_clearance_that_is_none),
        UNIT(test_news),
        UNIT(test_fit),
        UNIT(test_no_memory),
    };
    size_t n = 0;
    table_read("data", "contraindications", &file);
    for (int row = 0; row < file.n; row++)
        tests[n++] = (struct CMUnitTest){cell(&file, row, "id"), test_row, NULL, NULL,
                                         (void *)(intptr_t)row};
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++)
        tests[n++] = more[i];
    return _cmocka_run_group_tests("gate", tests, n, NULL, NULL);
}
