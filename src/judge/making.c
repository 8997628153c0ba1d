/* making: see making.h. */
#include "judge/making.h"

#include <errno.h>
#include <fcntl.h>

#include "judge/made.h"

/* Slots take the next test until there is none. */
struct making_all {
    struct judge *judge;
    const struct problem *problem;
    struct made_tests *made;
    atomic_size_t next;
    pthread_mutex_t lock; /* of err */
    struct err err;       /* the first that is not the package's fault */
};

static void note_failure(struct making_all *all, const struct err *err)
{
    (void)pthread_mutex_lock(&all->lock);
    if (all->err.kind == ERR_NONE)
        all->err = *err;
    (void)pthread_mutex_unlock(&all->lock);
    atomic_store(&all->next, all->problem->test_count);
}

static void do_making(void *context, void *slot)
{
    struct making_all *all = context;
    struct slot *worker = slot;
    for (;;) {
        struct err err = {0};
        size_t test = atomic_fetch_add(&all->next, 1);
        if (test >= all->problem->test_count)
            return;
        if (judge_is_cancelled(all->judge))
            (void)err_set(&err, ERR_INTERRUPTED, "interrupted"); /* always -1 */
        else if (made_need(all->made, worker, test, &err) == 0 || err.kind == ERR_INPUT)
            continue;
        slot_drop(&worker->boxes[BOX_JURY]);
        note_failure(all, &err);
    }
}

static int make_all(struct making_all *all, struct err *err)
{
    size_t count = all->problem->test_count;
    size_t slots = count < (size_t)all->judge->slot_count ? count : (size_t)all->judge->slot_count;
    EV_FREE struct queue_call *calls = calloc(slots + 1, sizeof(*calls));
    if (!calls)
        return err_sys(err, ERR_JUDGE, "judge: make tests");
    if (judge_start_slots(all->judge, slots, err) != 0)
        return -1;
    for (size_t i = 0; i < slots; i++) {
        calls[i] = (struct queue_call){.work = do_making, .context = all};
        queue_add_call(&all->judge->queue, &calls[i]);
    }
    for (size_t i = 0; i < slots; i++)
        queue_wait_call(&all->judge->queue, &calls[i]);
    if (all->err.kind == ERR_NONE)
        return 0;
    *err = all->err;
    return -1;
}

int judge_make_tests(struct judge *judge, const struct problem *problem,
                     struct made_tests **made_out, struct err *err)
{
    struct making_all all = {.judge = judge, .problem = problem};
    if (made_open(judge, problem, &all.made, err) != 0)
        return -1;
    *made_out = NULL;
    if (!all.made)
        return 0;
    (void)pthread_mutex_init(&all.lock, NULL); /* default attributes: cannot fail on Linux */
    int status = make_all(&all, err);
    (void)pthread_mutex_destroy(&all.lock);
    if (status == 0)
        *made_out = all.made;
    else
        made_close(all.made);
    return status;
}

int judge_made_file(void *made, size_t test, bool is_answer, int *fd_out, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    if (made_need(made, NULL, test, err) != 0) /* settled before: no slot is needed */
        return -1;
    int fd = openat(made_folder(made), made_path(&arena, test, is_answer), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_sys(err, ERR_JUDGE, "made test %zu", test + 1);
    *fd_out = fd;
    return 0;
}

void judge_made_close(struct made_tests *made)
{
    made_close(made);
}
