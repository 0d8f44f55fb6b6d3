/* Where the filter is run: the mode of the four hyperparameters, and a grid around it with weights.
 * Must never: depend on chance.
 * Read next: evidence/filter.h.
 *
 *   source   evidence reference 5, steps 1 to 3
 */
#pragma once
#include "evidence/filter.h"

enum { EV_GRID = 12 };

struct ev_mode {
    double z[HYPERS];
    double cov[HYPERS][HYPERS];
    int steps; /* of Newton's method; as many as it may: it did not settle */
};

struct ev_grid {
    double at[EV_GRID];      /* of log half-life, standard normal before data; equally spaced */
    double density[EV_GRID]; /* after data, up to a factor */
    double spread;           /* sd that the grid was laid out by */
    size_t nodes_each;
};

/*   b   used for the evaluations
 */
struct ev_mode ev_mode_find(enum ev_variant v, const struct ev_filter *f, struct ev_batch *b);
/* Lays out the nodes; the batch's z and n. 324 of them, or 540.
 *   ret_log_base   log of each node's weight but for its likelihood
 */
void ev_nodes_lay(const struct ev_mode *m, bool accurate, struct ev_batch *b, struct ev_grid *ret,
                  double *ret_log_base);
/* Weights that sum to 1, from the batch's likelihoods. */
void ev_nodes_weigh(const struct ev_batch *b, const double *log_base, struct ev_grid *g,
                    double *ret_weight);
