/* A practice's own rules and tightenings: whatever is added to a row of the file, nothing gets
 * looser; bad rows are refused in words; the gate keeps to own rows as to the file's.
 * Must never: leave out a row of the file.
 * Read next: domain/rule.h.
 */
#include "unit.h"

#include "domain/rule.h"

enum { NOW = 1764079500, DAY = 86400 };

/* --- a client to whom one row applies -------------------------------------------------------- */

struct client_facts {
    struct gate_facts f;
    struct answer answers[2];
    struct clearance clearance;
    struct finding finding;
    struct item_reply item;
    const struct caution *row;
};

static void facts_make(struct client_facts *c, const struct caution *row)
{
    const struct caution *asked = row->derived == DERIVED_ANSWER ? row->derived_from : row;
    c->row = row;
    c->answers[0] = (struct answer){.caution = str_from(asked->id),
                                    .yes = 1,
                                    .sites = S("calf_l"),
                                    .at_utc = NOW - 60,
                                    .since_utc = NOW - 60,
                                    .yes_utc = some_int(NOW - 60)};
    c->finding = (struct finding){
        .measure = str_from(row->readings[0].measure ? row->readings[0].measure : ""),
        .before_left = some_real(row->readings[0].limit)};
    c->item = (struct item_reply){str_from(row->derived_instrument), row->derived_limit, 1,
                                  NOW - 60, some_int(NOW - 60)};
    c->f = (struct gate_facts){.rules = {&c->row, 1},
                               .answers = {c->answers, 1},
                               .items = {&c->item, 1},
                               .findings = &c->finding,
                               .n_findings = 1,
                               .born = {2010, 1, 1},
                               .day = {2025, 11, 26},
                               .consented = true,
                               .at_utc = NOW};
}

static void clear(struct client_facts *c)
{
    c->clearance = (struct clearance){.caution = str_from(c->row->id),
                                      .kind = S("letter"),
                                      .until_day = S("2025-11-26"),
                                      .at_utc = NOW - 30};
    c->f.clearances = (struct clearance_list){&c->clearance, 1};
}

/* --- nothing gets looser --------------------------------------------------------------------- */

static void limits_not_looser(const struct gate *was, const struct gate *is, const struct region *r)
{
    const struct flag *by;
    assert_true(gate_cap(is, r, &by) <= gate_cap(was, r, &by));
    assert_true(gate_no_contact(is, r) || !gate_no_contact(was, r));
    for (size_t i = 0; i < technique_count; i++)
        assert_true(gate_ban(is, r, &technique_all[i]) || !gate_ban(was, r, &technique_all[i]));
}

static void care_not_looser(const struct client_facts *was, const struct client_facts *is)
{
    for (size_t i = 0; i < region_count; i++)
        for (int pressure = 0; pressure <= CAP_NONE; pressure++) {
            struct block b = {.technique = S("petrissage"), .pressure = pressure};
            assert_true(gate_endangers(&is->f.rules, &region_all[i], &b) ||
                        !gate_endangers(&was->f.rules, &region_all[i], &b));
        }
}

static bool wants_news(struct arena *a, const struct gate *g, const struct client_facts *c)
{
    struct sheet empty = {.note = {.news = S("")}};
    struct faults *f = faults_new(a);
    gate_sheet_check(a, g, &c->f.rules, &empty, f);
    return fault_of(f, S("news")).p != NULL;
}

static void judged_not_looser(struct arena *a, struct client_facts *was, struct client_facts *is)
{
    struct gate w = gate_judge(a, &was->f), i = gate_judge(a, &is->f);
    assert_true(i.verdict >= w.verdict);
    assert_int_equal(i.flags.n, w.flags.n);
    assert_int_equal(i.due.n, w.due.n);
    assert_int_equal(wants_news(a, &i, is), wants_news(a, &w, was));
    assert_true(i.crisis || !w.crisis);
    if (w.flags.n)
        assert_true(i.flags.at[0].state >= w.flags.at[0].state);
    for (size_t r = 0; r < region_count; r++)
        limits_not_looser(&w, &i, &region_all[r]);
    limits_not_looser(&w, &i, NULL);
}

