/* Where in the HTML a template stands, byte by byte: a table of states, and what each step does.
 * Must never: guess; what the table does not name is refused, with advice.
 * Read next: tools/mktpl_names.h (the allow-lists), tools/mktpl.c (who walks).
 *
 * The machine takes less than a browser does (no unquoted odds and ends, no "a < b" in text):
 * whatever it takes, every browser reads in the same way.
 */
#pragma once
#include "mktpl_names.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

enum state {
    IN_TEXT,
    AFTER_LT,
    IN_TAG_NAME,
    IN_GAP,       /* between attributes, behind white space */
    AFTER_ATTR,   /* between attributes, white space needed first */
    IN_ATTR_NAME,
    AFTER_EQUALS,
    IN_DOUBLE,
    IN_SINGLE,
    IN_BARE,      /* unquoted value */
    AFTER_SLASH,
    AFTER_END_LT, /* behind </ */
    IN_END_NAME,
    IN_RCDATA,
    IN_SCRIPT,
    IN_RAW_LT,    /* < within title, textarea or script */
    AFTER_BANG,
    AFTER_BANG_DASH,
    COMMENT_START,
    IN_COMMENT,
    COMMENT_DASH,
    COMMENT_END,  /* behind -- in a comment */
    IN_DOCTYPE
};

/* Classes of input; a hole, a block's edge and a call are input like any character. */
enum {
    SPACE = 1 << 0,
    LT = 1 << 1,
    GT = 1 << 2,
    SLASH = 1 << 3,
    BANG = 1 << 4,
    DASH = 1 << 5,
    EQUALS = 1 << 6,
    DQUOTE = 1 << 7,
    SQUOTE = 1 << 8,
    LETTER = 1 << 9,
    MARK = 1 << 10, /* digits and _ : . */
    OTHER = 1 << 11,
    HOLE = 1 << 12,
    BLOCK = 1 << 13,
    CALL = 1 << 14,
    NAME = LETTER | MARK | DASH,
    ANY = SPACE | LT | GT | SLASH | BANG | EQUALS | DQUOTE | SQUOTE | NAME | OTHER
};

enum url_phase { URL_START, URL_SCHEME, URL_SLASH, URL_PATH };

struct url {
    enum url_phase phase;
    size_t n;
    char scheme[8]; /* literal characters so far; n is past the end once a value took part */
};

struct place {
    enum state state;
    enum element_kind element; /* of the tag being read, or of the open rawtext element */
    enum attr_kind attr;
    struct url url;
    size_t value_n;             /* bytes and holes of the attribute value so far */
    unsigned tag_no, attr_no;   /* which tag, which attribute: to tell two places apart */
    bool raw, pre, has_src;
    char tag[40], name[40];
    size_t name_n;
};

enum writer { WRITE_TEXT, WRITE_URL, WRITE_PART };

struct walk {
    struct place at;
    enum writer writer; /* how the last hole is to be written */
    bool failed;
    char message[240];
};

__attribute__((format(printf, 2, 3))) static inline void refuse(struct walk *w, const char *format,
                                                                ...)
{
    if (w->failed)
        return;
    va_list args;
    va_start(args, format);
    vsnprintf(w->message, sizeof w->message, format, args);
    va_end(args);
    w->failed = true;
}

/* --- actions --------------------------------------------------------------------------------- */
typedef void action(struct walk *w, char c);

static inline void name_add(struct walk *w, char c)
{
    struct place *p = &w->at;
    if (p->name_n + 1 >= sizeof p->name) {
        refuse(w, "the name %s... is too long: no such name exists", p->name);
        return;
    }
    p->name[p->name_n++] = c;
    p->name[p->name_n] = '\0';
}

static inline void name_first(struct walk *w, char c)
{
    w->at.name_n = 0;
    name_add(w, c);
}

static inline void tag_first(struct walk *w, char c)
{
    w->at.tag_no++;
    w->at.has_src = false;
    name_first(w, c);
}

static inline void tag_named(struct walk *w, char c)
{
    (void)c;
    struct place *p = &w->at;
    memcpy(p->tag, p->name, sizeof p->tag);
    p->element = element_find(p->tag);
    if (p->element == EL_UNKNOWN)
        refuse(w, "<%s> is not allowed: %s", p->tag, names_advice(element_advice, p->tag));
}

