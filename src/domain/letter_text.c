/* The first text of a letter, composed from the record.
 * Must never: state what the facts do not hold.
 * Read next: domain/letter_told.c.
 */
#include "base/out.h"
#include "domain/letter_told.h"
#include "domain/outcome_words.h"

enum { TEXT_ROOM = 128 * 1024 }; /* bytes: never the limit */

/* To write on. */
#define SPACE_SHORT "____________________________"
#define SPACE SPACE_SHORT SPACE_SHORT "_______________"

/* --- who, complaints, visits ----------------------------------------------------------------- */

static struct str known(struct str text)
{
    return text.n ? text : S("not recorded");
}

/* Whom to call back only where it is urgent. */
static void who_say(struct arena *a, struct out *w, const struct letter_facts *f)
{
    struct str born = known(f->born), phone = known(f->phone);
    out_raw(w, arena_fmt(a, "Client: %.*s\nBirth date: %.*s\n", STR_ARG(f->client), STR_ARG(born)));
    if (f->kind == LETTER_REFERRAL)
        out_raw(w, arena_fmt(a, "Phone: %.*s\n", STR_ARG(phone)));
    out_raw(w, S("\n"));
}

static void complaints_say(struct arena *a, struct out *w, const struct letter_facts *f)
{
    size_t n = 0;
    out_raw(w, S("# What the client comes for\n"));
    for (size_t i = 0; i < f->complaints.n; i++) {
        const struct complaint *c = &f->complaints.at[i];
        struct date since;
        if (c->closed_utc.has)
            continue;
        struct str day = date_parse(c->since, &since) ? date_human(a, since) : S("");
        out_raw(w, arena_fmt(a, "- %.*s%s%.*s\n", STR_ARG(c->label), day.n ? ", since " : "",
                             STR_ARG(day)));
        n++;
    }
    out_raw(w, n ? S("\n") : S("No open complaint is recorded.\n\n"));
}

static void span_say(struct arena *a, struct out *w, const struct letter_facts *f)
{
    if (f->visits_n == 0)
        out_raw(w, S("No visit is recorded.\n\n"));
    else if (f->visits_n == 1)
        out_raw(w, arena_fmt(a, "One visit is recorded, on %.*s.\n\n", STR_ARG(f->last_day)));
    else
        out_raw(w, arena_fmt(a, "%lld visits are recorded, from %.*s to %.*s.\n\n",
                             (long long)f->visits_n, STR_ARG(f->first_day), STR_ARG(f->last_day)));
}

static struct str visit_line(struct arena *a, const struct letter_visit *v)
{
    struct str after = v->after.has ? arena_fmt(a, "%lld right after", (long long)v->after.v)
                                    : S("not asked after");
    return arena_fmt(a, "- %.*s, %.*s: %lld before, %.*s\n", STR_ARG(v->day), STR_ARG(v->complaint),
                     (long long)v->before, STR_ARG(after));
}

static void visits_say(struct arena *a, struct out *w, const struct letter_facts *f)
{
    bool any = false;
    out_raw(w, S("# Visits\n"));
    span_say(a, w, f);
    if (!f->visits.n)
        return;
    out_raw(w, S("Pain, from 0 for none to 10 for the worst imaginable, at the last visits:\n"));
    for (size_t i = 0; i < f->visits.n; i++) {
        out_raw(w, visit_line(a, &f->visits.at[i]));
        any = any || f->visits.at[i].after.has;
    }
    if (any)
        out_raw(w, S("A change within one visit says little: rest, attention and chance play a "
                     "part, and it often does not last. It does not show that the treatment "
                     "helps.\n"));
    out_raw(w, S("\n"));
}

/* In the words that were recorded; what it was is for a doctor to say. */
static bool is_newest(const struct letter_facts *f, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (str_eq(f->visits.at[k].complaint, f->visits.at[i].complaint))
            return false;
    return true;
}

/* What the scores said at the last visit of each complaint. */
static void outcome_say(struct arena *a, struct out *w, const struct letter_facts *f)
{
    bool any = false;
    for (size_t i = 0; i < f->visits.n; i++) {
        const struct letter_visit *v = &f->visits.at[i];
        struct str said = outcome_said(v->outcome);
        if (!said.n || !is_newest(f, i))
            continue;
        if (!any)
            out_raw(w, S("What our scores say, as a statistical reading and not a diagnosis:\n"));
        out_raw(w, arena_fmt(a, "- %.*s: %.*s.\n", STR_ARG(v->complaint), STR_ARG(said)));
        any = true;
    }
    if (any)
        out_raw(w, S("\n"));
}

static void event_say(struct arena *a, struct out *w, const struct letter_facts *f)
{
    const struct adverse *x = f->event;
    const struct adverse_word *kind = &adverse_kinds[adverse_kind_of(x->kind)];
    const struct adverse_word *severity = &severities[severity_of(x->severity)];
    out_fmt(w, "# What happened\n%s, %s, ", kind->label, severity->label);
    out_raw(w, arena_fmt(a, "since %.*s.\n\n%.*s\n\n", STR_ARG(f->event_day), STR_ARG(x->body)));
}

