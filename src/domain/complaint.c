/* A complaint and its goals: stored form and faults.
 * Must never: mix two complaints.
 * Read next: sql/complaint.sql.
 */
#include "domain/complaint.h"

#include "domain/check.h"
#include "domain/knowledge.h"

static bool is_measurable(struct str measure)
{
    return !measure.n || instrument_find(measure) || measure_find(measure);
}

static void goal_check(struct arena *a, struct goal *g, size_t i, struct faults *f)
{
    struct date due;
    const struct check_text label = {arena_fmt(a, "goal.label.%zu", i), &g->label, "a goal", 200,
                                     false};
    check_texts(a, &label, 1, f);
    g->measure = g->measure.p ? g->measure : S("");
    g->due = g->due.p ? str_trim(g->due) : S("");
    if (!is_measurable(g->measure))
        fault_add(f, arena_fmt(a, "goal.measure.%zu", i), "Choose a measure from the list.");
    if (g->due.n && !date_parse(g->due, &due))
        fault_add(f, arena_fmt(a, "goal.due.%zu", i),
                  "Enter the day as year-month-day, a day that exists: 2027-02-28.");
    if (!g->label.n && (g->measure.n || g->due.n || g->target.has))
        fault_add(f, arena_fmt(a, "goal.label.%zu", i),
                  "Say the goal in the client's own words, or empty the fields beside it.");
}

void complaint_check(struct arena *a, struct complaint *c, struct goal_list *goals,
                     struct date today, struct faults *f)
{
    const struct check_text texts[] = {
        {S("label"), &c->label, "what the client complains of", 120, true},
        {S("cause"), &c->cause, "the supposed cause", 400, false},
    };
    size_t kept = 0;
    check_texts(a, texts, sizeof texts / sizeof texts[0], f);
    check_day(&c->since, S("since"), "the day it began", today, f);
    for (size_t i = 0; i < goals->n; i++) {
        goal_check(a, &goals->at[i], i, f);
        if (!goals->at[i].label.n)
            continue;
        goals->at[kept] = goals->at[i];
        kept++;
        goals->at[kept - 1].n = (int64_t)kept;
    }
    goals->n = kept;
}
