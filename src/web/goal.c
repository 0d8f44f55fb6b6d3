/* Goals in words.
 * Must never: make a target up.
 * Read next: web/goal.h.
 */
#include "web/goal.h"

#include "domain/knowledge.h"

static struct str target_of(struct arena *a, const struct goal *g)
{
    const struct instrument *x = instrument_find(g->measure);
    const struct measure *m = measure_find(g->measure);
    if (!g->target.has)
        return S("");
    if (m)
        return arena_fmt(a, "%s %g %s", m->label, g->target.v, m->unit);
    return arena_fmt(a, "%s%s%g", x ? x->name : "", x ? ": " : "", g->target.v);
}

static struct str due_of(struct arena *a, const struct goal *g)
{
    struct date d;
    return date_parse(g->due, &d) ? date_human(a, d) : S("");
}

struct goal_lines goal_lines_of(struct arena *a, const struct goal_list *all)
{
    struct goal_lines lines = {ARENA_ARRAY(a, all->n + 1, struct goal_line), 0};
    for (size_t i = 0; i < all->n && !arena_failed(a); i++)
        lines.at[lines.n++] = (struct goal_line){all->at[i].label, target_of(a, &all->at[i]),
                                                 due_of(a, &all->at[i])};
    return lines;
}
