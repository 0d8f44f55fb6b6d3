/* A believable practice made from a seed.
 * Must never: write a visit otherwise than signing writes it.
 * Read next: practice/visit_write.c.
 */
#include "practice/sample.h"

#include "base/clock.h"
#include "domain/client.h"
#include "domain/knowledge.h"
#include "practice/audit.h"
#include "practice/client.h"
#include "practice/outcome.h"
#include "practice/sample_adverse.h"
#include "practice/sample_care.h"
#include "practice/sample_dice.h"
#include "practice/sample_people.h"
#include "practice/sample_safety.h"
#include "practice/sample_sheet.h"
#include "practice/user.h"
#include "practice/visit.h"
#include "practice/visit_write.h"
#include "store/sql_client.h"
#include "store/sql_complaint.h"
#include "store/sql_observation.h"
#include "store/sql_practice.h"
#include "store/sql_user.h"
#include "store/sql_visit.h"
#include "store/store.h"

enum {
    THERAPISTS = 4,
    PLACES = 2,
    MONTHS_S = 270 * 86400,
    BATCH = 10, /* clients a commit: more of them would not fit the store's page cache */
    BATCH_ARENA = 256 * 1024 * 1024,
    DRAFTS = 2,
    AMENDED = 2
};

static const char therapist_names[THERAPISTS][24] = {"Tomasz Zieliński", "Ngaire Holloway",
                                                     "Rosa Quintana", "Vikram Iyer"};

struct making {
    struct practice *practice;
    struct sample *sample;
    struct dice dice;
    struct act act;
    struct id owner, desk, therapists[THERAPISTS], places[PLACES];
    int64_t now, next_client;
    bool big;
};

/* --- the house ------------------------------------------------------------------------------- */

static enum rc user_make(struct making *m, struct id *ret, const char *name, const char *email,
                         int64_t roles)
{
    struct arena *a = m->act.a;
    bool treats = roles & ROLE_THERAPIST;
    *ret = dice_id(&m->dice, m->now - MONTHS_S);
    struct user_put_in in = {
        .id = *ret,
        .email = str_from(email),
        .email_folded = str_from(email),
        .name = str_from(name),
        .roles = roles,
        .qualification = treats ? S("Diploma of Remedial Massage") : S(""),
        .association = treats ? S("Sample Association of Massage") : S(""),
        .association_number = treats
                                  ? arena_fmt(a, "SA-%05d", (int)dice_between(&m->dice, 1, 99999))
                                  : S(""),
        .provider_number = treats ? arena_fmt(a, "%07dX", (int)dice_between(&m->dice, 1, 9999999))
                                  : S(""),
        .made_utc = m->now - MONTHS_S};
    return user_put(m->act.tx, &in);
}

static enum rc users_make(struct making *m)
{
    enum rc rc = user_make(m, &m->owner, "Mira Castellano", "owner@example.org",
                           ROLE_OWNER | ROLE_THERAPIST);
    if (rc == OK)
        rc = user_make(m, &m->desk, "Ines Haddon", "desk@example.org", ROLE_DESK);
    for (int i = 0; i < THERAPISTS && rc == OK; i++) {
        struct str email = i ? arena_fmt(m->act.a, "therapist%d@example.org", i + 1)
                             : S("therapist@example.org");
        rc = user_make(m, &m->therapists[i], therapist_names[i], arena_cstr(m->act.a, email),
                       ROLE_THERAPIST);
    }
    return rc;
}

static enum rc places_make(struct making *m)
{
    static const char *const names[PLACES] = {"Harbour Street", "Hill Road"};
    static const char *const addresses[PLACES] = {"12 Harbour Street, Balmain NSW 2041",
                                                  "3/48 Hill Road, Leura NSW 2780"};
    enum rc rc = OK;
    for (int i = 0; i < PLACES && rc == OK; i++) {
        m->places[i] = dice_id(&m->dice, m->now - MONTHS_S);
        rc = location_put(m->act.tx,
                          &(struct location_put_in){m->places[i], str_from(names[i]),
                                                    str_from(addresses[i]), S("Australia/Sydney")});
    }
    return rc;
}

static enum rc house_make(struct act *act, void *cmd)
{
    struct making *m = cmd;
    bool any = true;
    enum rc rc = user_any(act, &any);
    if (rc != OK || any)
        return rc == OK ? CONFLICT : rc;
    m->act = *act;
    rc = practice_put(act->tx, &(struct practice_put_in){dice_id(&m->dice, m->now - MONTHS_S),
                                                         S("Wrenfield Remedial Massage"), S("AU"),
                                                         S("Australia/Sydney"), S("AUD"),
                                                         m->now - MONTHS_S});
    if (rc == OK)
        rc = users_make(m);
    if (rc == OK)
        rc = places_make(m);
    return rc == OK ? audit_add(act, "practice.make", ID_NONE, ID_NONE, S("")) : rc;
}

