/* `tonus serve`: the pages, until a signal says stop.
 * Must never: listen beyond this machine without a proxy in front.
 * Read next: web/app.h.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>

#include "base/slow.h"
#include "cli/cli.h"
#include "practice/user.h"
#include "web/app.h"

enum { SLOW_THREADS = 2, SLOW_QUEUE = 200, GRACE_S = 20, CODE_CHARS = 8 };

struct serve_options {
    struct str data, db, address, port, idle;
    bool behind_proxy, no_group, quiet;
    int64_t port_number, idle_minutes;
};

static bool is_loopback(struct str address)
{
    return str_starts(address, S("127.")) || str_eq(address, S("::1"));
}

static int options_check(struct serve_options *o)
{
    if (!str_int(o->port, 0, 65535, &o->port_number))
        return usage("--port takes a number from 0 to 65535");
    if (!str_int(o->idle, 1, 24 * 60, &o->idle_minutes))
        return usage("--idle takes minutes, from 1 to 1440");
    if (!is_loopback(o->address) && !o->behind_proxy)
        return usage("an address beyond this machine needs a proxy with TLS in front: "
                     "say --behind-proxy when there is one");
    return EXIT_FINE;
}

static struct str setup_code(struct practice *p, struct arena *a)
{
    struct act act = {.a = a, .faults = faults_new(a)};
    bool any = true;
    if (practice_read_begin(p, &act) != OK)
        return S("");
    if (user_any(&act, &any) != OK)
        any = true;
    practice_read_end(&act);
    return any ? S("") : crypt_word(a, CODE_CHARS);
}

static void say_hello(const struct serve_options *o, const struct app *app, uint16_t port)
{
    bool six = str_contains(o->address, S(":"));
    printf("Tonus listens on http://%s%.*s%s:%u/\n", six ? "[" : "", STR_ARG(o->address),
           six ? "]" : "", port);
    if (app->setup_code.n)
        printf("First run: open http://127.0.0.1:%u/setup here and enter the code %.*s\n", port,
               STR_ARG(app->setup_code));
    fflush(stdout);
}

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

static int serve(struct arena *a, const struct serve_options *o, struct practice *p,
                 const sigset_t *stop)
{
    struct app app = {.practice = p,
                      .slow = slow_start(SLOW_THREADS, SLOW_QUEUE),
                      .background = slow_start(1, 1),
                      .setup_code = setup_code(p, a),
                      .behind_proxy = o->behind_proxy};
    const struct server_config c = {.address = o->address,
                                    .port = (uint16_t)o->port_number,
                                    .routes = &app_routes,
                                    .upload_folder = o->data,
                                    .app = &app,
                                    .admit = app_admit,
                                    .admit_upload = app_admit_upload,
                                    .refuse = app_refuse,
                                    .log = o->quiet ? no_log : app_log};
    const char *why = "";
    int signal_number = 0;
    struct server *s = server_start(&c, &why);
    if (s) {
        say_hello(o, &app, server_port(s));
        sigwait(stop, &signal_number);
        server_stop(s, GRACE_S);
    } else {
        fprintf(stderr,
                "tonus: cannot listen on %.*s port %lld: %s. Stop what uses the port, or "
                "choose another with --port.\n",
                STR_ARG(o->address), (long long)o->port_number, why);
    }
    atomic_store(&app.ending, true);
    slow_stop(app.background);
    slow_stop(app.slow);
    return s ? EXIT_FINE : EXIT_UNAVAILABLE;
}

int serve_command(int argc, char **argv)
{
    struct serve_options o = {
        .data = S(DATA_DEFAULT), .address = S("127.0.0.1"), .port = S("8080"), .idle = S("120")};
    const struct option_spec specs[] = {{"--data", &o.data, NULL},
                                        {"--db", &o.db, NULL},
                                        {"--address", &o.address, NULL},
                                        {"--port", &o.port, NULL},
                                        {"--idle", &o.idle, NULL},
                                        {"--behind-proxy", NULL, &o.behind_proxy},
                                        {"--no-group", NULL, &o.no_group},
                                        {"--quiet", NULL, &o.quiet},
                                        {NULL, NULL, NULL}};
    int status = options_read(argc, argv, specs, NULL, 0, NULL);
    if (status == EXIT_FINE)
        status = options_check(&o);
    if (status != EXIT_FINE)
        return status;
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    sigprocmask(SIG_BLOCK, &stop, NULL);
    signal(SIGPIPE, SIG_IGN);
    setvbuf(stdout, NULL, _IOLBF, 0);
    struct arena *a = arena_new((size_t)1024 * 1024);
    struct practice *p = NULL;
    const struct practice_config c = {
        .folder = o.data, .db = o.db, .no_group = o.no_group, .idle_s = o.idle_minutes * 60};
    status = open_practice(a, &c, &p);
    if (status == EXIT_FINE) {
        status = serve(a, &o, p, &stop);
        practice_close(p);
    }
    arena_free(a);
    return status;
}
