/* The gate: may this client be treated, and within which limits. Every interface asks here.
 * Must never: be loosened by who asks; say what the client has. It only says what was answered.
 * Read next: domain/knowledge.h (struct caution), practice/gate.h.
 */
#pragma once
#include "base/date.h"
#include "domain/knowledge.h"
#include "domain/visit.h"

enum {
    EACH_VISIT_S = 24 * 3600, /* an answer counts for a visit that begins within a day of it */
    NEWS_NEVER = 0,           /* answers_news */
    BLOCK_REGIONS_MAX = 256   /* more regions do not build: tools/mkdata_check.h */
};

/* The last answer to a question. */
struct answer {
    struct str caution;
    int64_t yes;
    struct str sites; /* region ids, ';' between; "*" everywhere; empty: not said */
    int64_t at_utc;
    int64_t since_utc;        /* the first of the same answers in a row */
    struct maybe_int yes_utc; /* the last yes, whatever came after it */
    int64_t times;            /* how often it was answered */
    struct id asking;         /* that it was given in */
};

struct answer_list {
    struct answer *at;
    size_t n;
};

/* What a doctor said: a letter that was uploaded, or a call. */
struct clearance {
    struct id id;
    struct str caution, kind; /* kind: 'letter' 'call' */
    struct str given_by;      /* who, of which practice */
    struct str given_day;
    struct str allowed;         /* in their words */
    struct maybe_int cap;       /* a pressure cap lower than the row's */
    struct str until_day;       /* the last day it holds */
    struct id document, author; /* document: of a letter */
    int64_t at_utc;             /* recorded */
    struct maybe_int withdrawn_utc;
};

struct clearance_list {
    struct clearance *at;
    size_t n;
};

/* The last answer to one item of a questionnaire. */
struct item_reply {
    struct str instrument;
    int64_t item, value, at_utc;
    struct maybe_int above_utc; /* the last time that it was above 0 */
};

struct item_reply_list {
    struct item_reply *at;
    size_t n;
};

/* What was done after somebody spoke of self-harm. */
struct crisis_note {
    struct str caution;
    int64_t at_utc;
    struct str body;
    struct id author;
};

struct crisis_note_list {
    struct crisis_note *at;
    size_t n;
};

struct rule_list { /* the file's rows, tightened, and the practice's own: domain/rule.h */
    const struct caution *const *at;
    size_t n;
};

/* All that the gate looks at. */
struct gate_facts {
    struct rule_list rules;
    struct answer_list answers; /* one a caution */
    struct clearance_list clearances;
    struct item_reply_list items;
    struct crisis_note_list notes;
    const struct finding *findings; /* of the visit, for its readings */
    size_t n_findings;
    struct date born; /* year 0: not known */
    struct date day;  /* of the visit, where the practice is */
    bool consented;   /* a valid consent to treatment stands on that day */
    int64_t at_utc;   /* of the visit, or when it was begun here if that is later */
};

enum flag_state {
    FLAG_NOTE,    /* to be known */
    FLAG_LIMITS,  /* caps, bans, areas */
    FLAG_CRISIS,  /* contacts now, an outcome note before the visit closes; after it a FLAG_NOTE */
    FLAG_CLEARED, /* stopped; a clearance stands; its caps and bans hold */
    FLAG_STOPS,   /* until there is a clearance */
    FLAG_POSTPONES, /* to another day: no clearance lifts it */
    FLAG_REFUSES    /* to a doctor: no clearance lifts it */
};

struct flag {
    const struct caution *row;
    enum flag_state state;
    struct str sites;
    bool yes; /* the last answer is; false: another reason, or a no since */
    const struct clearance *clearance; /* FLAG_CLEARED: that stands */
    int64_t since_utc; /* answered yes since then; an event: the last news; 0: not from an answer */
    int64_t last_utc;  /* the last such yes; 0 likewise */
};

