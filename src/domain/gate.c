/* The gate's rules: what applies to this client, and what it means for a visit.
 * Must never: let a later "no" of the same day lift a red flag, or a missing answer count as "no".
 * Read next: domain/gate_limits.c.
 */
#include "domain/gate.h"

/* --- words ----------------------------------------------------------------------------------- */

struct str caution_words(const struct caution *row)
{
    bool told = row->category != CAUTION_RED_FLAG && row->category != CAUTION_AMBER_FLAG;
    if (told || row->action == ACTION_CRISIS)
        return str_from(row->condition);
    return str_from(*row->short_text ? row->short_text : row->question);
}

bool caution_is_asked(const struct caution *row)
{
    return row->asked_of == ASKED_CLIENT || row->asked_of == ASKED_THERAPIST;
}

/* --- what was answered ----------------------------------------------------------------------- */

const struct answer *answer_standing(const struct answer_list *answers, struct str caution)
{
    for (size_t i = 0; i < answers->n; i++)
        if (str_eq(answers->at[i].caution, caution))
            return &answers->at[i];
    return NULL;
}

static const struct answer *last_of(const struct answer_list *answers, const struct caution *row)
{
    return answer_standing(answers, str_from(row->id));
}

struct answer_list answers_of(struct arena *a, const struct reply_list *log)
{
    struct answer_list all = {ARENA_ARRAY(a, log->n + 1, struct answer), 0};
    for (size_t i = 0; i < log->n && !arena_failed(a); i++) {
        const struct reply *r = &log->at[i];
        bool first = i == 0 || !str_eq(r->caution, log->at[i - 1].caution);
        struct answer *x = first ? &all.at[all.n++] : &all.at[all.n - 1];
        bool same = !first && x->yes == r->yes;
        *x = (struct answer){r->caution,
                             r->yes,
                             r->sites,
                             r->at_utc,
                             same ? x->since_utc : r->at_utc,
                             r->yes ? some_int(r->at_utc) : x->yes_utc,
                             x->times + 1,
                             r->asking};
    }
    return all;
}

int64_t answers_count(const struct answer_list *answers)
{
    int64_t n = 0;
    for (size_t i = 0; i < answers->n; i++)
        n += answers->at[i].times;
    return n;
}

/* As the file has the row: a note that was tightened into a limit asks for no news. */
bool caution_asks_for_news(const struct caution *row)
{
    const struct caution *filed = caution_find(str_from(row->id));
    return filed && filed->action == ACTION_NOTE && filed->enforcement == ENFORCE_LIMITS;
}

bool caution_is_event(const struct caution *row)
{
    return str_contains(str_from(row->short_text), S("since last time"));
}

int64_t answers_news(const struct rule_list *rules, const struct answer_list *answers)
{
    for (size_t i = 0; i < rules->n; i++) {
        const struct answer *last = last_of(answers, rules->at[i]);
        if (last && last->yes_utc.has && caution_asks_for_news(rules->at[i]))
            return last->yes_utc.v;
    }
    return NEWS_NEVER;
}

/* Given while the yes before it stood for its day. */
static bool is_early_no(const struct caution *row, const struct answer *last)
{
    return row->blocks == BLOCKS_VISIT && !last->yes && last->yes_utc.has &&
           last->at_utc <= last->yes_utc.v + EACH_VISIT_S;
}

bool answer_is_due(const struct caution *row, const struct answer *last, int64_t news_utc,
                   int64_t at_utc)
{
    int64_t days = row->reask_days;
    if (!caution_is_asked(row))
        return false;
    if (!last || last->at_utc < row->worded_utc)
        return true;
    if (row->asked_of == ASKED_CLIENT && last->at_utc < news_utc - EACH_VISIT_S)
        return true;
    if (is_early_no(row, last) && at_utc > last->yes_utc.v + EACH_VISIT_S)
        return true;
    return last->at_utc < at_utc - (days ? days * 86400 : EACH_VISIT_S);
}

/* --- what a row says of this client ---------------------------------------------------------- */

/* Why a row applies. */
struct said {
    struct str sites;
    bool yes;
    int64_t since_utc, last_utc; /* as in struct flag */
};

