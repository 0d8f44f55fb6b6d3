/* The clinical knowledge compiled in from data/: regions, muscles, techniques, tissues, measures,
 * instruments, cautions, claims.
 * Must never: be written by hand; data/ is the source, tools/mkdata.c the writer.
 * Read next: data/body_regions.csv, GLOSSARY.md.
 *
 * Lists of words are arrays ended by NULL. Missing numbers are NAN.
 */
#pragma once
#include "base/str.h"

enum side { SIDE_NONE, SIDE_LEFT, SIDE_RIGHT, SIDE_BOTH }; /* body_regions "midline" is SIDE_NONE */
enum body_view { VIEW_FRONT, VIEW_BACK };

struct region {
    const char *id, *base, *label; /* "neck_back_l", "neck_back", "neck, back, left" */
    enum body_view view;
    enum side side;
    const char *parent;
    const struct region *mirror; /* NULL on the midline */
    double cx, cy, rx, ry;       /* ellipse on a canvas of 200 x 400 */
};

struct muscle {
    const char *id, *name, *region;
    bool paired;
    const char *const *lies_in;     /* region bases where it can be touched */
    const char *const *referred;    /* region bases it refers to */
    const char *const *antagonists; /* muscle ids */
    const char *const *actions;     /* "joint.movement", with ":ipsi" or ":contra" */
    const char *const *cautions;    /* caution ids: what to heed when it is tested or treated */
    const char *tendency, *pattern; /* "" when none */
    const char *length_test, *strength_test, *tenderness_test; /* measure ids or "" */
};

enum technique_kind {
    TECHNIQUE_HANDS,
    TECHNIQUE_EQUIPMENT,
    TECHNIQUE_POSITION,
    TECHNIQUE_SELF_CARE
};

struct technique {
    const char *code, *label;
    const struct technique *parent; /* NULL at the top */
    enum technique_kind kind;
    bool offered; /* in a treatment block: hands-on or equipment, and not a group */
    const char *const *tissues;
    double minutes_low, minutes_high, pressure_low, pressure_high;
    const char *note;
};

struct tissue {
    const char *code, *label, *note;
};

enum measure_kind {
    MEASURE_ROM,
    MEASURE_LENGTH,
    MEASURE_ENDURANCE,
    MEASURE_STRENGTH,
    MEASURE_TENDERNESS,
    MEASURE_GIRTH,
    MEASURE_TEMPERATURE,
    MEASURE_VITAL,
    MEASURE_BALANCE
};
enum better { BETTER_NONE, BETTER_HIGHER, BETTER_LOWER };

struct measure {
    const char *id, *region, *label;
    enum measure_kind kind;
    bool paired;
    const char *unit;
    enum better better;
    double min, max, step;
    double norm_aaos, norm_ama;
    double mean_f_20_44, mean_m_20_44, mean_f_45_69, mean_m_45_69;
    double short_below, short_above; /* cut-offs: short, weak or out of the usual beyond them */
    double mdc_abs, mdc_pct, asym_pct_floor;
    const char *method, *norm_source, *mdc_source, *confidence, *note;
};

enum worse { WORSE_HIGHER, WORSE_LOWER, WORSE_DEPENDS };
enum score_rule { SCORE_SINGLE, SCORE_SUM, SCORE_MEAN, SCORE_SUM_X2, SCORE_SUM_X4, SCORE_PERCENT };
enum licence { LICENCE_SHIP, LICENCE_TOTAL_ONLY };

struct instrument {
    const char *id, *name;
    const char *const *benefits; /* "4", "7" */
    int items;
    double min, max;
    enum worse worse;
    enum score_rule rule;
    int min_answered;
    double mic_abs, mic_pct, mdc_abs, mdc_pct;
    /* How the evidence engine takes it; unit NAN: not at all. */
    double engine_mid, engine_unit, engine_step, engine_lo, engine_hi;
    const char *recall;
    enum licence licence; /* LICENCE_TOTAL_ONLY: its items' text may not be shown */
    const char *licence_note, *mic_source, *mdc_source, *note;
    int seconds;
};

/* A benefit that is claimed for the therapy, and what is known of it. */
enum verdict {
    VERDICT_SUPPORTED,
    VERDICT_SUPPORTED_LOW, /* supported, with low certainty */
    VERDICT_WEAK,
    VERDICT_UNPROVEN,
    VERDICT_UNTESTED,
    VERDICT_CONTRADICTED
};
enum { BENEFITS = 7 };

struct claim {
    const char *id;
    int benefit; /* 1-7; instruments name the same numbers */
    const char *claim;
    const char *const *kinds; /* kinds of measures that belong to it: "rom" */
    enum verdict verdict;
    const char *client_words, *evidence, *source;
};

/* Every movement that some muscle makes: "shoulder.abduction". */
extern const char *const movement_all[];
extern const size_t movement_count;

extern const struct claim claim_all[];
extern const size_t claim_count;

