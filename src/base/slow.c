/* Work that is too slow for an event loop.
 * Must never: run a job twice, or forget one that was accepted.
 * Read next: base/slow.h.
 */
#include "base/slow.h"

#include <pthread.h>

#include "base/fault.h"

enum { THREADS_MAX = 16 };

struct slow {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct slow_job *first, **last;
    unsigned waiting, waiting_max, threads;
    bool stopping;
    pthread_t thread[THREADS_MAX];
};

static struct slow_job *take(struct slow *s)
{
    pthread_mutex_lock(&s->lock);
    while (!s->first && !s->stopping)
        pthread_cond_wait(&s->wake, &s->lock);
    struct slow_job *job = s->first;
    if (job) {
        s->first = job->next;
        s->waiting--;
    }
    if (!s->first)
        s->last = &s->first;
    pthread_mutex_unlock(&s->lock);
    return job;
}

static void *run_all(void *arg)
{
    struct slow *s = arg;
    for (struct slow_job *job; (job = take(s));)
        job->run(job->arg);
    return NULL;
}

struct slow *slow_start(unsigned threads, unsigned queue_max)
{
    struct slow *s = calloc(1, sizeof *s);
    if (!s)
        bug("out of memory");
    s->last = &s->first;
    s->waiting_max = queue_max;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->wake, NULL);
    for (; s->threads < threads && s->threads < THREADS_MAX; s->threads++)
        if (pthread_create(&s->thread[s->threads], NULL, run_all, s) != 0)
            bug("no thread for slow work");
    return s;
}

bool slow_submit(struct slow *s, struct slow_job *job)
{
    pthread_mutex_lock(&s->lock);
    bool takes = !s->stopping && s->waiting < s->waiting_max;
    if (takes) {
        job->next = NULL;
        *s->last = job;
        s->last = &job->next;
        s->waiting++;
        pthread_cond_signal(&s->wake);
    }
    pthread_mutex_unlock(&s->lock);
    return takes;
}

void slow_stop(struct slow *s)
{
    pthread_mutex_lock(&s->lock);
    s->stopping = true;
    pthread_cond_broadcast(&s->wake);
    pthread_mutex_unlock(&s->lock);
    for (unsigned i = 0; i < s->threads; i++)
        pthread_join(s->thread[i], NULL);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->wake);
    free(s);
}
