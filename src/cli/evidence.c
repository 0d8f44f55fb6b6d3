/* `tonus evidence`: the engine on cases from files, one line of JSON a case.
 * Must never: read a practice.
 * Read next: cli/evidence_case.h, docs/evidence.md.
 */
#include <errno.h>
#include <stdio.h>

#include "base/out.h"
#include "cli/cli.h"
#include "cli/evidence_case.h"
#include "domain/engine.h"

enum {
    CASES_MAX = 4096,
    FILE_MOST = 4 * 1024 * 1024, /* EV_EVENTS_MAX events, with room for white space */
    CASE_ARENA = 256 * 1024 * 1024,
    LINE_ROOM = 64 * 1024,
    PIECE = 65536
};

struct run {
    bool gauss, accurate, csv;
};

/* --- reading ------------------------------------------------------------------------------------ */

/* "no value": all of it was read; else why not. */
static struct str all_read(struct arena *a, FILE *f, struct str *ret)
{
    struct out w = out_new(a, FILE_MOST);
    char *piece = arena_alloc(a, PIECE);
    size_t n;
    while ((n = fread(piece, 1, PIECE, f)) > 0 && !w.full)
        out_raw(&w, (struct str){piece, n});
    *ret = out_str(&w);
    return ferror(f) ? str_from(strerror(errno))
           : w.full  ? arena_fmt(a, "it is larger than %d MiB", FILE_MOST / 1024 / 1024)
                     : (struct str){NULL, 0};
}

static int text_read(struct arena *a, struct str name, struct str *ret, struct str *ret_fault)
{
    bool standard = str_eq(name, S("-"));
    FILE *f = standard ? stdin : fopen(arena_cstr(a, name), "re");
    *ret_fault = f ? all_read(a, f, ret) : str_from(strerror(errno));
    if (f && !standard)
        fclose(f);
    return ret_fault->p ? EXIT_DATA : EXIT_FINE;
}

/* --- writing ------------------------------------------------------------------------------------ */

struct line {
    struct out w;
    const char *odd; /* the first name whose value is not finite; NULL: none */
};

static void list_put(struct line *l, const char *name, const double *v, size_t n)
{
    out_fmt(&l->w, ",\"%s\":[", name);
    for (size_t i = 0; i < n; i++) {
        out_fmt(&l->w, "%s%.9g", i ? "," : "", v[i]);
        if (!isfinite(v[i]) && !l->odd)
            l->odd = name;
    }
    out_fmt(&l->w, "]");
}

static void value_put(struct line *l, const char *name, const struct ev_value *v)
{
    double all[2 + EV_QUANTILES] = {v->mean, v->sd};
    memcpy(all + 2, v->q, sizeof v->q);
    list_put(l, name, all, 2 + EV_QUANTILES);
}

static void answer_put(struct line *l, const struct ev_answer *a)
{
    static const char *const names[EV_FUNCTIONALS] = {
        [EV_A] = "a",
        [EV_G] = "g",
        [EV_IMMEDIATE] = "immediate",
        [EV_C] = "c",
        [EV_LASTING] = "lasting_now",
        [EV_BENEFIT] = "benefit",
        [EV_CHANGE] = "change",
        [EV_LEVEL] = "level",
        [EV_PAIN_NOW] = "pain_now",
    };
    for (size_t i = 0; i < EV_FUNCTIONALS; i++)
        value_put(l, names[i], &a->value[i]);
    value_put(l, "half_life", &a->half_life);
    value_put(l, "sigma", &a->sigma);
    value_put(l, "omega_fast", &a->omega_fast);
    value_put(l, "omega_slow", &a->omega_slow);
    list_put(l, "p_change_ge_mcid", &a->p_change_mcid, 1);
    list_put(l, "p_benefit_ge_delta", &a->p_benefit_delta, 1);
    list_put(l, "p_benefit_gt_0", &a->p_benefit_0, 1);
    list_put(l, "p_worse_ge_delta", &a->p_worse_delta, 1);
    list_put(l, "log_bf10", &a->log_bf10, 1);
    list_put(l, "interval_mean", a->interval_mean, a->n_intervals);
    list_put(l, "interval_p_target", a->interval_p, a->n_intervals);
}

static void decisions_put(struct out *w, const struct ev_decisions *d)
{
    const struct {
        const char *name;
        bool is;
    } all[] = {{"enough", d->enough},
               {"helping", d->helping},
               {"worthwhile", d->worthwhile},
               {"clearly_better", d->clearly_better},
               {"unlikely_to_help", d->unlikely},
               {"review_plan", d->review},
               {"worse", d->worse}};
    out_fmt(w, ",\"decisions\":{");
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        out_fmt(w, "%s\"%s\":%s", i ? "," : "", all[i].name, all[i].is ? "true" : "false");
    out_fmt(w, "}");
}

