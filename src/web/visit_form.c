/* The visit's form: read.
 * Must never: drop what was typed.
 * Read next: web/visit.c.
 */
#include "web/visit_form.h"

#include <math.h>
#include <stdio.h>

#include "domain/sign.h"
#include "http/request.h"

enum { TRIALS_MAX = 3 };

struct reading {
    struct arena *a;
    const struct form *form;
    struct faults *faults;
};

static struct str text_of(const struct reading *r, struct str name)
{
    struct str value = form_get(r->form, name);
    return value.p ? value : S("");
}

static struct maybe_int int_of(const struct reading *r, struct str name)
{
    struct str typed = str_trim(text_of(r, name));
    struct maybe_int v = {0};
    v.has = str_int(typed, INT32_MIN, INT32_MAX, &v.v);
    if (typed.n && !v.has)
        fault_add(r->faults, name, "Enter a whole number here, or leave it empty.");
    return v;
}

/* "4.5" and "4,5" */
static bool decimal(struct arena *a, struct str typed, double *ret)
{
    size_t comma = str_find(typed, ',');
    if (comma < typed.n)
        typed = arena_fmt(a, "%.*s.%.*s", STR_ARG(str_slice(typed, 0, comma)),
                          STR_ARG(str_slice(typed, comma + 1, typed.n)));
    return str_real(typed, -1e9, 1e9, ret);
}

/* A number, or up to three trials with spaces between. Their mean counts; of a vital sign the last,
 * for a mean would hide that it is high now. */
static struct maybe_real real_of(const struct reading *r, struct str name, bool last_counts)
{
    struct str typed = str_trim(text_of(r, name)), rest = typed, trial;
    double sum = 0, v = 0;
    int n = 0;
    bool fine = true;
    while (fine && str_next(&rest, ' ', &trial)) {
        if (!trial.n)
            continue;
        fine = n < TRIALS_MAX && decimal(r->a, trial, &v);
        sum += fine ? v : 0;
        n++;
    }
    if (typed.n && !fine)
        fault_add(r->faults, name,
                  "Enter a number here, or three trials with spaces between, or leave it empty.");
    if (!fine || !n)
        return (struct maybe_real){0};
    return some_real(n == 1 || last_counts ? v : round(sum / n * 100) / 100);
}

static struct str numbered(const struct reading *r, const char *what, long long n)
{
    return arena_fmt(r->a, "%s.%lld", what, n);
}

static void scores_read(const struct reading *r, const struct complaint_list *complaints,
                        struct sheet *s)
{
    for (size_t i = 0; i < complaints->n && s->n_scores < COMPLAINTS_MAX; i++) {
        long long n = complaints->at[i].n;
        s->scores[s->n_scores++] = (struct scores){complaints->at[i].n,
                                                   complaints->at[i].label,
                                                   int_of(r, numbered(r, "now", n)),
                                                   int_of(r, numbered(r, "week", n)),
                                                   int_of(r, numbered(r, "tension", n)),
                                                   int_of(r, numbered(r, "after", n))};
    }
    s->stress = int_of(r, S("stress"));
    s->sleep = int_of(r, S("sleep"));
}

static struct str sub(const struct reading *r, const char *group, size_t i, const char *name)
{
    return arena_fmt(r->a, "%s%zu.%s", group, i, name);
}

static void values_read(const struct reading *r, size_t i, struct finding *ret)
{
    const struct measure *m = measure_find(text_of(r, sub(r, "sign", i, "measure")));
    bool vital = m && m->kind == MEASURE_VITAL;
    ret->before_left = real_of(r, sub(r, "sign", i, "before_left"), vital);
    ret->before_right = real_of(r, sub(r, "sign", i, "before_right"), vital);
    ret->after_left = real_of(r, sub(r, "sign", i, "after_left"), vital);
    ret->after_right = real_of(r, sub(r, "sign", i, "after_right"), vital);
}

void visit_form_values(struct arena *a, const struct form *f, size_t i, struct finding *ret)
{
    const struct reading r = {a, f, faults_new(a)};
    values_read(&r, i, ret);
}

