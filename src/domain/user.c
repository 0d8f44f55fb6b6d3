/* Users: stored form, faults, passwords that are worth having.
 * Must never: ask for capitals and signs; length and not being everybody's is what counts.
 * Read next: sql/user.sql.
 */
#include "domain/user.h"

#include "base/fold.h"
#include "domain/check.h"

void user_check(struct arena *a, struct user *u, struct faults *f)
{
    const struct check_text texts[] = {
        {S("name"), &u->name, "a name", 100, true},
        {S("email"), &u->email, "an e-mail address", 200, true},
        {S("qualification"), &u->qualification, "a qualification", 200, false},
        {S("association"), &u->association, "an association", 200, false},
        {S("association_number"), &u->association_number, "a member number", 60, false},
        {S("provider_number"), &u->provider_number, "a provider number", 60, false},
    };
    check_texts(a, texts, sizeof texts / sizeof texts[0], f);
    check_email(u->email, S("email"), f);
    u->email_folded = fold_text(a, u->email);
    if (!(u->roles & ROLE_STAFF) || (u->roles & ~ROLE_STAFF))
        fault_add(f, S("roles"), "Choose at least one role.");
}

/* What lists of stolen passwords begin with, at the length we ask for. */
static const char *const everybodys[] = {
    "123456789012345",  "1234567890123456", "111111111111111",           "passwordpassword",
    "password1234567",  "qwertyuiopasdfgh", "qwertyuiopasdfghjkl",       "aaaaaaaaaaaaaaa",
    "iloveyouiloveyou", "abcdefghijklmno",  "correcthorsebatterystaple",
};

static bool is_one_letter(struct str s)
{
    for (size_t i = 1; i < s.n; i++)
        if (s.p[i] != s.p[0])
            return false;
    return true;
}

void password_check(struct str password, struct str email, struct str field, struct faults *f)
{
    size_t chars = str_chars(password);
    bool weak = is_one_letter(password) || str_eq(password, email);
    for (size_t i = 0; i < sizeof everybodys / sizeof everybodys[0]; i++)
        weak = weak || str_eq(password, str_from(everybodys[i]));
    if (chars < PASSWORD_MIN)
        fault_add(f, field, "Use at least %d characters; a few unrelated words do well.",
                  PASSWORD_MIN);
    else if (chars > PASSWORD_MAX)
        fault_add(f, field, "Use at most %d characters.", PASSWORD_MAX);
    else if (weak)
        fault_add(f, field, "This password is easily guessed: choose other words.");
}

static const struct {
    enum role role;
    const char *word;
} role_words[] = {{ROLE_OWNER, "owner"}, {ROLE_THERAPIST, "therapist"}, {ROLE_DESK, "desk"}};

enum { ROLE_WORDS = sizeof role_words / sizeof role_words[0] };

struct str roles_text(struct arena *a, int64_t roles)
{
    struct str text = S("");
    for (size_t i = 0; i < ROLE_WORDS; i++)
        if (roles & role_words[i].role)
            text = arena_fmt(a, "%.*s%s%s", STR_ARG(text), text.n ? ", " : "", role_words[i].word);
    return text;
}

const char *role_word(int64_t roles)
{
    for (size_t i = 0; i < ROLE_WORDS; i++)
        if (roles & role_words[i].role)
            return role_words[i].word;
    return "";
}
