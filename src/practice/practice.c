/* The practice at work: opening its folder, running a use case, its own facts.
 * Must never: run a use case twice for one key.
 * Read next: practice/audit.c.
 */
#include "practice/practice.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fold.h"
#include "evidence/summary.h"
#include "practice/audit.h"
#include "practice/open.h"
#include "store/sql_audit.h"
#include "store/sql_practice.h"
#include "store/sql_visit.h"

static bool has_chain(struct practice *p, struct arena *a)
{
    struct act act = {.a = a};
    struct audit_head head;
    if (practice_read_begin(p, &act) != OK)
        return true;
    enum rc rc = audit_last(act.tx, a, &head);
    practice_read_end(&act);
    return rc != NOT_FOUND;
}

static bool key_read_or_make(struct arena *a, struct practice *p, struct str *ret_detail)
{
    const char *path = arena_cstr(a, arena_fmt(a, "%.*s/audit.key", STR_ARG(p->folder)));
    if (access(path, F_OK) != 0 && has_chain(p, a)) {
        *ret_detail = arena_fmt(a,
                                "%s is missing, and the audit chain needs it: copy it from the "
                                "machine or backup that has it. If it is lost for good, 32 random "
                                "bytes in its place begin a new chain, and tonus check will say so",
                                path);
        return false;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    errno = fd < 0 ? errno : 0;
    bool fine = fd >= 0 && read(fd, p->audit_key, CRYPT_KEY) == CRYPT_KEY;
    if (fd < 0 && errno == ENOENT) {
        crypt_random(p->audit_key, CRYPT_KEY);
        fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        fine = fd >= 0 && write(fd, p->audit_key, CRYPT_KEY) == CRYPT_KEY && fsync(fd) == 0;
    }
    if (!fine)
        *ret_detail = arena_fmt(a, "cannot read or make %s: %s", path,
                                errno ? strerror(errno) : "it does not hold a key's 32 bytes");
    if (fd >= 0)
        close(fd);
    return fine;
}

enum store_open practice_open(struct arena *a, const struct practice_config *c,
                              struct practice **ret, struct str *ret_detail)
{
    struct practice *p = ARENA_NEW(a, struct practice);
    const char *folder = arena_cstr(a, c->folder);
    p->folder = c->folder;
    p->idle_s = c->idle_s ? c->idle_s : LOGIN_IDLE_S;
    p->whole_s = LOGIN_WHOLE_S;
    struct str path = arena_fmt(a, "%s/tonus.db", folder);
    if (c->existing && !c->db.n && access(arena_cstr(a, path), F_OK) != 0) {
        *ret_detail = arena_fmt(a,
                                "there is no practice in %s: check --data, or make one with "
                                "tonus init",
                                folder);
        return STORE_UNUSABLE;
    }
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        *ret_detail = arena_fmt(a, "cannot make the data folder %s: %s", folder, strerror(errno));
        return STORE_UNUSABLE;
    }
    if (access(folder, W_OK) != 0) {
        *ret_detail = arena_fmt(a, "the data folder %s is not writable: %s", folder,
                                strerror(errno));
        return STORE_UNUSABLE;
    }
    struct store_config sc = {
        .path = path, .db = c->db, .existing = c->existing, .no_group = c->no_group};
    enum store_open state = store_open(a, &sc, &p->store, ret_detail);
    if (state == STORE_OPEN && !key_read_or_make(a, p, ret_detail)) {
        store_close(p->store);
        return STORE_UNUSABLE;
    }
    if (state == STORE_OPEN)
        *ret = p;
    return state;
}

void practice_close(struct practice *p)
{
    store_close(p->store);
    crypt_wipe(p->audit_key, sizeof p->audit_key);
}

enum rc practice_read_begin(struct practice *p, struct act *act)
{
    act->practice = p;
    act->now_utc = clock_utc();
    return store_read_begin(p->store, &act->tx);
}

void practice_read_end(struct act *act)
{
    store_read_end(act->tx);
    act->tx = NULL;
}

