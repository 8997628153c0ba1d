/* queue_walk: a test that walks through the queue of a Redis of its own, and tells a line for each
 * thing it looks at. */
#ifndef EVALX_TESTS_SUPPORT_QUEUE_WALK_H
#define EVALX_TESTS_SUPPORT_QUEUE_WALK_H

#include <stdbool.h>

#include "base/err.h"
#include "queue/internal.h"
#include "support/redis_server.h"

/* "ok what", or "not ok what - " and why. */
void walk_tell(bool is_fine, const char *what, const struct err *err);

/* Start Redis, claim the queue under the terms, walk, end Redis. Returns the exit status: 1 when
 * anything told was not fine. */
int walk_queue(const struct queue_terms *terms,
               void (*walk)(struct queue *queue, redisContext *raw));

#endif
