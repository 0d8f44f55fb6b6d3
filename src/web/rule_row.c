/* A safety rule in words, and the parts that its forms share.
 * Must never: leave out what a rule does.
 * Read next: web/rule.html.
 */
#include "base/out.h"
#include "practice/user.h"
#include "web/question.h"
#include "web/rule.h"

enum { FACTS_MAX = 12, WORDS_MAX = 8192 };

void rule_fact_add(struct rule_row *r, struct str name, struct str value)
{
    if (value.n && r->facts.n < FACTS_MAX)
        r->facts.at[r->facts.n++] = (struct rule_fact){name, value};
}

static struct str asked_words(struct arena *a, const struct caution *row)
{
    struct str again = row->reask_days == REASK_EACH_VISIT
                           ? S("before each visit")
                           : arena_fmt(a, "again after %d days", row->reask_days);
    struct str page = page_title(row->page);
    if (row->asked_of == ASKED_CLIENT)
        return arena_fmt(a, "The client, under “%.*s”, %.*s", STR_ARG(page), STR_ARG(again));
    return arena_fmt(a, "The therapist, %.*s", STR_ARG(again));
}

static struct str readings_words(struct arena *a, const struct caution_reading readings[2])
{
    struct out w = out_new(a, WORDS_MAX);
    for (size_t i = 0; i < 2 && readings[i].measure; i++) {
        const struct measure *m = measure_find(str_from(readings[i].measure));
        if (m)
            out_fmt(&w, "%s%s %g or more", w.n ? "; " : "Read in this visit: ", m->label,
                    readings[i].limit);
    }
    return out_str(&w);
}

/* Rows that nobody is asked. */
static struct str derived_words(struct arena *a, const struct caution *row)
{
    switch (row->derived) {
    case DERIVED_ANSWER:
        return arena_fmt(a, "A yes to: %s", row->derived_from->condition);
    case DERIVED_AGE:
        return arena_fmt(a, "The birth date: under %d on the day of the visit", row->derived_limit);
    case DERIVED_READING:
        return readings_words(a, row->readings);
    case DERIVED_ITEM:
        return arena_fmt(a, "Questionnaire %s, item %d: any answer above 0",
                         row->derived_instrument, row->derived_limit);
    case DERIVED_NOT:
        break;
    }
    return row->category == CAUTION_ENDANGERMENT ? S("Nobody is asked: it is shown on the body map")
                                                 : S("Nobody is asked");
}

static struct str stop_words(const struct caution *row)
{
    if (row->category == CAUTION_RED_FLAG)
        return row->action == ACTION_CALL_EMERGENCY
                   ? S("No treatment: the emergency number is called")
                   : S("No treatment: a doctor has to see it the same day");
    if (row->action == ACTION_POSTPONE)
        return S("Stops the visit: another day, or after a doctor's clearance");
    return S("Stops the visit until there is a doctor's clearance");
}

static struct str does_words(const struct caution *row)
{
    if (row->blocks == BLOCKS_VISIT)
        return stop_words(row);
    if (row->category == CAUTION_ENDANGERMENT)
        return S("Who goes beyond the limits says why");
    if (row->action == ACTION_CRISIS)
        return S("Help comes first: the contacts are shown");
    if (row->blocks == BLOCKS_SITE)
        return S("The area is left alone");
    return row->blocks == BLOCKS_TECHNIQUE ? S("The limits are kept")
                                           : S("It is shown; nothing is stopped");
}

static struct str badge_words(struct arena *a, const struct caution *row)
{
    if (row->blocks == BLOCKS_VISIT)
        return row->category == CAUTION_RED_FLAG ? S("no treatment") : S("clearance first");
    if (row->blocks == BLOCKS_SITE || row->pressure_cap == 0)
        return S("no contact");
    return row->pressure_cap < CAP_NONE ? arena_fmt(a, "pressure %d", row->pressure_cap) : S("");
}

static struct str bans_words(struct arena *a, const char *const *codes)
{
    struct out w = out_new(a, WORDS_MAX);
    for (; *codes; codes++) {
        const struct technique *t = technique_find(str_from(*codes));
        if (t)
            out_fmt(&w, "%s%s", w.n ? ", " : "", t->label);
    }
    return out_str(&w);
}

/* "back of neck": of a region without its side. */
static struct str base_words(const char *base)
{
    for (size_t i = 0; i < region_count; i++) {
        struct str label = str_from(region_all[i].label);
        if (str_eq(str_from(base), str_from(region_all[i].base)))
            return region_all[i].side == SIDE_NONE
                       ? label
                       : str_slice(label, 0, label.n - (str_ends(label, S(", left")) ? 6 : 7));
    }
    return str_from(base);
}

static struct str where_words(struct arena *a, const struct caution *row)
{
    struct out w = out_new(a, WORDS_MAX);
    if (row->scope == SCOPE_SITE)
        return S("Where it is marked");
    for (const char *const *base = row->regions; row->scope == SCOPE_REGIONS && *base; base++) {
        struct str words = base_words(*base);
        out_fmt(&w, "%s%.*s", w.n ? "; " : "", STR_ARG(words));
    }
    return out_str(&w);
}

