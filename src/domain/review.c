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

struct score_total review_total(const struct review *r, const struct instrument *x, int activities)
{
    struct maybe_real values[SCORE_ITEMS_MAX] = {{0}};
    for (size_t i = 0; i < r->items.n; i++) {
        const struct review_item *item = &r->items.at[i];
        if (str_eq(item->instrument, str_from(x->id)) && item->item >= 1 &&
            item->item <= SCORE_ITEMS_MAX)
            values[item->item - 1] = some_real(item->value);
    }
    struct score_total t = score_of(x, "", values);
    if (str_eq(str_from(x->id), S("psfs")) && t.answered < activities)
        t.total = (struct maybe_real){0};
    return t;
}

/* --- lines ----------------------------------------------------------------------------------- */

static struct maybe_real value_of(const struct review_list *all, size_t at,
                                  const struct instrument *x, const struct review_item *like)
{
    const struct review *r = &all->at[at];
    if (!like)
        return review_total(r, x, all->activities).total;
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
    struct maybe_real now = value_of(all, i, x, like);
    if (!now.has)
        return false;
    struct review_line line = {.instrument = x, .name = str_from(x->name), .value = now.v};
    if (like && x->licence == LICENCE_SHIP)
        line.name = arena_fmt(a, "%s: %.*s", x->name, STR_ARG(like->wording));
    else if (like)
        line.name = like->wording;
    line.band = score_band(str_from(x->id), like ? score_subscale(x, like->item) : "", now.v);
    for (size_t k = all->n; k-- > i + 1 && !score_is_rating(x);) {
        struct maybe_real first = value_of(all, k, x, like);
        if (!first.has)
            continue;
        line.first_utc = some_int(all->at[k].at_utc);
        line.change = change_scored(x, like ? 0 : review_total(&all->at[i], x, 0).answered, first.v,
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

/* Of one instrument: its total once, or each of its items that stand alone. */
static size_t lines_of(struct arena *a, const struct review_list *all, size_t i,
                       const struct instrument *x, struct review_line *ret, size_t room)
{
    const struct review *r = &all->at[i];
    size_t n = 0;
    for (size_t k = 0; k < r->items.n && n < room; k++) {
        if (!str_eq(r->items.at[k].instrument, str_from(x->id)))
            continue;
        if (is_whole(x))
            return line_of(a, all, i, x, NULL, ret);
        n += line_of(a, all, i, x, &r->items.at[k], &ret[n]);
    }
    return n;
}

size_t review_lines(struct arena *a, const struct review_list *all, size_t i,
                    struct review_line ret[REVIEW_LINES_MAX])
{
    size_t n = 0;
    for (size_t k = 0; k < instrument_count && n < REVIEW_LINES_MAX; k++)
        n += lines_of(a, all, i, &instrument_all[k], ret + n, REVIEW_LINES_MAX - n);
    return n;
}

struct review_due review_due_of(bool any, int64_t visits, int64_t after)
{
    return (struct review_due){.due = !any || visits >= (after ? after : REVIEW_AFTER),
                               .is_first = !any,
                               .visits = visits};
}