/* --- the three kinds ------------------------------------------------------------------------- */

static void gp_say(struct arena *a, struct out *w, const struct letter_facts *f)
{
    out_raw(w, S("[Fill in: why you write, and what you ask for.]\n\n"));
    if (f->event)
        event_say(a, w, f);
    complaints_say(a, w, f);
    visits_say(a, w, f);
    outcome_say(a, w, f);
    if (letter_told_count(f))
        letter_told_say(a, w, f);
    letter_limits_say(a, w, f);
    out_raw(w, S("Massage complements medical care. We make no diagnosis."));
}

static void practice_say(struct out *w)
{
    out_raw(w, S("# What we do, and what we do not\n"
                 "We treat muscle, tendon, ligament and fascia with the hands: stroking, kneading, "
                 "friction, held pressure, stretching. We make no diagnosis. We do not thrust or "
                 "manipulate joints, and we do not treat inside the body.\n\n"));
}

static void questions_say(struct out *w)
{
    out_raw(w, S("# What we ask\n"
                 "Is massage suitable? " SPACE_SHORT "\n\n"
                 "At what pressure, at most? 0 is a resting hand, 3 moves the muscle, 5 is "
                 "deep. ________\n\n"
                 "Which areas, and which not?\n\n" SPACE "\n\n"
                 "Which techniques, and which not?\n\n" SPACE "\n\n"
                 "Until when does this hold? " SPACE_SHORT "\n\n"
                 "Doctor's name: " SPACE_SHORT "\n\n"
                 "Signature: " SPACE_SHORT " Date: ______________"));
}

static void clearance_say(struct arena *a, struct out *w, const struct letter_facts *f)
{
    size_t n = letter_told_count(f);
    out_raw(w,
            arena_fmt(a, "%.*s is a client of %.*s. ", STR_ARG(f->client), STR_ARG(f->practice)));
    if (n)
        out_fmt(w, "We ask you before we treat, because of the answer%s below.\n\n",
                n == 1 ? "" : "s");
    else
        out_raw(w, S("We ask you before we treat. [Fill in: why you ask.]\n\n"));
    if (n)
        letter_told_say(a, w, f);
    practice_say(w);
    questions_say(w);
}

static void referral_say(struct arena *a, struct out *w, const struct letter_facts *f)
{
    size_t n = letter_told_count(f);
    if (n) {
        out_raw(w, arena_fmt(a, "%.*s answered yes to %s at %.*s.\n\n", STR_ARG(f->client),
                             n == 1 ? "the safety question below" : "the safety questions below",
                             STR_ARG(f->practice)));
        letter_told_say(a, w, f);
        out_raw(w, S("We do not treat while such an answer stands. We make no diagnosis: what is "
                     "behind it is for a doctor to find out.\n\n"));
    } else {
        out_raw(w, S("[Fill in: what was told or seen, on which day, and why it cannot wait.]\n\n"
                     "We make no diagnosis: what is behind it is for a doctor to find out.\n\n"));
    }
}

/* --- the whole ------------------------------------------------------------------------------- */

static struct str subject_start(struct arena *a, const struct letter_facts *f)
{
    if (f->kind == LETTER_GP)
        return S("About ");
    if (f->kind == LETTER_CLEARANCE)
        return S("Is massage suitable? ");
    return letter_is_emergency(f) ? arena_fmt(a, "Emergency: called %.*s. ", STR_ARG(f->emergency))
                                  : S("Please see today: ");
}

/* A name that is longer than the subject's room is cut; the text holds it whole. */
static struct str subject_of(struct arena *a, const struct letter_facts *f)
{
    struct str start = subject_start(a, f);
    struct str tail = f->born.n ? arena_fmt(a, ", born %.*s", STR_ARG(f->born)) : S("");
    size_t room = LETTER_SUBJECT_MAX - str_chars(start) - str_chars(tail);
    bool cut = str_chars(f->client) > room;
    struct str name = str_first(f->client, cut ? room - 1 : room);
    return arena_fmt(a, "%.*s%.*s%s%.*s", STR_ARG(start), STR_ARG(name), cut ? "…" : "",
                     STR_ARG(tail));
}

struct letter letter_compose(struct arena *a, const struct letter_facts *f)
{
    static void (*const say[LETTER_KINDS])(struct arena *, struct out *,
                                           const struct letter_facts *) = {
        [LETTER_GP] = gp_say, [LETTER_CLEARANCE] = clearance_say, [LETTER_REFERRAL] = referral_say};
    struct out w = out_new(a, TEXT_ROOM);
    size_t line = str_find(f->gp, '\n');
    who_say(a, &w, f);
    out_raw(&w, S("Dear Doctor,\n\n"));
    say[f->kind](a, &w, f);
    return (struct letter){
        .kind = str_from(letter_words[f->kind].word),
        .recipient = str_first(str_trim(str_slice(f->gp, 0, line)), LETTER_RECIPIENT_MAX),
        .address = str_first(str_trim(str_slice(f->gp, line, f->gp.n)), LETTER_ADDRESS_MAX),
        .subject = subject_of(a, f),
        .body = str_trim(out_str(&w))};
}
