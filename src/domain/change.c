/* What a change is worth beside its error.
 * Must never: call a gain what lies within the error.
 * Read next: domain/change.h.
 */
#include "domain/change.h"

#include <math.h>

#include "evidence/summary.h"

/* The error of a single activity of the PSFS: MDC90 3 x 1.19 (data/instruments.csv, its note). */
static const double ACTIVITY_ERROR = 3.6;

double change_error(const struct measure *m, double value)
{
    return fmax(m->mdc_abs, fabs(value) * m->mdc_pct / 100);
}

static int gain_of(double by, enum better better)
{
    if (by == 0 || better == BETTER_NONE)
        return 0;
    return (by > 0) == (better == BETTER_HIGHER) ? 1 : -1;
}

static void judge(struct change *c, double mic, double mic_pct)
{
    unsigned state = summary_change(c->from, c->to, c->error, mic, mic_pct);
    c->beyond_error = state & CHANGE_BEYOND_ERROR;
    c->matters = state & CHANGE_MATTERS;
    c->enough = c->from != 0 ? fmin(mic, fabs(c->from) * mic_pct / 100) : mic;
}

struct change change_measured(const struct measure *m, double from, double to)
{
    struct change c = {.from = from,
                       .to = to,
                       .error = change_error(m, from),
                       .unit = m->unit,
                       .gain = gain_of(to - from, m->better)};
    judge(&c, (double)NAN, (double)NAN);
    return c;
}

static double score_error(const struct instrument *x, int items, double from)
{
    if (items == 1 && x->items > 1 && x->rule == SCORE_MEAN)
        return ACTIVITY_ERROR;
    return fmax(x->mdc_abs, fabs(from) * x->mdc_pct / 100);
}

struct change change_scored(const struct instrument *x, int items, double from, double to)
{
    static const enum better better[] = {[WORSE_HIGHER] = BETTER_LOWER,
                                         [WORSE_LOWER] = BETTER_HIGHER,
                                         [WORSE_DEPENDS] = BETTER_NONE};
    struct change c = {.from = from,
                       .to = to,
                       .error = score_error(x, items, from),
                       .unit = "",
                       .gain = gain_of(to - from, better[x->worse])};
    judge(&c, x->mic_abs, x->mic_pct);
    return c;
}

struct str change_words(const struct change *c)
{
    if (c->to == c->from)
        return S("no change");
    if (isnan(c->error))
        return c->matters ? S("large enough to matter, but its error is not known")
                          : S("its error is not known");
    if (c->beyond_error && c->matters)
        return S("beyond error, and it matters");
    if (c->matters)
        return S("would matter, but lies within error");
    if (!c->beyond_error)
        return S("within error");
    return isnan(c->enough) ? S("beyond error") : S("beyond error, but too small to matter");
}

struct str change_sentence(struct arena *a, const struct change *c)
{
    struct str words = change_words(c);
    if (c->to == c->from)
        return words;
    return arena_fmt(a, "%+.3g%s%s: %.*s", c->to - c->from, *c->unit ? " " : "", c->unit,
                     STR_ARG(words));
}

static const char *direction(const struct change *c)
{
    return c->gain > 0 ? "Better" : c->gain < 0 ? "Worse" : "Changed";
}

struct str change_plain(struct arena *a, const struct change *c)
{
    const char *space = *c->unit ? " " : "";
    if (c->to == c->from)
        return arena_fmt(a, "The same: %.3g%s%s at first and now.", c->from, space, c->unit);
    struct str numbers = arena_fmt(a, "from %.3g to %.3g%s%s", c->from, c->to, space, c->unit);
    if (isnan(c->error))
        return arena_fmt(a,
                         "%.*s. How much such answers vary by themselves is not known, so this is "
                         "not called a change.",
                         STR_ARG(numbers));
    if (!c->beyond_error)
        return arena_fmt(a, "No change shown: %.*s lies within the error of measuring (%.3g%s%s).",
                         STR_ARG(numbers), c->error, space, c->unit);
    const char *worth = isnan(c->enough) ? "How much matters is not known."
                        : c->matters     ? "It is large enough to matter."
                                         : "It is smaller than what usually matters.";
    return arena_fmt(a, "%s: %.*s. That is more than the error of measuring (%.3g%s%s). %s",
                     direction(c), STR_ARG(numbers), c->error, space, c->unit, worth);
}

struct str change_numbers(struct arena *a, const struct change *c)
{
    const char *space = *c->unit ? " " : "";
    struct str error = isnan(c->error) ? S("error not known")
                                       : arena_fmt(a, "error %.3g%s%s", c->error, space, c->unit);
    if (isnan(c->enough))
        return error;
    return arena_fmt(a, "%.*s; matters from %.3g%s%s", STR_ARG(error), c->enough, space, c->unit);
}

struct str change_weaker(const struct taken *from, const struct taken *to)
{
    bool tester = !id_eq(from->tester, to->tester), device = !str_eq(from->device, to->device);
    if (tester && device)
        return S("another tester, another device");
    return tester ? S("another tester") : device ? S("another device") : S("");
}
