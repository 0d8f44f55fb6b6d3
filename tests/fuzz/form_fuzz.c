/* libFuzzer entry: any bytes as a form.
 * Must never: pass over a value that is not text.
 * Read next: http/form.h.
 *
 * What is taken is text, and what is written from it reads the same again.
 */
#include "http/form.h"

enum { CEILING = 8 * 1024 * 1024, FIELDS = 2000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void check_again(struct arena *a, const struct form *f)
{
    struct out w = out_new(a, CEILING / 4);
    struct form again;
    for (size_t i = 0; i < f->n; i++) {
        check(str_is_text(f->at[i].name) && str_is_text(f->at[i].value));
        check(form_get(f, f->at[i].name).p != NULL);
        form_write(&w, f->at[i].name, f->at[i].value);
    }
    if (w.full)
        return;
    check(form_parse(a, out_str(&w), FIELDS, &again) == OK);
    check(again.n == f->n);
    for (size_t i = 0; i < f->n; i++)
        check(str_eq(again.at[i].name, f->at[i].name) &&
              str_eq(again.at[i].value, f->at[i].value));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_new(CEILING);
    struct str body = {(const char *)data, n};
    struct form f = {0};
    struct str text = {NULL, 0};
    if (form_parse(a, body, FIELDS, &f) == OK)
        check_again(a, &f);
    if (form_decode(a, body, false, &text) == OK)
        check(text.p && text.n <= n && str_is_text(text));
    else
        check(!text.p);
    arena_free(a);
    return 0;
}