static void signs_read(const struct reading *r, int64_t complaint, struct sheet *s)
{
    for (size_t i = 1; i <= FINDINGS_MAX; i++) {
        struct finding g = {.n = (int64_t)i,
                            .complaint = complaint,
                            .measure = text_of(r, sub(r, "sign", i, "measure")),
                            .target = text_of(r, sub(r, "sign", i, "target")),
                            .device = text_of(r, sub(r, "sign", i, "device"))};
        values_read(r, i, &g);
        bool tested = g.before_left.has || g.before_right.has || g.after_left.has ||
                      g.after_right.has;
        if (tested)
            s->findings[s->n_findings++] = g;
    }
}

static const char *const block_names[] = {"where",   "side",     "technique", "tissue",   "depth",
                                          "minutes", "pressure", "pain",      "response", "reason"};

enum { BLOCK_NAMES = sizeof block_names / sizeof block_names[0] };

struct str visit_form_part(struct arena *a, const struct form *f, const char *group, size_t i,
                           const char *name)
{
    const struct reading r = {a, f, NULL};
    return text_of(&r, sub(&r, group, i, name));
}

bool visit_form_block_is_empty(struct arena *a, const struct form *f, size_t i)
{
    for (size_t k = 0; k < BLOCK_NAMES; k++)
        if (str_trim(visit_form_part(a, f, "b", i, block_names[k])).n)
            return false;
    return true;
}

static const char *const sign_names[] = {"measure",      "target",     "device",     "before_left",
                                         "before_right", "after_left", "after_right"};

enum { SIGN_NAMES = sizeof sign_names / sizeof sign_names[0] };

bool visit_form_sign_is_empty(struct arena *a, const struct form *f, size_t i)
{
    for (size_t k = 0; k < SIGN_NAMES; k++)
        if (str_trim(visit_form_part(a, f, "sign", i, sign_names[k])).n)
            return false;
    return true;
}

/* What a sign holds counts, whatever the form says of their number. */
size_t visit_form_signs(struct arena *a, const struct form *f)
{
    int64_t said = 1;
    size_t filled = FINDINGS_MAX;
    (void)str_int(form_get(f, S("signs")), 1, FINDINGS_MAX, &said);
    while (filled > (size_t)said && visit_form_sign_is_empty(a, f, filled))
        filled--;
    return filled;
}

/* What a block holds counts, whatever the form says of their number. */
size_t visit_form_blocks(struct arena *a, const struct form *f)
{
    int64_t said = 1;
    size_t filled = BLOCKS_MAX;
    (void)str_int(form_get(f, S("blocks")), 1, BLOCKS_MAX, &said);
    while (filled > (size_t)said && visit_form_block_is_empty(a, f, filled - 1))
        filled--;
    return filled;
}

static struct block block_read(const struct reading *r, size_t i)
{
    struct maybe_real minutes = real_of(r, sub(r, "b", i, "minutes"), false);
    struct maybe_int pressure = int_of(r, sub(r, "b", i, "pressure"));
    struct block b = {.n = (int64_t)i,
                      .side = text_of(r, sub(r, "b", i, "side")),
                      .technique = text_of(r, sub(r, "b", i, "technique")),
                      .tissue = text_of(r, sub(r, "b", i, "tissue")),
                      .depth = text_of(r, sub(r, "b", i, "depth")),
                      .minutes = minutes.has ? minutes.v : 0,
                      .pressure = pressure.has ? pressure.v : -1,
                      .pain = int_of(r, sub(r, "b", i, "pain")),
                      .response = text_of(r, sub(r, "b", i, "response")),
                      .reason = text_of(r, sub(r, "b", i, "reason"))};
    b.region = b.muscle = S("");
    (void)where_parse(r->a, text_of(r, sub(r, "b", i, "where")), &b.region, &b.muscle);
    return b;
}

static void blocks_read(const struct reading *r, struct sheet *s)
{
    for (size_t i = 0; i < visit_form_blocks(r->a, r->form); i++)
        if (!visit_form_block_is_empty(r->a, r->form, i))
            s->blocks[s->n_blocks++] = block_read(r, i);
}

