/* Arithmetic on LANES numbers at once; who wants more than two says so before.
 * Must never: branch on one lane's value.
 * Read next: evidence/filter_lanes.h.
 *
 * The normal distribution rests on erfcx(x)/t as a polynomial of t = 2/(2+x), fitted in quadruple
 * precision; relative error below 1e-15.
 */
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

#ifndef LANES /* what every machine can */
#define LANES 2
#endif

typedef double vec __attribute__((vector_size(8 * LANES)));
typedef int64_t ivec __attribute__((vector_size(8 * LANES)));

static inline vec v_all(double x)
{
    return (vec){0} + x;
}

static inline vec v_load(const double *p)
{
    vec v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline void v_store(double *p, vec v)
{
    memcpy(p, &v, sizeof v);
}

/* a where the mask is all ones, else b. */
static inline vec v_if(ivec mask, vec a, vec b)
{
    return (vec)((mask & (ivec)a) | (~mask & (ivec)b));
}

static inline vec v_max(vec a, vec b)
{
    return v_if(a > b, a, b);
}

static inline vec v_min(vec a, vec b)
{
    return v_if(a < b, a, b);
}

static inline vec v_abs(vec a)
{
    return v_max(a, -a);
}

static inline vec v_sqrt(vec a)
{
    vec r = {0};
    for (int i = 0; i < LANES; i++)
        r[i] = sqrt(a[i]);
    return r;
}

static inline vec v_log(vec a)
{
    vec r = {0};
    for (int i = 0; i < LANES; i++)
        r[i] = log(a[i]);
    return r;
}

/* A polynomial of degree 4 n - 1, its four threads apart so that none waits for another. */
static inline __attribute__((always_inline)) vec v_poly(vec x, const double *c, unsigned n)
{
    const vec x2 = x * x, x4 = x2 * x2;
    vec p[4];
    for (unsigned k = 0; k < 4; k++)
        p[k] = v_all(c[4 * n - 4 + k]);
#pragma GCC unroll 8
    for (unsigned i = n - 1; i > 0; i--)
        for (unsigned k = 0; k < 4; k++)
            p[k] = p[k] * x4 + c[4 * i - 4 + k];
    return (p[0] + p[1] * x) + (p[2] + p[3] * x) * x2;
}

/* exp; below -700 it is as good as 0. */
static inline vec v_exp(vec x)
{
    static const double c[] = {1.0,
                               1.0,
                               1.0 / 2,
                               1.0 / 6,
                               1.0 / 24,
                               1.0 / 120,
                               1.0 / 720,
                               1.0 / 5040,
                               1.0 / 40320,
                               1.0 / 362880,
                               1.0 / 3628800,
                               1.0 / 39916800,
                               1.0 / 479001600,
                               1.0 / 6227020800,
                               0,
                               0};
    const vec shift = v_all(0x1.8p52);
    x = v_min(v_max(x, v_all(-700)), v_all(700));
    vec k = x * 1.4426950408889634074 + shift;
    const ivec bits = (ivec)k;
    k -= shift;
    const vec r = (x - k * 0x1.62e42fefa0000p-1) - k * 0x1.cf79abc9e3b39p-40;
    return (vec)((ivec)v_poly(r, c, sizeof c / sizeof c[0] / 4) + (bits << 52));
}

/* exp(x^2) erfc(x) for x from 0 up. */
static inline vec v_erfcx(vec x)
{
    static const double c[] = {
        5.10791352621011753e-01,  3.43580342206906715e-01,  1.39736046277949136e-01,
        1.82211157532949193e-02,  -1.07553309409088858e-02, -3.23959252952715324e-03,
        1.54530595571861072e-03,  4.18647971066050773e-04,  -3.31536013713937158e-04,
        -1.71852541704068983e-05, 7.22309855859481743e-05,  -1.70766381450795704e-05,
        -1.08314361668466117e-05, 8.06710621122022891e-06,  -6.05055759320862154e-07,
        -1.83507854089815303e-06, 1.07397446863116638e-06,  1.57205400667941584e-08,
        -3.71636469584104682e-07, 1.49714352602231209e-07,  6.61018315176542640e-08,
        -5.14562943435773542e-08, -4.94660775724582407e-09, 6.59736730290027450e-09};
    const vec t = 2 / (2 + x);
    return t * v_poly(2 * t - 1, c, sizeof c / sizeof c[0] / 4);
}

/* phi(b) and Phi(b), with Phi(b) = 0.5 exp(-b^2/2) q for b below 0. */
struct v_normal {
    vec density, below; /* phi, Phi */
    vec q;              /* erfcx(|b|/sqrt 2) */
};

static inline struct v_normal v_normal(vec b)
{
    const vec x = v_abs(b) * 0.70710678118654752440;
    const vec e = v_exp(-x * x), q = v_erfcx(x), tail = 0.5 * e * q;
    return (struct v_normal){e * 0.39894228040143267794, v_if(b < 0, tail, 1 - tail), q};
}
