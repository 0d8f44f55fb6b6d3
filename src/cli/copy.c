/* `tonus copy`: a practice from one store into the other, verified.
 * Must never: change the source; take a key that another practice uses.
 * Read next: store/copy.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "store/copy.h"

enum { ARENA_MAX = 64 * 1024 * 1024 };

struct place {
    struct str words, folder; /* folder: where its audit.key is, or will be */
    bool is_server;
};

static struct place place_of(struct str words, struct str data)
{
    bool is_server = str_starts(words, S("postgresql://")) || str_starts(words, S("postgres://")) ||
                     str_contains(words, S("="));
    return (struct place){words, is_server ? data : words, is_server};
}

static struct store_config config_of(struct arena *a, const struct place *p)
{
    return p->is_server
               ? (struct store_config){.db = p->words}
               : (struct store_config){.path = arena_fmt(a, "%.*s/tonus.db", STR_ARG(p->words))};
}

static const char *key_path(struct arena *a, const struct place *p)
{
    return arena_cstr(a, arena_fmt(a, "%.*s/audit.key", STR_ARG(p->folder)));
}

/* Everything that can be known before the long part. */
static int places_check(struct arena *a, const struct place *from, const struct place *to)
{
    const char *file = arena_cstr(a, config_of(a, from).path);
    if (!from->is_server && access(file, R_OK | W_OK) != 0) {
        fprintf(stderr, "tonus: there is no practice in %.*s: %s\n", STR_ARG(from->words),
                strerror(errno));
        return EXIT_CANNOT;
    }
    if (access(key_path(a, from), R_OK) != 0) {
        fprintf(stderr,
                "tonus: cannot read %s, the key of the practice's audit chain: say with --data "
                "which folder has it\n",
                key_path(a, from));
        return EXIT_CANNOT;
    }
    const char *folder = arena_cstr(a, to->folder);
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        fprintf(stderr, "tonus: cannot make the folder %s: %s\n", folder, strerror(errno));
        return EXIT_CANNOT;
    }
    if (!str_eq(from->folder, to->folder) && access(key_path(a, to), F_OK) == 0) {
        fprintf(stderr, "tonus: %s is there already, another practice's: choose another folder\n",
                key_path(a, to));
        return EXIT_DATA;
    }
    return EXIT_FINE;
}

static int key_copy(struct arena *a, const struct place *from, const struct place *to)
{
    unsigned char key[CRYPT_KEY];
    if (str_eq(from->folder, to->folder))
        return EXIT_FINE;
    int in = open(key_path(a, from), O_RDONLY | O_CLOEXEC);
    int out = open(key_path(a, to), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool fine = in >= 0 && out >= 0 && read(in, key, sizeof key) == (ssize_t)sizeof key &&
                write(out, key, sizeof key) == (ssize_t)sizeof key && fsync(out) == 0;
    if (!fine)
        fprintf(stderr, "tonus: cannot copy the key to %s: %s\n", key_path(a, to), strerror(errno));
    crypt_wipe(key, sizeof key);
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
    return fine ? EXIT_FINE : EXIT_CANNOT;
}

static void progress(int64_t done, int64_t all)
{
    show_progress(done, all, "rows, read and verified");
}

static int copy_run(struct arena *a, const struct place *from, const struct place *to)
{
    struct copy c = {.from = config_of(a, from), .to = config_of(a, to), .progress = progress};
    struct str detail = S("");
    enum store_open state = store_copy(a, &c, &detail);
    if (state != STORE_OPEN)
        return say_store(state, detail);
    int status = key_copy(a, from, to);
    if (status == EXIT_FINE)
        printf("%lld rows copied and read back, content hash %.*s\n"
               "serve it with: tonus serve --data %.*s%s%.*s%s\n",
               (long long)c.ret_rows, STR_ARG(c.ret_hash), STR_ARG(to->folder),
               to->is_server ? " --db '" : "", STR_ARG(to->is_server ? to->words : S("")),
               to->is_server ? "'" : "");
    return status;
}

int copy_command(int argc, char **argv)
{
    struct str data = S(""), words[2];
    size_t n = 0;
    const struct option_spec specs[] = {{"--data", &data, NULL}, {NULL, NULL, NULL}};
    int status = options_read(argc, argv, specs, words, 2, &n);
    if (status != EXIT_FINE)
        return status;
    if (n != 2)
        return usage("say from where and to where: two folders or connection strings");
    if (str_eq(words[0], words[1]))
        return usage("from and to are the same");
    struct place from = place_of(words[0], data.n ? data : S(DATA_DEFAULT));
    struct place to = place_of(words[1], data.n ? data : from.folder);
    struct arena *a = arena_new(ARENA_MAX);
    status = places_check(a, &from, &to);
    if (status == EXIT_FINE)
        status = copy_run(a, &from, &to);
    arena_free(a);
    return status;
}
