/* Simulation-based calibration: clients drawn from the prior, and where the truth lies in what the
 * engine says. Speaks TAP.
 * Must never: leave out a client whose answer is odd.
 * Read next: campaign/world.h, docs/evidence.md.
 *
 * Were the engine exact, the truth's rank in its posterior would be evenly spread. Ranks are the
 * posterior probability below the truth, so no chance is added.
 * Fails when chi-square over 20 bins is 40 or more (19 degrees of freedom: p below 0.0033), or when
 * the 95 % interval's coverage leaves .935 to .965; with fewer than 4000 clients the band is wider
 * by the root of their number. Clients of one kind are no draws from the prior, so their ranks are not
 * even; of them only coverage below .935 fails.
 *   source   evidence reference 7 (calibration) and 10 (gates); Talts 2018, arXiv:1804.06788
 */
#include "campaign/campaign.h"
#include "campaign/world.h"
#include "domain/engine.h"

enum { CLIENTS = 500, CLIENTS_WHOLE = 4000, BINS = 20, HALF_LIFE = EV_FUNCTIONALS, QUANTITIES };

static const char *const names[QUANTITIES] = {
    [EV_A] = "a",
    [EV_G] = "g",
    [EV_IMMEDIATE] = "a+g",
    [EV_C] = "c",
    [EV_LASTING] = "lasting",
    [EV_BENEFIT] = "B",
    [EV_CHANGE] = "Delta",
    [EV_LEVEL] = "level",
    [EV_PAIN_NOW] = "pain now",
    [HALF_LIFE] = "h",
};

static const double CHI_MOST = 40, APART_MOST = 0.015;

struct wanted { /* the specification's coverage and chi-square; 0: not in it */
    double cover[3], chi;
};

enum gate { GATE_NONE, GATE_LEAST, GATE_ALL }; /* shown; coverage not too small; all of it */

struct run {
    const char *name;
    struct prior_setting world;
    bool tobit;
    enum gate gate; /* all but GATE_ALL say only what the specification has */
    struct wanted wanted[QUANTITIES];
};

struct tally {
    size_t bins[BINS];
    size_t inside[3]; /* of 50, 80, 95 % */
    double off;       /* sum of posterior mean less truth */
};

/* --- rank ---------------------------------------------------------------------------------------- */

/* Log density of the half-life between the grid's points: the cubic through four of them. */
static double log_density(const double y[EV_GRID], double at)
{
    int from = (int)fmin(fmax(floor(at) - 1, 0), EV_GRID - 4);
    double sum = 0;
    for (int i = from; i < from + 4; i++) {
        double w = 1;
        for (int j = from; j < from + 4; j++)
            w *= j == i ? 1 : (at - j) / (i - j);
        sum += w * y[i];
    }
    return sum;
}

/* P(half-life <= truth), from the nodes' weights; z is standard normal before data. */
static double half_life_rank(const struct ev_work *w, double z)
{
    enum { FINE = 100 };
    size_t each = w->batch.n / EV_GRID;
    double y[EV_GRID], below = 0, all = 0;
    const double *first = w->batch.z[HYPER_H];
    for (size_t g = 0; g < EV_GRID; g++) {
        double sum = 0;
        for (size_t i = 0; i < each; i++)
            sum += w->weight[g * each + i];
        y[g] = log(fmax(sum, 1e-280));
    }
    double apart = first[each] - first[0];
    for (int k = 0; k < FINE * (EV_GRID - 1); k++) {
        double at = (k + 0.5) / FINE, mass = exp(log_density(y, at));
        double part = (z - first[0]) / apart - (double)k / FINE;
        all += mass;
        below += mass * fmin(fmax(part * FINE, 0), 1);
    }
    return below / all;
}

static double rank_of(const struct run *r, const struct life *l, struct ev_work *w, size_t i)
{
    const struct ev_prior *p = r->world.prior;
    double density;
    if (i == HALF_LIFE)
        return half_life_rank(w, (log(l->who.h) - p->lh0) / p->slh);
    ev_mixture_of(&w->batch, i, w->weight, &w->mixture);
    return ev_mixture_below(engine_variant(), &w->mixture, l->truth[i], &density);
}

/* --- a client ------------------------------------------------------------------------------------ */

static void quantity_add(struct tally *t, double rank, const struct ev_value *v, double truth)
{
    int bin = (int)(rank * BINS);
    t->bins[bin < 0 ? 0 : bin >= BINS ? BINS - 1 : bin]++;
    t->inside[0] += rank >= 0.25 && rank <= 0.75;
    t->inside[1] += truth >= v->q[1] && truth <= v->q[3];
    t->inside[2] += truth >= v->q[0] && truth <= v->q[4];
    t->off += v->mean - truth;
}

static void client_add(const struct run *r, const struct life *l, struct ev_work *w,
                       struct tally all[QUANTITIES])
{
    struct ev_series s = life_series(l);
    struct ev_answer a;
    struct ev_question q = life_question(&s, r->world.prior);
    q.tobit = r->tobit;
    ev_answer_of(&q, w, &a);
    for (size_t i = 0; i < QUANTITIES; i++) {
        bool h = i == HALF_LIFE;
        quantity_add(&all[i], rank_of(r, l, w, i), h ? &a.half_life : &a.value[i],
                     h ? l->who.h : l->truth[i]);
    }
}

