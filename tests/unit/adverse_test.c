/* Adverse events: the rules of what is typed, and on a real store what follows from an event and
 * what is added to it.
 * Must never: leave its folder behind.
 * Read next: domain/adverse.h, practice/adverse.h.
 */
#include "unit_house.h"

#include "base/clock.h"
#include "practice/adverse.h"

enum { NOW = 1764079500 }; /* 26 November 2025, five past one at night in Sydney */

static const struct date today = {2025, 11, 26}, visited = {2025, 11, 20};

static struct adverse right(void)
{
    return (struct adverse){.kind = S("flare"),
                            .severity = S("mild"),
                            .began = S("2025-11-24"),
                            .over = S(""),
                            .body = S("Pain as before the first visit; rested.")};
}

/* --- rules ------------------------------------------------------------------------------------- */

static void test_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < ADVERSE_KINDS; i++)
        assert_int_equal(adverse_kind_of(str_from(adverse_kinds[i].word)), i);
    for (size_t i = 0; i < SEVERITIES; i++)
        assert_int_equal(severity_of(str_from(severities[i].word)), i);
    assert_int_equal(adverse_kind_of(S("Flare")), ADVERSE_KINDS);
    assert_int_equal(adverse_kind_of(S("")), ADVERSE_KINDS);
    assert_int_equal(severity_of(S("bad")), SEVERITIES);
}

static void test_what_is_right_is_taken(void **state)
{
    static const char *const days[][2] = {{"2025-11-20", ""},
                                          {"2025-11-26", "2025-11-26"},
                                          {" 2025-11-24 ", " 2025-11-25 "},
                                          {"2025-11-24", "2025-11-24"}};
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        struct faults *f = faults_new(*state);
        struct adverse x = right();
        x.began = str_from(days[i][0]);
        x.over = str_from(days[i][1]);
        adverse_check(*state, &x, visited, today, f);
        assert_int_equal(f->n, 0);
        assert_str(x.began, str_trim(str_from(days[i][0])));
        assert_str(x.over, str_trim(str_from(days[i][1])));
    }
    struct faults *f = faults_new(*state);
    struct adverse untied = right();
    untied.began = S("2019-01-01");
    untied.body = unit_long(*state, ADVERSE_TEXT_MAX);
    adverse_check(*state, &untied, (struct date){0}, today, f);
    assert_int_equal(f->n, 0);
}

/* Whatever was chosen stays: nothing makes a mild one severe. */
static void test_the_severity_stays_as_chosen(void **state)
{
    for (size_t i = 0; i < ADVERSE_KINDS; i++) {
        struct faults *f = faults_new(*state);
        struct adverse x = right();
        x.kind = str_from(adverse_kinds[i].word);
        adverse_check(*state, &x, visited, today, f);
        assert_int_equal(f->n, 0);
        assert_str(x.severity, S("mild"));
    }
}

