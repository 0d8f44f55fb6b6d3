/* Parts a letter's text into blocks, has pango break them into rows, and gives each row its page.
 * Must never: part a heading from what it heads, or leave one row of a paragraph alone on a page.
 * Read next: practice/letter_pdf.c.
 */
#include "practice/letter_lay.h"

#include <pango/pangocairo.h>

enum {
    FOOT_GAP = POINTS(12),    /* between text and foot */
    NUMBER_WIDE = POINTS(90), /* kept for "page n of m" */
    FOOT_LINES = 3,
    SHORT = 3, /* rows of a paragraph that is not parted */
    UNICODE_END = 0x110000
};

static const struct look {
    const char *tag;
    double points;
    PangoWeight weight;
    int above;  /* space to what comes before; none at the head of a page */
    bool whole; /* not parted, unless it fills a page */
    bool leads; /* stays with what comes after */
} looks[] = {
    [KIND_FROM] = {"P", 11, PANGO_WEIGHT_NORMAL, 0, true, false},
    [KIND_PART] = {"P", 11, PANGO_WEIGHT_NORMAL, POINTS(22), true, false},
    [KIND_TITLE] = {"H1", 16, PANGO_WEIGHT_BOLD, POINTS(22), true, true},
    [KIND_HEADING] = {"H2", 12, PANGO_WEIGHT_BOLD, POINTS(14), true, true},
    [KIND_TEXT] = {"P", 11, PANGO_WEIGHT_NORMAL, POINTS(8), false, false},
    [KIND_ITEM] = {"LBody", 11, PANGO_WEIGHT_NORMAL, POINTS(4), false, false},
    [KIND_SIGN] = {"P", 11, PANGO_WEIGHT_NORMAL, POINTS(28), true, false},
    [KIND_FOOT] = {NULL, 8, PANGO_WEIGHT_NORMAL, 0, true, false},
};

const char *lay_tag(enum kind kind)
{
    return looks[kind].tag;
}

static int text_width(const struct lay *p, enum kind kind)
{
    return p->width - 2 * MARGIN - (kind == KIND_ITEM ? ITEM_INDENT : 0);
}

/* --- glyphs -------------------------------------------------------------------------------- */
static void glyph_missing(struct lay *p, PangoGlyph glyph)
{
    PangoGlyph c = glyph & ~(PangoGlyph)PANGO_GLYPH_UNKNOWN_FLAG;
    if (!(glyph & PANGO_GLYPH_UNKNOWN_FLAG) || c >= UNICODE_END)
        return;
    if (!p->seen)
        p->seen = ARENA_ARRAY(p->a, UNICODE_END / 8, unsigned char);
    if (arena_failed(p->a) || (p->seen[c / 8] >> (c % 8) & 1))
        return;
    p->seen[c / 8] |= (unsigned char)(1u << (c % 8));
    char text[6];
    out_raw(&p->missing, (struct str){text, (size_t)g_unichar_to_utf8(c, text)});
}

/* Pango takes the glyph from a space at which it breaks a line. Cairo marks what has no glyph as a
 * part of its own, after which readers built on poppler miss the rest of a paragraph. So the space
 * gets its glyph back, still without width. */
static void glyph_mend(const PangoLayoutRun *run, int i, const char *text)
{
    PangoFont *font = run->item->analysis.font; /* NULL where there are no fonts at all */
    hb_codepoint_t space;
    if (font && run->glyphs->glyphs[i].glyph == PANGO_GLYPH_EMPTY &&
        text[run->item->offset + run->glyphs->log_clusters[i]] == ' ' &&
        hb_font_get_nominal_glyph(pango_font_get_hb_font(font), ' ', &space))
        run->glyphs->glyphs[i].glyph = space;
}

static void glyphs_look(struct lay *p, PangoLayout *layout)
{
    const char *text = pango_layout_get_text(layout);
    PangoLayoutIter *at = pango_layout_get_iter(layout);
    do {
        const PangoLayoutRun *run = pango_layout_iter_get_run(at);
        for (int i = 0; run && i < run->glyphs->num_glyphs; i++) {
            glyph_missing(p, run->glyphs->glyphs[i].glyph);
            glyph_mend(run, i, text);
        }
    } while (pango_layout_iter_next_run(at));
    pango_layout_iter_free(at);
}