static inline void tag_done(struct walk *w, char c)
{
    (void)c;
    struct place *p = &w->at;
    if (p->element == EL_SCRIPT && !p->has_src)
        refuse(w, "a script without src: put the code into assets/ and write "
                  "<script src=\"...\" type=\"module\"></script>");
    p->raw = p->element == EL_SCRIPT || p->element == EL_RCDATA;
    if (p->raw)
        p->state = p->element == EL_SCRIPT ? IN_SCRIPT : IN_RCDATA;
    if (p->element == EL_PRE)
        p->pre = true;
}

static inline void tag_closed(struct walk *w, char c)
{
    (void)c;
    if (w->at.element == EL_SCRIPT || w->at.element == EL_RCDATA || w->at.element == EL_PRE)
        refuse(w, "<%s/> does not end the element: write <%s></%s>", w->at.tag, w->at.tag,
               w->at.tag);
}

static inline void end_named(struct walk *w, char c)
{
    (void)c;
    struct place *p = &w->at;
    enum element_kind kind = element_find(p->name);
    if (kind == EL_UNKNOWN)
        refuse(w, "</%s> is not allowed: %s", p->name, names_advice(element_advice, p->name));
    if (p->raw && strcmp(p->name, p->tag) != 0)
        refuse(w, "</%s> within <%s>: end it with </%s> first", p->name, p->tag, p->tag);
    p->raw = false;
    p->pre = p->pre && kind != EL_PRE;
}

static inline void attr_named(struct walk *w, char c)
{
    (void)c;
    struct place *p = &w->at;
    p->attr_no++;
    p->attr = attr_find(p->name);
    if (p->attr == ATTR_UNKNOWN)
        refuse(w, "the attribute %s is not allowed: %s", p->name,
               names_advice(attr_advice, p->name));
    if (strcmp(p->name, "src") == 0)
        p->has_src = true;
}

/* At both ends of a value: what it held is of no account outside. */
static inline void value_clear(struct walk *w, char c)
{
    (void)c;
    w->at.value_n = 0;
    w->at.url = (struct url){0};
}

static inline bool scheme_is_known(const struct url *u)
{
    static const char *const known[] = {"https", "mailto", "tel"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (u->n == strlen(known[i]) && memcmp(u->scheme, known[i], u->n) == 0)
            return true;
    return false;
}

/* The letters before a colon: a scheme, or the beginning of a relative path. */
static inline void url_scheme_add(struct walk *w, char c)
{
    struct url *u = &w->at.url;
    if (strchr("/?#", c)) {
        u->phase = u->phase == URL_START && c == '/' ? URL_SLASH : URL_PATH;
    } else if (c == ':' && scheme_is_known(u)) {
        u->phase = URL_PATH;
    } else if (c == ':') {
        refuse(w, "a URL may begin with /, ?, #, https:, mailto: or tel: only");
    } else if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-._~", c)) {
        refuse(w, "a URL must begin with plain characters, no spaces and no &...;");
    } else {
        u->phase = URL_SCHEME;
        if (u->n < sizeof u->scheme)
            u->scheme[u->n] = c;
        u->n++;
    }
}

static inline void url_add(struct walk *w, char c)
{
    struct url *u = &w->at.url;
    if (u->phase == URL_PATH)
        return;
    if (u->phase != URL_SLASH) {
        url_scheme_add(w, c);
    } else if (c == '/' || c == '\\' || c == '&' || (unsigned char)c <= ' ') {
        refuse(w, "// begins another site's address: write https://... or /path");
    } else {
        u->phase = URL_PATH;
    }
}

static inline void value_add(struct walk *w, char c)
{
    struct place *p = &w->at;
    if (p->attr == ATTR_URL)
        url_add(w, c);
    if (p->attr == ATTR_TRIGGER && (c == '[' || c == '&'))
        refuse(w, "%s with %c: htmx runs what stands in [...]; put the code into a module", p->name,
               c);
    if (p->attr == ATTR_JSON && p->value_n == 0 && c != '{')
        refuse(w, "%s must be plain JSON: write {\"name\": \"value\"}", p->name);
    p->value_n++;
}