/* --- one client ------------------------------------------------------------------------------ */

struct life {
    struct client client;
    struct complaint complaint;
    const struct sample_ache *ache;
    const struct sample_course *course;
    struct id therapist, place;
    int64_t began;
    bool left; /* the complaint is on the left */
};

static void client_fill(struct making *m, struct life *l, int64_t n)
{
    struct arena *a = m->act.a;
    const struct sample_name *name = &sample_names[(size_t)n % sample_name_count];
    const struct sample_name *other = &sample_names[dice_roll(&m->dice) % sample_name_count];
    bool fresh = n >= (int64_t)sample_name_count; /* mixed names once the list is used up */
    int64_t phone = n % 1000;
    l->client = (struct client){
        .id = dice_id(&m->dice, l->began - 86400),
        .given = str_from(name->given),
        .family = str_from(fresh ? other->family : name->family),
        .preferred = str_from(name->preferred),
        .born = arena_fmt(a, "%04d-%02d-%02d", (int)dice_between(&m->dice, 1938, 2005),
                          (int)dice_between(&m->dice, 1, 12), (int)dice_between(&m->dice, 1, 28)),
        .phone = arena_fmt(a, "0491 57%d %03d", (int)(n / 1000 % 10), (int)phone),
        .email = arena_fmt(a, "client%lld@example.org", (long long)n + 1),
        .address = arena_fmt(a, "%d Sample Street, Wrenfield NSW",
                             (int)dice_between(&m->dice, 1, 200)),
        .occupation = str_from(sample_jobs[dice_roll(&m->dice) % sample_job_count]),
        .gp = dice_one_in(&m->dice, 2) ? S("Dr A. Sample, Wrenfield Surgery") : S(""),
        .emergency = dice_one_in(&m->dice, 2) ? S("A friend, 0491 570 110") : S(""),
        .alert = dice_one_in(&m->dice, 8)
                     ? str_from(sample_alerts[dice_roll(&m->dice) % sample_alert_count])
                     : S(""),
        .figure = dice_one_in(&m->dice, 2) ? S("a") : S("b"),
        .made_utc = l->began - 86400};
}

static enum rc words_make(struct making *m, const struct client *c)
{
    struct str words[CLIENT_WORDS_MAX];
    size_t n = client_words(m->act.a, c, words);
    enum rc rc = OK;
    for (size_t i = 0; i < n && rc == OK; i++)
        rc = client_word_put(m->act.tx, &(struct client_word_put_in){words[i], c->id});
    return rc;
}

static enum rc client_make(struct making *m, struct life *l)
{
    struct faults *f = faults_new(m->act.a);
    client_check(m->act.a, &l->client, date_from_days(m->now / 86400), f);
    if (f->n)
        bug("a sample client that the rules refuse");
    enum rc rc = client_put(m->act.tx, &l->client);
    return rc == OK ? words_make(m, &l->client) : rc;
}

static enum rc complaint_make(struct making *m, struct life *l, int64_t n)
{
    int64_t since = l->began / 86400 - dice_between(&m->dice, 20, 700);
    l->complaint = (struct complaint){.client = l->client.id,
                                      .n = n,
                                      .label = str_from(l->ache->label),
                                      .since = date_text(m->act.a, date_from_days(since)),
                                      .cause = str_from(l->ache->cause),
                                      .made_utc = l->began};
    enum rc rc = complaint_put(m->act.tx, &l->complaint);
    if (rc != OK || m->big)
        return rc;
    return goal_put(
        m->act.tx, &(struct goal_put_in){l->client.id, n, 1, str_from(l->ache->goal),
                                         str_from(l->ache->sign), some_real(l->ache->normal),
                                         date_text(m->act.a, date_from_days(m->now / 86400 + 60))});
}

/* --- a course of visits ---------------------------------------------------------------------- */

static enum rc visit_make(struct making *m, const struct life *l, int64_t at, double t,
                          struct visit *ret)
{
    struct faults *f = faults_new(m->act.a);
    const struct sample_life life = {&m->dice, l->ache,        l->course,         l->left,
                                     m->big,   l->complaint.n, l->complaint.label};
    struct sheet s = sample_sheet(&life, at, t);
    struct visit v = {.client = l->client.id,
                      .id = dice_id(&m->dice, at),
                      .therapist = l->therapist,
                      .location = l->place,
                      .complaint = l->complaint.n,
                      .started_utc = at,
                      .entered_utc = at};
    enum rc rc = m->big ? OK : sample_soften(&m->act, v.client, &s);
    sheet_check(m->act.a, &s, m->now, f);
    if (f->n)
        bug("a sample visit that the rules refuse: %.*s", STR_ARG(f->at[0].text));
    struct visit_put_in put = {v.client,    v.id,          v.therapist,  v.location,
                               v.complaint, v.started_utc, v.entered_utc};
    m->act.now_utc = at + 70 * 60;
    m->act.who.user = l->therapist;
    if (rc == OK)
        rc = visit_put(m->act.tx, &put);
    if (rc == OK)
        rc = visit_write(&m->act, &v, &s);
    if (rc == OK && !m->big)
        rc = audit_add(&m->act, "visit.sign", v.id, v.client, S(""));
    m->sample->ret_visits++;
    m->sample->ret_observations += 3 + (m->big ? 0 : 3);
    *ret = v;
    return rc;
}

