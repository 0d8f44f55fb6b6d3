/* Consent as pages: read and sign, look at again, withdraw, change the practice's texts.
 * Must never: show a box to sign without the words above it.
 * Read next: practice/consent.h.
 */
#pragma once
#include "domain/client.h"
#include "practice/consent.h"
#include "web/layout.h"

struct consent_row {
    struct str kind, title, body, version;
    bool on;
};

/* The part of a page that is signed; the client's own pages show the same. */
struct consent_form {
    struct {
        struct consent_row *at;
        size_t n;
    } texts;
    struct field signer;
    struct str kinds_error, relation_error, strokes_error, strokes, path;
    bool guardian, typed, minor;
};

struct consent_new_view {
    struct frame frame;
    struct form_ids ids;
    struct id client;
    struct str name;
    struct consent_form form;
};

struct consent_view {
    struct frame frame;
    struct form_ids ids;
    struct id client, consent;
    struct str name, title, body, line, path, withdrawn;
    struct field how;
};

struct consent_text_form {
    struct str title, kind;
    int64_t version;
    struct field body;
};

struct consent_texts_view {
    struct frame frame;
    struct form_ids ids;
    struct {
        struct consent_text_form *at;
        size_t n;
    } texts;
};

/* Fills the form from the texts in force and from what was sent. */
NODISCARD enum rc consent_form_fill(struct request *rq, struct act *act, const struct client *c,
                                    struct consent_form *ret);
/* The form has only its own fields; else it has answered 400. */
bool consent_fields_known(struct request *rq);
/* Back from what was sent. */
void consent_form_read(struct request *rq, struct consent_sign_cmd *ret);
/* "Signed by Ana Pérez (guardian), 25 Nov 2026, 10:02" */
struct str consent_line(struct arena *a, const struct zone *zone, const struct consent *c);

/* Its templates, which other rooms call. */
#include "web/consent_html.h"
