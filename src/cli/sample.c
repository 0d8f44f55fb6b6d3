/* `tonus sample`: a believable practice from a seed.
 * Must never: touch a folder that holds a practice.
 * Read next: practice/sample.h.
 */
#include <stdio.h>

#include "base/clock.h"
#include "cli/cli.h"
#include "practice/sample.h"

static void clients_progress(int64_t done, int64_t all)
{
    show_progress(done, all, "clients");
}

static int make(struct practice *p, struct sample *s)
{
    int64_t began = clock_mono_ns();
    enum rc rc = sample_make(p, s);
    if (rc == CONFLICT) {
        fputs("tonus: this folder holds a practice already: choose another with --data\n", stderr);
        return EXIT_DATA;
    }
    if (rc != OK) {
        fputs("tonus: the sample could not be written; is the disk full?\n", stderr);
        return EXIT_BROKEN;
    }
    printf("%lld clients, %lld signed visits, %lld scores, %lld drafts in %.1f s\n",
           (long long)s->clients, (long long)s->ret_visits, (long long)s->ret_observations,
           (long long)s->ret_drafts, (double)(clock_mono_ns() - began) / 1e9);
    return EXIT_FINE;
}

int sample_command(int argc, char **argv)
{
    struct str data = S(DATA_DEFAULT), db = S(""), seed = S("1"), clients = S("60");
    const struct option_spec specs[] = {{"--data", &data, NULL},
                                        {"--db", &db, NULL},
                                        {"--seed", &seed, NULL},
                                        {"--clients", &clients, NULL},
                                        {NULL, NULL, NULL}};
    int64_t seed_number, clients_number;
    int status = options_read(argc, argv, specs, NULL, 0, NULL);
    if (status != EXIT_FINE)
        return status;
    if (!str_int(seed, 0, INT64_MAX, &seed_number))
        return usage("--seed takes a whole number");
    if (!str_int(clients, 1, 1000000, &clients_number))
        return usage("--clients takes a number from 1 to 1000000");
    struct sample s = {.seed = (uint64_t)seed_number,
                       .clients = clients_number,
                       .progress = clients_number > SAMPLE_CLIENTS ? clients_progress : NULL};
    struct arena *a = arena_new((size_t)1024 * 1024);
    struct practice *p = NULL;
    status = open_practice(a, &(struct practice_config){.folder = data, .db = db}, &p);
    if (status == EXIT_FINE) {
        status = make(p, &s);
        practice_close(p);
    }
    arena_free(a);
    return status;
}
