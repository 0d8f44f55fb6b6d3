/* The first-run page.
 * Must never: work after there is a user, or without the printed code.
 * Read next: web/setup.h.
 */
#include "web/setup.h"

#include "practice/user.h"
#include "web/app.h"
#include "web/rooms.h"
#include "web/setup_html.h"

static const struct {
    const char *name, *label, *type, *hint, *autocomplete, *first;
} rows[SETUP_FIELDS] = {
    {"code", "Code", "text", NULL, "off", ""},
    {"practice_name", "Name of the practice", "text", NULL, "organization", ""},
    {"location_name", "Name of the first location", "text", NULL, NULL, "Main room"},
    {"address", "Its street address", "text", "Receipts need it", NULL, ""},
    {"country", "Country", "text", "Two letters: AU, NZ, GB, US, CA …", NULL, "AU"},
    {"currency", "Currency", "text", "Three letters: AUD, NZD, GBP …", NULL, "AUD"},
    {"name", "Your name", "text", NULL, "name", ""},
    {"email", "Your e-mail", "email", "You sign in with it", "username", ""},
    {"password", "Your password", "password", "15 characters or more; a few words do well",
     "new-password", ""},
};

static void zones_fill(struct arena *a, struct choice_list *ret)
{
    struct str *names;
    size_t n;
    zone_names(a, &names, &n);
    ret->at = ARENA_ARRAY(a, n + 1, struct choice);
    for (size_t i = 0; i < n && !arena_failed(a); i++)
        ret->at[ret->n++] = (struct choice){names[i], names[i], false};
}

static void setup_show(struct request *rq, unsigned status)
{
    struct arena *a = request_arena(rq);
    const struct faults *faults = request_faults(rq);
    struct setup_view v = {.frame = frame_of(rq, NULL, S("Set up"), "")};
    struct str zone = request_field(rq, S("zone"));
    v.fields.at = ARENA_ARRAY(a, SETUP_FIELDS, struct field);
    v.fields.n = SETUP_FIELDS;
    for (size_t i = 0; i < SETUP_FIELDS; i++) {
        struct str typed = request_field(rq, str_from(rows[i].name));
        bool secret = str_eq(str_from(rows[i].type), S("password"));
        v.fields.at[i] = field_of(rows[i].name, rows[i].label, rows[i].type,
                                  secret    ? S("")
                                  : typed.p ? typed
                                            : str_from(rows[i].first),
                                  faults);
        v.fields.at[i].hint = rows[i].hint;
        v.fields.at[i].autocomplete = rows[i].autocomplete;
        v.fields.at[i].required = !str_eq(str_from(rows[i].name), S("address"));
    }
    zones_fill(a, &v.zones);
    v.zone = zone.p ? zone : S("Australia/Sydney");
    v.zone_error = fault_of(faults, S("zone"));
    v.treats = !request_is_post(rq) || request_field(rq, S("treats")).p;
    v.key = form_ids_of(rq).key;
    v.frame.narrow = true;
    v.frame.faults = request_faults(rq);
    setup_page(request_out(rq), &v);
    request_answer(rq, status);
}

static bool is_open(struct request *rq)
{
    struct act act;
    bool any = true;
    if (!request_is_local(rq)) {
        app_refuse(rq, 404);
        return false;
    }
    if (!app_read(rq, &act))
        return false;
    enum rc rc = user_any(&act, &any);
    app_read_end(&act);
    if (rc != OK || any)
        app_refuse(rq, 404);
    return rc == OK && !any;
}

static void setup_get(struct request *rq)
{
    if (is_open(rq))
        setup_show(rq, 200);
}

static void made(struct request *rq, struct write *w, enum rc rc)
{
    (void)w;
    if (rc == OK)
        request_redirect(rq, S("/sign-in"));
    else if (rc == INVALID)
        setup_show(rq, 422);
    else
        app_fail(rq, rc);
}

struct setup {
    struct first_run run;
    struct arena *a;
};

static void hash_it(void *arg)
{
    struct setup *s = arg;
    s->run.owner.stored = crypt_password(s->a, s->run.owner.password);
}

static void hashed(struct request *rq, void *arg)
{
    struct setup *s = arg;
    app_write(rq, first_run, &s->run, made);
}

static bool code_fits(struct request *rq)
{
    const struct app *app = request_app(rq);
    struct str code = str_trim(app_field(rq, S("code")));
    return app->setup_code.n && code.n == app->setup_code.n &&
           crypt_same(code.p, app->setup_code.p, code.n);
}

static void setup_post(struct request *rq)
{
    struct setup *s = ARENA_NEW(request_arena(rq), struct setup);
    if (!is_open(rq))
        return;
    if (!code_fits(rq)) {
        fault_add(request_faults(rq), S("code"),
                  "Enter the code that was printed where the program was started.");
        setup_show(rq, 422);
        return;
    }
    s->a = request_arena(rq);
    s->run.facts = (struct practice_facts){.name = app_field(rq, S("practice_name")),
                                           .country = app_field(rq, S("country")),
                                           .currency = app_field(rq, S("currency")),
                                           .zone_name = app_field(rq, S("zone"))};
    s->run.location = (struct location){.name = app_field(rq, S("location_name")),
                                        .address = app_field(rq, S("address"))};
    s->run.owner.user = (struct user){.name = app_field(rq, S("name")),
                                      .email = app_field(rq, S("email"))};
    s->run.owner.user.roles = request_field(rq, S("treats")).p ? ROLE_THERAPIST : 0;
    s->run.owner.password = app_field(rq, S("password"));
    app_slow(rq, hash_it, s, hashed);
}

const struct route setup_routes[] = {
    {ROUTE_GET, "/setup", ROLE_ANYONE, setup_get, 0},
    {ROUTE_POST, "/setup", ROLE_ANYONE, setup_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
