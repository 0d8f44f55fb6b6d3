/* A run over all complaints of a practice.
 * Must never: hold a snapshot or the writer while the engine computes.
 * Read next: practice/recompute.h, practice/outcome.c.
 */
#include "practice/recompute.h"

#include "base/clock.h"
#include "practice/audit.h"
#include "practice/outcome.h"
#include "store/sql_estimate.h"

enum {
    PAGE = 50,
    POOL_MOST = 2000, /* complaints, those of the newest clients */
    BEAT_EVERY = 200, /* runs of the engine */
    PAGE_BYTES = 256 * 1024 * 1024,
    KEEP_BYTES = 512 * 1024 * 1024
};

/* --- begin, look ----------------------------------------------------------------------------- */

static enum rc last_read(struct act *act, bool *ret_any, struct recompute *ret)
{
    enum rc rc = recompute_get(act->tx, act->a, ret);
    *ret_any = rc == OK;
    return rc == NOT_FOUND ? OK : rc;
}

enum rc recompute_begin(struct act *act, void *nothing)
{
    struct recompute last;
    bool any;
    (void)nothing;
    enum rc rc = last_read(act, &any, &last);
    if (rc == OK && any && recompute_is_on(&last, act->now_utc)) {
        fault_add(act->faults, S(""), "It is being computed already.");
        return CONFLICT;
    }
    act->made = id_new();
    if (rc == OK)
        rc = recompute_put(act->tx, &(struct recompute_put_in){act->made, act->now_utc});
    return rc == OK ? audit_add(act, "outcomes.recompute", act->made, ID_NONE, S("")) : rc;
}

enum rc estimates_read(struct act *act, int64_t since_utc, struct estimates *ret)
{
    struct pool_part_list parts;
    enum rc rc = last_read(act, &ret->any, &ret->last);
    if (rc == OK)
        rc = pool_all(act->tx, act->a, &parts);
    if (rc == OK)
        rc = estimate_since(act->tx, act->a, &(struct estimate_since_in){since_utc}, &ret->all);
    ret->has_pool = rc == OK && pool_of_parts(&parts, &ret->pool);
    return rc;
}

/* --- a page of complaints -------------------------------------------------------------------- */

struct run {
    struct practice *p;
    struct id id;
    const atomic_bool *stop;
    struct arena *a, *keep; /* a page's; the run's */
    struct ev_work *work;
    struct ev_prior start, prior;
    const char *stage;
    int64_t done, total;
};

struct candidate {
    struct treated who;
    struct outcome *asked; /* NULL: there is not enough */
    int64_t last_utc;
    struct str hash; /* of what stands; empty: nothing does */
};

struct candidate_list {
    struct candidate *at;
    size_t n;
};

static const struct treated before_all = {
    {{255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255}}, 0};

static enum rc candidate_read(struct act *act, struct arena *keep, struct candidate *c)
{
    struct estimate_mark_list marks;
    struct outcome asked;
    struct estimate_hash_in in = {c->who.client, c->who.complaint};
    bool any = false;
    enum rc rc = outcome_case(act, keep, &c->who, &asked, &c->last_utc, &any);
    if (rc == OK)
        rc = estimate_hash(act->tx, act->a, &in, &marks);
    if (rc != OK)
        return rc;
    c->hash = marks.n ? marks.at[0].hash : S("");
    if (!any || !estimate_counts(&asked))
        return OK;
    c->asked = ARENA_NEW(keep, struct outcome);
    *c->asked = asked;
    c->asked->question.series = &c->asked->series;
    c->asked->question.n_intervals = 0;
    return arena_failed(keep) ? BUSY : OK;
}

static enum rc page_fill(struct act *act, struct arena *keep, struct treated after,
                         struct candidate_list *ret)
{
    struct treated_list page;
    struct treated_page_in in = {ESTIMATE_SESSIONS, after.client, after.complaint, PAGE};
    enum rc rc = treated_page(act->tx, act->a, &in, &page);
    *ret = (struct candidate_list){ARENA_ARRAY(act->a, PAGE, struct candidate), 0};
    for (size_t i = 0; rc == OK && i < page.n; i++) {
        ret->at[i] = (struct candidate){.who = page.at[i], .hash = S("")};
        rc = candidate_read(act, keep, &ret->at[i]);
        ret->n++;
    }
    return rc == OK && arena_failed(act->a) ? BUSY : rc;
}

