/* Patterns of short and weak muscles.
 * Must never: be a diagnosis, or count a sign that was not measured.
 * Read next: domain/pattern.h.
 */
#include "domain/pattern.h"

#include "domain/worth.h"

/* Does the finding test what the pattern expects of this muscle? */
static bool tests(const struct muscle *m, const struct finding *f)
{
    if (str_eq(str_from(m->tendency), S("short")))
        return str_eq(f->measure, str_from(m->length_test));
    if (!str_eq(str_from(m->tendency), S("weak")))
        return false;
    if (!f->target.n)
        return str_eq(f->measure, str_from(m->strength_test));
    for (const char *const *at = m->actions; *at; at++) {
        struct str rest = str_from(*at), movement;
        if (str_next(&rest, ':', &movement) && str_eq(movement, f->target))
            return true;
    }
    return false;
}

static const struct muscle *muscle_of(const char *pattern, const struct finding *f)
{
    for (size_t i = 0; i < muscle_count; i++)
        if (str_eq(str_from(muscle_all[i].pattern), str_from(pattern)) && tests(&muscle_all[i], f))
            return &muscle_all[i];
    return NULL;
}

static bool is_measured(const struct finding *f)
{
    return f->before_left.has || f->before_right.has;
}

static void sign_add(struct pattern *p, struct pattern_sign sign)
{
    if (p->measured == PATTERN_SIGNS_MAX)
        return;
    p->signs[p->measured++] = sign;
    p->present += sign.present;
}

static void crossed(struct pattern *p, const char *pattern, const struct finding *f)
{
    const struct muscle *m = muscle_of(pattern, f);
    if (!m || !is_measured(f))
        return;
    bool left = sign_deficit(f, SIDE_LEFT), right = sign_deficit(f, SIDE_RIGHT);
    bool whole = sign_deficit(f, SIDE_NONE);
    sign_add(p, (struct pattern_sign){f, m, left || right || whole,
                                      left == right ? SIDE_BOTH
                                      : left        ? SIDE_LEFT
                                                    : SIDE_RIGHT});
}

static void side_to_side(struct pattern *p, const struct finding *f)
{
    struct asymmetry x = asymmetry_of(f, NULL);
    if (x.state != EVENNESS_UNKNOWN && x.state != EVEN)
        sign_add(p, (struct pattern_sign){f, NULL, true, x.worse});
    else if (x.state == EVEN)
        sign_add(p, (struct pattern_sign){f, NULL, false, SIDE_NONE});
}

void patterns_of(const struct finding *findings, size_t n, struct pattern ret[PATTERNS])
{
    ret[0] = (struct pattern){.name = "Upper crossed pattern"};
    ret[1] = (struct pattern){.name = "Lower crossed pattern"};
    ret[2] = (struct pattern){.name = "Side to side"};
    for (size_t i = 0; i < n; i++) {
        crossed(&ret[0], "upper_crossed", &findings[i]);
        crossed(&ret[1], "lower_crossed", &findings[i]);
        side_to_side(&ret[2], &findings[i]);
    }
}
