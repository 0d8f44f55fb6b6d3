/* A letter, shown: the draft's form, or what was signed.
 * Must never: lose what was typed.
 * Read next: web/letter.html.
 */
#include "web/app.h"
#include "web/letter.h"

bool letter_params(struct request *rq, struct id *ret_client, struct id *ret_letter)
{
    bool fine = app_param_id(rq, S("client"), ret_client) &&
                app_param_id(rq, S("letter"), ret_letter);
    if (!fine)
        app_refuse(rq, 404);
    return fine;
}

void letter_typed(struct request *rq, struct letter *l)
{
    static const struct str names[] = {STR_INIT("recipient"), STR_INIT("address"),
                                       STR_INIT("subject"), STR_INIT("body")};
    struct str *const to[] = {&l->recipient, &l->address, &l->subject, &l->body};
    for (size_t i = 0; i < sizeof to / sizeof to[0]; i++) {
        struct str typed = request_field(rq, names[i]);
        if (typed.p)
            *to[i] = typed;
    }
}

struct str letter_title(struct str kind)
{
    enum letter_kind k = letter_kind_of(kind);
    return k < LETTER_KINDS ? str_from(letter_words[k].title) : kind;
}

static void draft_fill(struct request *rq, const struct letter_whole *w, struct letter_view *v)
{
    const struct faults *f = request_faults(rq);
    struct letter l = w->letter;
    letter_typed(rq, &l);
    v->draft = true;
    v->agreed = w->agreed;
    v->version = w->letter.version;
    v->emergency = str_eq(l.kind, S("referral")) && str_starts(l.subject, S("Emergency:"));
    v->unfonted = fault_of(f, S("despite")).p != NULL;
    v->recipient = field_of("recipient", "To", "text", l.recipient, f);
    v->recipient.required = true;
    v->address = field_of("address", "Address", "area", l.address, f);
    v->subject = field_of("subject", "Subject", "text", l.subject, f);
    v->subject.required = true;
    v->body = field_of("body", "Text", "area", l.body, f);
    v->body.required = true;
    v->body.hint = "A line that begins with “# ” becomes a heading, lines with “- ” a list";
}

static void over_fill(struct arena *a, const struct letter_whole *w, struct letter_view *v)
{
    const struct letter *l = &w->letter;
    v->is_signed = str_eq(l->state, S("signed"));
    v->hash_fails = v->is_signed && !w->hash_holds;
    v->about = l->subject.n ? l->subject : v->title;
    v->to = str_trim(arena_fmt(a, "%.*s\n%.*s", STR_ARG(l->recipient), STR_ARG(l->address)));
    v->missing = l->missing;
    v->parts = letter_parts(a, l->body);
    v->day = v->seal = S("");
    if (!v->is_signed)
        return;
    struct str when = time_human(a, w->practice.zone, l->signed_utc.v);
    v->day = day_human(a, w->practice.zone, l->signed_utc.v);
    v->seal = arena_fmt(a, "Signed by %.*s, %.*s. Seal %.*s…", STR_ARG(w->signer_name),
                        STR_ARG(when), STR_ARG(str_slice(l->hash, 0, 16)));
}

static void view_fill(struct request *rq, const struct letter_whole *w, struct letter_view *v)
{
    struct arena *a = request_arena(rq);
    struct str when = time_human(a, w->practice.zone, w->letter.made_utc);
    v->client = w->client.id;
    v->letter = w->letter.id;
    v->name = client_name(a, &w->client);
    v->title = letter_title(w->letter.kind);
    v->made_line = arena_fmt(a, "Drafted by %.*s, %.*s", STR_ARG(w->author_name), STR_ARG(when));
    if (str_eq(w->letter.state, S("draft")))
        draft_fill(rq, w, v);
    else
        over_fill(a, w, v);
}

void letter_show(struct request *rq, unsigned status)
{
    struct act act;
    struct letter_view v = {0};
    struct letter_whole *w = ARENA_NEW(request_arena(rq), struct letter_whole);
    struct id client, letter;
    if (!letter_params(rq, &client, &letter) || !app_read(rq, &act))
        return;
    enum rc rc = letter_read(&act, client, letter, w);
    if (rc == OK && !request_is_post(rq))
        rc = letter_saw(&act, &w->letter);
    v.frame = frame_of(rq, &act, S("Letter"), "clients");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    view_fill(rq, w, &v);
    v.owed = task_lines_of(rq, &w->owed, zone_local(w->practice.zone, act.now_utc).date, "client");
    v.ids = form_ids_of(rq);
    v.frame.narrow = true;
    v.frame.faults = request_faults(rq);
    if (request_query(rq, S("kept")).p)
        v.frame.notice = S("The draft is kept.");
    if (v.draft)
        letter_draft_page(request_out(rq), &v);
    else
        letter_page(request_out(rq), &v);
    request_answer(rq, status);
}

struct letter_button letter_button_of(struct request *rq, struct id client, const char *kind,
                                      const char *label, bool primary)
{
    struct str key = id_text(request_arena(rq), id_new());
    return (struct letter_button){client, {app_seat(rq)->csrf, key}, kind, label, primary};
}
