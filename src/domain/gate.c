/* The gate's rules.
 * Must never: let a later "no" of the same day lift a red flag, or a missing answer count as "no".
 * Read next: domain/gate.h.
 */
#include "domain/gate.h"

#include "base/out.h"

/* --- words ----------------------------------------------------------------------------------- */

struct str caution_words(const struct caution *row)
{
    bool told = row->category != CAUTION_RED_FLAG && row->category != CAUTION_AMBER_FLAG;
    if (told || row->action == ACTION_CRISIS)
        return str_from(row->condition);
    return str_from(*row->short_text ? row->short_text : row->question);
}

bool technique_is_under(const struct technique *t, const char *code)
{
    for (; t; t = t->parent)
        if (str_eq(str_from(t->code), str_from(code)))
            return true;
    return false;
}

bool technique_is_banned(const struct technique *t, const char *const *codes)
{
    for (; *codes; codes++)
        if (technique_is_under(t, *codes))
            return true;
    return false;
}

bool caution_is_asked(const struct caution *row)
{
    return row->asked_of == ASKED_CLIENT || row->asked_of == ASKED_THERAPIST;
}

/* --- what was answered ----------------------------------------------------------------------- */

static const struct answer *last_of(const struct answer_list *answers, const struct caution *row)
{
    for (size_t i = 0; i < answers->n; i++)
        if (str_eq(answers->at[i].caution, str_from(row->id)))
            return &answers->at[i];
    return NULL;
}

int64_t answers_count(const struct answer_list *answers)
{
    int64_t n = 0;
    for (size_t i = 0; i < answers->n; i++)
        n += answers->at[i].times;
    return n;
}

bool answer_is_due(const struct caution *row, const struct answer *last, int64_t at_utc)
{
    int64_t days = row->reask_days;
    if (!caution_is_asked(row))
        return false;
    if (!last || last->at_utc < row->worded_utc)
        return true;
    return last->at_utc < at_utc - (days ? days * 86400 : EACH_VISIT_S);
}

static bool is_refusing(const struct caution *row)
{
    return row->category == CAUTION_RED_FLAG && row->blocks == BLOCKS_VISIT;
}

/* The yes that counts; NULL: it does not apply. What stops a visit stands for a day, whatever is
 * answered after it: else a "no" would be the way around. */
static const struct answer *yes_of(const struct gate_facts *f, const struct caution *row)
{
    const struct answer *last = last_of(&f->answers, row);
    if (!last || last->yes)
        return last;
    bool lately = last->yes_utc.has && last->yes_utc.v >= f->at_utc - EACH_VISIT_S &&
                  last->yes_utc.v <= f->at_utc + EACH_VISIT_S;
    return row->blocks == BLOCKS_VISIT && lately ? last : NULL;
}

/* --- what follows from something else -------------------------------------------------------- */

static bool reading_is_high(const struct gate_facts *f, const struct caution_reading *limit)
{
    for (size_t i = 0; limit->measure && i < f->n_findings; i++) {
        const struct finding *g = &f->findings[i];
        const struct maybe_real *last = g->after_left.has ? &g->after_left : &g->before_left;
        if (str_eq(g->measure, str_from(limit->measure)) && last->has && last->v >= limit->limit)
            return true;
    }
    return false;
}

/* The answer above 0; NULL: none. */
static const struct item_reply *positive_item(const struct gate_facts *f, const struct caution *row)
{
    for (size_t i = 0; i < f->items.n; i++) {
        const struct item_reply *x = &f->items.at[i];
        if (str_eq(x->instrument, str_from(row->derived_instrument)) &&
            x->item == row->derived_limit && x->value > 0)
            return x;
    }
    return NULL;
}

static bool is_derived(const struct gate_facts *f, const struct caution *row)
{
    if (row->derived == DERIVED_ANSWER)
        return yes_of(f, row->derived_from) != NULL;
    if (row->derived == DERIVED_AGE)
        return f->born.year && date_age(f->born, f->day) < row->derived_limit;
    if (row->derived == DERIVED_READING)
        return reading_is_high(f, &row->readings[0]) || reading_is_high(f, &row->readings[1]);
    return row->derived == DERIVED_ITEM && positive_item(f, row);
}

