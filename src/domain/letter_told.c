/* What was told, and the limits that follow, as a letter says them.
 * Must never: name a red flag by anything but the client's answer, or say that there are no limits.
 * Read next: domain/letter_text.c.
 */
#include "domain/letter_told.h"

enum {
    WORDS_ROOM = 8192,  /* bytes: never the limit */
    TOLD_CHARS = 3600,  /* of what was told, and of an event that the letter is about */
    LIMITS_CHARS = 1300 /* of limits; with all else that a body says within LETTER_BODY_MAX */
};

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

size_t letter_told_count(const struct letter_facts *f)
{
    size_t n = 0;
    for (size_t i = 0; i < f->told.n; i++)
        n += is_telling(f->kind, f->told.at[i].flag);
    return n;
}

bool letter_is_emergency(const struct letter_facts *f)
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

void letter_told_say(struct arena *a, struct out *w, const struct letter_facts *f)
{
    size_t event = f->event && f->kind == LETTER_GP ? str_chars(f->event->body) : 0;
    struct listing l = {w, event < TOLD_CHARS ? TOLD_CHARS - event : 0, 0};
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
    struct out w = out_new(a, WORDS_ROOM);
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
    if (is_any(f, FLAG_REFUSES) || is_any(f, FLAG_POSTPONES))
        out_raw(w, S("We do not treat while such an answer stands.\n\n"));
    else if (is_any(f, FLAG_STOPS))
        out_raw(w, S("We do not treat until a doctor has cleared what was told.\n\n"));
}

/* Not all limits may be told: that none is named does not say that there is none. */
void letter_limits_say(struct arena *a, struct out *w, const struct letter_facts *f)
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
