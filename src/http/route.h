/* The table of what the server answers: method, path, who may, handler.
 * Must never: hold a row without roles; such a row stops the start.
 * Read next: http/server.h.
 */
#pragma once
#include "http/request.h"

enum route_method { ROUTE_GET, ROUTE_POST };

struct route {
    enum route_method method;
    const char *path; /* "/clients/:client/visits/:visit"; ":x" takes one segment */
    unsigned roles;   /* any of these bits opens it; 0 is refused at start */
    void (*handler)(struct request *rq);
    size_t body_max; /* bytes; 0 = REQUEST_FORM_MAX; or ROUTE_UPLOAD */
};

/* In place of a body_max: takes multipart/form-data, a form's fields and one file (http/upload.h). */
#define ROUTE_UPLOAD SIZE_MAX
bool route_takes_file(const struct route *r);

/* A room of pages: its rows, ended by a row with path NULL. */
struct route_table {
    const struct route *const *rooms; /* ended by NULL */
};

enum route_found { ROUTE_FOUND, ROUTE_NO_PATH, ROUTE_NO_METHOD };

/* A literal segment wins over a ":x" segment. Up to 8 parameters.
 *   ret_params   parts of `path`, in the order of the row's ":x"; the server gives a decoded path
 */
enum route_found route_find(const struct route_table *t, enum route_method method, struct str path,
                            const struct route **ret_route, struct str ret_params[8]);
/* The first row that must not be (no role, no handler, doubled method and path), or NULL. */
const struct route *route_wrong(const struct route_table *t);
