/* Randomness, hashes, passwords: libsodium behind few names.
 * Must never: be replaced by home-made cryptography.
 * Read next: base/id.h.
 */
#pragma once
#include "base/arena.h"

enum { CRYPT_HASH = 32, CRYPT_KEY = 32 };

/* Once, before anything else here. Ends the process when the machine has no randomness. */
void crypt_start(void);
void crypt_random(void *to, size_t n);
/* Keyed BLAKE2b-256; key may be NULL. */
void crypt_hash(const unsigned char key[CRYPT_KEY], struct str data, unsigned char ret[CRYPT_HASH]);
/* The same without a key, of data that comes in pieces. */
struct crypt_stream;
struct crypt_stream *crypt_stream_new(struct arena *a);
void crypt_stream_add(struct crypt_stream *s, struct str piece);
void crypt_stream_end(struct crypt_stream *s, unsigned char ret[CRYPT_HASH]);
bool crypt_same(const void *a, const void *b, size_t n); /* constant time */
void crypt_wipe(void *p, size_t n);
struct str crypt_hex(struct arena *a, const void *p, size_t n);
bool crypt_unhex(struct str hex, void *ret, size_t n); /* exactly n bytes */
/* Readable random text of n characters (about 5 bits each, no look-alikes). */
struct str crypt_word(struct arena *a, size_t n);
/* Argon2id, 64 MiB, 2 passes: about 0.1 s. Never on an event loop.
 *   returns   "no value" when memory is short
 */
struct str crypt_password(struct arena *a, struct str password);
bool crypt_password_fits(struct arena *a, struct str stored, struct str password);
