/* Use cases on a real store: the first run, delays and expiry under a frozen clock, a note that is
 * locked, the audit chain, the sample practice.
 * Must never: leave its folder behind.
 * Read next: practice/practice.h.
 */
#include "unit_house.h"

#include <sys/stat.h>

#include "base/clock.h"
#include "practice/audit.h"
#include "practice/login.h"
#include "practice/sample.h"

enum { NOW = 1764079500 };

/* --- first run, clients ------------------------------------------------------------------------ */

static void test_one_first_run(void **state)
{
    struct house h = house_of(*state, "first");
    struct first_run again = {.facts = {.name = S("Other")}};
    assert_int_equal(doing(&h, first_run, &again, NULL), CONFLICT);
    practice_close(h.p);
}

static void test_two_who_change_one_client(void **state)
{
    struct house h = house_of(*state, "two");
    struct act act = {.a = h.a, .faults = h.f};
    struct client_save one = {0}, two;
    struct id id = client_of(&h, "Ana");
    assert_int_equal(practice_read_begin(h.p, &act), OK);
    assert_int_equal(client_read(&act, id, &one.client), OK);
    practice_read_end(&act);
    two = one;
    one.client.occupation = S("violinist");
    two.client.occupation = S("baker");
    assert_int_equal(doing(&h, client_save, &one, NULL), OK);
    assert_int_equal(doing(&h, client_save, &two, NULL), CONFLICT);
    struct client_save same = {.client = one.client};
    same.client.id = ID_NONE;
    assert_int_equal(doing(&h, client_save, &same, NULL), CONFLICT);
    assert_int_equal(same.alike.n, 1);
    practice_close(h.p);
}

/* --- signing in -------------------------------------------------------------------------------- */

static enum rc attempt(struct house *h, const char *email, bool fits)
{
    struct act act = {.a = h->a, .faults = h->f};
    struct login_attempt l = {.email = str_from(email), .agent = S("unit")};
    h->f->n = 0;
    assert_int_equal(practice_read_begin(h->p, &act), OK);
    enum rc rc = login_look(&act, &l);
    practice_read_end(&act);
    if (rc != OK)
        return rc;
    l.fits = fits;
    return doing(h, login_begin, &l, NULL);
}

static void test_delays(void **state)
{
    static const char *const emails[] = {"mira@example.org", "nobody@example.org"};
    struct house h = house_of(*state, "delay");
    clock_freeze(NOW);
    for (size_t i = 0; i < 2; i++) {
        for (int n = 0; n < DELAY_FREE; n++)
            assert_int_equal(attempt(&h, emails[i], false), OK);
        assert_int_equal(attempt(&h, emails[i], false), BUSY);
    }
    clock_freeze(NOW + 2);
    assert_int_equal(attempt(&h, emails[0], false), OK);
    assert_int_equal(attempt(&h, emails[0], true), BUSY);
    clock_freeze(NOW + 2 + DELAY_MAX_S);
    assert_int_equal(attempt(&h, emails[0], true), OK);
    assert_int_equal(attempt(&h, emails[0], false), OK);
    clock_freeze(0);
    practice_close(h.p);
}

static enum rc who_is(struct house *h, struct str token)
{
    struct act act = {.a = h->a, .faults = h->f};
    struct who who;
    bool stale;
    assert_int_equal(practice_read_begin(h->p, &act), OK);
    enum rc rc = login_who(&act, token, &who, &stale);
    practice_read_end(&act);
    return rc;
}

static void test_logins_end_when_idle_and_after_a_day(void **state)
{
    struct house h = house_of(*state, "expiry");
    struct login_attempt l = {
        .email = S("mira@example.org"), .agent = S("unit"), .fits = true, .user = h.owner.user};
    clock_freeze(NOW);
    assert_int_equal(doing(&h, login_begin, &l, NULL), OK);
    assert_int_equal(who_is(&h, l.token), OK);
    assert_int_equal(who_is(&h, S("00")), NOT_FOUND);
    clock_freeze(NOW + LOGIN_IDLE_S);
    assert_int_equal(who_is(&h, l.token), OK);
    clock_freeze(NOW + LOGIN_IDLE_S + 1);
    assert_int_equal(who_is(&h, l.token), NOT_FOUND);
    clock_freeze(0);
    practice_close(h.p);
}

/* --- a note ------------------------------------------------------------------------------------ */

