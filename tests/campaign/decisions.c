/* How often the engine's messages are wrong, and how often they are right, on clients who are not as
 * the model has them. Speaks TAP.
 * Must never: count a message by its last look; whoever looks after every session counts.
 * Read next: campaign/world.h, docs/evidence.md.
 *
 * A rate by session k: of 1000 clients, those to whom it was said at any of the looks after sessions
 * 3 to k. A false rate fails the run when it exceeds the specification's by more than three binomial
 * standard errors (campaign/campaign.h); what is right to say is shown beside the specification's.
 *   source   evidence reference 7 (decision quality)
 */
#include "campaign/campaign.h"
#include "campaign/world.h"
#include "domain/engine.h"

enum { CLIENTS = 15, NULL_LOOKS_FROM = 2, FIRST_LOOK = 3, AT = 8, SPECIFIED = 1000 };

enum said {
    HELPING,
    WORTHWHILE,
    ALONE, /* P(B > 0) >= .95, without the doubtful prior */
    BETTER,
    STOP,
    REVIEW,
    BETTER_WRONG, /* though Delta is below MCID */
    STOP_WRONG,   /* though B is delta or more */
    REVIEW_WRONG,
    NAIVE_DROP, /* a pre score 2 or more below the first */
    NAIVE_TEST, /* paired t of pre and post, two-sided 5 % */
    SAIDS
};

static const char *const words[SAIDS] = {
    [HELPING] = "helping",
    [WORTHWHILE] = "worthwhile help",
    [ALONE] = "P(B>0) >= .95 alone",
    [BETTER] = "clearly better",
    [STOP] = "unlikely to help",
    [REVIEW] = "review the plan",
    [BETTER_WRONG] = "clearly better, though Delta is below 2",
    [STOP_WRONG] = "unlikely to help, though B is 1 or more",
    [REVIEW_WRONG] = "review the plan, though B is 1 or more",
    [NAIVE_DROP] = "naive: 2 lower than at first",
    [NAIVE_TEST] = "naive: pre-post t",
};

struct column { /* of one of the specification's tables */
    enum said said;
    size_t by;  /* session */
    bool wrong; /* a false rate: may not exceed the specification's */
};

enum { COLUMNS_MOST = 10 };

struct row {
    const char *name;
    struct real_setting world;
    double wanted[COLUMNS_MOST]; /* per cent, the specification's; NAN: not in it */
    bool recovers;               /* so that "clearly better" is true */
    double benefit, bias;        /* of B at session 8, the specification's */
    double cover[2];             /* of its 80 and 95 % intervals; 0: not in it */
};

struct table {
    const struct column *columns;
    size_t n_columns;
    const struct row *rows;
    size_t n_rows;
};

struct tally {
    size_t n, said[SAIDS][LIFE_SESSIONS + 1];
    size_t inside80, inside95;
    double truth, off;
};

/* --- naive rules ----------------------------------------------------------------------------------- */

static const struct ev_score *scored_at(const struct ev_series *s, double t, enum score_kind kind)
{
    for (size_t i = 0; i < s->n_scores; i++)
        if (s->scores[i].kind == kind && s->scores[i].t >= t && s->scores[i].t <= t)
            return &s->scores[i];
    return NULL;
}

static bool naive_drop(const struct ev_series *s)
{
    const struct ev_score *first = NULL;
    for (size_t i = 0; i < s->n_scores; i++) {
        const struct ev_score *x = &s->scores[i];
        if (x->kind != SCORE_PRE)
            continue;
        first = first ? first : x;
        if (x->value <= first->value - 2)
            return true;
    }
    return false;
}

static bool naive_test(const struct ev_series *s)
{
    static const double least[] = {[2] = 4.303, 3.182, 2.776, 2.571, 2.447, 2.365,
                                   2.306,       2.262, 2.228, 2.201, 2.179, 2.160};
    double n = 0, sum = 0, square = 0;
    for (size_t i = 0; i < s->n_sessions; i++) {
        const struct ev_score *pre = scored_at(s, s->sessions[i].t, SCORE_PRE);
        const struct ev_score *post = scored_at(s, s->sessions[i].t, SCORE_POST);
        double drop = pre && post ? pre->value - post->value : 0;
        n += pre && post;
        sum += drop;
        square += drop * drop;
    }
    if (n < FIRST_LOOK)
        return false;
    double error = sqrt((square - sum * sum / n) / (n - 1) / n);
    return sum / n > least[(size_t)n - 1] * error;
}

/* --- a client ---------------------------------------------------------------------------------------- */

