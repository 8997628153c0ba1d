/* queue: see queue.h. One mutex guards all; nothing is done under it but counting. */
#include "judge/queue.h"

/* A call that can wait lets so many tasks go past. */
enum { PATIENCE_TASKS = 20 };

void queue_init(struct queue *queue)
{
    *queue = (struct queue){0};
    (void)pthread_mutex_init(&queue->lock, NULL); /* default attributes: cannot fail on Linux */
    (void)pthread_cond_init(&queue->has_work, NULL);
    (void)pthread_cond_init(&queue->is_idle, NULL);
    (void)pthread_cond_init(&queue->may_be_alone, NULL);
}

void queue_done(struct queue *queue)
{
    (void)pthread_cond_destroy(&queue->may_be_alone);
    (void)pthread_cond_destroy(&queue->is_idle); /* no thread is left that could use them */
    (void)pthread_cond_destroy(&queue->has_work);
    (void)pthread_mutex_destroy(&queue->lock);
}

static void lock(struct queue *queue)
{
    (void)pthread_mutex_lock(&queue->lock); /* a default mutex fails only when misused */
}

static void unlock(struct queue *queue)
{
    (void)pthread_mutex_unlock(&queue->lock);
}

static bool has_jobs_left(const struct queue_jobs *jobs)
{
    return jobs->next_job < jobs->job_count;
}

/* Under the lock. */
static void offer(struct queue *queue, struct queue_jobs *jobs)
{
    jobs->next = queue->jobs;
    queue->jobs = jobs;
}

void queue_add_jobs(struct queue *queue, struct queue_jobs *jobs, size_t count)
{
    lock(queue);
    jobs->next_job = 0;
    jobs->job_count = count;
    jobs->unfinished += count;
    queue->unfinished += count;
    if (count > 0)
        offer(queue, jobs);
    (void)pthread_cond_broadcast(&queue->has_work);
    unlock(queue);
}

void queue_add_job(struct queue *queue, struct queue_jobs *jobs, size_t index)
{
    lock(queue);
    if (!has_jobs_left(jobs)) {
        jobs->next_job = index;
        offer(queue, jobs);
    }
    jobs->job_count = index + 1;
    jobs->unfinished++;
    queue->unfinished++;
    (void)pthread_cond_signal(&queue->has_work);
    unlock(queue);
}

void queue_add_call(struct queue *queue, struct queue_call *call)
{
    lock(queue);
    struct queue_call **at = call->can_wait ? &queue->patient : &queue->calls;
    while (*at)
        at = &(*at)->next;
    call->next = NULL;
    call->taken_before = queue->taken;
    *at = call;
    queue->unfinished++;
    (void)pthread_cond_signal(&queue->has_work);
    unlock(queue);
}

static bool take_call(struct queue_call **calls, struct task *task_out)
{
    struct queue_call *call = *calls;
    if (!call)
        return false;
    *calls = call->next;
    *task_out = (struct task){.kind = TASK_CALL, .call = call};
    return true;
}

static bool take_test(struct queue *queue, struct task *task_out)
{
    struct queue_entry *entry = queue->entries;
    if (!entry)
        return false;
    *task_out = (struct task){.kind = TASK_TEST, .entry = entry, .index = entry->next_test};
    entry->next_test++;
    entry->running++;
    if (entry->next_test == entry->test_count)
        queue->entries = entry->next; /* all handed out */
    return true;
}

static bool take_job(struct queue *queue, struct task *task_out)
{
    struct queue_jobs *jobs = queue->jobs;
    if (!jobs)
        return false;
    *task_out = (struct task){.kind = TASK_START, .jobs = jobs, .index = jobs->next_job++};
    if (!has_jobs_left(jobs))
        queue->jobs = jobs->next;
    return true;
}

static bool is_out_of_patience(const struct queue *queue)
{
    return queue->patient && queue->taken - queue->patient->taken_before >= PATIENCE_TASKS;
}

static bool take_any(struct queue *queue, struct task *task_out)
{
    if (is_out_of_patience(queue))
        return take_call(&queue->patient, task_out);
    return take_call(&queue->calls, task_out) || take_test(queue, task_out) ||
           take_job(queue, task_out) || take_call(&queue->patient, task_out);
}