static void test_what_is_wrong_is_said(void **state)
{
    struct arena *a = *state;
    const struct {
        const char *field;
        struct adverse x;
    } cases[] = {
        {"kind", {.kind = S("")}},
        {"kind", {.kind = S("headache")}},
        {"severity", {.severity = S("")}},
        {"severity", {.severity = S("worst")}},
        {"began", {.began = S("")}},
        {"began", {.began = S("  ")}},
        {"began", {.began = S("2025-02-30")}},
        {"began", {.began = S("yesterday")}},
        {"began", {.began = S("2025-11-27")}},
        {"began", {.began = S("2025-11-19")}},
        {"over", {.over = S("2025-11-23")}},
        {"over", {.over = S("2025-11-27")}},
        {"over", {.over = S("2025-11-31")}},
        {"body", {.body = S("")}},
        {"body", {.body = S(" \n")}},
        {"body", {.body = unit_long(a, ADVERSE_TEXT_MAX + 1)}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct faults *f = faults_new(a);
        struct adverse x = right(), wrong = cases[i].x;
        x.kind = wrong.kind.p ? wrong.kind : x.kind;
        x.severity = wrong.severity.p ? wrong.severity : x.severity;
        x.began = wrong.began.p ? wrong.began : x.began;
        x.over = wrong.over.p ? wrong.over : x.over;
        x.body = wrong.body.p ? wrong.body : x.body;
        adverse_check(a, &x, visited, today, f);
        if (f->n != 1 || !fault_of(f, str_from(cases[i].field)).p)
            fail_msg("case %zu: %zu faults, none of %s", i, f->n, cases[i].field);
    }
}

static void test_what_is_added(void **state)
{
    struct arena *a = *state;
    const struct {
        const char *was, *over, *body, *field; /* field: NULL: it is taken */
        const char *says;                      /* the day; NULL: nothing new */
    } cases[] = {
        {"", "2025-11-25", "", NULL, "2025-11-25"},
        {"", "", "Called; better", NULL, NULL},
        {"2025-11-25", "2025-11-25", "Called", NULL, NULL},
        {"2025-11-25", "", "", NULL, ""},
        {"2025-11-25", " 2025-11-26 ", "", NULL, "2025-11-26"},
        {"", "", "", "body", NULL},
        {"2025-11-25", "2025-11-25", " ", "body", NULL},
        {"", "2025-11-23", "x", "over", "2025-11-23"},
        {"", "2025-11-27", "x", "over", "2025-11-27"},
        {"", "soon", "x", "over", "soon"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct faults *f = faults_new(a);
        struct adverse x = right();
        struct adverse_entry e = {.over = str_from(cases[i].over), .body = str_from(cases[i].body)};
        x.over = str_from(cases[i].was);
        adverse_entry_check(a, &x, &e, today, f);
        assert_int_equal(f->n, cases[i].field != NULL);
        assert_true(!cases[i].field || fault_of(f, str_from(cases[i].field)).p);
        assert_int_equal(e.over.p != NULL, cases[i].says != NULL);
        assert_true(!cases[i].says || str_eq(e.over, str_from(cases[i].says)));
        assert_str(e.over_was, str_from(cases[i].was));
    }
    struct faults *f = faults_new(a);
    struct adverse x = right();
    struct adverse_entry e = {.over = S(""), .body = unit_long(a, ADVERSE_TEXT_MAX + 1)};
    adverse_entry_check(a, &x, &e, today, f);
    assert_non_null(fault_of(f, S("body")).p);
}

/* --- what follows ------------------------------------------------------------------------------ */

static struct adverse_save event_of(struct id client, const char *severity)
{
    struct adverse_save s = {client, right()};
    s.adverse.severity = str_from(severity);
    return s;
}

static struct adverse_whole seen(struct house *h, struct id client, struct id adverse)
{
    struct act act = {.a = h->a, .faults = h->f, .who = h->owner};
    struct adverse_whole w;
    assert_int_equal(practice_read_begin(h->p, &act), OK);
    assert_int_equal(adverse_read(&act, client, adverse, &w), OK);
    practice_read_end(&act);
    return w;
}

static void task_is(const struct task *t, const char *kind, const char *due, const char *body)
{
    assert_str(t->kind, str_from(kind));
    assert_str(t->due, str_from(due));
    assert_str(t->body, str_from(body));
    assert_false(t->done_utc.has);
}

static void test_what_follows_from_each_severity(void **state)
{
    struct house h = house_of(*state, "follow");
    struct id client = client_of(&h, "Ana"), id = ID_NONE;
    clock_freeze(NOW);
    struct adverse_save mild = event_of(client, "mild"), moderate = event_of(client, "moderate"),
                        severe = event_of(client, "severe");
    assert_int_equal(doing(&h, adverse_add, &mild, &id), OK);
    assert_int_equal(seen(&h, client, id).tasks.n, 0);
    assert_int_equal(doing(&h, adverse_add, &moderate, &id), OK);
    struct adverse_whole w = seen(&h, client, id);
    assert_int_equal(w.tasks.n, 1);
    task_is(&w.tasks.at[0], "followup", "2025-11-28", "Ask how the client is");
    assert_int_equal(doing(&h, adverse_add, &severe, &id), OK);
    w = seen(&h, client, id);
    assert_int_equal(w.tasks.n, 2);
    task_is(&w.tasks.at[0], "letter", "2025-11-26",
            "Write to the GP about the adverse event of 24 Nov 2025");
    task_is(&w.tasks.at[1], "followup", "2025-11-27", "Ask how the client is");
    assert_true(id_eq(w.tasks.at[0].adverse, id));
    assert_false(w.gp_agreed);
    clock_freeze(0);
    practice_close(h.p);
}

static void count_is(struct arena *a, const char *name, const char *from, const char *n)
{
    char said[200];
    const char *text = arena_cstr(a, arena_fmt(a, "SELECT count(*) FROM %s", from));
    unit_sql(a, name, arena_cstr(a, arena_fmt(a, "%s/tonus.db", name)), text, said);
    assert_string_equal(said, n);
}

static void test_what_is_refused_leaves_nothing(void **state)
{
    struct house h = house_of(*state, "refused");
    struct visit_sign_cmd v = visit_ready(&h);
    struct id other = client_of(&h, "Ulla"), made = ID_NONE;
    struct house colleague = h;
    colleague.owner.user = id_new();
    struct adverse_save s = event_of(v.client, "severe"), nobody = event_of(id_new(), "severe"),
                        wrong = event_of(v.client, "severe"), foreign = event_of(other, "severe");
    s.adverse.began = S("2025-11-24");
    wrong.adverse.began = S("2999-01-01");
    foreign.adverse.visit = s.adverse.visit = v.visit;
    assert_int_equal(doing(&h, adverse_add, &nobody, NULL), NOT_FOUND);
    assert_int_equal(doing(&h, adverse_add, &wrong, NULL), INVALID);
    assert_int_equal(doing(&h, adverse_add, &foreign, NULL), NOT_FOUND);
    assert_int_equal(doing(&colleague, adverse_add, &s, NULL), DENIED);
    assert_int_equal(doing(&h, adverse_add, &s, NULL), INVALID); /* before the visit */
    assert_non_null(fault_of(h.f, S("began")).p);
    struct visit_void_cmd away = {v.client, v.visit, S("Wrong chart")};
    assert_int_equal(doing(&h, visit_void, &away, NULL), OK);
    assert_int_equal(doing(&h, adverse_add, &s, &made), CONFLICT);
    assert_non_null(strstr(arena_cstr(h.a, h.f->at[0].text), "voided"));
    practice_close(h.p);
    count_is(h.a, "refused", "adverse", "0");
    count_is(h.a, "refused", "task", "0");
    count_is(h.a, "refused", "audit WHERE action = 'adverse.add' OR action = 'task.add'", "0");
}

static void test_an_event_is_tied_to_a_visit(void **state)
{
    struct house h = house_of(*state, "tied");
    struct visit_sign_cmd v = visit_ready(&h);
    struct adverse_save s = event_of(v.client, "mild");
    struct act act = {.a = h.a, .faults = h.f, .who = h.owner};
    struct adverse_list list;
    struct visit_list visits;
    struct id id = ID_NONE;
    struct civil now = zone_local(zone_find(S("Australia/Sydney")), clock_utc());
    s.adverse.visit = v.visit;
    s.adverse.began = date_text(h.a, now.date);
    assert_int_equal(doing(&h, adverse_add, &s, &id), OK);
    assert_true(seen(&h, v.client, id).visit_utc > 0);
    assert_int_equal(practice_read_begin(h.p, &act), OK);
    assert_int_equal(adverse_of_visit(&act, v.client, v.visit, &list), OK);
    assert_int_equal(list.n, 1);
    assert_int_equal(adverse_of_visit(&act, v.client, id_new(), &list), OK);
    assert_int_equal(list.n, 0);
    assert_int_equal(adverse_visits(&act, v.client, &visits), OK);
    assert_int_equal(visits.n, 1);
    act.who.user = id_new();
    assert_int_equal(adverse_visits(&act, v.client, &visits), OK);
    assert_int_equal(visits.n, 0);
    practice_read_end(&act);
    practice_close(h.p);
}

/* --- what is added ----------------------------------------------------------------------------- */

static void test_nothing_said_is_lost(void **state)
{
    struct house h = house_of(*state, "added");
    struct id client = client_of(&h, "Ana"), id = ID_NONE;
    struct adverse_save s = event_of(client, "moderate");
    clock_freeze(NOW);
    assert_int_equal(doing(&h, adverse_add, &s, &id), OK);
    struct adverse_change_cmd close = {client, id, S("2025-11-25"), S("Rested"), 1},
                              late = {client, id, S(""), S("Rang"), 1},
                              mend = {client, id, S("2025-11-26"), S(""), 2},
                              open = {client, id, S(""), S("Back again"), 3},
                              nobodys = {id_new(), id, S(""), S("x"), 4};
    assert_int_equal(doing(&h, adverse_change, &close, NULL), OK);
    assert_int_equal(doing(&h, adverse_change, &late, NULL), CONFLICT);
    assert_int_equal(doing(&h, adverse_change, &mend, NULL), OK);
    assert_str(seen(&h, client, id).adverse.over, S("2025-11-26"));
    assert_int_equal(doing(&h, adverse_change, &open, NULL), OK);
    assert_int_equal(doing(&h, adverse_change, &nobodys, NULL), NOT_FOUND);
    struct adverse_whole w = seen(&h, client, id);
    assert_str(w.adverse.body, s.adverse.body);
    assert_str(w.adverse.over, S(""));
    assert_int_equal(w.adverse.version, 4);
    assert_int_equal(w.entries.n, 3);
    assert_str(w.entries.at[0].body, S("Rested"));
    assert_str(w.entries.at[1].over, S("2025-11-26"));
    assert_str(w.entries.at[1].over_was, S("2025-11-25"));
    assert_str(w.entries.at[2].over, S(""));
    assert_str(w.entries.at[2].author_name, S("Mira O'Neil"));
    clock_freeze(0);
    practice_close(h.p);
    count_is(h.a, "added", "audit WHERE action = 'adverse.change' AND detail = ''", "3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_words),
        UNIT(test_what_is_right_is_taken),
        UNIT(test_the_severity_stays_as_chosen),
        UNIT(test_what_is_wrong_is_said),
        UNIT(test_what_is_added),
        UNIT(test_what_follows_from_each_severity),
        UNIT(test_what_is_refused_leaves_nothing),
        UNIT(test_an_event_is_tied_to_a_visit),
        UNIT(test_nothing_said_is_lost),
    };
    return cmocka_run_group_tests_name("adverse", tests, house_folder_make, unit_folder_drop);
}
