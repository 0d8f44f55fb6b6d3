/* A case for the evidence engine, from a file.
 * Must never: guess at what is not there, or take a number that is none.
 * Read next: cli/evidence_case.h.
 */
#include "cli/evidence_case.h"

#include <json-c/json.h>
#include <stddef.h>

#include "base/date.h"
#include "domain/engine.h"

#define NO_MEMORY "there is no memory for so large a case"

struct reading {
    struct arena *a;
    struct str fault;                          /* the first; "no value": none */
    const size_t *score_lines, *session_lines; /* of a table; NULL: it is JSON */
};

static bool fail(struct reading *r, struct str text)
{
    if (!r->fault.p)
        r->fault = text;
    return false;
}

static struct str place_of(const struct reading *r, bool session, size_t at)
{
    const size_t *lines = session ? r->session_lines : r->score_lines;
    return lines ? arena_fmt(r->a, "line %zu", lines[at])
                 : arena_fmt(r->a, "%s[%zu]", session ? "sessions" : "observations", at);
}

/* What ev_series_check says, in words, at the place that it says. */
static bool series_fine(struct reading *r, const struct evidence_case *c)
{
    const struct ev_series *s = &c->series;
    size_t at;
    enum ev_fault fault = ev_series_check(s, &at);
    /* Scores are looked at first: at[] lies in the future, or a session does. */
    bool late_score = fault == EV_FUTURE && at < s->n_scores && s->scores[at].t > s->now;
    bool session = fault == EV_BAD_MINUTES || (fault == EV_FUTURE && !late_score);
    struct str place = fault == EV_FINE ? S("") : place_of(r, session, at);
    switch (fault) {
    case EV_FINE:
        return true;
    case EV_NOT_A_NUMBER:
        return fail(r, S("a time, a score or the scale is not a number"));
    case EV_BAD_SCALE:
        return fail(r, S("instrument: sign is 1 or -1, min is below max"));
    case EV_TOO_MANY:
        return fail(r, arena_fmt(r->a, "more than %d scores and sessions", EV_EVENTS_MAX));
    case EV_OUTSIDE:
        return fail(r, arena_fmt(r->a, "%.*s: the score %.15g is outside the scale (%g to %g)",
                                 STR_ARG(place), s->scores[at].value, s->scale.low, s->scale.high));
    case EV_BAD_MINUTES:
        return fail(r, arena_fmt(r->a, "%.*s: minutes are above 0, at most %d", STR_ARG(place),
                                 EV_MINUTES_MAX));
    case EV_FUTURE:
        break;
    }
    return fail(r, arena_fmt(r->a, "%.*s: it lies after now (%.15g)", STR_ARG(place), s->now));
}

/* --- JSON -------------------------------------------------------------------------------------- */

static struct json_object *member(struct json_object *o, const char *key)
{
    struct json_object *found = NULL;
    return json_object_object_get_ex(o, key, &found) ? found : NULL;
}

/* A key's number: where it goes, and from where to where it makes sense. */
struct number {
    const char *key;
    size_t at; /* of a double */
    double low, high;
    bool maybe; /* missing or null: what is there stays */
};

#define COUNT(list) (sizeof(list) / sizeof(list)[0])
#define DAYS_MOST 1e7
#define SCORE_MOST 1e6

#define CASE(member) offsetof(struct evidence_case, member)
static const struct number case_numbers[] = {
    {"now", CASE(series.now), -DAYS_MOST, DAYS_MOST, false},
    {"target", CASE(target), -1000, 1000, false},
    {"mcid", CASE(mcid), 0.001, 1000, false},
    {"delta", CASE(delta), 0.001, 1000, true},
};

#define SCALE(member) offsetof(struct ev_scale, member)
static const struct number scale_numbers[] = {
    {"mid", SCALE(mid), -SCORE_MOST, SCORE_MOST, false},
    {"unit", SCALE(unit), 0.001, SCORE_MOST, false},
    {"step", SCALE(step), 1e-6, SCORE_MOST, false},
    {"min", SCALE(low), -SCORE_MOST, SCORE_MOST, true},
    {"max", SCALE(high), -SCORE_MOST, SCORE_MOST, true},
};
static const struct number sign_number = {"sign", 0, -1, 1, false};

