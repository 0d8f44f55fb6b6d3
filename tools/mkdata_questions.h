/* What questionnaires promise: their questions, the answers to choose from, what a total means.
 * Must never: let a total be told with a band or an end of the scale that does not belong to it.
 * Read next: tools/mkdata_check.h, src/domain/score.h.
 */
#pragma once
#include "mkdata_column.h"

static bool is_word(const struct table *t, int row, const char *column, const char *word)
{
    return strcmp(cell(t, row, column), word) == 0;
}

static int instrument_of(const struct table *t, int row)
{
    return row_of(&instruments, "id", cell(t, row, "instrument"));
}

/* --- checks: questions ----------------------------------------------------------------------- */

/* The least and the most that one answer, or the sum of all, can be; of how many. */
struct span {
    int n;
    double low, high;
};

/* "0=Not at all|1=Several days" */
static struct span options_of(int row)
{
    struct span s = {0, 0, 0};
    const char *next;
    for (const char *at = cell(&items, row, "options"); at; at = next ? next + 1 : NULL) {
        int v, text = 0;
        next = strchr(at, '|');
        if (!strchr("-0123456789", *at) || sscanf(at, "%4d=%n", &v, &text) != 1 || !text ||
            strchr(" |", at[text]) || (s.n > 0 && v <= s.high))
            WRONG(&items, row, "options: '%s': write them as 0=..|1=.., ascending", at);
        s = (struct span){s.n + 1, s.n ? s.low : v, v};
    }
    if (s.n < 2)
        WRONG(&items, row, "options: nothing to choose from: write at least two");
    return s;
}

/* Of the questions of a subscale; "": of all. */
static struct span questions_of(const char *instrument, const char *subscale)
{
    struct span all = {0, 0, 0};
    for (int row = 0; row < items.n; row++)
        if (is_word(&items, row, "instrument", instrument) &&
            (!*subscale || is_word(&items, row, "subscale", subscale))) {
            struct span s = options_of(row);
            all = (struct span){all.n + 1, all.low + s.low, all.high + s.high};
        }
    return all;
}

static int row_of_question(const char *instrument, int n)
{
    for (int row = 0; row < items.n; row++)
        if (is_word(&items, row, "instrument", instrument) && (int)number(&items, row, "n") == n)
            return row;
    return -1;
}

static bool band_has(const char *instrument, const char *subscale)
{
    for (int row = 0; row < bands.n; row++)
        if (is_word(&bands, row, "instrument", instrument) &&
            is_word(&bands, row, "subscale", subscale))
            return true;
    return false;
}

static void ends_check(const struct table *t, int row, int x, double low, double high)
{
    double min = number(&instruments, x, "min"), max = number(&instruments, x, "max");
    if (low != min || high != max)
        WRONG(t, row, "the options go from %g to %g, but %s from %g to %g: mend them, or min and "
                      "max", low, high, cell(&instruments, x, "id"), min, max);
}

static void question_check(int row, int n)
{
    int x = instrument_of(&items, row);
    const char *subscale = cell(&items, row, "subscale");
    struct span s = options_of(row);
    if (is_word(&instruments, x, "licence_class", "score_entry"))
        WRONG(&items, row, "the licence of %s is score_entry: its questions may not be shown",
              cell(&instruments, x, "id"));
    if ((int)number(&items, row, "n") != n)
        WRONG(&items, row, "n must be %d: the questions of one instrument are numbered from 1", n);
    if (*subscale && !band_has(cell(&items, row, "instrument"), subscale))
        WRONG(&items, row, "subscale: %s has no bands for %s in %s", cell(&instruments, x, "id"),
              subscale, bands.path);
    if (!is_word(&instruments, x, "score_rule", "sum"))
        ends_check(&items, row, x, s.low, s.high);
}

/* One question may stand for several where the mean is taken: the client names what it is about. */
static void questions_check(int x)
{
    struct span all = questions_of(cell(&instruments, x, "id"), "");
    bool sum = is_word(&instruments, x, "score_rule", "sum");
    bool mean = is_word(&instruments, x, "score_rule", "mean");
    if (is_word(&instruments, x, "licence_class", "score_entry"))
        return;
    if (!sum && !mean && !is_word(&instruments, x, "score_rule", "single"))
        WRONG(&instruments, x, "score_rule: what is asked here is single, sum or mean");
    if (all.n != (int)number(&instruments, x, "items") && !(mean && all.n == 1))
        WRONG(&instruments, x, "items: %s has %d questions in %s", cell(&instruments, x, "id"),
              all.n, items.path);
    if (sum)
        ends_check(&instruments, x, x, all.low, all.high);
}

static void engine_check(int x)
{
    static const char *const names[] = {"engine_mid", "engine_unit", "engine_step", "engine_hi"};
    bool none = is_word(&instruments, x, "engine_lo", "");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (is_word(&instruments, x, names[i], "") != none)
            WRONG(&instruments, x, "%s: fill in all of engine_.. or none", names[i]);
}

/* --- checks: bands --------------------------------------------------------------------------- */

static bool is_same_scale(int a, int b)
{
    return is_word(&bands, a, "instrument", cell(&bands, b, "instrument")) &&
           is_word(&bands, a, "subscale", cell(&bands, b, "subscale"));
}

/* Between which totals the bands of this row's scale lie. */
static struct span scale_of(int row)
{
    const char *subscale = cell(&bands, row, "subscale");
    int x = instrument_of(&bands, row);
    if (!*subscale)
        return (struct span){1, number(&instruments, x, "min"), number(&instruments, x, "max")};
    struct span s = questions_of(cell(&instruments, x, "id"), subscale);
    if (!s.n && is_word(&instruments, x, "licence_class", "ship_text"))
        WRONG(&bands, row, "subscale: %s has no questions for %s in %s",
              cell(&instruments, x, "id"), subscale, items.path);
    return s;
}

/* The bands of one scale stand one below the other, each where the last ended: a total has one. */
static void band_check(int row)
{
    struct span scale = scale_of(row);
    bool first = row == 0 || !is_same_scale(row, row - 1);
    bool last = row == bands.n - 1 || !is_same_scale(row, row + 1);
    double low = number(&bands, row, "low"), high = number(&bands, row, "high");
    double max = number(&instruments, instrument_of(&bands, row), "max");
    double from = first ? scale.low : number(&bands, row - 1, "high") + 1;
    for (int other = 0; first && other < row; other++)
        if (is_same_scale(row, other))
            WRONG(&bands, row, "the bands of one scale stand one below the other (line %d)",
                  bands.rows[other].line);
    /* Of a subscale whose questions are not here, only the whole's end is known. */
    if ((!first || scale.n) && low != from)
        WRONG(&bands, row, "low must be %g, so that each total has one band", from);
    if (high > max || (last && scale.n && high != scale.high))
        WRONG(&bands, row, "high must be %g, the end of this scale", scale.n ? scale.high : max);
}

static void instruments_check(void)
{
    for (int row = 0; row < items.n; row++) {
        int n = 1;
        for (int other = 0; other < row; other++)
            n += instrument_of(&items, other) == instrument_of(&items, row);
        question_check(row, n);
    }
    for (int x = 0; x < instruments.n; x++) {
        questions_check(x);
        engine_check(x);
    }
    for (int row = 0; row < bands.n; row++)
        band_check(row);
}
