/* One measure over time as a small drawing: dots, the first value with its error as a band.
 * Must never: draw a line through what was not measured, or show a gain inside the band as one.
 * Read next: domain/trend.h, web/trend.html.
 */
#pragma once
#include "base/date.h"
#include "domain/complaint.h"
#include "domain/trend.h"
#include "web/layout.h"

enum { TREND_WIDTH = 320, TREND_HEIGHT = 96 };

struct trend_dot { /* coordinates are units of the drawing */
    int x, y;
    struct str when, value, to; /* to: where it comes from */
};

struct trend_view {
    struct str id, name, words, numbers, weaker;
    bool has_drawing, has_band;
    int band_y, band_h;
    struct str low, high, from, until; /* ends of the axes */
    struct {
        struct trend_dot *at;
        size_t n;
    } dots;
};

/* "Neck rotation, left", "PEG: right shoulder" */
struct str trend_name(struct arena *a, const struct trend *t,
                      const struct complaint_list *complaints);
/*   i   makes its id its own on the page
 */
struct trend_view trend_view_of(struct arena *a, const struct zone *z, struct id client, size_t i,
                                const struct trend *t, const struct complaint_list *complaints);

/* Its templates, which other rooms call. */
#include "web/trend_html.h"