/* The arena begins anew: what was read from the page before is gone, but for what was kept. */
static enum rc page_read(struct run *r, struct arena *keep, struct treated after,
                         struct candidate_list *ret)
{
    arena_reset(r->a);
    struct act act = {.a = r->a, .faults = faults_new(r->a)};
    enum rc rc = practice_read_begin(r->p, &act);
    if (rc != OK)
        return rc;
    rc = page_fill(&act, keep, after, ret);
    practice_read_end(&act);
    return rc;
}

/* --- writing --------------------------------------------------------------------------------- */

struct put {
    struct treated who;
    bool drop;
    unsigned char hash[CRYPT_HASH];
    int64_t last_utc;
    struct estimate e;
};

struct step { /* what a page came to */
    const struct run *run;
    struct put puts[PAGE];
    size_t n;
};

static enum rc put_write(struct act *act, const struct put *x)
{
    const struct treated *t = &x->who;
    if (x->drop)
        return estimate_drop(act->tx, &(struct estimate_drop_in){t->client, t->complaint});
    struct str hash = {(const char *)x->hash, CRYPT_HASH};
    return estimate_put(act->tx, &(struct estimate_put_in){t->client, t->complaint, hash,
                                                           x->last_utc, x->e.benefit, x->e.spread});
}

static enum rc step_write(struct act *act, void *step)
{
    const struct step *s = step;
    const struct run *r = s->run;
    int64_t changed = 0;
    struct recompute_beat_in in = {r->id, act->now_utc, str_from(r->stage), r->done, r->total};
    enum rc rc = recompute_beat_n(act->tx, &in, &changed);
    if (rc == OK && changed != 1)
        return CONFLICT;
    for (size_t i = 0; i < s->n && rc == OK; i++)
        rc = put_write(act, &s->puts[i]);
    return rc;
}

struct ending {
    struct id run;
    int64_t pooled;
    struct ev_pool pool;
};

static enum rc ending_write(struct act *act, void *ending)
{
    const struct ending *e = ending;
    int64_t changed = 0;
    struct recompute_end_in in = {e->run, act->now_utc, e->pooled};
    enum rc rc = recompute_end_n(act->tx, &in, &changed);
    if (rc == OK && changed != 1)
        return CONFLICT;
    if (rc == OK)
        rc = pool_drop(act->tx);
    for (size_t i = 0; i < EV_POOLED && rc == OK && e->pooled; i++)
        rc = pool_put(act->tx, &(struct pool_put_in){(int64_t)i, e->pool.mean[i], e->pool.sd[i]});
    return rc;
}

static enum rc keep(struct run *r, enum rc (*write)(struct act *, void *), void *cmd)
{
    const struct who program = {.user = ID_NONE, .name = S("")};
    return practice_write_now(r->p, &program, r->a, faults_new(r->a), write, cmd, NULL);
}

static enum rc beat(struct run *r)
{
    struct step *s = ARENA_NEW(r->a, struct step);
    s->run = r;
    return keep(r, step_write, s);
}

/* --- the pool -------------------------------------------------------------------------------- */

static bool is_stopped(const struct run *r)
{
    return atomic_load(r->stop);
}

static void engine_run(struct run *r, struct outcome *asked, struct ev_answer *ret)
{
    asked->question.prior = &r->prior;
    ev_answer_of(&asked->question, r->work, ret);
}

static enum rc cases_gather(struct run *r, struct outcome **cases, size_t *n)
{
    struct treated after = before_all;
    struct candidate_list page;
    enum rc rc;
    do {
        rc = page_read(r, r->keep, after, &page);
        for (size_t i = 0; rc == OK && i < page.n && *n < POOL_MOST; i++)
            if (page.at[i].asked)
                cases[(*n)++] = page.at[i].asked;
        if (rc == OK && page.n)
            after = page.at[page.n - 1].who;
    } while (rc == OK && page.n == PAGE && *n < POOL_MOST && !is_stopped(r));
    return rc;
}

static enum rc pool_once(struct run *r, struct outcome **cases, size_t n, struct ev_pool_sums *sums)
{
    enum rc rc = OK;
    for (size_t i = 0; i < n && rc == OK && !is_stopped(r); i++) {
        engine_run(r, cases[i], &cases[i]->usual);
        ev_pool_add(sums, &cases[i]->usual.moments);
        if (i % BEAT_EVERY == 0)
            rc = beat(r);
    }
    return rc;
}

