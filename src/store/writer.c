/* The one thread that writes: jobs that wait together share one commit.
 * Must never: answer a job before its commit, or let one job's failure touch another's work.
 * Read next: store/store.c.
 *
 * A job runs inside a savepoint. When the shared commit fails, or the database rolled the whole
 * transaction back by itself (disk full), each job is run again alone: run() must bear that.
 */
#include "store/writer.h"

#include <pthread.h>
#include <time.h>

#include "base/clock.h"
#include "base/fault.h"

enum {
    GROUP_MAX = 256,        /* jobs a commit */
    QUEUE_MAX = 20000,      /* jobs waiting; more are BUSY */
    LOG_TIDY_PAGES = 1000,  /* fold the log in when idle and longer than this */
    LOG_LONG_PAGES = 16000, /* fold it in even when busy */
    PATIENCE_NS = 5000000   /* how long a patient job waits for others */
};

struct writer {
    struct conn *conn;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct store_job *first, **last;
    size_t waiting, hurried; /* hurried: those of them that are not patient */
    bool stopping, group;
};

static enum rc job_run(struct writer *w, struct store_job *job)
{
    struct tx tx = {w->conn};
    enum rc rc = conn_exec(w->conn, "SAVEPOINT job");
    if (rc != OK)
        return rc;
    rc = job->run(&tx, job->arg);
    if (!conn_in_transaction(w->conn))
        return rc == OK ? BROKEN : rc;
    if (rc != OK && conn_exec(w->conn, "ROLLBACK TO job") != OK)
        return BROKEN;
    enum rc released = conn_exec(w->conn, "RELEASE job");
    return rc != OK ? rc : released;
}

static void roll_back(struct writer *w)
{
    if (conn_in_transaction(w->conn) && conn_exec(w->conn, "ROLLBACK") != OK)
        bug("a transaction can be neither committed nor rolled back");
}

/* One transaction for the jobs up to `end`; false when nothing of it was kept. */
static bool commit_group(struct writer *w, struct store_job *jobs, struct store_job *end)
{
    enum rc begun = conn_exec(w->conn, "BEGIN IMMEDIATE");
    bool whole = begun == OK;
    for (struct store_job *j = jobs; j != end && whole; j = j->next) {
        j->rc = job_run(w, j);
        whole = conn_in_transaction(w->conn);
    }
    enum rc kept = whole ? conn_exec(w->conn, "COMMIT") : begun;
    if (whole && kept == OK)
        return true;
    if (kept == BROKEN)
        conn_log(w->conn, whole ? "commit" : "begin");
    roll_back(w);
    for (struct store_job *j = jobs; j != end; j = j->next)
        j->rc = j->rc != OK ? j->rc : kept != OK ? kept : BUSY;
    return false;
}

static void write_group(struct writer *w, struct store_job *jobs)
{
    bool alone = jobs->next == NULL;
    if (commit_group(w, jobs, NULL) || alone)
        return;
    for (struct store_job *j = jobs; j; j = j->next) {
        j->rc = OK;
        (void)commit_group(w, j, j->next);
    }
}

/* While nobody is in a hurry, more may come. */
static void gather(struct writer *w)
{
    int64_t end = clock_mono_ns() + PATIENCE_NS;
    const struct timespec until = {end / 1000000000, end % 1000000000};
    while (w->first && !w->hurried && !w->stopping && w->group)
        if (pthread_cond_timedwait(&w->wake, &w->lock, &until) != 0)
            return;
}

/* Takes up to a group's worth of jobs off the queue; NULL when the writer is to stop. */
static struct store_job *take(struct writer *w)
{
    pthread_mutex_lock(&w->lock);
    while (!w->first && !w->stopping)
        pthread_cond_wait(&w->wake, &w->lock);
    gather(w);
    struct store_job *jobs = w->first, *j = jobs;
    for (size_t n = 1; j && j->next && n < (w->group ? GROUP_MAX : 1); n++)
        j = j->next;
    for (struct store_job *k = jobs; k; k = k == j ? NULL : k->next) {
        w->waiting--;
        w->hurried -= !k->patient;
    }
    if (j) {
        w->first = j->next;
        j->next = NULL;
    }
    if (!w->first)
        w->last = &w->first;
    pthread_mutex_unlock(&w->lock);
    return jobs;
}

static void tidy_log(struct writer *w)
{
    pthread_mutex_lock(&w->lock);
    bool idle = !w->first;
    pthread_mutex_unlock(&w->lock);
    if (conn_log_pages(w->conn) > (idle ? LOG_TIDY_PAGES : LOG_LONG_PAGES))
        conn_checkpoint(w->conn);
}

static void *write_all(void *arg)
{
    struct writer *w = arg;
    for (struct store_job *jobs; (jobs = take(w));) {
        write_group(w, jobs);
        for (struct store_job *j = jobs, *next; j; j = next) {
            next = j->next;
            j->done(j, j->rc);
        }
        tidy_log(w);
    }
    return NULL;
}

static void wake_init(pthread_cond_t *wake)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

struct writer *writer_start(struct arena *a, struct conn *c, bool group)
{
    struct writer *w = ARENA_NEW(a, struct writer);
    w->conn = c;
    w->group = group;
    w->last = &w->first;
    pthread_mutex_init(&w->lock, NULL);
    wake_init(&w->wake);
    if (pthread_create(&w->thread, NULL, write_all, w) != 0)
        bug("no thread for the writer");
    return w;
}

enum rc writer_submit(struct writer *w, struct store_job *job)
{
    pthread_mutex_lock(&w->lock);
    bool takes = !w->stopping && w->waiting < QUEUE_MAX;
    if (takes) {
        job->next = NULL;
        job->rc = OK;
        *w->last = job;
        w->last = &job->next;
        w->hurried += !job->patient;
        if (!job->patient || w->waiting == 0)
            pthread_cond_signal(&w->wake);
        w->waiting++;
    }
    pthread_mutex_unlock(&w->lock);
    return takes ? OK : BUSY;
}

struct conn *writer_stop(struct writer *w)
{
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    pthread_mutex_destroy(&w->lock);
    pthread_cond_destroy(&w->wake);
    return w->conn;
}
