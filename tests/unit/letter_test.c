/* Letters: the first text of each kind word by word, what never stands in one, lengths, parts.
 * Must never: accept a sentence that its facts do not hold.
 * Read next: domain/letter.h.
 */
#include "unit.h"

#include "base/out.h"
#include "domain/letter.h"
#include "domain/outcome.h"
#include "domain/rule.h"

enum { NOW = 1764079500, TOLD_MAX = 256 };

#define DAY "26 Nov 2025"
#define SPACE "_______________________________________________________________________"
#define SHORT "____________________________"

/* --- facts ----------------------------------------------------------------------------------- */

static struct letter_facts facts_of(enum letter_kind kind)
{
    return (struct letter_facts){.kind = kind,
                                 .practice = S("Wren & O'Neil"),
                                 .emergency = S("000"),
                                 .client = S("Þórdís O’Brien"),
                                 .born = S("28 Feb 1980"),
                                 .phone = S("0400 111 222"),
                                 .gp = S("Dr A. Sample"),
                                 .asked = true};
}

/* The flags that the gate makes of one yes, asked in the row's full words. */
static void told_by_yes(struct arena *a, const char *caution, struct letter_facts *f)
{
    struct answer *yes = ARENA_NEW(a, struct answer);
    *yes = (struct answer){str_from(caution), 1, S(""), NOW, NOW, some_int(NOW), 1, ID_NONE};
    static const struct rule_book nothing = {0};
    struct gate_facts g = {.rules = rules_at(a, &nothing, NOW).standing,
                           .answers = {yes, 1},
                           .born = {1980, 2, 28},
                           .day = {2025, 11, 26},
                           .at_utc = NOW};
    struct gate *gate = ARENA_NEW(a, struct gate);
    *gate = gate_judge(a, &g);
    if (!f->told.at)
        f->told.at = ARENA_ARRAY(a, TOLD_MAX, struct letter_told);
    for (size_t i = 0; i < gate->flags.n; i++) {
        const struct flag *x = &gate->flags.at[i];
        if (letter_tells(f->kind, x))
            f->told.at[f->told.n++] = (struct letter_told){
                x, x->since_utc ? str_from(x->row->question) : S(""), S(DAY)};
    }
}

static void assert_says(struct str text, const char *words)
{
    if (!str_contains(text, str_from(words)))
        fail_msg("\"%s\" is missing in:\n%.*s", words, STR_ARG(text));
}

static void assert_not_says(struct str text, const char *words)
{
    if (str_contains(text, str_from(words)))
        fail_msg("\"%s\" stands in:\n%.*s", words, STR_ARG(text));
}

/* --- the letter to the doctor ---------------------------------------------------------------- */