static bool take(struct queue *queue, struct task *task_out)
{
    if (queue->has_alone || queue->waiting_alone > 0)
        return false;
    if (take_any(queue, task_out)) {
        queue->running++;
        queue->taken++;
        return true;
    }
    if (!queue->is_closed)
        return false;
    *task_out = (struct task){.kind = TASK_QUIT};
    return true;
}

bool queue_try_take(struct queue *queue, struct task *task_out)
{
    lock(queue);
    bool is_taken = take(queue, task_out);
    unlock(queue);
    return is_taken;
}

void queue_take(struct queue *queue, struct task *task_out)
{
    lock(queue);
    while (!take(queue, task_out))
        (void)pthread_cond_wait(&queue->has_work, &queue->lock);
    unlock(queue);
}

/* A task runs no more. */
static void leave(struct queue *queue)
{
    queue->running--;
    if (queue->running == 0 && queue->waiting_alone > 0)
        (void)pthread_cond_signal(&queue->may_be_alone);
}

void queue_end_task(struct queue *queue)
{
    lock(queue);
    leave(queue);
    unlock(queue);
}

void queue_begin_alone(struct queue *queue)
{
    lock(queue);
    queue->waiting_alone++;
    leave(queue);
    while (queue->running > 0)
        (void)pthread_cond_wait(&queue->may_be_alone, &queue->lock);
    queue->waiting_alone--;
    queue->has_alone = true;
    queue->running++;
    unlock(queue);
}

void queue_end_alone(struct queue *queue)
{
    lock(queue);
    queue->has_alone = false;
    (void)pthread_cond_broadcast(&queue->has_work);
    unlock(queue);
}

struct queue_company queue_company(struct queue *queue)
{
    lock(queue);
    struct queue_company company = {queue->running, queue->taken};
    unlock(queue);
    return company;
}

void queue_release(struct queue *queue, struct queue_entry *entry, size_t test_count)
{
    lock(queue);
    entry->next_test = 0;
    entry->running = 0;
    entry->test_count = test_count;
    struct queue_entry **at = &queue->entries;
    while (*at && (*at)->order < entry->order)
        at = &(*at)->next;
    entry->next = *at;
    *at = entry;
    (void)pthread_cond_broadcast(&queue->has_work);
    unlock(queue);
}

bool queue_give_back(struct queue *queue, struct queue_entry *entry)
{
    lock(queue);
    entry->running--;
    bool is_last = entry->running == 0 && entry->next_test == entry->test_count;
    unlock(queue);
    return is_last;
}

/* Under the lock. */
static void count_finished(struct queue *queue)
{
    queue->unfinished--;
    (void)pthread_cond_broadcast(&queue->is_idle); /* whoever waits looks whether it is his */
}

void queue_finish_job(struct queue *queue, struct queue_jobs *jobs)
{
    lock(queue);
    jobs->unfinished--;
    count_finished(queue);
    unlock(queue);
}

void queue_finish_call(struct queue *queue, struct queue_call *call)
{
    lock(queue);
    if (call)
        call->is_finished = true;
    count_finished(queue);
    unlock(queue);
}

bool queue_is_busy(struct queue *queue)
{
    lock(queue);
    bool is_busy = queue->unfinished > 0;
    unlock(queue);
    return is_busy;
}

void queue_wait(struct queue *queue)
{
    lock(queue);
    while (queue->unfinished > 0)
        (void)pthread_cond_wait(&queue->is_idle, &queue->lock);
    unlock(queue);
}

void queue_wait_jobs(struct queue *queue, const struct queue_jobs *jobs)
{
    lock(queue);
    while (jobs->unfinished > 0)
        (void)pthread_cond_wait(&queue->is_idle, &queue->lock);
    unlock(queue);
}

void queue_wait_call(struct queue *queue, const struct queue_call *call)
{
    lock(queue);
    while (!call->is_finished)
        (void)pthread_cond_wait(&queue->is_idle, &queue->lock);
    unlock(queue);
}

void queue_close(struct queue *queue)
{
    lock(queue);
    queue->is_closed = true;
    (void)pthread_cond_broadcast(&queue->has_work);
    unlock(queue);
}
