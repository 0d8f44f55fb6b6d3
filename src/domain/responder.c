/* Outcomes of a practice.
 * Must never: give a percentage of fewer than RESPONDER_LEAST, or leave out those who stayed away.
 * Read next: domain/responder.h.
 */
#include "domain/responder.h"

#include "domain/outcome.h"
#include "evidence/summary.h"

static void row_add(struct responders *r, const struct responder_row *row)
{
    bool enough = row->outcome & OUTCOME_ENOUGH;
    r->treated += row->n;
    r->many += row->many ? row->n : 0;
    r->away += row->away && !enough ? row->n : 0;
    if (!enough)
        return;
    r->enough += row->n;
    r->better += row->outcome & OUTCOME_BETTER ? row->n : 0;
    r->helping += row->outcome & OUTCOME_HELPING && !(row->outcome & OUTCOME_NO_CAUSE) ? row->n : 0;
    r->review += row->outcome & OUTCOME_REVIEW ? row->n : 0;
    r->unlikely += row->outcome & OUTCOME_UNLIKELY ? row->n : 0;
    r->worse += row->outcome & OUTCOME_WORSE ? row->n : 0;
}

struct responder_list responders_of(struct arena *a, const struct responder_row_list *rows)
{
    struct responder_list all = {ARENA_ARRAY(a, rows->n + 2, struct responders), 0};
    if (arena_failed(a))
        return all;
    all.at[all.n++] = (struct responders){.who = S("")};
    for (size_t i = 0; i < rows->n; i++) {
        bool fresh = i == 0 || !id_eq(rows->at[i].therapist, rows->at[i - 1].therapist);
        if (fresh)
            all.at[all.n++] = (struct responders){.who = rows->at[i].who};
        row_add(&all.at[0], &rows->at[i]);
        row_add(&all.at[all.n - 1], &rows->at[i]);
    }
    return all;
}

static struct share share_of(int64_t x, int64_t n)
{
    struct share s = {.shown = n >= RESPONDER_LEAST};
    if (!s.shown)
        return s;
    summary_wilson((double)x, (double)n, &s.low, &s.high);
    s.percent = 100 * (double)x / (double)n;
    s.low *= 100;
    s.high *= 100;
    return s;
}

struct share responder_share(const struct responders *r)
{
    return share_of(r->better, r->enough);
}

struct share responder_worst(const struct responders *r)
{
    return share_of(r->better, r->enough + r->away);
}

struct share responder_best(const struct responders *r)
{
    return share_of(r->better + r->away, r->enough + r->away);
}