static void test_to_the_doctor(void **state)
{
    struct arena *a = *state;
    struct letter_facts f = facts_of(LETTER_GP);
    struct complaint complaints[] = {
        {.n = 1, .label = S("Neck, d'après Ana"), .since = S("2025-03-01")},
        {.n = 2, .label = S("Low back"), .since = S("")},
        {.n = 3, .label = S("Old ankle"), .since = S(""), .closed_utc = some_int(1)},
    };
    struct letter_visit visits[] = {
        {S("25 Nov 2025"), S("Neck, d'après Ana"), 6, some_int(3),
         OUTCOME_ENOUGH | OUTCOME_HELPING},
        {S("18 Nov 2025"), S("Low back"), 7, {0}, 0},
    };
    f.complaints = (struct complaint_list){complaints, 3};
    f.visits_n = 12;
    f.first_day = S("3 Feb 2025");
    f.last_day = S("25 Nov 2025");
    f.visits = (struct letter_visit_list){visits, 2};
    told_by_yes(a, "re_htn_controlled", &f);
    told_by_yes(a, "rf_weight_loss", &f);
    struct letter l = letter_compose(a, &f);
    assert_str(l.kind, S("gp"));
    assert_str(l.recipient, S("Dr A. Sample"));
    assert_str(l.address, S(""));
    assert_str(l.subject, S("About Þórdís O’Brien, born 28 Feb 1980"));
    assert_str(
        l.body,
        S("Client: Þórdís O’Brien\nBirth date: 28 Feb 1980\n\nDear Doctor,\n\n"
          "[Fill in: why you write, and what you ask for.]\n\n"
          "# What the client comes for\n- Neck, d'après Ana, since 1 Mar 2025\n- Low back\n\n"
          "# Visits\n12 visits are recorded, from 3 Feb 2025 to 25 Nov 2025.\n\n"
          "Pain, from 0 for none to 10 for the worst imaginable, at the last visits:\n"
          "- 25 Nov 2025, Neck, d'après Ana: 6 before, 3 right after\n"
          "- 18 Nov 2025, Low back: 7 before, not asked after\n"
          "A change within one visit says little: rest, attention and chance play a part, and it "
          "often does not last. It does not show that the treatment helps.\n\n"
          "What our scores say, as a statistical reading and not a diagnosis:\n"
          "- Neck, d'après Ana: Sessions are helping.\n\n"
          "# What was told\n- Asked: “Have you lost weight without trying in the past 6 months?” "
          "Answered yes on " DAY ".\n\n"
          "# Limits that we keep to\nPressure goes from 0, a resting hand, to 5, deep.\n"
          "- Treated high blood pressure: pressure 4 of 5 at most.\n\n"
          "Massage complements medical care. We make no diagnosis."));
}

static void test_to_the_doctor_of_one_who_has_just_come(void **state)
{
    struct letter_facts f = facts_of(LETTER_GP);
    f.born = f.phone = f.gp = S("");
    f.asked = false;
    struct letter l = letter_compose(*state, &f);
    assert_str(l.recipient, S(""));
    assert_str(l.subject, S("About Þórdís O’Brien"));
    assert_str(l.body, S("Client: Þórdís O’Brien\nBirth date: not recorded\n\nDear Doctor,\n\n"
                         "[Fill in: why you write, and what you ask for.]\n\n"
                         "# What the client comes for\nNo open complaint is recorded.\n\n"
                         "# Visits\nNo visit is recorded.\n\n"
                         "# Limits that we keep to\nThe safety questions were not asked yet.\n\n"
                         "Massage complements medical care. We make no diagnosis."));
}

static void test_what_happened_comes_first(void **state)
{
    struct letter_facts f = facts_of(LETTER_GP);
    struct adverse event = {
        .kind = S("faint"), .severity = S("severe"), .body = S("Fell.\n\nCame to at once.")};
    f.event = &event;
    f.event_day = S(DAY);
    struct str body = letter_compose(*state, &f).body;
    assert_says(body, "what you ask for.]\n\n# What happened\n");
    assert_says(body,
                ", since " DAY ".\n\nFell.\n\nCame to at once.\n\n# What the client comes for");
}

/* Without a retest there is no change to be careful about. */
static void test_visits_in_words(void **state)
{
    struct letter_facts f = facts_of(LETTER_GP);
    struct letter_visit one = {S(DAY), S("Neck"), 6, {0}, 0};
    f.visits_n = 1;
    f.first_day = f.last_day = S(DAY);
    struct str body = letter_compose(*state, &f).body;
    assert_says(body, "# Visits\nOne visit is recorded, on " DAY ".\n\n# Limits");
    assert_says(body, "This letter names no limits of pressure, technique or place.");
    f.visits = (struct letter_visit_list){&one, 1};
    body = letter_compose(*state, &f).body;
    assert_says(body, "- " DAY ", Neck: 6 before, not asked after\n\n# Limits");
    assert_not_says(body, "says little");
}

