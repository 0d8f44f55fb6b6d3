/* Identifiers: UUIDv7.
 * Must never: be guessable.
 * Read next: base/id.h.
 */
#include "base/id.h"

#include "base/clock.h"
#include "base/crypt.h"

static void time_put(struct id *id, int64_t ms)
{
    for (int i = 0; i < 6; i++)
        id->b[i] = (unsigned char)(ms >> (40 - 8 * i));
}

struct id id_since(int64_t utc)
{
    struct id id = ID_NONE;
    time_put(&id, utc * 1000);
    return id;
}

struct id id_new(void)
{
    struct id id;
    crypt_random(id.b, sizeof id.b);
    time_put(&id, clock_ms());
    id.b[6] = (unsigned char)(0x70 | (id.b[6] & 0x0f));
    id.b[8] = (unsigned char)(0x80 | (id.b[8] & 0x3f));
    return id;
}

bool id_is_none(struct id id)
{
    return id_eq(id, ID_NONE);
}

bool id_eq(struct id a, struct id b)
{
    return memcmp(a.b, b.b, sizeof a.b) == 0;
}

static bool is_hyphen_at(size_t i)
{
    return i == 8 || i == 13 || i == 18 || i == 23;
}

struct str id_text(struct arena *a, struct id id)
{
    static const char digits[] = "0123456789abcdef";
    char *text = arena_alloc(a, 37);
    for (size_t i = 0, nibble = 0; i < 36; i++) {
        if (is_hyphen_at(i)) {
            text[i] = '-';
            continue;
        }
        unsigned byte = id.b[nibble / 2];
        text[i] = digits[nibble % 2 ? byte & 15 : byte >> 4];
        nibble++;
    }
    return (struct str){text, 36};
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool id_parse(struct str s, struct id *ret)
{
    struct id id = ID_NONE;
    if (s.n != 36)
        return false;
    for (size_t i = 0, nibble = 0; i < 36; i++) {
        int value = hex_value(s.p[i]);
        if (is_hyphen_at(i)) {
            if (s.p[i] != '-')
                return false;
            continue;
        }
        if (value < 0)
            return false;
        id.b[nibble / 2] = (unsigned char)(id.b[nibble / 2] << 4 | value);
        nibble++;
    }
    *ret = id;
    return true;
}
