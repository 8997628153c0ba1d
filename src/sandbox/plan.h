/* plan: what one run is to be. Part of sandbox.h, which others include. */
#ifndef EVALX_SANDBOX_PLAN_H
#define EVALX_SANDBOX_PLAN_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "model/limits.h"

/* Where output goes, in pieces, while the program runs. A non-zero return ends the run early
 * (the reader has seen enough or failed); the output is then read and dropped, and counted,
 * until the program ends. NULL feed: dropped, counted. */
struct run_sink {
    int (*feed)(void *context, const char *bytes, size_t count);
    void *context;
};

enum { RUN_GIVEN_FIRST = 3, RUN_GIVEN_MAX = 32 };

struct run_plan {
    const char *const *argv; /* argv[0]: a path in the box, or looked up in PATH of environment */
    const char *const *environment;
    struct limits limits; /* complete: limits_complete was called */
    /* Borrowed; -1: empty. The program never gets this description itself where it could harm it
     * (input.c), unless is_stdin_plain: a terminal, a pipe or a file of the user's (evalx run). */
    int stdin_fd;
    bool is_stdin_plain;
    /* The program gets this description itself, a pipe's (then nothing comes to `output`). */
    bool is_stdout_plain;
    int stdout_fd; /* borrowed */
    /* The program finds these at 3, 4, ...; borrowed */
    const int *given_fds;
    size_t given_count;           /* RUN_GIVEN_MAX at most */
    struct run_sink output;       /* standard output */
    struct run_sink error_output; /* standard error; counted into the same limit */
    bool is_error_merged;         /* standard error goes to standard output's sink, in order */
    /* Once it is true, the run is ended within a fraction of a second, as ERR_INTERRUPTED; NULL:
     * never. */
    const atomic_bool *is_cancelled;
    bool is_work_kept; /* what it wrote stays for the submission's next run (compile steps) */
};

#endif
