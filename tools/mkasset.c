/* Files that browsers load, as C: plain and compressed, under an address made from their content.
 * Must never: give two contents the same address.
 * Read next: src/web/asset.h.
 *
 * usage: mkasset OUT.c OUT_PATHS.h FILE...
 */
#include <libgen.h>
#include <sodium.h>
#include <zlib.h>

#include "common.h"

enum { HASH_BYTES = 8, COLUMNS = 64 };

static const struct {
    const char *ending, *type;
} types[] = {
    {".css", "text/css; charset=utf-8"},   {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},             {".webmanifest", "application/manifest+json"},
    {".png", "image/png"},                 {".woff2", "font/woff2"},
};

static const char *type_of(const char *name)
{
    const char *ending = strrchr(name, '.');
    for (size_t i = 0; ending && i < sizeof types / sizeof types[0]; i++)
        if (strcmp(ending, types[i].ending) == 0)
            return types[i].type;
    die("%s: no type is known for this ending: add it to tools/mkasset.c", name);
}

static unsigned char *gzip(const unsigned char *p, size_t n, size_t *ret_n)
{
    z_stream z = {0};
    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        die("zlib does not start");
    size_t room = deflateBound(&z, (uLong)n);
    unsigned char *to = need(malloc(room)), *from = need(malloc(n + 1));
    memcpy(from, p, n);
    z.next_in = from;
    z.avail_in = (uInt)n;
    z.next_out = to;
    z.avail_out = (uInt)room;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END)
        die("zlib does not finish");
    *ret_n = z.total_out;
    deflateEnd(&z);
    free(from);
    return to;
}

/* As text: many times quicker for a compiler to read than a list of numbers. Every byte takes three
 * octal digits unless it is plainly readable, so that no digit behind it can join it. */
static void bytes_write(FILE *f, const char *what, int i, const unsigned char *p, size_t n)
{
    fprintf(f, "static const unsigned char %s_%d[] =", what, i);
    for (size_t k = 0; k < n || k == 0; k++) {
        if (k % COLUMNS == 0)
            fprintf(f, "%s\n    \"", k ? "\"" : "");
        if (k == n)
            break;
        bool plain = p[k] >= ' ' && p[k] < 127 && p[k] != '"' && p[k] != '\\' && p[k] != '?';
        fprintf(f, plain ? "%c" : "\\%03o", p[k]);
    }
    fprintf(f, "\";\n");
}

static void path_make(const char *name, const unsigned char *p, size_t n, char *ret, size_t room)
{
    unsigned char hash[crypto_generichash_BYTES];
    char hex[2 * HASH_BYTES + 1];
    crypto_generichash(hash, sizeof hash, p, n, NULL, 0);
    sodium_bin2hex(hex, sizeof hex, hash, HASH_BYTES);
    snprintf(ret, room, "/a/%s/%s", hex, name);
}

/* "tonus.css" is ASSET_TONUS_CSS. */
static void macro_make(const char *name, char *ret, size_t room)
{
    size_t n = 0;
    for (const char *p = name; *p && n + 1 < room; p++) {
        bool small = *p >= 'a' && *p <= 'z';
        bool kept = (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9');
        ret[n++] = (char)(small ? *p - 'a' + 'A' : kept ? *p : '_');
    }
    ret[n] = '\0';
}

/* A name goes into addresses and C text as it is. */
static void name_check(const char *name)
{
    if (!*name || strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") !=
                      strlen(name))
        die("%s: use letters, digits, '.', '_' and '-' in the name of a file for browsers", name);
}

struct row {
    char name[256], macro[256], path[512];
    size_t plain_n, gzip_n;
};

static struct row asset_write(FILE *f, int i, const char *file)
{
    struct row r;
    size_t n, gz;
    char *copy = need(strdup(file));
    unsigned char *p = (unsigned char *)file_read(file, &n);
    unsigned char *z = gzip(p, n, &gz);
    if (snprintf(r.name, sizeof r.name, "%s", basename(copy)) >= (int)sizeof r.name)
        die("%s: its name is too long", file);
    name_check(r.name);
    macro_make(r.name, r.macro, sizeof r.macro);
    path_make(r.name, p, n, r.path, sizeof r.path);
    r.plain_n = n;
    r.gzip_n = gz;
    bytes_write(f, "plain", i, p, n);
    bytes_write(f, "gzip", i, z, gz);
    free(copy);
    free(p);
    free(z);
    return r;
}

static void rows_check(const struct row *rows, int n)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < i; k++)
            if (strcmp(rows[i].macro, rows[k].macro) == 0)
                die("%s and %s would both be ASSET_%s: rename one", rows[k].name, rows[i].name,
                    rows[i].macro);
}

static void data_write(FILE *f, struct row *rows, int n, char **files)
{
    fprintf(f, "#include \"web/asset.h\"\n\n");
    for (int i = 0; i < n; i++)
        rows[i] = asset_write(f, i, files[i]);
    rows_check(rows, n);
    fprintf(f, "\nconst struct asset asset_all[] = {\n");
    for (int i = 0; i < n; i++)
        fprintf(f, "    {\"%s\", \"%s\", \"%s\", \"\\\"%.16s\\\"\", plain_%d, gzip_%d, %zu, %zu},\n",
                rows[i].name, rows[i].path, type_of(rows[i].name), rows[i].path + 3, i, i,
                rows[i].plain_n, rows[i].gzip_n);
    fprintf(f, "};\nconst size_t asset_count = %d;\n", n);
}

static void paths_write(FILE *h, struct row *rows, int n, char **files)
{
    (void)files;
    fprintf(h, "#pragma once\n");
    for (int i = 0; i < n; i++)
        fprintf(h, "#define ASSET_%s \"%s\"\n", rows[i].macro, rows[i].path);
}

typedef void output_write(FILE *f, struct row *rows, int n, char **files);

/* Whole or not at all: make would take half a file for a made one. */
static void output(const char *path, output_write *write, struct row *rows, int n, char **files)
{
    char *text;
    size_t size;
    FILE *f = need(open_memstream(&text, &size));
    fprintf(f, "/* Written by tools/mkasset.c from assets/; change those. */\n");
    write(f, rows, n, files);
    if (fclose(f) != 0)
        die("out of memory");
    file_write(path, text, size);
    free(text);
}

int main(int argc, char **argv)
{
    if (argc < 4 || sodium_init() < 0)
        die("usage: mkasset OUT.c OUT_PATHS.h FILE...");
    struct row *rows = need(calloc((size_t)argc, sizeof *rows));
    output(argv[1], data_write, rows, argc - 3, argv + 3);
    output(argv[2], paths_write, rows, argc - 3, argv + 3);
    free(rows);
    return 0;
}
