/* Body maps over time: periods of four weeks, what counts as a map, the newest beside the one before.
 * Must never: take the code's own result as the expectation.
 * Read next: domain/bodymap.h.
 */
#include "unit.h"

#include <math.h>

#include "domain/bodymap.h"

static const int64_t NOW = 1000000000, DAY = 86400;

enum { MARKED_MAX = 200 };

struct maps {
    struct marked at[MARKED_MAX];
    struct marked_list list;
    unsigned char visits;
};

/* A mark of the visit `days` ago; of the same visit when the days are those of the last mark. */
static void mark(struct maps *m, double days, const char *layer, const char *region, int64_t value)
{
    int64_t at_utc = NOW - (int64_t)(days * (double)DAY);
    bool again = m->list.n > 0 && m->at[m->list.n - 1].at_utc == at_utc;
    assert_true(m->list.n < MARKED_MAX && region_find(str_from(region)));
    m->visits = (unsigned char)(m->visits + !again);
    m->at[m->list.n++] = (struct marked){
        {{m->visits}}, at_utc, str_from(layer), str_from(region), value};
    m->list.at = m->at;
}

static struct bodymap_period period(struct arena *a, const struct maps *m, enum layer layer,
                                    size_t want, size_t i)
{
    struct bodymap_period ret[BODYMAP_PERIODS];
    assert_int_equal(bodymap_periods(a, &m->list, layer, NOW, ret), want);
    return ret[i];
}

static double mean(const struct bodymap_period *p, const char *region)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->at[i].region == region_find(str_from(region)))
            return p->at[i].mean;
    return 0;
}

/* --- periods --------------------------------------------------------------------------------- */

/* Three maps: 6 and 3 of the neck are 3 a map, 9 of the arm once is 3 too; a map of tension alone,
 * and one on which all is 0, are maps without pain. */
static void test_mean_over_all_maps(void **state)
{
    struct maps m = {.visits = 0};
    mark(&m, 20, "pain", "neck_back_l", 6);
    mark(&m, 20, "pain", "forehead_l", 1);
    mark(&m, 10, "tension", "neck_back_l", 8);
    mark(&m, 5, "pain", "neck_back_l", 3);
    struct bodymap_period p = period(*state, &m, LAYER_PAIN, 1, 0);
    assert_int_equal(p.maps, 3);
    assert_int_equal(p.n, 2);
    assert_true(p.at[0].region == region_find(S("neck_back_l")) && p.at[0].marked == 2);
    assert_true(fabs(p.at[0].mean - 3) < 1e-12 && fabs(p.at[1].mean - 1.0 / 3) < 1e-12);
    mark(&m, 1, "pain", "neck_back_l", 0);
    p = period(*state, &m, LAYER_PAIN, 1, 0);
    assert_int_equal(p.maps, 4);
    assert_true(p.at[0].marked == 2 && fabs(p.at[0].mean - 2.25) < 1e-12);
    p = period(*state, &m, LAYER_TENSION, 1, 0);
    assert_true(p.maps == 4 && p.n == 1 && p.at[0].mean == 2);
    assert_int_equal(period(*state, &m, LAYER_NUMBNESS, 1, 0).n, 0);
}

