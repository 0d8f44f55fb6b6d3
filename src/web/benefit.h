/* The seven claimed benefits of one client: what is claimed, what is known, what was measured.
 * Must never: show a gain inside the error, or a claim without its verdict.
 * Read next: data/claims.csv, domain/trend.h, web/benefit.html.
 */
#pragma once
#include "web/trend.h"

struct claim_view {
    struct str claim, verdict, words, evidence;
    struct str tone; /* "good" "weak" "bad": class of its badge */
};

struct benefit_view {
    int n;
    struct str title; /* of its first claim */
    struct {
        struct claim_view *at;
        size_t n;
    } claims;
    struct {
        struct trend_view *at;
        size_t n;
    } trends;
    struct str how;   /* by what it would show */
    struct str signs; /* of the sixth: how many signs were there, and are gone; else empty */
};

struct benefits_view {
    struct frame frame;
    struct id client;
    struct str name, practice, day;
    struct {
        struct benefit_view *at;
        size_t n;
    } benefits;
};
