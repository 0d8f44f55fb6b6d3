/* The chart's use case without HTTP: what the page costs before a byte of HTML is written.
 * Must never: skip a query that the page makes.
 * Read next: tests/bench/bench.mjs, practice/chart.h.
 *
 * usage: chart_sql DIR IDS N   prints microseconds of wall and of processor time a chart, medians of
 * N charts of clients taken in turn from the file IDS (one id a line)
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "practice/chart.h"
#include "practice/open.h"
#include "practice/visit.h"

enum { IDS_MAX = 4096, ARENA_MAX = 64 * 1024 * 1024 };

static int64_t cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static size_t ids_read(const char *path, struct id ids[IDS_MAX])
{
    char line[64];
    size_t n = 0;
    FILE *f = fopen(path, "r");
    while (f && n < IDS_MAX && fgets(line, sizeof line, f))
        n += id_parse(str_trim(str_from(line)), &ids[n]);
    if (f)
        fclose(f);
    return n;
}

/* As web/chart.c and the frame of its page read. */
static bool chart_one(struct practice *p, struct id client)
{
    struct arena *a = arena_new((size_t)4 * 1024 * 1024);
    struct act act = {.a = a, .faults = faults_new(a)};
    struct practice_facts facts;
    struct chart chart;
    int64_t drafts = 0;
    bool fine = practice_read_begin(p, &act) == OK && practice_facts(&act, &facts) == OK &&
                chart_read(&act, client, &chart) == OK && visit_unsigned_count(&act, &drafts) == OK;
    practice_read_end(&act);
    arena_free(a);
    return fine;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int measure(struct arena *a, struct practice *p, const struct id *ids, size_t n_ids,
                   size_t n)
{
    double *wall = ARENA_ARRAY(a, n, double);
    int64_t cpu = cpu_ns();
    for (size_t i = 0; i < n; i++) {
        int64_t began = clock_mono_ns();
        if (!chart_one(p, ids[i * 7919 % n_ids])) {
            fputs("chart_sql: a chart could not be read\n", stderr);
            return 1;
        }
        wall[i] = (double)(clock_mono_ns() - began) / 1000;
    }
    cpu = cpu_ns() - cpu;
    qsort(wall, n, sizeof *wall, by_size);
    printf("%.2f %.2f\n", wall[n / 2], (double)cpu / 1000 / (double)n);
    return 0;
}

int main(int argc, char **argv)
{
    static struct id ids[IDS_MAX];
    int64_t n = 0;
    struct str detail = S("");
    struct practice *p = NULL;
    if (argc != 4 || !str_int(str_from(argv[3]), 1, 1000000, &n)) {
        fputs("usage: chart_sql DIR IDS N\n", stderr);
        return 64;
    }
    crypt_start();
    struct arena *a = arena_new(ARENA_MAX);
    size_t n_ids = ids_read(argv[2], ids);
    const struct practice_config c = {.folder = str_from(argv[1]), .existing = true};
    if (!n_ids || practice_open(a, &c, &p, &detail) != STORE_OPEN) {
        fprintf(stderr, "chart_sql: %.*s\n", STR_ARG(detail));
        return 1;
    }
    int status = measure(a, p, ids, n_ids, (size_t)n);
    practice_close(p);
    arena_free(a);
    return status;
}
