/* Routes: which row answers a path, and which rows must not be.
 * Must never: test the server.
 * Read next: http/route.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "http/route.h"

static void handler(struct request *rq)
{
    (void)rq;
}

static const struct route first[] = {
    {ROUTE_GET, "/", 1, handler, 0},
    {ROUTE_GET, "/clients/:client", 1, handler, 0},
    {ROUTE_GET, "/clients/new", 1, handler, 0},
    {ROUTE_POST, "/clients/:client", 1, handler, 0},
    {ROUTE_GET, "/clients/:client/visits/:visit", 1, handler, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
static const struct route second[] = {
    {ROUTE_GET, "/clients/:client/edit", 1, handler, 0},
    {ROUTE_GET, "/clients/new/:kind", 1, handler, 0},
    {ROUTE_POST, "/only/post", 1, handler, 0},
    {ROUTE_GET, "/a/:1/:2/:3/:4/:5/:6/:7/:8", 1, handler, 0},
    {ROUTE_GET, "/odd:name/x", 1, handler, 0},
    {ROUTE_GET, NULL, 0, NULL, 0},
};
static const struct route *const rooms[] = {first, second, NULL};
static const struct route_table table = {rooms};

static void test_find(void **state)
{
    static const struct {
        enum route_method method;
        const char *path;
        enum route_found found;
        const struct route *route;
        const char *params[8];
    } cases[] = {
        {ROUTE_GET, "/", ROUTE_FOUND, &first[0], {NULL}},
        {ROUTE_GET, "", ROUTE_NO_PATH, NULL, {NULL}},
        {ROUTE_GET, "//", ROUTE_NO_PATH, NULL, {NULL}},
        {ROUTE_GET, "/clients", ROUTE_NO_PATH, NULL, {NULL}},
        {ROUTE_GET, "/clients/", ROUTE_NO_PATH, NULL, {NULL}},
        {ROUTE_GET, "/clients/7", ROUTE_FOUND, &first[1], {"7"}},
        {ROUTE_GET, "/clients/7/", ROUTE_NO_PATH, NULL, {NULL}},
        {ROUTE_GET, "/clients/new", ROUTE_FOUND, &first[2], {NULL}},
        {ROUTE_GET, "/clients/newer", ROUTE_FOUND, &first[1], {"newer"}},
        {ROUTE_GET, "/clients/ne", ROUTE_FOUND, &first[1], {"ne"}},
        {ROUTE_POST, "/clients/7", ROUTE_FOUND, &first[3], {"7"}},
        {ROUTE_GET, "/clients/7/visits/9", ROUTE_FOUND, &first[4], {"7", "9"}},
        {ROUTE_GET, "/clients//visits/9", ROUTE_NO_PATH, NULL, {NULL}},
        {ROUTE_POST, "/clients/7/visits/9", ROUTE_NO_METHOD, NULL, {NULL}},
        {ROUTE_GET, "/clients/7/edit", ROUTE_FOUND, &second[0], {"7"}},
        {ROUTE_GET, "/clients/new/edit", ROUTE_FOUND, &second[1], {"edit"}},
        {ROUTE_GET, "/only/post", ROUTE_NO_METHOD, NULL, {NULL}},
        {ROUTE_POST, "/only/post", ROUTE_FOUND, &second[2], {NULL}},
        {ROUTE_GET, "/a/1/2/3/4/5/6/7/8", ROUTE_FOUND, &second[3],
         {"1", "2", "3", "4", "5", "6", "7", "8"}},
        {ROUTE_GET, "/odd:name/x", ROUTE_FOUND, &second[4], {NULL}},
        {ROUTE_GET, "/Clients/7", ROUTE_NO_PATH, NULL, {NULL}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct route *route = NULL;
        struct str params[8] = {{NULL, 0}};
        enum route_found found =
            route_find(&table, cases[i].method, str_from(cases[i].path), &route, params);
        if (found != cases[i].found || route != cases[i].route)
            fail_msg("%s: %d, %s", cases[i].path, (int)found, route ? route->path : "-");
        for (size_t k = 0; k < 8 && found == ROUTE_FOUND; k++)
            assert_true(str_eq(params[k], str_from(cases[i].params[k])));
    }
}

/* The row that is found in a table of the good row "/a/:x" and this one. */
static bool is_wrong(struct route r)
{
    const struct route room[] = {{ROUTE_GET, "/a/:x", 1, handler, 0}, r, {0}};
    const struct route *const alone[] = {room, NULL};
    const struct route_table t = {alone};
    return route_wrong(&t) != NULL;
}

static void test_wrong(void **state)
{
    (void)state;
    assert_null(route_wrong(&table));
    assert_false(is_wrong((struct route){ROUTE_GET, "/b", 1, handler, 0}));
    assert_false(is_wrong((struct route){ROUTE_POST, "/a/:x", 1, handler, 0}));
    assert_false(is_wrong((struct route){ROUTE_GET, "/a/b", 1, handler, 0}));
    assert_false(is_wrong((struct route){ROUTE_GET, "/a/:x/:y", 1, handler, 0}));
    assert_true(is_wrong((struct route){ROUTE_GET, "/b", 0, handler, 0}));
    assert_true(is_wrong((struct route){ROUTE_GET, "/b", 1, NULL, 0}));
    assert_true(is_wrong((struct route){ROUTE_GET, "b", 1, handler, 0}));
    assert_true(is_wrong((struct route){ROUTE_GET, "/a/:x", 1, handler, 0}));
    assert_true(is_wrong((struct route){ROUTE_GET, "/a/:y", 1, handler, 0}));
    assert_true(is_wrong((struct route){ROUTE_GET, "/:1/:2/:3/:4/:5/:6/:7/:8/:9", 1, handler, 0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
