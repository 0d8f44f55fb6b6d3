/* A letter to a doctor: its kinds, its limits, and its first text, composed from the record.
 * Must never: name an illness that the client did not tell of, or say what the record does not hold.
 * Read next: domain/letter_text.c, practice/letter.h.
 */
#pragma once
#include "domain/adverse.h"
#include "domain/gate.h"

enum letter_kind { LETTER_GP, LETTER_CLEARANCE, LETTER_REFERRAL, LETTER_KINDS };

enum {
    LETTER_RECIPIENT_MAX = 200, /* characters */
    LETTER_ADDRESS_MAX = 400,
    LETTER_SUBJECT_MAX = 200,
    LETTER_BODY_MAX = 8000
};

struct letter_word {
    const char *word, *title; /* "gp", "Letter to the doctor" */
    bool needs_consent;       /* to sharing with the doctor, before it may be signed */
};

/* By enum letter_kind. */
extern const struct letter_word letter_words[LETTER_KINDS];
/* LETTER_KINDS when it is none. */
enum letter_kind letter_kind_of(struct str word);

struct letter {
    struct id client, id;
    struct str kind;
    struct id visit, adverse; /* what it is about; mostly none */
    struct str recipient, address, subject;
    struct str body;  /* as letter_pdf.h says: "# " a heading, "- " an item, empty lines between */
    struct str state; /* draft signed void */
    struct id author;
    int64_t made_utc;
    struct maybe_int signed_utc;
    struct id signed_by;
    struct str hash;    /* of a signed one */
    struct str missing; /* characters that no font could draw when it was signed */
    int64_t version;
};

/* In a list. */
struct letter_line {
    struct id id;
    struct str kind, recipient, subject, state;
    int64_t made_utc;
    struct maybe_int signed_utc;
    struct str who; /* signed it, or drafted it */
};

struct letter_line_list {
    struct letter_line *at; /* newest first */
    size_t n;
};

/* Stored form of the texts, and faults by field name (recipient address subject body). A draft may
 * be unfinished; what is signed may not. */
void letter_check(struct arena *a, struct letter *l, bool signing, struct faults *f);

/* One of: a heading, a paragraph, a list. */
struct letter_part {
    struct str heading, text;
    struct {
        struct str *at;
        size_t n;
    } items;
};

struct letter_parts {
    struct letter_part *at;
    size_t n;
};
/* A body as it is shown; the PDF parts it in the same way. */
struct letter_parts letter_parts(struct arena *a, struct str body);

/* --- the first text -------------------------------------------------------------------------- */

struct letter_told { /* what was told, and how it was asked */
    const struct flag *flag;
    struct str asked; /* the exact words; empty: not asked, it follows from the record */
    struct str day;   /* of the answer, as people write it */
};

struct letter_told_list {
    struct letter_told *at;
    size_t n;
};

struct letter_visit { /* a signed one with pain recorded */
    struct str day, complaint;
    int64_t before;
    struct maybe_int after;
    int64_t outcome; /* bits of enum outcome_bit, as of then */
};

struct letter_visit_list {
    struct letter_visit *at; /* newest first */
    size_t n;
};

/* All that a letter is composed from. Days as people write them; an empty text is not known. */
struct letter_facts {
    enum letter_kind kind;
    struct str practice, emergency; /* emergency: the number to call */
    struct str client, born, phone, gp;
    struct complaint_list complaints; /* open ones come first */
    int64_t visits_n;                 /* signed ones */
    struct str first_day, last_day;
    struct letter_visit_list visits; /* the last of them */
    struct letter_told_list told;
    const struct adverse *event; /* that the letter is about; NULL: none */
    struct str event_day;        /* it began */
    bool asked;                  /* the safety questions, at least once */
};

/* Does the program put this flag into a letter of the kind by itself? What was said in confidence, a
 * wish about one's own body, and what the therapist saw, a person adds. */
bool letter_tells(enum letter_kind kind, const struct flag *x);
/* recipient, address, subject and body of a draft; within the lengths of letter_check. */
struct letter letter_compose(struct arena *a, const struct letter_facts *facts);
/* How the body marks what a person has to fill in: it is not signed while this stands. */
#define LETTER_BLANK "[Fill in"

struct letter_sender {
    struct str practice, address;
    struct str therapist, qualification, association, association_number;
};
/* The lines of the letterhead, and those below the text without the last. */
struct str letter_head(struct arena *a, const struct letter_sender *s);
struct str letter_signature(struct arena *a, const struct letter_sender *s);
