/* What the commands share: options, exit statuses, opening the practice.
 * Must never: print a client's data.
 * Read next: cli/main.c.
 */
#pragma once
#include "practice/open.h"

#define TONUS_VERSION "0.1.0"
#define DATA_DEFAULT "tonus-data"

/* Exit statuses, as sysexits.h where it has one. */
enum {
    EXIT_FINE = 0,
    EXIT_WRONG = 1,        /* the check found something */
    EXIT_USAGE = 64,       /* wrong words */
    EXIT_DATA = 65,        /* wrong input; a foreign or newer database */
    EXIT_UNAVAILABLE = 69, /* port in use, database in use */
    EXIT_BROKEN = 70,      /* the program's or the machine's fault */
    EXIT_CANNOT = 73       /* a folder or file cannot be made or written */
};

struct command {
    const char *name, *usage, *what;
    int (*run)(int argc, char **argv);
};

struct option_spec {
    const char *name; /* "--port"; the list ends with NULL */
    struct str *text; /* takes a value */
    bool *flag;       /* or is a switch */
};

/* EXIT_FINE, or EXIT_USAGE after saying what is wrong. Words without "--" go to `rest`. */
int options_read(int argc, char **argv, const struct option_spec *specs, struct str *rest,
                 size_t rest_max, size_t *ret_rest);
/* Prints the message and returns EXIT_USAGE. */
int usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A bar on a terminal, else a line every ten percent. */
void show_progress(int64_t done, int64_t all, const char *of);
/* Says why a store did not open; returns the exit status for it. */
int say_store(enum store_open state, struct str detail);
/* EXIT_FINE and the practice, or the exit status after saying why not. */
int open_practice(struct arena *a, const struct practice_config *c, struct practice **ret);

int serve_command(int argc, char **argv);
int init_command(int argc, char **argv);
int password_command(int argc, char **argv);
int sample_command(int argc, char **argv);
int check_command(int argc, char **argv);
int copy_command(int argc, char **argv);
int doctor_command(int argc, char **argv);
int evidence_command(int argc, char **argv);
