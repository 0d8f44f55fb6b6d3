/* Letters' kinds, rules and parts, head and signature.
 * Must never: refuse a draft because it is unfinished.
 * Read next: domain/letter_text.c.
 */
#include "domain/letter.h"

#include "domain/check.h"

const struct letter_word letter_words[LETTER_KINDS] = {
    [LETTER_GP] = {"gp", "Letter to the doctor", true},
    [LETTER_CLEARANCE] = {"clearance", "Request for a clearance", true},
    [LETTER_REFERRAL] = {"referral", "Referral", false},
};

enum letter_kind letter_kind_of(struct str word)
{
    size_t i = 0;
    while (i < LETTER_KINDS && !str_eq(word, str_from(letter_words[i].word)))
        i++;
    return (enum letter_kind)i;
}

/* "[Fill in: why you write.]", or "no value". */
static struct str blank_in(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        struct str rest = str_slice(text, i, text.n);
        if (str_starts(rest, S(LETTER_BLANK)))
            return str_first(str_slice(rest, 0, str_find(rest, ']') + 1), LETTER_SUBJECT_MAX);
    }
    return (struct str){NULL, 0};
}

static void blank_check(struct str text, struct str field, struct faults *f)
{
    struct str blank = blank_in(text);
    if (blank.p)
        fault_add(f, field, "This is still to be filled in, or taken out: %.*s", STR_ARG(blank));
}

void letter_check(struct arena *a, struct letter *l, bool signing, struct faults *f)
{
    const struct check_text texts[] = {
        {S("recipient"), &l->recipient, "who the letter goes to", LETTER_RECIPIENT_MAX, signing},
        {S("address"), &l->address, "the address", LETTER_ADDRESS_MAX, false},
        {S("subject"), &l->subject, "what the letter is about", LETTER_SUBJECT_MAX, signing},
        {S("body"), &l->body, "the letter's text", LETTER_BODY_MAX, signing},
    };
    check_texts(a, texts, sizeof texts / sizeof texts[0], f);
    if (!signing)
        return;
    blank_check(l->subject, S("subject"), f);
    blank_check(l->body, S("body"), f);
}

/* --- parts ----------------------------------------------------------------------------------- */

struct parting {
    struct letter_parts all;
    struct letter_part *open; /* a paragraph or list that goes on; NULL: none */
    struct str *items;        /* room for all items of the body */
    size_t items_n;
};

static struct letter_part *part_new(struct parting *p)
{
    struct letter_part *part = &p->all.at[p->all.n++];
    *part = (struct letter_part){.heading = S(""), .text = S("")};
    return part;
}

static void item_add(struct parting *p, struct str text)
{
    if (!p->open || !p->open->items.n) {
        p->open = part_new(p);
        p->open->items.at = &p->items[p->items_n];
    }
    p->items[p->items_n++] = text;
    p->open->items.n++;
}

static void line_add(struct parting *p, struct str line)
{
    bool in_text = p->open && p->open->text.n;
    if (!str_trim(line).n) {
        p->open = NULL;
    } else if (str_starts(line, S("- "))) {
        item_add(p, str_trim(str_slice(line, 2, line.n)));
    } else if (in_text) {
        p->open->text.n = (size_t)(line.p + line.n - p->open->text.p);
    } else if (str_starts(line, S("# "))) {
        part_new(p)->heading = str_trim(str_slice(line, 2, line.n));
        p->open = NULL;
    } else {
        p->open = part_new(p);
        p->open->text = line;
    }
}

struct letter_parts letter_parts(struct arena *a, struct str body)
{
    size_t lines = 1;
    for (size_t i = 0; i < body.n; i++)
        lines += body.p[i] == '\n';
    struct parting p = {.all = {ARENA_ARRAY(a, lines, struct letter_part), 0},
                        .items = ARENA_ARRAY(a, lines, struct str)};
    for (struct str line; !arena_failed(a) && str_next(&body, '\n', &line);)
        line_add(&p, line);
    return p.all;
}

/* --- head and signature ---------------------------------------------------------------------- */

struct str letter_head(struct arena *a, const struct letter_sender *s)
{
    return str_trim(arena_fmt(a, "%.*s\n%.*s", STR_ARG(s->practice), STR_ARG(s->address)));
}

struct str letter_signature(struct arena *a, const struct letter_sender *s)
{
    struct str member = str_trim(
        arena_fmt(a, "%.*s %.*s", STR_ARG(s->association), STR_ARG(s->association_number)));
    struct str lines = arena_fmt(a, "Kind regards\n\n%.*s", STR_ARG(s->therapist));
    if (s->qualification.n)
        lines = arena_fmt(a, "%.*s\n%.*s", STR_ARG(lines), STR_ARG(s->qualification));
    return member.n ? arena_fmt(a, "%.*s\n%.*s", STR_ARG(lines), STR_ARG(member)) : lines;
}
