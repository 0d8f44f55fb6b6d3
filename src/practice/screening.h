/* Questionnaires about mood: asking, keeping, and what must follow when self-harm is spoken of.
 * Must never: lose an answer above 0 to the last item of the PHQ-9, or show it in a list.
 * Read next: domain/screening.h.
 */
#pragma once
#include "domain/gate.h"
#include "domain/screening.h"
#include "practice/practice.h"

struct screening_setting {
    bool phq9;
    struct id responsible; /* a user; none: nobody */
    int64_t version;
};
NODISCARD enum rc screening_setting(struct act *act, struct screening_setting *ret);

enum { CONTACTS_MAX = 6 };

struct crisis_contact {
    struct str name, phone;
};

struct crisis_contacts {
    struct crisis_contact at[CONTACTS_MAX];
    size_t n;
};
/* The practice's own; else those of its country. */
NODISCARD enum rc crisis_contacts(struct act *act, struct crisis_contacts *ret);

struct screening_setting_save {
    struct screening_setting setting; /* version: the one seen; 0: none yet */
    struct crisis_contacts contacts;
};
/* Writing; faults responsible contact.N. CONFLICT: changed meanwhile. */
NODISCARD enum rc screening_setting_change(struct act *act, void *screening_setting_save);

struct screening_give_cmd {
    struct id client;
    struct str instrument;
    struct maybe_int values[SCREENING_ITEMS_MAX];
    bool crisis; /* out: the item about self-harm is above 0 */
};
/* Writing; whatever was answered is kept, with a total only when all was. Faults item.N: no such
 * answer; instrument: not asked here. */
NODISCARD enum rc screening_give(struct act *act, void *screening_give_cmd);

struct screening_done {
    struct id id;
    struct str instrument, who;
    int64_t at_utc;
    struct maybe_int total;
    struct screening_score score;
};

struct screening_done_list {
    struct screening_done *at;
    size_t n;
};
/* To be shown: newest first, the last thirty. */
NODISCARD enum rc screening_see(struct act *act, struct id client, struct screening_done_list *ret);

struct crisis_note_cmd {
    struct id client;
    struct str body;
};
/* Writing; fault body. CONFLICT: there is nothing that waits for a note. */
NODISCARD enum rc crisis_note_add(struct act *act, void *crisis_note_cmd);

struct crisis_alert {
    struct id client;
    struct str name;
    int64_t at_utc;
};

struct crisis_alert_list {
    struct crisis_alert *at;
    size_t n;
};
/* Clients for whom a note is missing; for every therapist. */
NODISCARD enum rc crisis_alerts(struct act *act, struct crisis_alert_list *ret);
/* In a write: a yes to a row of this kind alerts the therapists. */
NODISCARD enum rc crisis_alert_raise(struct act *act, struct id client, const struct caution *row);

/* What the gate needs: the last answers to items that rows are derived from, and the notes. */
NODISCARD enum rc screening_facts(struct act *act, struct id client, struct gate_facts *ret);
