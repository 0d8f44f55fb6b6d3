/* The tables of data/ and what they promise each other: ids, references, mirrors, sides, numbers.
 * Must never: mend what is wrong; it says where it stands and how a person mends it.
 * Read next: tools/mkdata.c.
 */
#pragma once
#include <math.h>

#include "mkdata_csv.h"

static struct table regions, muscles, techniques, tissues, measures, instruments,
    contraindications, figures, bands, items, contacts, claims;

struct list_search {
    const char *word;
    bool found;
};

static void search_word(const char *word, void *arg)
{
    struct list_search *s = arg;
    s->found = s->found || strcmp(word, s->word) == 0;
}

static bool list_has(const char *list, const char *word)
{
    struct list_search s = {word, false};
    each_word(list, search_word, &s);
    return s.found;
}

/* --- checks: references ---------------------------------------------------------------------- */

struct reference {
    const struct table *from;
    int row;
    const char *column;
    const struct table *to;
    const char *key, *also; /* words that are no rows but may stand there; NULL: none */
};

static void must_resolve(const char *word, void *arg)
{
    const struct reference *r = arg;
    if (r->also && list_has(r->also, word))
        return;
    if (row_of(r->to, r->key, word) < 0)
        WRONG(r->from, r->row, "%s: there is no %s in column %s of %s: mend it or add that row",
              r->column, word, r->key, r->to->path);
}

static const struct {
    const struct table *from;
    const char *column;
    const struct table *to;
    const char *key, *also;
} references[] = {
    {&regions, "mirror_id", &regions, "id", NULL},
    {&muscles, "region", &regions, "parent", NULL},
    {&muscles, "lies_in", &regions, "base", NULL},
    {&muscles, "referred_regions", &regions, "base", NULL},
    {&muscles, "antagonists", &muscles, "id", NULL},
    {&muscles, "length_or_rom_test", &measures, "id", NULL},
    {&muscles, "strength_test", &measures, "id", NULL},
    {&muscles, "tenderness_test", &measures, "id", NULL},
    {&muscles, "caution_ids", &contraindications, "id", NULL},
    {&techniques, "parent", &techniques, "code", NULL},
    {&techniques, "main_tissue", &tissues, "code", NULL},
    {&measures, "region", &regions, "parent", "any"},
    {&contraindications, "banned_techniques", &techniques, "code", NULL},
    {&contraindications, "scope", &regions, "base", "whole;site"},
    {&figures, "our_ids", &regions, "id", NULL},
    {&bands, "instrument", &instruments, "id", NULL},
    {&items, "instrument", &instruments, "id", NULL},
};

static void references_check(void)
{
    for (size_t i = 0; i < sizeof references / sizeof references[0]; i++) {
        for (int row = 0; row < references[i].from->n; row++) {
            struct reference r = {references[i].from, row, references[i].column, references[i].to,
                                  references[i].key, references[i].also};
            each_word(cell(r.from, row, r.column), must_resolve, &r);
        }
    }
}