static void benefit_add(struct tally *t, const struct life *l, const struct ev_series *s,
                        const struct ev_value *b)
{
    double truth = life_benefit(&l->who, s);
    t->truth += truth;
    t->off += b->mean - truth;
    t->inside80 += truth >= b->q[1] && truth <= b->q[3];
    t->inside95 += truth >= b->q[0] && truth <= b->q[4];
}

static void look(struct tally *t, const struct life *l, size_t sessions, struct ev_work *w,
                 bool said[SAIDS])
{
    const struct ev_prior priors[] = {ev_prior_usual(), ev_prior_sceptical()};
    const struct ev_known known = {false, false, false};
    struct ev_series s = life_after(l, sessions);
    struct ev_question usual = life_question(&s, &priors[0]),
                       doubtful = life_question(&s, &priors[1]);
    struct ev_answer a, b;
    ev_answer_of(&usual, w, &a);
    ev_answer_of(&doubtful, w, &b);
    struct ev_decisions d = ev_decide(&s, &a, &b, &known);
    double benefit = life_benefit(&l->who, &s);
    double change = l->usual[0] - l->usual[sessions - 1] + benefit;
    bool worth = benefit >= usual.delta;
    const bool here[SAIDS] = {
        [HELPING] = d.helping,
        [WORTHWHILE] = d.worthwhile,
        [ALONE] = d.enough && a.p_benefit_0 >= 0.95,
        [BETTER] = d.clearly_better,
        [STOP] = d.unlikely,
        [REVIEW] = d.review,
        [BETTER_WRONG] = d.clearly_better && change < usual.mcid,
        [STOP_WRONG] = d.unlikely && worth,
        [REVIEW_WRONG] = d.review && worth,
        [NAIVE_DROP] = naive_drop(&s),
        [NAIVE_TEST] = naive_test(&s),
    };
    for (size_t i = 0; i < SAIDS; i++)
        said[i] = said[i] || here[i];
    if (sessions == AT)
        benefit_add(t, l, &s, &a.value[EV_BENEFIT]);
}

static void client_add(struct tally *t, const struct life *l, struct ev_work *w)
{
    bool said[SAIDS] = {false};
    t->n++;
    for (size_t k = FIRST_LOOK; k <= LIFE_SESSIONS; k++) {
        look(t, l, k, w, said);
        for (size_t i = 0; i < SAIDS; i++)
            t->said[i][k] += said[i];
    }
}

/* --- what is said -------------------------------------------------------------------------------------- */

static void column_say(struct campaign *c, const struct row *r, const struct column *x,
                       double wanted, const struct tally *t)
{
    char text[256];
    size_t hits = t->said[x->said][x->by];
    bool wrong = x->wrong && !(r->recovers && x->said == BETTER);
    if (isnan(wanted))
        return;
    snprintf(text, sizeof text, "%s: %s by session %zu: %.1f %% of %zu (specification %.4g %%)",
             r->name, words[x->said], x->by, 100.0 * (double)hits / (double)t->n, t->n, wanted);
    if (wrong)
        campaign_say(c, !campaign_exceeds(hits, t->n, wanted / 100, SPECIFIED), "false: %s", text);
    else
        printf("# %s\n", text);
}

static void benefit_say(const struct row *r, const struct tally *t)
{
    double n = (double)t->n;
    if (r->cover[0] > 0)
        printf("# %s: B at session %d %+.2f (specification %+.1f), covers 80/95 %%: %.2f %.2f "
               "(specification %.2f %.2f), mean error %+.2f (specification %+.2f)\n",
               r->name, AT, t->truth / n, r->benefit, (double)t->inside80 / n,
               (double)t->inside95 / n, r->cover[0], r->cover[1], t->off / n, r->bias);
}

static void row_run(struct campaign *c, const struct table *x, const struct row *r,
                    struct ev_work *w)
{
    static struct life l;
    struct tally t = {0};
    size_t n = c->clients ? c->clients : CLIENTS;
    for (size_t i = 0; i < n; i++) {
        struct dice d = dice_new(c->seed, i);
        real_life(&d, &r->world, &l);
        client_add(&t, &l, w);
    }
    for (size_t i = 0; i < x->n_columns; i++)
        column_say(c, r, &x->columns[i], r->wanted[i], &t);
    benefit_say(r, &t);
}

/* --- the specification's tables ------------------------------------------------------------------- */

#define NOT ((double)NAN) /* not in the specification */