/* --- flags ----------------------------------------------------------------------------------- */

static bool is_standing(const struct clearance *c, const struct caution *row, int64_t since,
                        struct date day)
{
    struct date until;
    return str_eq(c->caution, str_from(row->id)) && !c->withdrawn_utc.has && c->at_utc >= since &&
           date_parse(c->until_day, &until) && date_cmp(day, until) <= 0;
}

static const struct clearance *clearance_of(const struct gate_facts *f, const struct flag *flag)
{
    for (size_t i = 0; i < f->clearances.n; i++)
        if (is_standing(&f->clearances.at[i], flag->row, flag->since_utc, f->day))
            return &f->clearances.at[i];
    return NULL;
}

static bool has_note(const struct gate_facts *f, const struct flag *flag)
{
    for (size_t i = 0; i < f->notes.n; i++)
        if (str_eq(f->notes.at[i].caution, str_from(flag->row->id)) &&
            f->notes.at[i].at_utc >= flag->last_utc)
            return true;
    return false;
}

static enum flag_state state_of(const struct gate_facts *f, const struct flag *flag)
{
    const struct caution *row = flag->row;
    if (is_refusing(row))
        return FLAG_REFUSES;
    if (row->blocks == BLOCKS_VISIT)
        return flag->clearance ? FLAG_CLEARED : FLAG_STOPS;
    if (row->enforcement == ENFORCE_WARN)
        return FLAG_NOTE;
    if (row->action == ACTION_CRISIS)
        return has_note(f, flag) ? FLAG_NOTE : FLAG_CRISIS;
    return row->blocks == BLOCKS_NONE ? FLAG_NOTE : FLAG_LIMITS;
}

static bool flag_make(const struct gate_facts *f, const struct caution *row, struct flag *ret)
{
    const struct answer *yes = caution_is_asked(row) ? yes_of(f, row) : NULL;
    if (!yes && !is_derived(f, row))
        return false;
    *ret = (struct flag){.row = row, .sites = S("")};
    if (yes && row->scope == SCOPE_SITE)
        ret->sites = yes->sites;
    const struct item_reply *item = row->derived == DERIVED_ITEM ? positive_item(f, row) : NULL;
    if (yes)
        ret->since_utc = yes->yes ? yes->since_utc : yes->yes_utc.v;
    ret->last_utc = yes ? yes->at_utc : item ? item->at_utc : 0;
    ret->clearance = clearance_of(f, ret);
    ret->state = state_of(f, ret);
    return true;
}

/* Few rows: sorted as they come, the worst first. */
static void flag_add(struct gate *g, struct flag x)
{
    size_t at = g->flags.n++;
    while (at && g->flags.at[at - 1].state < x.state) {
        g->flags.at[at] = g->flags.at[at - 1];
        at--;
    }
    g->flags.at[at] = x;
}

static enum gate_verdict verdict_of(const struct gate *g)
{
    enum flag_state worst = g->flags.n ? g->flags.at[0].state : FLAG_NOTE;
    if (worst == FLAG_REFUSES)
        return GATE_REFUSED;
    if (worst == FLAG_STOPS)
        return GATE_CLEARANCE;
    if (g->no_consent)
        return GATE_CONSENT;
    return g->due.n || g->no_birth_date ? GATE_ASK : GATE_OPEN;
}