static const struct number session_numbers[] = {
    {"t", offsetof(struct ev_session, t), -DAYS_MOST, DAYS_MOST, false},
    {"minutes", offsetof(struct ev_session, minutes), 0.01, EV_MINUTES_MAX, false},
};
static const struct number score_numbers[] = {
    {"t", offsetof(struct ev_score, t), -DAYS_MOST, DAYS_MOST, false},
    {"score", offsetof(struct ev_score, value), -SCORE_MOST, SCORE_MOST, false},
};

/* Standard scale, days, and logs of both; the usual values stand in evidence/model.c. */
#define PRIOR(member) #member, offsetof(struct ev_prior, member)
static const struct number prior_numbers[] = {
    {PRIOR(m0), -50, 50, true},        {PRIOR(sm), 0.01, 100, true},
    {PRIOR(a0), -20, 20, true},        {PRIOR(sa), 0.01, 20, true},
    {PRIOR(c0), -5, 5, true},          {PRIOR(sc), 0.001, 5, true},
    {PRIOR(g0), -20, 20, true},        {PRIOR(sg), 0.01, 20, true},
    {PRIOR(lh0), -5, 7, true},         {PRIOR(slh), 0.01, 3, true},
    {PRIOR(ls0), -5, 4, true},         {PRIOR(sls), 0.01, 3, true},
    {PRIOR(lf0), -5, 4, true},         {PRIOR(slf), 0.01, 3, true},
    {PRIOR(lw0), -5, 4, true},         {PRIOR(slw), 0.01, 3, true},
    {PRIOR(hl_fast), 0.01, 1e5, true}, {PRIOR(hl_slow), 0.01, 1e5, true},
    {PRIOR(hl_last), 0.01, 1e5, true}, {PRIOR(sig_sess), 0, 20, true},
    {PRIOR(kap_fast), -20, 20, true},  {PRIOR(kap_slow), -20, 20, true},
};

/* An object's keys. */
struct form {
    const struct number *numbers;
    size_t n;
    const char *const *others; /* the list ends with NULL; no list: any key may be there */
};

/* From `id` on: what goes with a simulated case and is not read, but for the id. */
static const char *const case_others[] = {
    "sessions", "observations", "instrument", "prior",     "prior_sceptical",  "intervals_days",
    "id",       "name",         "note",       "reference", "simulation_truth", NULL};
static const char *const scale_others[] = {"sign", "name", NULL};
static const char *const prior_others[] = {"name", NULL};

static const struct form case_form = {case_numbers, COUNT(case_numbers), case_others};
static const struct form scale_form = {scale_numbers, COUNT(scale_numbers), scale_others};
static const struct form session_form = {session_numbers, COUNT(session_numbers), NULL};
static const struct form score_form = {score_numbers, COUNT(score_numbers), NULL};
static const struct form prior_form = {prior_numbers, COUNT(prior_numbers), prior_others};

enum { INTERVAL_LEAST = 1, INTERVAL_MOST = 366, ID_MOST = 200, KEY_SHOWN = 60 };

static bool is_number(struct json_object *x)
{
    return json_object_is_type(x, json_type_double) || json_object_is_type(x, json_type_int);
}

/*   where   the object's name; "": the case itself
 */
static struct str path_of(struct reading *r, const char *where, const char *key)
{
    return arena_fmt(r->a, "%s%s%s", where, *where ? "." : "", key);
}

static bool number_read(struct reading *r, struct json_object *o, const char *where,
                        const struct number *n, void *to)
{
    struct json_object *x = member(o, n->key);
    double value = is_number(x) ? json_object_get_double(x) : (double)NAN;
    struct str path = path_of(r, where, n->key);
    if (!x && n->maybe)
        return true;
    if (!isfinite(value))
        return fail(r, arena_fmt(r->a, "%.*s: %s", STR_ARG(path),
                                 x ? "it is not a number" : "it is missing"));
    if (value < n->low || value > n->high)
        return fail(r, arena_fmt(r->a, "%.*s: %.15g is outside %.9g to %.9g", STR_ARG(path), value,
                                 n->low, n->high));
    memcpy((char *)to + n->at, &value, sizeof value);
    return true;
}

static bool key_is_known(const struct form *f, const char *key)
{
    bool known = !f->others;
    for (size_t i = 0; i < f->n && !known; i++)
        known = str_eq(str_from(key), str_from(f->numbers[i].key));
    for (size_t i = 0; !known && f->others[i]; i++)
        known = str_eq(str_from(key), str_from(f->others[i]));
    return known;
}

