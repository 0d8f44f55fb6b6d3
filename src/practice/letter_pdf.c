/* Draws a letter that letter_lay has placed, page by page, with its tags.
 * Must never: return with anything of pango or cairo still held.
 * Read next: practice/letter_pdf.h.
 */
#include "practice/letter_lay.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "base/date.h"

struct press {
    struct lay lay;
    cairo_surface_t *surface;
    cairo_t *cr;
    PangoLayout *bullet, *number;
    int page;
    struct out pdf;
};

static double points(int units)
{
    return (double)units / PANGO_SCALE;
}

/* Down to the lower margin. */
static void foot_draw(struct press *p, PangoLayout *layout)
{
    int high;
    pango_layout_get_size(layout, NULL, &high);
    cairo_move_to(p->cr, points(MARGIN), points(p->lay.height - MARGIN - high));
    pango_cairo_show_layout(p->cr, layout);
}

static void page_end(struct press *p)
{
    struct str number = arena_fmt(p->lay.a, "page %d of %d", p->page + 1, p->lay.pages);
    pango_layout_set_text(p->number, number.p, (int)number.n);
    foot_draw(p, p->lay.foot);
    foot_draw(p, p->number);
    cairo_show_page(p->cr);
    p->page++;
}

/* Within a block that goes over several pages, what stands on one page is a Span: cairo cannot
 * mark text across pages. */
static void rows_draw(struct press *p, const struct block *b, int indent)
{
    bool parted = b->rows[0].page != b->rows[b->n - 1].page;
    for (size_t i = 0; i < b->n; i++) {
        const struct row *r = &b->rows[i];
        if (r->page != p->page)
            page_end(p);
        if (parted && (i == 0 || r[-1].page != r->page))
            cairo_tag_begin(p->cr, "Span", NULL);
        cairo_move_to(p->cr, points(MARGIN + indent + r->x), points(r->y + r->base - r->top));
        pango_cairo_show_layout_line(p->cr, r->line);
        if (parted && (i + 1 == b->n || r[1].page != r->page))
            cairo_tag_end(p->cr, "Span");
    }
}

static void text_draw(struct press *p, const struct block *b, int indent)
{
    const char *tag = lay_tag(b->kind);
    cairo_tag_begin(p->cr, tag, NULL);
    rows_draw(p, b, indent);
    cairo_tag_end(p->cr, tag);
}

/* The bullet stands where the item's first row begins: at the right when that runs to the left. */
static void item_draw(struct press *p, const struct block *b)
{
    const struct row *r = &b->rows[0];
    bool left = pango_layout_line_get_resolved_direction(r->line) == PANGO_DIRECTION_RTL;
    int wide;
    pango_layout_get_size(p->bullet, &wide, NULL);
    int x = left ? p->lay.width - MARGIN - wide : MARGIN;
    cairo_tag_begin(p->cr, "LI", NULL);
    cairo_tag_begin(p->cr, "Lbl", NULL);
    cairo_move_to(p->cr, points(x), points(r->y + r->base - r->top));
    pango_cairo_show_layout_line(p->cr, pango_layout_get_line_readonly(p->bullet, 0));
    cairo_tag_end(p->cr, "Lbl");
    text_draw(p, b, left ? 0 : ITEM_INDENT);
    cairo_tag_end(p->cr, "LI");
}

static bool is_item(const struct lay *lay, size_t i)
{
    return i < lay->n && lay->blocks[i].kind == KIND_ITEM;
}

static void blocks_draw(struct press *p)
{
    const struct lay *lay = &p->lay;
    cairo_tag_begin(p->cr, "Document", NULL);
    for (size_t i = 0; i < lay->n; i++) {
        const struct block *b = &lay->blocks[i];
        if (b->rows[0].page != p->page)
            page_end(p);
        if (!is_item(lay, i)) {
            text_draw(p, b, 0);
            continue;
        }
        if (i == 0 || !is_item(lay, i - 1))
            cairo_tag_begin(p->cr, "L", NULL);
        item_draw(p, b);
        if (!is_item(lay, i + 1))
            cairo_tag_end(p->cr, "L");
    }
    cairo_tag_end(p->cr, "Document");
    page_end(p);
    cairo_surface_finish(p->surface);
}

