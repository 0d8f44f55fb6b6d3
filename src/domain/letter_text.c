/* The first text of a letter, composed from the record.
 * Must never: state what the facts do not hold; name a red flag by anything but the client's answer.
 * Read next: domain/letter.h.
 */
#include "base/out.h"
#include "domain/letter.h"

enum {
    TEXT_ROOM = 128 * 1024, /* bytes: never the limit */
    TOLD_CHARS = 3600,      /* of what was told */
    LIMITS_CHARS = 1300     /* of limits; with all else that a body says within LETTER_BODY_MAX */
};

/* To write on. */
#define SPACE_SHORT "____________________________"
#define SPACE SPACE_SHORT SPACE_SHORT "_______________"

/* --- which flags ----------------------------------------------------------------------------- */

/* Said in confidence, a wish about one's own body, or what the therapist saw or plans. */
static bool is_own(const struct caution *row)
{
    static const struct str ids[] = {STR_INIT("re_trauma_history"),
                                     STR_INIT("re_touch_preference")};
    return row->action == ACTION_CRISIS || row->asked_of == ASKED_THERAPIST ||
           str_among(str_from(row->id), ids, 2);
}

static bool waits_for_doctor(const struct flag *x)
{
    return (x->state == FLAG_STOPS || x->state == FLAG_CLEARED) &&
           x->row->action == ACTION_CLEARANCE;
}

static bool is_limit(const struct flag *x)
{
    return (x->state == FLAG_LIMITS || x->state == FLAG_CLEARED) && !is_own(x->row);
}

/* In the part of what was told, as against the limits. */
static bool is_telling(enum letter_kind kind, const struct flag *x)
{
    bool refuses = x->state == FLAG_REFUSES;
    bool amber = x->row->category == CAUTION_AMBER_FLAG && !is_own(x->row);
    switch (kind) {
    case LETTER_REFERRAL:
        return refuses;
    case LETTER_CLEARANCE:
        return waits_for_doctor(x);
    case LETTER_GP:
        return refuses || waits_for_doctor(x) || amber;
    case LETTER_KINDS:
        break;
    }
    return false;
}

bool letter_tells(enum letter_kind kind, const struct flag *x)
{
    return is_telling(kind, x) || (kind == LETTER_GP && is_limit(x));
}

static size_t told_count(const struct letter_facts *f)
{
    size_t n = 0;
    for (size_t i = 0; i < f->told.n; i++)
        n += is_telling(f->kind, f->told.at[i].flag);
    return n;
}

static bool is_emergency(const struct letter_facts *f)
{
    for (size_t i = 0; i < f->told.n; i++) {
        const struct flag *x = f->told.at[i].flag;
        if (x->state == FLAG_REFUSES && x->row->action == ACTION_CALL_EMERGENCY)
            return true;
    }
    return false;
}

/* --- what was told --------------------------------------------------------------------------- */

static struct str told_line(struct arena *a, const struct letter_told *t)
{
    struct str words = caution_words(t->flag->row);
    if (!t->asked.n)
        return arena_fmt(a, "- %.*s. This follows from the record; it was not asked.\n",
                         STR_ARG(words));
    if (str_ends(words, S("?")) || str_eq(words, t->asked))
        return arena_fmt(a, "- Asked: “%.*s” Answered yes on %.*s.\n", STR_ARG(t->asked),
                         STR_ARG(t->day));
    return arena_fmt(a, "- %.*s. Asked: “%.*s” Answered yes on %.*s.\n", STR_ARG(words),
                     STR_ARG(t->asked), STR_ARG(t->day));
}

/* Lines one after another while there is room; then how many are left. */
struct listing {
    struct out *w;
    size_t room, left; /* room: characters */
};

static void line_put(struct listing *l, struct str line)
{
    size_t chars = str_chars(line);
    if (l->left || chars > l->room) {
        l->left++;
        return;
    }
    out_raw(l->w, line);
    l->room -= chars;
}

static void left_say(const struct listing *l)
{
    if (l->left)
        out_fmt(l->w, "- %zu more %s in the record and not in this letter.\n", l->left,
                l->left == 1 ? "is" : "are");
    out_raw(l->w, S("\n"));
}

static void told_say(struct arena *a, struct out *w, const struct letter_facts *f)
{
    struct listing l = {w, TOLD_CHARS, 0};
    out_raw(w, S("# What was told\n"));
    for (size_t i = 0; i < f->told.n; i++)
        if (is_telling(f->kind, f->told.at[i].flag))
            line_put(&l, told_line(a, &f->told.at[i]));
    left_say(&l);
}