struct gate gate_judge(struct arena *a, const struct gate_facts *facts)
{
    const struct caution **due = ARENA_ARRAY(a, facts->rules.n + 1, const struct caution *);
    struct gate g = {.no_consent = !facts->consented, .no_birth_date = facts->born.year == 0};
    g.flags.at = ARENA_ARRAY(a, facts->rules.n + 1, struct flag);
    g.verdict = GATE_REFUSED;
    if (arena_failed(a))
        return g;
    for (size_t i = 0; i < facts->rules.n; i++) {
        const struct caution *row = facts->rules.at[i];
        struct flag flag;
        if (answer_is_due(row, last_of(&facts->answers, row), facts->at_utc))
            due[g.due.n++] = row;
        if (!flag_make(facts, row, &flag))
            continue;
        g.crisis = g.crisis || flag.state == FLAG_CRISIS;
        flag_add(&g, flag);
    }
    g.due.at = due;
    g.verdict = verdict_of(&g);
    return g;
}

/* --- limits ---------------------------------------------------------------------------------- */

static bool has_word(struct str list, struct str word)
{
    for (struct str part; str_next(&list, ';', &part);)
        if (str_eq(part, word))
            return true;
    return false;
}

static bool is_among(const char *const *list, const char *word)
{
    for (; *list; list++)
        if (str_eq(str_from(*list), str_from(word)))
            return true;
    return false;
}

static bool is_everywhere(struct str sites)
{
    return !sites.n || str_eq(sites, S("*"));
}

static bool covers(const struct caution *row, struct str sites, const struct region *r)
{
    if (row->scope == SCOPE_WHOLE || (row->scope == SCOPE_SITE && is_everywhere(sites)))
        return true;
    if (!r)
        return false;
    return row->scope == SCOPE_SITE ? has_word(sites, str_from(r->id))
                                    : is_among(row->regions, r->base);
}

static bool is_limiting(const struct flag *x, const struct region *r)
{
    return x->row->enforcement != ENFORCE_WARN && covers(x->row, x->sites, r);
}

static int cap_of(const struct flag *x)
{
    int cap = x->row->pressure_cap;
    bool lower = x->clearance && x->clearance->cap.has && x->clearance->cap.v < cap;
    return lower ? (int)x->clearance->cap.v : cap;
}

int gate_cap(const struct gate *g, const struct region *r, const struct flag **ret_by)
{
    int cap = CAP_NONE;
    *ret_by = NULL;
    for (size_t i = 0; i < g->flags.n; i++) {
        const struct flag *x = &g->flags.at[i];
        if (!is_limiting(x, r) || cap_of(x) >= cap)
            continue;
        cap = cap_of(x);
        *ret_by = x;
    }
    return cap;
}

const struct flag *gate_ban(const struct gate *g, const struct region *r, const struct technique *t)
{
    for (size_t i = 0; i < g->flags.n; i++)
        if (is_limiting(&g->flags.at[i], r) && technique_is_banned(t, g->flags.at[i].row->banned))
            return &g->flags.at[i];
    return NULL;
}

bool gate_no_contact(const struct gate *g, const struct region *r)
{
    const struct flag *by;
    return gate_cap(g, r, &by) == 0 && gate_ban(g, r, technique_find(S("all"))) != NULL;
}

const struct caution *gate_endangers(const struct rule_list *rules, const struct region *r,
                                     const struct block *b)
{
    const struct technique *t = technique_find(b->technique);
    for (size_t i = 0; i < rules->n; i++) {
        const struct caution *row = rules->at[i];
        if (row->category != CAUTION_ENDANGERMENT || !covers(row, S(""), r))
            continue;
        if (b->pressure > row->pressure_cap || technique_is_banned(t, row->banned))
            return row;
    }
    return NULL;
}

static bool is_on_side(const struct region *r, struct str side)
{
    return r->side == SIDE_NONE || !side.n || str_eq(side, S("both")) ||
           (r->side == SIDE_LEFT) == str_eq(side, S("left"));
}

size_t block_regions(const struct block *b, const struct region *ret[BLOCK_REGIONS_MAX])
{
    const struct muscle *m = muscle_find(b->muscle);
    const struct region *only = region_find(b->region);
    size_t n = 0;
    if (only)
        ret[n++] = only;
    for (size_t i = 0; m && i < region_count; i++)
        if (is_among(m->lies_in, region_all[i].base) && is_on_side(&region_all[i], b->side))
            ret[n++] = &region_all[i];
    return n;
}