static inline void bare_first(struct walk *w, char c)
{
    value_clear(w, c);
    value_add(w, c);
}

static inline void url_hole(struct walk *w)
{
    struct url *u = &w->at.url;
    w->writer = u->phase == URL_START ? WRITE_URL : WRITE_PART;
    if (u->phase == URL_SLASH)
        refuse(w, "a value right behind the first / could make it //: write the first part of the "
                  "path out");
    if (u->phase == URL_START)
        u->phase = URL_PATH;
    u->n = sizeof u->scheme + 1;
}

static inline void value_hole(struct walk *w, char c)
{
    (void)c;
    struct place *p = &w->at;
    w->writer = WRITE_TEXT;
    if (p->attr == ATTR_URL)
        url_hole(w);
    else if (p->attr != ATTR_TEXT)
        refuse(w, "no value can stand in %s: write it out, with {%%if%%} around whole values",
               p->name);
    p->value_n++;
}

/* What an {%if%} leaves of a scheme is not known here, so no colon may follow. */
static inline void value_block(struct walk *w, char c)
{
    (void)c;
    struct place *p = &w->at;
    if (p->attr == ATTR_URL && p->url.phase == URL_SCHEME)
        p->url.n = sizeof p->url.scheme + 1;
    if (p->attr == ATTR_JSON && p->value_n == 0)
        refuse(w, "%s must begin with {: put the {%%if%%} further in or around the attribute",
               p->name);
}

static inline void text_hole(struct walk *w, char c)
{
    (void)c;
    w->writer = WRITE_TEXT;
}

static inline void doctype_done(struct walk *w, char c)
{
    (void)c;
    if (strcmp(w->at.name, "doctype html") != 0)
        refuse(w, "<!%s> is not known: write <!doctype html>", w->at.name);
}

/* --- the machine ----------------------------------------------------------------------------- */
struct rule {
    enum state from;
    int on;
    enum state to;
    action *first, *then;
};

