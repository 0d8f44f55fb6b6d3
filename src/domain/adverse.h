/* Adverse events: what a client did not take well, during a treatment or after it.
 * Must never: say why it happened, or change how severe a person found it.
 * Read next: domain/task.h, practice/adverse.h.
 */
#pragma once
#include "base/date.h"
#include "base/fault.h"
#include "base/id.h"

enum adverse_kind {
    ADVERSE_SORENESS,
    ADVERSE_BRUISE,
    ADVERSE_FLARE,
    ADVERSE_FAINT,
    ADVERSE_NERVE,
    ADVERSE_OTHER,
    ADVERSE_KINDS
};
enum severity { SEVERITY_MILD, SEVERITY_MODERATE, SEVERITY_SEVERE, SEVERITIES };
enum { ADVERSE_TEXT_MAX = 2000, ADVERSE_FOLLOWS = 3 };

/* A word of the store, how people read it, and what it means (NULL: no more than it says). */
struct adverse_word {
    const char *word, *label, *meaning;
};

/* By enum adverse_kind, by enum severity. */
extern const struct adverse_word adverse_kinds[ADVERSE_KINDS];
extern const struct adverse_word severities[SEVERITIES];
/* ADVERSE_KINDS, SEVERITIES when it is none. */
enum adverse_kind adverse_kind_of(struct str word);
enum severity severity_of(struct str word);

/* What is to be done after an event. */
struct adverse_follow {
    enum severity severity;
    const char *kind; /* of the task */
    int in_days;      /* from the day it is recorded */
};

extern const struct adverse_follow adverse_follows[ADVERSE_FOLLOWS];

struct adverse {
    struct id id, visit; /* visit: ID_NONE when not tied to one */
    struct str kind, severity;
    struct str began, over; /* days; over: empty while it goes on */
    struct str body;        /* what happened and what was done */
    struct id author;
    struct str author_name;
    int64_t at_utc, version;
};

struct adverse_list {
    struct adverse *at; /* newest first */
    size_t n;
};

/* What was added later. */
struct adverse_entry {
    int64_t n;           /* 1, 2, ... */
    struct str over;     /* the day it was over; empty: not after all; "no value": nothing new */
    struct str over_was; /* what was said before */
    struct str body, author_name;
    int64_t at_utc;
};

struct adverse_entry_list {
    struct adverse_entry *at; /* oldest first */
    size_t n;
};

/* Stored form, and faults by field name (kind severity began over body).
 *   visit_day   of the visit it is tied to; year 0: none
 *   today       the practice's
 */
void adverse_check(struct arena *a, struct adverse *x, struct date visit_day, struct date today,
                   struct faults *f);
/* The same for what is added to x (over body). e->over comes as it was typed, and becomes "no
 * value" when it says nothing new; e->over_was is filled. */
void adverse_entry_check(struct arena *a, const struct adverse *x, struct adverse_entry *e,
                         struct date today, struct faults *f);
