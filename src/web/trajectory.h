/* The pain trajectory of one complaint as a drawing: check-ins, before and after, sessions marked.
 * Must never: draw a line through what was not measured, or claim a cause.
 * Read next: web/trajectory.html.
 */
#pragma once
#include "base/date.h"
#include "domain/observation.h"
#include "web/layout.h"

enum { TRAJECTORY_WIDTH = 640, TRAJECTORY_HEIGHT = 220 };

/* Coordinates are units of the drawing. */
struct traj_point {
    int x, y;
    struct str kind; /* before after diary */
    struct str title;
};

struct traj_fall { /* from before to right after one visit */
    int x, y1, y2;
};

struct traj_tick {
    int at;
    struct str label;
};

struct traj_row {
    struct str when, kind, value;
};

/* The model's reading of pain over time, beside the scores. */
struct traj_model {
    size_t n;
    const int64_t *at_utc;
    const double *mean, *low, *high; /* 0-10 */
    double target;
    int64_t now_utc;
};

struct trajectory {
    struct str curve, band; /* points="" of the model; empty: none */
    bool has_target;
    int target_y;
    struct str headline; /* the finding as a sentence */
    bool has;            /* enough to draw */
    struct str line;     /* points="" of before and diary scores */
    struct {
        struct traj_point *at;
        size_t n;
    } points;
    struct {
        struct traj_fall *at;
        size_t n;
    } falls;
    struct {
        struct traj_tick *at;
        size_t n;
    } x_ticks, y_ticks, sessions;
    struct {
        struct traj_row *at;
        size_t n;
    } rows;
    struct str id; /* for aria references: "t1" */
};

/*   pain    nrs_now of one complaint, oldest first, 0-10
 *   model   NULL: none
 */
struct trajectory trajectory_of(struct arena *a, const struct zone *z, int64_t n,
                                const struct observation_list *pain,
                                const struct traj_model *model);

/* Its templates, which other rooms call. */
#include "web/trajectory_html.h"
