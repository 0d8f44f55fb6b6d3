/* `tonus doctor`: what a careful owner would change about the database and its cluster.
 * Must never: change anything.
 * Read next: store/pg.c.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "cli/cli.h"

enum { ARENA_MAX = 16 * 1024 * 1024, LINE_BYTES = 4096 };

struct findings {
    int n;
};

static void found(void *to, struct str line)
{
    struct findings *f = to;
    f->n++;
    printf("warning: %.*s\n", STR_ARG(line));
}

/* Patroni 3.0.2 with etcd3 can let a leader that was cut off take the lead back, with its writes in
 * place of those acknowledged meanwhile; section etcd (v2) compares before it swaps. */
static void patroni_line(struct findings *f, struct str line)
{
    if (str_starts(line, S("etcd3:")))
        found(f,
              S("patroni uses etcd3: before version 3.0.3 a leader that was cut off can take the "
                "lead back and acknowledged writes are lost. Use section etcd: (etcd with "
                "--enable-v2=true), or a newer patroni."));
    if (str_starts(str_trim(line), S("synchronous_mode: false")))
        found(f, S("patroni's synchronous_mode is off: a failover loses the latest writes. Set it "
                   "to true."));
    if (str_starts(str_trim(line), S("synchronous_commit:")) && str_contains(line, S("off")))
        found(f, S("patroni sets synchronous_commit to off: acknowledged writes can be lost. Set "
                   "it to on."));
}

static int patroni_look(struct findings *f, struct arena *a, struct str path)
{
    char line[LINE_BYTES];
    FILE *file = fopen(arena_cstr(a, path), "r");
    if (!file) {
        fprintf(stderr, "tonus: cannot read %.*s: %s\n", STR_ARG(path), strerror(errno));
        return EXIT_CANNOT;
    }
    while (fgets(line, sizeof line, file))
        patroni_line(f, str_from(line));
    fclose(file);
    return EXIT_FINE;
}

static void others_look(struct findings *f, struct arena *a, struct str path)
{
    struct stat s;
    if (stat(arena_cstr(a, path), &s) == 0 && (s.st_mode & 077))
        found(f, arena_fmt(a, "%.*s is open to other users of this machine: chmod go= it",
                           STR_ARG(path)));
}

static void folder_look(struct findings *f, struct arena *a, struct str data)
{
    static const char *const names[] = {"", "/audit.key", "/tonus.db", "/tonus.db-wal"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        others_look(f, a, arena_fmt(a, "%.*s%s", STR_ARG(data), names[i]));
}

int doctor_command(int argc, char **argv)
{
    struct str data = S(DATA_DEFAULT), db = S(""), patroni = S("");
    const struct option_spec specs[] = {{"--data", &data, NULL},
                                        {"--db", &db, NULL},
                                        {"--patroni", &patroni, NULL},
                                        {NULL, NULL, NULL}};
    struct findings f = {0};
    struct practice *p = NULL;
    int status = options_read(argc, argv, specs, NULL, 0, NULL);
    if (status != EXIT_FINE)
        return status;
    struct arena *a = arena_new(ARENA_MAX);
    if (patroni.n)
        status = patroni_look(&f, a, patroni);
    if (status == EXIT_FINE)
        status = open_practice(
            a, &(struct practice_config){.folder = data, .db = db, .existing = true}, &p);
    if (status == EXIT_FINE) {
        folder_look(&f, a, data);
        store_advise(p->store, found, &f);
        practice_close(p);
        if (!f.n)
            puts("nothing to change");
        status = f.n ? EXIT_WRONG : EXIT_FINE;
    }
    arena_free(a);
    return status;
}
