/* jobs: the record of the judging service: what was handed in, and what became of it.
 *
 *             add                fetch                finish
 *   nothing -------> queued -----------------> judging -------> done      (has a verdict)
 *                      ^  \                     |   \---------> cancelled, dead
 *                      |   \---> cancelled      |
 *                      +---------- giveup ------+     requeue: a new judging, the old one stays
 *
 * A job is what one request asked for, a job judging one try to answer it that counts or once
 * counted. done, cancelled and dead never change again: a trigger of the database sees to it. A
 * judging whose problem is known writes the history too, in the same transaction, so that every
 * question to the history works on this file.
 *
 * One process has the file (a lock beside it), one thread calls. Between jobs_begin and jobs_commit
 * all writes share one transaction and one fsync: tell nobody before jobs_commit has returned 0.
 * Outside of them each call is a transaction of its own. A call that fails leaves nothing behind.
 *
 * Entered by store/store.h. Start reading at jobs.c, then jobs_add.c, jobs_lease.c, jobs_finish.c.
 * What moves a judging along is in judgings.h; tokens, flags and webhooks are in service.h. */
#ifndef EVALX_STORE_JOBS_H
#define EVALX_STORE_JOBS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "model/report.h"

struct jobs;

enum {
    JOB_TOKEN_BYTES = 37, /* a UUID, version 4, and the NUL */
    JOB_LEASE_BYTES = 33, /* 128 random bits in hexadecimal, and the NUL */
    JOB_PRIORITY_MOST = 100,
    JOB_POSITION_MOST = 10000, /* nobody needs to know it better */
};

/* 0 and NULL: the default. */
struct jobs_options {
    const char *path;                 /* of the database */
    int64_t penalty_ms;               /* each job of a user moves the next one back by this: 60 s */
    int64_t penalty_most_ms;          /* but never further than this: 1 h */
    int crashes_most;                 /* the last of which makes a job dead: 3 */
    int nacks_most;                   /* 5 */
    int64_t (*now_us)(void *context); /* since 1970 */
    void *context;
};

/* ERR_INPUT: as of store_open, and where another process has it open. */
int jobs_open(const struct jobs_options *options, struct jobs **jobs_out,
              struct err *err) EV_MUST_CHECK;
void jobs_close(struct jobs *jobs);

/* After a failure of jobs_commit nothing of the transaction is there (the disk is full): whatever
 * was to be answered is an error now. jobs_begin within a transaction is nothing. */
int jobs_begin(struct jobs *jobs, struct err *err) EV_MUST_CHECK;
int jobs_commit(struct jobs *jobs, struct err *err) EV_MUST_CHECK;

/* ---- handing in ---- */

enum job_kind { JOB_JUDGE, JOB_RUN };

/* An api: as v1's, for one worker alone; neither in the history nor told to webhooks of all. */
#define JOB_REHEARSAL "rehearsal"

struct job_request {
    const char *user; /* "" nobody says */
    const char *api;  /* "v1", "judge0": whose shapes the answers have; JOB_REHEARSAL */
    enum job_kind kind;
    const char *problem;          /* NULL: ad-hoc */
    const char *problem_digest;   /* the revision that judges it */
    const char *language;         /* NULL: detect */
    const char *labels;           /* a JSON object; NULL: none */
    const char *webhook;          /* URL; NULL: none */
    const char *idempotency_key;  /* of this user; NULL: none */
    const char *idempotency_text; /* what must be alike under one key; NULL: the request */
    int priority;                 /* -100 to 100, the highest first */
    const void *request;          /* what the judging needs; kept packed */
    size_t request_count;
};

enum jobs_added {
    JOBS_NEW,
    JOBS_KNOWN,    /* handed in before, with the same key: nothing new */
    JOBS_CONFLICT, /* the key stands for something else */
};

struct job_name {
    int64_t id;
    char token[JOB_TOKEN_BYTES]; /* for outsiders: does not tell how many there are */
};

/* Of KNOWN and CONFLICT the name is the first one's. */
int jobs_add(struct jobs *jobs, const struct job_request *request, struct job_name *name_out,
             enum jobs_added *added_out, struct err *err) EV_MUST_CHECK;
/* Jobs that wait or run: for refusing more before jobs_add. Cheap. */
int jobs_open_count(struct jobs *jobs, int64_t *count_out, struct err *err) EV_MUST_CHECK;

