/* Users for the owner; one's own account.
 * Must never: show a password.
 * Read next: web/user.h.
 */
#include "web/user.h"

#include "practice/user.h"
#include "web/app.h"
#include "web/rooms.h"
#include "web/user_html.h"

static const struct {
    const char *name, *label, *type;
    size_t offset;
    bool required;
} rows[USER_FIELDS] = {
    {"name", "Name", "text", offsetof(struct user, name), true},
    {"email", "E-mail", "email", offsetof(struct user, email), true},
    {"qualification", "Qualification", "text", offsetof(struct user, qualification), false},
    {"association", "Association", "text", offsetof(struct user, association), false},
    {"association_number", "Member number", "text", offsetof(struct user, association_number),
     false},
    {"provider_number", "Provider number", "text", offsetof(struct user, provider_number), false},
};

static struct str *member(struct user *u, size_t i)
{
    return (struct str *)(void *)((char *)u + rows[i].offset);
}

/* --- the list -------------------------------------------------------------------------------- */

static void users_get(struct request *rq)
{
    struct act act;
    struct user_view v = {0};
    struct user_list users;
    if (!app_read(rq, &act))
        return;
    enum rc rc = user_list_all(&act, &users);
    v.frame = frame_of(rq, &act, S("Users"), "practice");
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    v.users.at = ARENA_ARRAY(act.a, users.n + 1, struct user_row);
    for (size_t i = 0; i < users.n && !arena_failed(act.a); i++) {
        const struct user *u = &users.at[i];
        v.users.at[v.users.n++] = (struct user_row){u->id, u->name, u->email,
                                                    roles_text(act.a, u->roles), u->ended_utc.has};
    }
    users_page(request_out(rq), &v);
    request_answer(rq, 200);
}

/* --- a user's form --------------------------------------------------------------------------- */

static struct field password_field(struct request *rq, const char *name, const char *label)
{
    struct field f = field_of(name, label, "password", S(""), request_faults(rq));
    f.hint = "15 characters or more; a few unrelated words do well";
    f.autocomplete = "new-password";
    f.required = true;
    return f;
}

static void fields_fill(struct request *rq, struct user *u, struct user_view *v)
{
    v->fields.at = ARENA_ARRAY(request_arena(rq), USER_FIELDS, struct field);
    v->fields.n = USER_FIELDS;
    for (size_t i = 0; i < USER_FIELDS; i++) {
        v->fields.at[i] = field_of(rows[i].name, rows[i].label, rows[i].type, *member(u, i),
                                   request_faults(rq));
        v->fields.at[i].required = rows[i].required;
        v->fields.at[i].autocomplete = "off";
    }
    v->id = u->id;
    v->version = u->version;
    v->desk = u->roles & ROLE_DESK;
    v->therapist = u->roles & ROLE_THERAPIST;
    v->owner = u->roles & ROLE_OWNER;
    v->ended = u->ended_utc.has;
    v->roles_error = fault_of(request_faults(rq), S("roles"));
    v->password = password_field(rq, "password", "New password");
}

static void logins_fill(struct act *act, struct id user, struct user_view *v)
{
    struct login_list logins = {0};
    struct practice_facts facts;
    if (user_logins(act, user, &logins) != OK || practice_facts(act, &facts) != OK)
        return;
    v->logins.at = ARENA_ARRAY(act->a, logins.n + 1, struct login_row_view);
    for (size_t i = 0; i < logins.n && !arena_failed(act->a); i++) {
        const struct login *l = &logins.at[i];
        v->logins.at[v->logins.n++] = (struct login_row_view){
            l->agent, time_human(act->a, facts.zone, l->made_utc),
            time_human(act->a, facts.zone, l->seen_utc), id_eq(l->id, act->who.login)};
    }
}

static void form_show(struct request *rq, struct user *u, unsigned status)
{
    struct arena *a = request_arena(rq);
    struct act act;
    struct user_view v = {0};
    struct str id = id_text(a, u->id);
    bool is_new = id_is_none(u->id);
    if (!app_read(rq, &act))
        return;
    v.title = is_new ? S("Add a user") : u->name;
    v.frame = frame_of(rq, &act, v.title, "practice");
    if (!is_new)
        logins_fill(&act, u->id, &v);
    app_read_end(&act);
    v.frame.narrow = true;
    v.frame.faults = request_faults(rq);
    v.ids = form_ids_of(rq);
    v.to = is_new ? S("/users/new") : arena_fmt(a, "/users/%.*s", STR_ARG(id));
    v.notice = request_query(rq, S("done")).p ? S("Done.") : S("");
    fields_fill(rq, u, &v);
    user_page(request_out(rq), &v);
    request_answer(rq, status);
}

