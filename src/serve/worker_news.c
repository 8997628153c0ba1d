/* worker_news: what the worker tells of its judgings while they last (queue/news.h). Events come
 * from the agent to the main thread, lie with their lease for a moment, and are told by the keeper,
 * many at once. Nobody depends on them: what is too much, or cannot be told, is left out. */
#include <string.h>

#include "serve/report.h"
#include "serve/worker_private.h"

enum { TELL_MS = 200, TOLD_AT_ONCE = 64, EVENTS_BYTES = QUEUE_NEWS_MAX - 64 };

void worker_note(struct lease *lease, const char *event)
{
    struct worker *worker = lease->worker;
    size_t count = event ? strlen(event) : 0;
    worker_lock(worker);
    if (count > 0 && lease->news.count + count < EVENTS_BYTES) {
        str_add(&lease->news, lease->news.count > 0 ? "," : "");
        str_add_n(&lease->news, event, count);
    }
    if (worker->tell_ms == 0) {
        worker->tell_ms = clock_ms() + TELL_MS;
        (void)pthread_cond_broadcast(&worker->changed);
    }
    worker_unlock(worker);
}

/* As serve-queue reads it: {"over":true,"events":[...]}. */
static const char *write_news(struct lease *lease, bool is_over, struct arena *arena)
{
    const char *text = arena_printf(arena, "{\"over\":%s,\"events\":[%s]}",
                                    is_over ? "true" : "false", str_text(&lease->news));
    str_clear(&lease->news);
    return text;
}

/* A Redis that does not let us tell is no reason not to judge; it is told once. */
static void tell(struct worker *worker, struct queue *queue, const struct queue_job *jobs,
                 const char *const *texts, size_t count)
{
    struct err err = {0};
    if (count == 0)
        return;
    bool has_failed = queue_tell(queue, worker->id, jobs, texts, count, &err) != 0;
    if (has_failed && !worker->is_unheard)
        REPORT(LOG_WARN, "nobody can watch what is judged here", {"error", err.msg});
    worker->is_unheard = has_failed;
}

/* With the lock: those with something new, at most TOLD_AT_ONCE of them. */
static size_t gather(struct worker *worker, struct queue_job *jobs, const char **texts,
                     struct arena *arena)
{
    size_t count = 0;
    for (struct lease *lease = worker->leases; lease && count < TOLD_AT_ONCE; lease = lease->next) {
        bool is_new = lease->state == LEASE_RUNNING && !lease->is_announced;
        if (lease->is_lost || lease->state == LEASE_ENDED || (!is_new && lease->news.count == 0))
            continue; /* the last ones go with the end */
        lease->is_announced = true;
        texts[count] = write_news(lease, false, arena);
        jobs[count++] = lease->job;
    }
    return count;
}

void worker_tell_news(struct worker *worker, struct queue *queue, bool is_all)
{
    struct arena EV_CLEANUP(arena_done) arena = {0};
    struct queue_job jobs[TOLD_AT_ONCE];
    const char *texts[TOLD_AT_ONCE];
    worker_lock(worker);
    for (struct lease *lease = worker->leases; is_all && lease; lease = lease->next)
        lease->is_announced = false;
    bool is_due = is_all || (worker->tell_ms > 0 && clock_ms() >= worker->tell_ms);
    size_t count = is_due ? gather(worker, jobs, texts, &arena) : 0;
    if (is_due)
        worker->tell_ms = count == TOLD_AT_ONCE ? clock_ms() : 0;
    worker_unlock(worker);
    tell(worker, queue, jobs, texts, count); /* only this thread ends leases */
}

const char *worker_last_news(struct lease *lease)
{
    return lease->news.count > 0 ? write_news(lease, true, &lease->arena) : NULL;
}

void worker_tell_rest(struct queue *queue, struct lease *lease)
{
    const char *text = worker_last_news(lease);
    if (text)
        tell(lease->worker, queue, &lease->job, &text, 1);
}