/* As JSON has it, so that no control character gets out. */
static bool key_refuse(struct reading *r, const char *where, const char *key)
{
    struct json_object *text = json_object_new_string(key);
    struct str json = str_from(json_object_to_json_string(text));
    struct str shown = str_first(str_slice(json, 1, json.n - 2), KEY_SHOWN);
    struct str path = path_of(r, where, arena_cstr(r->a, shown));
    (void)fail(r, arena_fmt(r->a, "%.*s: there is no such key", STR_ARG(path)));
    json_object_put(text);
    return false;
}

static bool form_read(struct reading *r, struct json_object *o, const char *where,
                      const struct form *f, void *to)
{
    if (!json_object_is_type(o, json_type_object))
        return fail(r, arena_fmt(r->a, "%s: an object is wanted", where));
    struct json_object_iterator at = json_object_iter_begin(o), end = json_object_iter_end(o);
    for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at))
        if (!key_is_known(f, json_object_iter_peek_name(&at)))
            return key_refuse(r, where, json_object_iter_peek_name(&at));
    for (size_t i = 0; i < f->n; i++)
        if (!number_read(r, o, where, &f->numbers[i], to))
            return false;
    return true;
}

static struct json_object *array_of(struct reading *r, struct json_object *o, const char *key,
                                    size_t most, size_t *ret_n)
{
    struct json_object *x = member(o, key);
    *ret_n = 0;
    if (!json_object_is_type(x, json_type_array)) {
        fail(r, arena_fmt(r->a, "%s: a list is wanted", key));
        return NULL;
    }
    if (json_object_array_length(x) > most) {
        fail(r, arena_fmt(r->a, "%s: more than %zu", key, most));
        return NULL;
    }
    *ret_n = json_object_array_length(x);
    return x;
}

static bool sessions_read(struct reading *r, struct json_object *o, struct evidence_case *c)
{
    size_t n;
    struct json_object *all = array_of(r, o, "sessions", EV_EVENTS_MAX, &n);
    struct ev_session *at = ARENA_ARRAY(r->a, n + 1, struct ev_session);
    for (size_t i = 0; all && i < n && !arena_failed(r->a) && !r->fault.p; i++) {
        struct json_object *x = json_object_array_get_idx(all, i);
        const char *where = arena_cstr(r->a, arena_fmt(r->a, "sessions[%zu]", i));
        (void)form_read(r, x, where, &session_form, &at[i]);
    }
    c->series.sessions = at;
    c->series.n_sessions = n;
    return !r->fault.p;
}