static bool user_now(struct request *rq, struct user *ret)
{
    struct act act;
    struct id id;
    if (!app_param_id(rq, S("user"), &id)) {
        app_refuse(rq, 404);
        return false;
    }
    if (!app_read(rq, &act))
        return false;
    enum rc rc = user_read(&act, id, ret);
    app_read_end(&act);
    if (rc != OK)
        app_fail(rq, rc);
    return rc == OK;
}

static void new_get(struct request *rq)
{
    struct user u = {.roles = ROLE_THERAPIST};
    form_show(rq, &u, 200);
}

static void user_get_page(struct request *rq)
{
    struct user u;
    if (user_now(rq, &u))
        form_show(rq, &u, 200);
}

struct saving {
    struct user_save save;
    struct arena *a;
};

static void saved(struct request *rq, struct write *w, enum rc rc)
{
    struct user_save *s = w->cmd;
    struct user now;
    if (rc == OK)
        request_redirect(rq, S("/users"));
    else if (rc == INVALID)
        form_show(rq, &s->user, 422);
    else if (rc != CONFLICT || !app_meanwhile(rq))
        app_fail(rq, rc);
    else if (user_now(rq, &now)) {
        s->user.version = now.version;
        form_show(rq, &s->user, 409);
    }
}

static void hash_it(void *arg)
{
    struct saving *s = arg;
    s->save.stored = crypt_password(s->a, s->save.password);
}

static void hashed(struct request *rq, void *arg)
{
    struct saving *s = arg;
    app_write(rq, user_save, &s->save, saved);
}

static bool user_typed(struct request *rq, struct user_save *s)
{
    static const struct str more[] = {STR_INIT("version"), STR_INIT("desk"),  STR_INIT("therapist"),
                                      STR_INIT("owner"),   STR_INIT("ended"), STR_INIT("password")};
    struct str names[USER_FIELDS + 6];
    for (size_t i = 0; i < USER_FIELDS; i++) {
        *member(&s->user, i) = app_field(rq, str_from(rows[i].name));
        names[i] = str_from(rows[i].name);
    }
    memcpy(names + USER_FIELDS, more, sizeof more);
    s->user.version = app_field_int(rq, S("version"), 0);
    s->user.roles = (request_field(rq, S("desk")).p ? ROLE_DESK : 0) |
                    (request_field(rq, S("therapist")).p ? ROLE_THERAPIST : 0) |
                    (request_field(rq, S("owner")).p ? ROLE_OWNER : 0);
    s->ended = request_field(rq, S("ended")).p != NULL;
    s->password = app_field(rq, S("password"));
    return app_only_fields(rq, names, sizeof names / sizeof names[0]);
}

static void new_post(struct request *rq)
{
    struct saving *s = ARENA_NEW(request_arena(rq), struct saving);
    s->a = request_arena(rq);
    if (user_typed(rq, &s->save))
        app_slow(rq, hash_it, s, hashed);
}

static void user_post(struct request *rq)
{
    struct user_save *s = ARENA_NEW(request_arena(rq), struct user_save);
    struct user now;
    if (!user_typed(rq, s) || !user_now(rq, &now))
        return;
    s->user.id = now.id;
    app_write(rq, user_save, s, saved);
}

/* --- passwords and logins -------------------------------------------------------------------- */

struct new_password {
    struct password_set set;
    struct arena *a;
    struct str typed, now_typed, now_stored;
    bool own, fits;
};

static void account_show(struct request *rq, unsigned status);

static void password_done(struct request *rq, struct write *w, enum rc rc)
{
    const struct password_set *p = w->cmd;
    struct str id = id_text(request_arena(rq), p->user);
    if (rc != OK)
        app_fail(rq, rc);
    else if (str_starts(request_path(rq), S("/account")))
        request_redirect(rq, S("/account?done=1"));
    else
        request_redirect(rq, arena_fmt(request_arena(rq), "/users/%.*s?done=1", STR_ARG(id)));
}

static void password_hash(void *arg)
{
    struct new_password *p = arg;
    p->fits = !p->own || crypt_password_fits(p->a, p->now_stored, p->now_typed);
    if (p->fits)
        p->set.stored = crypt_password(p->a, p->typed);
}

static void password_hashed(struct request *rq, void *arg)
{
    struct new_password *p = arg;
    if (p->fits) {
        app_write(rq, user_set_password, &p->set, password_done);
        return;
    }
    fault_add(request_faults(rq), S("password_now"), "This is not your present password.");
    account_show(rq, 422);
}

