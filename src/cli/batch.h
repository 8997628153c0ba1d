/* batch: evalx judge --batch: submissions as lines of JSON, results as lines of JSON. */
#ifndef EVALX_CLI_BATCH_H
#define EVALX_CLI_BATCH_H

#include "cli/shared.h"

struct batch_values {
    const struct shared_values *shared;
    const char *input;   /* file of lines; "-": standard input */
    const char *resume;  /* results go to the end of this file; NULL: to standard output */
    const char *problem; /* of lines that name none; NULL: they must */
};

/* The session is loaded, its judge not open; what options its judge needs besides events is set.
 * Returns the exit status. */
int batch_judge(struct session *session, const struct batch_values *values);

/* The problem of this path or name, with its warnings said. */
int open_named_problem(struct session *session, const struct shared_values *shared,
                       const char *name, struct problem *problem_out,
                       struct err *err) EV_MUST_CHECK;

#endif