/* --- limits ---------------------------------------------------------------------------------- */

static int limit_cap(const struct flag *x)
{
    bool lower = x->clearance && x->clearance->cap.has &&
                 x->clearance->cap.v < x->row->pressure_cap;
    return lower ? (int)x->clearance->cap.v : x->row->pressure_cap;
}

static struct str bans_words(struct arena *a, const struct caution *row)
{
    struct out w = out_new(a, TEXT_ROOM);
    for (const char *const *code = row->banned; *code; code++) {
        const struct technique *t = technique_find(str_from(*code));
        if (t)
            out_fmt(&w, "%s%s", w.n ? "; " : "without ", t->label);
    }
    return out_str(&w);
}

/* "no contact", or "pressure 1 of 5 at most, without deep stripping; cupping" */
static struct str rule_words(struct arena *a, const struct flag *x)
{
    int cap = limit_cap(x);
    const char *first = x->row->banned[0];
    if (cap == 0 && first && str_eq(str_from(first), S("all")))
        return S("no contact");
    struct str bans = bans_words(a, x->row);
    if (cap >= CAP_NONE)
        return bans;
    return arena_fmt(a, "pressure %d of 5 at most%s%.*s", cap, bans.n ? ", " : "", STR_ARG(bans));
}

/* "- Varicose veins (calf, left): pressure 1 of 5 at most, without deep stripping; cupping." */
static struct str limit_line(struct arena *a, const struct flag *x)
{
    struct str words = caution_words(x->row), where = flag_places(a, x), rule = rule_words(a, x);
    struct str place = where.n ? arena_fmt(a, " (%.*s)", STR_ARG(where)) : S("");
    return arena_fmt(a, "- %.*s%.*s%s%.*s.\n", STR_ARG(words), STR_ARG(place), rule.n ? ": " : "",
                     STR_ARG(rule));
}

static bool is_any(const struct letter_facts *f, enum flag_state state)
{
    for (size_t i = 0; i < f->told.n; i++)
        if (f->told.at[i].flag->state == state)
            return true;
    return false;
}

/* What stops treatment altogether, before what limits it. */
static void stop_say(struct out *w, const struct letter_facts *f)
{
    if (is_any(f, FLAG_REFUSES))
        out_raw(w, S("We do not treat while such an answer stands.\n\n"));
    else if (is_any(f, FLAG_STOPS))
        out_raw(w, S("We do not treat until a doctor has cleared what was told.\n\n"));
}

/* Not all limits may be told: that none is named does not say that there is none. */
static void limits_say(struct arena *a, struct out *w, const struct letter_facts *f)
{
    struct listing l = {w, LIMITS_CHARS, 0};
    size_t n = 0;
    out_raw(w, S("# Limits that we keep to\n"));
    stop_say(w, f);
    for (size_t i = 0; i < f->told.n; i++)
        n += is_limit(f->told.at[i].flag);
    if (!n) {
        out_raw(w, f->asked ? S("This letter names no limits of pressure, technique or place.\n\n")
                            : S("The safety questions were not asked yet.\n\n"));
        return;
    }
    out_raw(w, S("Pressure goes from 0, a resting hand, to 5, deep.\n"));
    for (size_t i = 0; i < f->told.n; i++)
        if (is_limit(f->told.at[i].flag))
            line_put(&l, limit_line(a, f->told.at[i].flag));
    left_say(&l);
}

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
    if (told_count(f))
        told_say(a, w, f);
    limits_say(a, w, f);
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
    size_t n = told_count(f);
    out_raw(w,
            arena_fmt(a, "%.*s is a client of %.*s. ", STR_ARG(f->client), STR_ARG(f->practice)));
    if (n)
        out_fmt(w, "We ask you before we treat, because of the answer%s below.\n\n",
                n == 1 ? "" : "s");
    else
        out_raw(w, S("We ask you before we treat. [Fill in: why you ask.]\n\n"));
    if (n)
        told_say(a, w, f);
    practice_say(w);
    questions_say(w);
}

static void referral_say(struct arena *a, struct out *w, const struct letter_facts *f)
{
    size_t n = told_count(f);
    if (n) {
        out_raw(w, arena_fmt(a, "%.*s answered yes to %s at %.*s.\n\n", STR_ARG(f->client),
                             n == 1 ? "the safety question below" : "the safety questions below",
                             STR_ARG(f->practice)));
        told_say(a, w, f);
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
    return is_emergency(f) ? arena_fmt(a, "Emergency: called %.*s. ", STR_ARG(f->emergency))
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