static void row_not_looser(const struct caution *was, const struct caution *is)
{
    assert_ptr_equal(is->id, was->id);
    assert_ptr_equal(is->condition, was->condition);
    assert_ptr_equal(is->question, was->question);
    assert_ptr_equal(is->short_text, was->short_text);
    assert_ptr_equal(is->regions, was->regions);
    assert_ptr_equal(is->derived_from, was->derived_from);
    assert_int_equal(is->category, was->category);
    assert_int_equal(is->action, was->action);
    assert_int_equal(is->asked_of, was->asked_of);
    assert_int_equal(is->page, was->page);
    assert_int_equal(is->scope, was->scope);
    assert_int_equal(is->reask_days, was->reask_days);
    assert_int_equal(caution_number(is), caution_number(was));
    assert_true(is->pressure_cap >= 0 && is->pressure_cap <= was->pressure_cap);
    assert_true(is->blocks >= was->blocks && is->enforcement >= was->enforcement);
    for (const char *const *code = was->banned; *code; code++)
        assert_true(technique_is_banned(technique_find(str_from(*code)), is->banned));
}

static void tightened_not_looser(struct arena *a, const struct caution *row,
                                 const struct tightening *t)
{
    struct client_facts was = {0}, is = {0};
    const struct caution *tight = caution_tightened(a, row, t);
    row_not_looser(row, tight);
    facts_make(&was, row);
    facts_make(&is, tight);
    judged_not_looser(a, &was, &is);
    care_not_looser(&was, &is);
    clear(&was);
    clear(&is);
    judged_not_looser(a, &was, &is);
}

/* What a form could never send is in it too. */
static void test_tightening(void **state)
{
    static const struct maybe_int caps[] = {{false, 0}, {true, -7}, {true, 0},
                                            {true, 2},  {true, 5},  {true, 99}};
    static const char *const bans[] = {"", "deep", "heat;prone", "all", "no_such"};
    (void)state;
    for (size_t i = 0; i < caution_count; i++) {
        struct arena *a = arena_new(4 * (size_t)UNIT_CEILING);
        for (size_t c = 0; c < sizeof caps / sizeof caps[0]; c++)
            for (size_t b = 0; b < sizeof bans / sizeof bans[0]; b++)
                for (int64_t stops = 0; stops < 2; stops++)
                    tightened_not_looser(a, &caution_all[i],
                                         &(struct tightening){.pressure_cap = caps[c],
                                                              .banned = str_from(bans[b]),
                                                              .stops = stops});
        assert_false(arena_failed(a));
        arena_free(a);
    }
}

/* It does what it says, too. */
static void test_tightening_bites(void **state)
{
    struct arena *a = *state;
    const struct flag *by;
    struct client_facts c = {0};
    struct tightening t = {.pressure_cap = some_int(1), .banned = S("deep")};
    facts_make(&c, caution_tightened(a, caution_find(S("re_allergy")), &t));
    struct gate g = gate_judge(a, &c.f);
    assert_int_equal(g.flags.at[0].state, FLAG_LIMITS);
    assert_int_equal(gate_cap(&g, NULL, &by), 1);
    assert_non_null(gate_ban(&g, NULL, technique_find(S("deep"))));
    assert_false(wants_news(a, &g, &c));
    t.stops = 1;
    facts_make(&c, caution_tightened(a, caution_find(S("re_allergy")), &t));
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_CLEARANCE);
    clear(&c);
    g = gate_judge(a, &c.f);
    assert_int_equal(g.verdict, GATE_OPEN);
    assert_int_equal(gate_cap(&g, NULL, &by), 1);
    const struct caution *care = caution_tightened(a, caution_find(S("end_sciatic")), &t);
    struct block b = {.technique = S("petrissage"), .pressure = 2};
    const struct rule_list rules = {&care, 1};
    assert_non_null(gate_endangers(&rules, region_find(S("buttock_l")), &b));
    assert_int_equal(care->enforcement, ENFORCE_WARN);
}

static struct faults *tightening_said(struct arena *a, const char *id, struct maybe_int cap,
                                      const char *bans, int64_t stops)
{
    struct faults *f = faults_new(a);
    struct tightening t = {.pressure_cap = cap,
                           .banned = str_from(bans),
                           .stops = stops,
                           .rationale = S("Our physician wants it")};
    tightening_check(a, &t, caution_find(str_from(id)), f);
    return f;
}

