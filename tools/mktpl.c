/* Compiles a template into C: mktpl IN.html OUT.c OUT.h
 * Must never: let a value reach HTML without the escaper that its place needs.
 * Read next: tools/mktpl_html.h (the places), src/base/html.h (the escapers).
 *
 *   {%page NAME(struct out *w, ...)%} ... {%end%}      one C function; several a file
 *   {{expr}}                                           a value, escaped by its place
 *   {%if expr%} {%elif expr%} {%else%} {%end%}
 *   {%for TYPE *x in list%} ... {%end%}                list: an lvalue with .at and .n
 *   {%call f(w, ...)%}                                 another page, in text only
 *   {# a comment, not sent #}
 *
 * Expressions are C, without ; { } and comments. #line leads the C compiler's messages to the
 * template. White space with a line end in it becomes one line end, except in pre and textarea.
 */
#include "mktpl_c.h"
#include "mktpl_html.h"

enum { DEPTH_MAX = 32, LITERAL_MAX = 3000 };

struct block {
    const struct directive *opened_by;
    unsigned line;
    struct place start;
    bool has_else;
    bool has_branch; /* a way through has ended, with branch_url */
    bool needs_space; /* one of them in the need of a space before the next attribute */
    enum url_phase branch_url;
};

struct tpl {
    const char *file, *word;
    unsigned line, literal_line;
    struct walk walk;
    struct buf c, h, literal;
    bool in_space, space_has_line; /* the white space run at the end of `literal` */
    struct block blocks[DEPTH_MAX];
    size_t depth;
    unsigned loops;
};

struct directive {
    const char *word;
    void (*run)(struct tpl *t, char *rest);
    bool has_rest;
};

/* --- C output -------------------------------------------------------------------------------- */
static void emit_line(struct tpl *t, unsigned line)
{
    buf_text(&t->c, "#line ");
    buf_number(&t->c, line);
    buf_text(&t->c, " \"");
    buf_c_string(&t->c, t->file, strlen(t->file));
    buf_text(&t->c, "\"\n");
}

static void emit_literal(struct tpl *t)
{
    for (size_t i = 0; i < t->literal.n; i += LITERAL_MAX) {
        size_t n = t->literal.n - i;
        emit_line(t, t->literal_line);
        buf_text(&t->c, "out_raw(w, S(\"");
        buf_c_string(&t->c, t->literal.p + i, n < LITERAL_MAX ? n : LITERAL_MAX);
        buf_text(&t->c, "\"));\n");
    }
    t->literal.n = 0;
    t->in_space = false;
}

/* The parts, joined, as a line of C that belongs to the current line of the template. */
static void emit_parts(struct tpl *t, const char *const *part)
{
    emit_literal(t);
    emit_line(t, t->line);
    while (*part)
        buf_text(&t->c, *part++);
    buf_text(&t->c, "\n");
}

#define EMIT(t, ...) emit_parts((t), (const char *const[]){__VA_ARGS__, NULL})

/* Keeps an expression one expression, so that it cannot change what is around it. */
static bool check_expr(struct tpl *t, const char *s)
{
    const char *banned = expr_banned(s);
    if (!*s)
        refuse(&t->walk, "an expression is missing");
    else if (banned)
        refuse(&t->walk, "%s in an expression: compute the value in C and put it into the view",
               banned);
    else if (!is_balanced(s))
        refuse(&t->walk, "brackets or quotes in %.60s do not match", s);
    return !t->walk.failed;
}

/* --- directives ------------------------------------------------------------------------------ */
static void do_page(struct tpl *t, char *rest);
static void do_if(struct tpl *t, char *rest);
static void do_elif(struct tpl *t, char *rest);
static void do_else(struct tpl *t, char *rest);
static void do_for(struct tpl *t, char *rest);
static void do_call(struct tpl *t, char *rest);
static void do_end(struct tpl *t, char *rest);

enum { PAGE, IF, ELIF, ELSE, FOR, CALL_PAGE, END };

static const struct directive directives[] = {
    [PAGE] = {"page", do_page, true}, [IF] = {"if", do_if, true},
    [ELIF] = {"elif", do_elif, true}, [ELSE] = {"else", do_else, false},
    [FOR] = {"for", do_for, true},    [CALL_PAGE] = {"call", do_call, true},
    [END] = {"end", do_end, false},
};

static struct block *top(struct tpl *t)
{
    return &t->blocks[t->depth - 1];
}

