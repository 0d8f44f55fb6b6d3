/* Hashes against published answers, passwords, identifiers.
 * Must never: print a password.
 * Read next: base/crypt.h, base/id.h.
 */
#include "unit.h"

#include "base/crypt.h"
#include "base/id.h"

/* BLAKE2b-256 of "abc", from the reference implementation's b2sum -l 256; RFC 7693 has the 512-bit
 * one, which coreutils' b2sum gives too. */
static void test_hash(void **state)
{
    unsigned char hash[CRYPT_HASH], key[CRYPT_KEY] = {1}, keyed[CRYPT_HASH];
    crypt_hash(NULL, S("abc"), hash);
    assert_str(crypt_hex(*state, hash, sizeof hash),
               S("bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"));
    crypt_hash(key, S("abc"), keyed);
    assert_memory_not_equal(hash, keyed, CRYPT_HASH);
    struct crypt_stream *s = crypt_stream_new(*state);
    crypt_stream_add(s, S("a"));
    crypt_stream_add(s, S("bc"));
    crypt_stream_end(s, keyed);
    assert_memory_equal(hash, keyed, CRYPT_HASH);
}

static void test_hex(void **state)
{
    unsigned char bytes[3];
    assert_true(crypt_unhex(S("00ff7A"), bytes, 3));
    assert_int_equal(bytes[2], 0x7a);
    assert_str(crypt_hex(*state, bytes, 3), S("00ff7a"));
    assert_false(crypt_unhex(S("00ff7"), bytes, 3));
    assert_false(crypt_unhex(S("00ffzz"), bytes, 3));
}

static void test_password(void **state)
{
    struct str stored = crypt_password(*state, S("five quiet rivers"));
    assert_true(str_starts(stored, S("$argon2id$v=19$m=65536,t=2,p=1$")));
    assert_true(crypt_password_fits(*state, stored, S("five quiet rivers")));
    assert_false(crypt_password_fits(*state, stored, S("five quiet river")));
    assert_false(crypt_password_fits(*state, S("not a hash"), S("five quiet rivers")));
    assert_false(str_eq(stored, crypt_password(*state, S("five quiet rivers"))));
}

static void test_words(void **state)
{
    struct str a = crypt_word(*state, 20), b = crypt_word(*state, 20);
    assert_int_equal(a.n, 20);
    assert_false(str_eq(a, b));
    for (size_t i = 0; i < a.n; i++)
        assert_false(str_contains(S("0O1lI"), str_slice(a, i, 1)));
}

/* RFC 9562: version 7, variant 10, milliseconds first. */
static void test_ids(void **state)
{
    struct id a = id_new(), b = id_new(), c;
    struct str text = id_text(*state, a);
    assert_int_equal(text.n, 36);
    assert_int_equal(a.b[6] >> 4, 7);
    assert_int_equal(a.b[8] >> 6, 2);
    assert_false(id_eq(a, b));
    assert_true(memcmp(a.b, b.b, 6) <= 0);
    assert_true(id_parse(text, &c) && id_eq(a, c));
    assert_true(id_parse(S("01234567-89AB-7DEF-8123-456789abcdef"), &c));
    static const char *const wrong[] = {"", "0123456789ab7def8123456789abcdef",
                                        "01234567-89ab-7def-8123-456789abcdeg",
                                        "01234567-89ab-7def-8123-456789abcdef0"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(id_parse(str_from(wrong[i]), &c));
    assert_true(id_is_none(ID_NONE) && !id_is_none(a));
}

int main(void)
{
    crypt_start();
    const struct CMUnitTest tests[] = {UNIT(test_hash), UNIT(test_hex), UNIT(test_password),
                                       UNIT(test_words), UNIT(test_ids)};
    return cmocka_run_group_tests_name("crypt", tests, NULL, NULL);
}
