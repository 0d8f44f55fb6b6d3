/* A visit: one treatment, as the therapist's sheet records it.
 * Must never: pre-fill an outcome, or change once signed.
 * Read next: domain/soap.h, practice/visit.h.
 */
#pragma once
#include "base/fault.h"
#include "base/id.h"
#include "base/maybe.h"
#include "domain/complaint.h"

enum {
    BLOCKS_MAX = 12,
    SIGNS_MAX = 3,     /* tested before the treatment and after it */
    FINDINGS_MAX = 24, /* with those that are only measured */
    MARKS_MAX = 60,
    TEXT_MAX = 4000, /* characters in a free text */
    LINE_MAX_CHARS = 120,
    RETEST_AFTER_S = 180 /* the retest is due this long after the last stroke */
};

/* The row of a visit, without its texts. */
struct visit {
    struct id client, id;
    struct str state; /* draft signed void */
    struct id therapist, location;
    int64_t complaint; /* the main one */
    int64_t started_utc, entered_utc, late;
    double minutes;                         /* hands-on, sum of the blocks */
    struct maybe_int nrs_before, nrs_after; /* of the main complaint */
    struct str summary;                     /* what was treated, in one line */
    struct maybe_int checkin_s, note_s;
    struct maybe_int signed_utc;
    struct str signed_hash;
    struct maybe_int voided_utc;
    struct id voided_by;
    struct str void_reason;
    int64_t version;
    struct maybe_real interval_days; /* of the newest: advised now; 0: no sessions needed */
    int64_t outcome;                 /* bits of enum outcome_bit; of the newest: as of now */
};

struct visit_list {
    struct visit *at;
    size_t n;
};

struct note {
    struct str news; /* answer to "anything new since last time?" */
    struct str subjective, objective, assessment, plan, advice;
};

struct finding { /* a measure on both sides: numbers to SIGNS_MAX are signs, tested again after */
    int64_t n, complaint;
    struct str measure;
    struct str target; /* what it was taken of (domain/sign.h), or empty */
    struct str device; /* with what, or empty */
    struct id tester;
    struct maybe_real before_left, before_right, after_left, after_right;
};

struct finding_list {
    struct finding *at;
    size_t n;
};

struct block {
    int64_t n;
    struct str region, muscle; /* one of them is empty */
    struct str side;           /* left right both, or empty on the midline */
    struct str technique, tissue, depth;
    double minutes;
    int64_t pressure;      /* 0-5 */
    struct maybe_int pain; /* the client's, during, 0-10 */
    struct str response;
    struct str reason; /* why beyond what is usual at a place where one takes care */
};

struct block_list {
    struct block *at;
    size_t n;
};

enum layer { LAYER_PAIN, LAYER_TENSION, LAYER_TINGLING, LAYER_NUMBNESS };
enum { LAYERS = 4 };
extern const char *const layer_names[LAYERS]; /* "pain" "tension" "tingling" "numbness" */

struct mark {
    struct str layer, region;
    int64_t value; /* 0-10 */
};

struct mark_list {
    struct mark *at;
    size_t n;
};

struct amendment {
    struct id id, author;
    struct str author_name;
    int64_t at_utc;
    struct str reason, body;
};

struct amendment_list {
    struct amendment *at;
    size_t n;
};

/* What was asked of one complaint. */
struct scores {
    int64_t complaint;
    struct str label;
    struct maybe_int now, week, tension, after; /* 0-10 */
};

/* All that a visit's form says. */
struct sheet {
    int64_t complaint;
    int64_t started_utc;
    struct note note;
    struct scores scores[COMPLAINTS_MAX];
    size_t n_scores;
    struct maybe_int stress, sleep; /* of the whole person, 0-10 */
    struct finding findings[FINDINGS_MAX];
    size_t n_findings;
    struct block blocks[BLOCKS_MAX];
    size_t n_blocks;
    struct mark marks[MARKS_MAX];
    size_t n_marks;
    struct maybe_int checkin_s, note_s;
    struct str planned; /* what the plan of care asks, in a sentence; empty: there is none */
};

/* Rules of a sheet that is to be signed; faults by the form's field names (news now.N week.N
 * tension.N after.N stress sleep signN.* bN.* map.where s o a p advice started).
 *   now_utc   a visit cannot start after it
 */
void sheet_check(struct arena *a, struct sheet *s, int64_t now_utc, struct faults *f);
double sheet_minutes(const struct sheet *s);
/* "neck, back, left: kneading, lifting, wringing; trapezius, upper: ..." (one line) */
struct str sheet_summary(struct arena *a, const struct sheet *s);
/* Where a block was: "neck, back, left" or "Trapezius, upper, left". */
struct str block_where(struct arena *a, const struct block *b);
const struct scores *sheet_scores(const struct sheet *s, int64_t complaint);

/* What was typed as a place: a region's label or id, or a muscle's name or id. Sides of muscles are
 * not part of the name. false when it is neither. */
bool where_parse(struct arena *a, struct str typed, struct str *ret_region, struct str *ret_muscle);
