/* The tables of data/ and what is asked of one cell: a row that is there, a word that is known,
 * a number in its bounds, something at all.
 * Must never: know what a column means beyond that; what rows promise each other stands elsewhere.
 * Read next: tools/mkdata_check.h.
 */
#pragma once
#include <math.h>

#include "mkdata_csv.h"

static struct table regions, muscles, techniques, tissues, measures, instruments,
    contraindications, figures, bands, items, contacts, claims;

struct list_search {
    const char *word;
    bool found;
};

static void search_word(const char *word, void *arg)
{
    struct list_search *s = arg;
    s->found = s->found || strcmp(word, s->word) == 0;
}

static bool list_has(const char *list, const char *word)
{
    struct list_search s = {word, false};
    each_word(list, search_word, &s);
    return s.found;
}

/* --- checks: references and words ------------------------------------------------------------ */

enum list { ONE, LIST_OF };

struct reference {
    const struct table *from;
    const char *column;
    enum list list;
    const struct table *to; /* NULL: no row, only the words of `also` */
    const char *key, *also; /* words that are no rows but may stand there; NULL: none */
};

static const struct reference references[] = {
    {&regions, "mirror_id", ONE, &regions, "id", NULL},
    {&muscles, "region", ONE, &regions, "parent", NULL},
    {&muscles, "lies_in", LIST_OF, &regions, "base", NULL},
    {&muscles, "referred_regions", LIST_OF, &regions, "base", NULL},
    {&muscles, "antagonists", LIST_OF, &muscles, "id", NULL},
    {&muscles, "imbalance_tendency", ONE, NULL, NULL, "short;weak"},
    {&muscles, "pattern", ONE, NULL, NULL, "upper_crossed;lower_crossed"},
    {&muscles, "length_or_rom_test", ONE, &measures, "id", NULL},
    {&muscles, "strength_test", ONE, &measures, "id", NULL},
    {&muscles, "tenderness_test", ONE, &measures, "id", NULL},
    {&muscles, "caution_ids", LIST_OF, &contraindications, "id", NULL},
    {&techniques, "parent", ONE, &techniques, "code", NULL},
    {&techniques, "main_tissue", LIST_OF, &tissues, "code", NULL},
    {&measures, "region", ONE, &regions, "parent", "any"},
    {&contraindications, "banned_techniques", LIST_OF, &techniques, "code", NULL},
    {&contraindications, "scope", LIST_OF, &regions, "base", "whole;site"},
    {&figures, "our_ids", LIST_OF, &regions, "id", NULL},
    {&instruments, "benefit", LIST_OF, NULL, NULL, "1;2;3;4;5;6;7"},
    {&bands, "instrument", ONE, &instruments, "id", NULL},
    {&bands, "action", ONE, NULL, NULL,
     "none;watch;suggest_gp;offer_gad7;offer_phq9_else_suggest_gp"},
    {&items, "instrument", ONE, &instruments, "id", NULL},
};

struct referrer {
    const struct reference *r;
    int row;
};

static void must_resolve(const char *word, void *arg)
{
    const struct referrer *at = arg;
    const struct reference *r = at->r;
    if (!*word || (r->also && list_has(r->also, word)))
        return;
    if (!r->to)
        WRONG(r->from, at->row, "%s: '%s' is none of: %s", r->column, word, r->also);
    if (row_of(r->to, r->key, word) < 0)
        WRONG(r->from, at->row, "%s: there is no %s in column %s of %s: mend it or add that row",
              r->column, word, r->key, r->to->path);
}

static void references_check(void)
{
    for (size_t i = 0; i < sizeof references / sizeof references[0]; i++)
        for (int row = 0; row < references[i].from->n; row++) {
            struct referrer at = {&references[i], row};
            const char *text = cell(at.r->from, row, at.r->column);
            if (at.r->list == LIST_OF)
                each_word(text, must_resolve, &at);
            else
                must_resolve(text, &at);
        }
}

/* Columns in which something stands in every row. */
static const struct {
    const struct table *t;
    const char *column;
} filled[] = {
    {&regions, "label"},       {&muscles, "name"},     {&muscles, "region"},
    {&muscles, "lies_in"}, /* what the gate rests on */
    {&techniques, "label"},    {&tissues, "label"},    {&measures, "region"},
    {&measures, "label"},      {&measures, "unit"},    {&instruments, "name"},
    {&instruments, "benefit"}, {&bands, "instrument"}, {&bands, "label"},
    {&bands, "action"},        {&items, "instrument"}, {&items, "text"},
    {&contraindications, "condition"},                 {&claims, "claim"},
    {&claims, "evidence"},
};