/* What stops a visit stands for a day, whatever is answered after it: else a "no" would be the way
 * around. */
static bool stands(const struct gate_facts *f, const struct caution *row, int64_t yes_utc)
{
    return row->blocks == BLOCKS_VISIT && yes_utc >= f->at_utc - EACH_VISIT_S &&
           yes_utc <= f->at_utc + EACH_VISIT_S;
}

static bool has_note(const struct gate_facts *f, const struct caution *row, int64_t yes_utc)
{
    for (size_t i = 0; i < f->notes.n; i++)
        if (str_eq(f->notes.at[i].caution, str_from(row->id)) && f->notes.at[i].at_utc >= yes_utc)
            return true;
    return false;
}

/* Does a yes of then still count, though a no came after it? What was done about self-harm is owed
 * until it is written. */
static bool outlives_no(const struct gate_facts *f, const struct caution *row,
                        struct maybe_int yes_utc)
{
    return yes_utc.has && (stands(f, row, yes_utc.v) ||
                           (row->action == ACTION_CRISIS && !has_note(f, row, yes_utc.v)));
}

/* What is new since a visit was begun is for the next one. */
static int64_t news_of(const struct gate_facts *f)
{
    int64_t news = answers_news(&f->rules, &f->answers);
    return news <= f->at_utc ? news : NEWS_NEVER;
}

static bool answer_says(const struct gate_facts *f, const struct caution *row,
                        const struct caution *asked, struct said *ret)
{
    const struct answer *last = last_of(&f->answers, asked);
    if (!last)
        return false;
    if (!last->yes && !outlives_no(f, row, last->yes_utc))
        return false;
    ret->yes = last->yes;
    ret->last_utc = last->yes ? last->at_utc : last->yes_utc.v;
    ret->since_utc = last->yes ? last->since_utc : ret->last_utc;
    int64_t news = news_of(f);
    if (caution_is_event(asked) && news > ret->since_utc)
        ret->since_utc = news;
    ret->sites = row->scope == SCOPE_SITE ? last->sites : S("");
    return true;
}

static bool reading_is_high(const struct gate_facts *f, const struct caution_reading *limit)
{
    for (size_t i = 0; limit->measure && i < f->n_findings; i++) {
        const struct finding *g = &f->findings[i];
        const struct maybe_real *last = g->after_left.has ? &g->after_left : &g->before_left;
        if (str_eq(g->measure, str_from(limit->measure)) && last->has && last->v >= limit->limit)
            return true;
    }
    return false;
}

static bool is_item(const struct item_reply *x, const struct caution *row)
{
    return x->item == row->derived_limit &&
           str_eq(x->instrument, str_from(row->derived_instrument));
}

static bool item_says(const struct gate_facts *f, const struct caution *row, struct said *ret)
{
    for (size_t i = 0; i < f->items.n; i++) {
        const struct item_reply *x = &f->items.at[i];
        bool says = x->value > 0 || outlives_no(f, row, x->above_utc);
        if (!is_item(x, row) || !says)
            continue;
        ret->since_utc = ret->last_utc = x->above_utc.v;
        return true;
    }
    return false;
}

static bool row_says(const struct gate_facts *f, const struct caution *row, struct said *ret)
{
    if (caution_is_asked(row))
        return answer_says(f, row, row, ret);
    if (row->derived == DERIVED_ANSWER)
        return answer_says(f, row, row->derived_from, ret);
    if (row->derived == DERIVED_AGE)
        return f->born.year && date_age(f->born, f->day) < row->derived_limit;
    if (row->derived == DERIVED_READING)
        return reading_is_high(f, &row->readings[0]) || reading_is_high(f, &row->readings[1]);
    return row->derived == DERIVED_ITEM && item_says(f, row, ret);
}

/* --- flags ----------------------------------------------------------------------------------- */

static bool is_before(const struct clearance *x, const struct clearance *y)
{
    return x->at_utc < y->at_utc;
}