static void test_tightening_check(void **state)
{
    static const struct {
        const char *id;
        struct maybe_int cap;
        const char *bans;
        int64_t stops;
        const char *field, *words;
    } cases[] = {
        {"re_anticoagulant", {false, 0}, "", 0, "", "Nothing here is stricter"},
        {"re_anticoagulant", {true, 2}, "", 0, "pressure_cap", "The file says 2 already"},
        {"re_anticoagulant", {true, 4}, "", 0, "pressure_cap", "The file says 2 already"},
        {"re_anticoagulant", {true, -1}, "", 0, "pressure_cap", "from 0 to 4"},
        {"re_anticoagulant", {true, 5}, "", 0, "pressure_cap", "from 0 to 4"},
        {"re_anticoagulant", {false, 0}, "deep", 0, "banned", "The file bans this already: deep"},
        {"re_disc", {false, 0}, "traction", 0, "banned", "The file bans this already: manual"},
        {"re_anticoagulant", {false, 0}, "no_such", 0, "banned", "from the list"},
        {"re_anticoagulant", {false, 0}, "pacing", 0, "banned", "from the list"},
        {"ab_fever", {false, 0}, "", 1, "stops", "The file stops the visit already"},
        {"rf_cauda", {true, 0}, "", 0, "pressure_cap", "The file says 0 already"},
        {"rf_cauda", {false, 0}, "deep", 0, "banned", "The file bans this already"},
        {"rf_cauda", {false, 0}, "", 1, "stops", "The file stops the visit already"},
        {"rf_suicide_said", {true, 2}, "", 1, "stops", "help comes first"},
        {"end_throat", {true, 0}, "", 1, "stops", "Nobody is asked"},
        {"re_bbv", {true, 2}, "", 0, "", "there is nothing to tighten"},
        {"re_allergy", {false, 0}, "", 1, "pressure_cap", "allowed after a clearance"},
    };
    struct arena *a = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct faults *f = tightening_said(a, cases[i].id, cases[i].cap, cases[i].bans,
                                           cases[i].stops);
        struct str said = fault_of(f, str_from(cases[i].field));
        if (f->n != 1 || !str_contains(said, str_from(cases[i].words)))
            fail_msg("case %zu: %zu faults, %.*s", i, f->n, STR_ARG(said));
    }
    assert_int_equal(tightening_said(a, "re_anticoagulant", some_int(1), "", 0)->n, 0);
    assert_int_equal(tightening_said(a, "re_anticoagulant", (struct maybe_int){0}, "heat", 1)->n,
                     0);
    assert_int_equal(tightening_said(a, "re_allergy", some_int(4), "", 1)->n, 0);
    assert_int_equal(tightening_said(a, "end_throat", some_int(0), "all", 0)->n, 0);
    assert_int_equal(tightening_said(a, "rf_suicide_said", some_int(2), "deep", 0)->n, 0);
}

/* What may be added is what the check takes. */
static void test_what_may_be_added(void **state)
{
    struct arena *a = *state;
    for (size_t i = 0; i < caution_count; i++) {
        const struct caution *row = &caution_all[i];
        struct maybe_int cap = some_int(row->pressure_cap - 1);
        bool stop = tightening_said(a, row->id,
                                    row->pressure_cap == CAP_NONE ? cap : (struct maybe_int){0}, "",
                                    1)
                        ->n == 0;
        bool limit = (row->pressure_cap > 0 && tightening_said(a, row->id, cap, "", 0)->n == 0) ||
                     tightening_said(a, row->id, (struct maybe_int){0}, "all", 0)->n == 0;
        if (stop != caution_may_stop(row) || limit != caution_may_limit(row))
            fail_msg("%s: stop %d, limit %d", row->id, stop, limit);
    }
}

/* --- own rows: checks ------------------------------------------------------------------------ */

static struct own_rule fine(void)
{
    return (struct own_rule){.id = S("own_123456789"),
                             .version = 1,
                             .condition = S("Recent tattoo"),
                             .asked_of = S("client"),
                             .page = S("skin_infection"),
                             .question = S("Have you had a tattoo in the past month?"),
                             .short_text = S(""),
                             .action = S("modify"),
                             .scope = S("whole"),
                             .pressure_cap = some_int(2),
                             .banned = S("deep;friction"),
                             .reask_days = 90,
                             .rationale = S("Two infections last year"),
                             .at_utc = NOW - 10 * DAY};
}

/* "%121": so many letters. */
static struct str long_value(struct arena *a, struct str value)
{
    int64_t n;
    if (!str_starts(value, S("%")) || !str_int(str_slice(value, 1, value.n), 1, 2000, &n))
        return value;
    char *text = arena_alloc(a, (size_t)n);
    memset(text, 'x', (size_t)n);
    return (struct str){text, (size_t)n};
}

