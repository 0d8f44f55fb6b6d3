/* The body map as it is shown: figure, painted areas, words.
 * Must never: show a side without its letter.
 * Read next: tools/figure.mjs, assets/bodymap.js.
 */
#pragma once
#include "domain/knowledge.h"
#include "domain/visit.h"
#include "web/layout.h"

struct painted {
    struct str area;  /* id of the area in the figure file */
    struct str tint;  /* "p0" .. "p10" */
    struct str label; /* "neck, back, left" */
    int64_t value;
};

struct painted_list {
    struct painted *at;
    size_t n;
};

struct bodymap {
    struct str src;         /* address of the figure's file */
    struct str front, back; /* ids of the silhouettes */
    struct painted_list painted_front, painted_back, all;
};

/* Address of the file that holds the figure "a" or "b". */
struct str bodymap_src(struct str figure);
/* Pain is painted; of the other layers there are words. */
struct bodymap bodymap_of(struct arena *a, struct str figure, const struct mark_list *marks);

/* Its templates, which other rooms call. */
#include "web/bodymap_html.h"