/* The newest for what was said: an older one is not revived when it ends or is withdrawn. */
static const struct clearance *newest_of(const struct gate_facts *f, const struct flag *flag)
{
    const struct clearance *newest = NULL;
    for (size_t i = 0; i < f->clearances.n; i++) {
        const struct clearance *c = &f->clearances.at[i];
        bool its = str_eq(c->caution, str_from(flag->row->id)) && c->at_utc >= flag->since_utc;
        if (its && (!newest || is_before(newest, c)))
            newest = c;
    }
    return newest;
}

static const struct clearance *clearance_of(const struct gate_facts *f, const struct flag *flag)
{
    struct date until;
    const struct clearance *c = newest_of(f, flag);
    bool withdrawn = c && c->withdrawn_utc.has && c->withdrawn_utc.v <= f->at_utc + EACH_VISIT_S;
    bool holds = c && !withdrawn && date_parse(c->until_day, &until) &&
                 date_cmp(f->day, until) <= 0;
    return holds ? c : NULL;
}

static enum flag_state stop_of(const struct flag *flag)
{
    if (flag->row->category == CAUTION_RED_FLAG)
        return FLAG_REFUSES;
    if (flag->row->action == ACTION_POSTPONE)
        return FLAG_POSTPONES;
    return flag->clearance ? FLAG_CLEARED : FLAG_STOPS;
}

static enum flag_state state_of(const struct gate_facts *f, const struct flag *flag)
{
    const struct caution *row = flag->row;
    if (row->blocks == BLOCKS_VISIT)
        return stop_of(flag);
    if (row->enforcement == ENFORCE_WARN)
        return FLAG_NOTE;
    if (row->action == ACTION_CRISIS)
        return has_note(f, row, flag->last_utc) ? FLAG_NOTE : FLAG_CRISIS;
    return row->blocks == BLOCKS_NONE ? FLAG_NOTE : FLAG_LIMITS;
}

static bool flag_make(const struct gate_facts *f, const struct caution *row, struct flag *ret)
{
    struct said said = {.sites = S("")};
    if (!row_says(f, row, &said))
        return false;
    *ret = (struct flag){.row = row,
                         .sites = said.sites,
                         .yes = said.yes,
                         .since_utc = said.since_utc,
                         .last_utc = said.last_utc};
    ret->clearance = clearance_of(f, ret);
    ret->state = state_of(f, ret);
    return true;
}

/* Few rows: sorted as they come, the worst first. */
static void flag_add(struct gate *g, struct flag x)
{
    size_t at = g->flags.n++;
    while (at && g->flags.at[at - 1].state < x.state) {
        g->flags.at[at] = g->flags.at[at - 1];
        at--;
    }
    g->flags.at[at] = x;
}

static enum gate_verdict verdict_of(const struct gate *g)
{
    enum flag_state worst = g->flags.n ? g->flags.at[0].state : FLAG_NOTE;
    if (worst == FLAG_REFUSES)
        return GATE_REFUSED;
    if (worst == FLAG_POSTPONES)
        return GATE_POSTPONED;
    if (worst == FLAG_STOPS)
        return GATE_CLEARANCE;
    if (g->no_consent)
        return GATE_CONSENT;
    return g->due.n || g->no_birth_date ? GATE_ASK : GATE_OPEN;
}

struct gate gate_judge(struct arena *a, const struct gate_facts *facts)
{
    const struct caution **due = ARENA_ARRAY(a, facts->rules.n + 1, const struct caution *);
    struct gate g = {.no_consent = !facts->consented, .no_birth_date = facts->born.year == 0};
    g.flags.at = ARENA_ARRAY(a, facts->rules.n + 1, struct flag);
    g.verdict = GATE_REFUSED;
    if (arena_failed(a))
        return g;
    int64_t news = news_of(facts);
    for (size_t i = 0; i < facts->rules.n; i++) {
        const struct caution *row = facts->rules.at[i];
        struct flag flag;
        if (answer_is_due(row, last_of(&facts->answers, row), news, facts->at_utc))
            due[g.due.n++] = row;
        if (!flag_make(facts, row, &flag))
            continue;
        g.crisis = g.crisis || flag.state == FLAG_CRISIS;
        flag_add(&g, flag);
    }
    g.due.at = due;
    g.verdict = verdict_of(&g);
    return g;
}
