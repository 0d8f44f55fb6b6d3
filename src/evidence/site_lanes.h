/* What a score at a bound says, as a normal score with the same two moments, for LANES nodes at once.
 * Must never: look at more than one such score.
 * Read next: evidence/filter_lanes.h.
 *
 *   source   evidence reference 5; matched anew beside all other scores: expectation propagation
 *            (Minka 2001)
 */
#pragma once
#include "evidence/filter.h"
#include "evidence/lanes.h"

struct site {
    const struct ev_step *of;
    vec y, weight;       /* the score, and its precision */
    vec product, loglik; /* what the likelihood takes for it beside a normal one's */
};

/*   mean, spread   of pain there, by all that is known but this score
 */
static inline struct site site_of(const struct ev_step *e, vec sigma2, vec mean, vec spread)
{
    const vec total = spread + sigma2, root = v_sqrt(total);
    const vec way = v_all(e->bound == EV_AT_LOW ? 1 : -1);
    const vec b = way * (e->y - mean) / root;
    const struct v_normal n = v_normal(b);
    const vec ratio = v_if(b < 0, 0.79788456080286535588 / n.q, n.density / n.below);
    const vec shrink = ratio * (ratio + b) / total, left = 1 - spread * shrink;
    const vec apart = way * root / (ratio + b);
    const vec below = v_if(b < 0, 4 / (n.q * n.q), 1 / (n.below * n.below));
    return (struct site){.of = e,
                         .y = mean - apart,
                         .weight = shrink / left,
                         .product = below * left,
                         .loglik = 0.5 * apart * apart * shrink -
                                   v_if(b < 0, 0.5 * b * b, v_all(0))};
}

/*   mean, var   of pain there, by all that is known, this score as the site has it
 */
static inline struct site site_anew(const struct site *x, vec sigma2, vec mean, vec var)
{
    const vec rest = v_max(1 - x->weight * var, v_all(1e-9));
    return site_of(x->of, sigma2, (mean - var * x->weight * x->y) / rest, var / rest);
}
