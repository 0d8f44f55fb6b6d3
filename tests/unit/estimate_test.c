/* What sessions did, over a practice: the pool's step by hand, the distribution of known estimates,
 * and that a hash tells what a result rests on.
 * Must never: take an expectation from the code.
 * Read next: src/evidence/pool.h, src/domain/estimate.h.
 */
#include "unit.h"

#include <math.h>

#include "domain/estimate.h"

enum { NOW = 1764079500, DAY = 86400 };

static void near(double is, double wanted, double within)
{
    if (!(fabs(is - wanted) <= within))
        fail_msg("%.17g, not %.17g", is, wanted);
}

/* --- the pool -------------------------------------------------------------------------------- */

static void test_nobody_moves_nothing(void **state)
{
    (void)state;
    struct ev_prior usual = ev_prior_usual();
    struct ev_pool_sums none = {0};
    struct ev_pool first = ev_pool_of(&usual), next = ev_pool_next(&usual, &none);
    near(ev_pool_moved(&usual, &first, &next), 0, 1e-12);
    struct ev_prior same = ev_pool_prior(&usual, &first);
    assert_memory_equal(&same, &usual, sizeof same);
}

/* mu = (sum e + 5 m0) / (N + 5); s^2 = (sum (v + (e - mu)^2) + 10 s0^2 + 5 (mu - m0)^2) / (N + 10):
 * evidence reference 6. */
static void test_a_step_by_hand(void **state)
{
    (void)state;
    const double e[] = {1, 2, 4}, v[] = {0.25, 0.5, 1};
    struct ev_prior usual = ev_prior_usual();
    struct ev_pool_sums sums = {0};
    for (int i = 0; i < 3; i++) {
        struct ev_moments one;
        for (size_t k = 0; k < EV_POOLED; k++)
            one.mean[k] = e[i], one.var[k] = v[i];
        ev_pool_add(&sums, &one);
    }
    struct ev_pool next = ev_pool_next(&usual, &sums);
    double mu = (7 + 5 * usual.a0) / 8;
    double square = 1.75 + 10 * usual.sa * usual.sa + 5 * (mu - usual.a0) * (mu - usual.a0);
    for (int i = 0; i < 3; i++)
        square += (e[i] - mu) * (e[i] - mu);
    near(next.mean[EV_POOL_RELIEF], mu, 1e-12);
    near(next.sd[EV_POOL_RELIEF], sqrt(square / 13), 1e-12);
    struct ev_prior p = ev_pool_prior(&usual, &next);
    near(p.a0, mu, 1e-12);
    near(p.slw, next.sd[EV_POOL_HYPERS + HYPER_SLOW], 1e-12);
    near(p.c0, usual.c0, 0);
    near(p.sc, usual.sc, 0);
    near(p.kap_slow, usual.kap_slow, 0);
}

static void test_rounding_stays_near(void **state)
{
    (void)state;
    struct ev_prior usual = ev_prior_usual();
    struct ev_pool pool = ev_pool_of(&usual);
    pool.mean[EV_POOL_RELIEF] += 0.123456 * usual.sa;
    struct ev_pool r = pool_rounded(&usual, &pool);
    assert_true(fabs(r.mean[EV_POOL_RELIEF] - pool.mean[EV_POOL_RELIEF]) <= 0.0101 * usual.sa);
    pool.mean[EV_POOL_RELIEF] += 0.001 * usual.sa;
    struct ev_pool again = pool_rounded(&usual, &pool);
    near(again.mean[EV_POOL_RELIEF], r.mean[EV_POOL_RELIEF], 0);
}

static void test_parts(void **state)
{
    (void)state;
    struct pool_part parts[EV_POOLED];
    struct pool_part_list all = {parts, EV_POOLED};
    struct ev_pool pool;
    for (size_t i = 0; i < EV_POOLED; i++)
        parts[i] = (struct pool_part){(int64_t)i, (double)i, 1};
    assert_true(pool_of_parts(&all, &pool));
    near(pool.mean[3], 3, 0);
    parts[2].place = 5;
    assert_false(pool_of_parts(&all, &pool));
    all.n = 0;
    assert_false(pool_of_parts(&all, &pool));
}

/* --- the distribution ------------------------------------------------------------------------ */

