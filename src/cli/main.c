/* The command line: which command, its options, its help.
 * Must never: hold what a command does.
 * Read next: cli/serve.c, cli/admin.c.
 */
#include "cli/cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypt.h"

static const struct command commands[] = {
    {"serve",
     "serve [--data DIR] [--db URL] [--address A] [--port N] [--idle MIN] [--behind-proxy]",
     "serve the practice's pages", serve_command},
    {"init",
     "init [--data DIR] [--db URL] --name N --country CC --zone Z --currency CUR --owner NAME "
     "--email E",
     "make a practice and its owner; prints the owner's first password", init_command},
    {"password", "password [--data DIR] [--db URL] EMAIL...",
     "set fresh random passwords and print them", password_command},
    {"sample", "sample [--data DIR] [--db URL] [--seed N] [--clients N]",
     "make a believable practice to try things in", sample_command},
    {"copy", "copy [--data DIR] FROM TO",
     "copy a practice between a folder and a PostgreSQL database, either way, and verify it",
     copy_command},
    {"doctor", "doctor [--data DIR] [--db URL] [--patroni FILE]",
     "say what a careful owner would change about the database", doctor_command},
    {"evidence", "evidence [--gauss] [--accurate] [--csv] [FILE...]",
     "run the evidence engine on cases, from files or standard input", evidence_command},
    {"check", "check [--data DIR] [--db URL]", "verify the database file and the audit chain",
     check_command},
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static int help(void)
{
    puts("Tonus: records, visits and honest outcomes for remedial massage practices.\n\n"
         "usage: tonus COMMAND [OPTION...]\n");
    for (size_t i = 0; i < COMMANDS; i++)
        printf("  %s\n      %s\n", commands[i].usage, commands[i].what);
    puts("\n  --help, --version\n\n"
         "DIR is the data folder, ./tonus-data unless said otherwise. URL is a PostgreSQL "
         "connection\n"
         "string; without it the practice is kept in DIR (SQLite). See tonus(1).");
    return EXIT_FINE;
}

int usage(const char *format, ...)
{
    va_list args;
    fputs("tonus: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputs("\nSee tonus --help.\n", stderr);
    return EXIT_USAGE;
}

static bool option_set(const struct option_spec *spec, char **argv, int *i, int argc)
{
    if (spec->flag) {
        *spec->flag = true;
        return true;
    }
    if (*i + 1 >= argc)
        return false;
    *spec->text = str_from(argv[++*i]);
    return true;
}

int options_read(int argc, char **argv, const struct option_spec *specs, struct str *rest,
                 size_t rest_max, size_t *ret_rest)
{
    size_t n = 0;
    for (int i = 0; i < argc; i++) {
        const struct option_spec *spec = specs;
        struct str word = str_from(argv[i]);
        if (!str_starts(word, S("--"))) {
            if (n == rest_max)
                return usage("%s is one word too many", argv[i]);
            rest[n++] = word;
            continue;
        }
        while (spec->name && !str_eq(word, str_from(spec->name)))
            spec++;
        if (!spec->name)
            return usage("there is no option %s here", argv[i]);
        if (!option_set(spec, argv, &i, argc))
            return usage("%s needs a value", argv[i]);
    }
    if (ret_rest)
        *ret_rest = n;
    return EXIT_FINE;
}

enum { BAR_CHARS = 40 };

void show_progress(int64_t done, int64_t all, const char *of)
{
    static int64_t last = -1;
    int64_t percent = all ? done * 100 / all : 100;
    bool bar = isatty(STDERR_FILENO);
    if (bar ? percent == last : percent / 10 == last / 10)
        return;
    last = percent;
    if (!bar) {
        fprintf(stderr, "%lld %% of %lld %s\n", (long long)percent, (long long)all, of);
        return;
    }
    fputs("\r[", stderr);
    for (int i = 0; i < BAR_CHARS; i++)
        fputc(i * 100 < percent * BAR_CHARS ? '#' : '.', stderr);
    fprintf(stderr, "] %lld %%%s", (long long)percent, done == all ? "\n" : "");
}

int main(int argc, char **argv)
{
    struct str word = argc > 1 ? str_from(argv[1]) : S("--help");
    if (str_eq(word, S("--help")) || str_eq(word, S("help")))
        return help();
    if (str_eq(word, S("--version"))) {
        puts("tonus " TONUS_VERSION);
        return EXIT_FINE;
    }
    umask(077); /* a data folder is nobody else's */
    crypt_start();
    for (size_t i = 0; i < COMMANDS; i++)
        if (str_eq(word, str_from(commands[i].name)))
            return commands[i].run(argc - 2, argv + 2);
    return usage("there is no command %s", argv[1]);
}
