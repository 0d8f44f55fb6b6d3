/* Users: adding, changing, ending, passwords, the first run.
 * Must never: leave a practice without an owner.
 * Read next: practice/user.h.
 */
#include "practice/user.h"

#include "base/fold.h"
#include "practice/audit.h"
#include "practice/login.h"
#include "store/sql_user.h"

enum rc user_list_all(struct act *act, struct user_list *ret)
{
    return user_all(act->tx, act->a, ret);
}

enum rc user_read(struct act *act, struct id user, struct user *ret)
{
    return user_get(act->tx, act->a, &(struct user_get_in){user}, ret);
}

enum rc user_logins(struct act *act, struct id user, struct login_list *ret)
{
    return login_by_staff(act->tx, act->a, &(struct login_by_staff_in){user}, ret);
}

enum rc user_any(struct act *act, bool *ret)
{
    struct user_count_row row;
    enum rc rc = user_count(act->tx, act->a, &row);
    if (rc == OK)
        *ret = row.n > 0;
    return rc;
}

/* After the change: does someone else own the practice, or does this one still? */
static enum rc owner_stays(struct act *act, const struct user *u, bool ended)
{
    struct user_owners_row others;
    enum rc rc = user_owners(act->tx, act->a, &(struct user_owners_in){ROLE_OWNER, u->id}, &others);
    if (rc == OK && others.n == 0 && (ended || !(u->roles & ROLE_OWNER)))
        fault_add(act->faults, S("roles"),
                  "This is the last owner: give another user the owner's role first.");
    return rc;
}

static enum rc taken(struct act *act, enum rc rc)
{
    if (rc == CONFLICT)
        fault_add(act->faults, S("email"), "Another user signs in with this address: use another.");
    return rc == CONFLICT ? INVALID : rc;
}

static enum rc user_add(struct act *act, struct user_save *s)
{
    struct user *u = &s->user;
    password_check(s->password, u->email, S("password"), act->faults);
    if (act->faults->n)
        return INVALID;
    u->id = act->made = id_new();
    struct user_put_in in = {u->id,
                             u->email,
                             u->email_folded,
                             u->name,
                             u->roles,
                             s->stored,
                             u->qualification,
                             u->association,
                             u->association_number,
                             u->provider_number,
                             act->now_utc};
    int64_t put = 0;
    enum rc rc = taken(act, user_put_n(act->tx, &in, &put));
    u->id = ID_NONE;
    return rc == OK ? audit_add(act, "user.add", act->made, ID_NONE, S("")) : rc;
}

static enum rc user_update(struct act *act, struct user_save *s)
{
    struct user *u = &s->user;
    int64_t changed = 0;
    enum rc rc = owner_stays(act, u, s->ended);
    if (rc != OK || act->faults->n)
        return rc != OK ? rc : INVALID;
    u->ended_utc = s->ended ? some_int(act->now_utc) : (struct maybe_int){0};
    act->made = u->id;
    rc = taken(act, user_change_n(act->tx, u, &changed));
    if (rc != OK || changed != 1)
        return rc == OK ? CONFLICT : rc;
    if (s->ended)
        rc = login_end_all(act->tx, &(struct login_end_all_in){u->id, ID_NONE});
    return rc == OK ? audit_add(act, s->ended ? "user.end" : "user.change", u->id, ID_NONE, S(""))
                    : rc;
}

enum rc user_save(struct act *act, void *user_save)
{
    struct user_save *s = user_save;
    user_check(act->a, &s->user, act->faults);
    if (id_is_none(s->user.id))
        return user_add(act, s);
    return act->faults->n ? INVALID : user_update(act, s);
}

enum rc user_set_password(struct act *act, void *password_set)
{
    struct password_set *p = password_set;
    int64_t changed = 0;
    bool own = id_eq(p->user, act->who.user);
    if (!p->stored.p)
        return BUSY;
    enum rc rc = user_password_n(act->tx, &(struct user_password_in){p->user, p->stored}, &changed);
    if (rc != OK || changed != 1)
        return rc == OK ? NOT_FOUND : rc;
    struct login_end_all_in in = {p->user, own ? act->who.login : ID_NONE};
    struct user user;
    rc = login_end_all(act->tx, &in);
    if (rc == OK)
        rc = user_read(act, p->user, &user);
    if (rc == OK)
        rc = login_forgive(act, user.email);
    return rc == OK ? audit_add(act, "user.password", p->user, ID_NONE, S("")) : rc;
}

enum rc user_end_logins(struct act *act, void *user)
{
    const struct id *id = user;
    struct user known;
    enum rc rc = user_read(act, *id, &known);
    if (rc != OK)
        return rc;
    rc = login_end_all(act->tx, &(struct login_end_all_in){*id, act->who.login});
    return rc == OK ? audit_add(act, "user.end_logins", *id, ID_NONE, S("")) : rc;
}

static enum rc first_of_all(struct act *act, struct first_run *f)
{
    enum rc rc = practice_change(act, &f->facts);
    f->facts.id = ID_NONE;
    enum rc rc_location = rc == OK || rc == INVALID ? location_save(act, &f->location) : rc;
    enum rc rc_owner = rc_location == OK || rc_location == INVALID ? user_save(act, &f->owner)
                                                                   : rc_location;
    return rc != OK ? rc : rc_location != OK ? rc_location : rc_owner;
}

enum rc first_run(struct act *act, void *first_run)
{
    struct first_run *f = first_run;
    bool any = true;
    enum rc rc = user_any(act, &any);
    if (rc != OK || any)
        return rc != OK ? rc : CONFLICT;
    f->owner.user.roles |= ROLE_OWNER;
    f->location.zone_name = f->facts.zone_name;
    return first_of_all(act, f);
}

enum rc user_stored_password(struct act *act, struct id user, struct str *ret)
{
    struct user_secret_row row;
    enum rc rc = user_secret_by_id(act->tx, act->a, &(struct user_secret_by_id_in){user}, &row);
    if (rc != OK)
        return rc;
    *ret = row.password;
    return row.password.p ? OK : NOT_FOUND;
}

enum rc user_find_email(struct act *act, struct str email, struct user *ret)
{
    struct user_secret_row row;
    struct user_secret_in in = {fold_text(act->a, str_trim(email))};
    enum rc rc = user_secret(act->tx, act->a, &in, &row);
    return rc == OK ? user_read(act, row.id, ret) : rc;
}
