/* Safety questions as they are asked: in groups, ticked where they apply, "none of these".
 * Must never: show a question without its exact words.
 * Read next: practice/answer.h.
 */
#pragma once
#include "domain/gate.h"
#include "http/request.h"
#include "practice/answer.h"
#include "web/layout.h"

struct question {
    struct str id, text, why;
    bool on;
};

struct question_group {
    struct str title;
    struct {
        struct question *at;
        size_t n;
    } questions;
};

struct question_groups {
    struct question_group *at;
    size_t n;
};

/* The rows by page, in the pages' order.
 *   again   each-visit questions in their short form
 *   ticked  the form's "yes" fields stay ticked; NULL: none
 */
struct question_groups question_groups_of(struct arena *a, const struct rule_list *rows, bool again,
                                          struct request *ticked);
struct str page_title(enum caution_page page);
/* The rows' ids for the hidden field "asked", and of which words. */
struct str question_ids(struct arena *a, const struct rule_list *rows);

/* What was answered: every id of "asked", yes where a "yes" names it. Faults on "asked": none of
 * them answered, or "none of these" together with a yes.
 *   ret_yes   how many
 */
void question_read(struct request *rq, struct asking *ret, size_t *ret_yes);

/* Its templates, which other rooms call. */
#include "web/question_html.h"
