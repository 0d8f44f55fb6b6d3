/* Files that browsers load, each under an address that changes with its content.
 * Must never: read a file at run time.
 * Read next: tools/mkasset.c.
 */
#include "web/asset.h"

#include "web/app.h"
#include "web/rooms.h"

static const struct asset *asset_find(struct str path)
{
    for (size_t i = 0; i < asset_count; i++)
        if (str_eq(path, str_from(asset_all[i].path)))
            return &asset_all[i];
    return NULL;
}

static bool takes_gzip(struct request *rq)
{
    struct str accepts = request_header(rq, S("Accept-Encoding"));
    for (struct str part; str_next(&accepts, ',', &part);)
        if (str_eq(str_trim(str_slice(part, 0, str_find(part, ';'))), S("gzip")) &&
            !str_contains(part, S("q=0")))
            return true;
    return false;
}

static void asset_get(struct request *rq)
{
    const struct asset *x = asset_find(request_path(rq));
    if (!x) {
        app_refuse(rq, 404);
        return;
    }
    request_set(rq, S("Cache-Control"), S("public, max-age=31536000, immutable"));
    request_set(rq, S("ETag"), str_from(x->etag));
    request_set(rq, S("Vary"), S("Accept-Encoding"));
    if (str_eq(request_header(rq, S("If-None-Match")), str_from(x->etag))) {
        request_send(rq, 304, str_from(x->type), S(""), true);
        return;
    }
    bool gzip = takes_gzip(rq);
    if (gzip)
        request_set(rq, S("Content-Encoding"), S("gzip"));
    const unsigned char *bytes = gzip ? x->gzip : x->plain;
    request_send(rq, 200, str_from(x->type),
                 (struct str){(const char *)bytes, gzip ? x->gzip_n : x->plain_n}, true);
}

const struct route asset_routes[] = {
    {ROUTE_GET, "/a/:hash/:name", ROLE_ANYONE, asset_get, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