static void test_limits_in_words(void **state)
{
    struct arena *a = *state;
    struct letter_facts f = facts_of(LETTER_GP);
    told_by_yes(a, "loc_wound", &f);
    told_by_yes(a, "re_glaucoma", &f);
    told_by_yes(a, "re_disc", &f);
    struct flag marked = *f.told.at[0].flag;
    marked.sites = S("calf_l;nowhere;sole_r");
    f.told.at[0].flag = &marked;
    struct str body = letter_compose(a, &f).body;
    assert_says(body,
                "- Open wound, burn, sunburn or rash (calf, left, sole, right): no contact.\n");
    assert_says(body, "- Glaucoma or recent eye surgery: without face in the face cradle.\n");
    assert_says(body, "- Disc problem with leg or arm pain (");
    assert_says(body, "low back");
    assert_says(body, "): pressure 3 of 5 at most, without graded passive joint movement, I-IV");
}

static void test_what_stops_treatment_comes_before_the_limits(void **state)
{
    struct arena *a = *state;
    struct letter_facts f = facts_of(LETTER_GP);
    told_by_yes(a, "re_htn_controlled", &f);
    told_by_yes(a, "re_heart", &f);
    assert_says(letter_compose(a, &f).body,
                "# Limits that we keep to\nWe do not treat until a doctor has cleared what was "
                "told.\n\nPressure goes");
    told_by_yes(a, "rf_pe", &f);
    struct str body = letter_compose(a, &f).body;
    assert_says(body, "# Limits that we keep to\nWe do not treat while such an answer stands.\n\n");
    assert_not_says(body, "until a doctor has cleared");
}

static void test_a_clearance_lowers_the_limit(void **state)
{
    struct arena *a = *state;
    struct letter_facts f = facts_of(LETTER_GP);
    struct clearance lower = {.cap = some_int(2)}, higher = {.cap = some_int(5)}, none = {0};
    const struct clearance *const given[] = {&lower, &higher, &none};
    const char *const says[] = {"pressure 2 of 5 at most, without percussion by hand or device.",
                                "pressure 3 of 5 at most, ", "pressure 3 of 5 at most, "};
    told_by_yes(a, "re_heart", &f);
    struct flag cleared = *f.told.at[0].flag;
    cleared.state = FLAG_CLEARED;
    f.told.at[0].flag = &cleared;
    for (size_t i = 0; i < 3; i++) {
        cleared.clearance = given[i];
        struct str body = letter_compose(a, &f).body;
        assert_says(body, "# What was told\n- Stable heart disease. Asked: “Do you have heart "
                          "disease?” Answered yes on " DAY ".\n");
        assert_says(body, arena_cstr(a, arena_fmt(a, "- Stable heart disease: %s", says[i])));
    }
}

/* --- the request for a clearance ------------------------------------------------------------- */

#define WHAT_WE_DO                                                                                 \
    "# What we do, and what we do not\nWe treat muscle, tendon, ligament and fascia with the "     \
    "hands: stroking, kneading, friction, held pressure, stretching. We make no diagnosis. We do " \
    "not thrust or manipulate joints, and we do not treat inside the body.\n\n"
#define WHAT_WE_ASK                                                                               \
    "# What we ask\nIs massage suitable? " SHORT "\n\n"                                           \
    "At what pressure, at most? 0 is a resting hand, 3 moves the muscle, 5 is deep. ________\n\n" \
    "Which areas, and which not?\n\n" SPACE "\n\n"                                                \
    "Which techniques, and which not?\n\n" SPACE "\n\n"                                           \
    "Until when does this hold? " SHORT "\n\nDoctor's name: " SHORT "\n\n"                        \
    "Signature: " SHORT " Date: ______________"

static void test_a_request(void **state)
{
    struct arena *a = *state;
    struct letter_facts f = facts_of(LETTER_CLEARANCE);
    f.gp = S("Dr Aлла Нгуен\n12 Some Road\nSydney");
    told_by_yes(a, "re_heart", &f);
    struct letter l = letter_compose(a, &f);
    assert_str(l.kind, S("clearance"));
    assert_str(l.recipient, S("Dr Aлла Нгуен"));
    assert_str(l.address, S("12 Some Road\nSydney"));
    assert_str(l.subject, S("Is massage suitable? Þórdís O’Brien, born 28 Feb 1980"));
    assert_str(
        l.body,
        S("Client: Þórdís O’Brien\nBirth date: 28 Feb 1980\n\nDear Doctor,\n\n"
          "Þórdís O’Brien is a client of Wren & O'Neil. We ask you before we treat, because of the "
          "answer below.\n\n"
          "# What was told\n- Stable heart disease. Asked: “Do you have heart disease?” Answered "
          "yes on " DAY ".\n\n" WHAT_WE_DO WHAT_WE_ASK));
    told_by_yes(a, "re_concussion", &f);
    assert_says(letter_compose(a, &f).body, "because of the answers below.");
}

