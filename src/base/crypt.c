/* Randomness, hashes, passwords: libsodium behind few names.
 * Must never: be replaced by home-made cryptography.
 * Read next: base/crypt.h.
 */
#include "base/crypt.h"

#include <sodium.h>

#include "base/fault.h"

void crypt_start(void)
{
    if (sodium_init() < 0)
        bug("libsodium does not start");
}

void crypt_random(void *to, size_t n)
{
    randombytes_buf(to, n);
}

void crypt_hash(const unsigned char key[CRYPT_KEY], struct str data, unsigned char ret[CRYPT_HASH])
{
    crypto_generichash(ret, CRYPT_HASH, (const unsigned char *)data.p, data.n, key,
                       key ? CRYPT_KEY : 0);
}

struct crypt_stream {
    crypto_generichash_state state;
};

/* Aligned more than an arena does. */
struct crypt_stream *crypt_stream_new(struct arena *a)
{
    const size_t align = _Alignof(struct crypt_stream);
    char *at = arena_alloc(a, sizeof(struct crypt_stream) + align);
    struct crypt_stream *s = (void *)(at + align - (uintptr_t)at % align);
    crypto_generichash_init(&s->state, NULL, 0, CRYPT_HASH);
    return s;
}

void crypt_stream_add(struct crypt_stream *s, struct str piece)
{
    crypto_generichash_update(&s->state, (const unsigned char *)piece.p, piece.n);
}

void crypt_stream_end(struct crypt_stream *s, unsigned char ret[CRYPT_HASH])
{
    crypto_generichash_final(&s->state, ret, CRYPT_HASH);
}

bool crypt_same(const void *a, const void *b, size_t n)
{
    return sodium_memcmp(a, b, n) == 0;
}

void crypt_wipe(void *p, size_t n)
{
    sodium_memzero(p, n);
}

struct str crypt_hex(struct arena *a, const void *p, size_t n)
{
    char *hex = arena_alloc(a, n * 2 + 1);
    if (arena_failed(a))
        return S("");
    sodium_bin2hex(hex, n * 2 + 1, p, n);
    return (struct str){hex, n * 2};
}

bool crypt_unhex(struct str hex, void *ret, size_t n)
{
    unsigned char bytes[64];
    size_t got = 0;
    if (n > sizeof bytes || hex.n != n * 2)
        return false;
    if (sodium_hex2bin(bytes, sizeof bytes, hex.p, hex.n, NULL, &got, NULL) != 0 || got != n)
        return false;
    memcpy(ret, bytes, n);
    return true;
}

struct str crypt_word(struct arena *a, size_t n)
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789ACDEFGHJKLMNPQRTUVWXYZ";
    char *word = arena_alloc(a, n + 1);
    for (size_t i = 0; i < n; i++)
        word[i] = letters[randombytes_uniform(sizeof letters - 1)];
    return (struct str){word, n};
}

enum { PASSES = 2, MEMORY = 64 * 1024 * 1024 };

struct str crypt_password(struct arena *a, struct str password)
{
    char *stored = arena_alloc(a, crypto_pwhash_STRBYTES);
    if (arena_failed(a) || crypto_pwhash_str_alg(stored, password.p ? password.p : "", password.n,
                                                 PASSES, MEMORY, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return (struct str){NULL, 0};
    return str_from(stored);
}

bool crypt_password_fits(struct arena *a, struct str stored, struct str password)
{
    return crypto_pwhash_str_verify(arena_cstr(a, stored), password.p ? password.p : "",
                                    password.n) == 0;
}
