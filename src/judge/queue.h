/* queue: which task a slot does next. Pure order and counting: it judges nothing, and knows no
 * submission but by its entry.
 *
 * The order, and why:
 *  1. calls: short work that the caller waits for (compiling a validator, one run); those that can
 *     wait come after all else, but are not kept waiting for ever;
 *  2. tests of the oldest submission that has some left, in order: whoever came first is answered
 *     first, and all slots help;
 *  3. a new job, when no test is waiting: so every submission in flight keeps at least one slot
 *     busy, never more are in flight than there are slots, and memory stays flat whatever the
 *     number of jobs. Of several batches the youngest comes first: others wait for what it finds
 *     out (a time limit).
 * While a task wants to be alone, nothing is handed out. */
#ifndef EVALX_JUDGE_QUEUE_H
#define EVALX_JUDGE_QUEUE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

/* A submission's place, embedded in the caller's struct. Zeroed before queue_release. */
struct queue_entry {
    struct queue_entry *next;
    size_t order;     /* position of its job: the smaller, the older */
    size_t next_test; /* to be handed out next */
    size_t test_count;
    size_t running; /* handed out and not given back */
};

enum task_kind { TASK_CALL, TASK_TEST, TASK_START, TASK_QUIT };

struct task {
    enum task_kind kind;
    struct queue_call *call;   /* TASK_CALL */
    struct queue_entry *entry; /* TASK_TEST */
    struct queue_jobs *jobs;   /* TASK_START */
    size_t index;              /* of the test (TASK_TEST) or of the job (TASK_START) */
};

/* Work of any kind, the caller's until queue_finish_call. `slot` is whatever the thread that does
 * it calls itself. Zeroed before queue_add_call, but for these. */
struct queue_call {
    void (*work)(void *context, void *slot);
    void *context;
    bool is_own; /* nobody waits for it, and it is gone when `work` returns */
    bool can_wait;
    bool is_finished;
    size_t taken_before; /* it waits since so many tasks were handed out */
    struct queue_call *next;
};

/* Jobs that belong together, the caller's while one of them is unfinished; zeroed, but for the
 * owner. */
struct queue_jobs {
    struct queue_jobs *next;
    const void *owner;
    size_t next_job, job_count; /* to be started */
    size_t unfinished;
};

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t has_work;
    pthread_cond_t is_idle;
    struct queue_call *calls;    /* oldest first */
    struct queue_call *patient;  /* those that can wait, oldest first */
    struct queue_entry *entries; /* with tests to hand out, oldest first */
    struct queue_jobs *jobs;     /* with jobs to start, those that came last first */
    size_t unfinished;           /* calls and jobs that are not finished */
    size_t running;              /* tasks in hand, but those that wait to be alone */
    size_t taken;                /* tasks ever handed out */
    size_t waiting_alone;        /* tasks that wait until no other runs */
    bool has_alone;              /* a task that was to be alone is */
    pthread_cond_t may_be_alone;
    bool is_closed;
};

void queue_init(struct queue *queue);
void queue_done(struct queue *queue);

/* Jobs 0..count-1; the ones before must be finished. */
void queue_add_jobs(struct queue *queue, struct queue_jobs *jobs, size_t count);
/* One more job, of this index: the next one, or any where none is left to be started. */
void queue_add_job(struct queue *queue, struct queue_jobs *jobs, size_t index);
void queue_add_call(struct queue *queue, struct queue_call *call);

/* The next task. False when there is none now; queue_take waits for one instead. TASK_QUIT once
 * closed and empty. */
bool queue_try_take(struct queue *queue, struct task *task_out);
void queue_take(struct queue *queue, struct task *task_out);

/* A task that was taken is done with. */
void queue_end_task(struct queue *queue);

/* From within a task: no other task runs and none is handed out between the two. Several that want
 * it take turns. */
void queue_begin_alone(struct queue *queue);
void queue_end_alone(struct queue *queue);

/* Tasks in hand now, and ever handed out: two looks tell whether a task ran beside others. */
struct queue_company {
    size_t running, taken;
};
struct queue_company queue_company(struct queue *queue);

/* A started job has this many tests (one at least) to hand out from now on. */
void queue_release(struct queue *queue, struct queue_entry *entry, size_t test_count);

/* A test that was handed out is finished. True when it was its submission's last: the entry is the
 * caller's alone. */
bool queue_give_back(struct queue *queue, struct queue_entry *entry);

/* A job, or a call, is finished and its memory is the caller's again. */
void queue_finish_job(struct queue *queue, struct queue_jobs *jobs);
void queue_finish_call(struct queue *queue, struct queue_call *call); /* NULL: it was its own */

/* Something is not finished: more work may come out of it. */
bool queue_is_busy(struct queue *queue);

/* Wait until every job and call is finished; until these jobs are, or that call is. */
void queue_wait(struct queue *queue);
void queue_wait_jobs(struct queue *queue, const struct queue_jobs *jobs);
void queue_wait_call(struct queue *queue, const struct queue_call *call);

/* Every thread that takes gets TASK_QUIT when nothing is left. */
void queue_close(struct queue *queue);

#endif
