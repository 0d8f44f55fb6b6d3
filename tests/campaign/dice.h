/* Chance that can be thrown again: the same seed and stream give the same numbers everywhere.
 * Must never: take anything from the clock or the system.
 * Read next: campaign/world.h.
 *
 *   source   xoshiro256++ seeded by splitmix64 (Blackman and Vigna 2019, doi:10.1145/3460772);
 *            normal draws by the polar method (Marsaglia and Bray 1964)
 */
#pragma once
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

struct dice {
    uint64_t s[4];
    double spare; /* the polar method makes two at a time */
    bool has_spare;
};

static inline uint64_t dice_split(uint64_t *at)
{
    uint64_t z = *at += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* One stream a client, so that a client is the same however many there are. */
static inline struct dice dice_new(uint64_t seed, uint64_t stream)
{
    struct dice d = {{0}, 0, false};
    uint64_t at = seed;
    at = dice_split(&at) ^ stream;
    for (int i = 0; i < 4; i++)
        d.s[i] = dice_split(&at);
    return d;
}

static inline uint64_t dice_turn(uint64_t x, int k)
{
    return x << k | x >> (64 - k);
}

static inline uint64_t dice_bits(struct dice *d)
{
    uint64_t *s = d->s, ret = dice_turn(s[0] + s[3], 23) + s[0], t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = dice_turn(s[3], 45);
    return ret;
}

/* Above 0, below 1. */
static inline double dice_share(struct dice *d)
{
    return ((double)(dice_bits(d) >> 11) + 0.5) * 0x1p-53;
}

static inline double dice_between(struct dice *d, double low, double high)
{
    return low + (high - low) * dice_share(d);
}

static inline bool dice_hits(struct dice *d, double chance)
{
    return dice_share(d) < chance;
}

static inline double dice_normal(struct dice *d)
{
    double x, y, square;
    if (d->has_spare) {
        d->has_spare = false;
        return d->spare;
    }
    do {
        x = dice_between(d, -1, 1);
        y = dice_between(d, -1, 1);
        square = x * x + y * y;
    } while (square >= 1 || square <= 0);
    double stretch = sqrt(-2 * log(square) / square);
    d->spare = y * stretch;
    d->has_spare = true;
    return x * stretch;
}

/* Student's t with 5 degrees of freedom; its variance is 5/3. */
static inline double dice_heavy(struct dice *d)
{
    double top = dice_normal(d), square = 0;
    for (int i = 0; i < 5; i++) {
        double x = dice_normal(d);
        square += x * x;
    }
    return top / sqrt(square / 5);
}

static inline double dice_lognormal(struct dice *d, double log_median, double spread)
{
    return exp(log_median + spread * dice_normal(d));
}

/* Days until the next of what happens `rate` times a day. */
static inline double dice_wait(struct dice *d, double rate)
{
    return -log(dice_share(d)) / rate;
}
