/* in_order: see in_order.h.
 *
 *   threads:  take the next index -> work -> mark it        the caller:  wait for its mark -> done
 */
#include "cli/in_order.h"

#include <pthread.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/base.h"

enum { AHEAD = 2 }; /* for each thread */

struct line {
    const struct in_order *order;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t has_moved;
    size_t taken, done, ahead_most;
    bool *is_worked;
};

static void lock(struct line *line)
{
    (void)pthread_mutex_lock(&line->lock); /* a default mutex fails only when misused */
}

static void unlock(struct line *line)
{
    (void)pthread_mutex_unlock(&line->lock);
}

static bool take(struct line *line, size_t *index_out)
{
    lock(line);
    while (line->taken < line->order->count && line->taken - line->done >= line->ahead_most)
        (void)pthread_cond_wait(&line->has_moved, &line->lock);
    bool is_taken = line->taken < line->order->count;
    if (is_taken)
        *index_out = line->taken++;
    unlock(line);
    return is_taken;
}

static void *work(void *context)
{
    struct line *line = context;
    size_t index;
    while (take(line, &index)) {
        line->order->work(line->order->context, index);
        lock(line);
        line->is_worked[index] = true;
        (void)pthread_cond_broadcast(&line->has_moved);
        unlock(line);
    }
    return NULL;
}

static void finish(struct line *line, size_t index)
{
    lock(line);
    while (!line->is_worked[index])
        (void)pthread_cond_wait(&line->has_moved, &line->lock);
    unlock(line);
    line->order->done(line->order->context, index);
    lock(line);
    line->done = index + 1;
    (void)pthread_cond_broadcast(&line->has_moved);
    unlock(line);
}

static void run_alone(const struct in_order *order)
{
    for (size_t i = 0; i < order->count; i++) {
        order->work(order->context, i);
        order->done(order->context, i);
    }
}

void in_order_run(const struct in_order *order)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct line line = {.order = order, .ahead_most = AHEAD * order->at_once};
    size_t wanted = order->at_once < order->count ? order->at_once : order->count, started = 0;
    pthread_t *threads = arena_alloc(&arena, (wanted + 1) * sizeof(*threads));
    line.is_worked = arena_alloc(&arena, order->count + 1);
    (void)pthread_mutex_init(&line.lock, NULL); /* default attributes: cannot fail on Linux */
    (void)pthread_cond_init(&line.has_moved, NULL);
    while (wanted > 1 && started < wanted &&
           pthread_create(&threads[started], NULL, work, &line) == 0)
        started++;
    if (started == 0)
        run_alone(order);
    for (size_t i = 0; started > 0 && i < order->count; i++)
        finish(&line, i);
    for (size_t i = 0; i < started; i++)
        (void)pthread_join(threads[i], NULL); /* ours, and joined once */
    (void)pthread_cond_destroy(&line.has_moved);
    (void)pthread_mutex_destroy(&line.lock);
}
