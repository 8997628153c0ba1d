/* advisor: --hint-command: a program of the user's that is told of a submission and says more
 * hints. It runs as the user, outside any sandbox, under a time limit. */
#ifndef EVALX_CLI_ADVISOR_H
#define EVALX_CLI_ADVISOR_H

#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "model/report.h"

#define ADVISOR_TIME_NS ((int64_t)10 * 1000000000)

struct advisor {
    const char *command; /* a shell's; NULL: there is none */
    int64_t time_ns;
    const int *cancel_fd; /* readable once the user interrupts; borrowed */
    cpu_set_t cpus;       /* those that evalx began with: slots are pinned to one */
    atomic_bool has_complained;
};

/* On the main thread, before slots are started. */
void advisor_init(struct advisor *advisor, const char *command, int64_t time_ns,
                  const int *cancel_fd);

/* judge_options.advise. What goes wrong is said once, and gives no hints. */
size_t advisor_ask(void *context, const struct submission_report *report, struct arena *arena,
                   const char *const **lines_out);

#endif
