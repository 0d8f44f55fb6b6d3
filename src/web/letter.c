/* Letters as pages: list, draft, save, sign, drop, PDF.
 * Must never: let a person sign words that the PDF does not hold, or name anyone in a file's name.
 * Read next: web/letter_view.c.
 */
#include "web/letter.h"

#include "practice/client.h"
#include "practice/letter_print.h"
#include "web/app.h"
#include "web/rooms.h"

/* A text of LETTER_BODY_MAX characters of any script, as it is sent. */
enum { LETTER_FORM_MAX = 112 * 1024 };

static struct str letter_path(struct request *rq, struct id client, struct id letter,
                              const char *behind)
{
    struct arena *a = request_arena(rq);
    struct str c = id_text(a, client), l = id_text(a, letter);
    return arena_fmt(a, "/clients/%.*s/letters/%.*s%s", STR_ARG(c), STR_ARG(l), behind);
}

/* --- the list -------------------------------------------------------------------------------- */

static struct letter_row row_of(struct arena *a, const struct zone *z, const struct letter_line *l)
{
    bool draft = str_eq(l->state, S("draft")), over = str_eq(l->state, S("void"));
    struct letter_row row = {.id = l->id, .title = letter_title(l->kind), .over = over};
    row.line = day_human(a, z, l->signed_utc.has ? l->signed_utc.v : l->made_utc);
    row.about = arena_fmt(a, "%.*s · %.*s", STR_ARG(l->subject), STR_ARG(l->who));
    row.badge = draft ? "draft" : NULL;
    if (over)
        row.badge = "dropped";
    return row;
}

static void rows_fill(struct arena *a, const struct zone *z, const struct letter_line_list *all,
                      struct letters_view *v)
{
    v->rows.at = ARENA_ARRAY(a, all->n + 1, struct letter_row);
    for (size_t i = 0; i < all->n && !arena_failed(a); i++)
        v->rows.at[v->rows.n++] = row_of(a, z, &all->at[i]);
    v->full = all->n == LETTERS_MOST;
}