static enum rc diary_make(struct making *m, const struct life *l, int64_t from, int64_t to)
{
    enum rc rc = OK;
    int64_t step = (int64_t)l->course->diary_every_days * 86400;
    for (int64_t at = from; step && at < to && rc == OK;
         at += step + dice_between(&m->dice, -8, 8) * 3600) {
        double t = (double)(at - from) / (double)(to - from);
        if (dice_one_in(&m->dice, 3))
            continue;
        struct observation_put_in in = {
            l->client.id,
            l->complaint.n,
            S("nrs_now"),
            at + 1800,
            S("diary"),
            (double)sample_score(sample_pain(l->course, t) - 0.4 + dice_noise(&m->dice)),
            ID_NONE,
            dice_id(&m->dice, at)};
        rc = observation_put(m->act.tx, &in);
        m->sample->ret_observations++;
    }
    return rc;
}

/* Visits begin on the hour, 9 to 17, Sydney's winter time. */
static int64_t at_hour(struct making *m, int64_t at)
{
    return at / 86400 * 86400 + dice_between(&m->dice, 9, 17) * 3600 - 10 * 3600;
}

/* Before the first visit a plan and a review, then a review every fifth. */
static enum rc care_make(struct making *m, const struct life *l, int64_t i, int64_t at, double t)
{
    struct sample_care care = {.client = l->client.id,
                               .complaint = l->complaint.n,
                               .areas = str_from(region_find(str_from(l->ache->regions[0]))->label),
                               .activity = str_from(l->ache->activity),
                               .pain = sample_pain(l->course, t),
                               .first = i == 0};
    enum rc rc = OK;
    m->act.now_utc = at - 600;
    m->act.who.user = l->therapist;
    if (i == 0 || (i == 5 && care.pain < 4))
        rc = sample_plan(&m->act, &m->dice, &care);
    if (rc == OK && i % 5 == 0)
        rc = sample_review(&m->act, &m->dice, &care);
    return rc;
}

static enum rc course_make(struct making *m, const struct life *l, int64_t visits)
{
    int64_t to = m->now - dice_between(&m->dice, 2, 20) * 86400;
    struct visit visit = {.client = ID_NONE};
    enum rc rc = OK;
    for (int64_t i = 0; i < visits && rc == OK; i++) {
        double t = visits > 1 ? (double)i / (double)(visits - 1) : 0;
        int64_t at = at_hour(m, l->began + (int64_t)((double)(to - l->began) * t));
        if (!m->big)
            rc = care_make(m, l, i, at, t);
        if (rc == OK)
            rc = visit_make(m, l, at, t, &visit);
    }
    if (rc != OK || m->big || !visits)
        return rc;
    rc = diary_make(m, l, l->began + 86400, to);
    m->act.now_utc = m->now;
    return rc == OK ? outcome_refresh(&m->act, visit.client, visit.complaint) : rc;
}

static enum rc life_make(struct making *m, int64_t n)
{
    struct life l = {.ache = &sample_aches[dice_roll(&m->dice) % sample_ache_count],
                     .course = &sample_courses[(size_t)n % sample_course_count],
                     .therapist = m->therapists[n % THERAPISTS],
                     .place = m->places[n % PLACES],
                     .left = dice_one_in(&m->dice, 2)};
    l.began = m->now - dice_between(&m->dice, 40, 270) * 86400;
    int64_t visits = m->big ? SAMPLE_BIG_VISITS
                            : dice_between(&m->dice, l.course->visits_low, l.course->visits_high);
    client_fill(m, &l, n);
    m->act.now_utc = l.began;
    m->act.who.user = m->desk;
    enum rc rc = client_make(m, &l);
    if (rc == OK)
        rc = audit_add(&m->act, "client.add", l.client.id, l.client.id, S(""));
    if (rc == OK && !m->big)
        rc = sample_safety(&m->act, &m->dice, l.client.id, l.client.alert);
    if (rc == OK)
        rc = complaint_make(m, &l, 1);
    if (rc == OK)
        rc = course_make(m, &l, visits);
    if (rc != OK || m->big || !dice_one_in(&m->dice, 4))
        return rc;
    l.ache = &sample_aches[(size_t)(l.ache - sample_aches + 3) % sample_ache_count];
    rc = complaint_make(m, &l, 2);
    return rc == OK ? course_make(m, &l, dice_between(&m->dice, 0, 3)) : rc;
}