/* The first rule that fits is taken. */
static const struct rule html_rules[] = {
    {IN_TEXT, LT, AFTER_LT, NULL, NULL},
    {IN_TEXT, HOLE, IN_TEXT, text_hole, NULL},
    {IN_TEXT, ANY | BLOCK | CALL, IN_TEXT, NULL, NULL},
    {AFTER_LT, LETTER, IN_TAG_NAME, tag_first, NULL},
    {AFTER_LT, SLASH, AFTER_END_LT, NULL, NULL},
    {AFTER_LT, BANG, AFTER_BANG, NULL, NULL},

    {IN_TAG_NAME, NAME, IN_TAG_NAME, name_add, NULL},
    {IN_TAG_NAME, SPACE, IN_GAP, tag_named, NULL},
    {IN_TAG_NAME, BLOCK, AFTER_ATTR, tag_named, NULL},
    {IN_TAG_NAME, SLASH, AFTER_SLASH, tag_named, NULL},
    {IN_TAG_NAME, GT, IN_TEXT, tag_named, tag_done},
    {IN_GAP, SPACE | BLOCK, IN_GAP, NULL, NULL},
    {IN_GAP, LETTER, IN_ATTR_NAME, name_first, NULL},
    {IN_GAP, SLASH, AFTER_SLASH, NULL, NULL},
    {IN_GAP, GT, IN_TEXT, tag_done, NULL},
    {AFTER_ATTR, SPACE, IN_GAP, NULL, NULL},
    {AFTER_ATTR, BLOCK, AFTER_ATTR, NULL, NULL},
    {AFTER_ATTR, SLASH, AFTER_SLASH, NULL, NULL},
    {AFTER_ATTR, GT, IN_TEXT, tag_done, NULL},
    {AFTER_SLASH, GT, IN_TEXT, tag_closed, NULL},

    {IN_ATTR_NAME, NAME, IN_ATTR_NAME, name_add, NULL},
    {IN_ATTR_NAME, SPACE, IN_GAP, attr_named, NULL},
    {IN_ATTR_NAME, BLOCK, AFTER_ATTR, attr_named, NULL},
    {IN_ATTR_NAME, SLASH, AFTER_SLASH, attr_named, NULL},
    {IN_ATTR_NAME, GT, IN_TEXT, attr_named, tag_done},
    {IN_ATTR_NAME, EQUALS, AFTER_EQUALS, attr_named, NULL},
    {AFTER_EQUALS, DQUOTE, IN_DOUBLE, value_clear, NULL},
    {AFTER_EQUALS, SQUOTE, IN_SINGLE, value_clear, NULL},
    {AFTER_EQUALS, NAME | SLASH, IN_BARE, bare_first, NULL},
    {IN_DOUBLE, DQUOTE, AFTER_ATTR, value_clear, NULL},
    {IN_DOUBLE, ANY, IN_DOUBLE, value_add, NULL},
    {IN_DOUBLE, HOLE, IN_DOUBLE, value_hole, NULL},
    {IN_DOUBLE, BLOCK, IN_DOUBLE, value_block, NULL},
    {IN_SINGLE, SQUOTE, AFTER_ATTR, value_clear, NULL},
    {IN_SINGLE, ANY, IN_SINGLE, value_add, NULL},
    {IN_SINGLE, HOLE, IN_SINGLE, value_hole, NULL},
    {IN_SINGLE, BLOCK, IN_SINGLE, value_block, NULL},
    {IN_BARE, NAME | SLASH, IN_BARE, value_add, NULL},
    {IN_BARE, SPACE, IN_GAP, value_clear, NULL},
    {IN_BARE, BLOCK, AFTER_ATTR, value_clear, NULL},
    {IN_BARE, GT, IN_TEXT, value_clear, tag_done},

    {AFTER_END_LT, LETTER, IN_END_NAME, name_first, NULL},
    {IN_END_NAME, NAME, IN_END_NAME, name_add, NULL},
    {IN_END_NAME, GT, IN_TEXT, end_named, NULL},

    {IN_RCDATA, LT, IN_RAW_LT, NULL, NULL},
    {IN_RCDATA, HOLE, IN_RCDATA, text_hole, NULL},
    {IN_RCDATA, ANY | BLOCK, IN_RCDATA, NULL, NULL},
    {IN_SCRIPT, LT, IN_RAW_LT, NULL, NULL},
    {IN_RAW_LT, SLASH, AFTER_END_LT, NULL, NULL},

    {AFTER_BANG, DASH, AFTER_BANG_DASH, NULL, NULL},
    {AFTER_BANG, LETTER, IN_DOCTYPE, name_first, NULL},
    {AFTER_BANG_DASH, DASH, COMMENT_START, NULL, NULL},
    {COMMENT_START, ANY & ~(DASH | GT), IN_COMMENT, NULL, NULL},
    {IN_COMMENT, DASH, COMMENT_DASH, NULL, NULL},
    {IN_COMMENT, ANY, IN_COMMENT, NULL, NULL},
    {COMMENT_DASH, DASH, COMMENT_END, NULL, NULL},
    {COMMENT_DASH, ANY, IN_COMMENT, NULL, NULL},
    {COMMENT_END, GT, IN_TEXT, NULL, NULL},
    {IN_DOCTYPE, GT, IN_TEXT, doctype_done, NULL},
    {IN_DOCTYPE, LETTER | SPACE, IN_DOCTYPE, name_add, NULL},
};

/* Each state's name for messages, and what to do when a character or a hole does not fit. */
struct told {
    const char *where, *text, *hole;
};

static const char tell_name[] = "write the name out; {%if%} may choose between whole tags";
static const char tell_comment[] = "use {# ... #}, which is not sent";
static const char tell_script[] = "put the code into assets/; values go through data-* attributes";

