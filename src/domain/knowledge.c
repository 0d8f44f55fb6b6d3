/* Looking things up in the compiled-in knowledge.
 * Must never: invent a row.
 * Read next: domain/knowledge.h.
 */
#include "domain/knowledge.h"

/* By halves, in the table that the generator has sorted. */
#define FIND_SORTED(word)                                                 \
    const struct word *word##_find(struct str id)                         \
    {                                                                     \
        size_t low = 0, high = word##_count;                              \
        while (low < high) {                                              \
            size_t middle = low + (high - low) / 2;                       \
            int order = str_cmp(id, str_from(word##_sorted[middle]->id)); \
            if (order == 0)                                               \
                return word##_sorted[middle];                             \
            if (order < 0)                                                \
                high = middle;                                            \
            else                                                          \
                low = middle + 1;                                         \
        }                                                                 \
        return NULL;                                                      \
    }

/* Tables of less than forty rows: a walk is quick enough. */
#define FIND_WALK(word, key)                              \
    const struct word *word##_find(struct str key)        \
    {                                                     \
        for (size_t i = 0; i < word##_count; i++)         \
            if (str_eq(key, str_from(word##_all[i].key))) \
                return &word##_all[i];                    \
        return NULL;                                      \
    }

FIND_SORTED(region)
FIND_SORTED(muscle)
FIND_SORTED(measure)
FIND_SORTED(caution)
FIND_WALK(technique, code)
FIND_WALK(tissue, code)
FIND_WALK(instrument, id)

const struct contact *contact_find(struct str country, const char *kind)
{
    const struct contact *anywhere = NULL;
    for (size_t i = 0; i < contact_count; i++) {
        const struct contact *c = &contact_all[i];
        if (!str_eq(str_from(c->kind), str_from(kind)))
            continue;
        if (str_eq(str_from(c->country), country))
            return c;
        if (!*c->country)
            anywhere = c;
    }
    return anywhere;
}

const struct caution *caution_numbered(int64_t n)
{
    return n >= 1 && n <= (int64_t)caution_count ? &caution_all[n - 1] : NULL;
}

int64_t caution_number(const struct caution *row)
{
    struct str id = str_from(row->id);
    const struct caution *of_file = caution_find(id);
    int64_t n = 0;
    if (of_file)
        return of_file - caution_all + 1;
    (void)str_int(str_slice(id, S(CAUTION_OWN).n, id.n), 1, INT32_MAX, &n);
    return n;
}
