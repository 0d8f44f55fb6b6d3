/* The filter at fixed hyperparameters against the exact dense form, on every width of this machine.
 * Must never: loosen the gate; the reference is exact.
 * Read next: evidence/filter.h, tests/golden/evidence/loglik_checks.json.
 */
#include "unit.h"

#include <json-c/json.h>
#include <math.h>

#include "domain/engine.h"

enum { EVENTS_MOST = 2000 };

static struct ev_session sessions[EVENTS_MOST];
static struct ev_score scores[EVENTS_MOST];
static double intervals[EV_INTERVALS_MAX];

static double number(struct json_object *o, const char *key)
{
    struct json_object *x = NULL;
    return json_object_object_get_ex(o, key, &x) && x ? json_object_get_double(x) : (double)NAN;
}

static struct json_object *member(struct json_object *o, const char *key)
{
    struct json_object *x = NULL;
    assert_true(json_object_object_get_ex(o, key, &x));
    return x;
}

static struct ev_series series_of(struct json_object *o)
{
    struct json_object *x = member(o, "instrument"), *s = member(o, "sessions");
    struct json_object *all = member(o, "observations");
    struct ev_series ret = {.scale = {(int)number(x, "sign"), number(x, "mid"), number(x, "unit"),
                                      number(x, "step"), number(x, "min"), number(x, "max")},
                            .sessions = sessions,
                            .scores = scores,
                            .now = number(o, "now")};
    ret.n_sessions = json_object_array_length(s);
    ret.n_scores = json_object_array_length(all);
    for (size_t i = 0; i < ret.n_sessions; i++) {
        struct json_object *one = json_object_array_get_idx(s, i);
        sessions[i] = (struct ev_session){number(one, "t"), number(one, "minutes")};
    }
    for (size_t i = 0; i < ret.n_scores; i++) {
        struct json_object *one = json_object_array_get_idx(all, i);
        const char *kind = json_object_get_string(member(one, "kind"));
        scores[i] = (struct ev_score){number(one, "t"),
                                      strcmp(kind, "pre") == 0    ? SCORE_PRE
                                      : strcmp(kind, "post") == 0 ? SCORE_POST
                                                                  : SCORE_DIARY,
                                      number(one, "score")};
    }
    return ret;
}

static void near(double have, double want, double within, int id, const char *what)
{
    if (!(fabs(have - want) <= within))
        fail_msg("case %d, %s: %.12g instead of %.12g", id, what, have, want);
}

static void list_near(double have[][EV_NODES_MAX], size_t at, struct json_object *want,
                      bool root, int id, const char *what)
{
    for (size_t i = 0; i < json_object_array_length(want); i++) {
        double v = have[i][at];
        near(root ? sqrt(v) : v, json_object_get_double(json_object_array_get_idx(want, i)), 1e-6,
             id, what);
    }
}

static void nodes_check(const struct ev_filter *f, enum ev_variant v, struct ev_batch *b,
                        struct json_object *nodes, int id)
{
    b->n = json_object_array_length(nodes);
    for (size_t i = 0; i < b->n; i++)
        for (size_t k = 0; k < HYPERS; k++)
            b->z[k][i] = json_object_get_double(json_object_array_get_idx(
                member(json_object_array_get_idx(nodes, i), "z"), k));
    ev_filter_run(v, f, b);
    for (size_t i = 0; i < b->n; i++) {
        struct json_object *x = json_object_array_get_idx(nodes, i);
        near(b->loglik[i], number(x, "loglik"), 1e-9, id, "log-likelihood");
        list_near(b->mean, i, member(x, "mean"), false, id, "mean");
        list_near(b->var, i, member(x, "sd"), true, id, "sd");
        list_near(b->mean + EV_FUNCTIONALS, i, member(x, "interval_mean"), false, id, "interval");
        list_near(b->var + EV_FUNCTIONALS, i, member(x, "interval_sd"), true, id, "interval sd");
    }
}

static void case_check(struct arena *a, struct json_object *check)
{
    static struct ev_event events[EVENTS_MOST];
    int id = (int)number(check, "id");
    struct ev_work *w = engine_work(a, EVENTS_MOST);
    const char *path = arena_cstr(a, arena_fmt(a, "tests/golden/evidence/client%02d.json", id));
    struct json_object *o = json_object_from_file(path);
    assert_non_null(o);
    struct ev_series s = series_of(o);
    struct ev_prior p = ev_prior_usual();
    struct json_object *days = member(o, "intervals_days");
    double t0;
    size_t n = ev_events(&s, false, events, &t0);
    struct ev_ask ask = {s.now - t0, ev_window(&s, t0), intervals,
                         json_object_array_length(days)};
    for (size_t i = 0; i < ask.n_intervals; i++)
        intervals[i] = json_object_get_double(json_object_array_get_idx(days, i));
    struct ev_filter f = ev_filter_of(events, n, s.scale.step / s.scale.unit, &p, &ask, w->steps);
    for (enum ev_variant v = EV_PORTABLE; v <= engine_variant(); v++)
        nodes_check(&f, v, &w->batch, member(check, "nodes"), id);
    json_object_put(o);
}

static void test_every_case_on_every_width(void **state)
{
    struct json_object *all = json_object_from_file("tests/golden/evidence/loglik_checks.json");
    assert_non_null(all);
    assert_true(json_object_array_length(all) >= 15);
    for (size_t i = 0; i < json_object_array_length(all); i++)
        case_check(*state, json_object_array_get_idx(all, i));
    json_object_put(all);
}

static void same(const struct ev_value *x, const struct ev_value *y)
{
    near(x->mean, y->mean, 1e-9 * (1 + y->sd), 0, "mean between widths");
    near(x->sd, y->sd, 1e-9 * (1 + y->sd), 0, "sd between widths");
    for (int i = 0; i < EV_QUANTILES; i++)
        near(x->q[i], y->q[i], 1e-9 * (1 + y->sd), 0, "quantile between widths");
}

/* Whole answers, with scores at the ends of the scale. */
static void test_widths_agree(void **state)
{
    struct ev_prior p = ev_prior_usual();
    for (size_t i = 0; i < 30; i++)
        scores[i] = (struct ev_score){(double)i * 2.5, (enum score_kind)(i % 3),
                                      (double)((i * 7) % 11)};
    for (size_t i = 0; i < 9; i++)
        sessions[i] = (struct ev_session){(double)i * 7.5, 60};
    struct ev_series s = {.scale = {1, 5, 1, 1, 0, 10},
                          .sessions = sessions,
                          .n_sessions = 9,
                          .scores = scores,
                          .n_scores = 30,
                          .now = 80};
    struct ev_question q = {.series = &s,
                            .prior = &p,
                            .target = 3,
                            .mcid = 2,
                            .delta = 1,
                            .intervals = engine_intervals,
                            .n_intervals = engine_interval_count,
                            .tobit = true};
    struct ev_work *w = engine_work(*state, 100);
    struct ev_answer first, other;
    ev_answer_of(&q, w, &first);
    for (q.variant = EV_AVX2; q.variant <= engine_variant(); q.variant++) {
        ev_answer_of(&q, w, &other);
        for (size_t i = 0; i < EV_FUNCTIONALS; i++)
            same(&other.value[i], &first.value[i]);
        same(&other.half_life, &first.half_life);
        near(other.p_benefit_delta, first.p_benefit_delta, 1e-9, 0, "probability between widths");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT(test_every_case_on_every_width), UNIT(test_widths_agree)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