static const struct told html_told[] = {
    [IN_TEXT] = {"text", "", ""},
    [AFTER_LT] = {"a tag", "write &lt; for a less-than sign", tell_name},
    [IN_TAG_NAME] = {"a tag name", "use letters, digits and - only", tell_name},
    [IN_GAP] = {"a tag", "write name=\"value\", without spaces around =",
                "write name=\"{{value}}\"; {%if%} may stand around whole attributes"},
    [AFTER_ATTR] = {"a tag", "put a space before the next attribute",
                    "write name=\"{{value}}\"; {%if%} may stand around whole attributes"},
    [IN_ATTR_NAME] = {"an attribute name", "use letters, digits and - only",
                      "write the name out; {%if%} may stand around whole attributes"},
    [AFTER_EQUALS] = {"an unquoted value", "put the value into quotes",
                      "put quotes around it: name=\"{{value}}\""},
    [IN_DOUBLE] = {"a \"quoted\" value", "", ""},
    [IN_SINGLE] = {"a 'quoted' value", "", ""},
    [IN_BARE] = {"an unquoted value", "put the value into quotes",
                 "put quotes around it: name=\"{{value}}\""},
    [AFTER_SLASH] = {"a tag", "only > may follow / in a tag", tell_name},
    [AFTER_END_LT] = {"an end tag", "write </name>", tell_name},
    [IN_END_NAME] = {"an end tag", "write </name> and nothing more", tell_name},
    [IN_RCDATA] = {"the text of title or textarea", "", ""},
    [IN_SCRIPT] = {"a script", tell_script, tell_script},
    [IN_RAW_LT] = {"title, textarea or script", "write &lt; for a less-than sign", tell_name},
    [AFTER_BANG] = {"a declaration", "write <!doctype html> or <!-- ... -->", tell_comment},
    [AFTER_BANG_DASH] = {"a declaration", "write <!-- ... -->", tell_comment},
    [COMMENT_START] = {"a comment", "put a space behind <!--", tell_comment},
    [IN_COMMENT] = {"a comment", "", tell_comment},
    [COMMENT_DASH] = {"a comment", "", tell_comment},
    [COMMENT_END] = {"a comment", "-- may stand at the end of a comment only", tell_comment},
    [IN_DOCTYPE] = {"the doctype", "write <!doctype html>", "write <!doctype html>"},
};

static inline int html_class(char c)
{
    static const struct {
        int class;
        const char *chars;
    } classes[] = {
        {SPACE, " \t\n\r"}, {LT, "<"}, {GT, ">"}, {SLASH, "/"}, {BANG, "!"}, {DASH, "-"},
        {EQUALS, "="}, {DQUOTE, "\""}, {SQUOTE, "'"}, {MARK, "0123456789_:."},
        {LETTER, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    };
    for (size_t i = 0; c && i < sizeof classes / sizeof *classes; i++)
        if (strchr(classes[i].chars, c))
            return classes[i].class;
    return OTHER;
}

static inline void html_misfit(struct walk *w, int class, char c)
{
    const struct told *t = &html_told[w->at.state];
    if (class == HOLE)
        refuse(w, "a value cannot stand in %s: %s", t->where, t->hole);
    else if (class == BLOCK)
        refuse(w, "a block cannot begin or end in %s: put it around whole tags, whole attributes "
                  "or parts of quoted values",
               t->where);
    else if (class == CALL)
        refuse(w, "{%%call%%} cannot stand in %s: put it into text between tags", t->where);
    else if ((unsigned char)c > ' ' && (unsigned char)c < 127)
        refuse(w, "%c does not fit in %s: %s", c, t->where, t->text);
    else
        refuse(w, "this character does not fit in %s: %s", t->where, t->text);
}

/* One input: a character with its class, or HOLE, BLOCK, CALL (c is then unused). */
static inline void html_step(struct walk *w, int class, char c)
{
    size_t n = sizeof html_rules / sizeof *html_rules;
    const struct rule *r = html_rules;
    while (r < html_rules + n && !(r->from == w->at.state && (r->on & class)))
        r++;
    if (r == html_rules + n) {
        html_misfit(w, class, c);
        return;
    }
    w->at.state = r->to;
    if (r->first)
        r->first(w, c);
    if (r->then)
        r->then(w, c);
}

/* --- blocks ---------------------------------------------------------------------------------- */
static inline bool is_gap(enum state s)
{
    return s == IN_GAP || s == AFTER_ATTR;
}

/* Can a block that began at `a` end at `b`? Both have taken the step BLOCK. */
static inline bool place_same(const struct place *a, const struct place *b)
{
    if (a->pre != b->pre || (a->state != b->state && !(is_gap(a->state) && is_gap(b->state))))
        return false;
    if (a->state == IN_TEXT)
        return true;
    return a->tag_no == b->tag_no && (is_gap(a->state) || a->attr_no == b->attr_no);
}
