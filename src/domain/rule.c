/* A practice's own rows, checked and as the gate has them, and which rules stand when.
 * Must never: pass over a row that it cannot read.
 * Read next: domain/rule_tighten.c.
 */
#include "domain/rule.h"

#include "domain/check.h"
#include "domain/rule_words.h"

const char *const own_asked_words[ASKED_NEVER + 1] = {
    [ASKED_CLIENT] = "client", [ASKED_THERAPIST] = "therapist"};

const char *const own_page_words[PAGE_NONE + 1] = {[PAGE_SAFETY_NOW] = "safety_now",
                                                   [PAGE_NERVES_HEAD] = "nerves_head",
                                                   [PAGE_BONES_JOINTS] = "bones_joints",
                                                   [PAGE_HEART_BLOOD] = "heart_blood",
                                                   [PAGE_CANCER] = "cancer",
                                                   [PAGE_SKIN_INFECTION] = "skin_infection",
                                                   [PAGE_MEDICINES] = "medicines",
                                                   [PAGE_DEVICES_SURGERY] = "devices_surgery",
                                                   [PAGE_PREGNANCY] = "pregnancy",
                                                   [PAGE_OTHER] = "other",
                                                   [PAGE_ABOUT] = "about",
                                                   [PAGE_VISIT_START] = "visit_start"};

const char *const own_action_words[ACTION_NOTE + 1] = {[ACTION_POSTPONE] = "postpone",
                                                       [ACTION_CLEARANCE] = "gp_clearance_first",
                                                       [ACTION_AVOID] = "avoid_area",
                                                       [ACTION_MODIFY] = "modify",
                                                       [ACTION_NOTE] = "note_only"};

/* What follows from an action. */
static const struct {
    enum caution_category category;
    enum caution_blocks blocks;
    enum caution_enforcement enforcement;
} effects[ACTION_NOTE + 1] = {
    [ACTION_POSTPONE] = {CAUTION_ABSOLUTE, BLOCKS_VISIT, ENFORCE_BLOCK},
    [ACTION_CLEARANCE] = {CAUTION_ABSOLUTE, BLOCKS_VISIT, ENFORCE_BLOCK},
    [ACTION_AVOID] = {CAUTION_LOCAL, BLOCKS_SITE, ENFORCE_LIMITS},
    [ACTION_MODIFY] = {CAUTION_RELATIVE, BLOCKS_TECHNIQUE, ENFORCE_LIMITS},
    [ACTION_NOTE] = {CAUTION_RELATIVE, BLOCKS_NONE, ENFORCE_WARN},
};

static const char *const no_words[] = {NULL};
static const char *const everything[] = {"all", NULL};

/* --- words ----------------------------------------------------------------------------------- */

/*   returns   `none` when it is not among them
 */
static int word_find(const char *const *words, int n, struct str word, int none)
{
    for (int i = 0; i < n; i++)
        if (words[i] && str_eq(word, str_from(words[i])))
            return i;
    return none;
}

static int asked_of(const struct own_rule *r, int none)
{
    return word_find(own_asked_words, ASKED_NEVER, r->asked_of, none);
}

static int page_of(const struct own_rule *r, int none)
{
    return word_find(own_page_words, PAGE_NONE, r->page, none);
}

static int action_of(const struct own_rule *r, int none)
{
    return word_find(own_action_words, ACTION_NOTE + 1, r->action, none);
}

static size_t parts_of(struct str list)
{
    size_t n = 0;
    for (struct str part; word_next(&list, &part);)
        n++;
    return n;
}

const char *const *codes_of(struct arena *a, struct str list)
{
    const char **codes = ARENA_ARRAY(a, parts_of(list) + 1, const char *);
    size_t n = 0;
    for (struct str part; !arena_failed(a) && word_next(&list, &part);) {
        const struct technique *t = technique_find(part);
        codes[n++] = t ? t->code : "all";
    }
    return arena_failed(a) ? everything : codes;
}

bool codes_are_known(struct str list)
{
    for (struct str part; word_next(&list, &part);) {
        const struct technique *t = technique_find(part);
        if (!t || t->kind == TECHNIQUE_SELF_CARE)
            return false;
    }
    return true;
}

static const char *base_find(struct str base)
{
    for (size_t i = 0; i < region_count; i++)
        if (str_eq(base, str_from(region_all[i].base)))
            return region_all[i].base;
    return NULL;
}

static bool bases_are_known(struct str list)
{
    bool known = list.n > 0;
    for (struct str part; known && word_next(&list, &part);)
        known = base_find(part) != NULL;
    return known;
}

/* --- as the gate has it ---------------------------------------------------------------------- */

