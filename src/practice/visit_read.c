/* Reading visits: one whole, the one before, the unsigned, the lately seen.
 * Must never: show another therapist's draft.
 * Read next: practice/visit.h.
 */
#include "base/crypt.h"
#include "base/out.h"
#include "practice/audit.h"
#include "practice/client.h"
#include "practice/user.h"
#include "practice/visit.h"
#include "practice/visit_write.h"
#include "store/sql_client.h"
#include "store/sql_complaint.h"
#include "store/sql_observation.h"
#include "store/sql_practice.h"
#include "store/sql_visit.h"

enum { HASHED_ROOM = 512, UNSIGNED_MOST = 100, SEEN_MOST = 12, SEEN_DAYS = 60 };

struct str visit_hash(struct arena *a, const struct visit *v, const struct note *n)
{
    unsigned char hash[CRYPT_HASH];
    const struct str texts[] = {n->news, n->subjective, n->objective, n->assessment,
                                n->plan, n->advice,     v->summary};
    size_t room = HASHED_ROOM;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        room += texts[i].n;
    struct out w = out_new(a, room);
    out_raw(&w, (struct str){(const char *)v->client.b, sizeof v->client.b});
    out_raw(&w, (struct str){(const char *)v->id.b, sizeof v->id.b});
    out_raw(&w, (struct str){(const char *)v->therapist.b, sizeof v->therapist.b});
    out_fmt(&w, "%lld,%lld,%lld,", (long long)v->complaint, (long long)v->started_utc,
            (long long)v->signed_utc.v);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        out_fmt(&w, "%zu:", texts[i].n);
        out_raw(&w, texts[i]);
    }
    crypt_hash(NULL, out_str(&w), hash);
    return crypt_hex(a, hash, sizeof hash);
}

static struct str name_of_user(struct act *act, struct id id, struct str *ret_qualification)
{
    struct user u;
    if (id_is_none(id) || user_read(act, id, &u) != OK)
        return S("");
    if (ret_qualification)
        *ret_qualification = u.qualification;
    return u.name;
}

static enum rc names_fill(struct act *act, struct visit_whole *w)
{
    struct location_list places;
    enum rc rc = practice_locations(act, &places);
    w->therapist_name = name_of_user(act, w->visit.therapist, &w->therapist_qualification);
    w->voided_by_name = name_of_user(act, w->visit.voided_by, NULL);
    for (size_t i = 0; rc == OK && i < places.n; i++)
        if (id_eq(places.at[i].id, w->visit.location))
            w->location_name = places.at[i].name;
    return rc;
}

static enum rc draft_fill(struct act *act, struct visit_whole *w)
{
    struct draft_form d;
    enum rc rc = draft_get(act->tx, act->a, &(struct draft_get_in){w->client.id, w->visit.id}, &d);
    if (rc == OK)
        rc = complaint_all(act, w->client.id, &w->complaints);
    if (rc != OK)
        return rc;
    size_t kept = 0;
    for (size_t i = 0; i < w->complaints.n; i++) {
        const struct complaint *c = &w->complaints.at[i];
        if (!c->closed_utc.has || c->n == w->visit.complaint)
            w->complaints.at[kept++] = *c;
    }
    w->complaints.n = kept;
    w->draft_form = d.form;
    w->draft_saved_utc = d.saved_utc;
    w->draft_version = d.version;
    return OK;
}

static void note_ask(struct act *act, struct id client, struct id visit)
{
    struct tx *tx = act->tx;
    note_get_ask(tx, act->a, &(struct note_get_in){client, visit});
    finding_by_visit_ask(tx, act->a, &(struct finding_by_visit_in){client, visit});
    block_by_visit_ask(tx, act->a, &(struct block_by_visit_in){client, visit});
    mark_by_visit_ask(tx, act->a, &(struct mark_by_visit_in){client, visit});
    observation_by_visit_ask(tx, act->a, &(struct observation_by_visit_in){client, visit});
    complaint_by_client_ask(tx, act->a, &(struct complaint_by_client_in){client});
    amendment_by_visit_ask(tx, act->a, &(struct amendment_by_visit_in){client, visit});
}

static enum rc note_fill(struct act *act, struct visit_whole *w)
{
    struct id client = w->client.id, visit = w->visit.id;
    struct tx *tx = act->tx;
    note_ask(act, client, visit);
    enum rc rc = note_get(tx, act->a, &(struct note_get_in){client, visit}, &w->note);
    if (rc == NOT_FOUND)
        return OK; /* voided before it was signed */
    if (rc == OK)
        rc = finding_by_visit(tx, act->a, &(struct finding_by_visit_in){client, visit},
                              &w->findings);
    if (rc == OK)
        rc = block_by_visit(tx, act->a, &(struct block_by_visit_in){client, visit}, &w->blocks);
    if (rc == OK)
        rc = mark_by_visit(tx, act->a, &(struct mark_by_visit_in){client, visit}, &w->marks);
    if (rc == OK)
        rc = observation_by_visit(tx, act->a, &(struct observation_by_visit_in){client, visit},
                                  &w->scores);
    if (rc == OK)
        rc = complaint_all(act, client, &w->complaints);
    if (rc == OK)
        rc = amendment_by_visit(tx, act->a, &(struct amendment_by_visit_in){client, visit},
                                &w->amendments);
    w->hash_holds = rc == OK &&
                    str_eq(visit_hash(act->a, &w->visit, &w->note), w->visit.signed_hash);
    return rc;
}

