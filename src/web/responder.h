/* Outcomes of the practice as a page and as a table for other programs.
 * Must never: name a client, or show a percentage of a few.
 * Read next: domain/responder.h, web/responder.html.
 */
#pragma once
#include "practice/recompute.h"
#include "practice/responder.h"
#include "web/layout.h"

struct funnel_step {
    struct str label, count, of; /* of: its share of the step before; empty: too few */
};

struct therapist_row {
    struct str who, better, share; /* better: "3 of 14, 17 treated" */
};

/* What sessions did, over the practice. */
struct estimates_view {
    struct form_ids ids;
    bool on;                             /* a run is under way */
    int64_t done, total;                 /* of it */
    struct str state;                    /* a sentence */
    bool any;                            /* there is a distribution */
    struct str tenth, half, nine_tenths; /* points */
    struct str relief, half_life, rests; /* of the practice; empty: there is no pool */
};

struct responder_view {
    struct frame frame;
    struct estimates_view estimates;
    struct str since;
    bool any;
    struct {
        struct funnel_step *at;
        size_t n;
    } steps;
    struct str share, worst, best; /* in words */
    struct {
        struct therapist_row *at;
        size_t n;
    } therapists;
};