static void scope_fill(struct arena *a, struct str scope, struct caution *c)
{
    const char **bases = ARENA_ARRAY(a, parts_of(scope) + 1, const char *);
    size_t n = 0;
    c->regions = no_words;
    c->scope = str_eq(scope, S("site")) ? SCOPE_SITE : SCOPE_WHOLE;
    if (c->scope == SCOPE_SITE || !bases_are_known(scope) || arena_failed(a))
        return;
    for (struct str part; word_next(&scope, &part);)
        bases[n++] = base_find(part);
    c->scope = SCOPE_REGIONS;
    c->regions = bases;
}

static void limits_fill(struct arena *a, const struct own_rule *r, struct caution *c)
{
    bool unknown = action_of(r, -1) < 0;
    bool has_cap = r->pressure_cap.has && r->pressure_cap.v < CAP_NONE;
    c->pressure_cap = has_cap ? (int)r->pressure_cap.v : CAP_NONE;
    c->banned = codes_of(a, r->banned);
    if (unknown || c->pressure_cap < 0)
        c->pressure_cap = 0;
    if (unknown)
        c->banned = everything;
}

struct caution own_rule_caution(struct arena *a, const struct own_rule *r)
{
    int asked = asked_of(r, ASKED_CLIENT), action = action_of(r, ACTION_CLEARANCE);
    int page = page_of(r, PAGE_NONE);
    bool fits = page != PAGE_NONE && (page == PAGE_VISIT_START) == (asked == ASKED_THERAPIST);
    if (!fits)
        page = asked == ASKED_THERAPIST ? PAGE_VISIT_START : PAGE_OTHER;
    struct caution c = {
        .id = arena_cstr(a, r->id),
        .condition = arena_cstr(a, r->condition),
        .category = effects[action].category,
        .asked_of = (enum caution_asked)asked,
        .page = (enum caution_page)page,
        .question = arena_cstr(a, r->question),
        .short_text = arena_cstr(a, r->short_text),
        .action = (enum caution_action)action,
        .blocks = effects[action].blocks,
        .enforcement = effects[action].enforcement,
        .reask_days = r->reask_days > 0 ? (int)r->reask_days : REASK_EACH_VISIT,
        .derived_instrument = "",
        .rationale = arena_cstr(a, r->rationale),
        .source = "",
        .worded_utc = r->at_utc,
    };
    scope_fill(a, r->scope, &c);
    limits_fill(a, r, &c);
    return c;
}

/* --- checks ---------------------------------------------------------------------------------- */

static void least_check(struct str text, size_t least, const char *field, struct faults *f)
{
    size_t n = str_chars(str_trim(text));
    if (n && n < least)
        fault_add(f, str_from(field), "Say it in %zu characters or more.", least);
}

static void texts_check(struct arena *a, struct own_rule *r, struct faults *f)
{
    const struct check_text texts[] = {
        {S("condition"), &r->condition, "what it is about", CONDITION_MAX, true},
        {S("question"), &r->question, "the question", QUESTION_MAX, true},
        {S("short_text"), &r->short_text, "the short form", SHORT_MAX, false},
        {S("rationale"), &r->rationale, "why the practice has this rule", RATIONALE_MAX, true},
    };
    check_texts(a, texts, sizeof texts / sizeof texts[0], f);
    least_check(r->condition, CONDITION_LEAST, "condition", f);
    least_check(r->question, QUESTION_LEAST, "question", f);
}

static void asking_check(const struct own_rule *r, struct faults *f)
{
    int asked = asked_of(r, -1), page = page_of(r, -1);
    if (asked < 0)
        fault_add(f, S("asked_of"), "Say who is asked: the client, or the therapist.");
    else if (page < 0 || (page == PAGE_VISIT_START) != (asked == ASKED_THERAPIST))
        fault_add(f, S("page"),
                  "Choose a page of the health history for the client, and none for "
                  "the therapist.");
    if (r->reask_days < REASK_EACH_VISIT || r->reask_days > REASK_DAYS_MAX)
        fault_add(f, S("reask_days"), "Choose when it is asked again.");
    else if (asked == ASKED_CLIENT && r->reask_days == REASK_EACH_VISIT && !r->short_text.n)
        fault_add(f, S("short_text"), "Say it in a few words too, for it is asked at each visit.");
}

static void words_check(const struct own_rule *r, struct faults *f)
{
    bool one = str_eq(r->scope, S("whole")) || str_eq(r->scope, S("site"));
    if (!one && !bases_are_known(r->scope))
        fault_add(f, S("scope"),
                  "Say where: the whole body, the place that is marked, or areas of "
                  "the list.");
    if (r->pressure_cap.has && (r->pressure_cap.v < 0 || r->pressure_cap.v >= CAP_NONE))
        fault_add(f, S("pressure_cap"), "A highest pressure goes from 0 to %d.", CAP_NONE - 1);
    if (!codes_are_known(r->banned))
        fault_add(f, S("banned"), "Choose the techniques and positions from the list.");
}

static void avoid_check(const struct own_rule *r, struct faults *f)
{
    if (str_eq(r->scope, S("whole")))
        fault_add(f, S("scope"),
                  "An area to avoid is a part of the body: say which, or have it "
                  "marked.");
    if (!r->pressure_cap.has || r->pressure_cap.v != 0 || !str_eq(r->banned, S("all")))
        fault_add(f, S("pressure_cap"), "An area to avoid takes no pressure and no technique.");
}