void gate_fit(const struct gate *g, struct block *b)
{
    const struct region *at[BLOCK_REGIONS_MAX];
    const struct flag *by;
    size_t n = block_regions(b, at);
    for (size_t i = 0; i < n; i++) {
        int cap = gate_cap(g, at[i], &by);
        b->pressure = b->pressure > cap ? cap : b->pressure;
        if (gate_ban(g, at[i], technique_find(b->technique)))
            b->technique = S("");
    }
}

/* --- a sheet against the limits -------------------------------------------------------------- */

struct checking {
    struct arena *a;
    const struct gate *gate;
    const struct rule_list *rules;
    struct faults *faults;
    const struct block *block;
};

static struct str field_of(const struct checking *c, const char *name)
{
    return arena_fmt(c->a, "b%lld.%s", (long long)c->block->n, name);
}

static bool cap_check(const struct checking *c, const struct region *r)
{
    const struct flag *by;
    int cap = gate_cap(c->gate, r, &by);
    if (!by || c->block->pressure <= cap)
        return true;
    struct str why = caution_words(by->row);
    fault_add(c->faults, field_of(c, "pressure"), "Pressure %d at most at %s: %.*s.", cap, r->label,
              STR_ARG(why));
    return false;
}

static bool ban_check(const struct checking *c, const struct region *r)
{
    const struct technique *t = technique_find(c->block->technique);
    const struct flag *by = gate_ban(c->gate, r, t);
    if (!by)
        return true;
    struct str why = caution_words(by->row);
    if (gate_no_contact(c->gate, r))
        fault_add(c->faults, field_of(c, "where"), "No contact at %s: %.*s. Take the block out.",
                  r->label, STR_ARG(why));
    else
        fault_add(c->faults, field_of(c, "technique"),
                  "No %s at %s: %.*s. Choose another technique.", t->label, r->label, STR_ARG(why));
    return false;
}

static bool care_check(const struct checking *c, const struct region *r)
{
    const struct caution *row = gate_endangers(c->rules, r, c->block);
    if (!row || str_trim(c->block->reason).n)
        return true;
    struct str cap = row->pressure_cap < CAP_NONE
                         ? arena_fmt(c->a, " Usual there: pressure %d at most.", row->pressure_cap)
                         : S("");
    fault_add(c->faults, field_of(c, "reason"), "%s: say why this is right here.%.*s",
              row->condition, STR_ARG(cap));
    return false;
}

/* One fault a kind and block is enough. */
static void block_check(const struct checking *c)
{
    const struct region *at[BLOCK_REGIONS_MAX];
    bool (*const checks[])(const struct checking *, const struct region *) = {ban_check, cap_check,
                                                                              care_check};
    size_t n = block_regions(c->block, at);
    for (size_t k = 0; k < sizeof checks / sizeof checks[0]; k++)
        for (size_t i = 0; i < n && checks[k](c, at[i]); i++)
            ;
}

/* As the file has the row: a note that was tightened into a limit asks for no news. */
static bool is_news(const struct gate *g)
{
    for (size_t i = 0; i < g->flags.n; i++) {
        const struct caution *row = caution_find(str_from(g->flags.at[i].row->id));
        if (row && row->action == ACTION_NOTE && row->enforcement == ENFORCE_LIMITS)
            return true;
    }
    return false;
}

void gate_sheet_check(struct arena *a, const struct gate *g, const struct rule_list *rules,
                      const struct sheet *s, struct faults *f)
{
    for (size_t i = 0; i < s->n_blocks; i++)
        block_check(&(struct checking){a, g, rules, f, &s->blocks[i]});
    if (g->crisis)
        fault_add(f, S(""), "Write first what was done after self-harm was spoken of.");
    if (is_news(g) && (!s->note.news.n || str_eq(s->note.news, S("Nothing new"))))
        fault_add(f, S("news"), "The client said that something is new: say what it is.");
}
