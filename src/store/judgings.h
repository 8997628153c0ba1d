/* judgings: what moves a job's judging along: fetching, finishing, giving up, judging again. The
 * picture is in jobs.h. */
#ifndef EVALX_STORE_JUDGINGS_H
#define EVALX_STORE_JUDGINGS_H

#include "store/jobs.h"

/* What a call found. Nothing was changed but by JOBS_OK. */
enum jobs_outcome {
    JOBS_OK,
    JOBS_REPLAY,  /* that has happened before, by the same caller */
    JOBS_STALE,   /* it is somebody else's now, or was ended otherwise */
    JOBS_UNKNOWN, /* there is no such job or judging */
};

/* The next one, with its request, now judged by `worker` under a new lease; NULL: none waits, or
 * the queue is paused. */
int jobs_fetch(struct jobs *jobs, const char *worker, struct arena *arena,
               const struct job **job_out, struct err *err) EV_MUST_CHECK;
/* Those under way, without their requests. */
int jobs_running(struct jobs *jobs, struct arena *arena, const struct job **jobs_out,
                 size_t *count_out, struct err *err) EV_MUST_CHECK;
/* When the first of those that wait for their time may be fetched; 0: none does. */
int jobs_next_us(struct jobs *jobs, int64_t *us_out, struct err *err) EV_MUST_CHECK;
/* Is the lease still good? Else stop judging it. */
int jobs_beat(struct jobs *jobs, int64_t id, int judging, const char *lease,
              enum jobs_outcome *outcome_out, struct err *err) EV_MUST_CHECK;

struct job_result {
    int64_t id;
    int judging;
    const char *lease;  /* NULL: of a dispatcher that keeps leases itself */
    const char *worker; /* NULL: whom it was fetched for */
    bool is_dead;       /* the dispatcher gave it up for good; `error` says why */
    const struct submission_report *report; /* of JOB_JUDGE: goes to the history */
    const char *package;                    /* path of the problem, for the history */
    const char *verdict;                    /* code; NULL: the report's */
    double score;                           /* without a report */
    const char *error;
    const void *result; /* what the API shows; kept packed */
    size_t result_count;
    int64_t started_us; /* 0: known, or now */
};

int jobs_finish(struct jobs *jobs, const struct job_result *result, enum jobs_outcome *outcome_out,
                struct err *err) EV_MUST_CHECK;

enum job_giveup {
    GIVEUP_CRASH,   /* who judged it is gone */
    GIVEUP_NACK,    /* this machine cannot */
    GIVEUP_RELEASE, /* handed back, nobody's fault: queued at once, never counted */
};

/* *is_dead_out: it was the last try. */
int jobs_giveup(struct jobs *jobs, int64_t id, int judging, const char *lease, enum job_giveup kind,
                const char *why, enum jobs_outcome *outcome_out, bool *is_dead_out,
                struct err *err) EV_MUST_CHECK;

/* At the start of a service: whatever was being judged by it crashed. has_dispatcher: what was sent
 * to others is theirs, and stays as it is. */
struct jobs_recovered {
    int64_t queued, dead;
};
int jobs_recover(struct jobs *jobs, bool has_dispatcher, struct jobs_recovered *recovered_out,
                 struct err *err) EV_MUST_CHECK;

/* What has happened since jobs_open, for figures; what was undone is counted all the same. */
struct jobs_figures {
    uint64_t added[JOBS_CONFLICT + 1];    /* by enum jobs_added */
    uint64_t fetched;                     /* by jobs_fetch: a dispatcher counts its own */
    uint64_t giveups[GIVEUP_RELEASE + 1]; /* by enum job_giveup */
    uint64_t stale;                       /* results of somebody who holds no lease any more */
    uint64_t ended[JOB_STATES];           /* by the state they ended in */
};
const struct jobs_figures *jobs_figures(const struct jobs *jobs);

/* ---- what a person asks for ---- */

/* STALE: it has ended; REPLAY: it was cancelled before. */
int jobs_cancel(struct jobs *jobs, int64_t id, enum jobs_outcome *outcome_out,
                struct err *err) EV_MUST_CHECK;
/* Judge it once more: a new judging that counts from now on. digest NULL: by the same revision.
 * STALE: the last one has not ended. */
int jobs_requeue(struct jobs *jobs, int64_t id, const char *digest, int *judging_out,
                 enum jobs_outcome *outcome_out, struct err *err) EV_MUST_CHECK;
/* A dead one is seen to: no list of dead ones has it any more. STALE: it is not dead. */
int jobs_drop(struct jobs *jobs, int64_t id, enum jobs_outcome *outcome_out,
              struct err *err) EV_MUST_CHECK;
/* Ended jobs received before that go, at most `most` of them; the history keeps its rows. */
int jobs_prune(struct jobs *jobs, int64_t before_us, int64_t most, int64_t *count_out,
               struct err *err) EV_MUST_CHECK;

/* ---- a dispatcher beside the record ---- */

/* Queued, and not sent yet: the oldest first, without requests. */
int jobs_unsent(struct jobs *jobs, size_t most, struct arena *arena, const struct job **jobs_out,
                size_t *count_out, struct err *err) EV_MUST_CHECK;
/* Not sent: it is queued again. */
int jobs_set_sent(struct jobs *jobs, int64_t id, int judging, bool is_sent,
                  struct err *err) EV_MUST_CHECK;
/* Not ended and sent, above (id, judging), without requests: what a sweeper looks after. */
int jobs_unfinished(struct jobs *jobs, int64_t after_id, int after_judging, size_t most,
                    struct arena *arena, const struct job **jobs_out, size_t *count_out,
                    struct err *err) EV_MUST_CHECK;
/* What the dispatcher tells of one that has not ended, and so was sent; counts never become
 * smaller. */
struct job_progress {
    int64_t id;
    int judging;
    enum job_state state; /* JOB_QUEUED or JOB_JUDGING */
    const char *worker;
    int64_t started_us;
    int attempts, crashes, nacks, releases;
};
int jobs_set_progress(struct jobs *jobs, const struct job_progress *progress,
                      struct err *err) EV_MUST_CHECK;

#endif