/* What it does against what it limits; a row that contradicts itself would be a hole. */
static void limits_check(const struct own_rule *r, int action, struct faults *f)
{
    bool limits = r->pressure_cap.has || r->banned.n;
    if (action == ACTION_AVOID)
        avoid_check(r, f);
    if (effects[action].blocks == BLOCKS_VISIT && !r->pressure_cap.has)
        fault_add(f, S("pressure_cap"),
                  "What stops a visit says which pressure is allowed after a clearance.");
    if (action == ACTION_MODIFY && !limits)
        fault_add(f, S("pressure_cap"),
                  "Say what is limited: the highest pressure, or what is not done.");
    if (action == ACTION_NOTE && limits)
        fault_add(f, S("action"),
                  "A note limits nothing: choose \"Limit the work\", or take the "
                  "highest pressure and the techniques out.");
}

void own_rule_check(struct arena *a, struct own_rule *r, struct faults *f)
{
    int action = action_of(r, -1);
    texts_check(a, r, f);
    asking_check(r, f);
    words_check(r, f);
    if (action < 0)
        fault_add(f, S("action"), "Choose what a yes does.");
    else
        limits_check(r, action, f);
}

/* --- which stand ----------------------------------------------------------------------------- */

static size_t own_end(const struct own_rule_list *all, size_t i)
{
    size_t end = i + 1;
    while (end < all->n && str_eq(all->at[i].id, all->at[end].id))
        end++;
    return end;
}

/* The newest version of those from i that is not later; `end` when there is none. */
static size_t own_at(const struct own_rule_list *all, size_t i, size_t end, int64_t at_utc)
{
    size_t k = end;
    while (k > i && all->at[k - 1].at_utc > at_utc)
        k--;
    return k > i ? k - 1 : end;
}

static bool says_the_same(const struct own_rule *x, const struct own_rule *y)
{
    return str_eq(x->question, y->question) && str_eq(x->short_text, y->short_text);
}

static const struct caution *own_caution(struct arena *a, const struct own_rule_list *all,
                                         size_t first, size_t k)
{
    struct caution *c = ARENA_NEW(a, struct caution);
    *c = own_rule_caution(a, &all->at[k]);
    while (k > first && says_the_same(&all->at[k], &all->at[k - 1]))
        k--;
    c->worded_utc = all->at[k].at_utc;
    return c;
}

/* Own rows that stand then, or those that do not. */
static size_t own_add(struct arena *a, const struct own_rule_list *all, int64_t at_utc,
                      bool standing, const struct caution **to)
{
    size_t n = 0;
    for (size_t i = 0, end; i < all->n && !arena_failed(a); i = end) {
        end = own_end(all, i);
        size_t k = own_at(all, i, end, at_utc);
        bool stands = k < end && !all->at[k].ended;
        if (stands == standing)
            to[n++] = own_caution(a, all, i, stands ? k : end - 1);
    }
    return n;
}

static const struct caution *row_at(struct arena *a, const struct tightening_list *all,
                                    const struct caution *row, int64_t at_utc)
{
    const struct tightening *last = NULL;
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->at[i].caution, str_from(row->id)) && all->at[i].at_utc <= at_utc)
            last = &all->at[i];
    return last && !tightening_is_empty(last) ? caution_tightened(a, row, last) : row;
}

struct rules rules_at(struct arena *a, const struct rule_book *book, int64_t at_utc)
{
    const struct caution **at = ARENA_ARRAY(a, caution_count + book->own.n + 1,
                                            const struct caution *);
    size_t n = 0;
    for (; n < caution_count && !arena_failed(a); n++)
        at[n] = row_at(a, &book->tightenings, &caution_all[n], at_utc);
    n += own_add(a, &book->own, at_utc, true, at + n);
    struct rule_list standing = {at, n};
    n += own_add(a, &book->own, at_utc, false, at + n);
    if (arena_failed(a))
        return (struct rules){{NULL, 0}, {NULL, 0}};
    return (struct rules){standing, {at, n}};
}

const struct caution *rules_find(const struct rule_list *rules, struct str id)
{
    for (size_t i = 0; i < rules->n; i++)
        if (str_eq(id, str_from(rules->at[i]->id)))
            return rules->at[i];
    return NULL;
}

const struct caution *rules_numbered(const struct rule_list *rules, int64_t number)
{
    for (size_t i = 0; i < rules->n; i++)
        if (caution_number(rules->at[i]) == number)
            return rules->at[i];
    return NULL;
}

const struct own_rule *own_rule_last(const struct own_rule_list *all, struct str id)
{
    for (size_t i = all->n; i > 0; i--)
        if (str_eq(all->at[i - 1].id, id))
            return &all->at[i - 1];
    return NULL;
}
