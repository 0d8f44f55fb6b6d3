/* Which elements and attributes a template may use, and what each means for escaping.
 * Must never: list a name whose value is run as code, without a kind that guards it.
 * Read next: tools/mktpl_html.h (who asks).
 *
 * Names stand as templates must write them; a name in another case is unknown and so refused.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum element_kind {
    EL_UNKNOWN,
    EL_PLAIN,
    EL_PRE,    /* white space stays */
    EL_RCDATA, /* holds text only, up to its own end tag */
    EL_SCRIPT  /* needs src, holds nothing */
};

enum attr_kind {
    ATTR_UNKNOWN,
    ATTR_TEXT,
    ATTR_URL,
    ATTR_LITERAL, /* no hole: a list or a small language */
    ATTR_TRIGGER, /* as ATTR_LITERAL, and no [filter], which htmx would run */
    ATTR_JSON     /* as ATTR_LITERAL, beginning with {, so that htmx never sees "js:" */
};

/* Names stand between spaces, so that a search for " name " finds whole names only. */
struct names {
    int kind;
    const char *list;
};

static const struct names element_names[] = {
    {EL_PRE, " pre "},
    {EL_RCDATA, " title textarea "},
    {EL_SCRIPT, " script "},
    {EL_PLAIN, " html head body link meta "
               " header footer main nav section article aside h1 h2 h3 h4 h5 h6 hgroup address "
               " p hr blockquote ol ul li dl dt dd figure figcaption div menu search "
               " a em strong small s cite q dfn abbr data time code var samp kbd sub sup "
               " i b u mark bdi bdo span br wbr ins del picture img source audio video track "
               " table caption colgroup col tbody thead tfoot tr td th "
               " form label input button select datalist optgroup option output progress meter "
               " fieldset legend details summary dialog template slot "
               " svg g path circle ellipse rect line polyline polygon text tspan desc defs use "
               " symbol marker pattern linearGradient radialGradient stop clipPath mask "},
};

static const struct names attr_names[] = {
    {ATTR_URL, " href src action formaction poster cite "
               " hx-get hx-post hx-put hx-patch hx-delete hx-action "
               " hx-push-url hx-replace-url "},
    {ATTR_LITERAL, " srcset sizes media xmlns "
                   " hx-swap hx-swap-oob hx-sync hx-status hx-ext hx-boost hx-method hx-encoding "},
    {ATTR_TRIGGER, " hx-trigger hx-preload "},
    {ATTR_JSON, " hx-vals hx-headers hx-config "},
    {ATTR_TEXT,
     /* any element */
     " accesskey autocapitalize autofocus class contenteditable dir draggable enterkeyhint hidden "
     " id inert inputmode lang popover role slot spellcheck tabindex title translate "
     /* forms */
     " accept autocomplete checked cols disabled enctype for form formenctype formmethod "
     " formnovalidate formtarget high label list low max maxlength method min minlength multiple "
     " name novalidate optimum pattern placeholder popovertarget popovertargetaction readonly "
     " required rows selected size step type value wrap capture "
     /* links, pictures, tables, the rest */
     " alt abbr as async charset colspan content controls crossorigin datetime decoding defer "
     " download fetchpriority headers height hreflang integrity kind loading loop muted open "
     " preload rel reversed rowspan scope shape span srclang start target width "
     /* SVG */
     " viewBox preserveAspectRatio d cx cy r rx ry x y x1 x2 y1 y2 dx dy points transform "
     " pathLength offset gradientUnits gradientTransform patternUnits clipPathUnits clip-path "
     " fill fill-opacity fill-rule stroke stroke-width stroke-linecap stroke-linejoin "
     " stroke-dasharray stroke-dashoffset stroke-opacity opacity stop-color stop-opacity "
     " text-anchor dominant-baseline font-size font-weight vector-effect focusable mask "
     " marker-start marker-mid marker-end markerWidth markerHeight refX refY orient "
     /* htmx: selectors and switches */
     " hx-target hx-select hx-select-oob hx-include hx-indicator hx-disable hx-validate "
     " hx-preserve hx-ignore hx-history-elt "},
};

/* Families by their beginning. data-hx- comes first: htmx reads it as hx-. */
static const struct names attr_families[] = {
    {ATTR_UNKNOWN, "data-hx-"},
    {ATTR_TEXT, "data-"},
    {ATTR_TEXT, "aria-"},
    {ATTR_LITERAL, "hx-status:"},
};

/* What to do instead, by the beginning of a refused name. */
struct advice {
    const char *start, *text;
};

static const struct advice element_advice[] = {
    {"style", "put the rules into assets/*.css and give the element a class"},
    {"iframe", "the page's policy forbids frames; link to the page instead"},
    {"foreignObject", "HTML inside SVG is not followed; put it beside the picture"},
    {"", "use an element of the list in tools/mktpl_names.h, spelt as there"},
};

static const struct advice attr_advice[] = {
    {"on", "put the code into a module in assets/ and find the element by class or data-*"},
    {"style", "put the rules into assets/*.css and give the element a class"},
    {"hx-on", "put the code into a module in assets/ and find the element by class or data-*"},
    {"data-hx-", "write hx-... so that it is checked as such"},
    {"", "use an attribute of the list in tools/mktpl_names.h, spelt as there"},
};

static inline int names_find(const struct names *rows, size_t n, const char *name)
{
    char key[64];
    size_t len = strlen(name);
    if (len + 3 > sizeof key)
        return 0;
    key[0] = ' ';
    memcpy(key + 1, name, len);
    memcpy(key + 1 + len, " ", 2);
    for (size_t i = 0; i < n; i++)
        if (strstr(rows[i].list, key))
            return rows[i].kind;
    return 0;
}

static inline const char *names_advice(const struct advice *rows, const char *name)
{
    while (strncmp(name, rows->start, strlen(rows->start)) != 0)
        rows++;
    return rows->text;
}

static inline enum element_kind element_find(const char *name)
{
    size_t n = sizeof element_names / sizeof *element_names;
    return (enum element_kind)names_find(element_names, n, name);
}

static inline bool is_lower_name(const char *s)
{
    return s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-:")] == '\0';
}

/* "hx-target:inherited" means what "hx-target" means. */
static inline void drop_inherited(char *name)
{
    static const char tail[] = ":inherited";
    size_t n = strlen(name), tail_n = sizeof tail - 1;
    if (strncmp(name, "hx-", 3) == 0 && n > tail_n && strcmp(name + n - tail_n, tail) == 0)
        name[n - tail_n] = '\0';
}

static inline enum attr_kind attr_find(const char *written)
{
    char name[64];
    if (strlen(written) >= sizeof name)
        return ATTR_UNKNOWN;
    memcpy(name, written, strlen(written) + 1);
    drop_inherited(name);
    for (size_t i = 0; i < sizeof attr_families / sizeof *attr_families; i++) {
        size_t n = strlen(attr_families[i].list);
        if (strncmp(name, attr_families[i].list, n) == 0)
            return name[n] && is_lower_name(name) ? (enum attr_kind)attr_families[i].kind
                                                  : ATTR_UNKNOWN;
    }
    return (enum attr_kind)names_find(attr_names, sizeof attr_names / sizeof *attr_names, name);
}
