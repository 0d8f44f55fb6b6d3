/* Mode and nodes of the four hyperparameters.
 * Must never: depend on chance.
 * Read next: evidence/nodes.h.
 */
#include "evidence/nodes.h"

#include <string.h>

enum { STEPS_MAX = 8, SWEEPS = 30 };

static const double APART = 0.35, STEP_MOST = 1.5, STEP_DONE = 0.15;
static const double FLOOR_STEP = 0.6, FLOOR_COV = 0.8, REACH = 3.96;

/* --- small matrices ---------------------------------------------------------------------------- */

struct matrix {
    double at[HYPERS][HYPERS];
};

/* One rotation of Jacobi's method, that makes at[p][q] zero. */
static void rotate(struct matrix *m, struct matrix *vectors, int p, int q)
{
    double off = m->at[p][q];
    if (fabs(off) < 1e-300)
        return;
    double theta = (m->at[q][q] - m->at[p][p]) / (2 * off);
    double t = (theta < 0 ? -1 : 1) / (fabs(theta) + sqrt(theta * theta + 1));
    double c = 1 / sqrt(t * t + 1), s = t * c;
    for (int k = 0; k < HYPERS; k++) {
        double x = m->at[k][p], y = m->at[k][q];
        m->at[k][p] = c * x - s * y;
        m->at[k][q] = s * x + c * y;
    }
    for (int k = 0; k < HYPERS; k++) {
        double x = m->at[p][k], y = m->at[q][k];
        m->at[p][k] = c * x - s * y;
        m->at[q][k] = s * x + c * y;
        x = vectors->at[k][p];
        y = vectors->at[k][q];
        vectors->at[k][p] = c * x - s * y;
        vectors->at[k][q] = s * x + c * y;
    }
}

/* The inverse of a symmetric matrix whose eigenvalues are raised to at least `least`. */
static struct matrix inverse_floored(struct matrix m, double least)
{
    struct matrix v = {{{0}}}, ret = {{{0}}};
    for (int i = 0; i < HYPERS; i++)
        v.at[i][i] = 1;
    for (int sweep = 0; sweep < SWEEPS; sweep++)
        for (int p = 0; p < HYPERS; p++)
            for (int q = p + 1; q < HYPERS; q++)
                rotate(&m, &v, p, q);
    for (int k = 0; k < HYPERS; k++) {
        double value = fmax(m.at[k][k], least);
        for (int i = 0; i < HYPERS; i++)
            for (int j = 0; j < HYPERS; j++)
                ret.at[i][j] += v.at[i][k] * v.at[j][k] / value;
    }
    return ret;
}

/* --- mode -------------------------------------------------------------------------------------- */

enum { PAIRS = HYPERS * (HYPERS - 1) / 2, POINTS = 1 + 2 * HYPERS + PAIRS };

/* The centre, each axis up and down, each pair of axes up. */
static void points_lay(const double z[HYPERS], struct ev_batch *b)
{
    size_t n = 0;
    b->n = POINTS;
    for (size_t i = 0; i < POINTS; i++)
        for (int k = 0; k < HYPERS; k++)
            b->z[k][i] = z[k];
    for (int k = 0; k < HYPERS; k++) {
        b->z[k][++n] += APART;
        b->z[k][++n] -= APART;
    }
    for (int i = 0; i < HYPERS; i++)
        for (int j = i + 1; j < HYPERS; j++) {
            b->z[i][++n] += APART;
            b->z[j][n] += APART;
        }
}

/* Minus the log posterior at a point. */
static double height(const struct ev_batch *b, size_t i)
{
    double square = 0;
    for (int k = 0; k < HYPERS; k++)
        square += b->z[k][i] * b->z[k][i];
    return square / 2 - b->loglik[i];
}

static struct matrix slopes(const struct ev_batch *b, double gradient[HYPERS])
{
    struct matrix h;
    double centre = height(b, 0), up[HYPERS];
    size_t n = 1;
    for (int k = 0; k < HYPERS; k++) {
        double down = height(b, n + 1);
        up[k] = height(b, n);
        gradient[k] = (up[k] - down) / (2 * APART);
        h.at[k][k] = (up[k] - 2 * centre + down) / (APART * APART);
        n += 2;
    }
    for (int i = 0; i < HYPERS; i++)
        for (int j = i + 1; j < HYPERS; j++)
            h.at[i][j] = h.at[j][i] = (height(b, n++) - up[i] - up[j] + centre) / (APART * APART);
    return h;
}

/* Newton's step, not longer than it may be; returns its length. */
static double step_take(const struct matrix *h, const double gradient[HYPERS], double z[HYPERS])
{
    struct matrix inverse = inverse_floored(*h, FLOOR_STEP);
    double step[HYPERS] = {0}, length = 0;
    for (int i = 0; i < HYPERS; i++) {
        for (int j = 0; j < HYPERS; j++)
            step[i] -= inverse.at[i][j] * gradient[j];
        length += step[i] * step[i];
    }
    length = sqrt(length);
    double shrink = length > STEP_MOST ? STEP_MOST / length : 1;
    for (int i = 0; i < HYPERS; i++)
        z[i] += shrink * step[i];
    return shrink * length;
}

