/* One uploaded file beside a form's fields: the body is taken apart as it comes in.
 * Must never: leave a file behind, whether the client leaves, the disk is full or the form is odd.
 * Read next: http/upload.h.
 *
 * In the middle of a body the library takes no answer. So what is wrong is kept until its end, and
 * the rest passed over: the sender reads why, instead of losing the connection.
 */
#include "http/upload.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include "http/internal.h"
#include "http/multipart.h"

enum { HEX_AND_SIZE = 128, FIRST_BYTES = 64 };

enum place {
    IN_NOTHING, /* a file field that was left empty */
    IN_FIELD,
    IN_FILE
};

struct spool {
    struct arena *a;
    struct str folder;
    struct multipart parts;
    enum place place;
    struct out fields;
    struct str body;
    struct upload file; /* fd -1: none */
    struct crypt_stream *hash;
    unsigned wrong; /* the status to refuse with, or 0 */
};

static void file_close(void *arg)
{
    struct spool *s = arg;
    if (s->file.fd >= 0)
        close(s->file.fd);
    s->file.fd = -1;
}

static void fail(struct spool *s, unsigned status)
{
    s->wrong = status;
    file_close(s);
}

struct spool *spool_new(struct arena *a, struct str folder, struct str boundary)
{
    struct spool *s = ARENA_NEW(a, struct spool);
    struct crypt_stream *hash = crypt_stream_new(a);
    if (arena_failed(a))
        return NULL;
    *s = (struct spool){.a = a,
                        .folder = folder,
                        .fields = out_new(a, REQUEST_FORM_MAX),
                        .file = {.fd = -1},
                        .hash = hash};
    multipart_begin(&s->parts, boundary);
    arena_at_end(a, file_close, s);
    return s;
}

/* --- the file -------------------------------------------------------------------------------- */

