/* What the campaigns share: seed and size of a run, lines for prove, and when a rate is too high.
 * Must never: call a rate fine that is not held against the specification's.
 * Read next: campaign/sbc.c, campaign/decisions.c.
 *
 * TONUS_SEED is the seed, TONUS_CLIENTS the number of clients of each row; the same seed gives the
 * same lines. An "ok" line can fail the run; a line that begins with "#" is measured and shown only.
 */
#pragma once
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct campaign {
    uint64_t seed;
    size_t clients; /* 0: each row has its own number */
    int lines, failed;
};

static inline uint64_t campaign_number(const char *name, uint64_t usual)
{
    const char *text = getenv(name);
    return text && *text ? strtoull(text, NULL, 10) : usual;
}

static inline struct campaign campaign_begin(void)
{
    struct campaign c = {campaign_number("TONUS_SEED", 20240611),
                         campaign_number("TONUS_CLIENTS", 0), 0, 0};
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("# seed %llu\n", (unsigned long long)c.seed);
    return c;
}

static inline __attribute__((format(printf, 3, 4))) void campaign_say(struct campaign *c, bool fine,
                                                                      const char *format, ...)
{
    va_list args;
    va_start(args, format);
    printf("%sok %d - ", fine ? "" : "not ", ++c->lines);
    vprintf(format, args);
    printf("\n");
    va_end(args);
    c->failed += !fine;
}

/* Prints the plan; the exit status. */
static inline int campaign_end(const struct campaign *c)
{
    printf("1..%d\n", c->lines);
    return c->failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* The standard error of a share of n. */
static inline double campaign_error(double share, size_t n)
{
    return sqrt(share * (1 - share) / (double)n);
}

/* Does a rate exceed the specification's by more than three binomial standard errors, half a client
 * aside? Both were measured, so the error is that of their difference.
 *   hits, n    measured
 *   share, of  the specification's, and of how many clients; its "0" stands for less than one
 */
static inline bool campaign_exceeds(size_t hits, size_t n, double share, size_t of)
{
    double p = fmax(share, 1 / (double)of);
    double most = share + 3 * hypot(campaign_error(p, n), campaign_error(p, of));
    return (double)hits - 0.5 > most * (double)n;
}
