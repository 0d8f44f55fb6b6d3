/* The store on a real file: every query against its table, groups, durability, what is refused.
 * Must never: leave its folder behind.
 * Read next: store/store.h.
 */
#include "unit_store.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/crypt.h"
#include "base/id.h"
#include "store/conn.h"
#include "store/sql_practice.h"
#include "store/store.h"

static struct str file_of(struct arena *a, const char *name)
{
    return arena_fmt(a, "%s/%s", unit_folder, name);
}

static enum store_open try_open(struct arena *a, const char *name, struct store **ret,
                                struct str *ret_detail)
{
    const struct store_config c = {.path = file_of(a, name), .db = unit_db(a, name)};
    return store_open(a, &c, ret, ret_detail);
}

static struct store *opened(struct arena *a, const char *name)
{
    struct store *s = NULL;
    struct str detail = S("");
    enum store_open state = try_open(a, name, &s, &detail);
    if (state != STORE_OPEN)
        fail_msg("%.*s", STR_ARG(detail));
    return s;
}

static void sql(struct arena *a, const char *name, const char *text)
{
    unit_sql(a, name, name, text, NULL);
}

static void test_every_query_fits_its_table(void **state)
{
    struct store *s = opened(*state, "compare.db");
    const struct store_config config = {.path = file_of(*state, "compare.db"),
                                        .db = unit_db(*state, "compare.db")};
    const struct backend *backend = conn_backend(&config);
    enum store_open opening;
    struct str why = S("");
    struct conn *c = backend->open(*state, &config, CONN_READ, &opening, &why);
    size_t n = 0;
    assert_non_null(c);
    for (; n < query_count; n++) {
        struct str differs = backend->compare(c, *state, query_all[n]);
        if (differs.p)
            fail_msg("%.*s", STR_ARG(differs));
    }
    assert_true(n > 50);
    backend->close(c);
    store_close(s);
}

struct placing {
    struct id id;
    enum rc after;
};

static enum rc place(struct tx *tx, void *arg)
{
    struct placing *p = arg;
    enum rc rc = location_put(tx, &(struct location_put_in){p->id, S("Room"), S(""), S("Etc/UTC")});
    return rc == OK ? p->after : rc;
}

static size_t count_places(struct store *s, struct arena *a)
{
    struct tx *tx = NULL;
    struct location_row_list all = {0};
    assert_int_equal(store_read_begin(s, &tx), OK);
    assert_int_equal(location_all(tx, a, &all), OK);
    store_read_end(tx);
    return all.n;
}

static void test_what_is_answered_is_there(void **state)
{
    struct store *s = opened(*state, "durable.db");
    struct placing p = {id_new(), OK};
    assert_int_equal(store_write(s, place, &p), OK);
    assert_int_equal(count_places(s, *state), 1);
    assert_int_equal(store_write(s, place, &p), CONFLICT);
    assert_int_equal(count_places(s, *state), 1);
    store_close(s);
    s = opened(*state, "durable.db");
    assert_int_equal(count_places(s, *state), 1);
    store_close(s);
}

static void test_what_fails_leaves_nothing(void **state)
{
    static const enum rc kinds[] = {INVALID, CONFLICT, BUSY, BROKEN, DENIED, NOT_FOUND};
    struct store *s = opened(*state, "nothing.db");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct placing p = {id_new(), kinds[i]};
        assert_int_equal(store_write(s, place, &p), kinds[i]);
    }
    assert_int_equal(count_places(s, *state), 0);
    store_close(s);
}

/* --- many at once ------------------------------------------------------------------------------ */

enum { JOBS = 500 };

struct crowd {
    struct store_job job;
    struct placing placing;
    enum rc rc;
    bool done;
};

static void crowd_done(struct store_job *job, enum rc rc)
{
    struct crowd *c = (struct crowd *)(void *)job;
    c->rc = rc;
    __atomic_store_n(&c->done, true, __ATOMIC_RELEASE);
}

