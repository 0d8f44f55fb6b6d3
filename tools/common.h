/* What the build-time generators share: reading and writing whole files, ending with a message.
 * Must never: be included by the program itself (src/).
 * Read next: tools/mktpl.c.
 */
#pragma once
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Says why on standard error and ends the tool with status 1; make shows the line as it is. */
__attribute__((format(printf, 1, 2), noreturn)) static inline void die(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(1);
}

static inline void *need(void *p)
{
    if (!p)
        die("out of memory");
    return p;
}

/* Whole file; *ret_n bytes and one NUL behind them. The caller frees. */
static inline char *file_read(const char *path, size_t *ret_n)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        die("%s: cannot be opened", path);
    size_t n = 0, cap = 65536;
    char *p = need(malloc(cap));
    for (size_t got; (got = fread(p + n, 1, cap - n - 1, f)) > 0;) {
        n += got;
        if (cap - n <= 1)
            p = need(realloc(p, cap *= 2));
    }
    if (ferror(f))
        die("%s: cannot be read", path);
    fclose(f);
    p[n] = '\0';
    *ret_n = n;
    return p;
}

/* A file that could not be written whole is removed, so that make does not take it for made. */
static inline void file_write(const char *path, const char *p, size_t n)
{
    FILE *f = fopen(path, "wb");
    if (!f)
        die("%s: cannot be made", path);
    bool whole = fwrite(p, 1, n, f) == n;
    if (fclose(f) != 0 || !whole) {
        remove(path);
        die("%s: cannot be written", path);
    }
}
