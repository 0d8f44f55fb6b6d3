/* Memory with one lifetime: blocks handed out from chunks, wiped when given back.
 * Must never: free a single block.
 * Read next: base/arena.h.
 *
 * With ARENA_BLOCKS every block is its own allocation, so that sanitizers see overruns.
 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/fault.h"

#ifdef ARENA_BLOCKS
enum { CHUNK = 0 };
#else
enum { CHUNK = 16 * 1024 };
#endif
enum { ALIGN = 16, SCRATCH = 64 * 1024, LINE = 256 };

struct chunk {
    struct chunk *next;
    size_t cap, used;
    _Alignas(ALIGN) unsigned char bytes[];
};

struct closer {
    struct closer *next;
    void (*close)(void *);
    void *ptr;
};

struct arena {
    struct chunk *chunks;
    struct closer *closers;
    size_t ceiling, used;
    bool failed;
};

/* Where the blocks of failed arenas point; what is written there is never read as data. */
static _Thread_local _Alignas(ALIGN) unsigned char scratch[SCRATCH];

/* A plain memset before free would be optimised away. */
static void wipe(void *p, size_t n)
{
    explicit_bzero(p, n);
}

struct arena *arena_new(size_t ceiling)
{
    struct arena *a = calloc(1, sizeof *a);
    if (!a)
        bug("out of memory");
    a->ceiling = ceiling;
    return a;
}

void arena_reset(struct arena *a)
{
    for (struct closer *c = a->closers; c; c = c->next)
        c->close(c->ptr);
    a->closers = NULL;
    while (a->chunks) {
        struct chunk *c = a->chunks;
        a->chunks = c->next;
        wipe(c->bytes, c->used);
        free(c);
    }
    a->used = 0;
    a->failed = false;
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    arena_reset(a);
    free(a);
}

static void *arena_fail(struct arena *a, size_t n)
{
    a->failed = true;
    if (n > SCRATCH)
        bug("a block of %zu bytes was wanted past an arena's ceiling", n);
    memset(scratch, 0, sizeof scratch);
    return scratch;
}

static struct chunk *chunk_new(size_t n)
{
    size_t cap = n > CHUNK ? n : CHUNK;
    struct chunk *c = calloc(1, sizeof *c + cap);
    if (!c)
        bug("out of memory");
    c->cap = cap;
    return c;
}

static size_t rounded(size_t n)
{
    return (n + ALIGN - 1) / ALIGN * ALIGN;
}

static bool is_room(const struct arena *a, size_t n)
{
    return !a->failed && rounded(n) >= n && rounded(n) <= a->ceiling - a->used;
}

void *arena_alloc(struct arena *a, size_t n)
{
    size_t room = rounded(n);
    if (!is_room(a, n))
        return arena_fail(a, n);
    if (!a->chunks || room > a->chunks->cap - a->chunks->used) {
        struct chunk *c = chunk_new(room ? room : 1);
        c->next = a->chunks;
        a->chunks = c;
    }
    void *p = a->chunks->bytes + a->chunks->used;
    a->chunks->used += room;
    a->used += room;
    return p;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    size_t n;
    bool fits = !__builtin_mul_overflow(count, size, &n) && is_room(a, n);
    return fits ? arena_alloc(a, n) : arena_fail(a, 0);
}

bool arena_failed(const struct arena *a)
{
    return a->failed;
}

size_t arena_used(const struct arena *a)
{
    return a->used;
}

void arena_at_end(struct arena *a, void (*close)(void *), void *ptr)
{
    struct closer *c = arena_alloc(a, sizeof *c);
    if (a->failed) {
        close(ptr);
        return;
    }
    *c = (struct closer){a->closers, close, ptr};
    a->closers = c;
}

struct str arena_str(struct arena *a, struct str s)
{
    if (!s.p)
        return s;
    char *p = arena_array(a, s.n + 1, 1);
    if (a->failed)
        return S("");
    memcpy(p, s.p, s.n);
    return (struct str){p, s.n};
}

const char *arena_cstr(struct arena *a, struct str s)
{
    struct str copy = arena_str(a, s);
    return copy.p ? copy.p : "";
}

/* Most texts are short: they are written once and copied. */
struct str arena_fmt(struct arena *a, const char *format, ...)
{
    char line[LINE];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= SCRATCH) {
        a->failed = true;
        return S("");
    }
    char *p = arena_alloc(a, (size_t)n + 1);
    if ((size_t)n < sizeof line) {
        memcpy(p, line, (size_t)n + 1);
    } else {
        va_start(args, format);
        vsnprintf(p, (size_t)n + 1, format, args);
        va_end(args);
    }
    return (struct str){p, (size_t)n};
}
