/* server: the side of queue.h of the one server that records, which includes it. */
#ifndef EVALX_QUEUE_SERVER_H
#define EVALX_QUEUE_SERVER_H

#include "queue/queue.h"

/* Refuses (ERR_INPUT) a Redis that would lose jobs, with the command that mends it. Where CONFIG is
 * not allowed: refused too, unless is_unchecked_fine; *is_unchecked_out tells. */
int queue_check_configuration(struct queue *queue, bool is_unchecked_fine, bool *is_unchecked_out,
                              struct err *err) EV_MUST_CHECK;

/* 0 in a number: its default. */
struct queue_terms {
    const char *uuid;       /* of the database that records: only its server may use the queue */
    const char *server_url; /* where workers fetch problem sets */
    int64_t protocol_min, protocol_max;
    int64_t lease_ms, jobs_max, out_max, crashes_max, nacks_max, penalty_ms;
    int64_t compare_ms; /* a worker gets nothing before queue_refuse_worker has told of it, for so
                         * long after it has first asked; 0: it does */
};
/* Claim the queue; again after QUEUE_UNCLAIMED. ERR_INPUT when another database has it. Asks for a
 * rewrite of the append-only file when Redis was started anew (a torn tail is executed by half). */
int queue_claim(struct queue *queue, const struct queue_terms *terms,
                struct err *err) EV_MUST_CHECK;

/* Sent together; answers_out holds count answers: OK, DUP, STALE (a later judging is there), BUSY,
 * FULL, DRAINING, UNCLAIMED, SCHEMA. A judging after a settled one replaces it (requeue). */
int queue_submit(struct queue *queue, const struct queue_job *jobs, size_t count,
                 enum queue_answer *answers_out, struct err *err) EV_MUST_CHECK;
/* OK, STALE (not this judging, or it is finished), UNKNOWN. Its worker hears LOST. */
int queue_cancel(struct queue *queue, const char *id, int64_t judging,
                 enum queue_answer *answer_out, struct err *err) EV_MUST_CHECK;
/* Is (id, judging) unknown to Redis, so that it must be submitted again? */
int queue_find_missing(struct queue *queue, const struct queue_job *jobs, size_t count,
                       bool *is_missing_out, struct err *err) EV_MUST_CHECK;

/* Wait for finished jobs, at most wait_ms (0: do not). May return early, and with nothing there. */
int queue_wait_out(struct queue *queue, int64_t wait_ms, struct err *err) EV_MUST_CHECK;
/* The oldest jobs that are finished, dead or cancelled and not settled; at most `most`. */
int queue_out(struct queue *queue, size_t most, struct arena *arena, struct queue_job **jobs_out,
              size_t *count_out, struct err *err) EV_MUST_CHECK;
/* When queue_out was last called: jobs that waited for a worker, and finished ones beside those
 * that it answered. */
int64_t queue_backlog(const struct queue *queue);
int64_t queue_left(const struct queue *queue);
/* Only after they are recorded for good: drops requests and results. Of each: OK, STALE or
 * UNKNOWN. */
int queue_settle(struct queue *queue, const struct queue_job *jobs, size_t count,
                 enum queue_answer *answers_out, struct err *err) EV_MUST_CHECK;
/* Jobs whose counters (crashes, nacks, releases) have changed; noted when they are recorded. */
int queue_given(struct queue *queue, size_t most, struct arena *arena, struct queue_job **jobs_out,
                size_t *count_out, struct err *err) EV_MUST_CHECK;
int queue_note_given(struct queue *queue, const struct queue_job *job,
                     struct err *err) EV_MUST_CHECK;

/* Take leases from workers that are silent: call it every few seconds. Acts on a second strike
 * only, grace_ms (0: 10 s) of our own clock after the first; *reaped_out counts. */
int queue_reap(struct queue *queue, int64_t grace_ms, size_t *reaped_out,
               struct err *err) EV_MUST_CHECK;
/* Jobs for one worker alone that it cannot take any more, since it is gone (for two leases) or has
 * not their language, are dead; *dead_out counts. */
int queue_end_stranded(struct queue *queue, size_t *dead_out, struct err *err) EV_MUST_CHECK;
/* Look at every job and index entry, and put right what disagrees with the job's hash. */
int queue_audit(struct queue *queue, size_t *repairs_out, struct err *err) EV_MUST_CHECK;

#endif
