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
    FILE_MOST = 16 * 1024 * 1024,
    CASE_ARENA = 256 * 1024 * 1024,
    LINE_ROOM = 64 * 1024,
    PIECE = 65536
};

struct run {
    bool gauss, accurate, csv;
};

/* --- reading ------------------------------------------------------------------------------------ */

static bool all_read(struct arena *a, FILE *f, struct str *ret)
{
    struct out w = out_new(a, FILE_MOST);
    char *piece = arena_alloc(a, PIECE);
    size_t n;
    while ((n = fread(piece, 1, PIECE, f)) > 0 && !w.full)
        out_raw(&w, (struct str){piece, n});
    *ret = out_str(&w);
    return !ferror(f) && !w.full;
}

static int text_read(struct arena *a, struct str name, struct str *ret)
{
    bool standard = str_eq(name, S("-"));
    FILE *f = standard ? stdin : fopen(arena_cstr(a, name), "re");
    if (!f) {
        fprintf(stderr, "tonus: %.*s: %s\n", STR_ARG(name), strerror(errno));
        return EXIT_DATA;
    }
    bool fine = all_read(a, f, ret);
    if (!standard)
        fclose(f);
    if (fine)
        return EXIT_FINE;
    fprintf(stderr, "tonus: %.*s: it cannot be read, or is larger than %d MiB\n", STR_ARG(name),
            FILE_MOST / 1024 / 1024);
    return EXIT_DATA;
}

/* --- writing ------------------------------------------------------------------------------------ */

static void value_put(struct out *w, const char *name, const struct ev_value *v)
{
    out_fmt(w, ",\"%s\":[%.9g,%.9g", name, v->mean, v->sd);
    for (int i = 0; i < EV_QUANTILES; i++)
        out_fmt(w, ",%.9g", v->q[i]);
    out_fmt(w, "]");
}

static void list_put(struct out *w, const char *name, const double *v, size_t n)
{
    out_fmt(w, ",\"%s\":[", name);
    for (size_t i = 0; i < n; i++)
        out_fmt(w, "%s%.9g", i ? "," : "", v[i]);
    out_fmt(w, "]");
}

static void answer_put(struct out *w, const struct ev_answer *a)
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
        value_put(w, names[i], &a->value[i]);
    value_put(w, "half_life", &a->half_life);
    value_put(w, "sigma", &a->sigma);
    value_put(w, "omega_fast", &a->omega_fast);
    value_put(w, "omega_slow", &a->omega_slow);
    list_put(w, "p_change_ge_mcid", &a->p_change_mcid, 1);
    list_put(w, "p_benefit_ge_delta", &a->p_benefit_delta, 1);
    list_put(w, "p_benefit_gt_0", &a->p_benefit_0, 1);
    list_put(w, "p_worse_ge_delta", &a->p_worse_delta, 1);
    list_put(w, "log_bf10", &a->log_bf10, 1);
    list_put(w, "interval_mean", a->interval_mean, a->n_intervals);
    list_put(w, "interval_p_target", a->interval_p, a->n_intervals);
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

static int case_run(struct arena *a, const struct run *run, const struct evidence_case *c)
{
    struct ev_work *work = engine_work(a, c->series.n_scores + c->series.n_sessions);
    struct out w = out_new(a, LINE_ROOM);
    struct ev_answer usual, sceptical;
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
        return EXIT_BROKEN;
    ev_answer_of(&q, work, &usual);
    q.prior = &c->sceptical;
    ev_answer_of(&q, work, &sceptical);
    const struct ev_known known = {false, false, false};
    struct ev_decisions d = ev_decide(&c->series, &usual, &sceptical, &known);
    out_fmt(&w, "{\"id\":%.*s", STR_ARG(c->id));
    answer_put(&w, &usual);
    decisions_put(&w, &d);
    warnings_put(&w, ev_why_not_of(&c->series, &c->prior, &usual, &known));
    struct str line = out_str(&w);
    printf("%.*s}\n", STR_ARG(line));
    return EXIT_FINE;
}

static int file_run(const struct run *run, struct str name)
{
    struct arena *a = arena_new(CASE_ARENA);
    struct evidence_case c;
    struct str text, fault;
    int status = text_read(a, name, &text);
    if (status == EXIT_FINE) {
        bool fine = run->csv ? evidence_case_csv(a, text, &c, &fault)
                             : evidence_case_json(a, text, &c, &fault);
        if (fine) {
            status = case_run(a, run, &c);
        } else {
            fprintf(stderr, "tonus: %.*s: %.*s\n", STR_ARG(name), STR_ARG(fault));
            status = EXIT_DATA;
        }
    }
    arena_free(a);
    return status;
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
    for (size_t i = 0; i < n; i++) {
        int here = file_run(&run, files[i]);
        status = status == EXIT_FINE ? here : status;
    }
    return status;
}