/* Which four weeks a map is in: they end now, and an end belongs to the period that it ends. */
static void test_edges(void **state)
{
    static const struct {
        double days;
        size_t periods; /* from that map on; 0: it is too old, or not yet */
    } cases[] = {{0, 1},   {27.99, 1}, {28, 2},  {28.01, 2}, {55.9, 2},  {56, 3}, {139, 5},
                 {140, 6}, {167.9, 6}, {168, 0}, {400, 0},   {-0.01, 0}, {-30, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct maps m = {.visits = 0};
        struct bodymap_period ret[BODYMAP_PERIODS];
        mark(&m, cases[i].days, "pain", "neck_back_l", 4);
        size_t n = bodymap_periods(*state, &m.list, LAYER_PAIN, NOW, ret);
        assert_int_equal(n, cases[i].periods);
        for (size_t k = 0; k < n; k++) {
            assert_int_equal(ret[k].maps, k == 0);
            assert_int_equal(ret[k].until_utc, NOW - (int64_t)(n - 1 - k) * BODYMAP_PERIOD_S);
            assert_int_equal(ret[k].until_utc - ret[k].from_utc, 28 * DAY);
        }
    }
    struct maps none = {.visits = 0};
    struct bodymap_period ret[BODYMAP_PERIODS];
    assert_int_equal(bodymap_periods(*state, &none.list, LAYER_PAIN, NOW, ret), 0);
}

/* Four weeks without a map stay, and say that there was none. */
static void test_a_gap_is_not_painless(void **state)
{
    struct maps m = {.visits = 0};
    mark(&m, 100, "pain", "neck_back_l", 8);
    mark(&m, 3, "pain", "neck_back_l", 2);
    for (size_t i = 0; i < 4; i++) {
        struct bodymap_period p = period(*state, &m, LAYER_PAIN, 4, i);
        assert_int_equal(p.maps, i == 0 || i == 3);
        assert_int_equal(p.n, p.maps);
    }
}

static void test_strongest_first(void **state)
{
    struct maps m = {.visits = 0};
    for (size_t i = 0; i < region_count && i < MARKED_MAX; i++)
        mark(&m, 3, "pain", region_all[i].id, (int64_t)(i * 7 % 11));
    struct bodymap_period p = period(*state, &m, LAYER_PAIN, 1, 0);
    assert_true(p.n > 50);
    for (size_t i = 1; i < p.n; i++) {
        assert_true(p.at[i - 1].mean >= p.at[i].mean);
        assert_true(p.at[i - 1].mean > p.at[i].mean || p.at[i - 1].region < p.at[i].region);
    }
}

/* A body and its mirror image have the same periods with sides changed. Seed 17, on any marks. */
static void test_mirrored(void **state)
{
    struct maps m = {.visits = 0}, other = {.visits = 0};
    uint32_t seed = 17;
    for (int i = 0; i < 120; i++) {
        seed = seed * 1664525u + 1013904223u;
        const struct region *r = &region_all[(seed >> 8) % region_count];
        double days = 160 - i / 3;
        mark(&m, days, "pain", r->id, (seed >> 20) % 11);
        mark(&other, days, "pain", r->mirror ? r->mirror->id : r->id, (seed >> 20) % 11);
    }
    for (size_t i = 0; i < 6; i++) {
        struct bodymap_period a = period(*state, &m, LAYER_PAIN, 6, i);
        struct bodymap_period b = period(*state, &other, LAYER_PAIN, 6, i);
        assert_true(a.maps == b.maps && a.n == b.n);
        for (size_t k = 0; k < a.n; k++) {
            const struct region *r = a.at[k].region;
            assert_true(a.at[k].mean == mean(&b, r->mirror ? r->mirror->id : r->id));
        }
    }
}

/* --- the newest beside the one before --------------------------------------------------------- */

static void test_two_newest(void **state)
{
    struct maps m = {.visits = 0};
    struct bodymap_changes c = bodymap_changes_of(*state, &m.list, LAYER_PAIN);
    assert_true(c.n == 0 && c.from_utc == 0 && c.to_utc == 0);
    mark(&m, 30, "pain", "forehead_l", 9); /* two maps ago it was worse; it does not count */
    assert_int_equal(bodymap_changes_of(*state, &m.list, LAYER_PAIN).to_utc, 0);
    mark(&m, 20, "pain", "forehead_l", 5);
    mark(&m, 20, "pain", "neck_back_l", 7);
    mark(&m, 20, "pain", "neck_back_r", 4);
    mark(&m, 20, "tension", "neck_back_r", 9);
    mark(&m, 10, "pain", "forehead_l", 6);
    mark(&m, 10, "pain", "neck_back_r", 4);
    c = bodymap_changes_of(*state, &m.list, LAYER_PAIN);
    assert_true(c.from_utc == NOW - 20 * DAY && c.to_utc == NOW - 10 * DAY);
    assert_int_equal(c.n, 2);
    assert_true(c.at[0].region == region_find(S("neck_back_l")));
    assert_true(c.at[0].change.from == 7 && c.at[0].change.to == 0 && c.at[0].change.gain == 1);
    assert_true(c.at[0].change.beyond_error); /* 7 points, the error is 2.2 */
    assert_true(c.at[1].region == region_find(S("forehead_l")));
    assert_true(c.at[1].change.gain == -1 && !c.at[1].change.beyond_error);
    c = bodymap_changes_of(*state, &m.list, LAYER_TENSION);
    assert_true(c.n == 1 && c.at[0].change.from == 9 && c.at[0].change.to == 0);
}

/* How much answers about tingling and numbness vary is not known: nothing is called beyond it. */
static void test_layers(void **state)
{
    static const bool known[LAYERS] = {[LAYER_PAIN] = true, [LAYER_TENSION] = true};
    for (int layer = 0; layer < LAYERS; layer++) {
        struct maps m = {.visits = 0};
        mark(&m, 20, layer_names[layer], "neck_back_l", 9);
        mark(&m, 10, layer_names[layer], "neck_back_l", 1);
        struct bodymap_changes c = bodymap_changes_of(*state, &m.list, (enum layer)layer);
        assert_int_equal(c.n, 1);
        assert_int_equal(c.at[0].change.beyond_error, known[layer]);
        assert_int_equal(isnan(c.at[0].change.error), !known[layer]);
        assert_int_equal(c.at[0].change.gain, 1);
    }
}

static void test_greatest_first(void **state)
{
    struct maps m = {.visits = 0};
    size_t n = region_count < 90 ? region_count : 90;
    for (size_t i = 0; i < n; i++)
        mark(&m, 20, "pain", region_all[i].id, (int64_t)(i * 7 % 11));
    for (size_t i = 0; i < n; i++)
        mark(&m, 10, "pain", region_all[i].id, (int64_t)(i * 5 % 11));
    struct bodymap_changes c = bodymap_changes_of(*state, &m.list, LAYER_PAIN);
    assert_true(c.n > 50);
    for (size_t i = 0; i < c.n; i++) {
        double here = fabs(c.at[i].change.to - c.at[i].change.from);
        assert_true(here > 0);
        assert_true(i == 0 || fabs(c.at[i - 1].change.to - c.at[i - 1].change.from) >= here);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT(test_mean_over_all_maps),
                                       UNIT(test_edges),
                                       UNIT(test_a_gap_is_not_painless),
                                       UNIT(test_strongest_first),
                                       UNIT(test_mirrored),
                                       UNIT(test_two_newest),
                                       UNIT(test_layers),
                                       UNIT(test_greatest_first)};
    return cmocka_run_group_tests_name("bodymap", tests, NULL, NULL);
}
