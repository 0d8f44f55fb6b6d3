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

enum { HASH_BYTES = 8, COLUMNS = 24 };

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

static void bytes_write(FILE *f, const char *what, int i, const unsigned char *p, size_t n)
{
    fprintf(f, "static const unsigned char %s_%d[] = {", what, i);
    for (size_t k = 0; k < n; k++)
        fprintf(f, "%s%u,", k % COLUMNS ? "" : "\n", p[k]);
    fprintf(f, "0};\n");
}

static void path_make(const char *name, const unsigned char *p, size_t n, char *ret, size_t room)
{
    unsigned char hash[crypto_generichash_BYTES];
    char hex[2 * HASH_BYTES + 1];
    crypto_generichash(hash, sizeof hash, p, n, NULL, 0);
    sodium_bin2hex(hex, sizeof hex, hash, HASH_BYTES);
    snprintf(ret, room, "/a/%s/%s", hex, name);
}

static void macro_write(FILE *h, const char *name, const char *path)
{
    fprintf(h, "#define ASSET_");
    for (const char *p = name; *p; p++) {
        bool letter = (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9');
        fputc(!letter ? '_' : *p >= 'a' ? *p - 32 : *p, h);
    }
    fprintf(h, " \"%s\"\n", path);
}

struct row {
    char name[256], path[512];
    size_t plain_n, gzip_n;
};

static struct row asset_write(FILE *f, FILE *h, int i, char *file)
{
    struct row r;
    size_t n, gz;
    char *copy = need(strdup(file));
    unsigned char *p = (unsigned char *)file_read(file, &n);
    unsigned char *z = gzip(p, n, &gz);
    snprintf(r.name, sizeof r.name, "%s", basename(copy));
    path_make(r.name, p, n, r.path, sizeof r.path);
    r.plain_n = n;
    r.gzip_n = gz;
    bytes_write(f, "plain", i, p, n);
    bytes_write(f, "gzip", i, z, gz);
    macro_write(h, r.name, r.path);
    free(copy);
    free(p);
    free(z);
    return r;
}

static FILE *begin(const char *path)
{
    FILE *f = fopen(path, "w");
    if (!f)
        die("%s: cannot be made", path);
    fprintf(f, "/* Written by tools/mkasset.c from assets/; change those. */\n");
    return f;
}

int main(int argc, char **argv)
{
    if (argc < 4 || sodium_init() < 0)
        die("usage: mkasset OUT.c OUT_PATHS.h FILE...");
    FILE *f = begin(argv[1]), *h = begin(argv[2]);
    struct row *rows = need(calloc((size_t)argc, sizeof *rows));
    fprintf(h, "#pragma once\n");
    fprintf(f, "#include \"web/asset.h\"\n\n");
    for (int i = 3; i < argc; i++)
        rows[i] = asset_write(f, h, i, argv[i]);
    fprintf(f, "\nconst struct asset asset_all[] = {\n");
    for (int i = 3; i < argc; i++)
        fprintf(f, "    {\"%s\", \"%s\", \"%s\", \"\\\"%.16s\\\"\", plain_%d, gzip_%d, %zu, %zu},\n",
                rows[i].name, rows[i].path, type_of(rows[i].name), rows[i].path + 3, i, i,
                rows[i].plain_n, rows[i].gzip_n);
    fprintf(f, "};\nconst size_t asset_count = %d;\n", argc - 3);
    free(rows);
    if (fclose(f) != 0 || fclose(h) != 0)
        die("%s: cannot be written", argv[1]);
    return 0;
}
