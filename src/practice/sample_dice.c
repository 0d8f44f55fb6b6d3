/* Dice for the sample practice.
 * Must never: make anything that has to stay secret.
 * Read next: practice/sample_dice.h.
 */
#include "practice/sample_dice.h"

uint64_t dice_roll(struct dice *d)
{
    uint64_t z = (d->state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

int64_t dice_between(struct dice *d, int64_t low, int64_t high)
{
    return low + (int64_t)(dice_roll(d) % (uint64_t)(high - low + 1));
}

double dice_noise(struct dice *d)
{
    double sum = 0;
    for (int i = 0; i < 4; i++)
        sum += (double)(dice_roll(d) >> 11) / 9007199254740992.0 - 0.5;
    return sum;
}

bool dice_one_in(struct dice *d, int64_t n)
{
    return dice_between(d, 1, n) == 1;
}

struct id dice_id(struct dice *d, int64_t utc)
{
    struct id id;
    uint64_t ms = (uint64_t)utc * 1000 + dice_roll(d) % 1000, a = dice_roll(d), b = dice_roll(d);
    for (int i = 0; i < 6; i++)
        id.b[i] = (unsigned char)(ms >> (40 - 8 * i));
    memcpy(id.b + 6, &a, 2);
    memcpy(id.b + 8, &b, 8);
    id.b[6] = (unsigned char)(0x70 | (id.b[6] & 0x0f));
    id.b[8] = (unsigned char)(0x80 | (id.b[8] & 0x3f));
    return id;
}