static void test_a_request_without_a_reason(void **state)
{
    struct letter_facts f = facts_of(LETTER_CLEARANCE);
    told_by_yes(*state, "ab_fever", &f); /* nobody asks a doctor whether a fever may be massaged */
    told_by_yes(*state, "rf_pe", &f);
    assert_int_equal(f.told.n, 0);
    assert_str(letter_compose(*state, &f).body,
               S("Client: Þórdís O’Brien\nBirth date: 28 Feb 1980\n\nDear Doctor,\n\n"
                 "Þórdís O’Brien is a client of Wren & O'Neil. We ask you before we treat. [Fill "
                 "in: why you ask.]\n\n" WHAT_WE_DO WHAT_WE_ASK));
}

/* --- the referral ---------------------------------------------------------------------------- */

#define NO_DIAGNOSIS "We make no diagnosis: what is behind it is for a doctor to find out."

static void test_a_referral_for_today(void **state)
{
    struct arena *a = *state;
    struct letter_facts f = facts_of(LETTER_REFERRAL);
    f.client = S("Λένα");
    f.phone = f.born = S("");
    told_by_yes(a, "rf_septic_joint", &f);
    struct letter l = letter_compose(a, &f);
    assert_str(l.kind, S("referral"));
    assert_str(l.subject, S("Please see today: Λένα"));
    assert_str(l.body,
               S("Client: Λένα\nBirth date: not recorded\nPhone: not recorded\n\nDear Doctor,\n\n"
                 "Λένα answered yes to the safety question below at Wren & O'Neil.\n\n"
                 "# What was told\n- One hot, swollen, very painful joint. Asked: “Do you have one "
                 "joint that is hot, swollen and very painful?” Answered yes on " DAY ".\n\n"
                 "We do not treat while such an answer stands. " NO_DIAGNOSIS));
}

static void test_an_emergency(void **state)
{
    struct arena *a = *state;
    struct letter_facts f = facts_of(LETTER_REFERRAL);
    told_by_yes(a, "rf_septic_joint", &f);
    told_by_yes(a, "rf_pe", &f);
    struct letter l = letter_compose(a, &f);
    assert_str(l.subject, S("Emergency: called 000. Þórdís O’Brien, born 28 Feb 1980"));
    assert_says(l.body, "Phone: 0400 111 222\n");
    assert_says(l.body, "answered yes to the safety questions below at");
    assert_says(l.body, "- Sudden short breath, sharp chest pain on breathing, or coughing blood. "
                        "Asked: “Have you suddenly become short of breath");
    f.told.at[1].asked = str_from(f.told.at[1].flag->row->short_text);
    assert_says(
        letter_compose(a, &f).body,
        "\n- Asked: “Sudden short breath, sharp chest pain on breathing, or coughing blood” "
        "Answered yes on " DAY ".\n");
}

static void test_a_referral_for_what_nobody_asked(void **state)
{
    struct letter_facts f = facts_of(LETTER_REFERRAL);
    told_by_yes(*state, "re_heart", &f);
    assert_int_equal(f.told.n, 0);
    assert_str(letter_compose(*state, &f).body,
               S("Client: Þórdís O’Brien\nBirth date: 28 Feb 1980\nPhone: 0400 111 222\n\n"
                 "Dear Doctor,\n\n[Fill in: what was told or seen, on which day, and why it cannot "
                 "wait.]\n\n" NO_DIAGNOSIS));
}