/* The worst comes last. */
enum gate_verdict {
    GATE_OPEN,
    GATE_ASK,
    GATE_CONSENT,
    GATE_CLEARANCE,
    GATE_POSTPONED,
    GATE_REFUSED
};

struct gate {
    enum gate_verdict verdict;
    struct {
        struct flag *at; /* worst first */
        size_t n;
    } flags;
    struct rule_list due; /* to be asked before a visit */
    bool no_consent, no_birth_date;
    bool crisis;
};

/* One answer as the log has it. */
struct reply {
    struct str caution;
    int64_t yes;
    struct str sites;
    int64_t at_utc;
    struct id asking;
};

struct reply_list { /* by caution, each in order of time */
    struct reply *at;
    size_t n;
};
/* What stood after them. */
struct answer_list answers_of(struct arena *a, const struct reply_list *log);

/* NULL: it was never asked. */
const struct answer *answer_standing(const struct answer_list *answers, struct str caution);

/* How many answers there are: a form that saw fewer has grown old. */
int64_t answers_count(const struct answer_list *answers);

struct gate gate_judge(struct arena *a, const struct gate_facts *facts);

/* The strictest cap there, 0-5; NULL region: of the whole body.
 *   ret_by   the flag it comes from; NULL when there is no cap
 */
int gate_cap(const struct gate *g, const struct region *r, const struct flag **ret_by);
/* The flag that bans the technique there; NULL: none does. */
const struct flag *gate_ban(const struct gate *g, const struct region *r,
                            const struct technique *t);
/* The same of a block there. It is judged by what it is, too: deep work on whatever it is called,
 * movement of the neck's joints, kneading of the belly.
 *   ret_as   the technique that is banned
 */
const struct flag *gate_block_ban(const struct gate *g, const struct region *r,
                                  const struct block *b, const struct technique **ret_as);
/* Neither a hand nor a tool may touch there. */
bool gate_no_contact(const struct gate *g, const struct region *r);
/* The row of a place where one takes care that the block goes beyond; NULL: none. */
const struct caution *gate_endangers(const struct rule_list *rules, const struct region *r,
                                     const struct block *b);

/* Every region that a block lies in; a muscle without a side is taken on both. Returns how many. */
size_t block_regions(const struct block *b, const struct region *ret[BLOCK_REGIONS_MAX]);

/* Brings a block that is only proposed within the limits: less pressure, no technique where it is
 * banned. */
void gate_fit(const struct gate *g, struct block *b);

/* Does the sheet keep to the limits? Faults by the form's fields (bN.pressure bN.technique bN.where
 * bN.reason news), and of the whole form while an outcome note is missing. */
void gate_sheet_check(struct arena *a, const struct gate *g, const struct rule_list *rules,
                      const struct sheet *s, struct faults *f);

/* When the client last said that something is new; NEWS_NEVER. */
int64_t answers_news(const struct rule_list *rules, const struct answer_list *answers);
/* Must it be asked anew for a visit that begins then? After news the client is asked everything
 * that was answered more than a day before them. A no that was given while a yes stood for its day
 * lifts nothing, and is asked again after it.
 *   last   NULL: never asked
 */
bool answer_is_due(const struct caution *row, const struct answer *last, int64_t news_utc,
                   int64_t at_utc);
/* Does the row's short form ask for something else than its question, for events since last time? */
bool caution_is_event(const struct caution *row);
/* Does the row ask whether anything is new? */
bool caution_asks_for_news(const struct caution *row);
/* What was said, in words that name no illness: the question's short form, or what the client told
 * of. */
struct str caution_words(const struct caution *row);
/* "calf, left, calf, right": the marked sites, or the row's regions; empty: the whole body. */
struct str flag_places(struct arena *a, const struct flag *x);
bool technique_is_under(const struct technique *t, const char *code);
/* Is the technique, or one that it belongs to, among these codes? */
bool technique_is_banned(const struct technique *t, const char *const *codes);
/* Is anybody asked it? */
bool caution_is_asked(const struct caution *row);
