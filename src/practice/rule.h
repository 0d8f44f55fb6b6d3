/* The practice's own safety rules, what it tightens in the file's, who signed the file off.
 * Must never: change or take away what stood once; every change is a version.
 * Read next: domain/rule.h, sql/rule.sql.
 */
#pragma once
#include "domain/rule.h"
#include "practice/practice.h"

/* Sends the queries of rules_read ahead. */
void rules_ask(struct act *act);
/* The rules of that instant. */
NODISCARD enum rc rules_read(struct act *act, int64_t at_utc, struct rules *ret);
/* All that the practice has written. */
NODISCARD enum rc rule_book_read(struct act *act, struct rule_book *ret);

/* Writing; cmd: struct own_rule with the version seen, empty id: a new one. Faults as own_rule_check.
 * One that has ended stands again. CONFLICT: changed meanwhile. */
NODISCARD enum rc rule_save(struct act *act, void *own_rule);

struct rule_end_cmd {
    struct str id;
    int64_t version;
};
/* Writing. CONFLICT: changed meanwhile, or ended already. */
NODISCARD enum rc rule_end(struct act *act, void *rule_end_cmd);

/* Writing; cmd: struct tightening with the version seen, 0: none. Faults as tightening_check.
 * NOT_FOUND: the file has no such row. CONFLICT: changed meanwhile. */
NODISCARD enum rc tightening_save(struct act *act, void *tightening);

struct tightening_drop_cmd {
    struct str caution;
    int64_t version;
};
/* Writing: back to the file's row. CONFLICT: changed meanwhile, or dropped already. */
NODISCARD enum rc tightening_drop(struct act *act, void *tightening_drop_cmd);

/* Writing; cmd: struct signoff, `cautions` the version seen. Faults as signoff_check. CONFLICT: the
 * program has another version by now. */
NODISCARD enum rc signoff_add(struct act *act, void *signoff);
/* Newest first. */
NODISCARD enum rc signoff_read(struct act *act, struct signoff_list *ret);