static const struct column none_columns[] = {
    {HELPING, 8, true},      {HELPING, 14, true},     {WORTHWHILE, 14, true}, {ALONE, 14, false},
    {BETTER, 14, true},      {STOP, 8, false},        {STOP, 14, false},      {REVIEW, 8, false},
    {NAIVE_DROP, 14, false}, {NAIVE_TEST, 14, false},
};
static const struct row none_rows[] = {
    {.name = "no effect, weekly",
     .world = {.h = 4, .g = 0.75, .diary = 0.2},
     .wanted = {.5, .5, 0, .8, .6, 51, 61, 80, 94, 56}},
    {.name = "no effect, books when pain is high",
     .world = {.h = 4, .g = 0.75, .diary = 0.2, .triggered = true},
     .wanted = {.2, .3, .1, .5, .8, 74, 80, NOT, 85, 54}},
    {.name = "no effect, no diary",
     .world = {.h = 4, .g = 0.75},
     .wanted = {0, 0, 0, .2, .4, 46, 54, NOT, 94, 57}},
    {.name = "no effect, report effect 2, diary",
     .world = {.h = 4, .g = 2, .diary = 0.2},
     .wanted = {3.9, 4.2, .5, 6.8, 1.3, 26, 36, NOT, 94, 99}},
    {.name = "no effect, report effect 2, no diary",
     .world = {.h = 4, .g = 2},
     .wanted = {1.3, 1.3, .5, 4.5, 1.7, 8, 15, NOT, 94, 99}},
    {.name = "no effect, natural recovery 1.5",
     .world = {.h = 4, .g = 0.75, .diary = 0.2, .recovery = 1.5},
     .wanted = {1.2, 2.0, .6, 5.5, 7.5, 28, 31, NOT, 99, 57},
     .recovers = true},
    {.name = "no effect, natural recovery 3",
     .world = {.h = 4, .g = 0.75, .diary = 0.2, .recovery = 3},
     .wanted = {3.2, 7.1, 4.4, 17.7, 35, 13, 13, NOT, 100, 53},
     .recovers = true},
};

static const struct column some_columns[] = {
    {HELPING, 3, false},    {HELPING, 6, false},     {HELPING, 8, false}, {HELPING, 14, false},
    {WORTHWHILE, 8, false}, {WORTHWHILE, 14, false}, {STOP, 14, false},   {STOP_WRONG, 14, true},
    {REVIEW, 8, false},     {REVIEW_WRONG, 8, true},
};
static const struct row some_rows[] = {
    {.name = "effect 0.8",
     .world = {.a = 0.685, .c = 0.05, .h = 4, .g = 0.75, .diary = 0.2},
     .wanted = {6, 12, 14, 17, 2, 5, 14, NOT, 29, NOT},
     .benefit = 0.8,
     .cover = {.97, 1},
     .bias = -0.01},
    {.name = "effect 2",
     .world = {.a = 2.03, .c = 0.07, .h = 4, .g = 0.75, .diary = 0.2},
     .wanted = {25, 46, 54, 64, 29, 47, 1.5, 1.5, 5, 5},
     .benefit = 2,
     .cover = {.88, .99},
     .bias = -0.36},
    {.name = "effect 2, diary 0.5 a day",
     .world = {.a = 2.03, .c = 0.07, .h = 4, .g = 0.75, .diary = 0.5},
     .wanted = {42, 66, 71, 81, 45, 64, 0.9, 0.9, NOT, NOT},
     .benefit = 2,
     .cover = {.90, .99},
     .bias = -0.20},
    {.name = "effect 2, no diary",
     .world = {.a = 2.03, .c = 0.07, .h = 4, .g = 0.75},
     .wanted = {10, 19, 21, 24, 8, 13, 1.2, 1.2, NOT, NOT},
     .benefit = 2,
     .cover = {.87, .99},
     .bias = -0.60},
    {.name = "effect 2, books when pain is high",
     .world = {.a = 2.03, .c = 0.07, .h = 4, .g = 0.75, .diary = 0.2, .triggered = true},
     .wanted = {9, 17, 21, 26, 3, 7, 11, 11, NOT, NOT},
     .benefit = 1.2,
     .cover = {.87, .99},
     .bias = -0.41},
    {.name = "effect 3.7",
     .world = {.a = 3.58, .c = 0.16, .h = 4, .g = 0.75, .diary = 0.2},
     .wanted = {64, 87, 92, 96, 81, 92, 0, 0, 0, 0},
     .benefit = 3.7,
     .cover = {.82, .97},
     .bias = -0.55},
    {.name = "effect 3.7, diary 0.5 a day",
     .world = {.a = 3.58, .c = 0.16, .h = 4, .g = 0.75, .diary = 0.5},
     .wanted = {83, 96, 98, 99, 91, 98, 0, 0, NOT, NOT},
     .benefit = 3.7,
     .cover = {.87, .98},
     .bias = -0.33},
    {.name = "effect 3.7, no diary",
     .world = {.a = 3.58, .c = 0.16, .h = 4, .g = 0.75},
     .wanted = {45, 66, 72, 78, 55, 70, 0, 0, NOT, NOT},
     .benefit = 3.7,
     .cover = {.77, .97},
     .bias = -0.98},
    {.name = "short-lived effect",
     .world = {.a = 2.08, .c = 0, .h = 0.7, .g = 0.75, .diary = 0.2},
     .wanted = {13, 22, 23, 24, 4, 6, 12, NOT, NOT, NOT},
     .benefit = 0.3,
     .cover = {.91, .99},
     .bias = 0.49},
};