static void filled_check(void)
{
    for (size_t i = 0; i < sizeof filled / sizeof filled[0]; i++)
        for (int row = 0; row < filled[i].t->n; row++) {
            const char *text = cell(filled[i].t, row, filled[i].column);
            if (strspn(text, " ;") == strlen(text))
                WRONG(filled[i].t, row, "%s is empty: fill it in", filled[i].column);
        }
}

static void keys_check(const struct table *t, const char *key)
{
    for (int row = 0; row < t->n; row++) {
        const char *id = cell(t, row, key);
        if (!*id || strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_.") != strlen(id))
            WRONG(t, row, "%s '%s': use small letters, digits, _ and .", key, id);
        if (row_of(t, key, id) != row)
            WRONG(t, row, "%s %s stands twice: rename one (the other: line %d)", key, id,
                  t->rows[row_of(t, key, id)].line);
    }
}

/* --- checks: numbers ------------------------------------------------------------------------- */

/* Only plain decimals: strtod alone would take nan, inf and hexadecimal too. */
static double number(const struct table *t, int row, const char *name)
{
    const char *text = cell(t, row, name);
    char *end;
    if (!*text)
        return (double)NAN;
    double v = strtod(text, &end);
    if (*end || strspn(text, "-.0123456789") != strlen(text))
        WRONG(t, row, "%s: '%s' is not a number: write digits only, its unit stands elsewhere", name,
              text);
    return v;
}

/* Columns with a number, and between which bounds. */
static const struct {
    const struct table *t;
    const char *column;
    double least, most;
    bool needed;
} numbers[] = {
    {&regions, "cx", 0, 200, true},          {&regions, "cy", 0, 400, true},
    {&regions, "rx", 0.1, 100, true},        {&regions, "ry", 0.1, 200, true},
    {&measures, "min", -1000, 10000, true},  {&measures, "max", -1000, 10000, true},
    {&measures, "step", 0.001, 1000, true},  {&measures, "norm_aaos", -1000, 10000, false},
    {&measures, "norm_ama", -1000, 10000, false}, {&measures, "mean_f_20_44", -1000, 10000, false},
    {&measures, "mean_m_20_44", -1000, 10000, false},
    {&measures, "mean_f_45_69", -1000, 10000, false},
    {&measures, "mean_m_45_69", -1000, 10000, false},
    {&measures, "short_below", -1000, 10000, false},
    {&measures, "short_above", -1000, 10000, false}, {&measures, "mdc_abs", 0, 10000, false},
    {&measures, "mdc_pct", 0, 100, false},   {&measures, "asym_pct_floor", 0, 100, false},
    {&instruments, "items", 1, 200, true},   {&instruments, "min", -1000, 10000, true},
    {&instruments, "max", -1000, 10000, true}, {&instruments, "mic_abs", 0, 10000, false},
    {&instruments, "mic_pct", 0, 100, false}, {&instruments, "mdc_abs", 0, 10000, false},
    {&instruments, "mdc_pct", 0, 100, false}, {&instruments, "seconds", 1, 3600, true},
    {&instruments, "min_answered", 1, 200, true}, {&claims, "benefit", 1, 7, true},
    {&techniques, "minutes_low", 0, 240, false}, {&techniques, "minutes_high", 0, 240, false},
    {&techniques, "pressure_low", 0, 5, false}, {&techniques, "pressure_high", 0, 5, false},
    {&techniques, "seconds_low", 0, 3600, false}, {&techniques, "seconds_high", 0, 3600, false},
    {&contraindications, "pressure_cap", 0, 5, false},
    {&bands, "low", -1000, 10000, true},     {&bands, "high", -1000, 10000, true},
    {&instruments, "engine_mid", -1000, 10000, false},
    {&instruments, "engine_unit", 0.001, 10000, false},
    {&instruments, "engine_step", 0.001, 10000, false},
    {&instruments, "engine_lo", -1000, 10000, false},
    {&instruments, "engine_hi", -1000, 10000, false},
    {&items, "n", 1, 10, true}, /* SCORE_ITEMS_MAX: more are not added up, raise it too */
};

static const struct {
    const struct table *t;
    const char *column;
} wholes[] = {
    {&instruments, "items"}, {&instruments, "min_answered"}, {&instruments, "seconds"},
    {&items, "n"},           {&bands, "low"},                {&bands, "high"},
    {&claims, "benefit"},    {&contraindications, "pressure_cap"},
};

static void numbers_check(void)
{
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        for (int row = 0; row < numbers[i].t->n; row++) {
            double v = number(numbers[i].t, row, numbers[i].column);
            if (isnan(v) ? numbers[i].needed : v < numbers[i].least || v > numbers[i].most)
                WRONG(numbers[i].t, row, "%s must be a number from %g to %g", numbers[i].column,
                      numbers[i].least, numbers[i].most);
        }
    for (size_t i = 0; i < sizeof wholes / sizeof wholes[0]; i++)
        for (int row = 0; row < wholes[i].t->n; row++)
            if (strchr(cell(wholes[i].t, row, wholes[i].column), '.'))
                WRONG(wholes[i].t, row, "%s must be a whole number: write no point",
                      wholes[i].column);
}

/* --- checks: numbers of one row beside each other -------------------------------------------- */

static const struct {
    const struct table *t;
    const char *low, *high;
    bool may_equal, may_lack;
} ranges[] = {
    {&measures, "min", "max", false, false},
    {&measures, "short_below", "short_above", false, true},
    {&instruments, "min", "max", false, false},
    {&instruments, "min_answered", "items", true, false},
    {&instruments, "engine_lo", "engine_hi", false, false},
    {&techniques, "minutes_low", "minutes_high", true, false},
    {&techniques, "pressure_low", "pressure_high", true, false},
    {&techniques, "seconds_low", "seconds_high", true, false},
    {&bands, "low", "high", true, false},
};

static void ranges_check(void)
{
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        for (int row = 0; row < ranges[i].t->n; row++) {
            double low = number(ranges[i].t, row, ranges[i].low);
            double high = number(ranges[i].t, row, ranges[i].high);
            if (isnan(low) != isnan(high) && !ranges[i].may_lack)
                WRONG(ranges[i].t, row, "%s and %s: fill in both or neither", ranges[i].low,
                      ranges[i].high);
            if (low > high || (low >= high && !ranges[i].may_equal))
                WRONG(ranges[i].t, row, "%s must be below %s: swap or mend them", ranges[i].low,
                      ranges[i].high);
        }
}

/* Values that lie within two others. */
static const struct {
    const struct table *t;
    const char *column, *low, *high;
} insides[] = {
    {&measures, "norm_aaos", "min", "max"},    {&measures, "norm_ama", "min", "max"},
    {&measures, "mean_f_20_44", "min", "max"}, {&measures, "mean_m_20_44", "min", "max"},
    {&measures, "mean_f_45_69", "min", "max"}, {&measures, "mean_m_45_69", "min", "max"},
    {&measures, "short_below", "min", "max"},  {&measures, "short_above", "min", "max"},
    {&instruments, "engine_lo", "min", "max"}, {&instruments, "engine_hi", "min", "max"},
    {&instruments, "engine_mid", "engine_lo", "engine_hi"},
};

/* Differences, which are smaller than the whole range. */
static const struct {
    const struct table *t;
    const char *column;
    bool may_equal;
} differences[] = {
    {&measures, "step", true},       {&measures, "mdc_abs", false},
    {&instruments, "mic_abs", false}, {&instruments, "mdc_abs", false},
    {&instruments, "engine_unit", false}, {&instruments, "engine_step", true},
};

static void insides_check(void)
{
    for (size_t i = 0; i < sizeof insides / sizeof insides[0]; i++)
        for (int row = 0; row < insides[i].t->n; row++) {
            double v = number(insides[i].t, row, insides[i].column);
            if (v < number(insides[i].t, row, insides[i].low) ||
                v > number(insides[i].t, row, insides[i].high))
                WRONG(insides[i].t, row, "%s must lie within %s and %s", insides[i].column,
                      insides[i].low, insides[i].high);
        }
}

static void differences_check(void)
{
    for (size_t i = 0; i < sizeof differences / sizeof differences[0]; i++)
        for (int row = 0; row < differences[i].t->n; row++) {
            const struct table *t = differences[i].t;
            double v = number(t, row, differences[i].column);
            double range = number(t, row, "max") - number(t, row, "min");
            if (v > range || (v >= range && !differences[i].may_equal))
                WRONG(t, row, "%s is no smaller than the range from min to max",
                      differences[i].column);
        }
}

/* All that a cell or a row promises by itself. */
static void cells_check(void)
{
    references_check();
    filled_check();
    numbers_check();
    ranges_check();
    insides_check();
    differences_check();
}
