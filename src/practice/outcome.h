/* Outcomes of a complaint: reading them through the engine, scores from home, what else changed.
 * Must never: let a score lie in the future, or be lost.
 * Read next: domain/outcome.h.
 */
#pragma once
#include "domain/client.h"
#include "domain/complaint.h"
#include "domain/estimate.h"
#include "domain/outcome.h"
#include "practice/practice.h"

enum { OTHER_OUTCOMES = 12, DIARY_SHOWN = 60, SCORE_BACK_DAYS = 180 };

struct outcome_state {
    struct client client;
    struct complaint complaint;
    const struct zone *zone;
    struct observation_list scores; /* of pain now, oldest first */
    bool has_main;                  /* there is a score of pain */
    struct outcome main;            /* of pain now */
    struct outcome others[OTHER_OUTCOMES];
    size_t n_others;
    struct diary_score_list diary;
    struct other_care_list other_care;
    struct followup followups[FOLLOWUPS]; /* of the last visit */
    size_t n_followups;                   /* 0: there is no visit */
};
/* To be shown: leaves a row in the audit chain. NOT_FOUND: no such complaint. */
NODISCARD enum rc outcome_see(struct act *act, struct id client, int64_t complaint,
                              struct outcome_state *ret);

/* Pain now of a complaint as the engine would be asked about it at its last score or session.
 *   keep      what is asked lives there
 *   ret_any   false: there is no score
 */
NODISCARD enum rc outcome_case(struct act *act, struct arena *keep, const struct treated *t,
                               struct outcome *ret, int64_t *ret_last_utc, bool *ret_any);

/* In a write that changed what the scores say (a visit, a score, a mark, when it began): what they say
 * now is kept with the complaint's newest signed visit, for chart, letters and the practice's page. A
 * series that is too long for the engine says nothing, and stops no write. */
NODISCARD enum rc outcome_refresh(struct act *act, struct id client, int64_t complaint);
/* The same for all complaints of a client. */
NODISCARD enum rc outcome_refresh_all(struct act *act, struct id client);

struct score_add_cmd {
    struct id client;
    int64_t complaint;
    struct str at;    /* datetime field in the practice's zone */
    struct str value; /* as it was typed */
};
/* Writing: pain now, at home, at most SCORE_BACK_DAYS back. Faults at, value. */
NODISCARD enum rc score_add(struct act *act, void *score_add_cmd);

struct score_void_cmd {
    struct id client, score;
    int64_t complaint;
    struct id since; /* one that was kept before stays; ID_NONE: none does */
};
/* Writing; only of a score from home. CONFLICT: it is gone already, or stays. */
NODISCARD enum rc score_void(struct act *act, void *score_void_cmd);

/* To be shown: a score from home that score_void would take back. NOT_FOUND: there is none. */
NODISCARD enum rc score_read(struct act *act, const struct score_void_cmd *which,
                             struct diary_score *ret);

struct other_care_cmd {
    struct id client;
    struct str day, kind, note;
};
/* Writing; faults day kind note. */
NODISCARD enum rc other_care_add(struct act *act, void *other_care_cmd);

struct other_care_void_cmd {
    struct id client, mark;
};
/* Writing. CONFLICT: it is gone already. */
NODISCARD enum rc other_care_remove(struct act *act, void *other_care_void_cmd);