static enum rc batch_make(struct act *act, void *cmd)
{
    struct making *m = cmd;
    enum rc rc = OK;
    int64_t end = m->next_client + BATCH;
    m->act = *act;
    for (; m->next_client < end && m->next_client < m->sample->clients && rc == OK;
         m->next_client++)
        rc = life_make(m, m->next_client);
    return rc;
}

/* --- what a practice has lying about: drafts, amendments, a void ----------------------------- */

static const char *const draft_form =
    "blocks=1&now.1=5&week.1=6&news_none=1&b0.where=Levator+scapulae&b0.side=right"
    "&b0.technique=trigger_point&b0.minutes=10&b0.pressure=4&s=Slept+badly+on+the+new+pillow";

/* What stands between three clients and their next visit. */
static const struct {
    const char *caution;
    bool cleared;
} sample_told[] = {{"rf_gca", false}, {"ab_seizure", false}, {"re_heart", true}};

enum { TOLD = sizeof sample_told / sizeof sample_told[0] };

static enum rc loose_ends(struct act *act, void *cmd)
{
    struct making *m = cmd;
    struct client_list clients;
    struct client_page_in page = {S(""), ID_NONE, 40};
    enum rc rc = client_page(act->tx, act->a, &page, &clients);
    size_t amended = 0, told = 0;
    bool voided = false;
    for (size_t i = 0; rc == OK && i < clients.n; i++) {
        struct visit_list visits;
        struct visit_by_client_in in = {clients.at[i].id, INT64_MAX, 3};
        rc = visit_by_client(act->tx, act->a, &in, &visits);
        if (rc != OK || !visits.n)
            continue;
        struct visit *v = &visits.at[0];
        act->who.user = v->therapist;
        if (m->sample->ret_drafts < DRAFTS && id_eq(v->therapist, m->therapists[0])) {
            struct visit_start start = {.client = v->client,
                                        .complaint = v->complaint,
                                        .location = v->location,
                                        .started_utc = m->now - (2 + m->sample->ret_drafts) * 3600,
                                        .form = str_from(draft_form)};
            rc = sample_safety_again(act, v->client);
            if (rc == OK)
                rc = visit_start(act, &start);
            if (act->refused)
                bug("a sample client whom the gate does not let in");
            m->sample->ret_drafts++;
        } else if (told < TOLD && visits.n > 1) {
            rc = sample_tell(act, v->client, sample_told[told].caution, sample_told[told].cleared);
            told++;
        } else if (amended < AMENDED && visits.n > 1) {
            struct visit_amend_cmd amend = {v->client, v->id, S("Left something out"),
                                            S("Also asked to see the GP about the night pain.")};
            rc = visit_amend(act, &amend);
            amended++;
        } else if (!voided && visits.n > 2) {
            struct visit_void_cmd wrong = {v->client, v->id, S("Written into the wrong chart")};
            rc = visit_void(act, &wrong);
            voided = true;
        }
    }
    return rc;
}

/* --- all of it ------------------------------------------------------------------------------- */

static enum rc clients_make(struct making *m)
{
    static const struct who program = {.name = STR_INIT("Tonus")};
    enum rc rc = OK;
    while (rc == OK && m->next_client < m->sample->clients) {
        struct arena *a = arena_new(BATCH_ARENA);
        rc = practice_write_now(m->practice, &program, a, faults_new(a), batch_make, m, NULL);
        arena_free(a);
        if (m->sample->progress)
            m->sample->progress(m->next_client, m->sample->clients);
    }
    return rc;
}

enum rc sample_make(struct practice *p, struct sample *s)
{
    static const struct who program = {.name = STR_INIT("Tonus")};
    struct arena *a = arena_new(BATCH_ARENA);
    struct making *m = ARENA_NEW(a, struct making);
    *m = (struct making){.practice = p, .sample = s, .dice = {s->seed}, .now = clock_utc()};
    m->big = s->clients > SAMPLE_CLIENTS;
    enum rc rc = practice_write_now(p, &program, a, faults_new(a), house_make, m, NULL);
    if (rc == OK)
        rc = clients_make(m);
    if (rc == OK && !m->big)
        rc = practice_write_now(p, &program, a, faults_new(a), loose_ends, m, NULL);
    if (rc == OK && !m->big)
        rc = practice_write_now(p, &program, a, faults_new(a), sample_adverse, NULL, NULL);
    arena_free(a);
    return rc;
}