/* --- what never stands in a letter ----------------------------------------------------------- */

static bool is_flag(const struct caution *row)
{
    return row->category == CAUTION_RED_FLAG || row->category == CAUTION_AMBER_FLAG;
}

/* Some short forms are the client's words and the condition's at once ("Known aneurysm ..."). */
static bool is_asked_so(const struct caution *row)
{
    return str_contains(str_from(row->question), str_from(row->condition)) ||
           str_contains(str_from(row->short_text), str_from(row->condition));
}

static void test_no_red_flag_is_named(void **state)
{
    size_t told[LETTER_KINDS] = {0};
    for (size_t i = 0; i < caution_count; i++) {
        const struct caution *row = &caution_all[i];
        for (size_t k = 0; k < LETTER_KINDS; k++) {
            struct arena *a = arena_new(UNIT_CEILING);
            struct letter_facts f = facts_of((enum letter_kind)k);
            told_by_yes(a, row->id, &f);
            struct letter l = letter_compose(a, &f);
            told[k] += f.told.n > 0;
            if (is_flag(row) && !is_asked_so(row)) {
                assert_not_says(l.body, row->condition);
                assert_not_says(l.subject, row->condition);
            }
            assert_not_says(l.body, row->rationale[0] ? row->rationale : "(no rationale)");
            if (f.told.n && k != LETTER_GP)
                assert_says(l.body, row->question);
            arena_free(a);
        }
    }
    (void)state;
    assert_true(told[LETTER_REFERRAL] > 25 && told[LETTER_CLEARANCE] > 10 && told[LETTER_GP] > 70);
}

static void test_what_was_said_in_confidence_is_left_out(void **state)
{
    static const char *const ids[] = {"rf_suicide_said",     "rf_abuse",     "re_trauma_history",
                                      "re_touch_preference", "ab_psychosis", "loc_breast",
                                      "scope_internal",      "ab_no_consent"};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        for (size_t k = 0; k < LETTER_KINDS; k++) {
            struct letter_facts f = facts_of((enum letter_kind)k);
            told_by_yes(*state, ids[i], &f);
            assert_int_equal(f.told.n, 0);
        }
    assert_false(letter_tells(LETTER_KINDS, &(struct flag){.row = caution_find(S("rf_pe"))}));
}

static void test_what_was_not_asked_says_so(void **state)
{
    struct arena *a = *state;
    struct letter_facts f = facts_of(LETTER_GP);
    struct flag derived = {.row = caution_find(S("re_heart")), .state = FLAG_STOPS, .sites = S("")};
    struct letter_told told = {&derived, S(""), S("")};
    f.told = (struct letter_told_list){&told, 1};
    assert_says(letter_compose(a, &f).body,
                "- Stable heart disease. This follows from the record; it was not asked.\n");
}

/* --- lengths --------------------------------------------------------------------------------- */

static struct str many(struct arena *a, const char *part, size_t n)
{
    struct out w = out_new(a, 64 * 1024);
    while (n--)
        out_raw(&w, str_from(part));
    return out_str(&w);
}

static size_t faults_of(struct arena *a, struct letter *l, bool signing, const char *field)
{
    struct faults *f = faults_new(a);
    letter_check(a, l, signing, f);
    assert_true(!field || fault_of(f, str_from(field)).p);
    return f->n;
}