static enum rc key_seen(struct write *w, const unsigned char digest[CRYPT_HASH], bool *ret_seen)
{
    struct key_row row;
    enum rc rc = key_get(w->act.tx, w->act.a, &(struct key_get_in){w->key}, &row);
    *ret_seen = rc == OK;
    if (rc != OK)
        return rc == NOT_FOUND ? OK : rc;
    bool same = id_eq(row.staff, w->act.who.user) && row.digest.n == CRYPT_HASH &&
                crypt_same(row.digest.p, digest, CRYPT_HASH);
    if (!same) {
        fault_add(w->act.faults, S(""),
                  "This form was already sent with other contents. Open the page again to see what "
                  "was kept, then make your change there.");
        return CONFLICT;
    }
    w->act.made = row.made;
    return OK;
}

static enum rc run_with_key(struct write *w)
{
    unsigned char digest[CRYPT_HASH];
    bool seen = false;
    crypt_hash(NULL, w->digest_of, digest);
    enum rc rc = key_seen(w, digest, &seen);
    if (rc == OK && seen)
        return key_touch(w->act.tx, &(struct key_touch_in){w->key, w->act.now_utc});
    if (rc != OK)
        return rc;
    rc = w->run(&w->act, w->cmd);
    if (rc != OK || w->act.refused)
        return rc;
    return key_put(w->act.tx, &(struct key_put_in){w->key,
                                                   w->act.who.user,
                                                   {(const char *)digest, CRYPT_HASH},
                                                   w->act.made,
                                                   w->act.now_utc});
}

enum rc practice_forget_keys(struct act *act)
{
    return key_sweep(act->tx, &(struct key_sweep_in){act->now_utc - KEYS_KEPT_S});
}

static enum rc write_run(struct tx *tx, void *arg)
{
    struct write *w = arg;
    w->act.tx = tx;
    w->act.now_utc = clock_utc();
    w->act.made = ID_NONE;
    w->act.refused = false;
    w->act.faults->n = 0;
    enum rc rc = id_is_none(w->key) ? w->run(&w->act, w->cmd) : run_with_key(w);
    if (rc == OK && w->act.faults->n && !w->act.refused)
        rc = INVALID;
    if (rc == OK && arena_failed(w->act.a))
        rc = BUSY;
    return rc;
}

static void write_done(struct store_job *job, enum rc rc)
{
    struct write *w = job->arg;
    w->done(w, rc);
}

void practice_write(struct write *w)
{
    w->job = ARENA_NEW(w->act.a, struct store_job);
    *w->job = (struct store_job){
        .run = write_run, .done = write_done, .arg = w, .again = !id_is_none(w->key)};
    if (arena_failed(w->act.a) || store_submit(w->act.practice->store, w->job) != OK)
        w->done(w, BUSY);
}

enum rc practice_write_now(struct practice *p, const struct who *who, struct arena *a,
                           struct faults *f, enum rc (*run)(struct act *, void *), void *cmd,
                           struct id *ret_made)
{
    struct write w = {
        .act = {.practice = p, .a = a, .faults = f, .who = *who}, .run = run, .cmd = cmd};
    enum rc rc = store_write(p->store, write_run, &w);
    if (rc == OK && ret_made)
        *ret_made = w.act.made;
    return rc;
}

enum rc practice_facts(struct act *act, struct practice_facts *ret)
{
    struct practice_row row;
    enum rc rc = practice_get(act->tx, act->a, &row);
    if (rc != OK)
        return rc;
    const struct zone *zone = zone_find(row.zone);
    *ret = (struct practice_facts){row.id,     row.name,     row.country,
                                   row.zone,   row.currency, zone ? zone : zone_find(S("Etc/UTC")),
                                   row.version};
    return ret->zone ? OK : BROKEN;
}

enum rc practice_locations(struct act *act, struct location_list *ret)
{
    struct location_row_list rows;
    enum rc rc = location_all(act->tx, act->a, &rows);
    if (rc != OK)
        return rc;
    struct location *at = ARENA_ARRAY(act->a, rows.n + 1, struct location);
    for (size_t i = 0; i < rows.n && !arena_failed(act->a); i++)
        at[i] = (struct location){rows.at[i].id, rows.at[i].name, rows.at[i].address,
                                  rows.at[i].zone, rows.at[i].version};
    *ret = (struct location_list){at, rows.n};
    return OK;
}

static bool is_letters(struct str s, size_t n)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < 'A' || s.p[i] > 'Z')
            return false;
    return s.n == n;
}