/* --- text to blocks ------------------------------------------------------------------------ */
/* No hyphen where a long word is broken: it may be an address. No ligatures: a glyph for several
 * letters is marked by cairo as a part of its own (see glyph_mend). */
static PangoAttrList *attributes(enum kind kind, struct str text)
{
    PangoAttrList *list = pango_attr_list_new();
    pango_attr_list_insert(list, pango_attr_insert_hyphens_new(FALSE));
    pango_attr_list_insert(list, pango_attr_font_features_new("liga=0, clig=0"));
    if (kind == KIND_FROM) {
        PangoAttribute *bold = pango_attr_weight_new(PANGO_WEIGHT_BOLD);
        bold->end_index = (guint)str_find(text, '\n');
        pango_attr_list_insert(list, bold);
    }
    return list;
}

PangoLayout *lay_new(const struct lay *p, enum kind kind, struct str text)
{
    PangoLayout *layout = pango_layout_new(p->context);
    PangoFontDescription *font = pango_font_description_from_string("Sans");
    pango_font_description_set_absolute_size(font, looks[kind].points * PANGO_SCALE);
    pango_font_description_set_weight(font, looks[kind].weight);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    PangoAttrList *list = attributes(kind, text);
    pango_layout_set_attributes(layout, list);
    pango_attr_list_unref(list);
    pango_layout_set_width(layout, text_width(p, kind));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_line_spacing(layout, 1.1f);
    pango_layout_set_text(layout, text.p, (int)text.n);
    return layout;
}

static void block_measure(struct lay *p, struct block *b)
{
    size_t n = (size_t)pango_layout_get_line_count(b->layout);
    b->rows = ARENA_ARRAY(p->a, n, struct row);
    if (arena_failed(p->a))
        return;
    PangoLayoutIter *at = pango_layout_get_iter(b->layout);
    for (b->n = 0; b->n < n; b->n++) {
        struct row *r = &b->rows[b->n];
        PangoRectangle box;
        r->line = pango_layout_iter_get_line_readonly(at);
        r->base = pango_layout_iter_get_baseline(at);
        pango_layout_iter_get_line_yrange(at, &r->top, &r->bottom);
        pango_layout_iter_get_line_extents(at, NULL, &box);
        r->x = box.x;
        pango_layout_iter_next_line(at);
    }
    pango_layout_iter_free(at);
}

static size_t breaks(struct str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] == '\n';
    return n;
}

/* Each line keeps a space at its end, so that a reader's words do not run together. */
static struct str lines_apart(struct lay *p, struct str text)
{
    char *to = ARENA_ARRAY(p->a, text.n + breaks(text) + 1, char);
    size_t n = 0;
    if (arena_failed(p->a))
        return S("");
    for (struct str line; str_next(&text, '\n', &line);) {
        line = str_trim(line);
        if (n) {
            memcpy(to + n, " \n", 2);
            n += 2;
        }
        memcpy(to + n, line.p, line.n);
        n += line.n;
    }
    return (struct str){to, n};
}

static void block_add(struct lay *p, enum kind kind, struct str text)
{
    text = lines_apart(p, str_trim(text));
    if (!text.n)
        return;
    struct block *b = &p->blocks[p->n++];
    *b = (struct block){.kind = kind, .leads = looks[kind].leads};
    b->layout = lay_new(p, kind, text);
    glyphs_look(p, b->layout);
    block_measure(p, b);
}

static void body_add(struct lay *p, struct str body)
{
    struct str line, paragraph = S("");
    while (str_next(&body, '\n', &line)) {
        bool item = str_starts(line, S("- ")), blank = str_trim(line).n == 0;
        bool heading = paragraph.n == 0 && str_starts(line, S("# "));
        if (!item && !heading && !blank) {
            const char *from = paragraph.n ? paragraph.p : line.p;
            paragraph = (struct str){from, (size_t)(line.p + line.n - from)};
            continue;
        }
        block_add(p, KIND_TEXT, paragraph);
        paragraph = S("");
        if (!blank)
            block_add(p, item ? KIND_ITEM : KIND_HEADING, str_slice(line, 2, line.n));
    }
    block_add(p, KIND_TEXT, paragraph);
}

static void blocks_make(struct lay *p, const struct letter_pdf *l)
{
    p->blocks = ARENA_ARRAY(p->a, breaks(l->body) + 6, struct block);
    block_add(p, KIND_FROM, l->from);
    block_add(p, KIND_PART, l->to);
    block_add(p, KIND_PART, l->date);
    block_add(p, KIND_TITLE, l->title);
    body_add(p, l->body);
    block_add(p, KIND_SIGN, l->sign);
}

