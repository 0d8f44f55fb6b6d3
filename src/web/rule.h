/* The practice's safety rules as pages: all of them in words, own ones, tightened ones, sign-off.
 * Must never: offer to loosen a rule of the file.
 * Read next: practice/rule.h.
 */
#pragma once
#include "practice/rule.h"
#include "web/layout.h"

enum { SIGNOFF_FIELDS = 4, ACTIONS = 5, CAPS_MAX = CAP_NONE + 1 };

struct rule_fact {
    struct str name, value;
};

/* A rule in words. */
struct rule_row {
    int64_t number;
    struct str title, badge, tightened; /* badge: what it does at worst; may be empty */
    struct {
        struct rule_fact *at;
        size_t n;
    } facts;
    bool may_tighten;
};

struct rule_rows {
    struct rule_row *at;
    size_t n;
};

struct rule_group { /* of one category */
    struct str id, title, intro;
    struct rule_rows rows;
    size_t tightened;
};

struct signoff_part {
    struct str title, text, remark, summary, version;
    struct {
        struct field *at;
        size_t n;
    } fields;
    struct field remark_field;
    bool missing, open;
};

struct rules_view {
    struct frame frame;
    struct form_ids ids;
    struct signoff_part signoff;
    struct rule_rows own, ended;
    struct {
        struct rule_group *at;
        size_t n;
    } groups;
    size_t count;
    bool full;
};

/* One of few ways, with what it means. */
struct rule_way {
    struct str value, label, hint;
    bool on;
};

struct rule_form_view {
    struct frame frame;
    struct form_ids ids;
    struct str to, title, standing; /* standing: who changed it last, when */
    int64_t version;
    struct field condition, rationale, question, short_text;
    struct pick page, reask, cap;
    struct rule_way actions[ACTIONS];
    struct {
        struct rule_way *at;
        size_t n;
    } ways;
    struct choice_list areas, techniques, positions;
    struct str asked_error, action_error, scope_error, banned_error;
    bool therapist, whole, site, banned_open, is_new, ended;
};

struct tighten_view {
    struct frame frame;
    struct form_ids ids;
    struct rule_row row;
    struct str standing;
    int64_t version;
    struct pick cap;
    struct choice_list techniques, positions;
    struct field rationale;
    struct str banned_error, stops_error;
    bool may_limit, may_cap, may_stop, stops, banned_open, tightened;
};

/*   row   as it stands, tightened or not
 */
struct rule_row rule_row_of(struct arena *a, const struct caution *row);
/* Behind its other facts. */
void rule_fact_add(struct rule_row *r, struct str name, struct str value);
/* "Pressure 1 at most; not done: deep stripping; stops the visit" */
struct str tightening_words(struct arena *a, const struct tightening *t);
/* "Mira O'Neil, 3 Jan 2026" */
struct str rule_made_words(struct act *act, const struct zone *zone, struct id author,
                           int64_t at_utc);

/* "no limit" or `as_is`, then 0 to `most`. */
struct choice_list cap_choices(struct arena *a, struct str as_is, int most,
                               const struct maybe_int *chosen);
/* Techniques, or positions, with the banned ones on. `but`: codes that are left out, with what is
 * under them. */
struct choice_list ban_choices(struct arena *a, bool positions, struct str banned,
                               const char *const *but);
/* Areas of the body without their sides; those of the scope are on. */
struct choice_list base_choices(struct arena *a, struct str scope);
/* All fields of that name, ';' between. */
struct str fields_joined(struct request *rq, struct str name);

/* What an owner is to know until the file is signed off; empty: it is. */
struct str signoff_gap(struct act *act);

/* Its templates. */
#include "web/rule_html.h"
