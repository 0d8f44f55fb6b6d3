/* Work that is too slow for an event loop: a few threads and a queue.
 * Must never: be given more than its queue holds; it says so instead.
 * Read next: base/crypt.h (passwords are what is slow).
 */
#pragma once
#include <stdbool.h>

struct slow;

struct slow_job {
    void (*run)(void *arg);
    void *arg;
    struct slow_job *next; /* the queue's */
};

struct slow *slow_start(unsigned threads, unsigned queue_max);
/* The job must live until it has run. false: the queue is full. */
bool slow_submit(struct slow *s, struct slow_job *job);
/* Finishes what was accepted. */
void slow_stop(struct slow *s);
