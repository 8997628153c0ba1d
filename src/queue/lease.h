/* lease: the workers' side of queue.h, which includes it. */
#ifndef EVALX_QUEUE_LEASE_H
#define EVALX_QUEUE_LEASE_H

#include "queue/queue.h"

/* Wait until there may be work, at most wait_ms. */
int queue_wait_work(struct queue *queue, int64_t wait_ms, struct err *err) EV_MUST_CHECK;
/* request: a name for this attempt, new for each job wanted, the same again after an error: then
 * the same job is answered. languages: ids, NULL-terminated; NULL: all. */
int queue_fetch(struct queue *queue, const char *worker, const char *request,
                const char *const *languages, struct arena *arena, struct queue_job *job_out,
                enum queue_answer *answer_out, struct err *err) EV_MUST_CHECK;

struct queue_beat {
    const char *worker, *name, *facts; /* facts: a JSON object for `queue workers` */
    int64_t slots, busy;
    /* answered */
    bool is_paused, is_draining; /* is_draining: this worker shall end */
    char refusal[256];           /* why it gets nothing; "": it may */
};
/* One call for all leases; is_lost_out[i]: stop judging it at once, its result counts no more. */
int queue_beat(struct queue *queue, struct queue_beat *beat, const struct queue_job *jobs,
               size_t count, bool *is_lost_out, struct err *err) EV_MUST_CHECK;
/* OK or STALE (also after a replay). */
int queue_finish(struct queue *queue, const struct queue_job *job, const void *result, size_t count,
                 enum queue_answer *answer_out, struct err *err) EV_MUST_CHECK;

enum queue_giveup { QUEUE_CRASH, QUEUE_NACK, QUEUE_RELEASE };
/* CRASH: judging it killed the judge; NACK: this machine cannot; RELEASE: shutting down, counts for
 * nothing. OK (it comes again), DEAD, STALE. */
int queue_give_up(struct queue *queue, const struct queue_job *job, enum queue_giveup kind,
                  const char *why, enum queue_answer *answer_out, struct err *err) EV_MUST_CHECK;

#endif
