/* outcome: what comes of a judging, whoever judges: into the record, and to those who watch. In the
 * loop's thread; what is written belongs to the round's transaction, and watchers are told after
 * it. */
#ifndef EVALX_SERVE_OUTCOME_H
#define EVALX_SERVE_OUTCOME_H

#include "base/json.h"
#include "model/agent_wire.h"
#include "serve/server.h"
#include "store/store.h"

struct outcome {
    int64_t job;
    int judging;
    const char *lease; /* NULL: of a dispatcher that keeps leases itself */
    const char *worker;
    /* One of: */
    const struct submission_report *report; /* JOB_JUDGE */
    const struct ran_report *ran;           /* JOB_RUN */
    bool is_dead;                           /* given up for good; `error` says why */
    const char *error;  /* also: the submission's or package's own fault, without report and ran */
    int64_t started_us; /* 0: known, or now */
};
int outcome_record(struct server *server, const struct outcome *outcome,
                   enum jobs_outcome *found_out, struct err *err) EV_MUST_CHECK;

/* It is being judged now, or waits again. */
void outcome_state(struct server *server, int64_t job, int judging, enum job_state state);
/* A message of the agent about a judging under way: "compiled", "test". */
void outcome_progress(struct server *server, int64_t job, int judging, const char *event,
                      const struct json *message);

#endif
