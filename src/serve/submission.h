/* submission: what somebody hands in by /v1, read and checked, as a row for the record.
 *
 * The stored request is what an agent needs, a JSON object: of a problem {"files": [{"name",
 * "base64"}]}, of ad-hoc tests also "compile_options", "limits" and "tests": [{"name", "stdin",
 * "output", "arguments"}], bytes in base64; of a rehearsal also "worker". */
#ifndef EVALX_SERVE_SUBMISSION_H
#define EVALX_SERVE_SUBMISSION_H

#include "serve/server.h"

enum {
    SUBMISSION_TESTS_MAX = 1000,
    SUBMISSION_LABELS_MAX = 16,
    SUBMISSION_PRIORITY_MAX = JOB_PRIORITY_MOST,
};

/* `object` as it came; key: of the header, NULL: none. Everything is the arena's. ERR_INPUT: what
 * is wrong with it; *is_forbidden_out: it is the caller who may not do that. */
int submission_read(struct server *server, const struct caller *caller, const struct json *object,
                    const char *key, struct arena *arena, struct job_request *request_out,
                    bool *is_forbidden_out, struct err *err) EV_MUST_CHECK;

/* The limits of ad-hoc runs: {key, least, most, default} as of the API. */
struct run_limit {
    const char *key;
    int64_t least, most, standard;
};
extern const struct run_limit run_limits[];
extern const size_t run_limit_count;

#endif
