/* A case for the evidence engine, from a plain table of time,kind,value.
 * Must never: guess at what is not there, or take a number that is none.
 * Read next: cli/evidence_reading.h.
 */
#include "base/date.h"
#include "cli/evidence_reading.h"

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

enum { TIME, KIND, VALUE, CELLS };

/* A cell may stand in quotes; none that makes sense holds a comma or a quote. */
static struct str unquoted(struct str cell)
{
    cell = str_trim(cell);
    bool quoted = cell.n > 1 && str_starts(cell, S("\"")) && str_ends(cell, S("\""));
    return quoted ? str_trim(str_slice(cell, 1, cell.n - 2)) : cell;
}

static bool cells_split(struct str line, struct str ret[CELLS])
{
    for (size_t i = 0; i < CELLS; i++) {
        if (!str_next(&line, ',', &ret[i]))
            return false;
        ret[i] = unquoted(ret[i]);
    }
    return !line.n;
}

static bool is_head(struct str line)
{
    struct str cell[CELLS];
    return cells_split(line, cell) && str_eq(cell[TIME], S("time")) &&
           str_eq(cell[KIND], S("kind")) && str_eq(cell[VALUE], S("value"));
}

static bool row_fail(struct reading *r, size_t n, const char *text)
{
    return reading_fail(r, arena_fmt(r->a, "line %zu: %s", n, text));
}

static bool row_read(struct reading *r, struct str line, size_t n, struct table *t,
                     struct evidence_case *c)
{
    struct ev_series *s = &c->series;
    struct str cell[CELLS];
    double at, number;
    enum score_kind what;
    if (!cells_split(line, cell))
        return row_fail(r, n, "time,kind,value is wanted");
    if (s->n_scores + s->n_sessions == EV_EVENTS_MAX)
        return row_fail(
            r, n,
            arena_cstr(r->a, arena_fmt(r->a, "more than %d scores and sessions", EV_EVENTS_MAX)));
    if (!time_parse(cell[TIME], &at))
        return row_fail(r, n, "the time is no day that exists");
    if (!str_real(cell[VALUE], -SCORE_MOST, SCORE_MOST, &number))
        return row_fail(r, n, "the value is not a number");
    if (str_eq(cell[KIND], S("session"))) {
        t->session_lines[s->n_sessions] = n;
        t->sessions[s->n_sessions++] = (struct ev_session){at, number};
    } else if (score_kind_parse(cell[KIND], &what)) {
        t->score_lines[s->n_scores] = n;
        t->scores[s->n_scores++] = (struct ev_score){at, what, number};
    } else {
        return row_fail(r, n, "diary, pre, post or session is wanted");
    }
    s->now = fmax(s->now, at);
    return true;
}

static void rows_read(struct reading *r, struct str text, struct table *t, struct evidence_case *c)
{
    struct str rest = reading_text(text), line;
    for (size_t n = 1; str_next(&rest, '\n', &line) && !r->fault.p; n++) {
        line = str_trim(line);
        if (line.n && line.p[0] != '#' && !(n == 1 && is_head(line)))
            (void)row_read(r, line, n, t, c);
    }
    if (!r->fault.p && !c->series.n_scores)
        reading_fail(r, S("there is no score in it"));
}

bool evidence_case_csv(struct arena *a, struct str text, struct evidence_case *ret,
                       struct str *ret_fault)
{
    struct table t = table_new(a, EV_EVENTS_MAX);
    struct reading r = {.a = a, .score_lines = t.score_lines, .session_lines = t.session_lines};
    evidence_case_usual(ret);
    ret->series = (struct ev_series){.scale = {1, 5, 1, 1, 0, 10},
                                     .sessions = t.sessions,
                                     .scores = t.scores,
                                     .now = (double)-INFINITY};
    ret->target = 3;
    ret->mcid = 2;
    ret->delta = 1;
    if (arena_failed(a))
        reading_fail(&r, S(NO_MEMORY));
    else
        rows_read(&r, text, &t, ret);
    if (!r.fault.p)
        (void)reading_series_fine(&r, ret);
    *ret_fault = r.fault;
    return !r.fault.p;
}
