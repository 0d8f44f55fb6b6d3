/* What unit tests of use cases share: a practice with an owner who treats, clients, a visit.
 * Must never: hold a test.
 * Read next: tests/unit/practice_test.c.
 */
#pragma once
#include "unit_store.h"

#include "practice/client.h"
#include "practice/open.h"
#include "practice/sample_safety.h"
#include "practice/user.h"
#include "practice/visit.h"

struct house {
    struct arena *a;
    struct practice *p;
    struct faults *f;
    struct who owner;
};

__attribute__((unused)) static struct str password_stored; /* Argon2id is slow: made once */

static inline enum rc doing(struct house *h, enum rc (*run)(struct act *, void *), void *cmd,
                            struct id *ret_made)
{
    h->f->n = 0;
    return practice_write_now(h->p, &h->owner, h->a, h->f, run, cmd, ret_made);
}

static inline struct practice *opened(struct arena *a, const char *name)
{
    struct practice *p = NULL;
    struct str detail = S("");
    const struct practice_config c = {.folder = arena_fmt(a, "%s/%s", unit_folder, name),
                                      .db = unit_db(a, name)};
    if (practice_open(a, &c, &p, &detail) != STORE_OPEN)
        fail_msg("%.*s", STR_ARG(detail));
    return p;
}

static inline struct house house_of(struct arena *a, const char *name)
{
    struct house h = {.a = a, .p = opened(a, name), .f = faults_new(a)};
    struct first_run f = {.facts = {.name = S("Wren & O'Neil"),
                                    .country = S("AU"),
                                    .zone_name = S("Australia/Sydney"),
                                    .currency = S("AUD")},
                          .location = {.name = S("Main room"), .address = S("")}};
    f.owner = (struct user_save){
        .user = {.name = S("Mira O'Neil"), .email = S("mira@example.org"), .roles = ROLE_THERAPIST},
        .password = S("five quiet rivers"),
        .stored = password_stored};
    assert_int_equal(doing(&h, first_run, &f, NULL), OK);
    struct act act = {.a = a, .faults = h.f};
    struct user u;
    assert_int_equal(practice_read_begin(h.p, &act), OK);
    assert_int_equal(user_find_email(&act, S("MIRA@example.org "), &u), OK);
    practice_read_end(&act);
    h.owner = (struct who){.user = u.id, .name = u.name, .roles = u.roles};
    assert_int_equal(u.roles, ROLE_OWNER | ROLE_THERAPIST);
    return h;
}

static inline struct id client_of(struct house *h, const char *given)
{
    struct client_save s = {.client = {.given = str_from(given),
                                       .family = S("Test"),
                                       .preferred = S(""),
                                       .born = S("1980-02-29"),
                                       .phone = S(""),
                                       .email = S(""),
                                       .address = S(""),
                                       .occupation = S(""),
                                       .gp = S(""),
                                       .emergency = S(""),
                                       .alert = S(""),
                                       .figure = S("a")}};
    struct id id = ID_NONE;
    assert_int_equal(doing(h, client_save, &s, &id), OK);
    return id;
}

/* Asked everything, all no; consent signed. */
static inline enum rc client_cleared(struct act *act, void *client)
{
    struct dice dice = {1};
    struct id *id = client;
    return sample_safety(act, &dice, *id, S(""));
}

/* A client's visit that waits for its signature. */
static inline struct visit_sign_cmd visit_ready(struct house *h)
{
    struct id client = client_of(h, "Noor"), visit = ID_NONE;
    struct complaint_save c = {
        .complaint = {.client = client, .label = S("Neck"), .since = S(""), .cause = S("")}};
    struct visit_start start = {.client = client, .form = S("blocks=1")};
    assert_int_equal(doing(h, complaint_save, &c, NULL), OK);
    assert_int_equal(doing(h, visit_start, &start, &visit), OK);
    assert_true(id_is_none(visit)); /* the gate refuses: nobody was asked, nothing is signed */
    assert_int_equal(doing(h, client_cleared, &client, NULL), OK);
    assert_int_equal(doing(h, visit_start, &start, &visit), OK);
    struct visit_sign_cmd s = {.client = client, .visit = visit, .version = 1};
    s.sheet = (struct sheet){.complaint = 1,
                             .note = {.news = S("No"),
                                      .subjective = S("Woke up"),
                                      .objective = S(""),
                                      .assessment = S("Fine"),
                                      .plan = S(""),
                                      .advice = S("")}};
    return s;
}

static inline int house_folder_make(void **state)
{
    crypt_start();
    static char hash[128];
    struct arena *a = arena_new(UNIT_CEILING);
    struct str stored = crypt_password(a, S("five quiet rivers"));
    memcpy(hash, stored.p, stored.n);
    password_stored = (struct str){hash, stored.n};
    arena_free(a);
    return unit_folder_make(state);
}
