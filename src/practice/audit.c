/* The audit chain: writing, recording views, reading, verifying.
 * Must never: hold what was written or seen; only that it was.
 * Read next: practice/audit.h.
 */
#include "practice/audit.h"

#include "base/clock.h"
#include "base/out.h"
#include "store/store.h"
#include "store/sql_audit.h"

enum { LINE_MAX_BYTES = 4096, WALK = 1000, VIEW_ARENA = 8 * 1024 };

/* Lengths stand before the parts, so that no two lines read the same. */
static void part(struct out *w, struct str s)
{
    out_fmt(w, "%zu:", s.n);
    out_raw(w, s);
}

static void line_mac(const struct practice *p, struct arena *a, const struct audit_line *line,
                     struct str mac_before, unsigned char ret[CRYPT_HASH])
{
    struct out w = out_new(a, LINE_MAX_BYTES);
    out_fmt(&w, "%lld,%lld,", (long long)line->seq, (long long)line->at_utc);
    part(&w, (struct str){(const char *)line->staff.b, sizeof line->staff.b});
    part(&w, line->action);
    part(&w, (struct str){(const char *)line->target.b, sizeof line->target.b});
    part(&w, (struct str){(const char *)line->client.b, sizeof line->client.b});
    part(&w, line->detail);
    part(&w, mac_before);
    crypt_hash(p->audit_key, out_str(&w), ret);
}

enum rc audit_add(struct act *act, const char *action, struct id target, struct id client,
                  struct str detail)
{
    unsigned char mac[CRYPT_HASH];
    struct audit_head head = {0};
    enum rc rc = audit_last(act->tx, act->a, &head);
    if (rc != OK && rc != NOT_FOUND)
        return rc;
    struct audit_line line = {.seq = head.seq + 1,
                              .at_utc = act->now_utc,
                              .staff = act->who.user,
                              .action = str_from(action),
                              .target = target,
                              .client = client,
                              .detail = detail.p ? detail : S("")};
    line_mac(act->practice, act->a, &line, head.mac, mac);
    line.mac = (struct str){(const char *)mac, sizeof mac};
    return audit_put(act->tx, &line);
}

struct view {
    struct store_job job;
    struct act act;
    const char *action;
    struct id target, client;
};

static enum rc view_run(struct tx *tx, void *arg)
{
    struct view *v = arg;
    v->act.tx = tx;
    return audit_add(&v->act, v->action, v->target, v->client, S(""));
}

static void view_done(struct store_job *job, enum rc rc)
{
    struct view *v = job->arg;
    (void)rc;
    arena_free(v->act.a);
}

enum rc audit_saw(const struct act *act, const char *action, struct id target, struct id client)
{
    struct arena *a = arena_new(VIEW_ARENA);
    struct view *v = ARENA_NEW(a, struct view);
    v->act = (struct act){
        .practice = act->practice, .a = a, .who = {.user = act->who.user}, .now_utc = act->now_utc};
    v->action = action;
    v->target = target;
    v->client = client;
    v->job = (struct store_job){
        .run = view_run, .done = view_done, .arg = v, .patient = true, .again = true};
    enum rc rc = store_submit(act->practice->store, &v->job);
    if (rc != OK)
        arena_free(a);
    return rc;
}

static enum rc page_read(struct act *act, const struct audit_question *q,
                         struct audit_row_list *ret)
{
    int64_t below = q->below_seq ? q->below_seq : INT64_MAX;
    if (!id_is_none(q->client))
        return audit_page_client(act->tx, act->a,
                                 &(struct audit_page_client_in){below, q->from_utc, q->to_utc,
                                                                AUDIT_PAGE + 1, q->client},
                                 ret);
    if (!id_is_none(q->user))
        return audit_page_staff(
            act->tx, act->a,
            &(struct audit_page_staff_in){below, q->from_utc, q->to_utc, AUDIT_PAGE + 1, q->user},
            ret);
    return audit_page(act->tx, act->a,
                      &(struct audit_page_in){below, q->from_utc, q->to_utc, AUDIT_PAGE + 1}, ret);
}

/* Nobody of the staff: a client on their own form, or the program. */
static struct str who_else(const struct audit_row *r)
{
    return id_is_none(r->client) ? S("Tonus") : S("the client");
}

enum rc audit_read(struct act *act, const struct audit_question *q, struct audit_entries *ret)
{
    struct audit_row_list rows = {0};
    enum rc rc = page_read(act, q, &rows);
    if (rc != OK)
        return rc;
    struct audit_entry *at = ARENA_ARRAY(act->a, rows.n + 1, struct audit_entry);
    for (size_t i = 0; i < rows.n && !arena_failed(act->a); i++) {
        const struct audit_row *r = &rows.at[i];
        at[i] = (struct audit_entry){r->seq,
                                     r->at_utc,
                                     r->staff_name.p ? r->staff_name : who_else(r),
                                     r->action,
                                     r->client_name.p ? str_trim(r->client_name) : S(""),
                                     r->detail,
                                     r->client};
    }
    *ret = (struct audit_entries){at, rows.n};
    return OK;
}

static bool walk_part(struct act *act, const struct audit_line_list *lines, int64_t *seq,
                      unsigned char mac_before[CRYPT_HASH], struct str *ret_fault)
{
    for (size_t i = 0; i < lines->n; i++, ++*seq) {
        unsigned char mac[CRYPT_HASH];
        struct str before = {(const char *)mac_before, *seq == 1 ? 0 : CRYPT_HASH};
        line_mac(act->practice, act->a, &lines->at[i], before, mac);
        bool holds = lines->at[i].seq == *seq && lines->at[i].mac.n == CRYPT_HASH &&
                     crypt_same(mac, lines->at[i].mac.p, CRYPT_HASH);
        if (!holds) {
            *ret_fault = arena_fmt(act->a, "row %lld was changed, or the one before it is missing",
                                   (long long)*seq);
            return false;
        }
        memcpy(mac_before, mac, CRYPT_HASH);
    }
    return true;
}

enum rc audit_verify(struct act *act, struct str *ret_fault, int64_t *ret_rows)
{
    unsigned char mac_before[CRYPT_HASH] = {0};
    struct arena *whole = act->a, *scratch = arena_new((size_t)16 * 1024 * 1024);
    struct str fault = {NULL, 0};
    int64_t seq = 1;
    enum rc rc = OK;
    act->a = scratch;
    for (bool more = true; more && rc == OK;) {
        struct audit_line_list lines = {0};
        rc = audit_walk(act->tx, scratch, &(struct audit_walk_in){seq, WALK}, &lines);
        more = rc == OK && lines.n == WALK;
        more = rc == OK && walk_part(act, &lines, &seq, mac_before, &fault) && more;
        fault = arena_str(whole, fault);
        arena_reset(scratch);
    }
    act->a = whole;
    arena_free(scratch);
    if (rc == OK) {
        *ret_fault = fault;
        *ret_rows = seq - 1;
    }
    return rc;
}