static void test_everything_at_once_fits(void **state)
{
    for (size_t k = 0; k < LETTER_KINDS; k++) {
        struct arena *a = arena_new(UNIT_CEILING);
        struct letter_facts f = facts_of((enum letter_kind)k);
        struct complaint complaints[COMPLAINTS_MAX];
        struct letter_visit visits[5];
        f.client = many(a, "й", 303);
        f.practice = many(a, "ж", 200);
        for (size_t i = 0; i < COMPLAINTS_MAX; i++)
            complaints[i] = (struct complaint){.label = many(a, "漢", 120),
                                               .since = S("2025-03-01")};
        for (size_t i = 0; i < 5; i++)
            visits[i] = (struct letter_visit){S(DAY), many(a, "漢", 120), 10, some_int(10),
                                              OUTCOME_ENOUGH};
        f.complaints = (struct complaint_list){complaints, COMPLAINTS_MAX};
        f.visits = (struct letter_visit_list){visits, 5};
        f.visits_n = 1234;
        f.first_day = f.last_day = f.event_day = S(DAY);
        struct adverse event = {
            .kind = S("flare"), .severity = S("severe"), .body = many(a, "漢", ADVERSE_TEXT_MAX)};
        f.event = &event;
        for (size_t i = 0; i < caution_count; i++)
            told_by_yes(a, caution_all[i].id, &f);
        struct letter l = letter_compose(a, &f);
        assert_false(arena_failed(a));
        assert_int_equal(faults_of(a, &l, false, NULL), 0);
        assert_int_equal(str_chars(l.subject), LETTER_SUBJECT_MAX);
        assert_says(l.subject, "й…, born 28 Feb 1980");
        if (k != LETTER_CLEARANCE)
            assert_says(l.body, " more are in the record and not in this letter.\n");
        arena_free(a);
    }
    (void)state;
}

static void test_how_much_is_left_is_counted(void **state)
{
    struct arena *a = *state;
    struct letter_facts f = facts_of(LETTER_REFERRAL);
    size_t told = 0, left = 0;
    for (size_t i = 0; i < caution_count; i++)
        told_by_yes(a, caution_all[i].id, &f);
    struct letter_parts p = letter_parts(a, letter_compose(a, &f).body);
    for (size_t i = 0; i < p.n; i++)
        for (size_t k = 0; k < p.at[i].items.n; k++) {
            struct str x = p.at[i].items.at[k];
            told += str_contains(x, S("Answered yes"));
            if (str_contains(x, S("more are in the record")))
                left = (size_t)strtol(arena_cstr(a, x), NULL, 10);
        }
    assert_true(told > 5 && left > 0);
    assert_int_equal(told + left, f.told.n);
}

static void test_lengths_and_what_is_needed(void **state)
{
    struct arena *a = *state;
    struct letter empty = {.recipient = S(" "), .address = S(""), .subject = S(""), .body = S("")};
    assert_int_equal(faults_of(a, &empty, false, NULL), 0);
    assert_str(empty.recipient, S(""));
    assert_int_equal(faults_of(a, &empty, true, "recipient"), 3);
    struct letter l = {.recipient = many(a, "é", LETTER_RECIPIENT_MAX),
                       .address = many(a, "漢", LETTER_ADDRESS_MAX),
                       .subject = many(a, "🙂", LETTER_SUBJECT_MAX),
                       .body = many(a, "漢", LETTER_BODY_MAX)};
    assert_int_equal(faults_of(a, &l, true, NULL), 0);
    struct str *const texts[] = {&l.recipient, &l.address, &l.subject, &l.body};
    static const char *const names[] = {"recipient", "address", "subject", "body"};
    for (size_t i = 0; i < 4; i++) {
        struct str fits = *texts[i];
        *texts[i] = arena_fmt(a, "%.*sx", STR_ARG(fits));
        assert_int_equal(faults_of(a, &l, false, names[i]), 1);
        *texts[i] = fits;
    }
}

static void test_blanks_are_not_signed(void **state)
{
    struct arena *a = *state;
    struct letter l = {
        .recipient = S("Dr"), .address = S(""), .subject = S("About"), .body = S("[Fill")};
    assert_int_equal(faults_of(a, &l, true, NULL), 0);
    l.body = S("Dear Doctor,\n\n[Fill in: why you write.] More.");
    assert_int_equal(faults_of(a, &l, false, NULL), 0);
    assert_int_equal(faults_of(a, &l, true, "body"), 1);
    l.body = S("Fine");
    l.subject = S("[Fill in, without an end");
    assert_int_equal(faults_of(a, &l, true, "subject"), 1);
    for (size_t k = 0; k < LETTER_KINDS; k++) {
        struct letter_facts f = facts_of((enum letter_kind)k);
        struct letter fresh = letter_compose(a, &f);
        assert_int_equal(faults_of(a, &fresh, true, "body"), 1);
    }
}

