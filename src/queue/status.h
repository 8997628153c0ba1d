/* status: the operators' side of queue.h, which includes it. */
#ifndef EVALX_QUEUE_STATUS_H
#define EVALX_QUEUE_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "queue/queue.h"

/* Counts of one moment; submitted = ready + delayed + leased + out + settled + lost. */
struct queue_status {
    int64_t ready, delayed, leased, out, dead;
    int64_t oldest_ms; /* how long the first of the ready ones has waited */
    int64_t is_paused, is_draining;
    int64_t submitted, fetched, finished, stale, crashes, nacks, releases, died, cancelled,
        settled;           /* since the queue was made */
    int64_t lost, repairs; /* by the auditor: hashes that were gone, indexes put right */
    const char *server_url;
};

struct queue_worker {
    const char *id, *name, *facts;
    int64_t slots, busy, since_ms, silent_ms;
    bool is_draining;
    const char *refusal; /* why it gets nothing; "": it may */
    bool is_compared;    /* the server has told so */
};

int queue_read_status(struct queue *queue, struct arena *arena, struct queue_status *status_out,
                      struct err *err) EV_MUST_CHECK;
/* Those that were heard of within four leases, latest first. */
int queue_workers(struct queue *queue, struct arena *arena, struct queue_worker **workers_out,
                  size_t *count_out, struct err *err) EV_MUST_CHECK;

/* Paused: nothing is fetched. Draining: nothing is taken. */
int queue_pause(struct queue *queue, bool is_on, struct err *err) EV_MUST_CHECK;
int queue_drain(struct queue *queue, bool is_on, struct err *err) EV_MUST_CHECK;
/* The worker ends when its judgings have; UNKNOWN: there is no such worker. */
int queue_drain_worker(struct queue *queue, const char *worker, bool is_on,
                       enum queue_answer *answer_out, struct err *err) EV_MUST_CHECK;
/* It gets no more as long as that stands; "": it may again. UNKNOWN as before. */
int queue_refuse_worker(struct queue *queue, const char *worker, const char *why,
                        enum queue_answer *answer_out, struct err *err) EV_MUST_CHECK;

#endif
