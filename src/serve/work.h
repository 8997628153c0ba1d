/* work: what an agent is asked to do for a job of the record, here or on another machine. */
#ifndef EVALX_SERVE_WORK_H
#define EVALX_SERVE_WORK_H

#include "model/agent_wire.h"
#include "serve/server.h"

/* job: with its request. Of a problem its path on this machine. Everything is the arena's;
 * ERR_INPUT: it cannot be judged, and never will. */
int work_request(const struct server *server, const struct job *job, struct arena *arena,
                 struct agent_request *request_out, struct err *err) EV_MUST_CHECK;

/* The one worker that is to judge it (a job with its request), the arena's; NULL: any. */
const char *work_only(const struct job *job, struct arena *arena);

/* How long it may be judged, by whoever has it: from its limits, and generously, since what is
 * ended for this is taken for a crash. request: of work_request. */
int64_t work_hard_ms(const struct server *server, const struct job *job,
                     const struct agent_request *request);

#endif
