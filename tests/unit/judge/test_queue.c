#include <pthread.h>
#include <sched.h>

#include <criterion/criterion.h>

#include "judge/queue.h"

static struct queue queue;
static struct queue_jobs some;

static void open_queue(void)
{
    queue_init(&queue);
}

static void close_queue(void)
{
    queue_done(&queue);
}

TestSuite(queue, .init = open_queue, .fini = close_queue);

static struct task take(void)
{
    struct task task = {.kind = TASK_QUIT, .index = 999};
    cr_assert(queue_try_take(&queue, &task), "there is no task");
    return task;
}

static void assert_nothing(void)
{
    struct task task;
    cr_assert(!queue_try_take(&queue, &task), "there is a task");
}

static void do_nothing(void *context, void *slot)
{
    (void)context;
    (void)slot;
}

Test(queue, empty_queue_has_no_task)
{
    assert_nothing();
    cr_assert(!queue_is_busy(&queue));
}

Test(queue, jobs_start_in_order)
{
    queue_add_jobs(&queue, &some, 3);
    for (size_t i = 0; i < 3; i++) {
        struct task task = take();
        cr_assert_eq(task.kind, TASK_START);
        cr_assert_eq(task.index, i);
    }
    assert_nothing();
}

Test(queue, tests_come_before_new_jobs)
{
    struct queue_entry first = {.order = 0};
    queue_add_jobs(&queue, &some, 2);
    take();
    queue_release(&queue, &first, 2);
    for (size_t i = 0; i < 2; i++) {
        struct task task = take();
        cr_assert_eq(task.kind, TASK_TEST);
        cr_assert_eq(task.entry, &first);
        cr_assert_eq(task.index, i);
    }
    cr_assert_eq(take().kind, TASK_START);
}

Test(queue, tests_of_the_older_submission_come_first_even_when_it_is_released_later)
{
    struct queue_entry old = {.order = 4}, young = {.order = 7};
    queue_add_jobs(&queue, &some, 0);
    queue_release(&queue, &young, 2);
    cr_assert_eq(take().entry, &young);
    queue_release(&queue, &old, 2);
    cr_assert_eq(take().entry, &old);
    cr_assert_eq(take().entry, &old);
    struct task task = take();
    cr_assert_eq(task.entry, &young);
    cr_assert_eq(task.index, 1);
}

Test(queue, calls_come_before_everything)
{
    struct queue_entry entry = {.order = 0};
    struct queue_call first = {.work = do_nothing}, second = {.work = do_nothing};
    queue_add_jobs(&queue, &some, 1);
    queue_release(&queue, &entry, 1);
    queue_add_call(&queue, &first);
    queue_add_call(&queue, &second);
    cr_assert_eq(take().call, &first);
    cr_assert_eq(take().call, &second);
    cr_assert_eq(take().kind, TASK_TEST);
}

Test(queue, only_the_last_test_given_back_ends_a_submission)
{
    struct queue_entry entry = {.order = 0};
    queue_release(&queue, &entry, 3);
    take();
    take();
    cr_assert(!queue_give_back(&queue, &entry), "one is still running, one not handed out");
    cr_assert(!queue_give_back(&queue, &entry), "one is not handed out");
    take();
    cr_assert(queue_give_back(&queue, &entry));
}

Test(queue, a_call_that_can_wait_comes_last)
{
    struct queue_call patient = {.work = do_nothing, .can_wait = true};
    struct queue_call other = {.work = do_nothing};
    queue_add_call(&queue, &patient);
    queue_add_jobs(&queue, &some, 1);
    queue_add_call(&queue, &other);
    cr_assert_eq(take().call, &other);
    cr_assert_eq(take().kind, TASK_START);
    cr_assert_eq(take().call, &patient);
    assert_nothing();
}

Test(queue, a_call_that_can_wait_does_not_wait_for_ever)
{
    struct queue_call patient = {.work = do_nothing, .can_wait = true};
    size_t before = 0;
    queue_add_call(&queue, &patient);
    queue_add_jobs(&queue, &some, 1000);
    while (take().call != &patient)
        before++;
    cr_assert(before > 0 && before < 100, "%zu tasks came before it", before);
}

Test(queue, is_busy_until_jobs_and_calls_are_finished)
{
    struct queue_call call = {.work = do_nothing};
    queue_add_jobs(&queue, &some, 1);
    queue_add_call(&queue, &call);
    queue_finish_call(&queue, &call);
    cr_assert(queue_is_busy(&queue));
    queue_finish_job(&queue, &some);
    cr_assert(!queue_is_busy(&queue));
    queue_wait(&queue);
}