static enum rc pool_find(struct run *r, struct ending *e)
{
    struct outcome **cases = ARENA_ARRAY(r->keep, POOL_MOST, struct outcome *);
    size_t n = 0;
    double moved = INFINITY;
    enum rc rc = cases_gather(r, cases, &n);
    e->pool = ev_pool_of(&r->start);
    if (rc != OK || n < EV_POOL_LEAST)
        return rc;
    e->pooled = (int64_t)n;
    r->total = EV_POOL_STEPS;
    for (r->done = 0;
         rc == OK && r->done < EV_POOL_STEPS && moved >= ev_pool_settled && !is_stopped(r);
         r->done++) {
        struct ev_pool_sums sums = {0};
        rc = pool_once(r, cases, n, &sums);
        struct ev_pool next = ev_pool_next(&r->start, &sums);
        moved = ev_pool_moved(&r->start, &e->pool, &next);
        e->pool = next;
        r->prior = ev_pool_prior(&r->start, &next);
        arena_reset(r->a);
    }
    return rc;
}

/* --- the estimates --------------------------------------------------------------------------- */

/* Nothing to be done when it stands already. */
static void candidate_run(struct run *r, struct candidate *c, struct step *s)
{
    struct put *x = &s->puts[s->n];
    *x = (struct put){.who = c->who, .drop = !c->asked, .last_utc = c->last_utc};
    if (!c->asked) {
        s->n += c->hash.n > 0;
        return;
    }
    estimate_hash_of(r->a, c->asked, &r->prior, x->hash);
    if (c->hash.n == CRYPT_HASH && memcmp(c->hash.p, x->hash, CRYPT_HASH) == 0)
        return;
    engine_run(r, c->asked, &c->asked->usual);
    const struct ev_value *b = &c->asked->usual.value[EV_BENEFIT];
    x->e = (struct estimate){outcome_points(c->asked, b->mean), outcome_points(c->asked, b->sd)};
    s->n++;
}

static enum rc page_estimate(struct run *r, const struct candidate_list *page)
{
    struct step *s = ARENA_NEW(r->a, struct step);
    s->run = r;
    for (size_t i = 0; i < page->n && !is_stopped(r); i++, r->done++)
        candidate_run(r, &page->at[i], s);
    return arena_failed(r->a) ? BUSY : keep(r, step_write, s);
}

static enum rc total_read(struct run *r)
{
    struct treated_total total;
    arena_reset(r->a);
    struct act act = {.a = r->a, .faults = faults_new(r->a)};
    enum rc rc = practice_read_begin(r->p, &act);
    if (rc != OK)
        return rc;
    rc = treated_count(act.tx, act.a, &(struct treated_count_in){ESTIMATE_SESSIONS}, &total);
    practice_read_end(&act);
    r->total = rc == OK ? total.n : 0;
    return rc;
}

static enum rc estimates_make(struct run *r)
{
    struct treated after = before_all;
    struct candidate_list page;
    r->stage = "estimating";
    r->done = 0;
    enum rc rc = total_read(r);
    do {
        if (rc == OK)
            rc = page_read(r, r->a, after, &page);
        if (rc == OK && page.n) {
            after = page.at[page.n - 1].who;
            rc = page_estimate(r, &page);
        }
    } while (rc == OK && page.n == PAGE && !is_stopped(r));
    return rc;
}

/* --- the whole ------------------------------------------------------------------------------- */

static enum rc all_run(struct run *r)
{
    struct ending *e = ARENA_NEW(r->keep, struct ending);
    e->run = r->id;
    enum rc rc = r->work ? beat(r) : BUSY;
    if (rc == OK)
        rc = pool_find(r, e);
    e->pool = pool_rounded(&r->start, &e->pool);
    r->prior = e->pooled ? ev_pool_prior(&r->start, &e->pool) : r->start;
    if (rc == OK && !is_stopped(r))
        rc = estimates_make(r);
    if (rc == OK && !is_stopped(r))
        rc = keep(r, ending_write, e);
    return rc;
}

enum rc recompute_run(struct practice *p, struct id run, const atomic_bool *stop)
{
    struct run r = {.p = p,
                    .id = run,
                    .stop = stop,
                    .a = arena_new(PAGE_BYTES),
                    .keep = arena_new(KEEP_BYTES),
                    .start = ev_prior_usual(),
                    .prior = ev_prior_usual(),
                    .stage = "pooling"};
    r.work = engine_work(r.keep, EV_EVENTS_MAX);
    enum rc rc = all_run(&r);
    arena_free(r.keep);
    arena_free(r.a);
    return rc;
}