static void field_set(struct own_rule *r, struct str name, struct str value)
{
    const struct {
        struct str name, *to;
    } texts[] = {{S("condition"), &r->condition},
                 {S("asked_of"), &r->asked_of},
                 {S("page"), &r->page},
                 {S("question"), &r->question},
                 {S("short_text"), &r->short_text},
                 {S("action"), &r->action},
                 {S("scope"), &r->scope},
                 {S("banned"), &r->banned},
                 {S("rationale"), &r->rationale}};
    if (str_eq(name, S("pressure_cap"))) {
        r->pressure_cap = (struct maybe_int){0};
        r->pressure_cap.has = str_int(value, -100, 100, &r->pressure_cap.v);
    } else if (str_eq(name, S("reask_days"))) {
        assert_true(str_int(value, -100, 10000, &r->reask_days));
    } else {
        size_t i = 0;
        while (!str_eq(texts[i].name, name))
            assert_true(++i < sizeof texts / sizeof texts[0]);
        *texts[i].to = value;
    }
}

static struct own_rule changed(struct arena *a, struct str pairs)
{
    struct own_rule r = fine();
    for (struct str pair; str_next(&pairs, '&', &pair);) {
        size_t at = str_find(pair, '=');
        field_set(&r, str_slice(pair, 0, at), long_value(a, str_slice(pair, at + 1, pair.n)));
    }
    return r;
}

static void test_own_rows_refused(void **state)
{
    struct arena *a = *state;
    struct str cell[4];
    size_t n = 0;
    FILE *f = fopen("tests/golden/rule.tsv", "r");
    assert_non_null(f);
    for (; unit_golden(f, a, cell, 4); n++) {
        struct own_rule r = changed(a, cell[0]);
        struct faults *said = faults_new(a);
        own_rule_check(a, &r, said);
        if (!str_contains(fault_of(said, cell[1]), cell[2]))
            fail_msg("%.*s: nothing says %.*s", STR_ARG(cell[0]), STR_ARG(cell[2]));
    }
    fclose(f);
    assert_true(n > 40);
}

static void test_own_rows_taken(void **state)
{
    static const char *const changes[] = {
        "asked_of=therapist&page=visit_start&reask_days=0",
        "reask_days=0&short_text=Tattoo in the past month",
        "action=postpone",
        "action=gp_clearance_first&banned=&scope=site",
        "action=avoid_area&pressure_cap=0&banned=all&scope=calf",
        "action=note_only&pressure_cap=&banned=",
        "pressure_cap=&scope=calf;shin&banned=prone_flat",
    };
    struct arena *a = *state;
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct own_rule r = changed(a, str_from(changes[i]));
        struct faults *said = faults_new(a);
        own_rule_check(a, &r, said);
        if (said->n)
            fail_msg("%s: %.*s", changes[i], STR_ARG(said->at[0].text));
    }
}

/* Whatever its words: never a red flag, never a number or an id of the file. */
static void test_own_row_is_no_red_flag(void **state)
{
    static const char *const words[] = {"call_emergency", "red_flag", "",
                                        "postpone",       "modify",   "crisis_support"};
    struct arena *a = *state;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        struct own_rule r = fine();
        r.action = str_from(words[i]);
        struct caution c = own_rule_caution(a, &r);
        assert_true(c.category == CAUTION_ABSOLUTE || c.category == CAUTION_RELATIVE ||
                    c.category == CAUTION_LOCAL);
        assert_int_equal(caution_number(&c), 123456789);
    }
    assert_null(caution_numbered(123456789));
    for (size_t i = 0; i < caution_count; i++)
        assert_false(str_starts(str_from(caution_all[i].id), S(CAUTION_OWN)));
}

/* A newer program may know other words: what this one does not know it takes strictly. */
static void test_unknown_words_are_strict(void **state)
{
    struct arena *a = *state;
    struct own_rule r = fine();
    r.action = S("levitate");
    struct caution c = own_rule_caution(a, &r);
    assert_int_equal(c.blocks, BLOCKS_VISIT);
    assert_int_equal(c.pressure_cap, 0);
    assert_true(technique_is_banned(technique_find(S("all")), c.banned));
    r = fine();
    r.banned = S("deep;levitation");
    r.scope = S("calf;wing");
    r.page = S("attic");
    r.pressure_cap = some_int(-3);
    c = own_rule_caution(a, &r);
    assert_true(technique_is_banned(technique_find(S("all")), c.banned));
    assert_int_equal(c.scope, SCOPE_WHOLE);
    assert_int_equal(c.page, PAGE_OTHER);
    assert_int_equal(c.pressure_cap, 0);
    r.asked_of = S("therapist");
    assert_int_equal(own_rule_caution(a, &r).page, PAGE_VISIT_START);
}

