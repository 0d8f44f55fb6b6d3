/* A plan of care.
 * Must never: go on without an end; a course has a number of visits and a review before it.
 * Read next: domain/plan.h.
 */
#include "domain/plan.h"

#include "base/out.h"
#include "domain/check.h"
#include "domain/knowledge.h"

enum { AREAS_CHARS = 200, CARE_CHARS = 1000, REASON_CHARS = 400, LINE_ROOM = 4096 };

struct plan plan_usual(void)
{
    return (struct plan){.reason = S(""),
                         .techniques = S(""),
                         .areas = S(""),
                         .home_care = S(""),
                         .minutes = 60,
                         .interval_days = 7,
                         .visits = 6,
                         .review_after = 4};
}

/* --- stored form ----------------------------------------------------------------------------- */

static void techniques_check(struct arena *a, struct plan *p, struct faults *f)
{
    struct str rest = p->techniques, code, kept = S("");
    size_t n = 0;
    while (str_next(&rest, ';', &code)) {
        const struct technique *t = technique_find(code);
        if (!code.n)
            continue;
        if (!t || !t->offered)
            fault_add(f, S("techniques"), "Choose techniques from the list.");
        kept = arena_fmt(a, "%.*s%s%.*s", STR_ARG(kept), n ? ";" : "", STR_ARG(code));
        n++;
    }
    if (n > PLAN_TECHNIQUES_MAX)
        fault_add(f, S("techniques"), "A plan holds up to %d techniques.", PLAN_TECHNIQUES_MAX);
    p->techniques = kept;
}

static void number_check(int64_t v, const char *field, const char *what, int64_t most,
                         struct faults *f)
{
    if (v < 1 || v > most)
        fault_add(f, str_from(field), "Enter %s, 1 to %lld.", what, (long long)most);
}

static bool is_same(const struct plan *a, const struct plan *b)
{
    return str_eq(a->techniques, b->techniques) && str_eq(a->areas, b->areas) &&
           a->minutes == b->minutes && a->interval_days == b->interval_days &&
           a->visits == b->visits && a->review_after == b->review_after &&
           str_eq(a->home_care, b->home_care);
}

void plan_check(struct arena *a, struct plan *p, const struct plan *before, bool restart,
                struct faults *f)
{
    const struct check_text texts[] = {
        {S("areas"), &p->areas, "where", AREAS_CHARS, false},
        {S("home_care"), &p->home_care, "what is done at home", CARE_CHARS, false},
        {S("reason"), &p->reason, "why the plan changes", REASON_CHARS, before != NULL},
    };
    check_texts(a, texts, sizeof texts / sizeof texts[0], f);
    techniques_check(a, p, f);
    number_check(p->minutes, "minutes", "the minutes of a visit", PLAN_MINUTES_MAX, f);
    number_check(p->interval_days, "interval_days", "the days between visits", PLAN_INTERVAL_MAX,
                 f);
    number_check(p->visits, "visits", "how many visits", PLAN_VISITS_MAX, f);
    number_check(p->review_after, "review_after", "after how many visits", PLAN_VISITS_MAX, f);
    if (p->review_after > p->visits && p->visits >= 1)
        fault_add(f, S("review_after"), "Review before the course ends: after %lld visits at most.",
                  (long long)p->visits);
    if (before && !restart && is_same(p, before))
        fault_add(f, S("reason"), "Nothing is changed yet.");
}

/* --- words ----------------------------------------------------------------------------------- */

struct str plan_techniques(struct arena *a, const struct plan *p)
{
    struct out w = out_new(a, LINE_ROOM);
    struct str rest = p->techniques, code;
    while (str_next(&rest, ';', &code)) {
        const struct technique *t = technique_find(code);
        if (t)
            out_fmt(&w, "%s%s", w.n ? ", " : "", t->label);
    }
    return out_str(&w);
}

struct str plan_interval(struct arena *a, const struct plan *p)
{
    long long days = (long long)p->interval_days;
    if (days == 1)
        return S("every day");
    if (days == 7)
        return S("every week");
    if (days % 7 == 0)
        return arena_fmt(a, "every %lld weeks", days / 7);
    return arena_fmt(a, "every %lld days", days);
}

struct str plan_words(struct arena *a, const struct plan *p)
{
    struct str every = plan_interval(a, p), by = plan_techniques(a, p);
    return arena_fmt(a, "%lld min %.*s, %lld visit%s, review after %lld%s%.*s%s%.*s",
                     (long long)p->minutes, STR_ARG(every), (long long)p->visits,
                     p->visits == 1 ? "" : "s", (long long)p->review_after, by.n ? "; " : "",
                     STR_ARG(by), p->areas.n ? "; " : "", STR_ARG(p->areas));
}

struct str plan_note(struct arena *a, const struct plan *p, int64_t done)
{
    struct str words = plan_words(a, p);
    long long now = done + 1, of = p->visits;
    struct str place = now > of ? arena_fmt(a, "%lld, after the course of %lld", now, of)
                                : arena_fmt(a, "%lld of %lld", now, of);
    return arena_fmt(a, "Plan: %.*s; this was visit %.*s.", STR_ARG(words), STR_ARG(place));
}

static void change_say(struct out *w, const char *what, struct str from, struct str to)
{
    if (str_eq(from, to))
        return;
    out_fmt(w, "%s%s: %.*s → %.*s", w->n ? "; " : "", what, STR_ARG(from.n ? from : S("none")),
            STR_ARG(to.n ? to : S("none")));
}

struct str plan_changes(struct arena *a, const struct plan *from, const struct plan *to)
{
    struct out w = out_new(a, LINE_ROOM);
    const struct {
        const char *what;
        int64_t from, to;
    } numbers[] = {{"minutes", from->minutes, to->minutes},
                   {"visits", from->visits, to->visits},
                   {"review after", from->review_after, to->review_after}};
    change_say(&w, "techniques", plan_techniques(a, from), plan_techniques(a, to));
    change_say(&w, "where", from->areas, to->areas);
    change_say(&w, "how often", plan_interval(a, from), plan_interval(a, to));
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        change_say(&w, numbers[i].what, arena_fmt(a, "%lld", (long long)numbers[i].from),
                   arena_fmt(a, "%lld", (long long)numbers[i].to));
    if (!str_eq(from->home_care, to->home_care))
        out_fmt(&w, "%shome care", w.n ? "; " : "");
    return out_str(&w);
}

struct plan_place plan_place_of(const struct plan *p, int64_t done)
{
    return (struct plan_place){
        .next = done + 1, .is_last = done + 1 == p->visits, .is_over = done >= p->visits};
}