static void text_check(struct act *act, struct str *value, const char *field, const char *what,
                       bool required)
{
    *value = value->n ? fold_store(act->a, *value) : S("");
    if (required && !value->n)
        fault_add(act->faults, str_from(field), "Enter %s.", what);
    if (str_chars(*value) > 200)
        fault_add(act->faults, str_from(field), "Shorten this to 200 characters.");
}

static enum rc facts_check(struct act *act, struct practice_facts *p)
{
    text_check(act, &p->name, "practice_name", "the practice's name", true);
    if (!is_letters(p->country, 2))
        fault_add(act->faults, S("country"), "Enter the country's two-letter code, such as AU.");
    if (!is_letters(p->currency, 3))
        fault_add(act->faults, S("currency"), "Enter the currency's code, such as AUD.");
    if (!zone_find(p->zone_name))
        fault_add(act->faults, S("zone"),
                  "Choose a time zone from the list, such as "
                  "Australia/Sydney.");
    return act->faults->n ? INVALID : OK;
}

static enum rc facts_put(struct act *act, const struct practice_facts *p)
{
    enum rc rc = practice_put(act->tx,
                              &(struct practice_put_in){p->id, p->name, p->country, p->zone_name,
                                                        p->currency, act->now_utc});
    return rc == OK ? audit_add(act, "practice.make", p->id, ID_NONE, S("")) : rc;
}

enum rc practice_change(struct act *act, void *facts)
{
    struct practice_facts *p = facts;
    int64_t changed = 0;
    if (facts_check(act, p) != OK)
        return INVALID;
    if (id_is_none(p->id)) {
        p->id = act->made = id_new();
        return facts_put(act, p);
    }
    enum rc rc = practice_update_n(
        act->tx,
        &(struct practice_update_in){p->name, p->country, p->zone_name, p->currency, p->version},
        &changed);
    if (rc != OK || changed != 1)
        return rc == OK ? CONFLICT : rc;
    return audit_add(act, "practice.change", p->id, ID_NONE, S(""));
}

static enum rc location_check(struct act *act, struct location *l)
{
    text_check(act, &l->name, "location_name", "the location's name", true);
    text_check(act, &l->address, "address", "the address", false);
    if (!zone_find(l->zone_name))
        fault_add(act->faults, S("location_zone"),
                  "Choose a time zone from the list, such as Australia/Sydney.");
    return act->faults->n ? INVALID : OK;
}

enum rc location_save(struct act *act, void *location)
{
    struct location *l = location;
    int64_t changed = 1;
    bool is_new = id_is_none(l->id);
    if (location_check(act, l) != OK)
        return INVALID;
    act->made = is_new ? id_new() : l->id;
    enum rc rc = is_new ? location_put(act->tx, &(struct location_put_in){act->made, l->name,
                                                                          l->address, l->zone_name})
                        : location_change_n(act->tx,
                                            &(struct location_change_in){l->id, l->name, l->address,
                                                                         l->zone_name, l->version},
                                            &changed);
    if (rc != OK || changed != 1)
        return rc == OK ? CONFLICT : rc;
    return audit_add(act, is_new ? "location.add" : "location.change", act->made, ID_NONE, S(""));
}

enum { TIMING_DAYS = 90, TIMING_MOST = 2000 };

enum rc practice_timing(struct act *act, struct timing *ret)
{
    struct timing_row_list rows;
    struct visit_timings_in in = {act->now_utc - TIMING_DAYS * 86400, TIMING_MOST};
    enum rc rc = visit_timings(act->tx, act->a, &in, &rows);
    if (rc != OK)
        return rc;
    double *checkin = ARENA_ARRAY(act->a, rows.n + 1, double);
    double *note = ARENA_ARRAY(act->a, rows.n + 1, double);
    struct timing t = {0};
    for (size_t i = 0; i < rows.n && !arena_failed(act->a); i++) {
        if (rows.at[i].checkin_s.has)
            checkin[t.n_checkin++] = (double)rows.at[i].checkin_s.v;
        if (rows.at[i].note_s.has)
            note[t.n_note++] = (double)rows.at[i].note_s.v;
    }
    t.checkin_s = summary_median(checkin, t.n_checkin);
    t.note_s = summary_median(note, t.n_note);
    *ret = t;
    return OK;
}