static void open_block(struct tpl *t, int directive)
{
    if (t->depth == DEPTH_MAX) {
        refuse(&t->walk, "more than %d blocks within each other: make a page of the inner part",
               DEPTH_MAX);
        return;
    }
    t->blocks[t->depth++] = (struct block){
        .opened_by = &directives[directive], .line = t->line, .start = t->walk.at};
}

/* One way through the block ends here: it must leave the HTML where the block found it. */
static void end_branch(struct tpl *t)
{
    struct block *b = top(t);
    struct place *now = &t->walk.at;
    html_step(&t->walk, BLOCK, 0);
    if (t->walk.failed)
        return;
    if (!place_same(&b->start, now))
        refuse(&t->walk, "this {%%%s%%} of line %u begins in %s%s and ends in %s%s: close there "
                         "what is opened there",
               b->opened_by->word, b->line, html_told[b->start.state].where,
               b->start.pre ? " within pre" : "", html_told[now->state].where,
               now->pre != b->start.pre       ? now->pre ? " within pre" : ""
               : now->state == b->start.state ? " of another tag or attribute"
                                              : "");
    if (b->has_branch && b->branch_url != now->url.phase)
        refuse(&t->walk, "the ways through {%%if%%} leave the URL at different places: write "
                         "a whole URL on each");
    b->has_branch = true;
    b->needs_space = b->needs_space || now->state == AFTER_ATTR;
    b->branch_url = now->url.phase;
}

/* A way through may add attributes; behind the block a space is then needed before the next. */
static void join_branches(struct tpl *t)
{
    struct place now = t->walk.at;
    t->walk.at = top(t)->start;
    t->walk.at.url = now.url;
    t->walk.at.value_n = now.value_n;
    if (top(t)->needs_space)
        t->walk.at.state = AFTER_ATTR;
}

static void do_page(struct tpl *t, char *rest)
{
    static const char first[] = "(struct out *w";
    size_t name = ident_len(rest), n = strlen(rest), first_n = sizeof first - 1;
    bool well = name > 0 && n > name + first_n && strncmp(rest + name, first, first_n) == 0 &&
                strchr(",)", rest[name + first_n]) && rest[n - 1] == ')';
    if (t->depth > 0)
        refuse(&t->walk, "a page within {%%%s%%} of line %u: write its {%%end%%} first",
               top(t)->opened_by->word, top(t)->line);
    else if (!well)
        refuse(&t->walk, "write {%%page NAME(struct out *w, ...)%%}");
    if (t->walk.failed || !check_expr(t, rest + name))
        return;
    buf_text(&t->h, "void ");
    buf_text(&t->h, rest);
    buf_text(&t->h, ";\n");
    EMIT(t, "void ", rest, "\n{");
    t->walk.at = (struct place){0};
    open_block(t, PAGE);
    t->in_space = t->space_has_line = true; /* nothing before the first tag */
}

static void do_if(struct tpl *t, char *rest)
{
    html_step(&t->walk, BLOCK, 0);
    if (!check_expr(t, rest))
        return;
    EMIT(t, "if (", rest, ") {");
    open_block(t, IF);
}

static bool next_branch(struct tpl *t, const char *word)
{
    if (top(t)->opened_by != &directives[IF] || top(t)->has_else) {
        refuse(&t->walk, "{%%%s%%} without {%%if%%} before it", word);
        return false;
    }
    end_branch(t);
    t->walk.at = top(t)->start;
    return !t->walk.failed;
}

static void do_elif(struct tpl *t, char *rest)
{
    if (next_branch(t, "elif") && check_expr(t, rest))
        EMIT(t, "} else if (", rest, ") {");
}

static void do_else(struct tpl *t, char *rest)
{
    (void)rest;
    if (!next_branch(t, "else"))
        return;
    top(t)->has_else = true;
    EMIT(t, "} else {");
}

static void do_for(struct tpl *t, char *rest)
{
    struct for_parts p;
    char index[24];
    html_step(&t->walk, BLOCK, 0);
    if (is_gap(t->walk.at.state))
        refuse(&t->walk, "a loop between attributes would write the same one again: loop over "
                         "whole tags");
    if (!split_for(rest, &p)) {
        refuse(&t->walk, "write {%%for TYPE *name in list%%}");
        return;
    }
    if (!check_expr(t, p.list))
        return;
    snprintf(index, sizeof index, "i%u_", ++t->loops);
    EMIT(t, "for (size_t ", index, " = 0; ", index, " < (", p.list, ").n; ", index, "++) {");
    EMIT(t, p.type, "*", p.name, " = &(", p.list, ").at[", index, "];");
    open_block(t, FOR);
}

