/* Letters as pages: the list, the draft, what was signed; and the button that begins one.
 * Must never: let a person sign words that the PDF does not hold, or name anyone in a file's name.
 * Read next: practice/letter.h.
 */
#pragma once
#include "practice/letter.h"
#include "web/task.h"

struct letter_row {
    struct id id;
    struct str title, about, line; /* about: subject, who; line: when */
    const char *badge;             /* NULL: signed */
    bool over;
};

struct letters_view {
    struct frame frame;
    struct form_ids ids;
    struct id client;
    struct str name;
    struct {
        struct letter_row *at;
        size_t n;
    } rows;
    bool full; /* there may be older ones */
};

/* A button, in a form of its own, that drafts a letter. */
struct letter_button {
    struct id client;
    struct form_ids ids;
    const char *kind, *label;
    bool primary;
};

struct letter_view {
    struct frame frame;
    struct form_ids ids;
    struct id client, letter;
    struct str name, title, made_line;
    /* of a draft */
    bool draft, agreed, emergency, unfonted;
    int64_t version;
    struct field recipient, address, subject, body;
    /* of one that is over */
    struct str to, day, about, seal, missing;
    struct letter_parts parts;
    bool is_signed, hash_fails;
    struct task_lines owed;
};

/* With a key of its own: the page may hold another form. */
struct letter_button letter_button_of(struct request *rq, struct id client, const char *kind,
                                      const char *label, bool primary);
struct str letter_title(struct str kind);
/* Answers with the letter that the request's ":client" and ":letter" name; of a form that was sent,
 * with what was typed. */
void letter_show(struct request *rq, unsigned status);
/* Takes the four texts that were sent; one that was not sent stands as it is. */
void letter_typed(struct request *rq, struct letter *l);
bool letter_params(struct request *rq, struct id *ret_client, struct id *ret_letter);

/* Its templates, which other rooms call. */
#include "web/letter_html.h"
