/* Priors: those of the reference, and which are refused.
 * Must never: take the code's own priors for the expectation.
 * Read next: evidence/model.h, evidence reference 3.
 */
#include "unit_series.h"

#include "evidence/model.h"

static void test_usual(void **state)
{
    (void)state;
    const struct ev_prior p = ev_prior_usual();
    const double have[] = {p.m0,       p.sm,       p.a0,       p.sa,      p.c0,       p.sc,
                           p.g0,       p.sg,       exp(p.lh0), p.slh,     exp(p.ls0), p.sls,
                           exp(p.lf0), p.slf,      exp(p.lw0), p.slw,     p.hl_fast,  p.hl_slow,
                           p.hl_last,  p.sig_sess, p.kap_fast, p.kap_slow};
    const double want[] = {5,    2.5, 0,   1.5, 0,   0.15, 1,  1,  4,   0.8, 0.8,
                           0.35, 1,   0.4, 1,   0.5, 2,    45, 90, 0.5, 0.5, 1};
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
        assert_near(have[i], want[i], 1e-12);
}

/* The sceptical one differs in three things only. */
static void test_sceptical(void **state)
{
    (void)state;
    struct ev_prior p = ev_prior_sceptical(), usual = ev_prior_usual();
    assert_near(p.g0, 2, 1e-12);
    assert_near(exp(p.lw0), 1.5, 1e-12);
    assert_near(p.kap_slow, 2, 1e-12);
    p.g0 = usual.g0;
    p.lw0 = usual.lw0;
    p.kap_slow = usual.kap_slow;
    assert_memory_equal(&p, &usual, sizeof p);
}

/* Every number of a prior, not finite; every spread and half-life, not above 0. */
static void test_refused(void **state)
{
    (void)state;
    enum { NUMBERS = sizeof(struct ev_prior) / sizeof(double) };
    static const size_t centres[] = {
        offsetof(struct ev_prior, m0),       offsetof(struct ev_prior, a0),
        offsetof(struct ev_prior, c0),       offsetof(struct ev_prior, g0),
        offsetof(struct ev_prior, lh0),      offsetof(struct ev_prior, ls0),
        offsetof(struct ev_prior, lf0),      offsetof(struct ev_prior, lw0),
        offsetof(struct ev_prior, kap_fast), offsetof(struct ev_prior, kap_slow)};
    const double bad[] = {(double)NAN, (double)INFINITY, -(double)INFINITY};
    for (size_t i = 0; i < NUMBERS; i++) {
        struct ev_prior p = ev_prior_usual();
        double *number = (double *)(void *)&p + i;
        bool centre = false, session = i == offsetof(struct ev_prior, sig_sess) / sizeof(double);
        for (size_t k = 0; k < sizeof centres / sizeof centres[0]; k++)
            centre = centre || centres[k] == i * sizeof(double);
        assert_true(ev_prior_is_fine(&p));
        for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
            *number = bad[k];
            assert_false(ev_prior_is_fine(&p));
        }
        *number = 0; /* relief may be the same at each session */
        assert_int_equal(ev_prior_is_fine(&p), centre || session);
        *number = -0.1;
        assert_int_equal(ev_prior_is_fine(&p), centre);
    }
    struct ev_prior sceptical = ev_prior_sceptical();
    assert_true(ev_prior_is_fine(&sceptical));
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT(test_usual), UNIT(test_sceptical), UNIT(test_refused)};
    return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