static void do_call(struct tpl *t, char *rest)
{
    size_t name = ident_len(rest), n = strlen(rest);
    html_step(&t->walk, CALL, 0);
    if (name == 0 || strncmp(rest + name, "(w", 2) != 0 || !strchr(",)", rest[name + 2]) ||
        rest[n - 1] != ')')
        refuse(&t->walk, "write {%%call name(w, ...)%%}");
    if (check_expr(t, rest))
        EMIT(t, rest, ";");
}

static void end_page(struct tpl *t)
{
    if (t->walk.at.state != IN_TEXT || t->walk.at.pre)
        refuse(&t->walk, "the page ends in %s: close it before {%%end%%}",
               t->walk.at.pre ? "pre" : html_told[t->walk.at.state].where);
}

static void do_end(struct tpl *t, char *rest)
{
    (void)rest;
    struct block *b = top(t);
    if (b->opened_by == &directives[PAGE]) {
        end_page(t);
    } else {
        end_branch(t);
        /* Going past the block is a way through, too. */
        if (!b->has_else && b->branch_url != b->start.url.phase)
            refuse(&t->walk, "this {%%%s%%} of line %u may leave the URL as it was: put it around "
                             "the whole attribute, or behind a whole path",
                   b->opened_by->word, b->line);
        join_branches(t);
    }
    EMIT(t, "}");
    t->depth--;
}

static void run_directive(struct tpl *t, const struct directive *d, char *rest)
{
    bool outside = t->depth == 0 && d != &directives[PAGE];
    if (outside)
        refuse(&t->walk, "{%%%s%%} outside a page: it belongs behind {%%page ...%%}", d->word);
    else if (d->has_rest != (*rest != '\0'))
        refuse(&t->walk, d->has_rest ? "{%%%s%%} needs something behind the word"
                                     : "{%%%s%%} takes nothing behind the word",
               d->word);
    else
        d->run(t, rest);
}

/* --- marks: {{ }}, {% %}, {# #} -------------------------------------------------------------- */
static void take_directive(struct tpl *t, char *inside)
{
    size_t n = ident_len(inside);
    for (size_t i = 0; i < sizeof directives / sizeof *directives; i++) {
        const struct directive *d = &directives[i];
        if (strlen(d->word) == n && strncmp(inside, d->word, n) == 0) {
            run_directive(t, d, trim(inside + n));
            return;
        }
    }
    refuse(&t->walk, "{%%%.40s%%} is not known: page, if, elif, else, for, call, end are", inside);
}

static void take_hole(struct tpl *t, char *inside)
{
    static const char *const writers[] = {
        [WRITE_TEXT] = "html_text(w, ",
        [WRITE_URL] = "html_url(w, ",
        [WRITE_PART] = "html_part(w, ",
    };
    if (t->depth == 0)
        refuse(&t->walk, "a value outside a page: it belongs behind {%%page ...%%}");
    html_step(&t->walk, HOLE, 0);
    if (t->walk.at.element == EL_SCRIPT && t->walk.at.state != IN_TEXT &&
        strncmp(inside, "ASSET_", 6) != 0)
        refuse(&t->walk, "values in <script ...> must be ASSET_ constants");
    if (check_expr(t, inside))
        EMIT(t, writers[t->walk.writer], inside, ");");
}

static void take_comment(struct tpl *t, char *inside)
{
    (void)t;
    (void)inside;
}

static const struct mark {
    const char *open, *close;
    void (*take)(struct tpl *t, char *inside);
} marks[] = {
    {"{{", "}}", take_hole},
    {"{%", "%}", take_directive},
    {"{#", "#}", take_comment},
};

static const struct mark *find_mark(const char *s)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strncmp(s, marks[i].open, 2) == 0)
            return &marks[i];
    return NULL;
}

static const char *next_mark(const char *s)
{
    while ((s = strchr(s, '{')) && !find_mark(s))
        s++;
    return s;
}

