/* agent_process: one agent as a child process: its pipes, its lines, its end. */
#ifndef EVALX_SERVE_AGENT_PROCESS_H
#define EVALX_SERVE_AGENT_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "serve/loop.h"

struct agent_process;

struct agent_process_calls {
    void (*line)(void *context, const char *bytes, size_t count); /* of its standard output */
    /* It is gone, all lines were told; status as of waitid(2): "exit status 3", "signal 9
     * (SIGKILL)". */
    void (*gone)(void *context, const char *how);
};

enum { AGENT_DEPOT_FD = 3 };

struct agent_command {
    const char *const *argv; /* NULL-terminated, argv[0] a path */
    const char *name;        /* for the log */
    int depot_fd;            /* its AGENT_DEPOT_FD; -1: it has none */
};

/* Borrowed during the call. Signals are the child's own again, and a terminal's do not reach it. */
int agent_process_start(struct loop *loop, const struct agent_command *command,
                        const struct agent_process_calls *calls, void *context,
                        struct agent_process **process_out, struct err *err) EV_MUST_CHECK;
/* Without a call; kills what runs. NULL is fine. Also from within `gone`, not from within `line`.
 * */
void agent_process_close(struct agent_process *process);

/* Written as fast as it reads; all of it is held until then. */
void agent_process_write(struct agent_process *process, const char *bytes, size_t count);
/* When all is written, it reads the end of its input. */
void agent_process_end_input(struct agent_process *process);
void agent_process_kill(struct agent_process *process);
/* The last line that it wrote to standard error, "" none. */
const char *agent_process_last_words(const struct agent_process *process);

#endif
