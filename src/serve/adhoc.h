/* adhoc: tests that came with a submission: what an agent is asked to run, and verdicts from what
 * came out. */
#ifndef EVALX_SERVE_ADHOC_H
#define EVALX_SERVE_ADHOC_H

#include "base/json.h"
#include "model/agent_wire.h"
#include "store/store.h"

enum { ADHOC_CAPTURE_LEAST = 64 << 10 };

/* The agent's request for a stored one of /v1; seq is the caller's to set. All is the arena's. */
int adhoc_request(const struct job *job, struct arena *arena, struct agent_request *request_out,
                  struct err *err) EV_MUST_CHECK;

/* The result in the report's documented shape. Outputs stand in "stdout" and "stderr", cut at
 * ADHOC_CAPTURE_LEAST; bytes that are no UTF-8 are replaced. */
struct json *adhoc_result(const struct job *job, const struct ran_report *ran);

/* "files" of a stored request: names and bytes. Shared with submissions to problems. */
int stored_files(const struct json *stored, struct arena *arena,
                 const struct report_file **files_out, size_t *count_out,
                 struct err *err) EV_MUST_CHECK;

#endif
