/* Faults of Redis, of the network and of workers, put into a small lab at work, one at a time; then
 * everything must come to its end, and I1 to I7 hold. Each is told as PASS with seed and figures,
 * or as IMPOSSIBLE here with the reason.
 *
 *   test_redis [SEED [JOBS]]     EVALX_FAULT_SEED, EVALX_FAULT_JOBS, EVALX_FAULT: a name's part
 *   EVALX_FAULT_LONG: those too that take minutes */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faults.h"

static const struct fault {
    const char *name;
    void (*inject)(struct lab *lab);
    struct lab_setup setup;
    bool is_long; /* only with EVALX_FAULT_LONG */
} faults[] = {
    {"Redis killed with -9 and started again, twice", fault_kill_redis, {0}, false},
    {"Redis started again without its files", fault_restart_empty, {0}, false},
    {"Redis started again with older files", fault_restart_old, {0}, false},
    {"Redis stopped for three leases", fault_stop_redis, {0}, false},
    {"append-only file torn, then two restarts", fault_tear, {0}, false},
    {"Redis emptied", fault_wipe, {0}, false},
    {"disk of the append-only file full (3 MB)",
     fault_fill_disk,
     {.has_small_disk = true, .jobs_most = 300},
     false},
    {"Redis out of memory", fault_run_out_of_memory, {0}, false},
    {"unsafe configuration at the start", fault_weaken_configuration, {0}, false},
    {"hashes of jobs evicted", fault_evict, {0}, false},
    {"scripts flushed", fault_flush_scripts, {0}, false},
    {"leases as a clock leaves them that jumped forwards", fault_jump_forwards, {0}, false},
    {"leases as a clock leaves them that jumped backwards", fault_jump_backwards, {0}, false},
    {"clock of Redis itself +-1 h", fault_jump_clock, {.has_clock = true}, false},
    {"all workers killed with -9", fault_kill_workers, {0}, false},
    {"workers killed with -9 in every phase", fault_die_often, {0}, false},
    {"workers stopped for two to five leases, then stale tokens", fault_stop_worker, {0}, false},
    {"poison that kills who judges it", fault_poison, {0}, false},
    {"results with stale tokens, wrong ids and judgings", fault_forge, {0}, false},
    {"connections reset", fault_reset_connections, {.has_proxy = true}, false},
    {"connections slow", fault_slow_connections, {.has_proxy = true}, false},
    {"connections cut into single bytes", fault_slice_bytes, {.has_proxy = true}, false},
    {"replies dropped after execution", fault_drop_replies, {.has_proxy = true}, false},
    {"silence in both directions", fault_be_silent, {.has_proxy = true}, false},
    {"interface down, in namespaces", fault_set_link_down, {.has_network = true}, false},
    {"interfaces deleted and made again", fault_delete_link, {.has_network = true}, false},
    {"what workers send is lost", fault_lose_requests, {.has_network = true}, false},
    {"what Redis sends is lost", fault_lose_replies, {.has_network = true}, false},
    {"two servers", fault_claim_twice, {0}, false},
    {"workers of another protocol", fault_speak_newer, {0}, false},
    {"wake-up of idle workers", fault_wake, {0}, false},
    {"workers killed, with leases as in earnest",
     fault_retake,
     {.is_real = true, .workers = LAB_WORKERS_MAX, .jobs_most = LAB_WORKERS_MAX},
     true},
};

static void tell_times(const char *what, struct lab_samples *samples)
{
    int count = atomic_load(&samples->count);
    if (count > 0)
        (void)printf(", %s p50 %.0f ms p99 %.0f ms of %d", what, lab_percentile(samples, 50),
                     lab_percentile(samples, 99), count);
}

static void tell(const struct fault *fault, const struct lab *lab)
{
    if (lab->why[0]) {
        (void)printf("not ok %s - %s (seed %lu)\n", fault->name, lab->why, lab->seed);
        return;
    }
    (void)printf("ok %s: PASS (seed %lu, %d jobs, %d reaped, %d repairs, %d errors, %d stale, %d "
                 "forged, %d workers restarted",
                 fault->name, lab->seed, lab->job_count, (int)lab->reaped, (int)lab->repairs,
                 (int)lab->errors, atomic_load(&lab->shared->stale),
                 atomic_load(&lab->shared->forged), lab->restarts);
    tell_times("kill to retake", &lab->shared->retakes);
    if (fault->inject == fault_wake)
        tell_times("wake", &lab->shared->wakes);
    (void)printf(")\n");
}

static void try(const struct fault *fault, unsigned long seed, int jobs)
{
    static struct lab lab;
    int most = fault->setup.jobs_most;
    if (most && jobs > most)
        jobs = most;
    if (lab_open(&lab, seed, jobs, &fault->setup)) {
        lab_run(&lab, jobs / 4, 60000);
        fault->inject(&lab);
        lab_conclude(&lab);
    }
    if (lab.impossible)
        (void)printf("ok %s: IMPOSSIBLE (%s)\n", fault->name, lab.impossible);
    else
        tell(fault, &lab);
    lab_close(&lab);
}

static unsigned long number(const char *text, unsigned long otherwise)
{
    return text && text[0] ? strtoul(text, NULL, 10) : otherwise;
}

int main(int argc, char **argv)
{
    unsigned long seed = number(argc > 1 ? argv[1] : getenv("EVALX_FAULT_SEED"), 0);
    int jobs = (int)number(argc > 2 ? argv[2] : getenv("EVALX_FAULT_JOBS"), 300);
    const char *wanted = getenv("EVALX_FAULT");
    if (!seed && getrandom(&seed, 4, 0) != 4)
        seed = 1;
    (void)setvbuf(stdout, NULL, _IONBF, 0);
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        bool is_wanted = wanted ? strstr(faults[i].name, wanted) != NULL
                                : !faults[i].is_long || getenv("EVALX_FAULT_LONG") != NULL;
        if (!is_wanted)
            continue;
        pid_t pid = fork(); /* a fault may leave much behind: namespaces, static state */
        if (pid == 0) {
            try(&faults[i], seed & 0xffffffff, jobs);
            _exit(0);
        }
        int status = 0;
        (void)waitpid(pid, &status, 0);
        if (status)
            (void)printf("not ok %s - the test ended with status %d\n", faults[i].name, status);
    }
    return 0;
}