/* Not every file system has files without a name; there it is taken away at once. */
static int file_open(struct str folder)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.*s", STR_ARG(folder));
    int fd = open(path, O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
        return fd;
    snprintf(path, sizeof path, "%.*s/.upload-XXXXXX", STR_ARG(folder));
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0 && unlink(path) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

/* Some send the path, by either kind of slash. */
static struct str name_of(struct arena *a, struct str sent)
{
    char *line = arena_array(a, sent.n + 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < sent.n && !arena_failed(a); i++) {
        unsigned char c = (unsigned char)sent.p[i];
        if (c == '/' || c == '\\')
            n = 0;
        else
            line[n++] = c < ' ' ? ' ' : sent.p[i];
    }
    struct str name = str_trim((struct str){line, n});
    bool is_place = str_eq(name, S(".")) || str_eq(name, S(".."));
    return is_place ? S("") : str_trim(str_first(name, UPLOAD_NAME_CHARS));
}

static void file_begin(struct spool *s)
{
    struct str name = name_of(s->a, s->parts.file);
    s->place = IN_NOTHING;
    if (!name.n)
        return;
    if (s->file.fd >= 0) {
        fail(s, 400);
        return;
    }
    s->place = IN_FILE;
    s->file.name = name;
    s->file.field = arena_str(s->a, s->parts.name);
    s->file.fd = file_open(s->folder);
    if (s->file.fd < 0)
        fail(s, 503);
}

static bool write_all(int fd, struct str piece)
{
    while (piece.n) {
        ssize_t n = write(fd, piece.p, piece.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        piece = str_slice(piece, (size_t)n, piece.n);
    }
    return true;
}

static void file_more(struct spool *s, struct str piece)
{
    if (piece.n > UPLOAD_MAX - s->file.size) {
        fail(s, 413);
    } else if (!write_all(s->file.fd, piece)) {
        fail(s, 503);
    } else {
        s->file.size += piece.n;
        crypt_stream_add(s->hash, piece);
    }
}

/* --- what it is ------------------------------------------------------------------------------ */

static bool has_at(struct str s, size_t at, struct str mark)
{
    return str_eq(str_slice(s, at, mark.n), mark);
}

/* ISO 14496-12: a box "ftyp" names the main brand, and after a version, those it fits as well.
 * Phones write "heic" there, or "mif1" and "heic" among the others. */
static bool is_heic(struct str s)
{
    static const struct str brands[] = {STR_INIT("heic"), STR_INIT("heix"), STR_INIT("heim"),
                                        STR_INIT("heis")};
    if (!has_at(s, 4, S("ftyp")))
        return false;
    size_t n = (size_t)(unsigned char)s.p[2] << 8 | (unsigned char)s.p[3];
    struct str box = str_slice(s, 0, s.p[0] || s.p[1] ? 0 : n);
    for (size_t i = 8; i + 4 <= box.n; i += 4)
        if (i != 12 && str_among(str_slice(box, i, 4), brands, sizeof brands / sizeof brands[0]))
            return true;
    return false;
}

static struct str type_of(struct str first)
{
    if (has_at(first, 0, S("%PDF-")))
        return S("application/pdf");
    if (has_at(first, 0, S("\xff\xd8\xff")))
        return S("image/jpeg");
    if (has_at(first, 0, S("\x89PNG\r\n\x1a\n")))
        return S("image/png");
    if (has_at(first, 0, S("RIFF")) && has_at(first, 8, S("WEBP")))
        return S("image/webp");
    return is_heic(first) ? S("image/heic") : S("");
}

/* --- the whole body -------------------------------------------------------------------------- */

static void fields_check(struct spool *s)
{
    if (arena_failed(s->a))
        fail(s, 503);
    else if (s->fields.full)
        fail(s, 413);
}

static void part_begin(struct spool *s)
{
    if (s->parts.file.p) {
        file_begin(s);
        return;
    }
    s->place = IN_FIELD;
    form_write(&s->fields, s->parts.name, S(""));
    fields_check(s);
}

static void part_more(struct spool *s, struct str piece)
{
    switch (s->place) {
    case IN_NOTHING:
        fail(s, 400);
        break;
    case IN_FIELD:
        form_write_more(&s->fields, piece);
        fields_check(s);
        break;
    case IN_FILE:
        file_more(s, piece);
        break;
    }
}

void spool_take(struct spool *s, struct str piece)
{
    struct str data = {NULL, 0};
    while (piece.n && !s->wrong) {
        enum multipart_event e = multipart_next(&s->parts, &piece, &data);
        if (e == MULTIPART_WRONG)
            fail(s, 400);
        else if (e == MULTIPART_PART)
            part_begin(s);
        else if (e == MULTIPART_DATA)
            part_more(s, data);
    }
}

/* No form can say FIELD=NAME=SIZE=HASH: it would have escaped the signs. */
static void file_end(struct spool *s)
{
    struct upload *u = &s->file;
    char first[FIRST_BYTES];
    size_t n = u->size < sizeof first ? u->size : sizeof first;
    if (upload_read(u, 0, first, n) != OK) {
        fail(s, 503);
        return;
    }
    u->type = type_of((struct str){first, n});
    crypt_stream_end(s->hash, u->hash);
    struct out w = out_new(s->a, s->fields.n + 3 * (u->field.n + u->name.n) + HEX_AND_SIZE);
    struct str hex = crypt_hex(s->a, u->hash, sizeof u->hash);
    out_raw(&w, out_str(&s->fields));
    form_write(&w, u->field, u->name);
    out_fmt(&w, "=%zu=%.*s", u->size, STR_ARG(hex));
    s->body = out_str(&w);
}

unsigned spool_end(struct spool *s)
{
    if (!s->wrong && !multipart_ended(&s->parts))
        fail(s, 400);
    s->body = spool_fields(s);
    if (s->file.fd >= 0)
        file_end(s);
    if (arena_failed(s->a))
        fail(s, 503);
    return s->wrong;
}

struct str spool_fields(const struct spool *s)
{
    return out_str(&s->fields);
}

struct str spool_body(const struct spool *s)
{
    return s->body;
}

const struct upload *request_upload(struct request *rq)
{
    return rq->spool && rq->spool->file.fd >= 0 ? &rq->spool->file : NULL;
}

enum rc upload_read(const struct upload *u, size_t from, void *to, size_t n)
{
    if (from > u->size || n > u->size - from)
        return INVALID;
    for (char *p = to; n;) {
        ssize_t got = pread(u->fd, p, n, (off_t)from);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return BROKEN;
        p += got;
        from += (size_t)got;
        n -= (size_t)got;
    }
    return OK;
}
