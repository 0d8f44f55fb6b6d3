/* Files that belong to a client.
 * Must never: keep a file of a kind that its content does not show, or give back one whose hash
 * does not fit.
 * Read next: sql/document.sql.
 */
#include "practice/document.h"

#include "practice/audit.h"
#include "store/sql_document.h"

static bool source_check(struct act *act, const struct document_source *s)
{
    if (!s->size)
        fault_add(act->faults, S("document"), "The file is empty: choose another.");
    else if (!s->type.n)
        fault_add(act->faults, S("document"),
                  "This is no PDF, JPEG, PNG, WebP or HEIC, whatever its name says: choose one of "
                  "these.");
    else if (s->size > DOCUMENT_MAX)
        fault_add(act->faults, S("document"), "The file is larger than 10 MiB: choose a smaller.");
    return act->faults->n == 0;
}

static enum rc parts_put(struct act *act, struct id client, struct id id,
                         const struct document_source *s)
{
    char *part = ARENA_ARRAY(act->a, DOCUMENT_PART, char);
    enum rc rc = arena_failed(act->a) ? BUSY : OK;
    for (size_t from = 0, n = 0; from < s->size && rc == OK; from += DOCUMENT_PART, n++) {
        size_t size = s->size - from < DOCUMENT_PART ? s->size - from : DOCUMENT_PART;
        rc = s->read(s->arg, from, part, size);
        if (rc == OK)
            rc = document_part_put(
                act->tx, &(struct document_part_put_in){client, id, (int64_t)n, {part, size}});
    }
    return rc;
}

enum rc document_add(struct act *act, struct id client, const struct document_source *s,
                     struct id *ret)
{
    if (!source_check(act, s))
        return INVALID;
    *ret = id_new();
    struct document_put_in in = {client,           *ret,
                                 s->name,          s->type,
                                 (int64_t)s->size, crypt_hex(act->a, s->hash, sizeof s->hash),
                                 act->who.user,    act->now_utc};
    enum rc rc = document_put(act->tx, &in);
    if (rc == OK)
        rc = parts_put(act, client, *ret, s);
    return rc == OK ? audit_add(act, "document.add", *ret, client, S("")) : rc;
}

static enum rc parts_get(struct act *act, struct id client, struct id id, struct arena *big,
                         struct str *ret)
{
    char *body = ARENA_ARRAY(big, DOCUMENT_MAX, char);
    size_t size = 0;
    enum rc rc = arena_failed(big) ? BUSY : OK;
    for (int64_t n = 0; rc == OK && size < DOCUMENT_MAX; n++) {
        struct document_part_row part;
        struct document_part_get_in in = {client, id, n};
        rc = document_part_get(act->tx, big, &in, &part);
        if (rc != OK || part.body.n > DOCUMENT_MAX - size)
            break;
        memcpy(body + size, part.body.p, part.body.n);
        size += part.body.n;
    }
    *ret = (struct str){body, size};
    return rc == NOT_FOUND ? OK : rc;
}

enum rc document_read(struct act *act, struct id client, struct id document, struct arena *big,
                      struct document *ret)
{
    struct document_row row;
    unsigned char hash[CRYPT_HASH];
    struct str body;
    enum rc rc = document_get(act->tx, act->a, &(struct document_get_in){client, document}, &row);
    if (rc == OK)
        rc = parts_get(act, client, document, big, &body);
    if (rc != OK)
        return rc;
    crypt_hash(NULL, body, hash);
    if (!str_eq(crypt_hex(act->a, hash, sizeof hash), row.hash))
        return BROKEN;
    *ret = (struct document){row.name, row.type, body};
    return audit_saw(act, "document.see", document, client);
}
