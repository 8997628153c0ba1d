/* agent: `evalx agent`, the program that judges for the service: requests come as lines on standard
 * input, events leave as lines on standard output (model/agent_wire.h). Nobody types it.
 *
 *   main thread   reads lines, starts jobs
 *   opener        opens packages and prepares them, beside what is judged; drops what is not used
 *   slots         judge, and tell events
 *
 *   teller        writes what was held back: what follows each other quickly leaves together
 *
 * Two locks: agent.lock for jobs and problems, agent.out_lock for standard output. Nothing of the
 * judge's is called under either: its events take them. */
#ifndef EVALX_CLI_AGENT_H
#define EVALX_CLI_AGENT_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "cache/cache.h"
#include "cli/shared.h"
#include "model/agent_wire.h"

struct agent;

struct agent_job {
    struct agent_job *next, *previous;
    struct agent *agent;
    struct arena arena; /* the request; the job itself */
    struct agent_request request;
    struct source_file *files;
    atomic_bool is_cancelled;
    struct agent_problem *problem; /* NULL: it runs without one */
    struct agent_job *next_waiting;
};

/* agent_depot.c: the line to what other machines have made, by way of the service. */
struct agent_depot {
    struct cache_depot calls;
    pthread_mutex_t lock; /* guards what follows: one question at a time */
    int fd;               /* -1: there is no such line, or no more */
    uint64_t number;      /* of the last question */
    int64_t rest_until_ms;
};

struct agent {
    struct session session;
    struct agent_depot depot;
    struct judge_stream *stream;
    pthread_mutex_t out_lock; /* guards what follows */
    bool is_failed;           /* nobody reads what is told */
    struct str held;          /* lines, for the teller to write soon */
    bool is_told;             /* the teller ends */
    pthread_cond_t has_held;
    pthread_t teller;
    bool has_teller;
    pthread_mutex_t lock; /* guards what follows */
    struct agent_job *jobs;
    struct agent_problem *problems; /* newest first */
    size_t used;                    /* counts uses of problems */
    bool is_ending;
    pthread_cond_t has_work; /* for the opener */
    pthread_t opener;
    bool has_opener;
};

/* ---- agent_out.c: what is told ---- */

int agent_open_out(struct agent *agent, struct err *err) EV_MUST_CHECK;
/* All that was told is written. It can be told on. */
void agent_close_out(struct agent *agent);
/* Adds "event" and "seq" (not below 0), writes the line and closes the object. */
void agent_tell(struct agent *agent, const char *event, int64_t seq, struct json *object);
void agent_tell_refused(struct agent *agent, int64_t seq, const struct err *err);
void agent_tell_ready(struct agent *agent);
/* "languages", with their versions; takes seconds where the cache does not know them. */
void agent_tell_languages(struct agent *agent);
/* Of the judge; context is the agent. */
struct judge_events agent_events(struct agent *agent);
/* Of a run; context is the job, which is gone afterwards. */
void agent_on_ran(void *context, const struct ran_report *report, const struct err *err);
/* ERR_JUDGE: this machine cannot (a tool is missing); the same words otherwise. */
void agent_blame(const struct agent *agent, const char *language, struct err *err);

/* ---- agent_depot.c ---- */

/* Takes over the descriptor. */
void agent_depot_open(struct agent_depot *depot, int fd);
void agent_depot_close(struct agent_depot *depot);

/* ---- agent_problem.c ---- */

int agent_open(struct agent *agent, struct err *err) EV_MUST_CHECK;
/* What was begun is finished and told. */
void agent_finish(struct agent *agent);
/* Now, or as soon as its problem is ready. */
void agent_judge(struct agent *agent, struct agent_job *job);
/* It was told, and is gone. */
void agent_judged(struct agent_job *job);

/* ---- agent_job.c ---- */

/* Takes over the arena that the request was read into. */
struct agent_job *agent_job_open(struct agent *agent, struct arena *arena,
                                 const struct agent_request *request);
/* Out of the list, and freed. */
void agent_job_close(struct agent_job *job);
void agent_run(struct agent *agent, struct agent_job *job);
void agent_cancel(struct agent *agent, int64_t seq);
/* Those that nobody told of. */
void agent_tell_unfinished(struct agent *agent);

#endif
