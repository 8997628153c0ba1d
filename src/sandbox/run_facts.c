/* run_facts: the facts of a run, from what its spawner said and what the cgroup counted. */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "sandbox/run.h"

static void fill_memory(const struct run *run, const struct cgroup_usage *usage,
                        struct facts *facts)
{
    facts->memory_bytes = usage->memory_bytes;
    if (usage->oom_kills > 0)
        facts->limits_hit |= LIMIT_MEMORY;
    if (run->box->sandbox->controllers & CGROUP_MEMORY) {
        if (usage->memory_bytes < 0)
            facts->unmeasured |= FACT_MEMORY_PEAK;
        return;
    }
    facts->unmeasured |= FACT_MEMORY_LIMIT;
    facts->memory_bytes = run->result.peak_rss_bytes > run->sampled_rss_bytes
                              ? run->result.peak_rss_bytes
                              : run->sampled_rss_bytes;
    if (run->plan->limits.memory_bytes >= 0 && facts->memory_bytes > run->plan->limits.memory_bytes)
        facts->limits_hit |= LIMIT_MEMORY;
}

/* Of the processes that have ended, as their parents are told. */
static int64_t reaped_cpu_ns(const struct run *run)
{
    int64_t main_ns = (run->result.user_us + run->result.system_us) * 1000;
    return run->result.reaped_ns > main_ns ? run->result.reaped_ns : main_ns;
}

/* The total is the cgroup's, exact; the split is that of the reaped main process, scaled. A total
 * that no program can reach in that time has counted what is not the run's (the kernel charges the
 * last stretch of a thread when it is off its CPU, and that can be late): then it is that of the
 * processes. So it is where the cgroup has counted less than they have used: seen of a short run in
 * a new group, 0 of 13 ms. */
static void fill_cpu(const struct run *run, const struct cgroup_usage *usage, struct facts *facts)
{
    int64_t user_ns = run->result.user_us * 1000;
    int64_t system_ns = run->result.system_us * 1000;
    int64_t reaped_ns = reaped_cpu_ns(run);
    facts->cpu_ns = usage->cpu_ns > reaped_ns ? usage->cpu_ns : reaped_ns;
    if (usage->cpu_ns < 0 || usage->cpu_ns > run_cpu_most_ns(run, run_now_ns())) {
        facts->cpu_ns = reaped_ns;
        if (run->sampled_cpu_ns > facts->cpu_ns)
            facts->cpu_ns = run->sampled_cpu_ns;
        facts->unmeasured |= FACT_CPU_OF_GROUP;
    }
    double share = user_ns + system_ns > 0 ? (double)user_ns / (double)(user_ns + system_ns) : 1.0;
    facts->user_ns = (int64_t)((double)facts->cpu_ns * share);
    facts->system_ns = facts->cpu_ns - facts->user_ns;
}

static void fill_ending(const struct run *run, struct facts *facts)
{
    int status = run->result.wait_status;
    if (run->box->is_lost) {
        facts->signal = SIGKILL; /* the whole namespace went with its spawner */
        facts->had_leftovers = true;
    } else if (WIFSIGNALED(status)) {
        facts->signal = WTERMSIG(status);
    } else {
        facts->exit_status = WEXITSTATUS(status);
    }
    facts->had_leftovers |= run->result.leftovers > 0;
    facts->is_killed_by_judge = run->is_killed;
    facts->made_forbidden_call = run->made_forbidden_call;
    memcpy(facts->forbidden_call, run->forbidden_call, sizeof(facts->forbidden_call));
    if (facts->signal == SIGSYS && !run->is_killed) {
        facts->made_forbidden_call = true;
        facts->unmeasured |= FACT_CALL_NAME;
    }
}

static void fill_folders(const struct run *run, struct facts *facts)
{
    const struct wire_result *result = &run->result;
    facts->written_bytes = result->used_bytes;
    if (facts->signal == SIGXFSZ)
        facts->limits_hit |= LIMIT_WRITTEN;
    if (run->box->sandbox->tier == SANDBOX_TRUSTED) {
        facts->written_bytes = -1;
        facts->unmeasured |= FACT_BYTES_WRITTEN;
        return;
    }
    if (result->free_bytes == 0 && !run->box->is_lost)
        facts->limits_hit |= LIMIT_WRITTEN;
    if (result->free_files == 0 && !run->box->is_lost)
        facts->limits_hit |= LIMIT_FILES;
}

void run_fill_facts(const struct run *run, const struct cgroup_usage *usage, struct facts *facts)
{
    *facts = (struct facts){.limits_hit = run->limits_hit,
                            .wall_ns = run->box->is_lost ? run_now_ns() - run->start_ns
                                                         : run->result.wall_ns,
                            .cpu_wait_ns = run->result.wait_ns,
                            .preemptions = run->result.preemptions,
                            .stdout_bytes = run->streams[0].bytes,
                            .stderr_bytes = run->streams[1].bytes,
                            .processes_peak = usage->processes_peak};
    fill_memory(run, usage, facts);
    fill_cpu(run, usage, facts);
    fill_ending(run, facts);
    fill_folders(run, facts);
    if (usage->processes_peak < 0)
        facts->unmeasured |= FACT_PROCESSES_PEAK;
    if (usage->fork_failures > 0)
        facts->limits_hit |= LIMIT_PROCESSES;
}