static bool kind_parse(struct str word, enum score_kind *ret)
{
    static const char *const kinds[] = {
        [SCORE_DIARY] = "diary", [SCORE_PRE] = "pre", [SCORE_POST] = "post"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (str_eq(word, str_from(kinds[i]))) {
            *ret = (enum score_kind)i;
            return true;
        }
    return false;
}

static bool scores_read(struct reading *r, struct json_object *o, struct evidence_case *c)
{
    size_t n;
    struct json_object *all = array_of(r, o, "observations", EV_EVENTS_MAX, &n);
    struct ev_score *at = ARENA_ARRAY(r->a, n + 1, struct ev_score);
    for (size_t i = 0; all && i < n && !arena_failed(r->a) && !r->fault.p; i++) {
        struct json_object *x = json_object_array_get_idx(all, i), *kind = member(x, "kind");
        const char *where = arena_cstr(r->a, arena_fmt(r->a, "observations[%zu]", i));
        if (form_read(r, x, where, &score_form, &at[i]) &&
            !(json_object_is_type(kind, json_type_string) &&
              kind_parse(str_from(json_object_get_string(kind)), &at[i].kind)))
            fail(r, arena_fmt(r->a, "%s.kind: diary, pre or post is wanted", where));
    }
    c->series.scores = at;
    c->series.n_scores = n;
    return !r->fault.p;
}

static bool scale_read(struct reading *r, struct json_object *o, struct ev_scale *ret)
{
    struct json_object *x = member(o, "instrument");
    double sign = 0;
    *ret = (struct ev_scale){.low = (double)NAN, .high = (double)NAN};
    if (!x)
        return fail(r, S("instrument: it is missing"));
    bool fine = form_read(r, x, "instrument", &scale_form, ret) &&
                number_read(r, x, "instrument", &sign_number, &sign);
    ret->sign = sign == 1 ? 1 : sign == -1 ? -1 : 0;
    return fine;
}

static bool prior_read(struct reading *r, struct json_object *o, const char *key,
                       struct ev_prior *p)
{
    struct json_object *x = member(o, key);
    return !x || form_read(r, x, key, &prior_form, p);
}

static bool intervals_read(struct reading *r, struct json_object *o, struct evidence_case *c)
{
    size_t n;
    if (!member(o, "intervals_days"))
        return true;
    struct json_object *all = array_of(r, o, "intervals_days", EV_INTERVALS_MAX, &n);
    for (size_t i = 0; all && i < n; i++) {
        struct json_object *x = json_object_array_get_idx(all, i);
        bool none = json_object_is_type(x, json_type_string) &&
                    str_eq(str_from(json_object_get_string(x)), S("none"));
        double value = is_number(x) ? json_object_get_double(x) : 0;
        if (!none && !is_number(x))
            return fail(r, arena_fmt(r->a, "intervals_days[%zu]: days, or \"none\"", i));
        if (!none && !(value >= INTERVAL_LEAST && value <= INTERVAL_MOST))
            return fail(r, arena_fmt(r->a, "intervals_days[%zu]: %.15g is outside %d to %d", i,
                                     value, INTERVAL_LEAST, INTERVAL_MOST));
        c->intervals[i] = value;
    }
    c->n_intervals = n;
    return !r->fault.p;
}

static bool id_read(struct reading *r, struct json_object *o, struct str *ret)
{
    struct json_object *x = member(o, "id");
    const char *json = x ? json_object_to_json_string(x) : "null";
    bool is_text = json_object_is_type(x, json_type_string);
    struct str text = is_text ? (struct str){json_object_get_string(x),
                                             (size_t)json_object_get_string_len(x)}
                              : str_from(json);
    bool finite = is_number(x) && isfinite(json_object_get_double(x));
    if ((x && !is_text && !finite) || str_chars(text) > ID_MOST)
        return fail(r, arena_fmt(r->a, "id: a text or a number of at most %d characters is wanted",
                                 ID_MOST));
    *ret = arena_fmt(r->a, "%s", json);
    return true;
}

static bool case_read(struct reading *r, struct json_object *o, struct evidence_case *c)
{
    if (!json_object_is_type(o, json_type_object))
        return fail(r, S("a JSON object is wanted"));
    c->delta = (double)NAN;
    bool fine = form_read(r, o, "", &case_form, c) && id_read(r, o, &c->id) &&
                scale_read(r, o, &c->series.scale) && sessions_read(r, o, c) &&
                scores_read(r, o, c) && prior_read(r, o, "prior", &c->prior) &&
                prior_read(r, o, "prior_sceptical", &c->sceptical) && intervals_read(r, o, c);
    if (isnan(c->delta))
        c->delta = c->mcid / 2;
    if (fine && arena_failed(r->a))
        return fail(r, S(NO_MEMORY));
    return fine && series_fine(r, c);
}

static void usual_fill(struct evidence_case *c)
{
    *c = (struct evidence_case){.id = S("null"),
                                .prior = ev_prior_usual(),
                                .sceptical = ev_prior_sceptical(),
                                .n_intervals = engine_interval_count};
    for (size_t i = 0; i < engine_interval_count; i++)
        c->intervals[i] = engine_intervals[i];
}

static size_t line_at(struct str text, size_t at)
{
    size_t line = 1;
    for (size_t i = 0; i < at && i < text.n; i++)
        line += text.p[i] == '\n';
    return line;
}

bool evidence_case_json(struct arena *a, struct str text, struct evidence_case *ret,
                        struct str *ret_fault)
{
    struct reading r = {.a = a};
    struct json_tokener *tokener = json_tokener_new();
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    struct json_object *o = json_tokener_parse_ex(tokener, text.p, (int)text.n);
    enum json_tokener_error error = json_tokener_get_error(tokener);
    usual_fill(ret);
    if (error != json_tokener_success)
        fail(&r, arena_fmt(a, "line %zu: %s", line_at(text, json_tokener_get_parse_end(tokener)),
                           error == json_tokener_continue ? "the file ends too early"
                                                          : json_tokener_error_desc(error)));
    else
        (void)case_read(&r, o, ret);
    json_object_put(o);
    json_tokener_free(tokener);
    *ret_fault = r.fault;
    return !r.fault.p;
}

/* --- a plain table ------------------------------------------------------------------------------ */

/* "2026-03-01", "2026-03-01T10:00" or a number of days. */
static bool time_parse(struct str word, double *ret)
{
    struct date d;
    int64_t hour = 0, minute = 0;
    if (str_real(word, -1e6, 1e6, ret))
        return true;
    size_t t = str_find(word, 'T');
    struct str clock = str_slice(word, t + 1, word.n);
    if (!date_parse(str_slice(word, 0, t), &d))
        return false;
    if (t < word.n &&
        (clock.n != 5 || clock.p[2] != ':' || !str_int(str_slice(clock, 0, 2), 0, 23, &hour) ||
         !str_int(str_slice(clock, 3, 2), 0, 59, &minute)))
        return false;
    *ret = (double)date_days(d) + (double)(hour * 60 + minute) / 1440;
    return true;
}

struct table {
    struct ev_session *sessions;
    struct ev_score *scores;
    size_t *session_lines, *score_lines;
};

static struct table table_new(struct arena *a, size_t rows)
{
    return (struct table){ARENA_ARRAY(a, rows, struct ev_session),
                          ARENA_ARRAY(a, rows, struct ev_score), ARENA_ARRAY(a, rows, size_t),
                          ARENA_ARRAY(a, rows, size_t)};
}

static bool row_read(struct reading *r, struct str line, size_t n, struct table *t,
                     struct evidence_case *c)
{
    struct ev_series *s = &c->series;
    struct str rest = line, time, kind, value;
    double at, number;
    enum score_kind what;
    bool three = str_next(&rest, ',', &time) && str_next(&rest, ',', &kind) &&
                 str_next(&rest, ',', &value) && !rest.n;
    if (!three)
        return fail(r, arena_fmt(r->a, "line %zu: time,kind,value is wanted", n));
    if (s->n_scores + s->n_sessions == EV_EVENTS_MAX)
        return fail(
            r, arena_fmt(r->a, "line %zu: more than %d scores and sessions", n, EV_EVENTS_MAX));
    if (!time_parse(str_trim(time), &at))
        return fail(r, arena_fmt(r->a, "line %zu: the time is no day that exists", n));
    if (!str_real(str_trim(value), -SCORE_MOST, SCORE_MOST, &number))
        return fail(r, arena_fmt(r->a, "line %zu: the value is not a number", n));
    if (str_eq(str_trim(kind), S("session"))) {
        t->session_lines[s->n_sessions] = n;
        t->sessions[s->n_sessions++] = (struct ev_session){at, number};
    } else if (kind_parse(str_trim(kind), &what)) {
        t->score_lines[s->n_scores] = n;
        t->scores[s->n_scores++] = (struct ev_score){at, what, number};
    } else {
        return fail(r, arena_fmt(r->a, "line %zu: diary, pre, post or session is wanted", n));
    }
    s->now = fmax(s->now, at);
    return true;
}

static void rows_read(struct reading *r, struct str text, struct table *t, struct evidence_case *c)
{
    struct str rest = text, line;
    for (size_t n = 1; str_next(&rest, '\n', &line) && !r->fault.p; n++) {
        line = str_trim(line);
        if (line.n && line.p[0] != '#' && !(n == 1 && str_eq(line, S("time,kind,value"))))
            (void)row_read(r, line, n, t, c);
    }
    if (!r->fault.p && !c->series.n_scores)
        fail(r, S("there is no score in it"));
}

bool evidence_case_csv(struct arena *a, struct str text, struct evidence_case *ret,
                       struct str *ret_fault)
{
    struct table t = table_new(a, EV_EVENTS_MAX);
    struct reading r = {.a = a, .score_lines = t.score_lines, .session_lines = t.session_lines};
    usual_fill(ret);
    ret->series = (struct ev_series){.scale = {1, 5, 1, 1, 0, 10},
                                     .sessions = t.sessions,
                                     .scores = t.scores,
                                     .now = (double)-INFINITY};
    ret->target = 3;
    ret->mcid = 2;
    ret->delta = 1;
    if (arena_failed(a))
        fail(&r, S(NO_MEMORY));
    else
        rows_read(&r, text, &t, ret);
    if (!r.fault.p)
        (void)series_fine(&r, ret);
    *ret_fault = r.fault;
    return !r.fault.p;
}
