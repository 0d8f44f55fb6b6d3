/* The practice at work: its store, its clock and zone, and how a use case is run.
 * Must never: let a use case run without someone who does it and a row in the audit chain.
 * Read next: practice/open.h, practice/audit.h, practice/visit.h.
 *
 * A use case is `enum rc NAME(struct act *act, void *cmd)`. Reading ones run in a snapshot between
 * practice_read_begin and _end; writing ones through practice_write, on the writer thread.
 */
#pragma once
#include "base/crypt.h"
#include "base/date.h"
#include "base/fault.h"
#include "base/rc.h"
#include "domain/user.h"

struct store;
struct store_job;
struct tx;

enum { LOGIN_IDLE_S = 2 * 3600, LOGIN_WHOLE_S = 12 * 3600, KEYS_KEPT_S = 30 * 86400 };

struct practice {
    struct store *store;
    struct str folder;
    unsigned char audit_key[CRYPT_KEY];
    int64_t idle_s, whole_s; /* a login ends this long after its last use, its start */
};

/* Who does it. `user` is none for the program itself (command line, first run). */
struct who {
    struct id user, login;
    struct str name;
    int64_t roles;
};

struct act {
    struct practice *practice;
    struct tx *tx;
    struct arena *a;
    struct faults *faults;
    struct who who;
    int64_t now_utc;
    struct id made; /* what the use case made; the same again when its key comes again */
    bool refused;   /* the gate refused it: that is recorded, the rest was not done, and the key
                       stays free */
};

NODISCARD enum rc practice_read_begin(struct practice *p, struct act *act);
void practice_read_end(struct act *act);

/* One write: filled by the caller, lives until `done`. */
struct write {
    struct act act;
    enum rc (*run)(struct act *act, void *cmd); /* may be run twice; cmd is its input */
    void *cmd;
    struct id key;                             /* idempotency; none: the program's own */
    struct str digest_of;                      /* what the key stands for: the form */
    void (*done)(struct write *w, enum rc rc); /* on the writer thread */
    void *arg;
    struct store_job *job; /* practice_write's */
};

/* Queues; done is called with BUSY when the queue does not take it. The same key with the same form
 * answers the same `made`; with another form it is CONFLICT. */
void practice_write(struct write *w);
/* Forgets keys that are older than KEYS_KEPT_S: nobody sends such a form again. */
NODISCARD enum rc practice_forget_keys(struct act *act);
/* Waits: for the command line and tests. */
NODISCARD enum rc practice_write_now(struct practice *p, const struct who *who, struct arena *a,
                                     struct faults *f, enum rc (*run)(struct act *, void *),
                                     void *cmd, struct id *ret_made);

struct practice_facts {
    struct id id;
    struct str name, country, zone_name, currency;
    const struct zone *zone;
    int64_t version;
};

struct location {
    struct id id;
    struct str name, address, zone_name;
    int64_t version;
};

struct location_list {
    struct location *at;
    size_t n;
};

/* NOT_FOUND before the first run. */
NODISCARD enum rc practice_facts(struct act *act, struct practice_facts *ret);
NODISCARD enum rc practice_locations(struct act *act, struct location_list *ret);

/* Writing; faults name country zone currency. cmd: struct practice_facts with the version seen. */
NODISCARD enum rc practice_change(struct act *act, void *facts);
/* Writing; faults location_name address location_zone. cmd: struct location; none id: a new one. */
NODISCARD enum rc location_save(struct act *act, void *location);

/* Medians of the last 90 days' signed visits, in seconds. */
struct timing {
    size_t n_checkin, n_note;
    double checkin_s, note_s;
};
NODISCARD enum rc practice_timing(struct act *act, struct timing *ret);