static void test_jobs_share_commits_and_fail_alone(void **state)
{
    struct store *s = opened(*state, "crowd.db");
    struct crowd *all = ARENA_ARRAY(*state, JOBS, struct crowd);
    for (size_t i = 0; i < JOBS; i++) {
        all[i].placing = (struct placing){id_new(), i % 3 == 1 ? INVALID : OK};
        all[i].job = (struct store_job){
            .run = place, .done = crowd_done, .arg = &all[i].placing, .patient = i % 2 == 0};
        assert_int_equal(store_submit(s, &all[i].job), OK);
    }
    store_close(s);
    size_t kept = 0;
    for (size_t i = 0; i < JOBS; i++) {
        assert_true(__atomic_load_n(&all[i].done, __ATOMIC_ACQUIRE));
        assert_int_equal(all[i].rc, i % 3 == 1 ? INVALID : OK);
        kept += all[i].rc == OK;
    }
    s = opened(*state, "crowd.db");
    assert_int_equal(count_places(s, *state), kept);
    assert_str(store_check(s, *state), S("ok"));
    store_close(s);
}

/* The log is folded into the file while the store is open: it must not grow with every write. */
static void test_the_log_stays_short(void **state)
{
    struct store *s = opened(*state, "log.db");
    struct stat log;
    for (int i = 0; i < 6000; i++) {
        struct placing p = {id_new(), OK};
        assert_int_equal(store_write(s, place, &p), OK);
    }
    assert_int_equal(stat(arena_cstr(*state, file_of(*state, "log.db-wal")), &log), 0);
    assert_true(log.st_size < 16 * 1024 * 1024);
    store_close(s);
}

/* --- what is refused --------------------------------------------------------------------------- */

static void test_one_process_at_a_time(void **state)
{
    struct store *s = opened(*state, "locked.db"), *second = NULL;
    struct str detail = S("");
    pid_t child = fork();
    if (child == 0)
        _exit(try_open(*state, "locked.db", &second, &detail) == STORE_LOCKED && detail.n ? 0 : 1);
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    store_close(s);
}

static void test_another_programs_data(void **state)
{
    struct store *s = NULL;
    struct str detail = S("");
    sql(*state, "recipes.db", "CREATE TABLE recipe (id INTEGER)");
    assert_int_equal(try_open(*state, "recipes.db", &s, &detail), STORE_FOREIGN);
}

static void test_files_that_are_no_database(void **state)
{
    struct store *s = NULL;
    struct str detail = S("");
    FILE *f = fopen(arena_cstr(*state, file_of(*state, "letter.db")), "w");
    for (int i = 0; i < 200; i++)
        fputs("This is no database. ", f);
    fclose(f);
    assert_int_equal(try_open(*state, "letter.db", &s, &detail), STORE_UNUSABLE);
    assert_int_equal(try_open(*state, "none/at/all.db", &s, &detail), STORE_UNUSABLE);
    assert_true(detail.n > 0);
}

static void test_a_newer_schema_and_a_changed_one(void **state)
{
    struct store *s = opened(*state, "newer.db");
    struct str detail = S("");
    store_close(s);
    sql(*state, "newer.db", "INSERT INTO migration VALUES (999, 'later', 'x', 0)");
    assert_int_equal(try_open(*state, "newer.db", &s, &detail), STORE_NEWER);
    sql(*state, "newer.db",
        "DELETE FROM migration WHERE number = 999; UPDATE migration SET hash = 'y'");
    assert_int_equal(try_open(*state, "newer.db", &s, &detail), STORE_FOREIGN);
}

static int folder_make(void **state)
{
    crypt_start();
    return unit_folder_make(state);
}

/* --- a server ---------------------------------------------------------------------------------- */

