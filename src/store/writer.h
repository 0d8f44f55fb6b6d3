/* The one thread that writes. Inside the store floor only.
 * Must never: answer a job before its commit.
 * Read next: store/writer.c.
 */
#pragma once
#include "store/conn.h"
#include "store/store.h"

struct writer;

/* Lives in `a`; takes over the connection. */
struct writer *writer_start(struct arena *a, struct conn *c, bool group);
NODISCARD enum rc writer_submit(struct writer *w, struct store_job *job);
/* Finishes what was accepted; gives the connection back. */
struct conn *writer_stop(struct writer *w);
