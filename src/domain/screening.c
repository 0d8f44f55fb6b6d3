/* Questionnaires about mood.
 * Must never: give a total when an item is missing, or rate what somebody said about self-harm.
 * Read next: data/instrument_bands.csv.
 */
#include "domain/screening.h"

#include "domain/score.h"

const char *const screening_instruments[3] = {"phq4", "gad7", "phq9"};

/* The total of a subscale, "" for all; none when an item is missing. */
static struct maybe_int total_of(const struct instrument *x, const char *subscale,
                                 const struct maybe_int values[SCREENING_ITEMS_MAX])
{
    struct maybe_real given[SCREENING_ITEMS_MAX];
    for (size_t i = 0; i < SCREENING_ITEMS_MAX; i++)
        given[i] = (struct maybe_real){values[i].has, (double)values[i].v};
    struct maybe_real total = score_of(x, subscale, given).total;
    return (struct maybe_int){total.has, (int64_t)total.v};
}

struct screening_score screening_score(const struct instrument *x,
                                       const struct maybe_int values[SCREENING_ITEMS_MAX])
{
    return (struct screening_score){total_of(x, "", values), total_of(x, "anxiety", values),
                                    total_of(x, "depression", values)};
}

static const struct band *band_of(struct str instrument, const char *subscale,
                                  const struct maybe_int *score)
{
    return score->has ? score_band(instrument, subscale, (double)score->v) : NULL;
}

struct str screening_band(struct str instrument, const struct maybe_int *total)
{
    const struct band *b = band_of(instrument, "", total);
    return b ? str_from(b->label) : S("");
}

static struct str action_words(struct str action, bool phq9)
{
    static const struct {
        const char *action, *words;
    } all[] = {
        {"watch", "Ask again at the next review."},
        {"suggest_gp", "Suggest a talk with the GP: the score lies where treatment can help."},
        {"offer_gad7", "The two questions about worry are positive: offer the GAD-7."},
    };
    if (str_eq(action, S("offer_phq9_else_suggest_gp")))
        return phq9 ? S("The two questions about mood are positive: offer the PHQ-9.")
                    : S("The two questions about mood are positive. The longer form is not used "
                        "here, because it asks about self-harm and nobody here is named to answer "
                        "for that: suggest a talk with the GP.");
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (str_eq(action, str_from(all[i].action)))
            return str_from(all[i].words);
    return S("");
}

struct str screening_advice(struct arena *a, struct str instrument, const struct screening_score *s,
                            bool phq9)
{
    const struct {
        const char *subscale;
        const struct maybe_int *score;
    } parts[] = {{"", &s->total}, {"anxiety", &s->anxiety}, {"depression", &s->depression}};
    struct str said = S("");
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const struct band *b = band_of(instrument, parts[i].subscale, parts[i].score);
        struct str words = b ? action_words(str_from(b->action), phq9) : S("");
        if (words.n && !str_contains(said, words))
            said = arena_fmt(a, "%.*s%s%.*s", STR_ARG(said), said.n ? " " : "", STR_ARG(words));
    }
    return said;
}
