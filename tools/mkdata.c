/* The clinical knowledge of data/ as C tables, checked.
 * Must never: let a row through that another row contradicts.
 * Read next: src/domain/knowledge.h.
 *
 * usage: mkdata FOLDER OUT.c
 */
#include <math.h>

#include "mkdata_csv.h"

static struct table regions, muscles, techniques, tissues, measures, instruments,
    contraindications, figures;

/* --- checks: references ------------------------------------------------------------------------ */

struct reference {
    const struct table *from;
    int row;
    const char *column;
    const struct table *to;
    const char *key;
};

static void must_resolve(const char *word, void *arg)
{
    const struct reference *r = arg;
    if (row_of(r->to, r->key, word) < 0)
        WRONG(r->from, r->row, "%s: there is no %s in %s", r->column, word, r->to->path);
}

static const struct {
    const struct table *from;
    const char *column;
    const struct table *to;
    const char *key;
} references[] = {
    {&regions, "mirror_id", &regions, "id"},
    {&muscles, "lies_in", &regions, "base"},
    {&muscles, "referred_regions", &regions, "base"},
    {&muscles, "antagonists", &muscles, "id"},
    {&muscles, "length_or_rom_test", &measures, "id"},
    {&muscles, "strength_test", &measures, "id"},
    {&muscles, "tenderness_test", &measures, "id"},
    {&muscles, "caution_ids", &contraindications, "id"},
    {&techniques, "parent", &techniques, "code"},
    {&techniques, "main_tissue", &tissues, "code"},
    {&contraindications, "banned_techniques", &techniques, "code"},
    {&figures, "our_ids", &regions, "id"},
};