static void letters_get(struct request *rq)
{
    struct act act;
    struct client c;
    struct practice_facts facts;
    struct letter_line_list all;
    struct letters_view v = {0};
    if (!app_param_id(rq, S("client"), &v.client)) {
        app_refuse(rq, 404);
        return;
    }
    if (!app_read(rq, &act))
        return;
    enum rc rc = client_read(&act, v.client, &c);
    if (rc == OK)
        rc = practice_facts(&act, &facts);
    if (rc == OK)
        rc = letter_list(&act, v.client, &all);
    v.frame = frame_of(rq, &act, S("Letters"), "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.ids = form_ids_of(rq);
    v.name = client_name(act.a, &c);
    rows_fill(act.a, facts.zone, &all, &v);
    letters_page(request_out(rq), &v);
    request_answer(rq, 200);
}

/* --- draft, save, drop ----------------------------------------------------------------------- */

static void drafted(struct request *rq, struct write *w, enum rc rc)
{
    const struct letter_draft_cmd *c = w->cmd;
    if (rc == OK)
        request_redirect(rq, letter_path(rq, c->client, w->act.made, ""));
    else
        app_fail(rq, rc);
}

static void draft_post(struct request *rq)
{
    static const struct str names[] = {STR_INIT("kind"), STR_INIT("visit"), STR_INIT("adverse")};
    struct letter_draft_cmd *c = ARENA_NEW(request_arena(rq), struct letter_draft_cmd);
    if (!app_only_fields(rq, names, 3))
        return;
    c->kind = letter_kind_of(app_field(rq, S("kind")));
    bool about = app_field(rq, S("visit")).n > 0, event = app_field(rq, S("adverse")).n > 0;
    if (!app_param_id(rq, S("client"), &c->client) ||
        (about && !app_field_id(rq, S("visit"), &c->visit)) ||
        (event && !app_field_id(rq, S("adverse"), &c->adverse)))
        app_refuse(rq, 404);
    else
        app_write(rq, letter_draft, c, drafted);
}

static void letter_get_page(struct request *rq)
{
    letter_show(rq, 200);
}

/* What a refused form of a draft is answered with. */
static void again(struct request *rq, enum rc rc)
{
    if (rc == INVALID)
        letter_show(rq, 422);
    else if (rc == CONFLICT && app_meanwhile(rq))
        letter_show(rq, 409);
    else
        app_fail(rq, rc);
}

static void saved(struct request *rq, struct write *w, enum rc rc)
{
    const struct letter *l = &((struct letter_save_cmd *)w->cmd)->letter;
    bool preview = str_eq(app_field(rq, S("do")), S("preview"));
    if (rc == OK)
        request_redirect(rq,
                         letter_path(rq, l->client, l->id, preview ? "/preview.pdf" : "?kept=1"));
    else
        again(rq, rc);
}

static bool form_fits(struct request *rq)
{
    static const struct str names[] = {
        STR_INIT("recipient"), STR_INIT("address"), STR_INIT("subject"), STR_INIT("body"),
        STR_INIT("version"),   STR_INIT("do"),      STR_INIT("despite")};
    return app_only_fields(rq, names, sizeof names / sizeof names[0]);
}

static void save_post(struct request *rq)
{
    struct letter_save_cmd *c = ARENA_NEW(request_arena(rq), struct letter_save_cmd);
    struct letter *l = &c->letter;
    l->recipient = l->address = l->subject = l->body = S("");
    if (!form_fits(rq) || !letter_params(rq, &l->client, &l->id))
        return;
    letter_typed(rq, l);
    l->version = app_field_int(rq, S("version"), 0);
    app_write(rq, letter_save, c, saved);
}

static void dropped(struct request *rq, struct write *w, enum rc rc)
{
    const struct letter_void_cmd *c = w->cmd;
    struct str client = id_text(request_arena(rq), c->client);
    if (rc == OK)
        request_redirect(rq,
                         arena_fmt(request_arena(rq), "/clients/%.*s/letters", STR_ARG(client)));
    else
        app_fail(rq, rc);
}

static void void_post(struct request *rq)
{
    struct letter_void_cmd *c = ARENA_NEW(request_arena(rq), struct letter_void_cmd);
    if (app_only_fields(rq, NULL, 0) && letter_params(rq, &c->client, &c->letter))
        app_write(rq, letter_void, c, dropped);
}

/* --- sign ------------------------------------------------------------------------------------ */

struct signing {
    struct letter_sign_cmd cmd;
    struct letter_print print;
};

static void signed_(struct request *rq, struct write *w, enum rc rc)
{
    const struct letter *l = &((struct letter_sign_cmd *)w->cmd)->letter;
    if (rc == OK)
        request_redirect(rq, letter_path(rq, l->client, l->id, ""));
    else
        again(rq, rc);
}

static void unprinted(struct request *rq, enum rc rc)
{
    if (rc == INVALID)
        fault_add(request_faults(rq), S("body"),
                  "This cannot be put on paper: it holds something that is no character, or fills "
                  "more than %d MiB. Take it out, or shorten the letter.",
                  LETTER_PDF_MAX / (1024 * 1024));
    again(rq, rc);
}

static void printed(struct request *rq, void *arg)
{
    struct signing *s = arg;
    if (s->print.rc != OK) {
        unprinted(rq, s->print.rc);
        return;
    }
    s->cmd.pdf = s->print.pdf;
    s->cmd.missing = s->print.missing;
    app_write(rq, letter_sign, &s->cmd, signed_);
}

static void signing_print(void *arg)
{
    struct signing *s = arg;
    letter_print_make(&s->print);
}

/* Reads the draft and takes what was typed. One that is no draft any more goes on without a PDF:
 * either it was this form that signed it, or letter_sign says what it is. */
static enum rc signing_read(struct request *rq, struct act *act, struct signing *s,
                            bool *ret_is_draft)
{
    struct letter *l = &s->cmd.letter;
    struct letter_whole w;
    int64_t version = app_field_int(rq, S("version"), 0);
    enum rc rc = letter_read(act, l->client, l->id, &w);
    if (rc != OK)
        return rc;
    *l = w.letter;
    letter_typed(rq, l);
    l->version = version;
    *ret_is_draft = str_eq(w.letter.state, S("draft"));
    if (!*ret_is_draft)
        return OK;
    letter_sign_check(act->a, l, w.agreed, act->faults);
    s->cmd.at_utc = act->now_utc;
    return act->faults->n ? INVALID : letter_print_read(act, &w, l, true, &s->print);
}

static void sign_post(struct request *rq)
{
    struct act act;
    struct signing *s = ARENA_NEW(request_arena(rq), struct signing);
    bool is_draft = false;
    if (!form_fits(rq) || !letter_params(rq, &s->cmd.letter.client, &s->cmd.letter.id) ||
        !app_read(rq, &act))
        return;
    s->cmd.despite = str_eq(app_field(rq, S("despite")), S("1"));
    enum rc rc = signing_read(rq, &act, s, &is_draft);
    app_read_end(&act);
    if (rc != OK)
        again(rq, rc);
    else if (is_draft)
        app_slow(rq, signing_print, s, printed);
    else
        app_write(rq, letter_sign, &s->cmd, signed_);
}

/* --- PDF ------------------------------------------------------------------------------------- */

/*   name   of the file; says neither who nor what it is about */
static void pdf_send(struct request *rq, struct str name, struct str pdf)
{
    struct str header = arena_fmt(request_arena(rq), "inline; filename=\"%.*s\"", STR_ARG(name));
    request_set(rq, S("Cache-Control"), S("no-store"));
    request_set(rq, S("Content-Disposition"), header);
    request_send(rq, 200, S("application/pdf"), pdf, true);
}

static void previewed(struct request *rq, void *arg)
{
    const struct letter_print *p = arg;
    if (p->rc == OK)
        pdf_send(rq, S("letter-draft.pdf"), p->pdf);
    else
        unprinted(rq, p->rc);
}

static void preview_get(struct request *rq)
{
    struct act act;
    struct letter_whole w;
    struct letter_print *p = ARENA_NEW(request_arena(rq), struct letter_print);
    struct id client, letter;
    if (!letter_params(rq, &client, &letter) || !app_read(rq, &act))
        return;
    enum rc rc = letter_read(&act, client, letter, &w);
    bool draft = rc == OK && str_eq(w.letter.state, S("draft"));
    if (draft)
        rc = letter_print_read(&act, &w, &w.letter, false, p);
    if (draft && rc == OK)
        rc = letter_saw(&act, &w.letter);
    app_read_end(&act);
    if (rc != OK)
        app_fail(rq, rc);
    else if (draft)
        app_slow(rq, letter_print_make, p, previewed);
    else
        request_redirect(rq, letter_path(rq, client, letter, ""));
}

static void pdf_get(struct request *rq)
{
    struct act act;
    struct letter_whole w;
    struct id client, letter;
    if (!letter_params(rq, &client, &letter) || !app_read(rq, &act))
        return;
    enum rc rc = letter_read(&act, client, letter, &w);
    if (rc == OK && !str_eq(w.letter.state, S("signed")))
        rc = NOT_FOUND;
    if (rc == OK && w.hash_holds)
        rc = letter_saw(&act, &w.letter);
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    if (!w.hash_holds) { /* the page says so */
        request_redirect(rq, letter_path(rq, client, letter, ""));
        return;
    }
    struct str day = date_text(act.a, zone_local(w.practice.zone, w.letter.signed_utc.v).date);
    pdf_send(rq, arena_fmt(act.a, "letter-%.*s.pdf", STR_ARG(day)), w.pdf);
}

const struct route letter_routes[] = {
    {ROUTE_GET, "/clients/:client/letters", ROLE_THERAPIST, letters_get, 0},
    {ROUTE_POST, "/clients/:client/letters", ROLE_THERAPIST, draft_post, 0},
    {ROUTE_GET, "/clients/:client/letters/:letter", ROLE_THERAPIST, letter_get_page, 0},
    {ROUTE_POST, "/clients/:client/letters/:letter", ROLE_THERAPIST, save_post, LETTER_FORM_MAX},
    {ROUTE_POST, "/clients/:client/letters/:letter/sign", ROLE_THERAPIST, sign_post,
     LETTER_FORM_MAX},
    {ROUTE_POST, "/clients/:client/letters/:letter/void", ROLE_THERAPIST, void_post, 0},
    {ROUTE_GET, "/clients/:client/letters/:letter/preview.pdf", ROLE_THERAPIST, preview_get, 0},
    {ROUTE_GET, "/clients/:client/letters/:letter/letter.pdf", ROLE_THERAPIST, pdf_get, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
