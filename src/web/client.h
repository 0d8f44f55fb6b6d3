/* Clients: the list one searches as one types, the form, "changed meanwhile".
 * Must never: show findings; the chart does, to therapists.
 * Read next: practice/client.h.
 */
#pragma once
#include "domain/client.h"
#include "web/layout.h"

struct client_row {
    struct id id;
    struct str name, born, phone;
    bool alert, archived;
};

struct client_rows {
    struct client_row *at;
    size_t n;
};

struct clients_view {
    struct frame frame;
    struct str q, sentence;
    struct client_rows rows;
    bool more, searching;
    struct str next; /* address of the next page */
};

enum { CLIENT_FIELDS = 11 };

struct client_fields { /* those that the one who looks may see */
    struct field *at;
    size_t n;
};

struct client_form_view {
    struct frame frame;
    struct form_ids ids;
    struct id id; /* none: a new one */
    struct str title, to;
    int64_t version;
    struct client_fields fields;
    struct pick figure;
    struct client_rows alike; /* possible duplicates */
    bool archived;
};

struct difference {
    const char *label;
    struct str theirs, yours;
};

struct meanwhile_view {
    struct frame frame;
    struct form_ids ids;
    struct id id;
    int64_t version;
    struct {
        struct difference *at;
        size_t n;
    } differences;
    struct client_fields fields;
    struct str figure;
};