enum rc visit_read(struct act *act, struct id client, struct id visit, struct visit_whole *ret)
{
    struct visit_whole w = {0};
    struct visit_get_in in = {client, visit};
    client_get_ask(act->tx, act->a, &(struct client_get_in){client});
    visit_get_ask(act->tx, act->a, &in);
    location_all_ask(act->tx, act->a);
    enum rc rc = client_read(act, client, &w.client);
    if (rc == OK)
        rc = visit_get(act->tx, act->a, &in, &w.visit);
    if (rc == OK)
        rc = complaint_get(act->tx, act->a, &(struct complaint_get_in){client, w.visit.complaint},
                           &w.complaint);
    if (rc == OK)
        rc = names_fill(act, &w);
    if (rc != OK)
        return rc;
    bool is_draft = str_eq(w.visit.state, S("draft"));
    if (is_draft && !id_eq(w.visit.therapist, act->who.user))
        return DENIED;
    rc = is_draft ? draft_fill(act, &w) : note_fill(act, &w);
    if (rc != OK)
        return rc;
    *ret = w;
    return OK;
}

enum rc visit_saw(const struct act *act, const struct visit *visit)
{
    return audit_saw(act, "visit.see", visit->id, visit->client);
}

enum rc visit_before(struct act *act, struct id client, int64_t complaint, struct visit_before *ret)
{
    struct visit_ref ref;
    struct note note = {0};
    struct visit_before b = {0};
    struct visit_last_signed_in in = {client, complaint};
    enum rc rc = visit_last_signed(act->tx, act->a, &in, &ref);
    if (rc != OK)
        return rc;
    b.started_utc = ref.started_utc;
    rc = block_by_visit(act->tx, act->a, &(struct block_by_visit_in){client, ref.id}, &b.blocks);
    if (rc == OK)
        rc = finding_by_visit(act->tx, act->a, &(struct finding_by_visit_in){client, ref.id},
                              &b.findings);
    if (rc == OK)
        rc = mark_by_visit(act->tx, act->a, &(struct mark_by_visit_in){client, ref.id}, &b.marks);
    if (rc == OK)
        rc = note_get(act->tx, act->a, &(struct note_get_in){client, ref.id}, &note);
    b.plan = note.plan;
    if (rc == OK)
        *ret = b;
    return rc;
}

static struct str name_of(struct arena *a, struct str given, struct str family,
                          struct str preferred)
{
    return client_name(a,
                       &(struct client){.given = given, .family = family, .preferred = preferred});
}

enum rc visit_unsigned(struct act *act, struct unsigned_list *ret)
{
    struct draft_row_list rows;
    struct visit_drafts_in in = {act->who.user, UNSIGNED_MOST};
    enum rc rc = visit_drafts(act->tx, act->a, &in, &rows);
    if (rc != OK)
        return rc;
    struct unsigned_visit *at = ARENA_ARRAY(act->a, rows.n + 1, struct unsigned_visit);
    for (size_t i = 0; i < rows.n && !arena_failed(act->a); i++) {
        const struct draft_row *r = &rows.at[i];
        at[i] = (struct unsigned_visit){
            r->client, r->id,          name_of(act->a, r->given, r->family, r->preferred),
            r->label,  r->started_utc, r->saved_utc};
    }
    *ret = (struct unsigned_list){at, rows.n};
    return OK;
}

enum rc visit_unsigned_count(struct act *act, int64_t *ret)
{
    struct visit_draft_count_row row;
    struct visit_draft_count_in in = {act->who.user};
    enum rc rc = visit_draft_count(act->tx, act->a, &in, &row);
    if (rc == OK)
        *ret = row.n;
    return rc;
}

enum rc visit_seen(struct act *act, struct seen_list *ret)
{
    struct recent_row_list rows;
    struct visit_recent_in in = {act->who.user, act->now_utc - SEEN_DAYS * 86400, SEEN_MOST};
    enum rc rc = visit_recent(act->tx, act->a, &in, &rows);
    if (rc != OK)
        return rc;
    struct seen_visit *at = ARENA_ARRAY(act->a, rows.n + 1, struct seen_visit);
    for (size_t i = 0; i < rows.n && !arena_failed(act->a); i++) {
        const struct recent_row *r = &rows.at[i];
        at[i] = (struct seen_visit){r->client, name_of(act->a, r->given, r->family, r->preferred),
                                    r->summary, r->started_utc};
    }
    *ret = (struct seen_list){at, rows.n};
    return OK;
}
