/* Safety questions: into groups, and back from the form.
 * Must never: take a question for answered that was not on the page.
 * Read next: web/question.html.
 */
#include "web/question.h"

#include "base/out.h"
#include "web/app.h"

enum { IDS_MAX = 8192, ASKED_MAX = 512 };

struct str page_title(enum caution_page page)
{
    static const char *const titles[] = {
        [PAGE_SAFETY_NOW] = "Right now",
        [PAGE_NERVES_HEAD] = "Nerves and head",
        [PAGE_BONES_JOINTS] = "Bones and joints",
        [PAGE_HEART_BLOOD] = "Heart and blood",
        [PAGE_CANCER] = "Cancer",
        [PAGE_SKIN_INFECTION] = "Skin and infection",
        [PAGE_MEDICINES] = "Medicines",
        [PAGE_DEVICES_SURGERY] = "Operations and devices",
        [PAGE_PREGNANCY] = "Pregnancy and birth",
        [PAGE_OTHER] = "Other things",
        [PAGE_ABOUT] = "About you",
        [PAGE_VISIT_START] = "What the therapist sees",
        [PAGE_NONE] = "",
    };
    return str_from(titles[page]);
}

static bool is_ticked(struct request *rq, const char *id)
{
    struct str name, value;
    for (size_t i = 0; rq && request_field_at(rq, i, &name, &value); i++)
        if (str_eq(name, S("yes")) && str_eq(value, str_from(id)))
            return true;
    return false;
}

static struct str sentence(struct arena *a, struct str text)
{
    char first = text.n && text.p[0] >= 'a' && text.p[0] <= 'z' ? (char)(text.p[0] - 'a' + 'A')
                                                                : text.p[0];
    return arena_fmt(a, "%c%.*s", first, STR_ARG(str_slice(text, 1, text.n)));
}

static struct question_group group_of(struct arena *a, const struct rule_list *rows,
                                      enum caution_page page, bool again, struct request *ticked)
{
    struct question_group g = {.title = page_title(page)};
    g.questions.at = ARENA_ARRAY(a, rows->n + 1, struct question);
    for (size_t i = 0; i < rows->n && !arena_failed(a); i++) {
        const struct caution *row = rows->at[i];
        struct str text = caution_wording(row, again);
        if (row->page != page)
            continue;
        if (str_starts(text, S("Observe: ")))
            text = sentence(a, str_slice(text, 9, text.n));
        g.questions.at[g.questions.n++] = (struct question){str_from(row->id), text, S(""),
                                                            is_ticked(ticked, row->id)};
    }
    return g;
}

struct question_groups question_groups_of(struct arena *a, const struct rule_list *rows, bool again,
                                          struct request *ticked)
{
    struct question_groups all = {ARENA_ARRAY(a, PAGE_NONE + 1, struct question_group), 0};
    for (int page = 0; page < PAGE_NONE && !arena_failed(a); page++) {
        struct question_group g = group_of(a, rows, (enum caution_page)page, again, ticked);
        if (g.questions.n)
            all.at[all.n++] = g;
    }
    return all;
}

struct str question_ids(struct arena *a, const struct rule_list *rows)
{
    struct out w = out_new(a, IDS_MAX);
    for (size_t i = 0; i < rows->n; i++) {
        out_fmt(&w, "%s%s", i ? ";" : "", rows->at[i]->id);
        if (rows->at[i]->worded_utc)
            out_fmt(&w, "@%lld", (long long)rows->at[i]->worded_utc);
    }
    return out_str(&w);
}

/* "own_123456789@1764079500": the row, and since when it has the words that were shown. */
static struct asked asked_of(struct str token)
{
    size_t at = str_find(token, '@');
    struct asked x = {.caution = str_slice(token, 0, at), .sites = S("")};
    (void)str_int(str_slice(token, at + 1, token.n), 0, INT64_MAX, &x.worded_utc);
    return x;
}

/* A yes to what was not asked would be lost in silence. */
static bool yes_is_stray(struct request *rq, struct str asked)
{
    struct str name, value;
    for (size_t i = 0; request_field_at(rq, i, &name, &value); i++) {
        struct str rest = asked;
        bool found = !str_eq(name, S("yes"));
        for (struct str token; !found && str_next(&rest, ';', &token);)
            found = str_eq(asked_of(token).caution, value);
        if (!found)
            return true;
    }
    return false;
}

void question_read(struct request *rq, struct asking *ret, size_t *ret_yes)
{
    struct str asked = app_field(rq, S("asked")), rest = asked;
    struct asked *at = ARENA_ARRAY(request_arena(rq), ASKED_MAX, struct asked);
    bool none = request_field(rq, S("none")).p != NULL;
    *ret_yes = 0;
    ret->at = at;
    for (struct str token; ret->n < ASKED_MAX && str_next(&rest, ';', &token);) {
        struct asked x = asked_of(token);
        if (!x.caution.n)
            continue;
        x.yes = is_ticked(rq, arena_cstr(request_arena(rq), x.caution));
        at[ret->n++] = x;
        *ret_yes += x.yes;
    }
    if (rest.n)
        fault_add(request_faults(rq), S("asked"), "Too many questions at once: reload the page.");
    else if (yes_is_stray(rq, asked))
        fault_add(request_faults(rq), S("asked"), "A question is not one of this page's: reload.");
    else if (none && *ret_yes)
        fault_add(request_faults(rq), S("asked"),
                  "Something is ticked, and \"none of these\" was pressed: untick it, or go on "
                  "with what is ticked.");
    else if (ret->n && !none && !*ret_yes)
        fault_add(request_faults(rq), S("asked"), "Tick what applies, or press \"None of these\".");
}