static void mark_read(const struct reading *r, struct sheet *s, struct str layer, struct str where,
                      struct str pain)
{
    struct str muscle = S("");
    struct mark m = {
        .layer = layer.n ? layer : str_from(layer_names[LAYER_PAIN]), .region = S(""), .value = -1};
    if (!str_trim(where).n && !str_trim(pain).n)
        return;
    if (s->n_marks == MARKS_MAX) {
        fault_add(r->faults, S("map.where"), "Mark at most %d regions.", MARKS_MAX);
        return;
    }
    (void)where_parse(r->a, where, &m.region, &muscle);
    (void)str_int(str_trim(pain), 0, 10, &m.value);
    s->marks[s->n_marks++] = m;
}

/* The i-th field of that name; "no value" when there are fewer. */
static struct str nth_of(const struct form *f, struct str name, size_t n)
{
    for (size_t i = 0; i < f->n; i++)
        if (str_eq(f->at[i].name, name) && n-- == 0)
            return f->at[i].value;
    return (struct str){NULL, 0};
}

static void marks_read(const struct reading *r, struct sheet *s)
{
    struct str where;
    for (size_t i = 0; (where = nth_of(r->form, S("map.where"), i)).p; i++)
        mark_read(r, s, nth_of(r->form, S("map.layer"), i), where,
                  nth_of(r->form, S("map.pain"), i));
}

static void texts_read(const struct reading *r, struct sheet *s)
{
    bool none = form_get(r->form, S("news_none")).p != NULL;
    struct str news = str_trim(text_of(r, S("news")));
    s->note = (struct note){news.n ? news
                            : none ? S("Nothing new")
                                   : S(""),
                            text_of(r, S("s")),
                            text_of(r, S("o")),
                            text_of(r, S("a")),
                            text_of(r, S("p")),
                            text_of(r, S("advice"))};
}

bool visit_form_read(struct arena *a, const struct form *f, const struct complaint_list *complaints,
                     int64_t complaint, const struct zone *z, struct sheet *ret,
                     struct faults *faults)
{
    const struct reading r = {a, f, faults};
    struct str started = text_of(&r, S("started"));
    size_t before = faults->n;
    *ret = (struct sheet){.complaint = complaint};
    if (started.n && !time_field_parse(z, started, &ret->started_utc))
        fault_add(faults, S("started"), NO_SUCH_TIME);
    texts_read(&r, ret);
    scores_read(&r, complaints, ret);
    marks_read(&r, ret);
    signs_read(&r, complaint, ret);
    blocks_read(&r, ret);
    ret->checkin_s = int_of(&r, S("checkin_s"));
    ret->note_s = int_of(&r, S("note_s"));
    return faults->n == before;
}

/* --- which names belong to it ---------------------------------------------------------------- */

static const char *const plain_names[] = {
    "csrf",  "key",       "version", "do",     "started", "held",      "location",  "blocks",
    "signs", "news_none", "news",    "stress", "sleep",   "map.layer", "map.where", "map.pain",
    "s",     "o",         "a",       "p",      "advice",  "checkin_s", "note_s",    "last_stroke"};
static const char *const score_names[] = {"now", "week", "tension", "after"};
static bool in_list(struct str name, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(name, str_from(list[i])))
            return true;
    return false;
}

#define IN_LIST(name, list) in_list((name), (list), sizeof(list) / sizeof(list)[0])

static bool is_known(struct str name)
{
    size_t dot = str_find(name, '.');
    struct str head = str_slice(name, 0, dot), tail = str_slice(name, dot + 1, name.n);
    int64_t n;
    if (IN_LIST(name, plain_names))
        return true;
    if (IN_LIST(head, score_names))
        return str_int(tail, 1, INT32_MAX, &n);
    if (str_starts(head, S("sign")))
        return str_int(str_slice(head, 4, head.n), 1, FINDINGS_MAX, &n) &&
               IN_LIST(tail, sign_names);
    return str_starts(head, S("b")) && str_int(str_slice(head, 1, head.n), 0, BLOCKS_MAX - 1, &n) &&
           IN_LIST(tail, block_names);
}

struct str visit_form_unknown(const struct form *f)
{
    for (size_t i = 0; i < f->n; i++)
        if (!is_known(f->at[i].name))
            return f->at[i].name;
    return (struct str){NULL, 0};
}