struct ev_mode ev_mode_find(enum ev_variant v, const struct ev_filter *f, struct ev_batch *b)
{
    struct ev_mode m = {.steps = 0};
    struct matrix h = {{{0}}};
    struct ev_filter only = *f;
    double gradient[HYPERS], length = STEP_MOST;
    only.ask = NULL;
    while (m.steps < STEPS_MAX && length >= STEP_DONE) {
        points_lay(m.z, b);
        ev_filter_run(v, &only, b);
        h = slopes(b, gradient);
        length = step_take(&h, gradient, m.z);
        m.steps++;
    }
    struct matrix cov = inverse_floored(h, FLOOR_COV);
    memcpy(m.cov, cov.at, sizeof m.cov);
    return m;
}

/* --- nodes ------------------------------------------------------------------------------------- */

/* Gauss-Hermite for a standard normal. */
struct rule {
    int n;
    double at[5], weight[5];
};

static const struct rule three = {
    3, {-1.7320508075688772, 0, 1.7320508075688772}, {1.0 / 6, 2.0 / 3, 1.0 / 6}};
static const struct rule five = {
    5,
    {-2.8569700138728056, -1.3556261799742659, 0, 1.3556261799742659, 2.8569700138728056},
    {0.011257411327720689, 0.22207592200561264, 0.53333333333333333, 0.22207592200561264,
     0.011257411327720689}};

enum { OTHERS = HYPERS - 1 };

/* The other three given the first: slope of their mean, and the Cholesky factor of their spread. */
static void given_first(const struct ev_mode *m, double slope[OTHERS], double root[OTHERS][OTHERS])
{
    double c[OTHERS][OTHERS];
    for (int i = 0; i < OTHERS; i++)
        slope[i] = m->cov[i + 1][0] / m->cov[0][0];
    for (int i = 0; i < OTHERS; i++)
        for (int j = 0; j < OTHERS; j++)
            c[i][j] = m->cov[i + 1][j + 1] - slope[i] * m->cov[0][j + 1];
    memset(root, 0, sizeof(double[OTHERS][OTHERS]));
    for (int i = 0; i < OTHERS; i++)
        for (int j = 0; j <= i; j++) {
            double sum = c[i][j];
            for (int k = 0; k < j; k++)
                sum -= root[i][k] * root[j][k];
            root[i][j] = i == j ? sqrt(fmax(sum, 1e-12)) : sum / root[j][j];
        }
}

/* One node: u in the conditional coordinates, its weight's log but for the likelihood. */
static double node_lay(const struct ev_mode *m, double first, const double slope[OTHERS],
                       double root[OTHERS][OTHERS], const double u[OTHERS], double weight,
                       struct ev_batch *b)
{
    double log_base = log(weight) - first * first / 2;
    b->z[HYPER_H][b->n] = first;
    for (int i = 0; i < OTHERS; i++) {
        double z = m->z[i + 1] + slope[i] * (first - m->z[0]);
        for (int k = 0; k <= i; k++)
            z += root[i][k] * u[k];
        b->z[i + 1][b->n] = z;
        log_base += u[i] * u[i] / 2 - z * z / 2;
    }
    b->n++;
    return log_base;
}

void ev_nodes_lay(const struct ev_mode *m, bool accurate, struct ev_batch *b, struct ev_grid *ret,
                  double *ret_log_base)
{
    const struct rule *x = &three, *y = &three, *last = accurate ? &five : &three;
    double slope[OTHERS], root[OTHERS][OTHERS];
    given_first(m, slope, root);
    ret->spread = sqrt(m->cov[0][0]);
    ret->nodes_each = (size_t)(x->n * y->n * last->n);
    b->n = 0;
    for (int g = 0; g < EV_GRID; g++) {
        ret->at[g] = m->z[0] + ret->spread * REACH * (2.0 * g / (EV_GRID - 1) - 1);
        for (int i = 0; i < x->n * y->n * last->n; i++) {
            int p = i / (y->n * last->n), q = i / last->n % y->n, r = i % last->n;
            const double u[OTHERS] = {x->at[p], y->at[q], last->at[r]};
            double weight = x->weight[p] * y->weight[q] * last->weight[r];
            ret_log_base[b->n] = node_lay(m, ret->at[g], slope, root, u, weight, b);
        }
    }
}

void ev_nodes_weigh(const struct ev_batch *b, const double *log_base, struct ev_grid *g,
                    double *ret_weight)
{
    double most = -INFINITY, sum = 0;
    for (size_t i = 0; i < b->n; i++)
        most = fmax(most, b->loglik[i] + log_base[i]);
    for (size_t i = 0; i < b->n; i++) {
        ret_weight[i] = exp(b->loglik[i] + log_base[i] - most);
        sum += ret_weight[i];
    }
    for (size_t i = 0; i < EV_GRID; i++)
        g->density[i] = 0;
    for (size_t i = 0; i < b->n; i++) {
        ret_weight[i] /= sum;
        g->density[i / g->nodes_each] += ret_weight[i];
    }
}
