/* Files that belong to a client.
 * Must never: let a browser open what was uploaded as a page of ours.
 * Read next: web/document.h.
 */
#include "web/document.h"

#include "web/app.h"
#include "web/rooms.h"

enum { BIG_ROOM = 2 * DOCUMENT_MAX + 1024 * 1024 };

static enum rc upload_part(const void *arg, size_t from, void *to, size_t n)
{
    return upload_read(arg, from, to, n);
}

struct document_source document_sent(struct request *rq)
{
    const struct upload *u = request_upload(rq);
    struct document_source s = {.name = S(""), .type = S("")};
    if (!u)
        return s;
    s = (struct document_source){
        .name = u->name, .type = u->type, .size = u->size, .read = upload_part, .arg = u};
    memcpy(s.hash, u->hash, sizeof s.hash);
    return s;
}

static void big_free(void *big)
{
    arena_free(big);
}

/* "document.pdf": names of files may say what the letter is about. */
static struct str disposition(struct arena *a, struct str type)
{
    size_t at = str_find(type, '/');
    return arena_fmt(a, "attachment; filename=\"document.%.*s\"",
                     STR_ARG(str_slice(type, at + 1, type.n)));
}

static void document_get_file(struct request *rq)
{
    struct act act;
    struct id client, document;
    struct document d;
    if (!app_param_id(rq, S("client"), &client) || !app_param_id(rq, S("document"), &document)) {
        app_refuse(rq, 404);
        return;
    }
    if (!app_read(rq, &act))
        return;
    struct arena *big = arena_new(BIG_ROOM);
    arena_at_end(act.a, big_free, big);
    enum rc rc = document_read(&act, client, document, big, &d);
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    request_set(rq, S("Cache-Control"), S("no-store"));
    request_set(rq, S("Content-Disposition"), disposition(act.a, d.type));
    request_send(rq, 200, d.type, d.body, true);
}

const struct route document_routes[] = {
    {ROUTE_GET, "/clients/:client/documents/:document", ROLE_THERAPIST, document_get_file, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