/* --- kinds, parts, head and signature -------------------------------------------------------- */

static void test_kinds(void **state)
{
    (void)state;
    for (size_t k = 0; k < LETTER_KINDS; k++)
        assert_int_equal(letter_kind_of(str_from(letter_words[k].word)), k);
    assert_int_equal(letter_kind_of(S("invoice")), LETTER_KINDS);
    assert_false(letter_words[LETTER_REFERRAL].needs_consent);
    assert_true(letter_words[LETTER_GP].needs_consent);
    assert_true(letter_words[LETTER_CLEARANCE].needs_consent);
}

static void test_parts(void **state)
{
    struct letter_parts p = letter_parts(
        *state,
        S("Dear\r\nDoctor,\r\n\r\n# Found\r\n- one\r\n- two \n\nText\n# no heading\n- a\nb"));
    assert_int_equal(p.n, 6);
    assert_str(p.at[0].text, S("Dear\r\nDoctor,\r"));
    assert_str(p.at[1].heading, S("Found"));
    assert_int_equal(p.at[2].items.n, 2);
    assert_str(p.at[2].items.at[0], S("one"));
    assert_str(p.at[2].items.at[1], S("two"));
    assert_str(p.at[3].text, S("Text\n# no heading"));
    assert_str(p.at[4].items.at[0], S("a"));
    assert_str(p.at[5].text, S("b"));
    assert_int_equal(letter_parts(*state, S("")).n, 0);
    assert_int_equal(letter_parts(*state, S("\n \n\r\n")).n, 0);
    struct arena *small = arena_new(64);
    assert_int_equal(letter_parts(small, S("- a\n- b")).n, 0);
    arena_free(small);
}

static void test_head_and_signature(void **state)
{
    struct letter_sender s = {.practice = S("Wren & O'Neil"),
                              .address = S("1 High Street\nSydney"),
                              .therapist = S("Mira O'Neil"),
                              .qualification = S("Dip. Remedial Massage"),
                              .association = S("AMT"),
                              .association_number = S("12345")};
    assert_str(letter_head(*state, &s), S("Wren & O'Neil\n1 High Street\nSydney"));
    assert_str(letter_signature(*state, &s),
               S("Kind regards\n\nMira O'Neil\nDip. Remedial Massage\nAMT 12345"));
    s.address = s.qualification = s.association_number = S("");
    assert_str(letter_head(*state, &s), S("Wren & O'Neil"));
    assert_str(letter_signature(*state, &s), S("Kind regards\n\nMira O'Neil\nAMT"));
    s.association = S("");
    assert_str(letter_signature(*state, &s), S("Kind regards\n\nMira O'Neil"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_to_the_doctor),
        UNIT(test_to_the_doctor_of_one_who_has_just_come),
        UNIT(test_what_happened_comes_first),
        UNIT(test_visits_in_words),
        UNIT(test_limits_in_words),
        UNIT(test_what_stops_treatment_comes_before_the_limits),
        UNIT(test_a_clearance_lowers_the_limit),
        UNIT(test_a_request),
        UNIT(test_a_request_without_a_reason),
        UNIT(test_a_referral_for_today),
        UNIT(test_an_emergency),
        UNIT(test_a_referral_for_what_nobody_asked),
        UNIT(test_no_red_flag_is_named),
        UNIT(test_what_was_said_in_confidence_is_left_out),
        UNIT(test_what_was_not_asked_says_so),
        UNIT(test_everything_at_once_fits),
        UNIT(test_how_much_is_left_is_counted),
        UNIT(test_lengths_and_what_is_needed),
        UNIT(test_blanks_are_not_signed),
        UNIT(test_kinds),
        UNIT(test_parts),
        UNIT(test_head_and_signature),
    };
    return cmocka_run_group_tests_name("letter", tests, NULL, NULL);
}
