/* Where a flag holds, in words.
 * Must never: judge.
 * Read next: domain/gate.h.
 */
#include "base/out.h"
#include "domain/gate.h"

enum { PLACES_MAX = 8192 };

static void place_add(struct out *w, struct str words)
{
    if (str_contains(out_str(w), words))
        return;
    out_raw(w, w->n ? S(", ") : S(""));
    out_raw(w, words);
}

static void bases_add(struct out *w, const struct caution *row)
{
    for (size_t i = 0; i < region_count; i++) {
        struct str label = str_from(region_all[i].label);
        for (const char *const *base = row->regions; *base; base++)
            if (str_eq(str_from(*base), str_from(region_all[i].base)))
                place_add(w, str_slice(label, 0, str_find(label, ',')));
    }
}

struct str flag_places(struct arena *a, const struct flag *x)
{
    struct out w = out_new(a, PLACES_MAX);
    struct str rest = x->sites;
    for (struct str id; str_next(&rest, ';', &id);) {
        const struct region *r = region_find(id);
        if (r)
            place_add(&w, str_from(r->label));
    }
    if (x->row->scope == SCOPE_REGIONS)
        bases_add(&w, x->row);
    return out_str(&w);
}
