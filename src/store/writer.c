/* The one thread that writes: jobs that wait together share one commit.
 * Must never: answer a job before its commit, or let one job's failure touch another's work.
 * Read next: store/store.c.
 *
 * A job runs inside a savepoint. When the shared commit fails, or the database rolled the whole
 * transaction back by itself (disk full, another writer met), each job is run again alone: run()
 * must bear that. When the connection is lost the jobs wait up to AWAY_S for the database to come
 * back. Lost while committing, nobody knows whether it was kept: only a job that says `again` is
 * then run once more.
 */
#include "store/writer.h"

#include <pthread.h>
#include <time.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "base/fault.h"
#include "base/wait.h"

enum {
    GROUP_MAX = 256,       /* jobs a commit */
    QUEUE_MAX = 20000,     /* jobs waiting; more are BUSY */
    PATIENCE_NS = 5000000, /* how long a patient job waits for others */
    AWAY_S = 45,           /* a failover takes about 20 s */
    REVIVE_MS = 250,
    JITTER_MS = 20 /* longest pause before the second try; it doubles */
};

enum ending {
    ENDING_KEPT,
    ENDING_UNDONE, /* for certain */
    ENDING_UNKNOWN
};

struct writer {
    struct conn *conn;
    enum conn_health health; /* at the end of the last transaction that was not kept */
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
    enum rc rc = conn_say(w->conn, CONN_MARK);
    if (rc != OK)
        return rc;
    rc = job->run(&tx, job->arg);
    if (conn_health(w->conn) != CONN_FINE)
        return rc == OK ? BROKEN : rc;
    if (rc != OK && conn_say(w->conn, CONN_BACK) != OK)
        return BROKEN;
    enum rc released = conn_say(w->conn, CONN_KEEP);
    return rc != OK ? rc : released;
}

static void undo(struct writer *w)
{
    if (!conn_is_lost(w->conn) && conn_say(w->conn, CONN_ROLLBACK) != OK && !conn_is_lost(w->conn))
        bug("a transaction can be neither committed nor rolled back");
}

/* One transaction for the jobs up to `end`. */
static enum ending commit_group(struct writer *w, struct store_job *jobs, struct store_job *end)
{
    enum rc begun = conn_say(w->conn, CONN_BEGIN);
    bool whole = begun == OK;
    for (struct store_job *j = jobs; j != end && whole; j = j->next) {
        j->rc = job_run(w, j);
        whole = conn_health(w->conn) == CONN_FINE;
    }
    enum rc kept = whole ? conn_say(w->conn, CONN_COMMIT) : begun;
    if (whole && kept == OK)
        return ENDING_KEPT;
    if (kept == BROKEN)
        conn_log(w->conn, whole ? "commit" : "begin");
    w->health = conn_health(w->conn);
    undo(w);
    for (struct store_job *j = jobs; j != end; j = j->next)
        j->rc = j->rc != OK ? j->rc : kept != OK ? kept : BUSY;
    return w->health == CONN_DOUBT ? ENDING_UNKNOWN : ENDING_UNDONE;
}

static void pause_ms(int64_t ms)
{
    const struct timespec t = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&t, NULL);
}

/* Is there a database to write to, by then at latest? */
static bool reach(struct writer *w, int64_t until_ns)
{
    while (conn_is_lost(w->conn) && !w->conn->backend->revive(w->conn)) {
        if (clock_mono_ns() > until_ns)
            return false;
        pause_ms(REVIVE_MS);
    }
    return true;
}

static void pause_before(int attempt)
{
    unsigned char dice;
    crypt_random(&dice, 1);
    pause_ms(1 + dice * (int64_t)(JITTER_MS << attempt) / 255);
}

/* `ending`: of the last time the job was tried. */
static void write_alone(struct writer *w, struct store_job *job, enum ending ending,
                        int64_t until_ns)
{
    for (int attempt = 0; attempt < w->conn->backend->tries; attempt++) {
        if (ending == ENDING_UNKNOWN && !job->again) {
            job->rc = BROKEN;
            return;
        }
        if (!reach(w, until_ns)) {
            job->rc = ending == ENDING_UNKNOWN ? BROKEN : BUSY;
            return;
        }
        if (attempt)
            pause_before(attempt - 1);
        job->rc = OK;
        ending = commit_group(w, job, job->next);
        if (ending == ENDING_KEPT || w->health == CONN_FINE || w->health == CONN_ENDED)
            return;
    }
}

static void write_group(struct writer *w, struct store_job *jobs)
{
    int64_t until_ns = clock_mono_ns() + (int64_t)AWAY_S * 1000000000;
    enum ending ending = ENDING_UNDONE;
    if (jobs->next && reach(w, until_ns)) {
        ending = commit_group(w, jobs, NULL);
        if (ending == ENDING_KEPT)
            return;
    }
    for (struct store_job *j = jobs; j; j = j->next)
        write_alone(w, j, ending, until_ns);
}

/* While nobody is in a hurry, more may come. */
static void gather(struct writer *w)
{
    int64_t until_ns = clock_mono_ns() + PATIENCE_NS;
    while (w->first && !w->hurried && !w->stopping && w->group)
        if (!wait_until(&w->wake, &w->lock, until_ns))
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

static void tidy(struct writer *w)
{
    pthread_mutex_lock(&w->lock);
    bool idle = !w->first;
    pthread_mutex_unlock(&w->lock);
    if (w->conn->backend->tidy)
        w->conn->backend->tidy(w->conn, idle);
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
        tidy(w);
    }
    return NULL;
}

struct writer *writer_start(struct arena *a, struct conn *c, bool group)
{
    struct writer *w = ARENA_NEW(a, struct writer);
    w->conn = c;
    w->group = group;
    w->last = &w->first;
    pthread_mutex_init(&w->lock, NULL);
    wait_init(&w->wake);
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
