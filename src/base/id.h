/* Identifiers: UUIDv7, made by the program, 16 bytes in the store, 36 characters outside.
 * Must never: be guessable (74 random bits) or mean anything but their order in time.
 * Read next: base/crypt.h.
 */
#pragma once
#include "base/arena.h"

struct id {
    unsigned char b[16];
};

/* All zero bytes stand for "none". */
#define ID_NONE ((struct id){{0}})

struct id id_new(void);
/* Before all that are made from then on, after all that were made before. */
struct id id_since(int64_t utc);
bool id_is_none(struct id id);
bool id_eq(struct id a, struct id b);
/* 36 lower-case characters with hyphens. */
struct str id_text(struct arena *a, struct id id);
/* false and *ret untouched when s is not such a text. Upper case is taken too. */
bool id_parse(struct str s, struct id *ret);