Test(queue, closed_queue_hands_out_what_is_left_and_then_quits)
{
    queue_add_jobs(&queue, &some, 1);
    queue_close(&queue);
    cr_assert_eq(take().kind, TASK_START);
    cr_assert_eq(take().kind, TASK_QUIT);
    cr_assert_eq(take().kind, TASK_QUIT);
}

/* ---- with real threads: every test of every job is done exactly once ---- */

enum { JOBS = 200, TESTS = 7, THREADS = 4 };

struct job {
    struct queue_entry entry; /* first */
    int done[TESTS];
    int finished;
};

static struct job jobs[JOBS];

static void do_task(const struct task *task)
{
    if (task->kind == TASK_START) {
        jobs[task->index].entry.order = task->index;
        queue_release(&queue, &jobs[task->index].entry, TESTS);
        return;
    }
    struct job *job = (struct job *)(void *)task->entry;
    job->done[task->index]++;
    if (!queue_give_back(&queue, task->entry))
        return;
    job->finished++;
    queue_finish_job(&queue, &some);
}

static void *work(void *unused)
{
    struct task task;
    for (;;) {
        queue_take(&queue, &task);
        if (task.kind == TASK_QUIT)
            return unused;
        do_task(&task);
    }
}

Test(queue, threads_do_every_test_exactly_once)
{
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, work, NULL), 0);
    queue_add_jobs(&queue, &some, JOBS);
    queue_wait(&queue);
    queue_close(&queue);
    for (size_t i = 0; i < THREADS; i++)
        (void)pthread_join(threads[i], NULL);
    for (size_t i = 0; i < JOBS; i++) {
        cr_expect_eq(jobs[i].finished, 1, "job %zu", i);
        for (size_t test = 0; test < TESTS; test++)
            cr_expect_eq(jobs[i].done[test], 1, "job %zu test %zu", i, test);
    }
}

static void *be_alone(void *unused)
{
    (void)unused;
    queue_begin_alone(&queue);
    return NULL;
}

Test(queue, who_is_alone_waits_for_the_others_and_holds_them_back, .timeout = 20)
{
    pthread_t thread;
    queue_add_jobs(&queue, &some, 3);
    take();
    take();
    cr_assert_eq(queue_company(&queue).running, 2);
    cr_assert_eq(pthread_create(&thread, NULL, be_alone, NULL), 0);
    while (queue_company(&queue).running > 1) /* it does not count while it waits */
        sched_yield();
    assert_nothing();
    queue_end_task(&queue);
    pthread_join(thread, NULL);
    assert_nothing();
    cr_expect_eq(queue_company(&queue).running, 1);
    queue_end_alone(&queue);
    cr_expect_eq(take().index, 2);
    cr_expect_eq(queue_company(&queue).taken, 3);
}

Test(queue, a_task_that_is_alone_anyway_waits_for_nobody, .timeout = 20)
{
    queue_add_jobs(&queue, &some, 1);
    take();
    queue_begin_alone(&queue);
    queue_end_alone(&queue);
    queue_end_task(&queue);
    cr_expect_eq(queue_company(&queue).running, 0);
}

Test(queue, jobs_are_added_one_by_one_after_others_were_done)
{
    queue_add_jobs(&queue, &some, 2);
    take();
    take();
    queue_add_job(&queue, &some, 7);
    queue_add_job(&queue, &some, 8);
    cr_expect_eq(take().index, 7);
    cr_expect_eq(take().index, 8);
    assert_nothing();
}

Test(queue, jobs_of_the_youngest_batch_come_first)
{
    struct queue_jobs young = {.owner = &young};
    queue_add_jobs(&queue, &some, 2);
    cr_expect_eq(take().jobs, &some);
    queue_add_jobs(&queue, &young, 2);
    queue_add_job(&queue, &some, 2);
    for (size_t i = 0; i < 2; i++) {
        struct task task = take();
        cr_expect_eq(task.jobs, &young);
        cr_expect_eq(task.index, i);
    }
    cr_expect_eq(take().index, 1);
    cr_expect_eq(take().index, 2);
    assert_nothing();
}

Test(queue, jobs_and_calls_are_waited_for_by_themselves, .timeout = 20)
{
    struct queue_jobs young = {0};
    struct queue_call call = {.work = do_nothing}, own = {.work = do_nothing, .is_own = true};
    queue_add_jobs(&queue, &some, 1);
    queue_add_jobs(&queue, &young, 1);
    queue_add_call(&queue, &call);
    queue_add_call(&queue, &own);
    queue_finish_job(&queue, &young);
    queue_wait_jobs(&queue, &young); /* although the other's is not finished */
    queue_finish_call(&queue, &call);
    queue_wait_call(&queue, &call);
    queue_finish_call(&queue, NULL);
    cr_expect(queue_is_busy(&queue));
    queue_finish_job(&queue, &some);
    cr_expect(!queue_is_busy(&queue));
}
