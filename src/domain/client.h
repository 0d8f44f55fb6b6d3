/* A client: who comes for treatment, and how to reach them.
 * Must never: hold clinical findings; those belong to a complaint or a visit.
 * Read next: domain/complaint.h.
 */
#pragma once
#include "base/date.h"
#include "base/fault.h"
#include "base/id.h"
#include "base/maybe.h"

struct client {
    struct id id;
    struct str given, family, preferred;
    struct str born; /* day or empty */
    struct str phone, phone_digits, email, address, occupation;
    struct str gp, emergency, alert;
    struct str figure; /* "a" or "b" */
    struct str name_folded;
    struct maybe_int archived_utc;
    int64_t made_utc, version;
};

struct client_list {
    struct client *at;
    size_t n;
};

/* Puts every text into stored form, fills phone_digits and name_folded, reports what is wrong by
 * field name (given family preferred born phone email address occupation gp emergency alert figure).
 *   today   the practice's day: a birth date after it is refused
 */
void client_check(struct arena *a, struct client *c, struct date today, struct faults *f);
/* "Ana Pérez", or "Ana (Nita) Pérez" */
struct str client_name(struct arena *a, const struct client *c);

enum { CLIENT_WORDS_MAX = 48 };

/* What the client is found by: folded words of the names, ends of the phone number (4 digits or
 * more), birth date. Returns how many. */
size_t client_words(struct arena *a, const struct client *c, struct str ret[CLIENT_WORDS_MAX]);

enum { SEARCH_TERMS_MAX = 5 }; /* more words are not looked at */

/* What was typed into the search field, folded into terms; the first is the one to look up.
 * "O’Brien 12/3/1980" -> "1980-03-12", "o'brien". Returns how many. */
size_t client_search_terms(struct arena *a, struct str typed, bool month_first,
                           struct str ret[SEARCH_TERMS_MAX]);
