/* loop: see loop.h. Timers are few, so they are a list that is walked. */
#include "serve/loop.h"

#include <errno.h>
#include <sys/epoll.h>
#include <time.h>

enum { EVENTS_A_ROUND = 128, WAIT_MOST_MS = 60000 };

struct loop_watch {
    struct loop *loop;
    int fd;
    void (*call)(void *context, unsigned events); /* NULL: closed in this round */
    void *context;
    struct loop_watch *next; /* of those that were closed */
};

struct round_call {
    void (*call)(void *context);
    void *context;
};

struct loop {
    int epoll_fd;
    bool is_stopping, is_again;
    int64_t now_ms;
    struct timer *timers;
    struct loop_watch *closed;
    struct round_call round_calls[LOOP_ROUND_CALLS_MOST];
    size_t round_call_count;
};

int64_t clock_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail: the clock is always there */
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t loop_now_ms(const struct loop *loop)
{
    return loop->now_ms;
}

int loop_open(struct loop **loop_out, struct err *err)
{
    struct loop *loop = calloc(1, sizeof(*loop));
    if (loop == NULL)
        err_out_of_memory();
    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (loop->epoll_fd < 0) {
        free(loop);
        return err_sys(err, ERR_JUDGE, "serve: epoll");
    }
    loop->now_ms = clock_ms();
    *loop_out = loop;
    return 0;
}

static void free_closed(struct loop *loop)
{
    while (loop->closed != NULL) {
        struct loop_watch *next = loop->closed->next;
        free(loop->closed);
        loop->closed = next;
    }
}

void loop_close(struct loop *loop)
{
    if (loop == NULL)
        return;
    free_closed(loop);
    fd_close(&loop->epoll_fd);
    free(loop);
}

void loop_stop(struct loop *loop)
{
    loop->is_stopping = true;
}

void loop_again(struct loop *loop)
{
    loop->is_again = true;
}

/* ---- descriptors ---- */

int loop_watch_open(struct loop *loop, int fd, unsigned events,
                    void (*call)(void *context, unsigned events), void *context,
                    struct loop_watch **watch_out, struct err *err)
{
    struct loop_watch *watch = calloc(1, sizeof(*watch));
    if (watch == NULL)
        err_out_of_memory();
    *watch = (struct loop_watch){.loop = loop, .fd = fd, .call = call, .context = context};
    struct epoll_event event = {.events = events, .data.ptr = watch};
    if (epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0) {
        free(watch);
        return err_sys(err, ERR_JUDGE, "serve: epoll");
    }
    *watch_out = watch;
    return 0;
}

void loop_watch_change(struct loop_watch *watch, unsigned events)
{
    struct epoll_event event = {.events = events, .data.ptr = watch};
    /* fails only for a descriptor that is not watched, which is a bug of ours */
    (void)epoll_ctl(watch->loop->epoll_fd, EPOLL_CTL_MOD, watch->fd, &event);
}

void loop_watch_close(struct loop_watch *watch)
{
    if (watch == NULL)
        return;
    /* an event of this round may still point to it, so it is freed at the round's end */
    (void)epoll_ctl(watch->loop->epoll_fd, EPOLL_CTL_DEL, watch->fd, NULL);
    watch->call = NULL;
    watch->next = watch->loop->closed;
    watch->loop->closed = watch;
}

/* ---- timers ---- */

void timer_init(struct timer *timer, struct loop *loop, void (*call)(void *context), void *context)
{
    *timer = (struct timer){.loop = loop, .call = call, .context = context, .next = loop->timers};
    if (loop->timers != NULL)
        loop->timers->previous = timer;
    loop->timers = timer;
}

void timer_set(struct timer *timer, int64_t in_ms)
{
    timer->due_ms = clock_ms() + (in_ms > 0 ? in_ms : 0);
}

void timer_stop(struct timer *timer)
{
    timer->due_ms = 0;
}

void timer_done(struct timer *timer)
{
    if (timer->loop == NULL)
        return;
    if (timer->previous != NULL)
        timer->previous->next = timer->next;
    else
        timer->loop->timers = timer->next;
    if (timer->next != NULL)
        timer->next->previous = timer->previous;
    *timer = (struct timer){0};
}

/* One that is due, NULL where none is. */
static struct timer *find_due(const struct loop *loop)
{
    struct timer *timer = loop->timers;
    while (timer != NULL && (timer->due_ms == 0 || timer->due_ms > loop->now_ms))
        timer = timer->next;
    return timer;
}

static int wait_ms(const struct loop *loop)
{
    if (loop->is_again)
        return 0;
    int64_t now = clock_ms(), least = WAIT_MOST_MS;
    for (const struct timer *timer = loop->timers; timer != NULL; timer = timer->next) {
        if (timer->due_ms != 0 && timer->due_ms - now < least)
            least = timer->due_ms - now;
    }
    return least > 0 ? (int)least : 0;
}

/* Calls may set and end timers, so the list is walked anew; one that sets itself again for now is
 * called in the next round, since now_ms stands still. */
static void call_timers(struct loop *loop)
{
    struct timer *timer;
    while ((timer = find_due(loop)) != NULL) {
        timer->due_ms = 0;
        timer->call(timer->context);
        if (timer->due_ms != 0 && timer->due_ms <= loop->now_ms)
            timer->due_ms = loop->now_ms + 1;
    }
}

/* ---- rounds ---- */

void loop_after_round(struct loop *loop, void (*call)(void *context), void *context)
{
    if (loop->round_call_count < LOOP_ROUND_CALLS_MOST)
        loop->round_calls[loop->round_call_count++] = (struct round_call){call, context};
}

static int run_round(struct loop *loop, struct err *err)
{
    struct epoll_event events[EVENTS_A_ROUND];
    int count = epoll_wait(loop->epoll_fd, events, EVENTS_A_ROUND, wait_ms(loop));
    if (count < 0 && errno != EINTR)
        return err_sys(err, ERR_JUDGE, "serve: epoll_wait");
    loop->is_again = false;
    loop->now_ms = clock_ms();
    for (int i = 0; i < count; i++) {
        struct loop_watch *watch = events[i].data.ptr;
        if (watch->call != NULL)
            watch->call(watch->context, events[i].events);
    }
    call_timers(loop);
    for (size_t i = 0; i < loop->round_call_count; i++)
        loop->round_calls[i].call(loop->round_calls[i].context);
    free_closed(loop);
    return 0;
}

int loop_run(struct loop *loop, struct err *err)
{
    loop->is_stopping = false;
    while (!loop->is_stopping) {
        if (run_round(loop, err) != 0)
            return -1;
    }
    return 0;
}
