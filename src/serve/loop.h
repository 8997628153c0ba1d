/* loop: one thread waits for descriptors, timers and signals, and calls whoever asked for them.
 *
 * A round: wait, call for what came, then the calls of loop_after_round in the order they were
 * added. Everything here is for the loop's own thread; another thread wakes it by an eventfd that
 * is watched. */
#ifndef EVALX_SERVE_LOOP_H
#define EVALX_SERVE_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/base.h"
#include "base/err.h"

struct loop;
int loop_open(struct loop **loop_out, struct err *err) EV_MUST_CHECK;
void loop_close(struct loop *loop); /* NULL is fine; watches and timers are forgotten */

/* Until loop_stop; the round in which it is called goes to its end. */
int loop_run(struct loop *loop, struct err *err) EV_MUST_CHECK;
void loop_stop(struct loop *loop);

/* CLOCK_MONOTONIC in ms, of now and of the start of this round. */
int64_t clock_ms(void);
int64_t loop_now_ms(const struct loop *loop);

/* ---- descriptors ---- */

struct loop_watch; /* of a descriptor, which stays its owner's */
/* events: EPOLLIN, EPOLLOUT, ... as of epoll_ctl(2), level-triggered. */
int loop_watch_open(struct loop *loop, int fd, unsigned events,
                    void (*call)(void *context, unsigned events), void *context,
                    struct loop_watch **watch_out, struct err *err) EV_MUST_CHECK;
void loop_watch_change(struct loop_watch *watch, unsigned events);
/* Before the descriptor is closed; may be called from any call of the loop. NULL is fine. */
void loop_watch_close(struct loop_watch *watch);

/* ---- timers ---- */

/* Embedded in its owner; zeroed it is none. */
struct timer {
    struct loop *loop;
    void (*call)(void *context);
    void *context;
    int64_t due_ms; /* on clock_ms; 0: not set */
    struct timer *next, *previous;
};
void timer_init(struct timer *timer, struct loop *loop, void (*call)(void *context), void *context);
/* Once, in so many ms; a second call replaces the first. */
void timer_set(struct timer *timer, int64_t in_ms);
void timer_stop(struct timer *timer);
void timer_done(struct timer *timer);

/* ---- the end of a round ---- */

enum { LOOP_ROUND_CALLS_MOST = 8 };
void loop_after_round(struct loop *loop, void (*call)(void *context), void *context);
/* Do not wait before the next round. */
void loop_again(struct loop *loop);

#endif
