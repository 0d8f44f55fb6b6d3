/* Questionnaires about mood as pages: ask, what came of it, crisis, the practice's settings.
 * Must never: show a single answer about self-harm.
 * Read next: practice/screening.h.
 */
#pragma once
#include "practice/screening.h"
#include "web/layout.h"

struct screening_line {
    struct str name, when, score, advice;
};

struct screening_offer {
    int64_t n;
    struct str name;
};

struct screenings_view {
    struct frame frame;
    struct id client;
    struct str name;
    struct {
        struct screening_offer *at;
        size_t n;
    } offers;
    struct {
        struct screening_line *at;
        size_t n;
    } lines;
    bool phq9;
};

struct screening_question {
    struct str name, text, error;
    struct choice_list options;
    bool at_once;
};

struct screening_ask_view {
    struct frame frame;
    struct form_ids ids;
    struct id client;
    int64_t n;
    struct str title, stem;
    struct {
        struct screening_question *at;
        size_t n;
    } questions;
};

struct contact_line {
    struct str name, phone;
};

struct crisis_view {
    struct frame frame;
    struct form_ids ids;
    struct id client;
    struct str name, emergency;
    struct {
        struct contact_line *at;
        size_t n;
    } contacts;
    struct {
        struct contact_line *at; /* name: when and by whom; phone: the note */
        size_t n;
    } notes;
    struct field body;
    bool waits; /* a note is missing */
};

struct contact_field {
    struct str id; /* "contact.0" */
    struct str name, phone, error;
};

struct screening_setting_view {
    struct frame frame;
    struct form_ids ids;
    int64_t version;
    bool phq9;
    struct pick responsible;
    struct {
        struct contact_field *at;
        size_t n;
    } contacts;
};