/* --- own rows in the gate -------------------------------------------------------------------- */

static struct rules rules_with(struct arena *a, struct own_rule *versions, size_t n, int64_t at_utc)
{
    const struct rule_book book = {.own = {versions, n}};
    return rules_at(a, &book, at_utc);
}

static void test_own_row_limits(void **state)
{
    struct arena *a = *state;
    const struct flag *by;
    struct client_facts c = {0};
    struct own_rule r = fine();
    struct caution row = own_rule_caution(a, &r);
    facts_make(&c, &row);
    struct gate g = gate_judge(a, &c.f);
    assert_int_equal(g.verdict, GATE_OPEN);
    assert_int_equal(gate_cap(&g, NULL, &by), 2);
    assert_non_null(gate_ban(&g, NULL, technique_find(S("friction"))));
    assert_null(gate_ban(&g, NULL, technique_find(S("petrissage"))));
    struct sheet s = {.n_blocks = 1, .note = {.news = S("Nothing new")}};
    struct faults *f = faults_new(a);
    s.blocks[0] = (struct block){.region = S("calf_l"),
                                 .muscle = S(""),
                                 .technique = S("petrissage"),
                                 .pressure = 3,
                                 .reason = S("")};
    gate_sheet_check(a, &g, &c.f.rules, &s, f);
    assert_str(fault_of(f, S("b0.pressure")),
               S("Pressure 2 at most at calf, left: Recent tattoo."));
    r.action = S("avoid_area");
    r.scope = S("site");
    r.pressure_cap = some_int(0);
    r.banned = S("all");
    row = own_rule_caution(a, &r);
    facts_make(&c, &row);
    g = gate_judge(a, &c.f);
    assert_true(gate_no_contact(&g, region_find(S("calf_l"))));
    assert_false(gate_no_contact(&g, region_find(S("calf_r"))));
}

static void test_own_row_stops(void **state)
{
    struct arena *a = *state;
    const struct flag *by;
    struct client_facts c = {0};
    struct own_rule r = fine();
    r.action = S("gp_clearance_first");
    struct caution row = own_rule_caution(a, &r);
    facts_make(&c, &row);
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_CLEARANCE);
    clear(&c);
    struct gate g = gate_judge(a, &c.f);
    assert_int_equal(g.verdict, GATE_OPEN);
    assert_int_equal(gate_cap(&g, NULL, &by), 2);
    c.f.day.day++;
    c.clearance.until_day = S("2025-11-25");
    assert_int_equal(gate_judge(a, &c.f).verdict, GATE_CLEARANCE);
}

static void test_own_row_is_due(void **state)
{
    struct arena *a = *state;
    struct own_rule r = fine();
    struct answer old = {.caution = r.id, .at_utc = NOW - (int64_t)90 * DAY};
    struct own_rule_list all = {&r, 1};
    r.at_utc = NOW - (int64_t)400 * DAY;
    struct rules rules = rules_with(a, all.at, 1, NOW);
    const struct caution *row = rules_find(&rules.standing, r.id);
    assert_true(answer_is_due(row, NULL, NEWS_NEVER, NOW));
    assert_false(answer_is_due(row, &old, NEWS_NEVER, NOW));
    old.at_utc--;
    assert_true(answer_is_due(row, &old, NEWS_NEVER, NOW));
    old.at_utc = NOW - DAY;
    r.at_utc = NOW - 60;
    rules = rules_with(a, all.at, 1, NOW);
    assert_true(answer_is_due(rules_find(&rules.standing, r.id), &old, NEWS_NEVER, NOW));
}

/* --- which stand ----------------------------------------------------------------------------- */

