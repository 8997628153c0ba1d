/* loop: descriptors, timers, and the end of a round, in order. */
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <criterion/criterion.h>

#include "serve/loop.h"

struct trace {
    struct loop *loop;
    struct loop_watch *watch;
    struct timer timer;
    int fd;
    char text[32];
    size_t count;
};

static void add(struct trace *trace, char letter)
{
    if (trace->count + 1 < sizeof(trace->text))
        trace->text[trace->count++] = letter;
}

static void on_round(void *context)
{
    add(context, '.');
}

static void on_stop(void *context)
{
    struct trace *trace = context;
    add(trace, 't');
    loop_stop(trace->loop);
}

static void on_event(void *context, unsigned events)
{
    struct trace *trace = context;
    uint64_t value;
    cr_assert(events & EPOLLIN);
    cr_assert_eq(read(trace->fd, &value, sizeof(value)), (ssize_t)sizeof(value));
    add(trace, 'e');
    loop_watch_close(trace->watch); /* from its own call */
    timer_set(&trace->timer, 0);
}

static void open_trace(struct trace *trace)
{
    struct err err = {0};
    cr_assert_eq(loop_open(&trace->loop, &err), 0, "%s", err.msg);
    timer_init(&trace->timer, trace->loop, on_stop, trace);
    loop_after_round(trace->loop, on_round, trace);
}

Test(loop, an_event_then_a_timer_and_each_round_has_an_end)
{
    struct trace trace = {.fd = eventfd(1, EFD_CLOEXEC)};
    struct err err = {0};
    open_trace(&trace);
    cr_assert_eq(
        loop_watch_open(trace.loop, trace.fd, EPOLLIN, on_event, &trace, &trace.watch, &err), 0);
    cr_assert_eq(loop_run(trace.loop, &err), 0);
    cr_assert(trace.count >= 3 && trace.text[0] == 'e');
    cr_assert_eq(trace.text[trace.count - 2], 't');
    cr_assert_eq(trace.text[trace.count - 1], '.', "the round of loop_stop goes to its end");
    timer_done(&trace.timer);
    loop_close(trace.loop);
    (void)close(trace.fd);
}

static void set_again(void *context)
{
    struct trace *trace = context;
    add(trace, 's');
    if (trace->count > 10)
        loop_stop(trace->loop);
    timer_set(&trace->timer, 0);
}

Test(loop, a_timer_that_sets_itself_for_now_starves_nobody)
{
    struct trace trace = {.fd = -1};
    struct err err = {0};
    cr_assert_eq(loop_open(&trace.loop, &err), 0);
    timer_init(&trace.timer, trace.loop, set_again, &trace);
    loop_after_round(trace.loop, on_round, &trace);
    timer_set(&trace.timer, 0);
    cr_assert_eq(loop_run(trace.loop, &err), 0);
    cr_assert_eq(trace.text[0], 's');
    cr_assert_eq(trace.text[1], '.');
    timer_done(&trace.timer);
    loop_close(trace.loop);
}

Test(loop, a_timer_that_was_stopped_is_not_called)
{
    struct trace trace = {.fd = -1};
    struct timer other = {0};
    struct err err = {0};
    open_trace(&trace);
    timer_init(&other, trace.loop, on_round, &trace);
    timer_set(&other, 0);
    timer_stop(&other);
    timer_set(&trace.timer, 1);
    cr_assert_eq(loop_run(trace.loop, &err), 0);
    cr_assert_eq(trace.text[trace.count - 2], 't');
    timer_done(&other);
    timer_done(&trace.timer);
    loop_close(trace.loop);
}
