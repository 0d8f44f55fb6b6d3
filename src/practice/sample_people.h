/* Names, complaints and courses that the sample practice is made of.
 * Must never: name anybody real.
 * Read next: practice/sample.c.
 */
#pragma once
#include "base/str.h"

struct sample_name {
    const char *given, *family, *preferred;
};

struct sample_ache {
    const char *label, *cause;
    const char *regions[3]; /* region ids on the right or middle; the left is derived */
    const char *muscles[3]; /* muscle ids */
    const char *sign;       /* measure id */
    double normal;          /* of the sign, in its unit */
    const char *goal;
    const char *activity; /* what it makes hard */
};

/* How pain goes over a course, 0 = its start, 1 = its end; -1 ends the list. */
struct sample_course {
    const char *word;
    double first, middle, last; /* usual pain before a visit */
    double drop;                /* usual drop right after */
    int visits_low, visits_high;
    int diary_every_days; /* 0: none */
};

extern const struct sample_name sample_names[];
extern const size_t sample_name_count;
extern const struct sample_ache sample_aches[];
extern const size_t sample_ache_count;
extern const struct sample_course sample_courses[];
extern const size_t sample_course_count;
extern const char *const sample_jobs[];
extern const size_t sample_job_count;
extern const char *const sample_alerts[];
extern const size_t sample_alert_count;
extern const char *const sample_advice[];
extern const size_t sample_advice_count;