/* --- what is said ---------------------------------------------------------------------------------- */

static double chi_square(const size_t bins[BINS], size_t n)
{
    double each = (double)n / BINS, sum = 0;
    for (int i = 0; i < BINS; i++)
        sum += ((double)bins[i] - each) * ((double)bins[i] - each) / each;
    return sum;
}

static const char *figure(char room[16], double value, const char *format)
{
    if (value > 0)
        snprintf(room, 16, *format == 'c' ? "%.2f" : "%.0f", value);
    else
        snprintf(room, 16, "-");
    return room;
}

static void quantity_say(struct campaign *c, const struct run *r, size_t i, const struct tally *t,
                         size_t n)
{
    char want[4][16], text[256];
    double cover[3], chi = chi_square(t->bins, n);
    const struct wanted *w = &r->wanted[i];
    for (int k = 0; k < 3; k++) {
        cover[k] = (double)t->inside[k] / (double)n;
        figure(want[k], w->cover[k], "c");
    }
    figure(want[3], w->chi, "x");
    snprintf(text, sizeof text,
             "%s: %s covers 50/80/95 %%: %.3f %.3f %.3f (specification %s %s %s), chi-square %.1f "
             "(specification %s), mean error %+.2f",
             r->name, names[i], cover[0], cover[1], cover[2], want[0], want[1], want[2], chi,
             want[3], t->off / (double)n);
    double band = APART_MOST * fmax(1, sqrt((double)CLIENTS_WHOLE / (double)n));
    double off = cover[2] - 0.95;
    if (r->gate == GATE_ALL)
        campaign_say(c, chi < CHI_MOST && fabs(off) <= band, "%s", text);
    else if (r->gate == GATE_LEAST)
        campaign_say(c, off >= -band, "%s", text);
    else
        printf("# %s\n", text);
}

static void run(struct campaign *c, const struct run *r, struct ev_work *w)
{
    static struct life l;
    struct tally all[QUANTITIES] = {0};
    size_t n = c->clients ? c->clients : CLIENTS, scores = 0;
    for (size_t i = 0; i < n; i++) {
        struct dice d = dice_new(c->seed, i);
        prior_life(&d, &r->world, &l);
        scores += l.n_scores;
        client_add(r, &l, w, all);
    }
    printf("# %s: %zu clients, mean %.1f scores (specification 34)\n", r->name, n,
           (double)scores / (double)n);
    for (size_t i = 0; i < QUANTITIES; i++)
        if (r->gate == GATE_ALL || r->wanted[i].cover[2] > 0)
            quantity_say(c, r, i, &all[i], n);
}

int main(void)
{
    const struct ev_prior p = ev_prior_usual();
    const double any = (double)NAN;
    const struct prior_setting plain = {&p, false, 0, any, any, any};
    const struct prior_setting whole = {&p, true, 0, any, any, any};
    const struct prior_setting low = {&p, true, 0, 2.5, 1, any};
    const struct run all[] = {
        {"continuous scores, exact",
         plain,
         false,
         GATE_ALL,
         {[EV_A] = {{.49, .80, .95}, 15},
          [EV_C] = {{.49, .79, .95}, 11},
          [EV_BENEFIT] = {{.50, .81, .95}, 17},
          [EV_CHANGE] = {{.49, .80, .95}, 18},
          [HALF_LIFE] = {{.51, .81, .95}, 20}}},
        {"whole scores, Tobit",
         whole,
         true,
         GATE_ALL,
         {[EV_A] = {{.51, .80, .95}, 26},
          [EV_IMMEDIATE] = {{.49, .80, .95}, 21},
          [EV_BENEFIT] = {{.50, .80, .95}, 17},
          [EV_CHANGE] = {{.49, .79, .95}, 20},
          [HALF_LIFE] = {{.51, .81, .95}, 17}}},
        {"whole scores, plain Gaussian",
         whole,
         false,
         GATE_NONE,
         {[EV_A] = {{.45, .73, .89}, 261},
          [EV_IMMEDIATE] = {{.41, .67, .83}, 891},
          [EV_BENEFIT] = {{.47, .77, .91}, 96},
          [EV_CHANGE] = {{.45, .73, .89}, 254}}},
        {"low pain, Tobit",
         low,
         true,
         GATE_LEAST,
         {[EV_IMMEDIATE] = {{0, 0, .97}, 0}, [EV_BENEFIT] = {{0, 0, .96}, 0}}},
        {"low pain, plain Gaussian",
         low,
         false,
         GATE_NONE,
         {[EV_IMMEDIATE] = {{0, 0, .84}, 0}, [EV_BENEFIT] = {{0, 0, .91}, 0}}},
    };
    struct campaign c = campaign_begin();
    struct arena *a = arena_new((size_t)16 << 20);
    struct ev_work *w = engine_work(a, LIFE_SCORES + LIFE_SESSIONS);
    if (!w)
        return EXIT_FAILURE;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        run(&c, &all[i], w);
    arena_free(a);
    return campaign_end(&c);
}