/* Returns past the closing mark. */
static const char *take_mark(struct tpl *t, const struct mark *m, const char *s)
{
    const char *close = strstr(s + 2, m->close), *next = next_mark(s + 2);
    if (!close || (next && next < close && m->take != take_comment)) {
        refuse(&t->walk, "%s is not closed: write %s behind it", m->open, m->close);
        return s;
    }
    size_t n = (size_t)(close - s) - 2;
    char *inside = need(malloc(n + 1));
    unsigned lines = 0;
    for (size_t i = 0; i < n; i++) {
        inside[i] = s[i + 2] == '\n' ? ' ' : s[i + 2];
        lines += s[i + 2] == '\n';
    }
    inside[n] = '\0';
    m->take(t, trim(inside));
    free(inside);
    if (!t->walk.failed)
        t->line += lines;
    return close + 2;
}

/* --- literal text ---------------------------------------------------------------------------- */
static void keep_char(struct tpl *t, char c)
{
    if (t->literal.n == 0)
        t->literal_line = t->line;
    buf_add(&t->literal, &c, 1);
}

/* White space in text: a run with a line end in it is written as that line end alone. */
static void keep_space(struct tpl *t, char c)
{
    if (!t->in_space)
        t->space_has_line = false;
    t->in_space = true;
    if (t->space_has_line)
        return;
    t->space_has_line = c == '\n';
    while (t->space_has_line && t->literal.n > 0 && strchr(" \t\r", t->literal.p[t->literal.n - 1]))
        t->literal.n--;
    keep_char(t, c);
}

static void take_char(struct tpl *t, char c)
{
    int class = html_class(c);
    bool collapses = class == SPACE && t->walk.at.state == IN_TEXT && !t->walk.at.pre;
    if (t->depth == 0 && class != SPACE)
        refuse(&t->walk, "text outside a page: put it behind {%%page ...%%} or into {# ... #}");
    if (t->depth > 0) {
        html_step(&t->walk, class, c);
        if (collapses)
            keep_space(t, c);
        else
            keep_char(t, c);
        t->in_space = collapses;
    }
    if (!t->walk.failed && c == '\n')
        t->line++;
}

/* --- whole templates ------------------------------------------------------------------------- */
static void begin_files(struct tpl *t)
{
    const char *const c[] = {"/* Compiled by mktpl; change the template instead. */\n"
                             "#include \"base/html.h\"\n#include \"web/",
                             t->word, "_html.h\"\n#include \"web/asset_paths.h\"\n"};
    const char *const h[] = {"/* Compiled by mktpl; change the template instead. */\n"
                             "#pragma once\n#include \"web/",
                             t->word, ".h\"\n\n"};
    for (size_t i = 0; i < 3; i++) {
        buf_text(&t->c, c[i]);
        buf_text(&t->h, h[i]);
    }
}

/* False: t->walk.message at t->line says why. `s` ends in a NUL that n does not count. */
static bool tpl_compile(struct tpl *t, const char *s, size_t n)
{
    const char *end = s + n;
    t->line = 1;
    begin_files(t);
    if (memchr(s, '\0', n))
        refuse(&t->walk, "a NUL byte: templates are UTF-8 text");
    while (s < end && !t->walk.failed) {
        const struct mark *m = find_mark(s);
        if (m)
            s = take_mark(t, m, s);
        else
            take_char(t, *s++);
    }
    if (!t->walk.failed && t->depth > 0) {
        t->line = top(t)->line;
        refuse(&t->walk, "{%%%s%%} without {%%end%%}", top(t)->opened_by->word);
    }
    return !t->walk.failed;
}

static void tpl_free(struct tpl *t)
{
    free(t->c.p);
    free(t->h.p);
    free(t->literal.p);
}

#ifndef MKTPL_CORE_ONLY
/* "src/web/client.html" -> "client". */
static char *word_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    size_t n = ident_len(base);
    if (n == 0 || strcmp(base + n, ".html") != 0)
        die("%s: name templates word.html, of letters, digits and _", path);
    char *word = need(malloc(n + 1));
    memcpy(word, base, n);
    word[n] = '\0';
    return word;
}

int main(int argc, char **argv)
{
    if (argc != 4)
        die("usage: mktpl IN.html OUT.c OUT.h");
    size_t n;
    char *text = file_read(argv[1], &n), *word = word_of(argv[1]);
    struct tpl t = {.file = argv[1], .word = word};
    if (!tpl_compile(&t, text, n))
        die("%s:%u: %s", argv[1], t.line, t.walk.message);
    file_write(argv[2], t.c.p, t.c.n);
    file_write(argv[3], t.h.p, t.h.n);
    tpl_free(&t);
    free(text);
    free(word);
    return 0;
}
#endif
