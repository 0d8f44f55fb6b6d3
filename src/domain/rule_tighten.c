/* Rows of the file made stricter, and who signed the file off.
 * Must never: loosen a row of the file, whatever is asked of it.
 * Read next: practice/rule.c.
 */
#include "domain/check.h"
#include "domain/rule.h"
#include "domain/rule_words.h"

enum { NAME_CHARS = 200, REGISTRATION_CHARS = 100, REMARK_CHARS = 1000 };

static bool can_apply(const struct caution *row)
{
    return caution_is_asked(row) || row->derived != DERIVED_NOT;
}

bool caution_may_stop(const struct caution *row)
{
    return can_apply(row) && row->action != ACTION_CRISIS && row->blocks != BLOCKS_VISIT;
}

static bool bans_all(const struct caution *row)
{
    return technique_is_banned(technique_find(S("all")), row->banned);
}

bool caution_may_limit(const struct caution *row)
{
    bool can_limit = can_apply(row) || row->category == CAUTION_ENDANGERMENT;
    return can_limit && !(row->pressure_cap == 0 && bans_all(row));
}

bool tightening_is_empty(const struct tightening *t)
{
    return !t->pressure_cap.has && !t->banned.n && !t->stops;
}

const struct tightening *tightening_last(const struct tightening_list *all, struct str caution)
{
    for (size_t i = all->n; i > 0; i--)
        if (str_eq(all->at[i - 1].caution, caution))
            return &all->at[i - 1];
    return NULL;
}

/* --- the stricter of both -------------------------------------------------------------------- */

static size_t count(const char *const *list)
{
    size_t n = 0;
    while (list[n])
        n++;
    return n;
}

static const char *const *both_of(struct arena *a, const char *const *x, const char *const *y)
{
    size_t nx = count(x), ny = count(y);
    const char **both = ARENA_ARRAY(a, nx + ny + 1, const char *);
    if (arena_failed(a))
        return x;
    for (size_t i = 0; i < nx; i++)
        both[i] = x[i];
    for (size_t i = 0; i < ny; i++)
        both[nx + i] = y[i];
    return both;
}

/* What was only told becomes a limit. A place where one takes care is no answer: its cap and bans
 * say from where on a reason is wanted. */
static void limits_enforce(struct caution *c)
{
    if (c->enforcement != ENFORCE_WARN || !can_apply(c))
        return;
    c->enforcement = ENFORCE_LIMITS;
    c->blocks = c->blocks < BLOCKS_TECHNIQUE ? BLOCKS_TECHNIQUE : c->blocks;
}

const struct caution *caution_tightened(struct arena *a, const struct caution *row,
                                        const struct tightening *t)
{
    struct caution *c = ARENA_NEW(a, struct caution);
    int64_t cap = t->pressure_cap.has && t->pressure_cap.v > 0 ? t->pressure_cap.v : 0;
    *c = *row;
    if (t->pressure_cap.has && cap < c->pressure_cap)
        c->pressure_cap = (int)cap;
    if (t->banned.n)
        c->banned = both_of(a, row->banned, codes_of(a, t->banned));
    if (c->pressure_cap < row->pressure_cap || t->banned.n)
        limits_enforce(c);
    if (t->stops && caution_may_stop(row)) {
        c->blocks = BLOCKS_VISIT;
        c->enforcement = ENFORCE_BLOCK;
    }
    return c;
}

/* --- checks ---------------------------------------------------------------------------------- */

static void cap_check(const struct tightening *t, const struct caution *row, struct faults *f)
{
    if (!t->pressure_cap.has)
        return;
    if (t->pressure_cap.v < 0 || t->pressure_cap.v >= CAP_NONE)
        fault_add(f, S("pressure_cap"), "A highest pressure goes from 0 to %d.", CAP_NONE - 1);
    else if (t->pressure_cap.v >= row->pressure_cap)
        fault_add(f, S("pressure_cap"),
                  "The file says %d already: choose a lower pressure, or leave it as in the file.",
                  row->pressure_cap);
}

static void bans_check(const struct tightening *t, const struct caution *row, struct faults *f)
{
    struct str list = t->banned;
    if (!codes_are_known(list)) {
        fault_add(f, S("banned"), "Choose the techniques and positions from the list.");
        return;
    }
    for (struct str part; word_next(&list, &part);) {
        const struct technique *x = technique_find(part);
        if (technique_is_banned(x, row->banned))
            fault_add(f, S("banned"), "The file bans this already: %s. Take it out.", x->label);
    }
}

static void stop_check(const struct tightening *t, const struct caution *row, struct faults *f)
{
    if (!t->stops)
        return;
    if (row->blocks == BLOCKS_VISIT)
        fault_add(f, S("stops"), "The file stops the visit already.");
    else if (!can_apply(row))
        fault_add(f, S("stops"), "Nobody is asked about this: it cannot stop a visit.");
    else if (!caution_may_stop(row))
        fault_add(f, S("stops"), "Here help comes first: nobody is sent away for it.");
    else if (row->pressure_cap == CAP_NONE && !t->pressure_cap.has)
        fault_add(f, S("pressure_cap"),
                  "What stops a visit says which pressure is allowed after a clearance.");
}

void tightening_check(struct arena *a, struct tightening *t, const struct caution *row,
                      struct faults *f)
{
    const struct check_text why = {S("rationale"), &t->rationale, "why the practice is stricter",
                                   RATIONALE_MAX, true};
    check_texts(a, &why, 1, f);
    if (!can_apply(row) && row->category != CAUTION_ENDANGERMENT)
        fault_add(f, S(""), "Nobody is asked about this: there is nothing to tighten.");
    else if (tightening_is_empty(t))
        fault_add(f, S(""),
                  "Nothing here is stricter than the file: lower the pressure, ban a "
                  "technique, or stop the visit.");
    cap_check(t, row, f);
    bans_check(t, row, f);
    stop_check(t, row, f);
}

/* --- sign-off -------------------------------------------------------------------------------- */

const struct signoff *signoff_current(const struct signoff_list *all)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->at[i].cautions, str_from(caution_version)))
            return &all->at[i];
    return NULL;
}

void signoff_check(struct arena *a, struct signoff *s, struct date today, struct faults *f)
{
    const struct check_text texts[] = {
        {S("name"), &s->name, "the clinician's name", NAME_CHARS, true},
        {S("qualification"), &s->qualification, "their qualification", NAME_CHARS, true},
        {S("registration"), &s->registration, "their registration", REGISTRATION_CHARS, false},
        {S("remark"), &s->remark, "what they remarked", REMARK_CHARS, false},
    };
    check_texts(a, texts, sizeof texts / sizeof texts[0], f);
    check_day(&s->day, S("day"), "the day they signed it off", today, f);
    if (!s->day.n)
        fault_add(f, S("day"), "Enter the day they signed it off.");
}
