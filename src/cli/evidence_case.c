/* A case for the evidence engine, from JSON.
 * Must never: guess at what is not there, or take a number that is none.
 * Read next: cli/evidence_reading.h.
 */
#include <json-c/json.h>
#include <stddef.h>

#include "cli/evidence_reading.h"

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

enum {
    OBJECTS_MOST = EV_EVENTS_MAX + 5000,
    INTERVAL_LEAST = 1,
    INTERVAL_MOST = 366,
    ID_MOST = 200,
    KEY_SHOWN = 60
};

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
        return reading_fail(r, arena_fmt(r->a, "%.*s: %s", STR_ARG(path),
                                         x ? "it is not a number" : "it is missing"));
    if (value < n->low || value > n->high)
        return reading_fail(r, arena_fmt(r->a, "%.*s: %.15g is outside %.9g to %.9g", STR_ARG(path),
                                         value, n->low, n->high));
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
    (void)reading_fail(r, arena_fmt(r->a, "%.*s: there is no such key", STR_ARG(path)));
    json_object_put(text);
    return false;
}

static bool form_read(struct reading *r, struct json_object *o, const char *where,
                      const struct form *f, void *to)
{
    if (!json_object_is_type(o, json_type_object))
        return reading_fail(r, arena_fmt(r->a, "%s: an object is wanted", where));
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
        reading_fail(r, arena_fmt(r->a, "%s: a list is wanted", key));
        return NULL;
    }
    if (json_object_array_length(x) > most) {
        reading_fail(r, arena_fmt(r->a, "%s: more than %zu", key, most));
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
              score_kind_parse(str_from(json_object_get_string(kind)), &at[i].kind)))
            reading_fail(r, arena_fmt(r->a, "%s.kind: diary, pre or post is wanted", where));
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
        return reading_fail(r, S("instrument: it is missing"));
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
            return reading_fail(r, arena_fmt(r->a, "intervals_days[%zu]: days, or \"none\"", i));
        if (!none && !(value >= INTERVAL_LEAST && value <= INTERVAL_MOST))
            return reading_fail(r, arena_fmt(r->a, "intervals_days[%zu]: %.15g is outside %d to %d",
                                             i, value, INTERVAL_LEAST, INTERVAL_MOST));
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
        return reading_fail(
            r,
            arena_fmt(r->a, "id: a text or a number of at most %d characters is wanted", ID_MOST));
    *ret = arena_fmt(r->a, "%s", json);
    return true;
}

static bool case_read(struct reading *r, struct json_object *o, struct evidence_case *c)
{
    if (!json_object_is_type(o, json_type_object))
        return reading_fail(r, S("a JSON object is wanted"));
    c->delta = (double)NAN;
    bool fine = form_read(r, o, "", &case_form, c) && id_read(r, o, &c->id) &&
                scale_read(r, o, &c->series.scale) && sessions_read(r, o, c) &&
                scores_read(r, o, c) && prior_read(r, o, "prior", &c->prior) &&
                prior_read(r, o, "prior_sceptical", &c->sceptical) && intervals_read(r, o, c);
    if (isnan(c->delta))
        c->delta = c->mcid / 2;
    if (fine && arena_failed(r->a))
        return reading_fail(r, S(NO_MEMORY));
    return fine && reading_series_fine(r, c);
}

static size_t line_at(struct str text, size_t at)
{
    size_t line = 1;
    for (size_t i = 0; i < at && i < text.n; i++)
        line += text.p[i] == '\n';
    return line;
}

/* What the parser passes over, or takes too much memory for: most of it goes into objects. */
static bool text_fine(struct reading *r, struct str text)
{
    size_t nul = str_find(text, 0), objects = 0;
    for (size_t i = 0; i < text.n; i++)
        objects += text.p[i] == '{';
    if (nul < text.n)
        return reading_fail(r, arena_fmt(r->a, "line %zu: a NUL character", line_at(text, nul)));
    if (objects > OBJECTS_MOST)
        return reading_fail(r, arena_fmt(r->a, "more than %d objects", OBJECTS_MOST));
    return true;
}

static void text_parse(struct reading *r, struct str text, struct evidence_case *c)
{
    struct json_tokener *tokener = json_tokener_new();
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    struct json_object *o = json_tokener_parse_ex(tokener, text.p, (int)text.n);
    enum json_tokener_error error = json_tokener_get_error(tokener);
    if (error != json_tokener_success)
        reading_fail(r, arena_fmt(r->a, "line %zu: %s",
                                  line_at(text, json_tokener_get_parse_end(tokener)),
                                  error == json_tokener_continue ? "the file ends too early"
                                                                 : json_tokener_error_desc(error)));
    else
        (void)case_read(r, o, c);
    json_object_put(o);
    json_tokener_free(tokener);
}

bool evidence_case_json(struct arena *a, struct str text, struct evidence_case *ret,
                        struct str *ret_fault)
{
    struct reading r = {.a = a};
    text = reading_text(text);
    evidence_case_usual(ret);
    if (text_fine(&r, text))
        text_parse(&r, text, ret);
    *ret_fault = r.fault;
    return !r.fault.p;
}
