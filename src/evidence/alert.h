/* The worsening alert: are the last scores worse than what older ones foretold?
 * Must never: look at a score with what was learned from it.
 * Read next: evidence/answer.h.
 *
 *   source   evidence reference 8: forecasts from scores at least 14 days old; CUSUM S = max(0, S + z - 0.5),
 *            alert at S >= 5, then 0 again; or one z above 3
 */
#pragma once
#include "evidence/answer.h"

enum { EV_FORECASTS_MAX = 24 }; /* the newest scores that are looked at */

struct ev_alert {
    bool worsened; /* within the last EV_ALERT_DAYS */
    double sum;    /* S now */
    double worst;  /* largest z */
    size_t n;      /* scores that could be forecast */
};
enum { EV_FORECAST_DAYS = 14, EV_ALERT_DAYS = 14 };

/* Diary and pre scores only; the series' sessions are in order of time.
 *   scores   room for the series' scores: its own are put in order of time there
 */
struct ev_alert ev_alert_of(const struct ev_question *q, struct ev_work *w,
                            struct ev_score *scores);
