/* Files that browsers load: style, scripts, figure, icons, compiled in with their hashes.
 * Must never: change under the same address; the hash is in the path.
 * Read next: tools/mkasset.c.
 */
#pragma once
#include <stddef.h>

struct asset {
    const char *name; /* "tonus.css" */
    const char *path; /* "/a/3f2a9c01d2e4b5f6/tonus.css" */
    const char *type; /* "text/css; charset=utf-8" */
    const char *etag; /* "\"3f2a9c01d2e4b5f6\"", quotes included */
    const unsigned char *plain, *gzip;
    size_t plain_n, gzip_n;
};

extern const struct asset asset_all[];
extern const size_t asset_count;
