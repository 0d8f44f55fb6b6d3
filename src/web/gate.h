/* The gate as a page: what is asked before a visit, what stands in the way, within which limits.
 * Must never: offer a way around a red flag.
 * Read next: practice/gate.h.
 */
#pragma once
#include "practice/gate.h"
#include "web/letter.h"
#include "web/question.h"

enum { NOT_SEEN = -1 }; /* a form that does not say how many answers it has seen is old */

struct gate_flag {
    int64_t number;              /* of its row */
    struct str words, act, said; /* act: what to do; said: since when */
    struct str cleared;          /* by whom, until when */
    bool refuses, stops;
};

struct gate_flags {
    struct gate_flag *at;
    size_t n;
};

/* For the pages of a client who is treated now: what to keep to, in one look. */
struct gate_strip {
    struct str cap, bans, positions, places; /* empty: none */
    struct gate_flags notes;
};

struct gate_flags gate_flags_of(struct arena *a, const struct gate_whole *w);
struct gate_strip gate_strip_of(struct arena *a, const struct gate_whole *w);

struct start_view {
    struct frame frame;
    struct form_ids ids;
    struct id client;
    struct str name, complaint_label;
    struct str complaint, started, location; /* carried along as they came */
    struct str asked, asked_error;
    int64_t seen; /* as in struct asking */
    struct question_groups groups;
    struct gate_flags refusing, postponing, stopping, others;
    const struct contact *emergency;
    struct letter_button refer, ask;
    struct gate_strip strip;
    bool no_consent, no_birth_date, no_history, open;
};

struct site_row {
    size_t i;
    struct str where;
};

struct where_view {
    struct frame frame;
    struct form_ids ids;
    struct id client;
    struct str name, to, question, carry; /* carry: of the start that waits */
    struct str figure, figure_src, error;
    int64_t seen; /* as in struct asking */
    struct {
        struct site_row *at;
        size_t n;
    } rows;
    struct choice_list places; /* label, id */
};

/* The way on to a visit: where a site is still to be marked, else the page that starts it.
 *   complaint, started, location   of the start that waits; may be empty
 */
struct start_carry {
    struct str complaint, started, location;
};
/* As the page's address has it; as a query, and back. */
struct start_carry start_carry_asked(struct request *rq);
struct str start_carry_text(struct arena *a, const struct start_carry *c);
struct start_carry start_carry_parse(struct arena *a, struct str text);
void gate_go_on(struct request *rq, struct id client, const struct start_carry *carry);
/* Shows the page that starts a visit, with what is wrong. */
void gate_start_show(struct request *rq, struct id client, const struct start_carry *carry,
                     unsigned status);

/* The part about places, which the client's own pages share. */
/* The row that the path's ":n" names, when a place is asked for it; NULL: none. */
const struct caution *where_row_of(struct request *rq, const struct rule_list *rules);
/* The same of the rules that stand now; NULL: it has answered. */
const struct caution *where_row_read(struct request *rq);
/* Is its place still to be marked? */
bool where_is_open(const struct flag *x);
/* Has the form none but the page's fields? Else it has answered. */
bool where_fields_known(struct request *rq);
/* All but frame, ids, name, to and carry. */
void where_fill(struct request *rq, const struct caution *row, const struct gate_whole *w,
                struct where_view *v);
/* Yes to the row, at the places that were sent; a fault on map.where when they are none. */
struct asked where_asked(struct request *rq, const struct caution *row);

/* Its templates, which other rooms call. */
#include "web/gate_html.h"
