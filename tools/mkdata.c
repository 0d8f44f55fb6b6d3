/* The clinical knowledge of data/ as C tables, checked.
 * Must never: let a row through that another row contradicts.
 * Read next: tools/mkdata_check.h, src/domain/knowledge.h.
 *
 * usage: mkdata FOLDER OUT.c
 *
 * What is wrong is told as FILE:LINE with how to mend it; then OUT.c is not touched.
 */
#include <sodium.h>

#include "mkdata_check.h"

/* --- writing: a column to a member ----------------------------------------------------------- */

static void text_write(FILE *f, const char *text)
{
    fputc('"', f);
    for (; *text; text++)
        if (*text == '\n')
            fputs("\\n", f);
        else
            fprintf(f, *text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
    fputc('"', f);
}

static void list_word_write(const char *word, void *f)
{
    text_write(f, word);
    fputs(", ", f);
}

static void number_write(FILE *f, double v)
{
    if (isnan(v))
        fputs("(double)NAN", f);
    else
        fprintf(f, "%.10g", v);
}

/* A cell of few words as an enumerator. */
struct word {
    const char *text, *c;
};

static const struct word side_words[] = {{"left", "SIDE_LEFT"}, {"right", "SIDE_RIGHT"},
                                         {"midline", "SIDE_NONE"}, {NULL, NULL}};
static const struct word view_words[] = {{"front", "VIEW_FRONT"}, {"back", "VIEW_BACK"},
                                         {NULL, NULL}};
static const struct word yes_words[] = {{"y", "true"}, {"n", "false"}, {NULL, NULL}};
static const struct word worse_words[] = {{"higher", "WORSE_HIGHER"}, {"lower", "WORSE_LOWER"},
                                          {"depends", "WORSE_DEPENDS"}, {NULL, NULL}};
static const struct word score_words[] = {
    {"single", "SCORE_SINGLE"}, {"sum", "SCORE_SUM"}, {"mean", "SCORE_MEAN"},
    {"sum_x2", "SCORE_SUM_X2"}, {"sum_x4", "SCORE_SUM_X4"}, {"percent", "SCORE_PERCENT"},
    {NULL, NULL}};
static const struct word licence_words[] = {{"ship_text", "LICENCE_SHIP"},
                                            {"score_entry", "LICENCE_TOTAL_ONLY"},
                                            {NULL, NULL}};
static const struct word verdict_words[] = {
    {"supported", "VERDICT_SUPPORTED"}, {"supported_low", "VERDICT_SUPPORTED_LOW"},
    {"weak", "VERDICT_WEAK"}, {"unproven", "VERDICT_UNPROVEN"},
    {"untested", "VERDICT_UNTESTED"}, {"contradicted", "VERDICT_CONTRADICTED"}, {NULL, NULL}};
static const struct word kind_words[] = {{"technique", "TECHNIQUE_HANDS"},
                                         {"equipment", "TECHNIQUE_EQUIPMENT"},
                                         {"position", "TECHNIQUE_POSITION"},
                                         {"self_care", "TECHNIQUE_SELF_CARE"},
                                         {NULL, NULL}};
static const struct word measure_words[] = {
    {"rom", "MEASURE_ROM"},           {"length", "MEASURE_LENGTH"},
    {"endurance", "MEASURE_ENDURANCE"}, {"strength", "MEASURE_STRENGTH"},
    {"tenderness", "MEASURE_TENDERNESS"}, {"girth", "MEASURE_GIRTH"},
    {"temperature", "MEASURE_TEMPERATURE"}, {"vital", "MEASURE_VITAL"},
    {"balance", "MEASURE_BALANCE"},   {NULL, NULL}};
static const struct word better_words[] = {{"higher", "BETTER_HIGHER"}, {"lower", "BETTER_LOWER"},
                                           {"none", "BETTER_NONE"}, {NULL, NULL}};

static const struct word category_words[] = {
    {"red_flag", "CAUTION_RED_FLAG"}, {"amber_flag", "CAUTION_AMBER_FLAG"},
    {"absolute", "CAUTION_ABSOLUTE"}, {"relative", "CAUTION_RELATIVE"},
    {"local", "CAUTION_LOCAL"}, {"endangerment_site", "CAUTION_ENDANGERMENT"}, {NULL, NULL}};
static const struct word asked_words[] = {{"client", "ASKED_CLIENT"},
                                          {"therapist", "ASKED_THERAPIST"},
                                          {"derived", "ASKED_DERIVED"},
                                          {"built_in", "ASKED_NEVER"},
                                          {NULL, NULL}};
static const struct word page_words[] = {
    {"safety_now", "PAGE_SAFETY_NOW"}, {"nerves_head", "PAGE_NERVES_HEAD"},
    {"bones_joints", "PAGE_BONES_JOINTS"}, {"heart_blood", "PAGE_HEART_BLOOD"},
    {"cancer", "PAGE_CANCER"}, {"skin_infection", "PAGE_SKIN_INFECTION"},
    {"medicines", "PAGE_MEDICINES"}, {"devices_surgery", "PAGE_DEVICES_SURGERY"},
    {"pregnancy", "PAGE_PREGNANCY"}, {"other", "PAGE_OTHER"}, {"about", "PAGE_ABOUT"},
    {"visit_start", "PAGE_VISIT_START"}, {"", "PAGE_NONE"}, {NULL, NULL}};
static const struct word action_words[] = {
    {"call_emergency", "ACTION_CALL_EMERGENCY"}, {"urgent_medical_same_day", "ACTION_URGENT"},
    {"postpone", "ACTION_POSTPONE"}, {"gp_clearance_first", "ACTION_CLEARANCE"},
    {"crisis_support", "ACTION_CRISIS"}, {"avoid_area", "ACTION_AVOID"},
    {"modify", "ACTION_MODIFY"}, {"note_only", "ACTION_NOTE"}, {NULL, NULL}};
static const struct word blocks_words[] = {{"none", "BLOCKS_NONE"},
                                           {"technique", "BLOCKS_TECHNIQUE"},
                                           {"site", "BLOCKS_SITE"},
                                           {"visit", "BLOCKS_VISIT"},
                                           {NULL, NULL}};
static const struct word enforcement_words[] = {
    {"warn", "ENFORCE_WARN"}, {"enforce", "ENFORCE_LIMITS"}, {"block", "ENFORCE_BLOCK"},
    {NULL, NULL}};

enum member_kind { TEXT, NUMBER, WHOLE, LIST, WORD, ROW };

struct member {
    const char *column, *name;
    enum member_kind kind;
    const struct word *words;  /* WORD */
    const struct table *rows;  /* ROW: a pointer to that table's row */
    const char *key, *array;
};

static const char *word_c(const struct table *t, int row, const struct member *m)
{
    const char *text = cell(t, row, m->column);
    for (const struct word *w = m->words; w->text; w++)
        if (strcmp(w->text, text) == 0)
            return w->c;
    char words[200] = "";
    for (const struct word *w = m->words; w->text; w++)
        snprintf(words + strlen(words), sizeof words - strlen(words), " %s", w->text);
    WRONG(t, row, "%s: '%s' is none of:%s", m->column, text, words);
}

static void member_write(FILE *f, const struct table *t, int row, const struct member *m)
{
    const char *text = cell(t, row, m->column);
    fprintf(f, ".%s = ", m->name);
    switch (m->kind) {
    case TEXT:
        text_write(f, text);
        break;
    case NUMBER:
        number_write(f, number(t, row, m->column));
        break;
    case WHOLE:
        fprintf(f, "%d", (int)number(t, row, m->column));
        break;
    case LIST:
        fputs("(const char *const[]){", f);
        each_word(text, list_word_write, f);
        fputs("NULL}", f);
        break;
    case WORD:
        fputs(word_c(t, row, m), f);
        break;
    case ROW:
        if (*text)
            fprintf(f, "&%s[%d]", m->array, row_of(m->rows, m->key, text));
        else
            fputs("NULL", f);
        break;
    }
    fputs(", ", f);
}

#define T(c, n) {c, n, TEXT, NULL, NULL, NULL, NULL}
#define N(c) {c, c, NUMBER, NULL, NULL, NULL, NULL}
#define L(c, n) {c, n, LIST, NULL, NULL, NULL, NULL}
#define W(c, n, w) {c, n, WORD, w, NULL, NULL, NULL}
#define END {NULL, NULL, TEXT, NULL, NULL, NULL, NULL}

static const struct member region_members[] = {
    T("id", "id"), T("base", "base"), T("label", "label"), W("view", "view", view_words),
    W("side", "side", side_words), T("parent", "parent"),
    {"mirror_id", "mirror", ROW, NULL, &regions, "id", "region_all"},
    N("cx"), N("cy"), N("rx"), N("ry"), END};
static const struct member muscle_members[] = {
    T("id", "id"), T("name", "name"), T("region", "region"), W("paired", "paired", yes_words),
    L("lies_in", "lies_in"), L("referred_regions", "referred"), L("antagonists", "antagonists"),
    L("actions", "actions"), L("caution_ids", "cautions"),
    T("imbalance_tendency", "tendency"), T("pattern", "pattern"),
    T("length_or_rom_test", "length_test"), T("strength_test", "strength_test"),
    T("tenderness_test", "tenderness_test"), END};
static const struct member technique_members[] = {
    T("code", "code"), T("label", "label"),
    {"parent", "parent", ROW, NULL, &techniques, "code", "technique_all"},
    W("kind", "kind", kind_words), L("main_tissue", "tissues"), N("minutes_low"),
    N("minutes_high"), N("pressure_low"), N("pressure_high"), T("note", "note"), END};
static const struct member tissue_members[] = {T("code", "code"), T("label", "label"),
                                               T("note", "note"), END};
static const struct member measure_members[] = {
    T("id", "id"), T("region", "region"), T("label", "label"), W("kind", "kind", measure_words),
    W("paired", "paired", yes_words), T("unit", "unit"),
    W("direction_better", "better", better_words), N("min"), N("max"), N("step"), N("norm_aaos"),
    N("norm_ama"), N("mean_f_20_44"), N("mean_m_20_44"), N("mean_f_45_69"), N("mean_m_45_69"),
    N("short_below"), N("short_above"), N("mdc_abs"), N("mdc_pct"), N("asym_pct_floor"),
    T("method", "method"), T("norm_source", "norm_source"), T("mdc_source", "mdc_source"),
    T("confidence", "confidence"), T("note", "note"), END};
static const struct member instrument_members[] = {
    T("id", "id"), T("name", "name"), L("benefit", "benefits"),
    {"items", "items", WHOLE, NULL, NULL, NULL, NULL}, N("min"), N("max"),
    W("worse_is", "worse", worse_words), W("score_rule", "rule", score_words),
    {"min_answered", "min_answered", WHOLE, NULL, NULL, NULL, NULL}, N("mic_abs"), N("mic_pct"),
    N("mdc_abs"), N("mdc_pct"), N("engine_mid"), N("engine_unit"), N("engine_step"), N("engine_lo"),
    N("engine_hi"), T("recall", "recall"),
    W("licence_class", "licence", licence_words), T("licence_note", "licence_note"),
    T("mic_source", "mic_source"), T("mdc_source", "mdc_source"), T("note", "note"),
    {"seconds", "seconds", WHOLE, NULL, NULL, NULL, NULL}, END};

static const struct member caution_members[] = {
    T("id", "id"), T("condition", "condition"), W("category", "category", category_words),
    W("asked_of", "asked_of", asked_words), W("page", "page", page_words),
    T("screen_question", "question"), T("short_text", "short_text"),
    W("action", "action", action_words), W("blocks", "blocks", blocks_words),
    W("enforcement", "enforcement", enforcement_words), L("banned_techniques", "banned"),
    T("rationale", "rationale"), T("source", "source"), END};

static const struct member item_members[] = {
    T("instrument", "instrument"), {"n", "n", WHOLE, NULL, NULL, NULL, NULL},
    T("subscale", "subscale"), T("stem", "stem"), T("text", "text"), T("options", "options"), END};
static const struct member band_members[] = {
    T("instrument", "instrument"), N("low"), N("high"), T("label", "label"), T("action", "action"),
    T("subscale", "subscale"), END};
static const struct member claim_members[] = {
    T("id", "id"), {"benefit", "benefit", WHOLE, NULL, NULL, NULL, NULL}, T("claim", "claim"),
    L("kinds", "kinds"), W("verdict", "verdict", verdict_words), T("client_words", "client_words"),
    T("evidence", "evidence"), T("source", "source"), END};
static const struct member contact_members[] = {
    T("country", "country"), T("kind", "kind"), T("name", "name"), T("phone", "phone"),
    T("source", "source"), END};

/* What a treatment block may offer: done with hands or equipment, and more than a heading. */
static bool is_offered(int row)
{
    const char *kind = cell(&techniques, row, "kind");
    return (strcmp(kind, "technique") == 0 || strcmp(kind, "equipment") == 0) &&
           *cell(&techniques, row, "main_tissue");
}

/* The cells of a caution that are no plain word, number or list. */
static void caution_rest_write(FILE *f, int row)
{
    const char *scope = cell(&contraindications, row, "scope");
    bool whole = strcmp(scope, "whole") == 0, site = strcmp(scope, "site") == 0;
    double cap = number(&contraindications, row, "pressure_cap");
    struct derivation d = derivation_of(row);
    fprintf(f, ".scope = %s, .regions = (const char *const[]){",
            whole ? "SCOPE_WHOLE" : site ? "SCOPE_SITE" : "SCOPE_REGIONS");
    if (!whole && !site)
        each_word(scope, list_word_write, f);
    fputs("NULL}, ", f);
    if (isnan(cap))
        fputs(".pressure_cap = CAP_NONE, ", f);
    else
        fprintf(f, ".pressure_cap = %d, ", (int)cap);
    fprintf(f, ".reask_days = %d, .derived = %s, .derived_limit = %d, .derived_instrument = ",
            reask_days_of(row), d.kind, d.limit);
    text_write(f, d.instrument);
    if (d.from >= 0)
        fprintf(f, ", .derived_from = &caution_all[%d]", d.from);
    for (int i = 0; i < 2 && *d.readings[i].measure; i++) {
        fprintf(f, "%s{", i ? ", " : ", .readings = {");
        text_write(f, d.readings[i].measure);
        fprintf(f, ", %d}%s", d.readings[i].limit, i || !*d.readings[1].measure ? "}" : "");
    }
}

static void array_write(FILE *f, const char *word, const struct table *t,
                        const struct member *members)
{
    fprintf(f, "const struct %s %s_all[] = {\n", word, word);
    for (int row = 0; row < t->n; row++) {
        fputs("    {", f);
        for (const struct member *m = members; m->column; m++)
            member_write(f, t, row, m);
        if (t == &techniques)
            fprintf(f, ".offered = %s", is_offered(row) ? "true" : "false");
        if (t == &contraindications)
            caution_rest_write(f, row);
        fputs("},\n", f);
    }
    fprintf(f, "};\nconst size_t %s_count = %d;\n\n", word, t->n);
}

static const struct table *sorted;
static const char *sorted_key;

static int row_compare(const void *a, const void *b)
{
    const int *x = a, *y = b;
    return strcmp(cell(sorted, *x, sorted_key), cell(sorted, *y, sorted_key));
}

/* The rows again in the order of their keys, so that the larger tables can be searched by halves. */
static void order_write(FILE *f, const char *word, const struct table *t, const char *key)
{
    int rows[ROWS_MAX];
    for (int i = 0; i < t->n; i++)
        rows[i] = i;
    sorted = t;
    sorted_key = key;
    qsort(rows, (size_t)t->n, sizeof rows[0], row_compare);
    fprintf(f, "const struct %s *const %s_sorted[] = {", word, word);
    for (int i = 0; i < t->n; i++)
        fprintf(f, "%s&%s_all[%d],", i % 6 ? " " : "\n    ", word, rows[i]);
    fputs("\n};\n\n", f);
}

struct movements {
    FILE *f;
    char *seen[ROWS_MAX];
    int n;
};

static void movement_write(const char *word, void *arg)
{
    struct movements *all = arg;
    size_t n = strcspn(word, ":");
    for (int i = 0; i < all->n; i++)
        if (strlen(all->seen[i]) == n && strncmp(all->seen[i], word, n) == 0)
            return;
    if (all->n == ROWS_MAX)
        die("%s: more than %d movements: raise ROWS_MAX", muscles.path, ROWS_MAX);
    all->seen[all->n] = need(strndup(word, n));
    text_write(all->f, all->seen[all->n++]);
    fputs(", ", all->f);
}

/* Each movement that a muscle makes, once, without its direction. */
static void movements_write(FILE *f)
{
    struct movements all = {.f = f};
    fputs("const char *const movement_all[] = {", f);
    for (int row = 0; row < muscles.n; row++)
        each_word(cell(&muscles, row, "actions"), movement_write, &all);
    fprintf(f, "};\nconst size_t movement_count = %d;\n\n", all.n);
    for (int i = 0; i < all.n; i++)
        free(all.seen[i]);
}

/* Which version of the file this is: whoever signed it off has signed off this one. */
static void version_write(FILE *f)
{
    unsigned char hash[16];
    size_t n;
    char *text = file_read(contraindications.path, &n);
    crypto_generichash(hash, sizeof hash, (const unsigned char *)text, n, NULL, 0);
    fputs("const char caution_version[] = \"", f);
    for (size_t i = 0; i < 6; i++)
        fprintf(f, "%02x", hash[i]);
    fputs("\";\n\n", f);
    free(text);
}

static const struct {
    const char *word;
    const struct table *t;
    const struct member *members;
} arrays[] = {{"region", &regions, region_members},
              {"muscle", &muscles, muscle_members},
              {"technique", &techniques, technique_members},
              {"tissue", &tissues, tissue_members},
              {"measure", &measures, measure_members},
              {"instrument", &instruments, instrument_members},
              {"caution", &contraindications, caution_members},
              {"item", &items, item_members},
              {"band", &bands, band_members},
              {"contact", &contacts, contact_members},
              {"claim", &claims, claim_members}};

/* Before what rows promise each other: that may rest on any word. */
static void words_check(void)
{
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++)
        for (int row = 0; row < arrays[i].t->n; row++)
            for (const struct member *m = arrays[i].members; m->column; m++)
                if (m->kind == WORD)
                    (void)word_c(arrays[i].t, row, m);
}

