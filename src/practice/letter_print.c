/* A letter on its way to paper.
 * Must never: touch the store while it is made.
 * Read next: practice/letter_print.h.
 */
#include "practice/letter_print.h"

#include "practice/user.h"
#include "store/sql_visit.h"

/* A PDF of LETTER_PDF_MAX needs three times as much while it is made: more than a request has. */
enum { PRINT_ARENA = 4 * LETTER_PDF_MAX };

/* Where the visit was that it is about, else the newest one; else the practice's first location. */
static enum rc address_read(struct act *act, const struct letter *l, struct str *ret)
{
    struct visit_list newest = {0};
    struct location_list places;
    struct visit about = {.location = ID_NONE};
    enum rc rc = practice_locations(act, &places);
    if (rc == OK && id_is_none(l->visit))
        rc = visit_by_client(act->tx, act->a, &(struct visit_by_client_in){l->client, INT64_MAX, 1},
                             &newest);
    else if (rc == OK)
        rc = visit_get(act->tx, act->a, &(struct visit_get_in){l->client, l->visit}, &about);
    if (rc != OK)
        return rc;
    struct id at = newest.n ? newest.at[0].location : about.location;
    *ret = places.n ? places.at[0].address : S("");
    for (size_t i = 0; i < places.n; i++)
        if (id_eq(places.at[i].id, at))
            *ret = places.at[i].address;
    return OK;
}

static enum rc sender_read(struct act *act, const struct letter_whole *w, struct letter_sender *ret)
{
    struct user u;
    struct letter_sender s = {.practice = w->practice.name};
    enum rc rc = user_read(act, act->who.user, &u);
    if (rc == OK)
        rc = address_read(act, &w->letter, &s.address);
    if (rc != OK)
        return rc;
    s.therapist = u.name;
    s.qualification = u.qualification;
    s.association = u.association;
    s.association_number = u.association_number;
    *ret = s;
    return OK;
}

static bool is_on_letter_paper(struct str country)
{
    static const struct str countries[] = {STR_INIT("US"), STR_INIT("CA")};
    return str_among(country, countries, 2);
}

static struct str signature_of(struct act *act, const struct letter_whole *w,
                               const struct letter_sender *s, bool is_signed)
{
    struct str lines = letter_signature(act->a, s);
    struct str when = time_human(act->a, w->practice.zone, act->now_utc);
    return is_signed ? arena_fmt(act->a, "%.*s\nSigned electronically on %.*s", STR_ARG(lines),
                                 STR_ARG(when))
                     : arena_fmt(act->a, "%.*s\nNot signed", STR_ARG(lines));
}

/* Says on every page whom it is about: pages part. */
static struct str foot_of(struct arena *a, const struct letter_whole *w, bool is_signed)
{
    struct date born;
    struct str name = client_name(a, &w->client);
    struct str day = date_parse(w->client.born, &born) ? date_human(a, born) : S("");
    return arena_fmt(a, "%sAbout %.*s%s%.*s. Confidential health information.",
                     is_signed ? "" : "DRAFT, not signed. ", STR_ARG(name), day.n ? ", born " : "",
                     STR_ARG(day));
}

enum rc letter_print_read(struct act *act, const struct letter_whole *w, const struct letter *texts,
                          bool is_signed, struct letter_print *ret)
{
    struct letter_sender sender;
    enum rc rc = sender_read(act, w, &sender);
    if (rc != OK)
        return rc;
    struct letter_pdf of = {
        .title = texts->subject,
        .author = sender.therapist,
        .from = letter_head(act->a, &sender),
        .to = str_trim(
            arena_fmt(act->a, "%.*s\n%.*s", STR_ARG(texts->recipient), STR_ARG(texts->address))),
        .date = day_human(act->a, w->practice.zone, act->now_utc),
        .body = texts->body,
        .sign = signature_of(act, w, &sender, is_signed),
        .foot = foot_of(act->a, w, is_signed),
        .paper = is_on_letter_paper(w->practice.country) ? PAPER_LETTER : PAPER_A4,
        .made_utc = act->now_utc,
    };
    *ret = (struct letter_print){.a = act->a, .of = of};
    return OK;
}

void letter_print_make(void *arg)
{
    struct letter_print *p = arg;
    struct arena *own = arena_new(PRINT_ARENA);
    struct str pdf, missing;
    p->rc = letter_pdf_make(own, &p->of, &pdf, &missing);
    if (p->rc == OK) {
        p->pdf = arena_str(p->a, pdf);
        p->missing = arena_str(p->a, missing);
    }
    if (p->rc == OK && arena_failed(p->a))
        p->rc = BUSY;
    arena_free(own);
}