static void keys_check(const struct table *t, const char *key)
{
    for (int row = 0; row < t->n; row++) {
        const char *id = cell(t, row, key);
        if (!*id || strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_.") != strlen(id))
            WRONG(t, row, "%s '%s': use small letters, digits, _ and .", key, id);
        if (row_of(t, key, id) != row)
            WRONG(t, row, "%s %s stands twice: rename one (the other: line %d)", key, id,
                  t->rows[row_of(t, key, id)].line);
    }
}

/* --- checks: what each table promises -------------------------------------------------------- */

/* "neck_back_l" is the left one of base "neck_back"; the rest of the program relies on it. */
static void region_ids_check(void)
{
    for (int row = 0; row < regions.n; row++) {
        const char *id = cell(&regions, row, "id"), *base = cell(&regions, row, "base");
        const char *side = cell(&regions, row, "side");
        char want[128];
        snprintf(want, sizeof want, "%s_%.1s", base, side);
        if (strcmp(id, want) != 0)
            WRONG(&regions, row, "id %s: write its base, _ and the first letter of its side: %s", id,
                  want);
        if (!*cell(&regions, row, "parent"))
            WRONG(&regions, row, "parent: say of which part %s is", id);
    }
}

/* The gate has room for every region that a muscle may lie in. */
static void region_count_check(void)
{
    enum { BLOCK_REGIONS_MAX = 256 };
    if (regions.n > BLOCK_REGIONS_MAX)
        WRONG(&regions, BLOCK_REGIONS_MAX, "more than %d regions: raise BLOCK_REGIONS_MAX here and in "
                                           "src/domain/gate.h", BLOCK_REGIONS_MAX);
}

static void mirrors_check(void)
{
    for (int row = 0; row < regions.n; row++) {
        const char *id = cell(&regions, row, "id"), *side = cell(&regions, row, "side");
        const char *mirror = cell(&regions, row, "mirror_id");
        if (strcmp(side, "midline") == 0) {
            if (*mirror)
                WRONG(&regions, row, "%s lies on the midline: empty its mirror_id", id);
            continue;
        }
        int other = row_of(&regions, "id", mirror);
        if (other < 0 || strcmp(cell(&regions, other, "mirror_id"), id) != 0)
            WRONG(&regions, row, "the mirror of %s's mirror is not %s: mend mirror_id", id, id);
        if (strcmp(side, cell(&regions, other, "side")) == 0 ||
            strcmp(cell(&regions, row, "base"), cell(&regions, other, "base")) != 0)
            WRONG(&regions, row, "%s and %s must be the two sides of one base: mend mirror_id", id,
                  mirror);
    }
}

static void antagonist_check(const char *word, void *arg)
{
    const int *row = arg;
    int other = row_of(&muscles, "id", word);
    if (!list_has(cell(&muscles, other, "antagonists"), cell(&muscles, *row, "id")))
        WRONG(&muscles, *row, "%s does not name %s as its antagonist: add it there or drop it here",
              word, cell(&muscles, *row, "id"));
}

static void antagonists_check(void)
{
    for (int row = 0; row < muscles.n; row++)
        each_word(cell(&muscles, row, "antagonists"), antagonist_check, &row);
}

static bool drawn(const char *figure, int region)
{
    for (int f = 0; f < figures.n; f++)
        if (strcmp(cell(&figures, f, "figure"), figure) == 0 &&
            strcmp(cell(&figures, f, "view"), cell(&regions, region, "view")) == 0 &&
            list_has(cell(&figures, f, "our_ids"), cell(&regions, region, "id")))
            return true;
    return false;
}

/* The package names the shapes of front views from the viewer's side: what it calls left is the
 * body's right there. A row that follows the package would have people paint the wrong side. */
static void side_check(const char *id, void *arg)
{
    const int *row = arg;
    const char *side = cell(&figures, *row, "package_side");
    bool left = (strcmp(side, "left") == 0) == (strcmp(cell(&figures, *row, "view"), "back") == 0);
    const char *want = left ? "left" : "right";
    if (strcmp(cell(&regions, row_of(&regions, "id", id), "side"), want) != 0)
        WRONG(&figures, *row, "our_ids: %s is not %s, but this shape is on the body's %s", id, want,
              want);
}

static void figures_check(void)
{
    static const char *const shapes[] = {"male", "female"};
    for (int row = 0; row < figures.n; row++)
        if (strcmp(cell(&figures, row, "package_side"), "common") != 0)
            each_word(cell(&figures, row, "our_ids"), side_check, &row);
    for (int row = 0; row < regions.n; row++)
        for (int k = 0; k < 2; k++)
            if (!drawn(shapes[k], row))
                WRONG(&regions, row, "%s has no area in the %s figure: name it in our_ids of %s",
                      cell(&regions, row, "id"), shapes[k], figures.path);
}

/* A ban on a code bans what is beneath it: whoever climbs must arrive. */
static void parents_check(void)
{
    for (int row = 0; row < techniques.n; row++) {
        int at = row, steps = 0;
        while (*cell(&techniques, at, "parent") && steps++ < techniques.n)
            at = row_of(&techniques, "code", cell(&techniques, at, "parent"));
        if (steps > techniques.n)
            WRONG(&techniques, row, "%s is its own ancestor: mend parent",
                  cell(&techniques, row, "code"));
    }
}

/* Only plain decimals: strtod alone would take nan, inf and hexadecimal too. */
static double number(const struct table *t, int row, const char *name)
{
    const char *text = cell(t, row, name);
    char *end;
    if (!*text)
        return (double)NAN;
    double v = strtod(text, &end);
    if (*end || strspn(text, "-.0123456789") != strlen(text))
        WRONG(t, row, "%s: '%s' is not a number: write digits only, its unit stands elsewhere", name,
              text);
    return v;
}

/* Columns with a number, and between which bounds. */
static const struct {
    const struct table *t;
    const char *column;
    double least, most;
    bool needed;
} numbers[] = {
    {&regions, "cx", 0, 200, true},          {&regions, "cy", 0, 400, true},
    {&regions, "rx", 0.1, 100, true},        {&regions, "ry", 0.1, 200, true},
    {&measures, "min", -1000, 10000, true},  {&measures, "max", -1000, 10000, true},
    {&measures, "step", 0.001, 1000, true},  {&measures, "norm_aaos", -1000, 10000, false},
    {&measures, "norm_ama", -1000, 10000, false}, {&measures, "mean_f_20_44", -1000, 10000, false},
    {&measures, "mean_m_20_44", -1000, 10000, false},
    {&measures, "mean_f_45_69", -1000, 10000, false},
    {&measures, "mean_m_45_69", -1000, 10000, false},
    {&measures, "short_below", -1000, 10000, false},
    {&measures, "short_above", -1000, 10000, false}, {&measures, "mdc_abs", 0, 10000, false},
    {&measures, "mdc_pct", 0, 100, false},   {&measures, "asym_pct_floor", 0, 100, false},
    {&instruments, "items", 1, 200, true},   {&instruments, "min", -1000, 10000, true},
    {&instruments, "max", -1000, 10000, true}, {&instruments, "mic_abs", 0, 10000, false},
    {&instruments, "mic_pct", 0, 100, false}, {&instruments, "mdc_abs", 0, 10000, false},
    {&instruments, "mdc_pct", 0, 100, false}, {&instruments, "seconds", 1, 3600, true},
    {&instruments, "min_answered", 1, 200, true}, {&claims, "benefit", 1, 7, true},
    {&techniques, "minutes_low", 0, 240, false}, {&techniques, "minutes_high", 0, 240, false},
    {&techniques, "pressure_low", 0, 5, false}, {&techniques, "pressure_high", 0, 5, false},
    {&techniques, "seconds_low", 0, 3600, false}, {&techniques, "seconds_high", 0, 3600, false},
    {&contraindications, "pressure_cap", 0, 5, false},
    {&bands, "low", -1000, 10000, true},     {&bands, "high", -1000, 10000, true},
};

static void numbers_check(void)
{
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        for (int row = 0; row < numbers[i].t->n; row++) {
            double v = number(numbers[i].t, row, numbers[i].column);
            if (isnan(v) ? numbers[i].needed : v < numbers[i].least || v > numbers[i].most)
                WRONG(numbers[i].t, row, "%s must be a number from %g to %g", numbers[i].column,
                      numbers[i].least, numbers[i].most);
        }
}

static const struct {
    const struct table *t;
    const char *low, *high;
    bool may_equal;
} ranges[] = {
    {&measures, "min", "max", false},
    {&instruments, "min", "max", false},
    {&techniques, "minutes_low", "minutes_high", true},
    {&techniques, "pressure_low", "pressure_high", true},
    {&techniques, "seconds_low", "seconds_high", true},
    {&bands, "low", "high", true},
};

static void ranges_check(void)
{
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        for (int row = 0; row < ranges[i].t->n; row++) {
            double low = number(ranges[i].t, row, ranges[i].low);
            double high = number(ranges[i].t, row, ranges[i].high);
            if (isnan(low) != isnan(high))
                WRONG(ranges[i].t, row, "%s and %s: fill in both or neither", ranges[i].low,
                      ranges[i].high);
            if (low > high || (!ranges[i].may_equal && !(low < high)))
                WRONG(ranges[i].t, row, "%s must be below %s: swap or mend them", ranges[i].low,
                      ranges[i].high);
        }
}

/* --- checks: what muscles and claims promise ------------------------------------------------- */

/* "joint.movement", and which way a paired muscle turns what lies on the midline. */
static void action_check(const char *word, void *arg)
{
    const int *row = arg;
    const char *letters = "abcdefghijklmnopqrstuvwxyz0123456789_";
    size_t joint = strspn(word, letters), dot = word[joint] == '.';
    size_t movement = dot ? strspn(word + joint + 1, letters) : 0;
    const char *behind = word + joint + dot + movement;
    if (!joint || !movement ||
        (*behind && strcmp(behind, ":ipsi") != 0 && strcmp(behind, ":contra") != 0))
        WRONG(&muscles, *row, "actions: '%s': write joint.movement, behind it :ipsi or :contra or "
                              "nothing", word);
}

static void kind_check(const char *word, void *arg)
{
    const int *row = arg;
    for (int i = 0; i < measures.n; i++)
        if (strcmp(cell(&measures, i, "kind"), word) == 0)
            return;
    WRONG(&claims, *row, "kinds: no measure of %s is of kind %s", measures.path, word);
}

/* Every benefit has a claim, every claim words that a client can read. */
static void claims_check(void)
{
    bool claimed[8] = {false};
    for (int row = 0; row < muscles.n; row++)
        each_word(cell(&muscles, row, "actions"), action_check, &row);
    for (int row = 0; row < claims.n; row++) {
        claimed[(int)number(&claims, row, "benefit")] = true;
        each_word(cell(&claims, row, "kinds"), kind_check, &row);
        if (!*cell(&claims, row, "client_words") || !*cell(&claims, row, "source"))
            WRONG(&claims, row, "client_words and source are needed");
    }
    for (int benefit = 1; benefit <= 7; benefit++)
        if (!claimed[benefit])
            die("%s: benefit %d has no claim: add its row", claims.path, benefit);
}

/* --- checks: what a caution promises --------------------------------------------------------- */

static bool is_cell(int row, const char *column, const char *word)
{
    return strcmp(cell(&contraindications, row, column), word) == 0;
}

/* Days, 0 at each visit, -1 never. */
static int reask_days_of(int row)
{
    const char *text = cell(&contraindications, row, "reask");
    int days = 0, end = 0;
    if (is_cell(row, "reask", "each_visit"))
        return 0;
    if (is_cell(row, "reask", "never"))
        return -1;
    if (sscanf(text, "%4dd%n", &days, &end) != 1 || text[end] || days < 1)
        WRONG(&contraindications, row, "reask '%s': write each_visit, never, or days as in 90d",
              text);
    return days;
}

/* From what a derived row follows; its question says so in one of four sentences. */
struct derivation {
    const char *kind;
    int from, limit;
    char instrument[64];
    struct {
        char measure[64];
        int limit;
    } readings[2];
};

static struct derivation derivation_of(int row)
{
    const char *text = cell(&contraindications, row, "screen_question");
    struct derivation d = {"DERIVED_NOT", -1, 0, "", {{"", 0}, {"", 0}}};
    char id[64];
    int end = 0;
    if (!is_cell(row, "asked_of", "derived"))
        return d;
    if (sscanf(text, "Derived from: %63s answered yes.%n", id, &end) == 1 && end && !text[end]) {
        d.kind = "DERIVED_ANSWER";
        d.from = row_of(&contraindications, "id", id);
        if (d.from < 0)
            WRONG(&contraindications, row, "screen_question: there is no row %s", id);
    } else if (sscanf(text, "Derived from: birth date of the client, age under %d on", &d.limit) ==
               1) {
        d.kind = "DERIVED_AGE";
    } else if (sscanf(text, "Derived from: PHQ-9 item 9 (instrument %63[a-z0-9_], n %d)",
                      d.instrument, &d.limit) == 2) {
        d.kind = "DERIVED_ITEM";
        if (row_of(&instruments, "id", d.instrument) < 0)
            WRONG(&contraindications, row, "screen_question: there is no instrument %s",
                  d.instrument);
    } else if (sscanf(text, "Derived from: %63s %d or more, or %63s %d or more, in the latest",
                      d.readings[0].measure, &d.readings[0].limit, d.readings[1].measure,
                      &d.readings[1].limit) == 4) {
        d.kind = "DERIVED_READING";
        for (int i = 0; i < 2; i++)
            if (row_of(&measures, "id", d.readings[i].measure) < 0)
                WRONG(&contraindications, row, "screen_question: there is no measure %s",
                      d.readings[i].measure);
    } else {
        WRONG(&contraindications, row, "screen_question: say from what this follows as the other "
                                       "derived rows do");
    }
    return d;
}

static void caution_scope_check(int row)
{
    const char *scope = cell(&contraindications, row, "scope");
    if (!*scope)
        WRONG(&contraindications, row, "scope: write whole, site, or region bases");
    if (strchr(scope, ';') && (list_has(scope, "whole") || list_has(scope, "site")))
        WRONG(&contraindications, row, "scope: whole and site stand alone");
}

static void caution_question_check(int row)
{
    bool client = is_cell(row, "asked_of", "client");
    bool asked = client || is_cell(row, "asked_of", "therapist");
    if (strncmp(cell(&contraindications, row, "id"), "own_", 4) == 0)
        WRONG(&contraindications, row, "id: own_ begins those of the practices' own rows");
    if (asked == is_cell(row, "page", ""))
        WRONG(&contraindications, row, "page: rows that are asked have one, others none");
    if (asked && is_cell(row, "screen_question", ""))
        WRONG(&contraindications, row, "screen_question: say what is asked");
    if (client && is_cell(row, "reask", "each_visit") && is_cell(row, "short_text", ""))
        WRONG(&contraindications, row, "short_text: needed, for it is asked at each visit");
    if (is_cell(row, "asked_of", "built_in") != is_cell(row, "reask", "never"))
        WRONG(&contraindications, row, "reask: never is for built_in rows, and only for them");
}

/* Blocking is said three times; a row that says it differently would be a hole in the gate. */
static void caution_block_check(int row)
{
    bool red = is_cell(row, "category", "red_flag") && !is_cell(row, "action", "crisis_support");
    bool urgent = is_cell(row, "action", "call_emergency") ||
                  is_cell(row, "action", "urgent_medical_same_day");
    bool stops = urgent || is_cell(row, "action", "postpone") ||
                 is_cell(row, "action", "gp_clearance_first");
    bool visit = is_cell(row, "blocks", "visit"), block = is_cell(row, "enforcement", "block");
    if (red != urgent)
        WRONG(&contraindications, row, "action: call_emergency and urgent_medical_same_day are for "
                                       "red flags, and every red flag has one of them");
    if (visit != block || visit != stops)
        WRONG(&contraindications, row, "blocks, enforcement and action: all three stop the visit, "
                                       "or none does");
    if (visit && is_cell(row, "pressure_cap", ""))
        WRONG(&contraindications, row, "pressure_cap: what stops a visit says what is allowed "
                                       "after a clearance");
    if (is_cell(row, "category", "absolute") && !visit)
        WRONG(&contraindications, row, "blocks: an absolute contraindication stops the visit");
    if (is_cell(row, "blocks", "site") &&
        !(is_cell(row, "pressure_cap", "0") && is_cell(row, "banned_techniques", "all")))
        WRONG(&contraindications, row, "an area to avoid has pressure_cap 0 and bans all");
}

static void cautions_check(void)
{
    for (int row = 0; row < contraindications.n; row++) {
        caution_scope_check(row);
        caution_question_check(row);
        caution_block_check(row);
        (void)reask_days_of(row);
        (void)derivation_of(row);
    }
}

static void contacts_check(void)
{
    for (int row = 0; row < contacts.n; row++) {
        const char *country = cell(&contacts, row, "country"), *kind = cell(&contacts, row, "kind");
        if (*country && (strlen(country) != 2 || strspn(country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 2))
            WRONG(&contacts, row, "country '%s': write its two-letter code, or nothing", country);
        if (strcmp(kind, "emergency") != 0 && strcmp(kind, "crisis") != 0)
            WRONG(&contacts, row, "kind '%s' is none of: emergency crisis", kind);
        if (!*cell(&contacts, row, "name") || !*cell(&contacts, row, "phone"))
            WRONG(&contacts, row, "name and phone are needed");
    }
}

static void all_check(void)
{
    keys_check(&regions, "id");
    keys_check(&muscles, "id");
    keys_check(&techniques, "code");
    keys_check(&tissues, "code");
    keys_check(&measures, "id");
    keys_check(&instruments, "id");
    keys_check(&contraindications, "id");
    region_ids_check();
    region_count_check();
    references_check();
    mirrors_check();
    antagonists_check();
    parents_check();
    figures_check();
    numbers_check();
    ranges_check();
    cautions_check();
    contacts_check();
    keys_check(&claims, "id");
    claims_check();
}
