/* Tasks: the rules of what is typed, and on a real store what is open, due and done.
 * Must never: leave its folder behind.
 * Read next: domain/task.h, practice/task.h.
 */
#include "unit_house.h"

#include "base/clock.h"
#include "practice/task.h"

enum { NOW = 1764079500 }; /* 26 November 2025, five past one at night in Sydney */

static const struct date today = {2025, 11, 26};

static void test_what_is_typed(void **state)
{
    struct arena *a = *state;
    const struct {
        const char *field;
        struct task t;
    } cases[] = {
        {NULL, {.kind = S("followup"), .due = S("2025-11-26"), .body = S("Ring")}},
        {NULL, {.kind = S("letter"), .due = S("2027-11-28"), .body = unit_long(a, TASK_CHARS)}},
        {"kind", {.kind = S("party"), .due = S("2025-11-26"), .body = S("Ring")}},
        {"due", {.kind = S("letter"), .due = S("2025-11-25"), .body = S("Ring")}},
        {"due", {.kind = S("letter"), .due = S(""), .body = S("Ring")}},
        {"due", {.kind = S("letter"), .due = S("2026-02-29"), .body = S("Ring")}},
        {"due", {.kind = S("letter"), .due = S("2027-11-29"), .body = S("Ring")}},
        {"body", {.kind = S("letter"), .due = S("2025-11-26"), .body = S(" ")}},
        {"body",
         {.kind = S("letter"), .due = S("2025-11-26"), .body = unit_long(a, TASK_CHARS + 1)}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct faults *f = faults_new(a);
        struct task t = cases[i].t;
        task_check(a, &t, today, f);
        if (f->n != (cases[i].field != NULL))
            fail_msg("case %zu: %zu faults", i, f->n);
        assert_true(!cases[i].field || fault_of(f, str_from(cases[i].field)).p);
    }
}

static struct open_task_list open_all(struct house *h, int64_t most)
{
    struct act act = {.a = h->a, .faults = h->f, .who = h->owner};
    struct open_task_list all;
    assert_int_equal(practice_read_begin(h->p, &act), OK);
    assert_int_equal(task_open_all(&act, most, &all), OK);
    practice_read_end(&act);
    return all;
}

static void test_a_task_is_done_once(void **state)
{
    struct house h = house_of(*state, "done");
    struct id client = client_of(&h, "Ana"), id = ID_NONE;
    clock_freeze(NOW);
    struct task by_hand = {.client = client,
                           .kind = S("followup"),
                           .due = S("2025-11-30"),
                           .body = S("Ring about the new shoes")},
                stray = by_hand;
    stray.adverse = id_new();
    assert_int_equal(doing(&h, task_add, &stray, NULL), NOT_FOUND);
    assert_int_equal(doing(&h, task_add, &by_hand, &id), OK);
    struct task_done_cmd done = {client, id, S(" ")};
    assert_int_equal(doing(&h, task_done, &done, NULL), INVALID);
    done.how = unit_long(h.a, TASK_CHARS + 1);
    assert_int_equal(doing(&h, task_done, &done, NULL), INVALID);
    done.how = S("Rang: they fit");
    assert_int_equal(doing(&h, task_done, &done, NULL), OK);
    assert_int_equal(doing(&h, task_done, &done, NULL), CONFLICT);
    assert_str(h.f->at[0].text, S("This is done already, by Mira O'Neil."));
    done.client = client_of(&h, "Bo");
    assert_int_equal(doing(&h, task_done, &done, NULL), NOT_FOUND);
    assert_int_equal(open_all(&h, TASKS_MOST).n, 0);
    clock_freeze(0);
    practice_close(h.p);
}

static void test_the_open_ones_by_the_day_they_are_due(void **state)
{
    static const char *const whose[][2] = {{"Ana", "2025-12-01"}, {"Bo", "2025-11-26"}};
    struct house h = house_of(*state, "open");
    clock_freeze(NOW);
    for (size_t i = 0; i < 2; i++) {
        struct task t = {.client = client_of(&h, whose[i][0]),
                         .kind = S("followup"),
                         .due = str_from(whose[i][1]),
                         .body = S("Ring")};
        assert_int_equal(doing(&h, task_add, &t, NULL), OK);
    }
    struct open_task_list all = open_all(&h, 2);
    assert_int_equal(all.n, 2);
    assert_false(all.more);
    assert_str(all.at[0].task.due, S("2025-11-26"));
    assert_str(all.at[0].client_name, S("Bo Test"));
    assert_true(open_all(&h, 1).more);
    clock_freeze(0);
    practice_close(h.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_what_is_typed),
        UNIT(test_a_task_is_done_once),
        UNIT(test_the_open_ones_by_the_day_they_are_due),
    };
    return cmocka_run_group_tests_name("task", tests, house_folder_make, unit_folder_drop);
}
