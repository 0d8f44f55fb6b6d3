/* Consent's texts and rules.
 * Must never: hold without a signature, or after it was withdrawn.
 * Read next: domain/consent.h.
 */
#include "domain/consent.h"

#include "base/out.h"
#include "domain/check.h"

enum { NAME_CHARS = 200, STROKE_POINTS_LEAST = 3, PAD_WIDTH = 600, PAD_HEIGHT = 200 };

const struct consent_word consent_words[CONSENT_KINDS] = {
    [CONSENT_TREATMENT] =
        {"treatment", "Treatment",
         "I have told my therapist about my health as fully as I can, and I will say when it "
         "changes.\n\n"
         "The therapist has explained what is planned: hands-on work on muscle, tendon, ligament "
         "and fascia, such as pressure, kneading, friction and stretching. I may feel sore for a "
         "day or two. Bruising, a flare of pain, or faintness can happen; serious harm is rare.\n\n"
         "Massage complements medical care and does not replace it. It may help or it may not. I "
         "can ask anything, choose what stays covered, and stop at any moment without giving a "
         "reason.\n\n"
         "I agree to be assessed and treated."},
    [CONSENT_PRIVACY] =
        {"privacy", "Privacy",
         "The practice keeps what I tell it, what it finds and what it does, for as long as the "
         "law asks of it. It is used for my treatment, and by nobody else without my agreement, "
         "except where the law requires it.\n\n"
         "I can see my record, have mistakes corrected, and ask who has looked at it.\n\n"
         "I agree to my information being collected and kept in this way."},
    [CONSENT_PHOTO] =
        {"photo", "Photographs",
         "The practice may take photographs of my posture or of the places that are treated. They "
         "are kept in my record and shown to nobody outside the practice.\n\n"
         "I agree to photographs being taken and kept."},
    [CONSENT_GP] = {"gp", "Sharing with my doctor",
                    "The practice may write to my doctor (GP) about my treatment, and speak with "
                    "them when there is a question about my safety.\n\n"
                    "I agree to information being shared with my doctor."},
};

enum consent_kind consent_kind_of(struct str word)
{
    size_t i = 0;
    while (i < CONSENT_KINDS && !str_eq(word, str_from(consent_words[i].word)))
        i++;
    return (enum consent_kind)i;
}

static int age_at(struct date born, int64_t utc, const struct zone *zone)
{
    return born.year ? date_age(born, zone_local(zone, utc).date) : ADULT_AGE;
}

const struct consent *consent_at(const struct consent_list *all, enum consent_kind kind,
                                 int64_t at_utc, struct date born, const struct zone *zone)
{
    bool minor = age_at(born, at_utc, zone) < ADULT_AGE;
    for (size_t i = 0; i < all->n; i++) {
        const struct consent *c = &all->at[i];
        bool guardian = str_eq(c->relation, S("guardian"));
        if (consent_kind_of(c->kind) != kind || c->at_utc > at_utc || (minor && !guardian))
            continue;
        /* Whoever signed for or as a minor: an adult signs anew. */
        if (!minor && age_at(born, c->at_utc, zone) < ADULT_AGE)
            continue;
        /* The latest of its kind decides: an older one is not revived by withdrawing a newer. */
        return c->withdrawn_utc.has && c->withdrawn_utc.v <= at_utc ? NULL : c;
    }
    return NULL;
}

/* "x,y" within the pad. */
static bool point_read(struct str text, int64_t *ret_x, int64_t *ret_y)
{
    size_t comma = str_find(text, ',');
    return str_int(str_slice(text, 0, comma), 0, PAD_WIDTH, ret_x) &&
           str_int(str_slice(text, comma + 1, text.n), 0, PAD_HEIGHT, ret_y);
}

struct str signature_path(struct arena *a, struct str strokes)
{
    const struct str none = {NULL, 0};
    struct out w = out_new(a, 2 * STROKES_MAX);
    size_t points = 0;
    if (strokes.n > STROKES_MAX)
        return none;
    for (struct str stroke; str_next(&strokes, ';', &stroke);) {
        bool first = true;
        for (struct str point; str_next(&stroke, ' ', &point); first = false, points++) {
            int64_t x, y;
            if (!point_read(point, &x, &y))
                return none;
            out_fmt(&w, "%s%lld %lld", first ? "M" : "L", (long long)x, (long long)y);
        }
    }
    return points < STROKE_POINTS_LEAST || w.full ? none : out_str(&w);
}

void signature_check(struct arena *a, struct signature *s, bool minor, struct faults *f)
{
    static const struct str relations[] = {STR_INIT("self"), STR_INIT("guardian")};
    const struct check_text signer = {S("signer"), &s->signer, "the name of who signs", NAME_CHARS,
                                      true};
    check_texts(a, &signer, 1, f);
    if (!str_among(s->relation, relations, 2))
        fault_add(f, S("relation"), "Say who signs: the client, or a parent or guardian.");
    else if (minor && !str_eq(s->relation, S("guardian")))
        fault_add(f, S("relation"), "The client is under %d: a parent or guardian signs.",
                  ADULT_AGE);
    if (str_eq(s->method, S("typed"))) {
        s->strokes = S("");
        return;
    }
    s->method = S("drawn");
    if (!signature_path(a, s->strokes).p)
        fault_add(f, S("strokes"),
                  "Nothing is drawn yet: sign in the box, or choose to sign by the typed name.");
}
