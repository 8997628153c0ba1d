/* run: a run in progress, as a thing that can be stepped: box_run steps one; box_run_joint
 * steps several. */
#ifndef EVALX_SANDBOX_RUN_H
#define EVALX_SANDBOX_RUN_H

#include <poll.h>

#include "sandbox/private.h"

struct run_stream {
    int fd;     /* our end, the box's; -1: none */
    int own_fd; /* the same where it is this run's alone; -1 */
    int64_t bytes;
    const struct run_sink *sink;
};

struct run {
    struct box *box;
    const struct run_plan *plan;
    struct run_stream streams[2]; /* standard output, standard error */
    int64_t output_bytes;
    int64_t start_ns, kill_ns, kill_again_ns;
    int64_t wall_end_ns; /* moves while the program waits for a CPU through no fault of its own */
    bool is_wait_asked;
    int stdin_flags; /* of the user's standard input, to be as they were */
    int64_t cpu_check_ns, memory_check_ns, sample_ns; /* when to look next */
    int64_t sampled_cpu_ns, sampled_rss_bytes;
    struct counter_figures counted_before; /* what the runs before have left in the counter */
    unsigned limits_hit;
    bool is_killed, is_over, is_interrupted, is_sink_closed, is_drained;
    bool made_forbidden_call;
    char forbidden_call[FACTS_CALL_NAME_MAX];
    struct wire_result result;
};

/* Prepare the box and start the program. On failure call run_abandon. */
int run_start(struct run *run, struct box *box, const struct run_plan *plan,
              struct err *err) EV_MUST_CHECK;
/* Wait for the next event and act on it; is_over tells when the program has ended. */
int run_step(struct run *run, struct err *err) EV_MUST_CHECK;
/* The two halves of a step, for whoever waits for several runs: what to poll, and until when at
 * most (CLOCK_MONOTONIC); then what to do about it (revents 0 where nothing came in time). */
enum { RUN_WATCH_COUNT = 5 };
int64_t run_watch(const struct run *run, struct pollfd waits[RUN_WATCH_COUNT]);
int run_act(struct run *run, const struct pollfd waits[RUN_WATCH_COUNT],
            struct err *err) EV_MUST_CHECK;
/* Kill everything of the run; `limit` 0 for other reasons. The answer still comes. */
void run_kill(struct run *run, unsigned limit);
int run_finish(struct run *run, struct facts *facts_out, struct err *err) EV_MUST_CHECK;
void run_abandon(struct run *run);
/* run_flood.c: bytes that its living processes have written, wherever to; 0 where the host does not
 * tell. */
int64_t run_written_bytes(const struct run *run);
/* CPUs that the run can use at once. */
int64_t run_cpus(const struct run *run);
/* CPU time that it can have used by now at the very most. */
int64_t run_cpu_most_ns(const struct run *run, int64_t now);

/* run_counter.c: from here on events are this run's. */
int run_counter_arm(struct run *run, struct err *err) EV_MUST_CHECK;
/* CPU time that may be used even where something else is measured; -1: unlimited. */
int64_t run_cpu_limit_ns(const struct run *run);
/* How long it takes a run that has used so much CPU time, at least, to come to a limit; < 0: it is
 * over one. Only where CPU time is limited. */
int64_t run_cpu_left_ns(const struct run *run, int64_t used_ns);
/* facts->cpu_ns is CPU time; now it is what is measured. */
int run_counter_fill(const struct run *run, struct facts *facts, struct err *err) EV_MUST_CHECK;

/* When to look first, from start_ns. */
void run_set_deadlines(struct run *run);
/* run_start.c: a program may have changed the mode of the user's terminal or pipe. */
void run_restore_input(const struct run *run);
/* run_facts.c */
void run_fill_facts(const struct run *run, const struct cgroup_usage *usage, struct facts *facts);
/* CLOCK_MONOTONIC. */
int64_t run_now_ns(void);

#endif
