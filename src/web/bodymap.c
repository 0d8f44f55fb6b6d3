/* The body map as it is shown.
 * Must never: show a side without its letter.
 * Read next: web/bodymap.html.
 */
#include "web/bodymap.h"

#include "web/asset_paths.h"

static void painted_add(struct painted_list *list, struct painted p)
{
    list->at[list->n++] = p;
}

struct str bodymap_src(struct str figure)
{
    return str_eq(figure, S("b")) ? S(ASSET_FIGURE_B_SVG) : S(ASSET_FIGURE_A_SVG);
}

struct bodymap bodymap_of(struct arena *a, struct str figure, const struct mark_list *marks)
{
    struct str f = str_eq(figure, S("b")) ? S("b") : S("a");
    struct bodymap b = {.src = bodymap_src(f),
                        .front = arena_fmt(a, "%.*s-front", STR_ARG(f)),
                        .back = arena_fmt(a, "%.*s-back", STR_ARG(f))};
    struct painted_list *const lists[] = {&b.painted_front, &b.painted_back, &b.all};
    for (size_t i = 0; i < 3; i++)
        lists[i]->at = ARENA_ARRAY(a, marks->n + 1, struct painted);
    for (size_t i = 0; i < marks->n && !arena_failed(a); i++) {
        const struct region *r = region_find(marks->at[i].region);
        if (!r)
            continue;
        bool front = r->view == VIEW_FRONT;
        bool pain = str_eq(marks->at[i].layer, str_from(layer_names[LAYER_PAIN]));
        struct painted p = {arena_fmt(a, "%.*s-%s-%s", STR_ARG(f), front ? "front" : "back", r->id),
                            arena_fmt(a, "p%lld", (long long)marks->at[i].value),
                            str_from(r->label), marks->at[i].value};
        if (pain)
            painted_add(front ? &b.painted_front : &b.painted_back, p);
        else
            p.label = arena_fmt(a, "%s, %.*s", r->label, STR_ARG(marks->at[i].layer));
        painted_add(&b.all, p);
    }
    return b;
}
