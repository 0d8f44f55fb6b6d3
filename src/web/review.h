/* A review of a complaint as a page: what is asked, and what was answered before.
 * Must never: show a question's text that may not be shown, or an answer as chosen that was not.
 * Read next: practice/review.h, web/review.html.
 */
#pragma once
#include "practice/review.h"
#include "web/scale.h"

struct review_asked { /* one question; of an activity that is not named yet, its name too */
    struct scale scale;
    bool to_name;
    struct field name;
};

struct review_group {
    struct str title, hint;
    struct {
        struct review_asked *at;
        size_t n;
    } of;
};

struct review_result {
    struct str name, value, band, since, numbers; /* since: "was 6 on 3 Mar: -2: within error" */
};

struct review_done {
    struct id id;
    struct str when, who;
    struct {
        struct review_result *at;
        size_t n;
    } results;
};

struct review_page_view {
    struct frame frame;
    struct form_ids ids;
    struct id client;
    int64_t complaint;
    struct str name, label, due; /* due: why it is time, in a sentence */
    struct {
        struct review_group *at;
        size_t n;
    } groups;
    struct pick entry;
    struct field total;
    struct {
        struct review_done *at;
        size_t n;
    } past;
};

/* Why a review is due, in a sentence; empty: it is not. */
struct str review_words(struct arena *a, const struct review_due *d);