static void test_spread_of_one_normal(void **state)
{
    (void)state;
    struct estimate same[ESTIMATE_SHOWN];
    for (size_t i = 0; i < ESTIMATE_SHOWN; i++)
        same[i] = (struct estimate){2, 0.5};
    struct estimate_spread s = estimate_spread_of(&(struct estimate_list){same, ESTIMATE_SHOWN});
    near(s.half, 2, 1e-9);
    near(s.nine_tenths, 2 + 0.5 * 1.2815515655446004, 1e-9);
    near(s.tenth, 2 - 0.5 * 1.2815515655446004, 1e-9);
}

/* Half at 0, half at 3, each as good as certain. */
static void test_spread_of_two_groups(void **state)
{
    (void)state;
    struct estimate two[ESTIMATE_SHOWN];
    for (size_t i = 0; i < ESTIMATE_SHOWN; i++)
        two[i] = (struct estimate){i % 2 ? 3 : 0, 1e-6};
    struct estimate_spread s = estimate_spread_of(&(struct estimate_list){two, ESTIMATE_SHOWN});
    near(s.tenth, 0, 1e-5);
    near(s.nine_tenths, 3, 1e-5);
}

/* --- one complaint --------------------------------------------------------------------------- */

struct made {
    struct observation scores[5];
    struct visit visits[3];
    struct outcome_facts f;
};

static void made_fill(struct made *m)
{
    *m = (struct made){
        .f = {.instrument = instrument_find(S("nrs_now")), .now_utc = NOW, .brief = true}};
    for (int i = 0; i < 5; i++)
        m->scores[i] = (struct observation){
            .at_utc = NOW - i * DAY, .phase = S("diary"), .value = 6 - i};
    for (int i = 0; i < 3; i++)
        m->visits[i] = (struct visit){.started_utc = NOW - (7 * i + 1) * DAY, .minutes = 60};
    m->f.scores = (struct observation_list){m->scores, 5};
    m->f.visits = (struct visit_list){m->visits, 3};
}

static void hash_of(struct arena *a, struct made *m, const struct ev_prior *p,
                    unsigned char ret[CRYPT_HASH])
{
    struct outcome *o = ARENA_NEW(a, struct outcome);
    assert_true(outcome_ask(a, &m->f, o));
    estimate_hash_of(a, o, p, ret);
}

static void test_a_hash_of_all_that_counts(void **state)
{
    struct arena *a = *state;
    struct made m;
    struct ev_prior usual = ev_prior_usual();
    unsigned char was[CRYPT_HASH], is[CRYPT_HASH];
    made_fill(&m);
    hash_of(a, &m, &usual, was);
    hash_of(a, &m, &usual, is);
    assert_memory_equal(was, is, CRYPT_HASH);
    for (int change = 0; change < 6; change++) {
        struct ev_prior p = usual;
        made_fill(&m);
        double *const numbers[] = {&m.scores[2].value, &m.visits[1].minutes, &p.sa};
        int64_t *const times[] = {&m.scores[2].at_utc, &m.f.now_utc};
        if (change < 3)
            *numbers[change] -= 0.5;
        else if (change < 5)
            *times[change - 3] += 3600;
        else
            m.scores[2].phase = S("before");
        hash_of(a, &m, &p, is);
        if (memcmp(was, is, CRYPT_HASH) == 0)
            fail_msg("change %d leaves the hash", change);
    }
}

static void test_enough(void **state)
{
    struct arena *a = *state;
    struct made m;
    struct outcome o;
    made_fill(&m);
    assert_true(outcome_ask(a, &m.f, &o) && estimate_counts(&o));
    m.f.scores.n = 3;
    assert_true(outcome_ask(a, &m.f, &o) && !estimate_counts(&o));
    made_fill(&m);
    m.f.visits.n = 2;
    assert_true(outcome_ask(a, &m.f, &o) && !estimate_counts(&o));
}

static void test_a_run_that_gives_no_sign_is_over(void **state)
{
    (void)state;
    struct recompute r = {.beat_utc = NOW};
    assert_true(recompute_is_on(&r, NOW + RECOMPUTE_STILL_S - 1));
    assert_false(recompute_is_on(&r, NOW + RECOMPUTE_STILL_S));
    r.ended_utc = some_int(NOW);
    assert_false(recompute_is_on(&r, NOW));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        UNIT(test_nobody_moves_nothing),
        UNIT(test_a_step_by_hand),
        UNIT(test_rounding_stays_near),
        UNIT(test_parts),
        UNIT(test_spread_of_one_normal),
        UNIT(test_spread_of_two_groups),
        UNIT(test_a_hash_of_all_that_counts),
        UNIT(test_enough),
        UNIT(test_a_run_that_gives_no_sign_is_over),
    };
    return cmocka_run_group_tests_name("estimate", tests, NULL, NULL);
}
