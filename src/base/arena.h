/* Memory with one lifetime: what a request needs comes from its arena and goes with it.
 * Must never: free a single block.
 * Read next: base/out.h.
 *
 * An arena has a ceiling. The first allocation past it makes the arena fail for good:
 * further allocations return a shared scratch block, and the owner answers BUSY.
 * Memory is wiped when it is given back (health data).
 */
#pragma once
#include "base/str.h"

struct arena;

/*   ceiling   bytes; allocations past it fail the arena
 *   returns   never NULL (ends the process when the machine has no memory)
 */
struct arena *arena_new(size_t ceiling);
/* Runs the closers in reverse order, wipes and frees. NULL is allowed. */
void arena_free(struct arena *a);
/* As arena_free, but the arena can be used again. */
void arena_reset(struct arena *a);
/* Zeroed, aligned for any type. n up to 64 KiB always has somewhere to point, even when failed. */
void *arena_alloc(struct arena *a, size_t n);
/* count * size; overflow fails the arena. When it has failed, only the first 64 KiB are there. */
void *arena_array(struct arena *a, size_t count, size_t size);
bool arena_failed(const struct arena *a);
/* Bytes handed out so far. */
size_t arena_used(const struct arena *a);
/* Calls close(ptr) when the arena ends. */
void arena_at_end(struct arena *a, void (*close)(void *), void *ptr);

/* Copies; "no value" stays so. */
struct str arena_str(struct arena *a, struct str s);
/* NUL-terminated copy; "no value" becomes "". */
const char *arena_cstr(struct arena *a, struct str s);
struct str arena_fmt(struct arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, count, type) ((type *)arena_array((a), (count), sizeof(type)))
