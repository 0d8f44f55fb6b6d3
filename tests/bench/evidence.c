/* What one run of the evidence engine costs, on every width that this processor has.
 * Must never: time the reading of the case, or count fewer answers than the page shows.
 * Read next: tests/bench/evidence.mjs, evidence/answer.h.
 *
 * usage: evidence CASE N   prints scores, sessions and the median of N runs' processor time in ms for
 * each width as a line of JSON; the widths take turns
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/out.h"
#include "cli/evidence_case.h"
#include "domain/engine.h"

enum { ARENA_MAX = 256 * 1024 * 1024, TEXT_MAX = 1024 * 1024, RUNS_MAX = 100000, WIDTHS = 3 };

static double cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool case_read(struct arena *a, const char *path, struct evidence_case *ret)
{
    struct str fault = S("it cannot be read");
    char *text = arena_alloc(a, TEXT_MAX);
    FILE *f = fopen(path, "re");
    size_t n = f ? fread(text, 1, TEXT_MAX, f) : 0;
    if (f)
        fclose(f);
    bool fine = n && n < TEXT_MAX && evidence_case_json(a, (struct str){text, n}, ret, &fault);
    if (!fine)
        fprintf(stderr, "evidence: %s: %.*s\n", path, STR_ARG(fault));
    return fine;
}

/* One run, as `tonus evidence` makes it under the usual prior. */
static double run_ms(const struct evidence_case *c, enum ev_variant v, struct ev_work *w)
{
    struct ev_answer answer;
    const struct ev_question q = {.series = &c->series,
                                  .prior = &c->prior,
                                  .target = c->target,
                                  .mcid = c->mcid,
                                  .delta = c->delta,
                                  .intervals = c->intervals,
                                  .n_intervals = c->n_intervals,
                                  .tobit = true,
                                  .variant = v};
    double began = cpu_ms();
    ev_answer_of(&q, w, &answer);
    return cpu_ms() - began;
}

static int measure(struct arena *a, const struct evidence_case *c, size_t n)
{
    static const char *const names[WIDTHS] = {
        [EV_PORTABLE] = "portable", [EV_AVX2] = "avx2", [EV_AVX512] = "avx512"};
    struct ev_work *w = engine_work(a, c->series.n_scores + c->series.n_sessions);
    double *ms[WIDTHS];
    const int widest = (int)engine_variant();
    for (int v = 0; v < WIDTHS; v++)
        ms[v] = ARENA_ARRAY(a, n, double);
    if (!w || arena_failed(a))
        return 1;
    for (int v = 0; v <= widest; v++)
        (void)run_ms(c, (enum ev_variant)v, w);
    for (size_t i = 0; i < n; i++)
        for (int v = 0; v <= widest; v++)
            ms[v][i] = run_ms(c, (enum ev_variant)v, w);
    printf("{\"scores\":%zu,\"sessions\":%zu", c->series.n_scores, c->series.n_sessions);
    for (int v = 0; v <= widest; v++) {
        qsort(ms[v], n, sizeof *ms[v], by_size);
        printf(",\"%s\":%.5f", names[v], ms[v][n / 2]);
    }
    puts("}");
    return 0;
}

int main(int argc, char **argv)
{
    int64_t n = 0;
    struct evidence_case c;
    if (argc != 3 || !str_int(str_from(argv[2]), 1, RUNS_MAX, &n)) {
        fputs("usage: evidence CASE N\n", stderr);
        return 64;
    }
    struct arena *a = arena_new(ARENA_MAX);
    int status = case_read(a, argv[1], &c) ? measure(a, &c, (size_t)n) : 1;
    arena_free(a);
    return status;
}