static void warnings_put(struct out *w, unsigned why_not)
{
    static const struct {
        unsigned why;
        const char *name;
    } all[] = {{WHY_FEW_SCORES, "few_scores"},   {WHY_FEW_SESSIONS, "few_sessions"},
               {WHY_NO_DIARY, "no_diary"},       {WHY_HALF_LIFE, "half_life_unknown"},
               {WHY_LASTING, "lasting_unknown"}, {WHY_RELIEF, "relief_unknown"},
               {WHY_UNSETTLED, "unsettled"}};
    bool any = false;
    out_fmt(w, ",\"warnings\":[");
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (why_not & all[i].why) {
            out_fmt(w, "%s\"%s\"", any ? "," : "", all[i].name);
            any = true;
        }
    out_fmt(w, "]");
}

/* --- a case ------------------------------------------------------------------------------------- */

struct answers {
    struct ev_answer usual, sceptical;
};

static bool case_answer(struct arena *a, const struct run *run, const struct evidence_case *c,
                        struct answers *ret)
{
    struct ev_work *work = engine_work(a, c->series.n_scores + c->series.n_sessions);
    struct ev_question q = {.series = &c->series,
                            .prior = &c->prior,
                            .target = c->target,
                            .mcid = c->mcid,
                            .delta = c->delta,
                            .intervals = c->intervals,
                            .n_intervals = c->n_intervals,
                            .tobit = !run->gauss,
                            .accurate = run->accurate,
                            .variant = engine_variant()};
    if (!work)
        return false;
    ev_answer_of(&q, work, &ret->usual);
    q.prior = &c->sceptical;
    ev_answer_of(&q, work, &ret->sceptical);
    return true;
}

/* The sceptical answer is written too, where nobody reads it: decisions rest on it, so what is not
 * finite in it has to be seen. */
static struct line case_line(struct arena *a, const struct evidence_case *c,
                             const struct answers *answers)
{
    struct line line = {out_new(a, LINE_ROOM), NULL}, beside = line;
    const struct ev_known known = {false, false, false};
    struct ev_decisions d = ev_decide(&c->series, &answers->usual, &answers->sceptical, &known);
    out_raw(&line.w, S("{\"id\":"));
    out_raw(&line.w, c->id);
    answer_put(&line, &answers->usual);
    answer_put(&beside, &answers->sceptical);
    decisions_put(&line.w, &d);
    warnings_put(&line.w, ev_why_not_of(&c->series, &c->prior, &answers->usual, &known));
    out_fmt(&line.w, "}\n");
    line.odd = line.odd ? line.odd : beside.odd;
    return line;
}

static int case_run(struct arena *a, const struct run *run, const struct evidence_case *c,
                    struct str *ret_fault)
{
    struct answers answers;
    if (!case_answer(a, run, c, &answers)) {
        *ret_fault = S("there is no memory for so many scores and sessions");
        return EXIT_BROKEN;
    }
    struct line line = case_line(a, c, &answers);
    if (line.odd) {
        *ret_fault = arena_fmt(a, "%s cannot be computed: the case's numbers are too extreme",
                               line.odd);
        return EXIT_DATA;
    }
    if (line.w.full || arena_failed(a)) {
        *ret_fault = S("the answer is too long for a line");
        return EXIT_BROKEN;
    }
    fwrite(line.w.p, 1, line.w.n, stdout);
    return EXIT_FINE;
}

static int file_run(const struct run *run, struct str name)
{
    struct arena *a = arena_new(CASE_ARENA);
    struct evidence_case c;
    struct str text, fault;
    int status = text_read(a, name, &text, &fault);
    if (status == EXIT_FINE) {
        bool fine = run->csv ? evidence_case_csv(a, text, &c, &fault)
                             : evidence_case_json(a, text, &c, &fault);
        status = fine ? case_run(a, run, &c, &fault) : EXIT_DATA;
    }
    if (fault.p)
        fprintf(stderr, "tonus: %.*s: %.*s\n", STR_ARG(name), STR_ARG(fault));
    arena_free(a);
    return status;
}

static int output_check(void)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return EXIT_FINE;
    fprintf(stderr, "tonus: the answers cannot be written: %s\n", strerror(errno));
    return EXIT_CANNOT;
}

int evidence_command(int argc, char **argv)
{
    static struct str files[CASES_MAX];
    struct run run = {false, false, false};
    const struct option_spec specs[] = {{"--gauss", NULL, &run.gauss},
                                        {"--accurate", NULL, &run.accurate},
                                        {"--csv", NULL, &run.csv},
                                        {NULL, NULL, NULL}};
    size_t n = 0;
    int status = options_read(argc, argv, specs, files, CASES_MAX, &n);
    if (status != EXIT_FINE)
        return status;
    if (!n)
        files[n++] = S("-");
    int written = EXIT_FINE;
    for (size_t i = 0; i < n && written == EXIT_FINE; i++) {
        int here = file_run(&run, files[i]);
        status = status == EXIT_FINE ? here : status;
        written = output_check();
    }
    return written == EXIT_FINE ? status : written;
}
