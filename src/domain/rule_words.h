/* Lists of words as text, ';' between: codes of techniques, bases of regions. Inside the domain floor.
 * Must never: leave out a code that is not known; it stands for all of them.
 * Read next: domain/rule.c, domain/rule_tighten.c.
 */
#pragma once
#include "base/arena.h"
#include "domain/knowledge.h"

/* Takes the next word off; empty ones are none. */
static inline bool word_next(struct str *list, struct str *ret)
{
    while (str_next(list, ';', ret))
        if (ret->n)
            return true;
    return false;
}

/* Technique codes, ended by NULL. */
const char *const *codes_of(struct arena *a, struct str list);
/* Hands-on, equipment or positions, all of them. */
bool codes_are_known(struct str list);