static void all_write(FILE *f)
{
    fprintf(f, "/* Written by tools/mkdata.c from data/; change those. */\n"
               "#include <math.h>\n\n#include \"domain/knowledge.h\"\n\n");
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++)
        array_write(f, arrays[i].word, arrays[i].t, arrays[i].members);
    movements_write(f);
    version_write(f);
    order_write(f, "region", &regions, "id");
    order_write(f, "muscle", &muscles, "id");
    order_write(f, "measure", &measures, "id");
    order_write(f, "caution", &contraindications, "id");
}

int main(int argc, char **argv)
{
    static const struct {
        const char *file;
        struct table *table;
    } files[] = {{"body_regions", &regions},     {"muscles", &muscles},
                 {"techniques", &techniques},    {"tissues", &tissues},
                 {"rom_norms", &measures},       {"instruments", &instruments},
                 {"contraindications", &contraindications}, {"figure_map", &figures},
                 {"instrument_bands", &bands},   {"instrument_items", &items},
                 {"contacts", &contacts},        {"claims", &claims}};
    if (argc != 3)
        die("usage: mkdata FOLDER OUT.c");
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        table_read(argv[1], files[i].file, files[i].table);
    words_check();
    all_check();
    char *text;
    size_t n;
    FILE *f = need(open_memstream(&text, &n));
    all_write(f);
    if (fclose(f) != 0)
        die("out of memory");
    file_write(argv[2], text, n);
    free(text);
    return 0;
}