static void foot_make(struct lay *p, struct str text)
{
    char *line = ARENA_ARRAY(p->a, text.n + 1, char);
    if (arena_failed(p->a))
        return;
    for (size_t i = 0; i < text.n; i++)
        line[i] = text.p[i] == '\n' || text.p[i] == '\r' ? ' ' : text.p[i];
    p->foot = lay_new(p, KIND_FOOT, str_trim((struct str){line, text.n}));
    pango_layout_set_width(p->foot, text_width(p, KIND_FOOT) - NUMBER_WIDE);
    pango_layout_set_height(p->foot, -FOOT_LINES);
    pango_layout_set_ellipsize(p->foot, PANGO_ELLIPSIZE_END);
    glyphs_look(p, p->foot);
    int high;
    pango_layout_get_size(p->foot, NULL, &high);
    p->low = p->height - MARGIN - high - FOOT_GAP;
}

/* --- rows to pages ------------------------------------------------------------------------- */
/* What must fit on the page where a block begins: all of it when it is whole, short or leads (and a
 * page can hold it), else two rows. */
static int own_high(const struct lay *p, const struct block *b)
{
    bool all = b->leads || looks[b->kind].whole || b->n <= SHORT;
    int high = b->rows[b->n - 1].bottom;
    return b->n > 2 && (!all || high > p->low - MARGIN) ? b->rows[1].bottom : high;
}

/* The same with what it leads, if a page can hold that. */
static int start_high(const struct lay *p, size_t i)
{
    int own = own_high(p, &p->blocks[i]), high = own;
    for (; i + 1 < p->n && p->blocks[i].leads; i++) {
        const struct block *next = &p->blocks[i + 1];
        high += looks[next->kind].above + own_high(p, next);
        if (high > p->low - MARGIN)
            return own;
    }
    return high;
}

/* The end of the rows from `from` on that go on this page; never a last one alone on the next. */
static size_t rows_fit(const struct lay *p, const struct block *b, size_t from)
{
    size_t end = from + 1;
    while (end < b->n && p->y + b->rows[end].bottom - b->rows[from].top <= p->low)
        end++;
    return end + 1 == b->n && end - from > 2 ? end - 1 : end;
}

static void block_place(struct lay *p, size_t i)
{
    struct block *b = &p->blocks[i];
    int above = p->y > MARGIN ? looks[b->kind].above : 0;
    bool fits = p->y + above + start_high(p, i) <= p->low;
    if (!fits && p->y > MARGIN) {
        p->page++;
        p->y = MARGIN;
    } else {
        p->y += above;
    }
    for (size_t from = 0; from < b->n;) {
        size_t end = rows_fit(p, b, from);
        for (size_t r = from; r < end; r++) {
            b->rows[r].page = p->page;
            b->rows[r].y = p->y + b->rows[r].top - b->rows[from].top;
        }
        p->y += b->rows[end - 1].bottom - b->rows[from].top;
        from = end;
        if (from < b->n) {
            p->page++;
            p->y = MARGIN;
        }
    }
}

static bool sign_alone(const struct lay *p)
{
    if (p->n < 2)
        return false;
    const struct block *last = &p->blocks[p->n - 1], *before = last - 1;
    return last->kind == KIND_SIGN && last->rows[0].page > before->rows[before->n - 1].page;
}

/* A signature does not stand on a page without some of the letter. Returns the number of pages. */
static int blocks_place(struct lay *p)
{
    for (int round = 0; round < 2; round++) {
        p->page = 0;
        p->y = MARGIN;
        for (size_t i = 0; i < p->n; i++)
            block_place(p, i);
        if (!sign_alone(p))
            break;
        p->blocks[p->n - 2].leads = true;
    }
    return p->page + 1;
}

void lay_letter(struct lay *p, const struct letter_pdf *l)
{
    p->missing = out_new(p->a, 4 * UNICODE_END);
    foot_make(p, l->foot);
    blocks_make(p, l);
    if (!arena_failed(p->a))
        p->pages = blocks_place(p);
}

void lay_end(struct lay *p)
{
    for (size_t i = 0; i < p->n; i++)
        g_object_unref(p->blocks[i].layout);
    g_clear_object(&p->foot);
}
