/* The evidence engine on this machine.
 * Must never: give another result on another machine, beyond rounding.
 * Read next: evidence/answer.h.
 */
#pragma once
#include "base/arena.h"
#include "evidence/alert.h"
#include "evidence/decide.h"

/* The widest that the processor can. */
enum ev_variant engine_variant(void);
/* Room for a run over so many scores and sessions; NULL: the arena is full. */
struct ev_work *engine_work(struct arena *a, size_t events);
/* The same room, for other events; false: the arena is full. */
bool engine_work_fit(struct arena *a, struct ev_work *w, size_t events);
/* The grid of intervals that advice chooses from, days; 0: no sessions. */
extern const double engine_intervals[];
extern const size_t engine_interval_count;
