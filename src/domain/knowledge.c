/* Looking things up in the compiled-in knowledge.
 * Must never: invent a row.
 * Read next: domain/knowledge.h.
 */
#include "domain/knowledge.h"

/* The tables are small (at most some hundred rows): a walk is quick enough. */
#define FIND(word, key)                                                                            \
    const struct word *word##_find(struct str key)                                                 \
    {                                                                                              \
        for (size_t i = 0; i < word##_count; i++)                                                  \
            if (str_eq(key, str_from(word##_all[i].key)))                                          \
                return &word##_all[i];                                                             \
        return NULL;                                                                               \
    }

FIND(region, id)
FIND(muscle, id)
FIND(technique, code)
FIND(tissue, code)
FIND(measure, id)
FIND(instrument, id)