/* ---- looking ---- */

enum job_state { JOB_QUEUED, JOB_JUDGING, JOB_DONE, JOB_CANCELLED, JOB_DEAD, JOB_STATES };

const char *job_state_name(enum job_state state); /* "queued" */
bool job_state_find(const char *name, enum job_state *state_out);
bool job_state_is_final(enum job_state state);

/* All text is the arena's; NULL, 0 and NAN where there is nothing. Times are us since 1970. */
struct job {
    struct job_name name;
    const char *user, *api, *problem, *problem_digest, *language, *labels, *webhook;
    enum job_kind kind;
    int priority;
    int64_t received_us;
    int64_t history_id;          /* of the submission in the history */
    int judging, active_judging; /* shown here; that counts */
    enum job_state state;
    int attempts, crashes, nacks, releases;
    const char *lease, *worker; /* the lease is a secret of who judges it */
    int64_t vt_ms;              /* its place in the queue */
    int64_t not_before_us, queued_us, started_us, finished_us;
    bool is_sent; /* to the dispatcher */
    const char *verdict;
    double score;
    const char *error;   /* why it is dead, or was given up last */
    const char *request; /* a NUL is behind both */
    size_t request_count;
    const char *result;
    size_t result_count;
};

enum job_part { JOB_WITH_REQUEST = 1, JOB_WITH_RESULT = 2 };

/* judging 0: the one that counts. *job_out is NULL where there is none such. */
int jobs_get(struct jobs *jobs, const char *token, int judging, unsigned parts, struct arena *arena,
             const struct job **job_out, struct err *err) EV_MUST_CHECK;
int jobs_get_id(struct jobs *jobs, int64_t id, int judging, unsigned parts, struct arena *arena,
                const struct job **job_out, struct err *err) EV_MUST_CHECK;

/* NULL, 0 and -1: whatever it is. */
struct jobs_filter {
    const char *user, *problem, *language, *verdict, *api, *state;
    const char *label_key, *label_value;
    int64_t before_id, after_id; /* newest first below before_id, or oldest first above after_id */
    int64_t since_us, until_us;
    int64_t limit;          /* 0: 100 */
    bool is_dropped_hidden; /* dead ones that were dropped */
    bool is_rehearsal_hidden;
};

/* With the judging that counts, without request and result. */
int jobs_list(struct jobs *jobs, const struct jobs_filter *filter, struct arena *arena,
              const struct job **jobs_out, size_t *count_out, struct err *err) EV_MUST_CHECK;
/* Every judging of a job, the first one first. */
int jobs_judgings(struct jobs *jobs, int64_t id, struct arena *arena, const struct job **jobs_out,
                  size_t *count_out, struct err *err) EV_MUST_CHECK;

/* How many stand before it, JOB_POSITION_MOST at most; 0 where it does not wait. */
int jobs_position(struct jobs *jobs, const struct job *job, int64_t *position_out,
                  struct err *err) EV_MUST_CHECK;

/* Revisions of problems that jobs which wait or run are to be judged by, each once. */
int jobs_revisions(struct jobs *jobs, struct arena *arena, const char *const **revisions_out,
                   size_t *count_out, struct err *err) EV_MUST_CHECK;

/* Jobs of one API by what they have in common. */
struct jobs_tally {
    const char *language, *verdict; /* NULL: none */
    enum job_state state;
    int64_t day; /* since 1970, UTC; 0: before first_day */
    int64_t count;
};
/* Looks at every job. */
int jobs_tally(struct jobs *jobs, const char *api, int64_t first_day, struct arena *arena,
               const struct jobs_tally **tallies_out, size_t *count_out,
               struct err *err) EV_MUST_CHECK;

struct jobs_counts {
    int64_t queued, delayed, judging; /* delayed ones are queued ones too */
    int64_t unsent;                   /* queued, and the dispatcher does not know yet */
    int64_t dead;                     /* that nobody dropped */
    int64_t oldest_queued_us;         /* 0: none waits */
    int64_t webhooks_waiting, webhooks_failed;
    int64_t file_bytes; /* of the database and its log */
};
int jobs_count(struct jobs *jobs, struct jobs_counts *counts_out, struct err *err) EV_MUST_CHECK;

#endif
