/* What is wrong with an input, field by field; and the end for what must not be.
 * Must never: print what a person typed.
 * Read next: base/fault.h.
 */
#include "base/fault.h"

#include <stdarg.h>
#include <stdio.h>

struct faults *faults_new(struct arena *a)
{
    struct faults *f = ARENA_NEW(a, struct faults);
    f->a = a;
    return f;
}

void fault_add(struct faults *f, struct str field, const char *format, ...)
{
    char line[512];
    va_list args;
    if (field.n && fault_of(f, field).p)
        return;
    if (f->n == FAULTS_MAX) {
        f->more++;
        return;
    }
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    f->at[f->n++] = (struct fault){arena_str(f->a, field), arena_str(f->a, str_from(line))};
}

struct str fault_of(const struct faults *f, struct str field)
{
    for (size_t i = 0; f && i < f->n; i++)
        if (str_eq(f->at[i].field, field))
            return f->at[i].text;
    return (struct str){NULL, 0};
}

void bug(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("tonus: bug: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    abort();
}
