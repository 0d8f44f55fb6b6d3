/* How often the worsening alert is raised without cause, and how often a rise of pain is found. Speaks
 * TAP.
 * Must never: look further back than the program does.
 * Read next: evidence/alert.h, campaign/world.h.
 *
 * Clients of the prior's world with ten sessions, and of the other world, with its flares, with
 * fourteen; about 40 scores each. The alert is asked for at each visit from the fourth on, as a chart
 * that is opened. Pain rises after the sixth visit and stays, and is found at one of the later visits.
 * The specification asked after each score and looked at all of them. Relief that fades is no
 * worsening: with an effect the alert may not be more frequent.
 *   source   evidence reference 8 (worsening alert)
 */
#include "campaign/campaign.h"
#include "campaign/world.h"
#include "domain/engine.h"

enum { CLIENTS = 5, SPECIFIED = 600, FIRST_LOOK = 4, SESSIONS = 10 };

struct row {
    const char *name;
    bool other;    /* world */
    double a, c;   /* of the other world */
    double worse;  /* points */
    double wanted; /* per cent */
};

static const struct row rows[] = {
    {"alert or drift without a rise", false, 0, 0, 0, 21},
    {"a rise of 2.5 points is found", true, 0, 0, 2.5, 77},
    {"a rise of 4 points is found", true, 0, 0, 4, 96},
    {"alert without a rise, flares", true, 0, 0, 0, 21},
    {"alert without a rise, flares, effect 2", true, 2.03, 0.07, 0, 21},
    {"alert without a rise, flares, effect 3.7", true, 3.58, 0.16, 0, 21},
};

static bool alerted(const struct life *l, size_t from, struct ev_work *w)
{
    static struct ev_score room[LIFE_SCORES];
    const struct ev_prior p = ev_prior_usual();
    for (size_t k = from; k <= l->n_sessions; k++) {
        struct ev_series s = life_after(l, k);
        const struct ev_question q = {.series = &s,
                                      .prior = &p,
                                      .target = 3,
                                      .mcid = 2,
                                      .delta = 1,
                                      .tobit = true,
                                      .variant = engine_variant()};
        if (ev_alert_of(&q, w, room).worsened)
            return true;
    }
    return false;
}

static void live(struct dice *d, const struct row *r, struct life *ret)
{
    const struct real_setting other = {
        .a = r->a, .c = r->c, .h = 4, .g = 0.75, .diary = 0.2, .worse = r->worse};
    const struct ev_prior p = ev_prior_usual();
    const double any = (double)NAN;
    const struct prior_setting usual = {&p, true, SESSIONS, any, any, any};
    if (r->other)
        real_life(d, &other, ret);
    else
        prior_life(d, &usual, ret);
}

static void row_run(struct campaign *c, const struct row *r, struct ev_work *w)
{
    static struct life l;
    size_t n = c->clients ? c->clients : CLIENTS, hits = 0, scores = 0;
    for (size_t i = 0; i < n; i++) {
        struct dice d = dice_new(c->seed, i);
        live(&d, r, &l);
        scores += l.n_scores;
        hits += alerted(&l, r->worse > 0 ? WORSE_AFTER + 1 : FIRST_LOOK, w);
    }
    char text[256];
    snprintf(text, sizeof text,
             "worsening: %s: %.1f %% of %zu with %.0f scores (specification %.4g %%)", r->name,
             100.0 * (double)hits / (double)n, n, (double)scores / (double)n, r->wanted);
    if (r->worse > 0)
        printf("# %s\n", text);
    else
        campaign_say(c, !campaign_exceeds(hits, n, r->wanted / 100, SPECIFIED), "false: %s", text);
}

int main(void)
{
    struct campaign c = campaign_begin();
    struct arena *a = arena_new((size_t)16 << 20);
    struct ev_work *w = engine_work(a, LIFE_SCORES + LIFE_SESSIONS);
    if (!w)
        return EXIT_FAILURE;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        row_run(&c, &rows[i], w);
    arena_free(a);
    return campaign_end(&c);
}
