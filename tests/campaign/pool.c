/* Clinics of clients who have something in common: what the engine says of each client under the usual
 * prior, and under the clinic's own. Speaks TAP.
 * Must never: tell the engine what the clients have in common.
 * Read next: evidence/pool.h, campaign/world.h, docs/evidence.md.
 *
 * Relief 1.3 (sd 0.6) and half-life 6 days are the specification's; the sd of the log half-life, 0.4,
 * is not in it. The rest is drawn from the prior; three sessions or more, as in campaign/world.h.
 * Fails when pooling makes the benefit's error larger, or its 95 % interval covers less than .935,
 * three binomial standard errors aside.
 *   source   evidence reference 6
 */
#include "campaign/campaign.h"
#include "campaign/world.h"
#include "domain/engine.h"
#include "evidence/pool.h"

enum { CLINIC_MOST = 1000, CLINIC_FEW = 40, SESSIONS_LEAST = 3 };

struct clinic {
    const char *name, *wanted; /* the specification's figures in words */
    size_t clients;
    bool none; /* no effect */
};

static const struct clinic clinics[] = {
    {"50 clients", "B rmse .92 -> .81, bias -.53 -> -.29, 95 % .98 -> .98", 50, false},
    {"200", "B rmse .99 -> .82, bias -.56 -> -.12, 95 % .95 -> .97", 200, false},
    {"1000", "B rmse .92 -> .71, bias -.51 -> -.11, 95 % .96 -> .98", 1000, false},
    {"1000, no effect", "B rmse .55 -> .36, bias -.01 -> +.06, 95 % 1.0 -> 1.0", 1000, true},
};

struct errors {
    double square, sum, square_a, square_h;
    size_t inside;
};

static void answer_of(const struct life *l, const struct ev_prior *p, struct ev_work *w,
                      struct ev_answer *ret)
{
    struct ev_series s = life_series(l);
    const struct ev_question q = life_question(&s, p);
    ev_answer_of(&q, w, ret);
}

static struct ev_pool pool_find(const struct life *all, size_t n, struct ev_work *w)
{
    const struct ev_prior start = ev_prior_usual();
    struct ev_pool pool = ev_pool_of(&start);
    double moved = INFINITY;
    for (int step = 0; step < EV_POOL_STEPS && moved >= ev_pool_settled; step++) {
        struct ev_prior p = ev_pool_prior(&start, &pool);
        struct ev_pool_sums sums = {0};
        for (size_t i = 0; i < n; i++) {
            struct ev_answer a;
            answer_of(&all[i], &p, w, &a);
            ev_pool_add(&sums, &a.moments);
        }
        struct ev_pool next = ev_pool_next(&start, &sums);
        moved = ev_pool_moved(&start, &pool, &next);
        pool = next;
    }
    return pool;
}

static struct errors errors_of(const struct life *all, size_t n, const struct ev_prior *p,
                               struct ev_work *w)
{
    struct errors e = {0};
    for (size_t i = 0; i < n; i++) {
        struct ev_answer a;
        answer_of(&all[i], p, w, &a);
        const struct ev_value *b = &a.value[EV_BENEFIT];
        double off = b->mean - all[i].truth[EV_BENEFIT], truth = all[i].truth[EV_BENEFIT];
        double off_a = a.value[EV_A].mean - all[i].who.a;
        double off_h = a.moments.mean[EV_POOL_HYPERS + HYPER_H] - log(all[i].who.h);
        e.square += off * off;
        e.sum += off;
        e.square_a += off_a * off_a;
        e.square_h += off_h * off_h;
        e.inside += truth >= b->q[0] && truth <= b->q[4];
    }
    return e;
}

static double root(double square, size_t n)
{
    return sqrt(square / (double)n);
}

static void clinic_run(struct campaign *c, const struct clinic *k, struct life *all,
                       struct ev_work *w, uint64_t stream)
{
    struct ev_prior truth = ev_prior_usual();
    const struct ev_prior usual = ev_prior_usual();
    size_t most = c->clients ? c->clients : CLINIC_FEW;
    size_t n = most < k->clients ? most : k->clients;
    struct dice d = dice_new(c->seed, stream);
    truth.a0 = k->none ? 0 : 1.3;
    truth.sa = k->none ? 1e-6 : 0.6;
    truth.lh0 = log(6);
    truth.slh = 0.4;
    const struct prior_setting s = {.prior = &truth,
                                    .whole = true,
                                    .m = (double)NAN,
                                    .a = (double)NAN,
                                    .c = k->none ? 0 : (double)NAN};
    for (size_t i = 0; i < n;) {
        prior_life(&d, &s, &all[i]);
        i += all[i].n_sessions >= SESSIONS_LEAST;
    }
    struct ev_pool pool = pool_find(all, n, w);
    struct ev_prior own = ev_pool_prior(&usual, &pool);
    struct errors before = errors_of(all, n, &usual, w), after = errors_of(all, n, &own, w);
    double share = (double)after.inside / (double)n;
    campaign_say(
        c, after.square <= before.square * 1.05 && share >= 0.935 - 3 * campaign_error(0.935, n),
        "%s: B rmse %.2f -> %.2f, bias %+.2f -> %+.2f, 95 %% covers %.3f -> %.3f "
        "(specification %s)",
        k->name, root(before.square, n), root(after.square, n), before.sum / (double)n,
        after.sum / (double)n, (double)before.inside / (double)n, share, k->wanted);
    printf("#   a rmse %.2f -> %.2f, log h rmse %.2f -> %.2f; pool a %.2f sd %.2f, h %.1f days sd "
           "of log %.2f\n",
           root(before.square_a, n), root(after.square_a, n), root(before.square_h, n),
           root(after.square_h, n), pool.mean[EV_POOL_RELIEF], pool.sd[EV_POOL_RELIEF],
           exp(pool.mean[EV_POOL_HYPERS + HYPER_H]), pool.sd[EV_POOL_HYPERS + HYPER_H]);
}

int main(void)
{
    struct campaign c = campaign_begin();
    struct arena *a = arena_new((size_t)1024 * 1024 * 1024);
    struct life *all = ARENA_ARRAY(a, CLINIC_MOST, struct life);
    struct ev_work *w = engine_work(a, LIFE_SCORES + LIFE_SESSIONS);
    for (size_t i = 0; i < sizeof clinics / sizeof clinics[0]; i++)
        clinic_run(&c, &clinics[i], all, w, 900 + i);
    arena_free(a);
    return campaign_end(&c);
}