static void test_versions(void **state)
{
    struct arena *a = *state;
    struct own_rule v[4] = {fine(), fine(), fine(), fine()};
    for (size_t i = 0; i < 4; i++) {
        v[i].version = (int64_t)i + 1;
        v[i].at_utc = NOW + (int64_t)i * 100;
    }
    v[1].pressure_cap = some_int(1);
    v[2].question = S("Have you had a tattoo in the past two months?");
    v[3].question = v[2].question;
    v[3].ended = 1;
    struct rules r = rules_with(a, v, 4, NOW - 1);
    assert_int_equal(r.standing.n, caution_count);
    assert_non_null(rules_find(&r.known, v[0].id));
    r = rules_with(a, v, 4, NOW);
    assert_int_equal(rules_find(&r.standing, v[0].id)->pressure_cap, 2);
    r = rules_with(a, v, 4, NOW + 199);
    const struct caution *row = rules_numbered(&r.standing, 123456789);
    assert_int_equal(row->pressure_cap, 1);
    assert_int_equal(row->worded_utc, NOW);
    r = rules_with(a, v, 4, NOW + 200);
    assert_int_equal(rules_find(&r.standing, v[0].id)->worded_utc, NOW + 200);
    r = rules_with(a, v, 4, NOW + 300);
    assert_null(rules_find(&r.standing, v[0].id));
    assert_null(rules_numbered(&r.standing, 123456789));
    assert_int_equal(r.known.n, caution_count + 1);
    assert_string_equal(rules_numbered(&r.known, 123456789)->condition, "Recent tattoo");
    assert_int_equal(own_rule_last(&(struct own_rule_list){v, 4}, v[0].id)->version, 4);
}

static void test_tightenings_stand(void **state)
{
    struct arena *a = *state;
    struct tightening t[3] = {
        {.caution = S("re_heart"), .version = 1, .pressure_cap = some_int(2), .banned = S("")},
        {.caution = S("re_heart"), .version = 2, .pressure_cap = some_int(1), .banned = S("")},
        {.caution = S("re_heart"), .version = 3, .banned = S("")}};
    const int64_t caps[] = {3, 2, 1, 3};
    for (size_t i = 0; i < 3; i++)
        t[i].at_utc = NOW + (int64_t)i * 100;
    const struct rule_book book = {.tightenings = {t, 3}};
    for (int64_t i = 0; i < 4; i++) {
        struct rules r = rules_at(a, &book, NOW - 100 + i * 100);
        assert_int_equal(rules_find(&r.standing, S("re_heart"))->pressure_cap, caps[i]);
        assert_int_equal(r.standing.n, caution_count);
        assert_int_equal(caution_number(rules_find(&r.standing, S("re_heart"))),
                         caution_number(caution_find(S("re_heart"))));
    }
    assert_true(tightening_is_empty(tightening_last(&book.tightenings, S("re_heart"))));
    assert_null(tightening_last(&book.tightenings, S("re_disc")));
}

static void test_numbers_lead_back(void **state)
{
    struct arena *a = *state;
    const struct rule_book nothing = {0};
    struct rules r = rules_at(a, &nothing, NOW);
    for (size_t i = 0; i < caution_count; i++) {
        assert_int_equal(caution_number(&caution_all[i]), i + 1);
        assert_ptr_equal(rules_numbered(&r.standing, (int64_t)i + 1), &caution_all[i]);
    }
    assert_null(rules_numbered(&r.standing, 0));
}

/* --- sign-off -------------------------------------------------------------------------------- */

static void test_signoff(void **state)
{
    struct arena *a = *state;
    struct faults *f = faults_new(a);
    struct signoff s = {.name = S(" "),
                        .qualification = S(""),
                        .registration = S(""),
                        .day = S("2025-11-27"),
                        .remark = S("")};
    signoff_check(a, &s, (struct date){2025, 11, 26}, f);
    assert_non_null(fault_of(f, S("name")).p);
    assert_non_null(fault_of(f, S("qualification")).p);
    assert_true(str_contains(fault_of(f, S("day")), S("still to come")));
    assert_null(fault_of(f, S("registration")).p);
    struct signoff kept[2] = {{.cautions = S("000000000000")},
                              {.cautions = str_from(caution_version)}};
    assert_ptr_equal(signoff_current(&(struct signoff_list){kept, 2}), &kept[1]);
    assert_null(signoff_current(&(struct signoff_list){kept, 1}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_tightening),
        UNIT(test_tightening_bites),
        UNIT(test_tightening_check),
        UNIT(test_what_may_be_added),
        UNIT(test_own_rows_refused),
        UNIT(test_own_rows_taken),
        UNIT(test_own_row_is_no_red_flag),
        UNIT(test_unknown_words_are_strict),
        UNIT(test_own_row_limits),
        UNIT(test_own_row_stops),
        UNIT(test_own_row_is_due),
        UNIT(test_versions),
        UNIT(test_tightenings_stand),
        UNIT(test_numbers_lead_back),
        UNIT(test_signoff),
    };
    return cmocka_run_group_tests_name("rule", tests, NULL, NULL);
}
