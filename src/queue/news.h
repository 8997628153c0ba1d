/* news: how judgings go while they last, from workers to the server; queue.h includes it.
 *
 * A channel, not an index: what nobody hears is gone, nothing is kept or written to a disk, and no
 * state of the queue depends on it. Redis drops a listener that is too slow; it connects again. */
#ifndef EVALX_QUEUE_NEWS_H
#define EVALX_QUEUE_NEWS_H

#include "queue/queue.h"

enum { QUEUE_NEWS_MAX = 256 << 10 }; /* bytes of a text */

/* texts[i]: any text about jobs[i]; those whose lease is no longer the caller's are passed over. */
int queue_tell(struct queue *queue, const char *worker, const struct queue_job *jobs,
               const char *const *texts, size_t count, struct err *err) EV_MUST_CHECK;

/* Heard as news of the job QUEUE_MARK with this number (1 to INT32_MAX) as its judging, after all
 * that was told before the call. */
#define QUEUE_MARK "0"
int queue_mark(struct queue *queue, int64_t number, struct err *err) EV_MUST_CHECK;

struct queue_news {
    const char *id;
    int64_t judging;
    const char *worker;
    const char *text; /* by a worker: not to be trusted */
};
/* The next piece, for a connection that does nothing else; at most wait_ms. *has_out: there is
 * one. Strings are the arena's. */
int queue_hear(struct queue *queue, int64_t wait_ms, struct arena *arena,
               struct queue_news *news_out, bool *has_out, struct err *err) EV_MUST_CHECK;

#endif
