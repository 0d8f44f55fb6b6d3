/* Uploads and the pages: who may send a file is known before it is read, what is refused says what
 * to do, and the same form with another file is another form.
 * Must never: leave its folder behind.
 * Read next: web/app.h.
 */
#include <stdatomic.h>

#include "unit_store.h"
#include "server_client.h"

#include "http/upload.h"
#include "practice/login.h"
#include "practice/open.h"
#include "practice/user.h"
#include "web/app.h"
#include "web/login.h"

#define BOUNDARY "Content-Type: multipart/form-data; boundary=b0\r\n"
#define B "--b0\r\n"
#define END "\r\n--b0--\r\n"
#define KEY "01890a5d-ac96-774b-bcce-b302099a8057"
#define AGAIN "choose the file again"

static struct house {
    struct app app;
    struct who mira;
    struct str token, csrf;
    struct server *server;
} house;

static atomic_int kept; /* how often the use case ran */

/* --- a room that takes files -------------------------------------------------------------------- */

static enum rc keep(struct act *act, void *cmd)
{
    char first = 0;
    (void)act;
    if (upload_read(cmd, 0, &first, 1) != OK)
        return BROKEN;
    atomic_fetch_add(&kept, 1);
    return OK;
}

static void keep_done(struct request *rq, struct write *w, enum rc rc)
{
    const struct upload *u = request_upload(rq);
    (void)w;
    if (rc != OK) {
        app_fail(rq, rc);
        return;
    }
    out_fmt(request_out(rq), "kept %.*s of %zu bytes: %.*s", STR_ARG(u->name), u->size,
            STR_ARG(app_field(rq, S("note"))));
    request_answer(rq, 200);
}

static void keep_post(struct request *rq)
{
    static struct upload u;
    if (!request_upload(rq)) {
        app_fail(rq, INVALID);
        return;
    }
    u = *request_upload(rq);
    app_write(rq, keep, &u, keep_done);
}

