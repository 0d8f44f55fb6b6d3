/* Adverse events: words and rules.
 * Must never: say why it happened, or change how severe a person found it.
 * Read next: domain/adverse.h.
 */
#include "domain/adverse.h"

#include "domain/check.h"

const struct adverse_word adverse_kinds[ADVERSE_KINDS] = {
    [ADVERSE_SORENESS] = {"soreness", "Sore for more than 48 hours", NULL},
    [ADVERSE_BRUISE] = {"bruise", "Bruise", NULL},
    [ADVERSE_FLARE] = {"flare", "Flare of pain", NULL},
    [ADVERSE_FAINT] = {"faint", "Faintness or fainting", NULL},
    [ADVERSE_NERVE] = {"nerve", "Tingling, numbness or weakness", NULL},
    [ADVERSE_OTHER] = {"other", "Something else", NULL},
};

const struct adverse_word severities[SEVERITIES] = {
    [SEVERITY_MILD] = {"mild", "Mild", "noticed, and the day went on as usual"},
    [SEVERITY_MODERATE] = {"moderate", "Moderate", "got in the way of the day, or wanted care"},
    [SEVERITY_SEVERE] = {"severe", "Severe",
                         "a doctor is or was needed, or the client cannot look after themselves"},
};

const struct adverse_follow adverse_follows[ADVERSE_FOLLOWS] = {
    {SEVERITY_SEVERE, "letter", 0},
    {SEVERITY_SEVERE, "followup", 1},
    {SEVERITY_MODERATE, "followup", 2},
};

static size_t word_find(const struct adverse_word *words, size_t n, struct str word)
{
    size_t i = 0;
    while (i < n && !str_eq(word, str_from(words[i].word)))
        i++;
    return i;
}

enum adverse_kind adverse_kind_of(struct str word)
{
    return (enum adverse_kind)word_find(adverse_kinds, ADVERSE_KINDS, word);
}

enum severity severity_of(struct str word)
{
    return (enum severity)word_find(severities, SEVERITIES, word);
}

static void over_check(struct str *over, struct str began, struct date today, struct faults *f)
{
    struct date from, to;
    check_day(over, S("over"), "the day it was over", today, f);
    if (date_parse(began, &from) && date_parse(*over, &to) && date_cmp(to, from) < 0)
        fault_add(f, S("over"), "This is before the day it began: mend one of them.");
}

static void began_check(struct adverse *x, struct date visit_day, struct date today,
                        struct faults *f)
{
    struct date began;
    check_day(&x->began, S("began"), "the day it began", today, f);
    if (!x->began.n)
        fault_add(f, S("began"), "Enter the day it began.");
    else if (visit_day.year && date_parse(x->began, &began) && date_cmp(began, visit_day) < 0)
        fault_add(f, S("began"),
                  "This is before the visit: mend the day, or choose another visit or none.");
}

void adverse_check(struct arena *a, struct adverse *x, struct date visit_day, struct date today,
                   struct faults *f)
{
    const struct check_text body = {S("body"), &x->body, "what happened and what was done",
                                    ADVERSE_TEXT_MAX, true};
    if (adverse_kind_of(x->kind) == ADVERSE_KINDS)
        fault_add(f, S("kind"), "Choose what it was.");
    if (severity_of(x->severity) == SEVERITIES)
        fault_add(f, S("severity"), "Choose how severe it was.");
    began_check(x, visit_day, today, f);
    over_check(&x->over, x->began, today, f);
    check_texts(a, &body, 1, f);
}

void adverse_entry_check(struct arena *a, const struct adverse *x, struct adverse_entry *e,
                         struct date today, struct faults *f)
{
    static const struct str nothing_new = {NULL, 0};
    const struct check_text body = {S("body"), &e->body, "what was done", ADVERSE_TEXT_MAX, false};
    over_check(&e->over, x->began, today, f);
    check_texts(a, &body, 1, f);
    e->over_was = x->over;
    if (str_eq(e->over, x->over))
        e->over = nothing_new;
    if (!e->over.p && !e->body.n)
        fault_add(f, S("body"), "Enter what was done since, or the day it was over.");
}