static const struct column harm_columns[] = {{HELPING, 14, true}, {STOP, 14, false}};
static const struct row harm_rows[] = {
    {.name = "harmful",
     .world = {.a = -1.05, .c = -0.05, .h = 4, .g = 0.75, .diary = 0.2},
     .wanted = {0, 97},
     .benefit = -1.1,
     .cover = {.92, 1},
     .bias = 0.34},
};

#define COUNT(x) (sizeof(x) / sizeof(x)[0])

static const struct table tables[] = {
    {none_columns, COUNT(none_columns), none_rows, COUNT(none_rows)},
    {some_columns, COUNT(some_columns), some_rows, COUNT(some_rows)},
    {harm_columns, COUNT(harm_columns), harm_rows, COUNT(harm_rows)},
};

/* --- the model's own null ---------------------------------------------------------------------------- */

static void bayes_say(struct campaign *c, size_t hits, size_t n, double factor, double wanted)
{
    campaign_say(c, !campaign_exceeds(hits, n, wanted / 100, 2 * SPECIFIED),
                 "false: no effect, the model's world: BF10 of %g or more at one of 13 looks: "
                 "%.2f %% of %zu (specification %g %%, bound %.3g %%)",
                 factor, 100.0 * (double)hits / (double)n, n, wanted, 100 / factor);
}

/* Largest Bayes factor over the looks; whether P(B > 0) ever reached .95. */
static double bayes_most(const struct life *l, const struct ev_prior *p, struct ev_work *w,
                         bool *ret_alone)
{
    double most = -INFINITY;
    *ret_alone = false;
    for (size_t k = NULL_LOOKS_FROM; k <= LIFE_SESSIONS; k++) {
        struct ev_series s = life_after(l, k);
        struct ev_question q = life_question(&s, p);
        struct ev_answer a;
        ev_answer_of(&q, w, &a);
        most = fmax(most, a.log_bf10);
        *ret_alone = *ret_alone || a.p_benefit_0 >= 0.95;
    }
    return exp(most);
}

static void model_null(struct campaign *c, struct ev_work *w)
{
    static const double factor[] = {3, 10, 20, 100}, wanted[] = {10.7, 2.2, .8, .05};
    static struct life l;
    const struct ev_prior p = ev_prior_usual();
    const struct prior_setting world = {&p, true, LIFE_SESSIONS, NOT, 0, 0};
    size_t hits[COUNT(factor)] = {0}, alone = 0, n = 2 * (c->clients ? c->clients : CLIENTS);
    for (size_t i = 0; i < n; i++) {
        struct dice d = dice_new(c->seed, i);
        bool said;
        prior_life(&d, &world, &l);
        double most = bayes_most(&l, &p, w, &said);
        for (size_t k = 0; k < COUNT(factor); k++)
            hits[k] += most >= factor[k];
        alone += said;
    }
    for (size_t k = 0; k < COUNT(factor); k++)
        bayes_say(c, hits[k], n, factor[k], wanted[k]);
    campaign_say(c, !campaign_exceeds(alone, n, 0.051, 2 * SPECIFIED),
                 "false: no effect, the model's world: P(B>0) >= .95 at one of 13 looks: %.1f %% "
                 "of %zu (specification 5.1 %%)",
                 100.0 * (double)alone / (double)n, n);
}

int main(void)
{
    struct campaign c = campaign_begin();
    struct arena *a = arena_new((size_t)16 << 20);
    struct ev_work *w = engine_work(a, LIFE_SCORES + LIFE_SESSIONS);
    if (!w)
        return EXIT_FAILURE;
    for (size_t i = 0; i < COUNT(tables); i++)
        for (size_t k = 0; k < tables[i].n_rows; k++)
            row_run(&c, &tables[i], &tables[i].rows[k], w);
    model_null(&c, w);
    arena_free(a);
    return campaign_end(&c);
}