/* --- the whole ----------------------------------------------------------------------------- */
static bool is_text(const struct letter_pdf *l)
{
    const struct str fields[] = {l->title, l->author, l->from, l->to,
                                 l->date,  l->body,   l->sign, l->foot};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (fields[i].n > LETTER_TEXT_MAX || !str_is_text(fields[i]))
            return false;
    return true;
}

static cairo_status_t pdf_write(void *to, const unsigned char *bytes, unsigned int n)
{
    struct out *w = to;
    out_raw(w, (struct str){(const char *)bytes, n});
    return w->full ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static void metadata_set(const struct press *p, const struct letter_pdf *l)
{
    struct arena *a = p->lay.a;
    int64_t days = l->made_utc / 86400 - (l->made_utc % 86400 < 0), s = l->made_utc - days * 86400;
    struct str day = date_text(a, date_from_days(days));
    struct str made = arena_fmt(a, "%.*sT%02d:%02d:%02dZ", STR_ARG(day), (int)(s / 3600),
                                (int)(s / 60 % 60), (int)(s % 60));
    const struct {
        cairo_pdf_metadata_t what;
        struct str text;
    } rows[] = {{CAIRO_PDF_METADATA_TITLE, l->title},
                {CAIRO_PDF_METADATA_AUTHOR, l->author},
                {CAIRO_PDF_METADATA_CREATE_DATE, made}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].text.n)
            cairo_pdf_surface_set_metadata(p->surface, rows[i].what, arena_cstr(a, rows[i].text));
}

/* The default map of fonts is this thread's own: pango's maps are not for two threads at once. */
static void press_open(struct press *p, const struct letter_pdf *l)
{
    struct lay *lay = &p->lay;
    lay->width = l->paper == PAPER_A4 ? POINTS(210 / 25.4 * 72) : POINTS(612);
    lay->height = l->paper == PAPER_A4 ? POINTS(297 / 25.4 * 72) : POINTS(792);
    p->surface = cairo_pdf_surface_create_for_stream(pdf_write, &p->pdf, points(lay->width),
                                                     points(lay->height));
    p->cr = cairo_create(p->surface);
    lay->context = pango_font_map_create_context(pango_cairo_font_map_get_default());
    pango_cairo_update_context(p->cr, lay->context);
    p->bullet = lay_new(lay, KIND_TEXT, S("•"));
    p->number = lay_new(lay, KIND_FOOT, S(""));
    pango_layout_set_alignment(p->number, PANGO_ALIGN_RIGHT);
}

static void press_close(struct press *p)
{
    lay_end(&p->lay);
    g_object_unref(p->number);
    g_object_unref(p->bullet);
    g_object_unref(p->lay.context);
    cairo_destroy(p->cr);
    cairo_surface_destroy(p->surface);
}

static enum rc press_run(struct press *p, const struct letter_pdf *l)
{
    metadata_set(p, l);
    lay_letter(&p->lay, l);
    if (arena_failed(p->lay.a))
        return BUSY;
    blocks_draw(p);
    if (arena_failed(p->lay.a))
        return BUSY;
    cairo_status_t status = cairo_status(p->cr);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(p->surface);
    if (p->pdf.full || status == CAIRO_STATUS_INVALID_STRING)
        return INVALID;
    return status == CAIRO_STATUS_SUCCESS ? OK : BUSY;
}

enum rc letter_pdf_make(struct arena *a, const struct letter_pdf *l, struct str *ret_pdf,
                        struct str *ret_missing)
{
    if (!is_text(l))
        return INVALID;
    struct press p = {.lay = {.a = a}, .pdf = out_new(a, LETTER_PDF_MAX)};
    press_open(&p, l);
    enum rc rc = press_run(&p, l);
    press_close(&p);
    if (rc != OK)
        return rc;
    *ret_pdf = out_str(&p.pdf);
    *ret_missing = out_str(&p.lay.missing);
    return OK;
}