/* /clients/new shows a page to everybody's role, /keep shows none. */
static const struct route room[] = {
    {ROUTE_POST, "/clients/new", ROLE_STAFF, keep_post, ROUTE_UPLOAD},
    {ROUTE_POST, "/keep", ROLE_STAFF, keep_post, ROUTE_UPLOAD},
    {ROUTE_POST, "/desk", ROLE_DESK, keep_post, ROUTE_UPLOAD},
    {ROUTE_POST, "/form", ROLE_STAFF, keep_post, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
static const struct route *const rooms[] = {room, NULL};
static const struct route_table table = {rooms};

static void no_log(void *app, struct str method, struct str route, unsigned status, size_t bytes,
                   int64_t micros)
{
    (void)app;
    (void)method;
    (void)route;
    (void)status;
    (void)bytes;
    (void)micros;
}

static enum rc doing(struct arena *a, enum rc (*run)(struct act *, void *), void *cmd)
{
    return practice_write_now(house.app.practice, &house.mira, a, faults_new(a), run, cmd, NULL);
}

static void practice_begin(struct arena *a)
{
    struct str detail = S("");
    const struct practice_config c = {.folder = str_from(unit_folder), .db = unit_db(a, "upload")};
    struct first_run f = {.facts = {.name = S("Wren"),
                                    .country = S("AU"),
                                    .zone_name = S("Australia/Sydney"),
                                    .currency = S("AUD")},
                          .location = {.name = S("Main room"), .address = S("")}};
    f.owner = (struct user_save){
        .user = {.name = S("Mira"), .email = S("mira@example.org"), .roles = ROLE_THERAPIST},
        .password = S("five quiet rivers"),
        .stored = S("none")};
    if (practice_open(a, &c, &house.app.practice, &detail) != STORE_OPEN)
        fail_msg("%.*s", STR_ARG(detail));
    assert_int_equal(doing(a, first_run, &f), OK);
}

/* Mira signs in: `token` is her cookie's. */
static void sign_in(struct arena *a)
{
    struct act act = {.a = a, .faults = faults_new(a)};
    struct user u;
    bool stale = false;
    assert_int_equal(practice_read_begin(house.app.practice, &act), OK);
    assert_int_equal(user_find_email(&act, S("mira@example.org"), &u), OK);
    practice_read_end(&act);
    struct login_attempt l = {
        .email = S("mira@example.org"), .agent = S("unit"), .fits = true, .user = u.id};
    assert_int_equal(doing(a, login_begin, &l), OK);
    assert_int_equal(practice_read_begin(house.app.practice, &act), OK);
    assert_int_equal(login_who(&act, l.token, &house.mira, &stale), OK);
    practice_read_end(&act);
    house.token = l.token;
    house.csrf = app_csrf(a, l.token);
}

static int group_start(void **state)
{
    static struct arena *a;
    const char *why = "";
    if (unit_folder_make(state) != 0)
        return -1;
    a = arena_new(UNIT_CEILING);
    *state = a;
    practice_begin(a);
    sign_in(a);
    const struct server_config c = {.address = S("127.0.0.1"),
                                    .threads = 2,
                                    .routes = &table,
                                    .upload_folder = str_from(unit_folder),
                                    .app = &house.app,
                                    .admit = app_admit,
                                    .admit_upload = app_admit_upload,
                                    .refuse = app_refuse,
                                    .log = no_log};
    house.server = server_start(&c, &why);
    assert_string_equal(why, "");
    port = server_port(house.server);
    return 0;
}

static int group_end(void **state)
{
    server_stop(house.server, 5);
    practice_close(house.app.practice);
    arena_free(*state);
    return unit_folder_drop(state);
}

/* --- its visitor -------------------------------------------------------------------------------- */

enum visitor { STRANGER, MIRA, MIRA_ELSEWHERE };

static void say_head(int fd, const char *path, enum visitor who, const char *type, size_t length)
{
    char head[1000];
    int n = snprintf(
        head, sizeof head, "POST %s HTTP/1.1\r\n" HOST "Content-Length: %zu\r\n%s%s%.*s\r\n%s\r\n",
        path, length, type, who == STRANGER ? "X-Cookie: " : "Cookie: " LOGIN_COOKIE "=",
        STR_ARG(house.token), who == MIRA_ELSEWHERE ? "Sec-Fetch-Site: cross-site\r\n" : "");
    say(fd, head, (size_t)n);
}

static struct str body_of(struct arena *a, struct str csrf, const char *content)
{
    return arena_fmt(a,
                     B "Content-Disposition: form-data; name=\"csrf\"\r\n\r\n%.*s\r\n" B
                       "Content-Disposition: form-data; name=\"f\"; filename=\"a.pdf\"\r\n"
                       "Content-Type: application/pdf\r\n\r\n%s\r\n" B
                       "Content-Disposition: form-data; name=\"note\"\r\n\r\nmine\r\n" B
                       "Content-Disposition: form-data; name=\"key\"\r\n\r\n" KEY END,
                     STR_ARG(csrf), content);
}

static struct reply *send_body(const char *path, struct str body)
{
    int fd = dial();
    say_head(fd, path, MIRA, BOUNDARY, body.n);
    say(fd, body.p, body.n);
    struct reply *r = hear_one(fd, false);
    close(fd);
    return r;
}

static void check_says(const struct reply *r, int status, const char *words)
{
    assert_int_equal(r->status, status);
    if (!strstr(r->body, words))
        fail_msg("\"%s\" is not in %s", words, r->body);
    check_safe(r);
}

/* Answered on the head alone, and closed. */
static void check_at_head(const char *path, enum visitor who, int status, const char *words)
{
    int fd = dial();
    say_head(fd, path, who, BOUNDARY, UPLOAD_MAX);
    struct reply *r = hear_one(fd, false);
    check_says(r, status, words);
    assert_non_null(strstr(r->head, "Connection: close\r\n"));
    assert_true(is_closed(fd));
    close(fd);
}

/* --- tests -------------------------------------------------------------------------------------- */

static void test_strangers(void **state)
{
    (void)state;
    check_at_head("/clients/new?a=b", STRANGER, 401, AGAIN);
    check_at_head("/clients/new?a=b", STRANGER, 401, "name=\"next\" value=\"/clients/new?a=b\"");
    check_at_head("/clients/new", STRANGER, 401, "name=\"carry\" value=\"\"");
    check_at_head("/keep", STRANGER, 401, "name=\"next\" value=\"/\"");
    check_at_head("/clients/new", MIRA_ELSEWHERE, 403, "another site");
    check_at_head("/desk", MIRA, 403, "Not part of your role");
}

static void test_kept(void **state)
{
    struct str good = body_of(*state, house.csrf, "%PDF-1");
    kept = 0;
    check_says(send_body("/keep", good), 200, "kept a.pdf of 6 bytes: mine");
    check_says(send_body("/keep", good), 200, "kept a.pdf of 6 bytes: mine");
    assert_int_equal(kept, 1);
    check_says(send_body("/keep", body_of(*state, house.csrf, "%PDF-2")), 409,
               "<dt>note<dd class=\"pre\">mine");
    assert_int_equal(kept, 1);
}

/* The form's token is looked at when the form is there. */
static void test_old_page(void **state)
{
    struct str old = body_of(*state, S("00000000000000000000000000000000"), "%PDF-1");
    struct reply *r = send_body("/clients/new", old);
    check_says(r, 409, AGAIN);
    check_says(r, 409, "href=\"/clients/new\"");
    assert_null(strstr(r->body, "mine"));
}

static void test_refusals(void **state)
{
    (void)state;
    int fd = dial();
    say_head(fd, "/keep", MIRA, BOUNDARY, UPLOAD_MAX + UPLOAD_REST_MAX + 1);
    check_says(hear_one(fd, false), 413, "A file may have 10 MiB");
    close(fd);
    fd = dial();
    say_head(fd, "/keep", MIRA, FORM, 3);
    check_says(hear_one(fd, false), 415, "as multipart/form-data");
    close(fd);
    fd = dial();
    say_head(fd, "/form", MIRA, BOUNDARY, 3);
    check_says(hear_one(fd, false), 415, "as application/x-www-form-urlencoded");
    close(fd);
    fd = dial();
    say_head(fd, "/form", MIRA, FORM, REQUEST_FORM_MAX + 1);
    check_says(hear_one(fd, false), 413, "A form may hold 64 KiB");
    close(fd);
    check_says(send_body("/keep", S("--b0--x")), 400, "choose one file");
}

/* The login ends while the file comes in. */
static void test_login_ended(void **state)
{
    struct str good = body_of(*state, house.csrf, "%PDF-1");
    int fd = dial();
    say_head(fd, "/clients/new", MIRA, BOUNDARY, good.n);
    say(fd, good.p, good.n / 2);
    usleep(100000);
    assert_int_equal(doing(*state, login_end_own, &house.mira.login), OK);
    say(fd, good.p + good.n / 2, good.n - good.n / 2);
    struct reply *r = hear_one(fd, false);
    check_says(r, 401, AGAIN);
    check_says(r, 401, "name=\"carry\" value=\"\"");
    assert_null(strstr(r->body, "mine"));
    close(fd);
    check_at_head("/clients/new", MIRA, 401, AGAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strangers),   cmocka_unit_test(test_kept),
        cmocka_unit_test(test_old_page),    cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_login_ended), /* last: signs out */
    };
    return cmocka_run_group_tests(tests, group_start, group_end);
}
