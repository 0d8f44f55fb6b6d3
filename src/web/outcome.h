/* What sessions do: the evidence engine's answer about one complaint, and what it is made of.
 * Must never: show a number without its doubt.
 * Read next: domain/outcome_words.h, web/outcome.html.
 */
#pragma once
#include "domain/outcome_words.h"
#include "practice/outcome.h"
#include "web/scale.h"
#include "web/trajectory.h"

struct prompt_view {
    struct str text, reason, tone; /* tone: class of the card */
};

struct interval_row {
    struct str every, pain, chance;
    bool advised;
};

struct other_row { /* another outcome, in a line or two */
    struct str name, change, prompt;
};

struct followup_row {
    struct str when, day, state;
    bool due;
};

struct diary_row {
    struct id id;
    struct str when, value;
};

struct care_row {
    struct id id;
    struct str day, kind, note, who;
};

struct outcome_view {
    struct frame frame;
    struct form_ids ids;
    struct id client;
    int64_t complaint;
    struct str name, label, counted; /* counted: what it rests on */
    bool has_main, has_sessions;
    struct {
        struct prompt_view *at;
        size_t n;
    } prompts;
    struct outcome_words words;
    struct str recent; /* a sentence; empty: not recent */
    struct {
        struct interval_row *at;
        size_t n;
    } intervals;
    struct trajectory trajectory;
    struct {
        struct other_row *at;
        size_t n;
    } others;
    struct {
        struct followup_row *at;
        size_t n;
    } followups;
    struct {
        struct diary_row *at;
        size_t n;
    } diary;
    struct {
        struct care_row *at;
        size_t n;
    } other_care;
    struct field at, day, note;
    struct scale value;
    struct pick kind;
};
