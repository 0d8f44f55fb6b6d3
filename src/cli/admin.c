/* Commands of whoever looks after the machine: init, password, check.
 * Must never: write while a server does (the store's lock sees to it).
 * Read next: practice/user.h.
 */
#include <stdio.h>

#include "cli/cli.h"
#include "practice/audit.h"
#include "practice/user.h"

enum { ARENA_MAX = 64 * 1024 * 1024, PASSWORD_CHARS = 20, EMAILS_MAX = 64 };

int say_store(enum store_open state, struct str detail)
{
    static const int status[] = {[STORE_OPEN] = EXIT_FINE,       [STORE_LOCKED] = EXIT_UNAVAILABLE,
                                 [STORE_NEWER] = EXIT_DATA,      [STORE_FOREIGN] = EXIT_DATA,
                                 [STORE_UNUSABLE] = EXIT_CANNOT, [STORE_AWAY] = EXIT_UNAVAILABLE};
    if (state != STORE_OPEN)
        fprintf(stderr, "tonus: %.*s\n", STR_ARG(detail));
    return status[state];
}

int open_practice(struct arena *a, const struct practice_config *c, struct practice **ret)
{
    struct str detail = S("");
    return say_store(practice_open(a, c, ret, &detail), detail);
}

static int say_faults(const struct faults *f, enum rc rc)
{
    for (size_t i = 0; i < f->n; i++)
        fprintf(stderr, "tonus: %.*s\n", STR_ARG(f->at[i].text));
    if (rc == CONFLICT)
        fputs("tonus: there is a practice in this folder already\n", stderr);
    else if (!f->n)
        fputs("tonus: the store failed; nothing was changed\n", stderr);
    return rc == INVALID || rc == CONFLICT ? EXIT_DATA : EXIT_BROKEN;
}

static const struct who program = {.name = {"Tonus", 5}};

/* --- init ------------------------------------------------------------------------------------ */

static int init_run(struct arena *a, struct practice *p, struct first_run *f)
{
    struct faults *faults = faults_new(a);
    f->owner.password = crypt_word(a, PASSWORD_CHARS);
    f->owner.stored = crypt_password(a, f->owner.password);
    enum rc rc = practice_write_now(p, &program, a, faults, first_run, f, NULL);
    if (rc != OK)
        return say_faults(faults, rc);
    printf("sign in: owner %.*s %.*s\n", STR_ARG(f->owner.user.email), STR_ARG(f->owner.password));
    return EXIT_FINE;
}

int init_command(int argc, char **argv)
{
    struct first_run f = {.location.name = S("Main room")};
    struct str data = S(DATA_DEFAULT), db = S("");
    bool treats = false;
    const struct option_spec specs[] = {{"--data", &data, NULL},
                                        {"--db", &db, NULL},
                                        {"--name", &f.facts.name, NULL},
                                        {"--country", &f.facts.country, NULL},
                                        {"--zone", &f.facts.zone_name, NULL},
                                        {"--currency", &f.facts.currency, NULL},
                                        {"--owner", &f.owner.user.name, NULL},
                                        {"--email", &f.owner.user.email, NULL},
                                        {"--location", &f.location.name, NULL},
                                        {"--treats", NULL, &treats},
                                        {NULL, NULL, NULL}};
    int status = options_read(argc, argv, specs, NULL, 0, NULL);
    if (status != EXIT_FINE)
        return status;
    f.owner.user.roles = treats ? ROLE_THERAPIST : 0;
    struct arena *a = arena_new(ARENA_MAX);
    struct practice *p = NULL;
    status = open_practice(a, &(struct practice_config){.folder = data, .db = db}, &p);
    if (status == EXIT_FINE) {
        status = init_run(a, p, &f);
        practice_close(p);
    }
    arena_free(a);
    return status;
}

/* --- password -------------------------------------------------------------------------------- */

static int password_one(struct arena *a, struct practice *p, struct str email)
{
    struct act act = {.a = a, .faults = faults_new(a)};
    struct user u;
    enum rc rc = practice_read_begin(p, &act);
    if (rc == OK) {
        rc = user_find_email(&act, email, &u);
        practice_read_end(&act);
    }
    if (rc == NOT_FOUND) {
        fprintf(stderr, "tonus: nobody here signs in as %.*s\n", STR_ARG(email));
        return EXIT_DATA;
    }
    if (rc != OK)
        return say_faults(act.faults, rc);
    struct str password = crypt_word(a, PASSWORD_CHARS);
    struct password_set set = {u.id, crypt_password(a, password)};
    rc = practice_write_now(p, &program, a, act.faults, user_set_password, &set, NULL);
    if (rc != OK)
        return say_faults(act.faults, rc);
    printf("sign in: %s %.*s %.*s\n", role_word(u.roles), STR_ARG(u.email), STR_ARG(password));
    return EXIT_FINE;
}

int password_command(int argc, char **argv)
{
    struct str data = S(DATA_DEFAULT), db = S(""), emails[EMAILS_MAX];
    size_t n = 0;
    const struct option_spec specs[] = {
        {"--data", &data, NULL}, {"--db", &db, NULL}, {NULL, NULL, NULL}};
    int status = options_read(argc, argv, specs, emails, EMAILS_MAX, &n);
    if (status == EXIT_FINE && n == 0)
        return usage("name the users by their e-mail addresses");
    if (status != EXIT_FINE)
        return status;
    struct arena *a = arena_new(ARENA_MAX);
    struct practice *p = NULL;
    status = open_practice(a, &(struct practice_config){.folder = data, .db = db, .existing = true},
                           &p);
    if (status == EXIT_FINE) {
        for (size_t i = 0; i < n && status == EXIT_FINE; i++)
            status = password_one(a, p, emails[i]);
        practice_close(p);
    }
    arena_free(a);
    return status;
}

/* --- check ----------------------------------------------------------------------------------- */

static int check_run(struct arena *a, struct practice *p)
{
    struct act act = {.a = a, .faults = faults_new(a)};
    struct str file = store_check(p->store, a), fault = {NULL, 0};
    int64_t audited = 0;
    enum rc rc = practice_read_begin(p, &act);
    if (rc == OK) {
        rc = audit_verify(&act, &fault, &audited);
        practice_read_end(&act);
    }
    printf("database: %.*s\nschema: %d\n", STR_ARG(file), store_schema());
    if (rc == OK)
        printf("audit chain: %lld rows, %.*s\n", (long long)audited,
               STR_ARG(fault.p ? fault : S("ok")));
    else
        puts("audit chain: cannot be read");
    return rc == OK && !fault.p && str_eq(file, S("ok")) ? EXIT_FINE : EXIT_WRONG;
}

int check_command(int argc, char **argv)
{
    struct str data = S(DATA_DEFAULT), db = S("");
    const struct option_spec specs[] = {
        {"--data", &data, NULL}, {"--db", &db, NULL}, {NULL, NULL, NULL}};
    int status = options_read(argc, argv, specs, NULL, 0, NULL);
    if (status != EXIT_FINE)
        return status;
    struct arena *a = arena_new(ARENA_MAX);
    struct practice *p = NULL;
    status = open_practice(a, &(struct practice_config){.folder = data, .db = db, .existing = true},
                           &p);
    if (status == EXIT_FINE) {
        status = check_run(a, p);
        practice_close(p);
    }
    arena_free(a);
    return status;
}