static void test_a_signed_note_is_locked(void **state)
{
    struct house h = house_of(*state, "note");
    struct visit_sign_cmd s = visit_ready(&h);
    struct draft_save draft = {
        .client = s.client, .visit = s.visit, .form = S("s=x"), .version = 1};
    assert_int_equal(doing(&h, visit_sign, &s, NULL), OK);
    assert_int_equal(doing(&h, visit_sign, &s, NULL), CONFLICT);
    assert_int_equal(doing(&h, draft_save, &draft, NULL), CONFLICT);
    struct visit_amend_cmd amend = {s.client, s.visit, S(" "), S("More")};
    assert_int_equal(doing(&h, visit_amend, &amend, NULL), INVALID);
    assert_non_null(fault_of(h.f, S("reason")).p);
    amend.reason = S("Forgot");
    assert_int_equal(doing(&h, visit_amend, &amend, NULL), OK);
    struct act act = {.a = h.a, .faults = h.f, .who = h.owner};
    struct visit_whole w;
    assert_int_equal(practice_read_begin(h.p, &act), OK);
    assert_int_equal(visit_read(&act, s.client, s.visit, &w), OK);
    practice_read_end(&act);
    assert_true(w.hash_holds);
    assert_str(w.note.subjective, S("Anything new: No\nWoke up"));
    assert_int_equal(w.amendments.n, 1);
    assert_str(w.amendments.at[0].author_name, S("Mira O'Neil"));
    assert_str(w.amendments.at[0].reason, S("Forgot"));
    struct visit_void_cmd away = {s.client, s.visit, S("Wrong chart")};
    assert_int_equal(doing(&h, visit_void, &away, NULL), OK);
    assert_int_equal(doing(&h, visit_void, &away, NULL), CONFLICT);
    practice_close(h.p);
}

static void test_a_draft_is_its_therapists(void **state)
{
    struct house h = house_of(*state, "draft");
    struct visit_sign_cmd s = visit_ready(&h);
    struct house other = h;
    other.owner.user = id_new();
    struct draft_save draft = {
        .client = s.client, .visit = s.visit, .form = S("s=x"), .version = 1};
    assert_int_equal(doing(&other, draft_save, &draft, NULL), DENIED);
    assert_int_equal(doing(&h, draft_save, &draft, NULL), OK);
    assert_int_equal(draft.ret_version, 2);
    assert_int_equal(doing(&h, draft_save, &draft, NULL), CONFLICT);
    assert_true(draft.overtaken);
    assert_int_equal(doing(&h, visit_sign, &s, NULL), CONFLICT);
    assert_true(s.overtaken);
    s.version = 2;
    assert_int_equal(doing(&h, visit_sign, &s, NULL), OK);
    practice_close(h.p);
}

/* --- the audit chain --------------------------------------------------------------------------- */

static struct str audit_fault(struct house *h, int64_t *ret_rows)
{
    struct act act = {.a = h->a, .faults = h->f};
    struct str fault = {NULL, 0};
    assert_int_equal(practice_read_begin(h->p, &act), OK);
    assert_int_equal(audit_verify(&act, &fault, ret_rows), OK);
    practice_read_end(&act);
    return fault;
}

static void sql(struct arena *a, const char *name, const char *text, char said[200])
{
    unit_sql(a, name, arena_cstr(a, arena_fmt(a, "%s/tonus.db", name)), text, said);
}

static void test_the_chain_shows_what_was_bent(void **state)
{
    static const char *const bends[] = {
        "UPDATE audit SET action = 'client.see' WHERE seq = 3",
        "UPDATE audit SET at_utc = at_utc + 1 WHERE seq = 2",
        "DELETE FROM audit WHERE seq = 3",
    };
    for (size_t i = 0; i < sizeof bends / sizeof bends[0]; i++) {
        const char *name = arena_cstr(*state, arena_fmt(*state, "chain%zu", i));
        struct house h = house_of(*state, name);
        int64_t rows = 0;
        client_of(&h, "Uma");
        client_of(&h, "Ulla");
        assert_null(audit_fault(&h, &rows).p);
        assert_true(rows >= 5);
        practice_close(h.p);
        sql(*state, name, bends[i], NULL);
        h.p = opened(*state, name);
        assert_non_null(audit_fault(&h, &rows).p);
        practice_close(h.p);
    }
}

/* --- the sample -------------------------------------------------------------------------------- */

static void sample_says(struct arena *a, const char *name, uint64_t seed, char said[200])
{
    struct practice *p = opened(a, name);
    struct sample s = {.seed = seed, .clients = SAMPLE_CLIENTS};
    assert_int_equal(sample_make(p, &s), OK);
    assert_int_equal(sample_make(p, &s), CONFLICT);
    practice_close(p);
    sql(a, name,
        "SELECT (SELECT min(family || given) || max(family || given) FROM client) || ' '"
        " || (SELECT count(*) FROM client) || ' clients ' || (SELECT count(*) FROM location)"
        " || ' places ' || (SELECT count(*) FROM staff WHERE (roles & 2) <> 0) || ' therapists '"
        " || (SELECT count(*) || ' ' || sum(value) FROM observation)",
        said);
}

static void test_the_sample_follows_its_seed(void **state)
{
    char one[200], same[200], other[200];
    clock_freeze(NOW);
    sample_says(*state, "seed1", 1, one);
    sample_says(*state, "seed1again", 1, same);
    sample_says(*state, "seed2", 2, other);
    clock_freeze(0);
    assert_string_equal(one, same);
    assert_string_not_equal(one, other);
    assert_non_null(strstr(one, " 60 clients 2 places "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_one_first_run),
        UNIT(test_two_who_change_one_client),
        UNIT(test_delays),
        UNIT(test_logins_end_when_idle_and_after_a_day),
        UNIT(test_a_signed_note_is_locked),
        UNIT(test_a_draft_is_its_therapists),
        UNIT(test_the_chain_shows_what_was_bent),
        UNIT(test_the_sample_follows_its_seed),
    };
    return cmocka_run_group_tests_name("practice", tests, house_folder_make, unit_folder_drop);
}
