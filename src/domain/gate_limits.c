/* The gate's limits: pressure, techniques and places; and a sheet against them.
 * Must never: let a block do by another name what is banned.
 * Read next: domain/gate.h.
 */
#include "base/fold.h"
#include "domain/gate.h"

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

/* What a block is whatever its technique is called: work of that kind at these places, at that
 * depth, of that pressure. */
static const struct guise {
    const char *code, *under;
    const char *regions[4]; /* bases; none: anywhere */
    const char *depth;      /* NULL: any */
    int64_t pressure;       /* at least */
} guises[] = {
    {"abdominal", "all", {"abdomen_upper", "abdomen_lower"}, NULL, 2},
    {"neck_mobilisation", "joint_mobilisation", {"neck_back", "throat", "occiput"}, NULL, 0},
    {"deep", "all", {NULL}, "deep", 0},
    {"deep", "all", {NULL}, NULL, 4},
};

enum { GUISE_NECK = 1, GUISES = sizeof guises / sizeof guises[0] };

static bool is_there(const struct guise *x, const struct region *r)
{
    return !*x->regions || is_among(x->regions, r->base);
}

static bool is_so_deep(const struct guise *x, const struct block *b)
{
    return !x->depth || str_eq(b->depth, str_from(x->depth));
}

static bool is_guise(const struct guise *x, const struct region *r, const struct block *b)
{
    return technique_is_under(technique_find(b->technique), x->under) && is_there(x, r) &&
           is_so_deep(x, b) && b->pressure >= x->pressure;
}

/* The technique of the block that is among these codes, by name or in fact; NULL: none. */
static const struct technique *banned_in(const struct block *b, const struct region *r,
                                         const char *const *codes)
{
    const struct technique *t = technique_find(b->technique);
    if (technique_is_banned(t, codes))
        return t;
    for (size_t i = 0; i < GUISES; i++) {
        t = technique_find(str_from(guises[i].code));
        if (is_guise(&guises[i], r, b) && technique_is_banned(t, codes))
            return t;
    }
    return NULL;
}

const struct flag *gate_block_ban(const struct gate *g, const struct region *r,
                                  const struct block *b, const struct technique **ret_as)
{
    for (size_t i = 0; i < g->flags.n; i++) {
        const struct flag *x = &g->flags.at[i];
        if (is_limiting(x, r) && (*ret_as = banned_in(b, r, x->row->banned)))
            return x;
    }
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
    for (size_t i = 0; i < rules->n; i++) {
        const struct caution *row = rules->at[i];
        if (row->category != CAUTION_ENDANGERMENT || !covers(row, S(""), r))
            continue;
        if (b->pressure > row->pressure_cap || banned_in(b, r, row->banned))
            return row;
    }
    return NULL;
}

static bool is_on_side(const struct region *r, struct str side)
{
    return r->side == SIDE_NONE || !side.n || str_eq(side, S("both")) ||
           (r->side == SIDE_LEFT) == str_eq(side, S("left"));
}

static bool is_in_muscle(const struct block *b, const struct region *r)
{
    const struct muscle *m = muscle_find(b->muscle);
    return m && is_among(m->lies_in, r->base) && is_on_side(r, b->side);
}

/* Pulling, moving or stretching at the head or the top of the shoulder moves the neck. */
static bool moves_neck(const struct block *b)
{
    static const char *const near[] = {"jaw",      "temple",       "head_top",
                                       "forehead", "shoulder_top", NULL};
    const struct technique *t = technique_find(b->technique);
    const struct region *at = region_find(b->region);
    return at && is_among(near, at->base) &&
           (technique_is_under(t, "joint_mobilisation") || technique_is_under(t, "stretch"));
}

/* Where a technique works whatever place is written beside it. */
static bool is_in_technique(const struct block *b, const struct region *r)
{
    if (moves_neck(b) && is_among(guises[GUISE_NECK].regions, r->base))
        return true;
    for (size_t i = 0; i < GUISES; i++)
        if (technique_is_under(technique_find(b->technique), guises[i].code) &&
            is_among(guises[i].regions, r->base))
            return true;
    return false;
}

size_t block_regions(const struct block *b, const struct region *ret[BLOCK_REGIONS_MAX])
{
    const struct region *only = region_find(b->region);
    size_t n = 0;
    for (size_t i = 0; i < region_count; i++) {
        const struct region *r = &region_all[i];
        if (r == only || is_in_muscle(b, r) || is_in_technique(b, r))
            ret[n++] = r;
    }
    return n;
}

void gate_fit(const struct gate *g, struct block *b)
{
    const struct region *at[BLOCK_REGIONS_MAX];
    const struct technique *as;
    const struct flag *by;
    size_t n = block_regions(b, at);
    for (size_t i = 0; i < n; i++) {
        int cap = gate_cap(g, at[i], &by);
        b->pressure = b->pressure > cap ? cap : b->pressure;
        if (gate_block_ban(g, at[i], b, &as))
            b->technique = b->depth = S("");
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

static bool contact_check(const struct checking *c, const struct region *r)
{
    const struct flag *by;
    if (!gate_no_contact(c->gate, r))
        return true;
    (void)gate_cap(c->gate, r, &by);
    struct str why = caution_words(by->row);
    fault_add(c->faults, field_of(c, "where"), "No contact at %s: %.*s. Take the block out.",
              r->label, STR_ARG(why));
    return false;
}

static bool ban_check(const struct checking *c, const struct region *r)
{
    const struct technique *as;
    const struct flag *by = gate_block_ban(c->gate, r, c->block, &as);
    if (!by || gate_no_contact(c->gate, r))
        return true;
    struct str why = caution_words(by->row);
    fault_add(c->faults, field_of(c, "technique"), "No %s at %s: %.*s. Choose other work there.",
              as->label, r->label, STR_ARG(why));
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
    bool (*const checks[])(const struct checking *, const struct region *) = {
        contact_check, ban_check, cap_check, care_check};
    size_t n = block_regions(c->block, at);
    for (size_t k = 0; k < sizeof checks / sizeof checks[0]; k++)
        for (size_t i = 0; i < n && checks[k](c, at[i]); i++)
            ;
}

static bool is_news(const struct gate *g)
{
    for (size_t i = 0; i < g->flags.n; i++)
        if (caution_asks_for_news(g->flags.at[i].row))
            return true;
    return false;
}

void gate_sheet_check(struct arena *a, const struct gate *g, const struct rule_list *rules,
                      const struct sheet *s, struct faults *f)
{
    for (size_t i = 0; i < s->n_blocks; i++)
        block_check(&(struct checking){a, g, rules, f, &s->blocks[i]});
    if (g->crisis)
        fault_add(f, S(""), "Write first what was done after self-harm was spoken of.");
    struct str news = fold_text(a, s->note.news);
    if (is_news(g) && (!news.n || str_eq(news, S("nothing new"))))
        fault_add(f, S("news"), "The client said that something is new: say what it is.");
}