/* What takes no hand at all says so already. */
static void limits_add(struct arena *a, const struct caution *row, struct rule_row *r)
{
    if (row->pressure_cap == 0 && technique_is_banned(technique_find(S("all")), row->banned)) {
        rule_fact_add(r, S("Limits"), S("No contact at all"));
        return;
    }
    if (row->pressure_cap < CAP_NONE)
        rule_fact_add(r, S("Pressure"), arena_fmt(a, "%d at most", row->pressure_cap));
    rule_fact_add(r, S("Not done"), bans_words(a, row->banned));
}

struct rule_row rule_row_of(struct arena *a, const struct caution *row)
{
    struct rule_row r = {.number = caution_number(row),
                         .title = str_from(row->condition),
                         .badge = badge_words(a, row),
                         .tightened = S(""),
                         .may_tighten = caution_may_limit(row) || caution_may_stop(row)};
    bool asked = caution_is_asked(row);
    r.facts.at = ARENA_ARRAY(a, FACTS_MAX, struct rule_fact);
    if (arena_failed(a))
        return r;
    rule_fact_add(&r, S("Question"), asked ? str_from(row->question) : S(""));
    rule_fact_add(&r, S("Short form"), str_from(row->short_text));
    rule_fact_add(&r, asked ? S("Asked of") : S("Follows from"),
                  asked ? asked_words(a, row) : derived_words(a, row));
    rule_fact_add(&r, asked ? S("A yes") : S("What it does"), does_words(row));
    limits_add(a, row, &r);
    rule_fact_add(&r, S("Where"), where_words(a, row));
    rule_fact_add(&r, S("Why"), str_from(row->rationale));
    rule_fact_add(&r, S("Source"), str_from(row->source));
    rule_fact_add(&r, S("Id"), str_from(row->id));
    return r;
}

struct str tightening_words(struct arena *a, const struct tightening *t)
{
    struct out w = out_new(a, WORDS_MAX);
    struct str list = t->banned;
    if (t->pressure_cap.has)
        out_fmt(&w, "pressure %lld at most", (long long)t->pressure_cap.v);
    for (struct str code, *first = &list; str_next(&list, ';', &code); first = NULL) {
        const struct technique *x = technique_find(code);
        if (x)
            out_fmt(&w, "%s%s", first ? (w.n ? "; not done: " : "not done: ") : ", ", x->label);
    }
    if (t->stops)
        out_fmt(&w, "%sstops the visit", w.n ? "; " : "");
    return out_str(&w);
}

struct str rule_made_words(struct act *act, const struct zone *zone, struct id author,
                           int64_t at_utc)
{
    struct user u;
    struct str day = day_human(act->a, zone, at_utc);
    struct str name = user_read(act, author, &u) == OK ? u.name : S("");
    return arena_fmt(act->a, "%.*s, %.*s", STR_ARG(name), STR_ARG(day));
}

/* --- parts of both forms --------------------------------------------------------------------- */

/* After Walton. */
static const char *const pressure_words[CAP_NONE] = {
    "0: hands at rest", "1: light", "2: light to medium", "3: medium", "4: strong"};

struct choice_list cap_choices(struct arena *a, struct str as_is, int most,
                               const struct maybe_int *chosen)
{
    struct choice_list all = {ARENA_ARRAY(a, CAPS_MAX + 1, struct choice), 0};
    all.at[all.n++] = (struct choice){S(""), as_is, !chosen->has};
    for (int i = 0; i <= most && i < CAP_NONE && !arena_failed(a); i++)
        all.at[all.n++] = (struct choice){arena_fmt(a, "%d", i), str_from(pressure_words[i]),
                                          chosen->has && chosen->v == i};
    return all;
}

static bool list_has(struct str list, struct str word)
{
    for (struct str part; str_next(&list, ';', &part);)
        if (str_eq(part, word))
            return true;
    return false;
}

struct choice_list ban_choices(struct arena *a, bool positions, struct str banned,
                               const char *const *but)
{
    struct choice_list all = {ARENA_ARRAY(a, technique_count, struct choice), 0};
    for (size_t i = 0; i < technique_count && !arena_failed(a); i++) {
        const struct technique *t = &technique_all[i];
        bool position = t->kind == TECHNIQUE_POSITION;
        if (t->kind == TECHNIQUE_SELF_CARE || position != positions || technique_is_banned(t, but))
            continue;
        all.at[all.n++] = (struct choice){str_from(t->code), str_from(t->label),
                                          list_has(banned, str_from(t->code))};
    }
    return all;
}

struct choice_list base_choices(struct arena *a, struct str scope)
{
    struct choice_list all = {ARENA_ARRAY(a, region_count, struct choice), 0};
    for (size_t i = 0; i < region_count && !arena_failed(a); i++) {
        struct str base = str_from(region_all[i].base);
        if (region_all[i].side == SIDE_NONE || region_all[i].side == SIDE_LEFT)
            all.at[all.n++] = (struct choice){base, base_words(region_all[i].base),
                                              list_has(scope, base)};
    }
    return all;
}

struct str fields_joined(struct request *rq, struct str name)
{
    struct out w = out_new(request_arena(rq), WORDS_MAX);
    struct str field, value;
    for (size_t i = 0; request_field_at(rq, i, &field, &value); i++)
        if (str_eq(field, name) && value.n)
            out_fmt(&w, "%s%.*s", w.n ? ";" : "", STR_ARG(value));
    return w.full ? S("too much") : out_str(&w);
}
