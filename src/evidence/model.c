/* Priors.
 * Must never: be tuned to make treatment look better.
 * Read next: evidence/model.h.
 */
#include "evidence/model.h"

struct ev_prior ev_prior_usual(void)
{
    return (struct ev_prior){.m0 = 5,
                             .sm = 2.5,
                             .a0 = 0,
                             .sa = 1.5,
                             .c0 = 0,
                             .sc = 0.15,
                             .g0 = 1,
                             .sg = 1,
                             .lh0 = log(4),
                             .slh = 0.8,
                             .ls0 = log(0.8),
                             .sls = 0.35,
                             .lf0 = 0,
                             .slf = 0.4,
                             .lw0 = 0,
                             .slw = 0.5,
                             .hl_fast = 2,
                             .hl_slow = 45,
                             .hl_last = 90,
                             .sig_sess = 0.5,
                             .kap_fast = 0.5,
                             .kap_slow = 1};
}

struct ev_prior ev_prior_sceptical(void)
{
    struct ev_prior p = ev_prior_usual();
    p.g0 = 2;
    p.lw0 = log(1.5);
    p.kap_slow = 2;
    return p;
}

int ev_prior_is_fine(const struct ev_prior *p)
{
    const double above[] = {p->sm,  p->sa,  p->sc,      p->sg,      p->slh,    p->sls,
                            p->slf, p->slw, p->hl_fast, p->hl_slow, p->hl_last};
    const double finite[] = {p->m0,  p->a0,  p->c0,  p->g0,       p->lh0,
                             p->ls0, p->lf0, p->lw0, p->kap_fast, p->kap_slow};
    int fine = p->sig_sess >= 0 && isfinite(p->sig_sess);
    for (unsigned i = 0; i < sizeof above / sizeof above[0]; i++)
        fine = fine && above[i] > 0 && isfinite(above[i]);
    for (unsigned i = 0; i < sizeof finite / sizeof finite[0]; i++)
        fine = fine && isfinite(finite[i]);
    return fine;
}