/* A row of data/contraindications.csv: a reason not to touch, or to touch otherwise. */
enum caution_category {
    CAUTION_RED_FLAG,
    CAUTION_AMBER_FLAG,
    CAUTION_ABSOLUTE,
    CAUTION_RELATIVE,
    CAUTION_LOCAL,
    CAUTION_ENDANGERMENT
};
enum caution_asked { ASKED_CLIENT, ASKED_THERAPIST, ASKED_DERIVED, ASKED_NEVER };
enum caution_page {
    PAGE_SAFETY_NOW,
    PAGE_NERVES_HEAD,
    PAGE_BONES_JOINTS,
    PAGE_HEART_BLOOD,
    PAGE_CANCER,
    PAGE_SKIN_INFECTION,
    PAGE_MEDICINES,
    PAGE_DEVICES_SURGERY,
    PAGE_PREGNANCY,
    PAGE_OTHER,
    PAGE_ABOUT,
    PAGE_VISIT_START, /* the therapist's own observations */
    PAGE_NONE
};
enum caution_action {
    ACTION_CALL_EMERGENCY,
    ACTION_URGENT,
    ACTION_POSTPONE,
    ACTION_CLEARANCE,
    ACTION_CRISIS,
    ACTION_AVOID,
    ACTION_MODIFY,
    ACTION_NOTE
};
enum caution_blocks { BLOCKS_NONE, BLOCKS_TECHNIQUE, BLOCKS_SITE, BLOCKS_VISIT };
enum caution_enforcement { ENFORCE_WARN, ENFORCE_LIMITS, ENFORCE_BLOCK };
enum caution_scope { SCOPE_WHOLE, SCOPE_SITE, SCOPE_REGIONS };
enum caution_derived {
    DERIVED_NOT,
    DERIVED_ANSWER,  /* of another row: derived_from */
    DERIVED_AGE,     /* below derived_limit years */
    DERIVED_READING, /* of one of `readings`, at or above its limit */
    DERIVED_ITEM     /* of the questionnaire `derived_instrument`, item derived_limit, above 0 */
};

enum { REASK_EACH_VISIT = 0, REASK_NEVER = -1, CAP_NONE = 5 };

/* How the ids of a practice's own rows begin, and no others. */
#define CAUTION_OWN "own_"

struct caution_reading {
    const char *measure;
    double limit;
};

struct caution {
    const char *id, *condition;
    enum caution_category category;
    enum caution_asked asked_of;
    enum caution_page page;
    const char *question, *short_text; /* short_text: when asked again at each visit; or "" */
    enum caution_action action;
    enum caution_blocks blocks;
    enum caution_enforcement enforcement;
    enum caution_scope scope;
    const char *const *regions; /* SCOPE_REGIONS: region bases */
    int pressure_cap;           /* 0-5; CAP_NONE: no cap */
    const char *const *banned;  /* technique codes; each bans what is beneath it */
    int reask_days;             /* or REASK_EACH_VISIT, REASK_NEVER */
    enum caution_derived derived;
    const struct caution *derived_from;
    const char *derived_instrument;
    int derived_limit;
    struct caution_reading readings[2]; /* measure NULL: none */
    const char *rationale, *source;
    int64_t worded_utc; /* a practice's own row: since when it is asked in these words; else 0 */
};

/* One question of an instrument whose text may be shown. */
struct item {
    const char *instrument;
    int n; /* from 1 */
    const char *subscale, *stem, *text;
    const char *options; /* "0=Not at all|1=Several days|..." */
};

/* What a score means. */
struct band {
    const char *instrument;
    double low, high;
    const char *label, *action, *subscale; /* subscale "": of the total */
};

extern const struct item item_all[];
extern const size_t item_count;
extern const struct band band_all[];
extern const size_t band_count;

/* Whom to call, by the practice's country. */
struct contact {
    const char *country; /* ISO 3166 alpha-2; "" where the country has no rows */
    const char *kind;    /* "emergency", "crisis" */
    const char *name, *phone, *source;
};

extern const struct contact contact_all[];
extern const size_t contact_count;
extern const struct caution caution_all[];
extern const size_t caution_count;
/* Hash of data/contraindications.csv: which version of the file was compiled in. */
extern const char caution_version[];

extern const struct region region_all[];
extern const size_t region_count;
extern const struct muscle muscle_all[];
extern const size_t muscle_count;
extern const struct technique technique_all[];
extern const size_t technique_count;
extern const struct tissue tissue_all[];
extern const size_t tissue_count;
extern const struct measure measure_all[];
extern const size_t measure_count;
extern const struct instrument instrument_all[];
extern const size_t instrument_count;

/* The larger tables once more, in byte order of their ids. */
extern const struct region *const region_sorted[];
extern const struct muscle *const muscle_sorted[];
extern const struct measure *const measure_sorted[];
extern const struct caution *const caution_sorted[];

/* NULL when there is no such id or code. */
const struct region *region_find(struct str id);
const struct muscle *muscle_find(struct str id);
const struct technique *technique_find(struct str code);
const struct tissue *tissue_find(struct str code);
const struct measure *measure_find(struct str id);
const struct instrument *instrument_find(struct str id);
const struct caution *caution_find(struct str id);
/* A row by its number in the file, from 1: for addresses, which say nothing clinical. NULL: none. */
const struct caution *caution_numbered(int64_t n);
/* The same of any row: one of a practice's own ("own_123456789") has its number in its id. */
int64_t caution_number(const struct caution *row);
/* The first contact of that kind; one that works in most countries when the country has none. NULL:
 * there is none at all. */
const struct contact *contact_find(struct str country, const char *kind);
