/* Files that belong to a client, kept in the store in parts.
 * Must never: keep a file of a kind that its content does not show, or give back one whose hash
 * does not fit.
 * Read next: http/upload.h (where they come from), web/document.c.
 */
#pragma once
#include "practice/practice.h"

enum { DOCUMENT_PART = 256 * 1024, DOCUMENT_MAX = 10 * 1024 * 1024 };

/* Where a file is read from. */
struct document_source {
    struct str name, type; /* type: by content; empty: of no known kind */
    size_t size;
    unsigned char hash[CRYPT_HASH];
    /* n bytes from `from` on */
    enum rc (*read)(const void *arg, size_t from, void *to, size_t n);
    const void *arg;
};

/* In a write. Faults on "document": of no known kind, empty, too large. */
NODISCARD enum rc document_add(struct act *act, struct id client, const struct document_source *s,
                               struct id *ret);

struct document {
    struct str name, type, body;
};
/* To be shown; leaves a row in the audit chain. BROKEN: what is stored is not what was kept.
 *   big   takes the file, besides act->a
 */
NODISCARD enum rc document_read(struct act *act, struct id client, struct id document,
                                struct arena *big, struct document *ret);