static void references_check(void)
{
    for (size_t i = 0; i < sizeof references / sizeof references[0]; i++) {
        for (int row = 0; row < references[i].from->n; row++) {
            struct reference r = {references[i].from, row, references[i].column, references[i].to,
                                  references[i].key};
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
            WRONG(t, row, "%s %s stands twice", key, id);
    }
}

/* --- checks: what each table promises ------------------------------------------------------------ */

static void mirrors_check(void)
{
    for (int row = 0; row < regions.n; row++) {
        const char *id = cell(&regions, row, "id"), *side = cell(&regions, row, "side");
        int other = row_of(&regions, "id", cell(&regions, row, "mirror_id"));
        bool middle = strcmp(side, "midline") == 0;
        if (middle && !*cell(&regions, row, "mirror_id"))
            continue;
        if (other < 0 || strcmp(cell(&regions, other, "mirror_id"), id) != 0)
            WRONG(&regions, row, "the mirror of %s's mirror is not %s", id, id);
        if (middle != (other == row) ||
            (!middle && strcmp(side, cell(&regions, other, "side")) == 0))
            WRONG(&regions, row, "%s and its mirror must lie on opposite sides", id);
    }
}

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

static void antagonist_check(const char *word, void *arg)
{
    const int *row = arg;
    int other = row_of(&muscles, "id", word);
    if (!list_has(cell(&muscles, other, "antagonists"), cell(&muscles, *row, "id")))
        WRONG(&muscles, *row, "%s does not name this muscle as its antagonist", word);
}

static void antagonists_check(void)
{
    for (int row = 0; row < muscles.n; row++)
        each_word(cell(&muscles, row, "antagonists"), antagonist_check, &row);
}

static void figures_check(void)
{
    static const char *const shapes[] = {"male", "female"};
    for (int row = 0; row < regions.n; row++) {
        for (int k = 0; k < 2; k++) {
            bool found = false;
            for (int f = 0; f < figures.n && !found; f++)
                found = strcmp(cell(&figures, f, "figure"), shapes[k]) == 0 &&
                        list_has(cell(&figures, f, "our_ids"), cell(&regions, row, "id"));
            if (!found)
                WRONG(&regions, row, "%s has no area in the %s figure of %s",
                      cell(&regions, row, "id"), shapes[k], figures.path);
        }
    }
}

static double number(const struct table *t, int row, const char *name)
{
    const char *text = cell(t, row, name);
    char *end;
    double v = *text ? strtod(text, &end) : (double)NAN;
    if (*text && *end)
        WRONG(t, row, "%s: '%s' is not a number", name, text);
    return v;
}

static const struct {
    const struct table *t;
    const char *low, *high;
} ranges[] = {
    {&measures, "min", "max"},
    {&instruments, "min", "max"},
    {&techniques, "minutes_low", "minutes_high"},
    {&techniques, "pressure_low", "pressure_high"},
    {&techniques, "seconds_low", "seconds_high"},
};

static void ranges_check(void)
{
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        for (int row = 0; row < ranges[i].t->n; row++)
            if (number(ranges[i].t, row, ranges[i].low) > number(ranges[i].t, row, ranges[i].high))
                WRONG(ranges[i].t, row, "%s is above %s", ranges[i].low, ranges[i].high);
    for (int row = 0; row < measures.n; row++)
        if (!(number(&measures, row, "step") > 0))
            WRONG(&measures, row, "step must be above 0");
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
    references_check();
    mirrors_check();
    antagonists_check();
    figures_check();
    ranges_check();
}

/* --- writing: a column to a member ------------------------------------------------------------------ */

static void text_write(FILE *f, const char *text)
{
    fputc('"', f);
    for (; *text; text++)
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
static const struct word worse_words[] = {{"higher", "true"}, {"lower", "false"},
                                          {"depends", "false"}, {NULL, NULL}};
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
                                           {"none", "BETTER_NONE"}, {"", "BETTER_NONE"},
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
    WRONG(t, row, "%s: '%s' is none of the words it may be", m->column, text);
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
    W("direction_better", "better", better_words), N("min"), N("max"), N("step"), N("mdc_abs"),
    N("mdc_pct"), N("asym_pct_floor"), T("method", "method"), T("mdc_source", "mdc_source"), END};
static const struct member instrument_members[] = {
    T("id", "id"), T("name", "name"), L("benefit", "benefits"),
    {"items", "items", WHOLE, NULL, NULL, NULL, NULL}, N("min"), N("max"),
    W("worse_is", "higher_is_worse", worse_words), N("mic_abs"), N("mic_pct"), N("mdc_abs"),
    N("mdc_pct"), T("recall", "recall"), T("licence_class", "licence_class"),
    {"seconds", "seconds", WHOLE, NULL, NULL, NULL, NULL}, END};

/* What a treatment block may offer: done with hands or equipment, and more than a heading. */
static bool is_offered(int row)
{
    const char *kind = cell(&techniques, row, "kind");
    return (strcmp(kind, "technique") == 0 || strcmp(kind, "equipment") == 0) &&
           *cell(&techniques, row, "main_tissue");
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
        fputs("},\n", f);
    }
    fprintf(f, "};\nconst size_t %s_count = %d;\n\n", word, t->n);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *file;
        struct table *table;
    } files[] = {{"body_regions", &regions},     {"muscles", &muscles},
                 {"techniques", &techniques},    {"tissues", &tissues},
                 {"rom_norms", &measures},       {"instruments", &instruments},
                 {"contraindications", &contraindications}, {"figure_map", &figures}};
    if (argc != 3)
        die("usage: mkdata FOLDER OUT.c");
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        table_read(argv[1], files[i].file, files[i].table);
    all_check();
    FILE *f = fopen(argv[2], "w");
    if (!f)
        die("%s: cannot be made", argv[2]);
    fprintf(f, "/* Written by tools/mkdata.c from data/; change those. */\n"
               "#include <math.h>\n\n#include \"domain/knowledge.h\"\n\n");
    array_write(f, "region", &regions, region_members);
    array_write(f, "muscle", &muscles, muscle_members);
    array_write(f, "technique", &techniques, technique_members);
    array_write(f, "tissue", &tissues, tissue_members);
    array_write(f, "measure", &measures, measure_members);
    array_write(f, "instrument", &instruments, instrument_members);
    if (fclose(f) != 0)
        die("%s: cannot be written", argv[2]);
    return 0;
}
