/* One uploaded file beside a form's fields: kept in a file without a name until the request ends.
 * Must never: hold a file in memory, leave one behind, or believe what its sender says it is.
 * Read next: http/multipart.h.
 */
#pragma once
#include "base/crypt.h"
#include "http/request.h"

enum {
    UPLOAD_MAX = 10 * 1024 * 1024,
    UPLOAD_REST_MAX = 128 * 1024, /* of the same body: fields and what stands between the parts */
    UPLOAD_NAME_CHARS = 200
};

struct upload {
    struct str field; /* of the form, in which it came */
    /* As it was sent, without path, valid text on one line, not empty, cut to 200 characters.
     * For people to read; never a place to write to. */
    struct str name;
    /* By content: "application/pdf", "image/jpeg", "image/png", "image/webp", "image/heic"; empty
     * when it begins like none of these. */
    struct str type;
    size_t size;
    unsigned char hash[CRYPT_HASH]; /* of the content, as crypt_hash without a key */
    int fd;                         /* read it through upload_read; closed with the request */
};

/* NULL: none was sent, or its field was left empty. It and the file live as long as the request. */
const struct upload *request_upload(struct request *rq);
/* n bytes of it from byte `from` on, from any thread. INVALID: it has not that many; BROKEN: the
 * disk does not give them back. */
NODISCARD enum rc upload_read(const struct upload *u, size_t from, void *to, size_t n);