static void set_password_post(struct request *rq)
{
    struct new_password *p = ARENA_NEW(request_arena(rq), struct new_password);
    static const struct str names[] = {STR_INIT("password")};
    struct user u;
    if (!app_only_fields(rq, names, 1) || !user_now(rq, &u))
        return;
    p->a = request_arena(rq);
    p->set.user = u.id;
    p->typed = app_field(rq, S("password"));
    password_check(p->typed, u.email, S("password"), request_faults(rq));
    if (request_faults(rq)->n)
        form_show(rq, &u, 422);
    else
        app_slow(rq, password_hash, p, password_hashed);
}

static void logins_ended(struct request *rq, struct write *w, enum rc rc)
{
    const struct id *user = w->cmd;
    struct str id = id_text(request_arena(rq), *user);
    if (rc != OK)
        app_fail(rq, rc);
    else if (str_starts(request_path(rq), S("/account")))
        request_redirect(rq, S("/account?done=1"));
    else
        request_redirect(rq, arena_fmt(request_arena(rq), "/users/%.*s?done=1", STR_ARG(id)));
}

static void logins_end_post(struct request *rq)
{
    struct id *id = ARENA_NEW(request_arena(rq), struct id);
    if (app_param_id(rq, S("user"), id))
        app_write(rq, user_end_logins, id, logins_ended);
    else
        app_refuse(rq, 404);
}

/* --- one's own account ----------------------------------------------------------------------- */

static void account_show(struct request *rq, unsigned status)
{
    struct act act;
    struct user_view v = {0};
    if (!app_read(rq, &act))
        return;
    v.frame = frame_of(rq, &act, S("Your account"), "");
    logins_fill(&act, act.who.user, &v);
    app_read_end(&act);
    v.frame.narrow = true;
    v.frame.faults = request_faults(rq);
    v.ids = form_ids_of(rq);
    v.notice = request_query(rq, S("done")).p ? S("Done.") : S("");
    v.password = password_field(rq, "password", "New password");
    v.password_now = field_of("password_now", "Present password", "password", S(""),
                              request_faults(rq));
    v.password_now.autocomplete = "current-password";
    account_page(request_out(rq), &v);
    request_answer(rq, status);
}

static void account_get(struct request *rq)
{
    account_show(rq, 200);
}

static void account_password_post(struct request *rq)
{
    struct new_password *p = ARENA_NEW(request_arena(rq), struct new_password);
    static const struct str names[] = {STR_INIT("password"), STR_INIT("password_now")};
    struct act act;
    struct user u;
    if (!app_only_fields(rq, names, 2) || !app_read(rq, &act))
        return;
    enum rc rc = user_read(&act, act.who.user, &u);
    if (rc == OK)
        rc = user_stored_password(&act, act.who.user, &p->now_stored);
    app_read_end(&act);
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    p->a = request_arena(rq);
    p->own = true;
    p->set.user = u.id;
    p->typed = app_field(rq, S("password"));
    p->now_typed = app_field(rq, S("password_now"));
    password_check(p->typed, u.email, S("password"), request_faults(rq));
    if (request_faults(rq)->n)
        account_show(rq, 422);
    else
        app_slow(rq, password_hash, p, password_hashed);
}

static void account_logins_post(struct request *rq)
{
    struct id *id = ARENA_NEW(request_arena(rq), struct id);
    *id = app_seat(rq)->who.user;
    app_write(rq, user_end_logins, id, logins_ended);
}

const struct route user_routes[] = {
    {ROUTE_GET, "/users", ROLE_OWNER, users_get, 0},
    {ROUTE_GET, "/users/new", ROLE_OWNER, new_get, 0},
    {ROUTE_POST, "/users/new", ROLE_OWNER, new_post, 0},
    {ROUTE_GET, "/users/:user", ROLE_OWNER, user_get_page, 0},
    {ROUTE_POST, "/users/:user", ROLE_OWNER, user_post, 0},
    {ROUTE_POST, "/users/:user/password", ROLE_OWNER, set_password_post, 0},
    {ROUTE_POST, "/users/:user/logins/end", ROLE_OWNER, logins_end_post, 0},
    {ROUTE_GET, "/account", ROLE_STAFF, account_get, 0},
    {ROUTE_POST, "/account/password", ROLE_STAFF, account_password_post, 0},
    {ROUTE_POST, "/account/logins/end", ROLE_STAFF, account_logins_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
