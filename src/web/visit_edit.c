/* The visit's form, edited without script, and the first one.
 * Must never: drop what was typed, or pre-fill an outcome.
 * Read next: web/visit_edit.h.
 */
#include "web/visit_edit.h"

#include "domain/sign.h"
#include "http/request.h"
#include "web/visit_form.h"

/* Decoded text is encoded once more, at worst threefold. */
enum { FORM_TEXT_MAX = 3 * REQUEST_FORM_MAX + 8192 };

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
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_eq(name, str_from(names[i])))
            return true;
    return false;
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
static size_t sign_free(struct arena *a, const struct form *f, const struct edit *e)
{
    for (size_t i = 1; i <= e->signs; i++)
        if (visit_form_sign_is_empty(a, f, i))
            return i;
    return e->signs < FINDINGS_MAX ? e->signs + 1 : 0;
}

static bool has_sign(struct arena *a, const struct form *f, struct str measure, struct str target)
{
    for (size_t i = 1; i <= FINDINGS_MAX; i++)
        if (str_eq(visit_form_part(a, f, "sign", i, "measure"), measure) &&
            str_eq(visit_form_part(a, f, "sign", i, "target"), target))
            return true;
    return false;
}

/* The muscle's own test: of its length, else of its strength, else of its tenderness. */
static void test_add(struct arena *a, const struct form *f, struct edit *e, struct out *w)
{
    const struct muscle *m = e->test;
    const char *id = *m->length_test     ? m->length_test
                     : *m->strength_test ? m->strength_test
                                         : m->tenderness_test;
    const struct measure *x = measure_find(str_from(id));
    size_t at = sign_free(a, f, e);
    if (!x || !at)
        return;
    struct str first = str_from(m->actions[0] ? m->actions[0] : ""), movement = S("");
    (void)str_next(&first, ':', &movement);
    struct str target = measure_target(x) == TARGET_MOVEMENT ? movement_words(a, movement)
                        : measure_target(x) == TARGET_PLACE  ? str_from(m->name)
                                                             : S("");
    if (has_sign(a, f, str_from(id), target))
        return;
    sign_write(a, w, at, "measure", str_from(id));
    sign_write(a, w, at, "target", target);
    e->signs = at > e->signs ? at : e->signs;
}

static void treat_add(struct arena *a, const struct form *f, struct edit *e, struct out *w)
{
    size_t at = 0;
    while (at < e->blocks && !visit_form_block_is_empty(a, f, at))
        at++;
    if (at == BLOCKS_MAX)
        return;
    block_write(a, w, at, "where", str_from(e->treat->name));
    block_write(a, w, at, "side",
                e->side == SIDE_LEFT    ? S("left")
                : e->side == SIDE_RIGHT ? S("right")
                                        : S(""));
    e->blocks = at + 1 > e->blocks ? at + 1 : e->blocks;
}

struct str visit_edit_after(struct arena *a, const struct form *f, struct str todo, int64_t now_utc)
{
    struct edit e = edit_of(a, f, todo, now_utc);
    struct out w = out_new(a, FORM_TEXT_MAX);
    int64_t mark = -1;
    /* Before the form's own fields, which are empty there: of a name the first one counts. */
    if (e.test)
        test_add(a, f, &e, &w);
    if (e.treat)
        treat_add(a, f, &e, &w);
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

/* One block a technique of the plan, its minutes shared out in fives; where is for the therapist. */
static size_t planned_first(struct arena *a, struct out *w, const struct plan *plan)
{
    struct str rest = plan->techniques, code;
    size_t n = 0, i = 0;
    while (str_next(&rest, ';', &code))
        n += code.n > 0;
    int64_t minutes = n ? plan->minutes / (int64_t)n / 5 * 5 : 0;
    rest = plan->techniques;
    while (str_next(&rest, ';', &code) && i < BLOCKS_MAX) {
        block_write(a, w, i, "technique", code);
        if (minutes)
            block_write(a, w, i, "minutes", arena_fmt(a, "%lld", (long long)minutes));
        i += code.n > 0;
    }
    return i;
}

struct str visit_edit_first(struct arena *a, const struct visit_before *before,
                            const struct plan *plan)
{
    struct out w = out_new(a, FORM_TEXT_MAX);
    size_t blocks = before->blocks.n < BLOCKS_MAX ? before->blocks.n : BLOCKS_MAX;
    for (size_t i = 0; i < blocks; i++)
        block_first(a, &w, i, &before->blocks.at[i]);
    if (!blocks && plan)
        blocks = planned_first(a, &w, plan);
    form_write(&w, S("blocks"), arena_fmt(a, "%zu", blocks ? blocks : 1));
    for (size_t i = 0; i < before->findings.n; i++)
        sign_first(a, &w, &before->findings.at[i]);
    return out_str(&w);
}