/* Two programs on one database: neither loses a write, and none fails because of the other. */
static void test_two_programs_write_side_by_side(void **state)
{
    struct store *one = opened(*state, "two.db"), *other = opened(*state, "two.db");
    struct crowd *all = ARENA_ARRAY(*state, JOBS, struct crowd);
    for (size_t i = 0; i < JOBS; i++) {
        all[i].placing = (struct placing){id_new(), OK};
        all[i].job = (struct store_job){.run = place, .done = crowd_done, .arg = &all[i].placing};
        assert_int_equal(store_submit(i % 2 ? one : other, &all[i].job), OK);
    }
    store_close(other);
    store_close(one);
    for (size_t i = 0; i < JOBS; i++)
        assert_int_equal(all[i].rc, OK);
    one = opened(*state, "two.db");
    assert_int_equal(count_places(one, *state), JOBS);
    store_close(one);
}

static const char hang_up[] = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                              " WHERE datname = current_database() AND pid <> pg_backend_pid()";

static void test_a_connection_that_breaks_is_made_anew(void **state)
{
    struct store *s = opened(*state, "broken.db");
    for (size_t i = 1; i <= 3; i++) {
        struct placing p = {id_new(), OK};
        assert_int_equal(store_write(s, place, &p), OK);
        assert_int_equal(count_places(s, *state), i);
        sql(*state, "broken.db", hang_up);
    }
    store_close(s);
}

struct breaking {
    struct arena *a;
    struct id id;
    int runs;
};

static enum rc place_and_break(struct tx *tx, void *arg)
{
    struct breaking *b = arg;
    struct placing p = {b->id, OK};
    if (b->runs++ == 0)
        sql(b->a, "midway.db", hang_up);
    return place(tx, &p);
}

/* Before its commit nothing can have been kept: the job is run again. */
static void test_a_job_is_run_again_when_the_server_hangs_up(void **state)
{
    struct store *s = opened(*state, "midway.db");
    struct breaking b = {*state, id_new(), 0};
    enum rc rc = store_write(s, place_and_break, &b);
    assert_true(rc == OK ? b.runs == 2 : rc == BROKEN && b.runs == 1);
    assert_int_equal(count_places(s, *state), rc == OK);
    store_close(s);
}

static void test_what_a_server_refuses(void **state)
{
    static const struct {
        const char *db;
        enum store_open want;
        const char *says;
    } cases[] = {
        {"host=/nowhere/at/all dbname=x", STORE_AWAY, "/nowhere/at/all"},
        {"host=127.0.0.1 port=1 dbname=x", STORE_AWAY, "refused"},
        {"host=127.0.0.1 prot=1", STORE_FOREIGN, "prot"},
        {"postgresql://[half", STORE_FOREIGN, "--db"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct store *s = NULL;
        struct str detail = S("");
        const struct store_config c = {.db = str_from(cases[i].db)};
        assert_int_equal(store_open(*state, &c, &s, &detail), cases[i].want);
        if (!str_contains(detail, str_from(cases[i].says)))
            fail_msg("%s: %.*s", cases[i].db, STR_ARG(detail));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_every_query_fits_its_table),     UNIT(test_what_is_answered_is_there),
        UNIT(test_what_fails_leaves_nothing),      UNIT(test_jobs_share_commits_and_fail_alone),
        UNIT(test_a_newer_schema_and_a_changed_one), UNIT(test_another_programs_data),
    };
    const struct CMUnitTest file[] = {
        UNIT(test_the_log_stays_short),
        UNIT(test_one_process_at_a_time),
        UNIT(test_files_that_are_no_database),
    };
    const struct CMUnitTest server[] = {
        UNIT(test_two_programs_write_side_by_side),
        UNIT(test_a_connection_that_breaks_is_made_anew),
        UNIT(test_a_job_is_run_again_when_the_server_hangs_up),
        UNIT(test_what_a_server_refuses),
    };
    struct CMUnitTest all[16];
    size_t n = sizeof tests / sizeof tests[0];
    memcpy(all, tests, sizeof tests);
    const struct CMUnitTest *more = unit_is_pg() ? server : file;
    size_t n_more = unit_is_pg() ? sizeof server / sizeof server[0] : sizeof file / sizeof file[0];
    memcpy(all + n, more, n_more * sizeof more[0]);
    return _cmocka_run_group_tests("store", all, n + n_more, folder_make, unit_folder_drop);
}
