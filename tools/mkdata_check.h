/* What the rows of data/ promise each other: mirrors, sides, antagonists, claims, cautions.
 * Must never: mend what is wrong; it says where it stands and how a person mends it.
 * Read next: tools/mkdata_column.h, tools/mkdata_questions.h, tools/mkdata.c.
 */
#pragma once
#include "mkdata_questions.h"

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
    if (other == *row)
        WRONG(&muscles, *row, "antagonists: %s cannot be its own", word);
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

/* The heading of all has no tissue; without one, any other would quietly not be offered. */
static void tissues_check(void)
{
    for (int row = 0; row < techniques.n; row++)
        if ((is_word(&techniques, row, "kind", "technique") ||
             is_word(&techniques, row, "kind", "equipment")) &&
            *cell(&techniques, row, "parent") && !*cell(&techniques, row, "main_tissue"))
            WRONG(&techniques, row, "main_tissue: needed, or %s is not offered",
                  cell(&techniques, row, "code"));
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

/* Which kinds of measure test what of a muscle. */
static const struct {
    const char *column, *kinds;
} muscle_tests[] = {
    {"length_or_rom_test", "rom;length"},
    {"strength_test", "strength;endurance"},
    {"tenderness_test", "tenderness"},
};

static void muscles_check(void)
{
    for (int row = 0; row < muscles.n; row++) {
        each_word(cell(&muscles, row, "actions"), action_check, &row);
        for (size_t i = 0; i < sizeof muscle_tests / sizeof muscle_tests[0]; i++) {
            const char *id = cell(&muscles, row, muscle_tests[i].column);
            int m = row_of(&measures, "id", id);
            if (*id && !list_has(muscle_tests[i].kinds, cell(&measures, m, "kind")))
                WRONG(&muscles, row, "%s: %s is of kind %s, none of: %s", muscle_tests[i].column,
                      id, cell(&measures, m, "kind"), muscle_tests[i].kinds);
        }
    }
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
    return is_word(&contraindications, row, column, word);
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
    if (sscanf(text, "%4dd%n", &days, &end) != 1 || text[end] || days < 1 || days > 3660)
        WRONG(&contraindications, row, "reask '%s': write each_visit, never, or days as in 90d, "
                                       "3660d at most", text);
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
    } else if (sscanf(text, "Derived from: birth date of the client, age under %4d on%n", &d.limit,
                      &end) == 1 && end) {
        d.kind = "DERIVED_AGE";
    } else if (sscanf(text, "Derived from: PHQ-9 item 9 (instrument %63[a-z0-9_], n %4d)%n",
                      d.instrument, &d.limit, &end) == 2 && end) {
        d.kind = "DERIVED_ITEM";
        if (row_of(&instruments, "id", d.instrument) < 0)
            WRONG(&contraindications, row, "screen_question: there is no instrument %s",
                  d.instrument);
    } else if (sscanf(text, "Derived from: %63s %6d or more, or %63s %6d or more, in the latest%n",
                      d.readings[0].measure, &d.readings[0].limit, d.readings[1].measure,
                      &d.readings[1].limit, &end) == 4 && end) {
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

static void derivation_check(int row)
{
    struct derivation d = derivation_of(row);
    if (d.from >= 0 && !is_cell(d.from, "asked_of", "client") &&
        !is_cell(d.from, "asked_of", "therapist"))
        WRONG(&contraindications, row, "screen_question: %s is not asked of anyone",
              cell(&contraindications, d.from, "id"));
    if (strcmp(d.kind, "DERIVED_AGE") == 0 && (d.limit < 1 || d.limit > 120))
        WRONG(&contraindications, row, "screen_question: the age must be from 1 to 120");
    if (*d.instrument && row_of_question(d.instrument, d.limit) < 0)
        WRONG(&contraindications, row, "screen_question: %s has no question %d in %s", d.instrument,
              d.limit, items.path);
    for (int i = 0; i < 2 && *d.readings[i].measure; i++) {
        int m = row_of(&measures, "id", d.readings[i].measure);
        if (d.readings[i].limit < number(&measures, m, "min") ||
            d.readings[i].limit > number(&measures, m, "max"))
            WRONG(&contraindications, row, "screen_question: %s is never %d: it has min and max",
                  d.readings[i].measure, d.readings[i].limit);
    }
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
        derivation_check(row);
    }
}

static bool has_emergency(const char *country)
{
    for (int row = 0; row < contacts.n; row++)
        if (is_word(&contacts, row, "country", country) &&
            is_word(&contacts, row, "kind", "emergency"))
            return true;
    return false;
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
        if (!has_emergency(country))
            WRONG(&contacts, row, "country %s has no row of kind emergency: add it",
                  *country ? country : "empty");
    }
    if (!has_emergency(""))
        die("%s: no emergency row for where no country is known (country empty): add it",
            contacts.path);
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
    keys_check(&claims, "id");
    region_ids_check();
    region_count_check();
    cells_check();
    mirrors_check();
    antagonists_check();
    muscles_check();
    parents_check();
    tissues_check();
    figures_check();
    instruments_check();
    cautions_check();
    contacts_check();
    claims_check();
}
