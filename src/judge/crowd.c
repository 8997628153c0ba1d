/* crowd: see crowd.h. */
#include "judge/crowd.h"

int crowd_load(const struct trial *trial, size_t index, const char *const *words, size_t word_count,
               struct joint_run *run_out, struct err *err)
{
    struct submission *submission = trial->submission;
    struct held_box *held;
    if (slot_load_copy(trial->slot, index, submission->id, submission->artifact, trial->limits,
                       &held, err) != 0)
        return -1;
    *run_out = (struct joint_run){
        .box = held->box,
        .idle_ns = -1,
        .drain_fd = -1,
        .plan =
            {
                .argv = argv_join(trial->scratch, held->argv, words, word_count),
                .environment = held->environment,
                .limits = *trial->limits,
                .stdin_fd = -1,
            },
    };
    run_out->plan.limits.cpu_ns = trial->cpu_limit_ns;
    return 0;
}

bool crowd_has_failed(const struct trial *trial, const struct joint_run *run)
{
    return verdict_of_run(trial->limits, &run->facts, CHECK_NOT_RUN, true) != VERDICT_ACCEPTED;
}

static int64_t sum(int64_t a, int64_t b)
{
    return a < 0 || b < 0 ? -1 : a + b; /* unmeasured */
}

static void add(struct facts *total, const struct facts *one)
{
    total->cpu_ns += one->cpu_ns;
    total->events += one->events;
    total->user_ns += one->user_ns;
    total->system_ns += one->system_ns;
    if (one->wall_ns > total->wall_ns)
        total->wall_ns = one->wall_ns;
    total->cpu_wait_ns += one->cpu_wait_ns;
    total->preemptions += one->preemptions;
    total->memory_bytes = sum(total->memory_bytes, one->memory_bytes);
    total->written_bytes = sum(total->written_bytes, one->written_bytes);
    total->stdout_bytes += one->stdout_bytes;
    total->stderr_bytes += one->stderr_bytes;
    total->processes_peak = sum(total->processes_peak, one->processes_peak);
    total->unmeasured |= one->unmeasured;
    total->had_leftovers = total->had_leftovers || one->had_leftovers;
}

struct facts crowd_facts(const struct joint_run *runs, size_t count, size_t first)
{
    struct facts facts = runs[first].facts;
    for (size_t i = 0; i < count; i++) {
        if (i != first)
            add(&facts, &runs[i].facts);
    }
    return facts;
}
