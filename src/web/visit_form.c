/* The visit's form: read, and edited without script.
 * Must never: drop what was typed.
 * Read next: web/visit.c.
 */
#include "web/visit_form.h"

#include <math.h>
#include <stdio.h>

#include "domain/sign.h"
#include "http/request.h"

/* Decoded text is encoded once more, at worst threefold. */
enum { FORM_TEXT_MAX = 3 * REQUEST_FORM_MAX + 8192, TRIALS_MAX = 3 };

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

/* A number, or up to three trials with spaces between, whose mean counts. */
static struct maybe_real real_of(const struct reading *r, struct str name)
{
    struct str typed = str_trim(text_of(r, name)), rest = typed, trial;
    double sum = 0, v;
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
    return fine && n ? some_real(n == 1 ? sum : round(sum / n * 100) / 100)
                     : (struct maybe_real){0};
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
    ret->before_left = real_of(r, sub(r, "sign", i, "before_left"));
    ret->before_right = real_of(r, sub(r, "sign", i, "before_right"));
    ret->after_left = real_of(r, sub(r, "sign", i, "after_left"));
    ret->after_right = real_of(r, sub(r, "sign", i, "after_right"));
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

static bool block_is_empty(const struct reading *r, size_t i)
{
    for (size_t k = 0; k < BLOCK_NAMES; k++)
        if (str_trim(text_of(r, sub(r, "b", i, block_names[k]))).n)
            return false;
    return true;
}

static const char *const sign_names[] = {"measure",      "target",     "device",     "before_left",
                                         "before_right", "after_left", "after_right"};

enum { SIGN_NAMES = sizeof sign_names / sizeof sign_names[0] };

static bool sign_is_empty(const struct reading *r, size_t i)
{
    for (size_t k = 0; k < SIGN_NAMES; k++)
        if (str_trim(text_of(r, sub(r, "sign", i, sign_names[k]))).n)
            return false;
    return true;
}

/* What a sign holds counts, whatever the form says of their number. */
size_t visit_form_signs(struct arena *a, const struct form *f)
{
    const struct reading r = {a, f, NULL};
    int64_t said = 1;
    size_t filled = FINDINGS_MAX;
    (void)str_int(form_get(f, S("signs")), 1, FINDINGS_MAX, &said);
    while (filled > (size_t)said && sign_is_empty(&r, filled))
        filled--;
    return filled;
}

/* What a block holds counts, whatever the form says of their number. */
size_t visit_form_blocks(struct arena *a, const struct form *f)
{
    const struct reading r = {a, f, NULL};
    int64_t said = 1;
    size_t filled = BLOCKS_MAX;
    (void)str_int(form_get(f, S("blocks")), 1, BLOCKS_MAX, &said);
    while (filled > (size_t)said && block_is_empty(&r, filled - 1))
        filled--;
    return filled;
}

static struct block block_read(const struct reading *r, size_t i)
{
    struct maybe_real minutes = real_of(r, sub(r, "b", i, "minutes"));
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
        if (!block_is_empty(r, i))
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
    "csrf",      "key",  "version", "do",     "started",   "location",  "blocks",     "signs",
    "news_none", "news", "stress",  "sleep",  "map.layer", "map.where", "map.pain",   "s",
    "o",         "a",    "p",       "advice", "checkin_s", "note_s",    "last_stroke"};
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

/* --- edited without script ------------------------------------------------------------------- */

struct edit {
    size_t blocks, signs;
    int64_t drop_block, drop_sign, drop_mark; /* -1: none */
    bool add_mark;
    int64_t stroke;
    const struct muscle *test, *treat; /* worth checking: put into a free sign, a free block */
    enum side side;
};

/* "worth.test.12.left": a muscle by its number in the file. */
static const struct muscle *worth_of(struct str todo, const char *what, enum side *ret_side)
{
    struct str n, rest = str_slice(todo, str_from(what).n, todo.n);
    int64_t number;
    if (!str_starts(todo, str_from(what)) || !str_next(&rest, '.', &n) ||
        !str_int(n, 1, (int64_t)muscle_count, &number))
        return NULL;
    *ret_side = str_eq(rest, S("left"))    ? SIDE_LEFT
                : str_eq(rest, S("right")) ? SIDE_RIGHT
                                           : SIDE_NONE;
    return &muscle_all[number - 1];
}

static struct edit edit_of(struct arena *a, const struct form *f, struct str todo, int64_t now_utc)
{
    struct edit e = {.blocks = visit_form_blocks(a, f),
                     .signs = visit_form_signs(a, f),
                     .drop_block = -1,
                     .drop_sign = -1,
                     .drop_mark = -1};
    if (str_eq(todo, S("sign.add")) && e.signs < FINDINGS_MAX)
        e.signs++;
    if (str_starts(todo, S("sign.drop.")) &&
        str_int(str_slice(todo, 10, todo.n), 1, FINDINGS_MAX, &e.drop_sign) && e.signs > 1)
        e.signs--;
    e.test = worth_of(todo, "worth.test.", &e.side);
    e.treat = worth_of(todo, "worth.treat.", &e.side);
    if (str_eq(todo, S("block.add")) && e.blocks < BLOCKS_MAX)
        e.blocks++;
    if (str_starts(todo, S("block.drop.")) &&
        str_int(str_slice(todo, 11, todo.n), 0, BLOCKS_MAX - 1, &e.drop_block) && e.blocks > 1)
        e.blocks--;
    if (str_starts(todo, S("map.drop.")))
        (void)str_int(str_slice(todo, 9, todo.n), 0, MARKS_MAX, &e.drop_mark);
    e.add_mark = str_eq(todo, S("map.add"));
    e.stroke = str_eq(todo, S("stroke")) ? now_utc : 0;
    return e;
}

static bool is_wrapping(struct str name)
{
    static const char *const names[] = {"csrf", "key", "version", "do", "blocks", "signs"};
    return IN_LIST(name, names);
}

/* A field "b3.where" or "sign2.target" under its number after the drop; false when it goes. */
static bool rename_after_drop(struct arena *a, const char *group, int64_t drop, struct str *name)
{
    struct str head = str_from(group);
    size_t dot = str_find(*name, '.');
    int64_t n;
    if (drop < 0 || dot >= name->n || !str_starts(*name, head) ||
        !str_int(str_slice(*name, head.n, dot - head.n), 0, FINDINGS_MAX, &n))
        return true;
    if (n > drop)
        *name = arena_fmt(a, "%s%lld%.*s", group, (long long)n - 1,
                          STR_ARG(str_slice(*name, dot, name->n)));
    return n != drop;
}

static void block_write(struct arena *a, struct out *w, size_t i, const char *name,
                        struct str value)
{
    if (value.n)
        form_write(w, arena_fmt(a, "b%zu.%s", i, name), value);
}

static void sign_write(struct arena *a, struct out *w, size_t i, const char *name, struct str value)
{
    if (value.n)
        form_write(w, arena_fmt(a, "sign%zu.%s", i, name), value);
}

/* The first sign without a measure, or one more; 0: there is no room. */
static size_t sign_free(const struct reading *r, const struct edit *e)
{
    for (size_t i = 1; i <= e->signs; i++)
        if (sign_is_empty(r, i))
            return i;
    return e->signs < FINDINGS_MAX ? e->signs + 1 : 0;
}

static bool has_sign(const struct reading *r, struct str measure, struct str target)
{
    for (size_t i = 1; i <= FINDINGS_MAX; i++)
        if (str_eq(text_of(r, sub(r, "sign", i, "measure")), measure) &&
            str_eq(text_of(r, sub(r, "sign", i, "target")), target))
            return true;
    return false;
}

/* The muscle's own test: of its length, else of its strength, else of its tenderness. */
static void test_add(const struct reading *r, struct edit *e, struct out *w)
{
    const struct muscle *m = e->test;
    const char *id = *m->length_test     ? m->length_test
                     : *m->strength_test ? m->strength_test
                                         : m->tenderness_test;
    const struct measure *x = measure_find(str_from(id));
    size_t at = sign_free(r, e);
    if (!x || !at)
        return;
    struct str first = str_from(m->actions[0] ? m->actions[0] : ""), movement = S("");
    (void)str_next(&first, ':', &movement);
    struct str target = measure_target(x) == TARGET_MOVEMENT ? movement_words(r->a, movement)
                        : measure_target(x) == TARGET_PLACE  ? str_from(m->name)
                                                             : S("");
    if (has_sign(r, str_from(id), target))
        return;
    sign_write(r->a, w, at, "measure", str_from(id));
    sign_write(r->a, w, at, "target", target);
    e->signs = at > e->signs ? at : e->signs;
}

static void treat_add(const struct reading *r, struct edit *e, struct out *w)
{
    size_t at = 0;
    while (at < e->blocks && !block_is_empty(r, at))
        at++;
    if (at == BLOCKS_MAX)
        return;
    block_write(r->a, w, at, "where", str_from(e->treat->name));
    block_write(r->a, w, at, "side",
                e->side == SIDE_LEFT    ? S("left")
                : e->side == SIDE_RIGHT ? S("right")
                                        : S(""));
    e->blocks = at + 1 > e->blocks ? at + 1 : e->blocks;
}

struct str visit_form_after(struct arena *a, const struct form *f, struct str todo, int64_t now_utc)
{
    const struct reading r = {a, f, NULL};
    struct edit e = edit_of(a, f, todo, now_utc);
    struct out w = out_new(a, FORM_TEXT_MAX);
    int64_t mark = -1;
    for (size_t i = 0; i < f->n; i++) {
        struct str name = f->at[i].name;
        mark += str_eq(name, S("map.where"));
        bool of_map = str_starts(name, S("map."));
        if (is_wrapping(name) || (of_map && mark == e.drop_mark) ||
            (e.stroke && str_eq(name, S("last_stroke"))) ||
            !rename_after_drop(a, "b", e.drop_block, &name) ||
            !rename_after_drop(a, "sign", e.drop_sign, &name))
            continue;
        form_write(&w, name, f->at[i].value);
    }
    if (e.test)
        test_add(&r, &e, &w);
    if (e.treat)
        treat_add(&r, &e, &w);
    form_write(&w, S("blocks"), arena_fmt(a, "%zu", e.blocks));
    form_write(&w, S("signs"), arena_fmt(a, "%zu", e.signs));
    if (e.add_mark) {
        form_write(&w, S("map.where"), S(""));
        form_write(&w, S("map.pain"), S(""));
        form_write(&w, S("map.layer"), str_from(layer_names[LAYER_PAIN]));
    }
    if (e.stroke)
        form_write(&w, S("last_stroke"), arena_fmt(a, "%lld", (long long)e.stroke));
    return w.full ? (struct str){NULL, 0} : out_str(&w);
}

static void block_first(struct arena *a, struct out *w, size_t i, const struct block *b)
{
    const struct muscle *m = muscle_find(b->muscle);
    const struct region *r = region_find(b->region);
    const struct {
        const char *name;
        struct str value;
    } fields[] = {
        {"where", r   ? str_from(r->label)
                  : m ? str_from(m->name)
                      : S("")},
        {"side", m ? b->side : S("")},
        {"technique", b->technique},
        {"tissue", b->tissue},
        {"depth", b->depth},
        {"minutes", arena_fmt(a, "%g", b->minutes)},
        {"pressure", arena_fmt(a, "%lld", (long long)b->pressure)},
    };
    for (size_t k = 0; k < sizeof fields / sizeof fields[0]; k++)
        block_write(a, w, i, fields[k].name, fields[k].value);
}

/* The same signs open the next visit, with the same device; never a value. */
static void sign_first(struct arena *a, struct out *w, const struct finding *f)
{
    const struct measure *m = measure_find(f->measure);
    if (!m || f->n > SIGNS_MAX)
        return;
    sign_write(a, w, (size_t)f->n, "measure", f->measure);
    sign_write(a, w, (size_t)f->n, "target", target_words(a, m, f->target));
    sign_write(a, w, (size_t)f->n, "device", f->device);
}

struct str visit_form_first(struct arena *a, const struct visit_before *before)
{
    struct out w = out_new(a, FORM_TEXT_MAX);
    size_t blocks = before->blocks.n ? before->blocks.n : 1;
    form_write(&w, S("blocks"), arena_fmt(a, "%zu", blocks));
    for (size_t i = 0; i < before->blocks.n && i < BLOCKS_MAX; i++)
        block_first(a, &w, i, &before->blocks.at[i]);
    for (size_t i = 0; i < before->findings.n; i++)
        sign_first(a, &w, &before->findings.at[i]);
    return out_str(&w);
}
