/* A review of one complaint.
 * Must never: change an activity after it was rated first, or compare different questions.
 * Read next: domain/review.h.
 */
#include "domain/review.h"

/* Asked as they stand, in this order, between the activities and the goals. */
static const char *const plain[] = {"peg"};

static struct str end_words(const char *options, bool high)
{
    struct str rest = str_from(options), part, found = S("");
    while (str_next(&rest, '|', &part)) {
        found = str_slice(part, str_find(part, '=') + 1, part.n);
        if (!high)
            break;
    }
    return found;
}

/* `named`: what the question is about, where the client named it; else "no value". */
static void question_add(const char *instrument, int64_t n, struct str named,
                         struct review_question *ret, size_t *count)
{
    const struct instrument *x = instrument_find(str_from(instrument));
    const struct item *item = x ? score_item(str_from(instrument), named.p ? 1 : (int)n) : NULL;
    if (!item || *count == REVIEW_QUESTIONS_MAX)
        return;
    ret[(*count)++] = (struct review_question){x, n, named.p ? named : str_from(item->text),
                                               end_words(item->options, false),
                                               end_words(item->options, true)};
}

size_t review_questions(const struct review_facts *facts,
                        struct review_question ret[REVIEW_QUESTIONS_MAX])
{
    static const struct str none = {NULL, 0}; /* asked in the file's words */
    size_t n = 0;
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        const struct instrument *x = instrument_find(str_from(plain[i]));
        for (int k = 1; x && k <= x->items; k++)
            question_add(plain[i], k, none, ret, &n);
    }
    for (size_t i = 0; i < ACTIVITIES_MAX; i++)
        if (facts->activities[i].n)
            question_add("psfs", (int64_t)i + 1, facts->activities[i], ret, &n);
    for (size_t i = 0; i < facts->goals.n; i++)
        question_add("nrs_goal", facts->goals.at[i].n, facts->goals.at[i].label, ret, &n);
    if (!facts->is_first)
        question_add("pgic", 1, none, ret, &n);
    return n;
}

struct score_total review_total(const struct review *r, const struct instrument *x)
{
    struct maybe_real values[SCORE_ITEMS_MAX] = {{0}};
    for (size_t i = 0; i < r->items.n; i++) {
        const struct review_item *item = &r->items.at[i];
        if (str_eq(item->instrument, str_from(x->id)) && item->item >= 1 &&
            item->item <= SCORE_ITEMS_MAX)
            values[item->item - 1] = some_real(item->value);
    }
    return score_of(x, "", values);
}

/* --- lines ----------------------------------------------------------------------------------- */

static struct maybe_real value_of(const struct review *r, const struct instrument *x,
                                  const struct review_item *like)
{
    if (!like)
        return review_total(r, x).total;
    for (size_t i = 0; i < r->items.n; i++) {
        const struct review_item *item = &r->items.at[i];
        if (str_eq(item->instrument, like->instrument) && str_eq(item->wording, like->wording))
            return some_real(item->value);
    }
    return (struct maybe_real){0};
}

/* What was asked is compared with the oldest answer to the very same. `like` NULL: a whole. */
static bool line_of(struct arena *a, const struct review_list *all, size_t i,
                    const struct instrument *x, const struct review_item *like,
                    struct review_line *ret)
{
    struct maybe_real now = value_of(&all->at[i], x, like);
    if (!now.has)
        return false;
    struct review_line line = {.instrument = x, .name = str_from(x->name), .value = now.v};
    if (like && x->licence == LICENCE_SHIP)
        line.name = arena_fmt(a, "%s: %.*s", x->name, STR_ARG(like->wording));
    else if (like)
        line.name = like->wording;
    line.band = score_band(str_from(x->id), like ? score_subscale(x, like->item) : "", now.v);
    for (size_t k = all->n; k-- > i + 1;) {
        struct maybe_real first = value_of(&all->at[k], x, like);
        if (!first.has)
            continue;
        line.first_utc = some_int(all->at[k].at_utc);
        line.change = change_scored(x, like ? 0 : review_total(&all->at[i], x).answered, first.v,
                                    now.v);
        break;
    }
    *ret = line;
    return true;
}

static bool is_whole(const struct instrument *x)
{
    return x->licence == LICENCE_SHIP && !str_eq(str_from(x->id), S("nrs_goal"));
}

size_t review_lines(struct arena *a, const struct review_list *all, size_t i,
                    struct review_line ret[REVIEW_LINES_MAX])
{
    const struct review *r = &all->at[i];
    size_t n = 0;
    for (size_t k = 0; k < r->items.n && n < REVIEW_LINES_MAX; k++) {
        const struct review_item *item = &r->items.at[k];
        const struct instrument *x = instrument_find(item->instrument);
        bool again = k > 0 && str_eq(item->instrument, r->items.at[k - 1].instrument);
        if (x && !(is_whole(x) && again))
            n += line_of(a, all, i, x, is_whole(x) ? NULL : item, &ret[n]);
    }
    return n;
}

struct review_due review_due_of(bool any, int64_t visits, int64_t after)
{
    return (struct review_due){.due = !any || visits >= (after ? after : REVIEW_AFTER),
                               .is_first = !any,
                               .visits = visits};
}
