/* counter: what the limit on CPU time is measured by where CPU time itself is not to be: events
 * that the kernel counts for every process of a run (perf_event_open(2)), so many to a second. Part
 * of sandbox.h.
 *
 *   spawner    opens the counter on itself, switched off; it is handed to evalx, which reads it
 *   program    inherits it (inherit) and is counted from its execve on (enable_on_exec), as are its
 *              children; what they have counted is added when they end
 *
 * A program cannot switch it off, but can get away from it (by executing a file that it may not
 * read: begin_new_exec() in the kernel's fs/exec.c). CPU time that no counter has seen is therefore
 * counted as such, and CPU time keeps a limit of its own (run_counter.c). */
#ifndef EVALX_SANDBOX_COUNTER_H
#define EVALX_SANDBOX_COUNTER_H

#include <stdint.h>

struct run_counter {
    uint32_t type;      /* PERF_TYPE_... of <linux/perf_event.h> */
    uint64_t config;    /* which event of that type */
    int64_t per_second; /* events that are a second; 0: CPU time is what is measured */
};

struct counter_figures {
    uint64_t events;
    uint64_t enabled_ns; /* time on a CPU of all that are counted */
    uint64_t running_ns; /* of it, the event had a counter of the hardware */
};

/* Programs that the calling process starts. A descriptor, or -1 with errno. */
int counter_open(const struct run_counter *counter);

/* Needed once beside counter_open, and left open as long as the process starts programs. Without it
 * the kernel may trade the counters of the process and of its child for each other when it switches
 * from one to the other on a CPU, as both inherit the same (perf_event_context_sched_out() and
 * inherit_task_group() in its kernel/events/core.c); the execve then uses up enable_on_exec of the
 * counter itself, and of the programs after it some are not counted at all. A descriptor, or -1
 * with errno. */
int counter_keep_apart(void);

/* Of all programs so far: 0, or -1 with errno. */
int counter_read(int fd, struct counter_figures *figures_out);

/* Time of a run that has used cpu_ns of CPU time while the counter went up by `since`. Pure. */
int64_t counter_time_ns(const struct counter_figures *since, int64_t cpu_ns, int64_t per_second);

#endif
